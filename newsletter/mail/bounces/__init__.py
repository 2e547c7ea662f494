"""What came back: understood, and what follows from it."""
