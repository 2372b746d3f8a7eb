"""The door: a signed link, one question, limits on guessing."""
