"""Lists of people from files: made, their people replaced or added to, archived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db import IntegrityError, connection, transaction

from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor
from acuerdo.portfolio.queries import debtors_by_national_id, debtors_by_reference, debts_by_reference
from acuerdo.segments.models import ListMember, StaticList
from acuerdo.segments.operations.segments import CannotArchive
from acuerdo.segments.queries import segments_naming
from acuerdo.segments.rules.matching import Matched, match_rows

# Rows that found nobody are kept with the list so that somebody can mend the file; beyond these only their number.
UNMATCHED_KEPT = 1_000

_ADD = """
    INSERT INTO segments_listmember (list_id, debtor_id, creditor_id)
    SELECT %s, id, %s FROM unnest(%s::bigint[]) AS id ON CONFLICT (list_id, debtor_id) DO NOTHING
"""


class CannotSaveList(Exception):
    """A list of that key is in use."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of a file: how many of its people are on the list now, and the rows that found nobody."""

    list_id: int
    found: int
    members: int
    matched: Matched


def create_list(
    *, key: str, name: str, creditor_id: int, rows: pl.DataFrame, description: str = "", actor: Actor, now: datetime
) -> Filled:
    """Name a list and put the people of a file on it. `rows` has `line` and `value`: see `replace_members`."""
    try:
        with transaction.atomic():
            made = StaticList.objects.create(
                key=key,
                name=name,
                description=description,
                creditor_id=creditor_id,
                created_at=now,
                updated_at=now,
                updated_by=actor.name,
            )
            return _fill(made, rows, "segments.list.created", actor, now)
    except IntegrityError:
        raise CannotSaveList(f"there is a list {key!r} already") from None


def replace_members(*, list_id: int, rows: pl.DataFrame, actor: Actor, now: datetime) -> Filled:
    """Make the people of a file the list. To keep those on it use `add_members`.

    `rows` has `line` (its place in the file) and `value`: the creditor's customer number, one of its debt numbers, or a
    national id. Rows that name nobody, or several people, are kept with their reason.
    """
    with transaction.atomic():
        found = StaticList.objects.select_for_update().get(pk=list_id, archived_at=None)
        ListMember.objects.filter(list_id=list_id).delete()
        return _fill(found, rows, "segments.list.replaced", actor, now)


def add_members(*, list_id: int, rows: pl.DataFrame, actor: Actor, now: datetime) -> Filled:
    """Put the people of a file on the list besides those on it; `rows` as for `replace_members`."""
    with transaction.atomic():
        found = StaticList.objects.select_for_update().get(pk=list_id, archived_at=None)
        return _fill(found, rows, "segments.list.extended", actor, now)


def archive_list(*, list_id: int, actor: Actor, now: datetime) -> None:
    """Take a list out of use; its key may be used again. A second time changes nothing.

    Its people stay for the strategies that were published with it. Raises `CannotArchive` while a segment names it.
    """
    with transaction.atomic():
        found = StaticList.objects.select_for_update().get(pk=list_id)
        if found.archived_at is None:
            if used_by := segments_naming(f"list:{found.key}"):
                raise CannotArchive(used_by)
            found.archived_at = now
            found.save(update_fields=["archived_at"])
            _record("segments.list.archived", found, actor, now, {"members": found.members})


def _fill(found: StaticList, rows: pl.DataFrame, action: str, actor: Actor, now: datetime) -> Filled:
    rows = rows.with_columns(pl.col("value").fill_null("").str.strip_chars())
    matched = match_rows(rows, people_named(rows["value"].unique().to_list(), creditor_id=found.creditor_id))
    before = {"members": found.members}
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [found.pk, found.creditor_id, list(matched.debtor_ids)])
    found.members = ListMember.objects.filter(list_id=found.pk).count()
    found.unmatched_count = len(matched.unmatched)
    found.unmatched = [[row.line, row.value, row.reason] for row in matched.unmatched[:UNMATCHED_KEPT]]
    found.updated_at, found.updated_by = now, actor.name
    found.save()
    # Numbers only: whom a list names is in its rows, and the log is kept for longer than they are.
    _record(action, found, actor, now, {"members": found.members, "unmatched": found.unmatched_count}, before)
    return Filled(found.pk, len(matched.debtor_ids), found.members, matched)


def people_named(values: Sequence[str], *, creditor_id: int) -> pl.DataFrame:
    """`value` and `debtor_id` of everybody whom a value may mean, in whichever way."""
    given = [value for value in values if value]
    found = [
        debtors_by_reference(creditor_id=creditor_id, references=given).rename({"reference": "value"}),
        debts_by_reference(creditor_id=creditor_id, references=given).rename({"reference": "value"}),
        debtors_by_national_id(creditor_id=creditor_id, national_ids=given).rename({"national_id": "value"}),
    ]
    return pl.concat([each.select("value", "debtor_id") for each in found])


def _record(
    action: str,
    found: StaticList,
    actor: Actor,
    now: datetime,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> None:
    audit.record(
        audit.Entry(
            action=action,
            obj_type="segments.list",
            obj_id=found.pk,
            actor=actor,
            creditor_id=found.creditor_id,
            before=before,
            after={"name": found.name, **after},
        ),
        at=now,
    )
