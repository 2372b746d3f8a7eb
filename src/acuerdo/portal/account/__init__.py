"""What is owed, how to be reached, and every contact made with its reason."""
