"""Valid, fixed, dull rows for tests. Every test has the same people.

Ana collects, Ben leads, Carla owes, Dan must see nothing.
Everything is written straight to the tables, so a factory shows nothing about how the product comes to such rows.
"""

from __future__ import annotations

from tests.factories.money import allocation, payment, promise
from tests.factories.portfolio import LUMEN, NOW, ROBLE, case, contact_point, creditor, debt, debtor, facts
from tests.factories.staff import ana, ben, dan, eva, member
from tests.factories.work import contact, hold, message, message_event, note, task

__all__ = [
    "LUMEN",
    "NOW",
    "ROBLE",
    "allocation",
    "ana",
    "ben",
    "case",
    "contact",
    "contact_point",
    "creditor",
    "dan",
    "debt",
    "debtor",
    "eva",
    "facts",
    "hold",
    "member",
    "message",
    "message_event",
    "note",
    "payment",
    "promise",
    "task",
]
