"""Who may sign in on the home, what they may do there, and what they did: in its database, never in git."""
