"""Segments: named rules, built from conditions, counted and listed live."""
