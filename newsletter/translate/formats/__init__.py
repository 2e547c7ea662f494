"""Files of translations and terms: read and written."""
