"""Questions for the gate in few words, and frames of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

import polars as pl

from acuerdo.compliance.enums import Channel
from acuerdo.compliance.rules.gate import judge
from acuerdo.compliance.rules.packs import Pack, load_packs
from acuerdo.compliance.rules.questions import HISTORY_COLUMNS, MORE_QUESTION_COLUMNS, QUESTION_COLUMNS

TODAY = date(2026, 11, 21)
DEFAULTS = {
    "debt": None, "channel": "sms", "zones": [], "region": None, "party": "debtor", "purpose": "collection",
    "consents": (), "opted_out": (), "active_holds": {}, "ceased": False, "hours_override": None, "automated": None,
    "debt_type": None, "place": None, "device": None, "flags": [],
}  # fmt: skip
PAST_DEFAULTS = {
    "channel": "sms",
    "debt": None,
    "live": False,
    "direction": "out",
    "flags": [],
    "purpose": "collection",
}


@cache
def packs(*names: str, **alternates: str) -> tuple[Pack, ...]:
    return load_packs(names, today=TODAY, alternates={k.replace("__", "."): v for k, v in alternates.items()})


def at(text: str) -> datetime:
    """An instant, from text with its offset."""
    return datetime.fromisoformat(text).astimezone(UTC)


def mask(channels) -> int:
    return sum(Channel(channel).bit for channel in set(channels))


def frames(asked: list[dict]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Frames of questions, each with its own person and its `history`."""
    questions, history = [], []
    for number, given in enumerate(asked):
        row = DEFAULTS | {key: value for key, value in given.items() if key != "history"}
        row |= {
            "question_id": number,
            "person": number,
            "consents": mask(row["consents"]),
            "opted_out": mask(row["opted_out"]),
            "active_holds": [f"{event}:{sector or ''}" for event, sector in row["active_holds"].items()],
        }
        questions.append(row)
        history += [PAST_DEFAULTS | past | {"person": number} for past in given.get("history", ())]
    return (
        pl.DataFrame(questions, schema={**QUESTION_COLUMNS, **MORE_QUESTION_COLUMNS}, orient="row"),
        pl.DataFrame(history, schema=HISTORY_COLUMNS, orient="row"),
    )


def ask(*names: str, alternates: dict[str, str] | None = None, **question) -> dict:
    """The gate's answer to one question under some packs."""
    book = load_packs(names, today=TODAY, alternates=alternates) if alternates else packs(*names)
    return judge(*frames([question]), book).row(0, named=True)


def decision(*names: str, **question) -> tuple[str, list[str]]:
    answer = ask(*names, **question)
    return answer["decision"], answer["failed"]
