"""Who gets a newsletter: addresses, subscriptions, what other tools export."""
