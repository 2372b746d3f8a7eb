"""The start page: what is owed, what came in, what was done for it, and what waits for a person."""
