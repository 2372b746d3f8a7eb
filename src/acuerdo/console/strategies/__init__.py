"""Strategies: their steps with live counts, their file, and their life (publish, pause, resume, stop)."""
