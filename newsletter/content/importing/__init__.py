"""What others have written, as drafts of the editors' files: each value taken, guessed or missing, and told so."""
