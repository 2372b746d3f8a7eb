"""A difference as lines of text, the same for every terminal."""

from __future__ import annotations

from acuerdo.strategies.rules.changes import explain
from acuerdo.strategies.rules.difference_lines import lines_of
from acuerdo.strategies.rules.file_form import read_file

BEFORE = """\
strategy: reminder
start: entry
exit: [closed]
steps:
  entry: {kind: entry, segment: {all: []}, next: pause}
  pause: {kind: wait, for: P1D, next: call}
  call: {kind: agent_task, title: Llamar, next: done}
  done: {kind: end}
"""
AFTER = """\
strategy: reminder
start: entry
exit: [closed, paid]
steps:
  entry: {kind: entry, segment: {all: []}, next: pause}
  pause: {kind: wait_event, events: [replied], timeout: P1D, next: {replied: done, timeout: text}}
  text: {kind: message, channel: sms, template: overdue-sms, next: {sent: done, not_allowed: done}}
  done: {kind: end, outcome: stopped}
"""


def test_every_change_has_its_line():
    found = lines_of(explain(read_file(BEFORE).document, read_file(AFTER).document))

    assert found == [
        'exit: ["closed"] -> ["closed", "paid"]',
        "pause: changed (wait -> wait_event)",
        '  events: null -> ["replied"]',
        "  timeout: null -> P1D",
        "  for: P1D -> null",
        "  replied: nowhere -> done",
        "  timeout: nowhere -> text",
        "  next: call -> nowhere",
        "text: added (message)",
        "  channel: sms",
        "  template: overdue-sms",
        "  sent -> done",
        "  not_allowed -> done",
        "done: changed (end)",
        "  outcome: null -> stopped",
        "call: removed (agent_task)",
    ]


def test_the_same_has_no_lines():
    same = read_file(BEFORE).document

    assert lines_of(explain(same, same)) == []
