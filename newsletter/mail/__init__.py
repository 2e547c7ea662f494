"""A letter becomes messages: one RFC 5322 email for each recipient."""
