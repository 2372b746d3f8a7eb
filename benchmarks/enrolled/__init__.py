"""Cases enrolled in a strategy, by the hundred thousand: what the benchmarks of the engine work on."""

from __future__ import annotations

from datetime import UTC, datetime

from acuerdo.kernel.audit import SYSTEM
from acuerdo.strategies.models import Strategy
from acuerdo.strategies.operations import create_strategy, publish_strategy
from acuerdo.strategies.rules.file_form import read_file
from benchmarks.mailing import people

# A Monday, 10:00 in Madrid: within the pack's hours.
START = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)

STRATEGY = """\
strategy: bench
start: entry
exit: [closed, paid, held]
steps:
  entry:
    kind: entry
    segment: {fact: case.status, op: '=', value: open}
    next: amount
  amount:
    kind: split
    branches:
    - name: large
      when:
        all:
        - {fact: debt.balance, op: '>=', value: '100.00'}
        - {fact: debt.days_past_due, op: '>=', value: 10}
        - not: {fact: debt.product, op: '=', value: Hipoteca}
    next: {large: text, otherwise: rest}
  text:
    kind: message
    channel: sms
    template: overdue-sms
    next: {sent: listen, not_allowed: rest, no_contact_point: rest}
  listen:
    kind: wait_event
    events: [replied, link_clicked]
    timeout: P3D
    next: {replied: again, link_clicked: again, timeout: rest}
  again:
    kind: message
    channel: email
    template: overdue-email
    next: {sent: rest, not_allowed: rest, no_contact_point: rest}
  rest: {kind: wait, for: P7D, next: done}
  done: {kind: end}
"""


def fill(size: int, *, now: datetime = START) -> Strategy:
    """Make `size` people with a phone, an address, a debt and a case with facts, and a live strategy for them."""
    people(size, now=now)
    return live(STRATEGY, now=now)


def live(text: str, *, now: datetime = START) -> Strategy:
    """The strategy of a file, live for every creditor."""
    key = create_strategy(document=read_file(text).document, creditor_id=None, actor=SYSTEM, now=now)
    publish_strategy(strategy_id=key, actor=SYSTEM, now=now)
    return Strategy.objects.get(pk=key)
