"""What `newsletter.toml` and the environment say."""
