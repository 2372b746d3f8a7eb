"""Whether a person is on a list, as a fact: what `{list: key}` becomes when a rule is resolved."""

from __future__ import annotations

from datetime import date
from functools import partial

import polars as pl

from acuerdo.kernel.facts import Derived, Fact, FactType, Words, register_family

FAMILY = "list"
_MEMBERS = """(f.debtor_id, f.creditor_id) IN (
    SELECT m.debtor_id, m.creditor_id FROM segments_listmember m WHERE m.list_id = """


def _fact(rest: str) -> Fact | None:
    if not rest.isdecimal() or len(rest) > 18:
        return None
    return Fact(
        key=f"{FAMILY}.{rest}",
        type=FactType.BOOL,
        label=Words(es=f"está en la lista {rest}", en=f"is on list {rest}"),
        help=Words(es="Lista cargada de un archivo.", en="A list from a file."),
        derived=Derived(
            columns=(f"{FAMILY}_{rest}",),
            # One look at the list for the whole query, not one a case.
            sql=_MEMBERS + rest + ")",
            frame=partial(_column, f"{FAMILY}_{rest}"),
        ),
        example="true",
    )


def _column(name: str, _today: date) -> pl.Expr:
    return pl.col(name)


register_family(FAMILY, _fact)
