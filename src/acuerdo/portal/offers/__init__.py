"""Offers that a strategy made: seen, read in full, agreed to, paid."""
