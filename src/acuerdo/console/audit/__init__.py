"""Who did what, when, and whether the log is whole."""
