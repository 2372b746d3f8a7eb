"""Files as frames of text: what kind of file it is, how it is written, and its rows in blocks of even size."""
