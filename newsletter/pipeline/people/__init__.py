"""Use cases of those who may sign in on the home: let in, given roles, let in no longer."""
