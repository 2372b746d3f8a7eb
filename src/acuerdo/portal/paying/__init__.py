"""Paying in full or in part, and what came of it."""
