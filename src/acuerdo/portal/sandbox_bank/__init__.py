"""The hosted page of the sandbox payment provider: looks like a bank, takes no money."""
