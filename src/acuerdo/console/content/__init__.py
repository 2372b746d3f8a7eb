"""Templates: what we say, written, previewed as it arrives, and published."""
