"""Machine translation: services behind one protocol, each in its limits, tried in a locale's order."""
