"""An article's text as blocks to be edited one by one: whatever was not touched keeps its bytes."""
