"""An article and a translation of it that somebody wrote elsewhere, paired block by block."""
