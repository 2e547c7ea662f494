"""Whether an installation is sound."""
