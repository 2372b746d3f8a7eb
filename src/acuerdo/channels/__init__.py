"""How a message travels: outbox, providers, message events.

Knows people, not cases. A person is contacted at most once per message: claim, judge again, send, record.
"""
