"""Acuerdo: open, self-hosted, consumer-centric debt collection."""

__version__ = "0.1.0"
