"""Everything about a strategy that needs no database: document, file form, checks, compiled graph, interpreter."""
