"""The studio's screens, a module each: its addresses, and what it answers."""
