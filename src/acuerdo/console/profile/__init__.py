"""How somebody likes their screen, and their own security."""
