"""What waits for the people of the home, as it is mailed to them."""
