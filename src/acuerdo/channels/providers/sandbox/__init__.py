"""Nothing leaves the machine: messages arrive on the sandbox page at once."""
