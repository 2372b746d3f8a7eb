"""Files in: upload, how they are read, what they would change, the run, and the way back."""
