"""Connections: other systems that call us (tokens), and that our strategies call (webhooks)."""
