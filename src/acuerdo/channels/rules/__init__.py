"""Decisions about how messages travel: links, STOP words, what came of a send, what a bounce says. No database."""
