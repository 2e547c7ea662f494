"""An edition becomes a letter: templates, skeleton and words, inlined styles, pictures, text."""
