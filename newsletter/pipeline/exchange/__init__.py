"""Use cases of doors in and out: what others have written comes in."""
