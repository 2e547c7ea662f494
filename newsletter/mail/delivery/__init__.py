"""Rounds from their opening to the last recipient: the ledger, whose turn it is, what an outcome means."""
