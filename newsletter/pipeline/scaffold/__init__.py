"""New projects and commented starting files."""
