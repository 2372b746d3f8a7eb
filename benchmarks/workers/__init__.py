"""Processes that benchmarks and crash tests start and kill."""
