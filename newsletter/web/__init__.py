"""What web apps of ours stand behind: a guard, rates, a server with limits."""
