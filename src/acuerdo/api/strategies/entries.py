"""Which cases a call means, and what it is told of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext

from acuerdo.api.strategies.schemas import EntriesIn, EntriesOut, Entry, Reason
from acuerdo.cases.queries.keys import open_cases_by_debtor
from acuerdo.portfolio.queries import debtors_by_reference
from acuerdo.strategies.operations import Enrolled


@dataclass(frozen=True, slots=True)
class Asked:
    """One case as it was asked for; without a case, why there is none."""

    case: int | None
    debtor: str | None = None
    reason: Reason | None = None


def asked_for(entries: EntriesIn, *, creditor_id: int) -> list[Asked]:
    """The cases meant, each once, in the order of the call; two queries for references, none for numbers."""
    if entries.cases is not None:
        return [Asked(case) for case in dict.fromkeys(entries.cases)]
    references = list(dict.fromkeys(entries.debtors or ()))
    known = dict(debtors_by_reference(creditor_id=creditor_id, references=references).iter_rows())
    cases = open_cases_by_debtor(creditor_id=creditor_id, debtor_ids=list(known.values()))
    return [_by_reference(reference, known, cases) for reference in references]


def _by_reference(reference: str, known: dict[str, int], cases: dict[int, int]) -> Asked:
    if reference not in known:
        return Asked(None, reference, "unknown_debtor")
    case = cases.get(known[reference])
    return Asked(case, reference, None if case else "no_open_case")


def told(asked: list[Asked], done: Enrolled, *, strategy: str, creditor: str) -> EntriesOut:
    """What became of each."""
    reasons: dict[int, str] = done.refused
    entries = [_entry(each, each.reason or reasons.get(each.case or 0)) for each in asked]
    return EntriesOut(
        strategy=strategy,
        creditor=creditor,
        asked=len(entries),
        entered=sum(each.entered for each in entries),
        entries=entries,
    )


def _entry(asked: Asked, reason: str | None) -> Entry:
    words = _WORDS[reason]() if reason else None
    return Entry.model_validate(
        {"case": asked.case, "debtor": asked.debtor, "entered": reason is None, "reason": reason, "detail": words}
    )


_WORDS: dict[str, Callable[[], str]] = {
    "unknown_case": lambda: gettext("The creditor has no case of this number."),
    "unknown_debtor": lambda: gettext("The creditor has no debtor of this reference."),
    "no_open_case": lambda: gettext("The debtor has no open case with the creditor."),
    "already_inside": lambda: gettext("The case is in the strategy already."),
    "in_another_strategy": lambda: gettext("The person is in another strategy of the creditor."),
    "was_here": lambda: gettext("The case has been in the strategy and may not enter again yet."),
    "closed": lambda: gettext("The case is closed."),
    "paid": lambda: gettext("Nothing is owed any more."),
    "held": lambda: gettext("Contact is on hold."),
    "opted_out_all": lambda: gettext("The person has refused all contact."),
    "not_today": lambda: gettext("The strategy takes nobody in on this day."),
    "not_by_rule": lambda: gettext("The case does not fit the entry rule of the strategy."),
}
