"""How a message reaches the next server: routes, sessions, conversations, DNS."""
