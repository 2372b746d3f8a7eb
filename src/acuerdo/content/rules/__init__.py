"""Decisions about content: text runs, tokens, formats, documents, compiling and filling. No database, no clock."""
