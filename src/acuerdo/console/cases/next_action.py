"""The next best action of a case: one thing, why, and the button for it. Plain values in, plain values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from acuerdo.cases.queries import CaseData
from acuerdo.console.parts import formats
from acuerdo.console.parts.holds import hold_label


@dataclass(frozen=True, slots=True)
class NextAction:
    """`dialog` opens a form on the page, `task_id` marks a task as done; both empty: nothing to press."""

    icon: str
    tone: str
    title: str
    reason: str
    button: str = ""
    dialog: str = ""
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """The promise that still waits for its day."""

    amount_cents: int
    currency: str
    due_date: date


@dataclass(frozen=True, slots=True)
class Reach:
    """What the gate allows by hand now."""

    may_call: bool
    may_write: bool


def next_action(
    *, data: CaseData, promise: OpenPromise | None, reach: Reach, may_resolve: bool = False, now: datetime
) -> NextAction:
    """Say what to do next on a case. What the law or the person asks for comes before what we would like."""
    if data.head.status == "closed":
        return NextAction("circle-check", "success", _("Nothing to do"), _("This case is closed."))
    return (
        _from_dispute(data, may_resolve)
        or _from_task(data, now)
        or _from_hold(data, reach)
        or _from_promise(promise)
        or _from_reach(data, reach)
    )


def _from_dispute(data: CaseData, may_resolve: bool) -> NextAction | None:
    if not data.head.is_disputed:
        return None
    return NextAction(
        icon="circle-help",
        tone="warning",
        title=_("Answer the dispute"),
        reason=_(
            "The person says the debt is not theirs or the amount is wrong. Contact about it is stopped until then."
        ),
        button=_("Answer it") if may_resolve else _("Write what you found"),
        dialog="dispute" if may_resolve else "note",
    )


def _from_task(data: CaseData, now: datetime) -> NextAction | None:
    if not data.tasks:
        return None
    task = data.tasks[0]
    late = task.due_at < now
    reason = _("Due %(time)s, and overdue.") if late else _("Due %(time)s.")
    return NextAction(
        icon="list-checks",
        tone="warning" if late else "primary",
        title=task.title,
        reason=reason % {"time": formats.moment(task.due_at)},
        button=_("Mark as done"),
        task_id=task.id,
    )


def _from_hold(data: CaseData, reach: Reach) -> NextAction | None:
    if not data.holds:
        return None
    hold = data.holds[0]
    if reach.may_call or reach.may_write:
        return NextAction(
            icon="heart-handshake",
            tone="warning",
            title=_("Only by hand: %(reason)s") % {"reason": hold_label(hold.event)},
            reason=_("Automatic messages are stopped. A person may still get in touch, with care."),
        )
    end = _("It ends when somebody lifts it.")
    if hold.until:
        end = _("Contact starts again on %(day)s.") % {"day": formats.day(hold.until)}
    reason = f"{hold_label(hold.event)}. {end}"
    return NextAction("circle-pause", "warning", _("Wait: contact is stopped"), reason)


def _from_promise(promise: OpenPromise | None) -> NextAction | None:
    if promise is None:
        return None
    sums = {"sum": formats.money(promise.amount_cents, promise.currency), "day": formats.day(promise.due_date)}
    return NextAction(
        icon="handshake",
        tone="success",
        title=_("Wait for the promise"),
        reason=_("%(sum)s by %(day)s. Strategies hear at once when it is kept or broken.") % sums,
    )


def _from_reach(data: CaseData, reach: Reach) -> NextAction:
    if not any(point.status in ("active", "unverified") for point in data.points):
        return NextAction(
            icon="user-search",
            tone="warning",
            title=_("Find a way to reach this person"),
            reason=_("No e-mail address or phone number is known to work."),
            button=_("Make a task of it"),
            dialog="task",
        )
    name = {"name": data.head.given_name or data.head.name}
    idle = _("Nothing is promised and no task waits. Strategies go on by themselves meanwhile.")
    if reach.may_call:
        return NextAction("phone", "primary", _("Talk to %(name)s") % name, idle, _("Note a call"), "call")
    if reach.may_write:
        return NextAction("send", "primary", _("Write to %(name)s") % name, idle, _("Write a message"), "message")
    return NextAction(
        "clock", "info", _("Wait: contact is not allowed now"), _("The rule beside the name says until when.")
    )
