"""Local servers that take what we send, for benchmarks and crash tests."""
