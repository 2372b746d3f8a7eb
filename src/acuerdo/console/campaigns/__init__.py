"""Campaigns: a segment and a few messages by days; the simple form of a strategy."""
