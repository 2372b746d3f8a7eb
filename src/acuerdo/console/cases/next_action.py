"""The next best action of a case, why it comes first, and what else may be done. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from acuerdo.cases.queries import CaseData, TaskLine
from acuerdo.console.parts import formats
from acuerdo.console.parts.holds import hold_label


@dataclass(frozen=True, slots=True)
class NextAction:
    """`dialog` opens a form on the page, `task_id` marks a task as done; both empty: nothing to press.

    `blocked_by` names the rules that forbid it now, in words and by id: it stays visible, and cannot be pressed.
    """

    icon: str
    tone: str
    title: str
    reason: str
    button: str = ""
    dialog: str = ""
    task_id: int | None = None
    blocked_by: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do first and why that; what else may be done instead, in the order of the page."""

    first: NextAction
    why: str
    others: Sequence[NextAction] = ()


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """The promise that still waits for its day."""

    amount_cents: int
    currency: str
    due_date: date


@dataclass(frozen=True, slots=True)
class Way:
    """Whether the gate allows a way to reach the person by hand now; if not, which rules forbid it."""

    is_allowed: bool
    blocked_by: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """What the gate says of calling and of writing."""

    call: Way
    write: Way


@dataclass(frozen=True, slots=True)
class Powers:
    """What the reader may do beyond working the case."""

    resolve: bool = False
    hold: bool = False


_Reasoned = tuple[NextAction, str]


def advice_on(
    *, data: CaseData, promise: OpenPromise | None, reach: Reach, powers: Powers = Powers(), now: datetime
) -> Advice:
    """Say what to do next on a case. What the law or the person asks for comes before what we would like."""
    if data.head.status == "closed":
        return Advice(NextAction("circle-check", "success", _("Nothing to do"), _("This case is closed.")), "")
    first, why = (
        _from_dispute(data, powers)
        or _from_task(data, now)
        or _from_hold(data, reach)
        or _from_promise(promise)
        or _from_reach(data, reach)
    )
    return Advice(first, why, _others(first, data, promise, reach, powers, now))


def _from_dispute(data: CaseData, powers: Powers) -> _Reasoned | None:
    if not data.head.is_disputed:
        return None
    action = NextAction(
        icon="circle-help",
        tone="warning",
        title=_("Answer the dispute"),
        reason=_(
            "The person says the debt is not theirs or the amount is wrong. Contact about it is stopped until then."
        ),
        button=_("Answer it") if powers.resolve else _("Write what you found"),
        dialog="dispute" if powers.resolve else "note",
    )
    return action, _("It comes first because nothing else can move until the person has an answer.")


def _from_task(data: CaseData, now: datetime) -> _Reasoned | None:
    if not data.tasks:
        return None
    why = _("It comes first because a strategy or somebody of the team planned it for this case.")
    return _task(data.tasks[0], now), why


def _task(task: TaskLine, now: datetime) -> NextAction:
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


def _from_hold(data: CaseData, reach: Reach) -> _Reasoned | None:
    if not data.holds:
        return None
    hold = data.holds[0]
    why = _("It comes first because a stop on contact outranks what we would like to do.")
    if reach.call.is_allowed or reach.write.is_allowed:
        by_hand = NextAction(
            icon="heart-handshake",
            tone="warning",
            title=_("Only by hand: %(reason)s") % {"reason": hold_label(hold.event)},
            reason=_("Automatic messages are stopped. A person may still get in touch, with care."),
        )
        return by_hand, why
    end = _("It ends when somebody lifts it.")
    if hold.until:
        end = _("Contact starts again on %(day)s.") % {"day": formats.day(hold.until)}
    reason = f"{hold_label(hold.event)}. {end}"
    return NextAction("circle-pause", "warning", _("Wait: contact is stopped"), reason), why


def _from_promise(promise: OpenPromise | None) -> _Reasoned | None:
    if promise is None:
        return None
    sums = {"sum": formats.money(promise.amount_cents, promise.currency), "day": formats.day(promise.due_date)}
    action = NextAction(
        icon="handshake",
        tone="success",
        title=_("Wait for the promise"),
        reason=_("%(sum)s by %(day)s. Strategies hear at once when it is kept or broken.") % sums,
    )
    return action, _("It comes first because asking again before the day would only press somebody who has agreed.")


def _from_reach(data: CaseData, reach: Reach) -> _Reasoned:
    if not any(point.status in ("active", "unverified") for point in data.points):
        unreachable = NextAction(
            icon="user-search",
            tone="warning",
            title=_("Find a way to reach this person"),
            reason=_("No e-mail address or phone number is known to work."),
            button=_("Make a task of it"),
            dialog="task",
        )
        return unreachable, _("It comes first because nobody can be helped who cannot be reached.")
    idle = _("Nothing is promised and no task waits. Strategies go on by themselves meanwhile.")
    if reach.call.is_allowed:
        why = _("It comes first because a call is allowed now, and in a talk a way to pay is found most easily.")
        return replace(_call(data, reach), tone="primary", reason=idle), why
    if reach.write.is_allowed:
        why = _("It comes first because writing is allowed now and calling is not.")
        return replace(_write(data, reach), tone="primary", reason=idle), why
    wait = NextAction(
        "clock", "info", _("Wait: contact is not allowed now"), _("The rule beside the name says until when.")
    )
    return wait, _("It comes first because no way to reach the person is allowed now.")


def _call(data: CaseData, reach: Reach) -> NextAction:
    name = {"name": data.head.given_name or data.head.name}
    return NextAction(
        "phone", "", _("Talk to %(name)s") % name, _("Allowed now. Note the outcome here."), _("Note a call"), "call",
        blocked_by=reach.call.blocked_by,
    )  # fmt: skip


def _write(data: CaseData, reach: Reach) -> NextAction:
    name = {"name": data.head.given_name or data.head.name}
    return NextAction(
        "send", "", _("Write to %(name)s") % name, _("Allowed now. You see the message before it leaves."),
        _("Write a message"), "message", blocked_by=reach.write.blocked_by,
    )  # fmt: skip


def _others(
    first: NextAction, data: CaseData, promise: OpenPromise | None, reach: Reach, powers: Powers, now: datetime
) -> list[NextAction]:
    """Everything else that can be done, lawful ways first; what a rule forbids is kept with the rule."""
    contact = [_call(data, reach), _write(data, reach)]
    found = [each for each in contact if not each.blocked_by]
    found += [_task(task, now) for task in data.tasks[:1]]
    if promise is None:
        found.append(
            NextAction(
                "handshake", "", _("Take down a promise"), _("If the person names a day and a sum, strategies wait."),
                _("Record a promise"), "promise",
            )
        )  # fmt: skip
    found.append(
        NextAction(
            "clock", "", _("Come back to it later"), _("Makes a task for the day you choose."), _("Make a task"), "task"
        )
    )
    found.append(
        NextAction(
            "sticky-note", "", _("Write down what you know"), _("Nothing leaves; the next to open the case reads it."),
            _("Write a note"), "note",
        )
    )  # fmt: skip
    if powers.hold:
        why = _("If the person is vulnerable, disputes the debt or has somebody who speaks for them.")
        found.append(NextAction("circle-pause", "", _("Stop contact"), why, _("Stop contact"), "hold"))
    found += [each for each in contact if each.blocked_by]
    return [each for each in found if (each.dialog, each.task_id) != (first.dialog, first.task_id)]
