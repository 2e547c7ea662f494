"""A letter becomes the message of each reader: encoded, addressed, signed."""
