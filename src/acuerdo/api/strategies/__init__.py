"""Strategies for other systems: letting cases in."""
