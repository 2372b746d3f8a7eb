"""What the screens of lists, of overlaps and of facts show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from acuerdo.console.parts import formats
from acuerdo.console.scope import Scope
from acuerdo.console.segments.forms import MembersForm, NewListForm, OverlapForm
from acuerdo.console.segments.sections import tabs
from acuerdo.console.segments.uses import Use, uses_of
from acuerdo.segments.operations import Filled
from acuerdo.segments.queries import ListRow, Overlap, static_lists
from acuerdo.segments.rules.matching import EMPTY, NOBODY, REPEATED, SEVERAL, Unmatched

REASONS = {
    EMPTY: _("nothing stands in this row"),
    REPEATED: _("stands in the file before"),
    NOBODY: _("nobody has this customer number, debt number or national id"),
    SEVERAL: _("names several people: use another number"),
}
# So many rows are shown; the file has all that are kept.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list with the name of its creditor."""

    row: ListRow
    creditor: str


@dataclass(frozen=True, slots=True)
class ListsPage:
    tabs: Sequence[tuple[str, str]]
    lists: Sequence[ListLine]


@dataclass(frozen=True, slots=True)
class NewListPage:
    form: NewListForm


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list; `unmatched` are (line, value, reason) of its last file."""

    line: ListLine
    form: MembersForm
    unmatched: Sequence[tuple[int, str, str]]
    uses: Sequence[Use]


@dataclass(frozen=True, slots=True)
class OverlapPage:
    """Two segments beside each other; `rows` are bars, empty until two are chosen."""

    tabs: Sequence[tuple[str, str]]
    form: OverlapForm
    found: Overlap | None = None
    rows: Sequence[tuple[str, float, str]] = ()
    share: str = ""


def lists_page(*, scope: Scope) -> ListsPage:
    """All lists of the reader's creditors."""
    return ListsPage(tabs(), [_line(row, scope) for row in static_lists(creditor_ids=scope.ids)])


def list_page(*, row: ListRow, scope: Scope, language: str, form: MembersForm) -> ListPage:
    """One list with the rows that found nobody, and who uses it."""
    return ListPage(
        line=_line(row, scope),
        form=form,
        unmatched=unmatched_rows(row.unmatched[:SHOWN]),
        uses=uses_of(f"list:{row.key}", language=language),
    )


def unmatched_rows(rows: Iterable[Unmatched]) -> list[tuple[int, str, str]]:
    """Rows that found nobody, with their reason in words."""
    return [(each.line, each.value, str(REASONS[each.reason])) for each in rows]


def filled_words(filled: Filled, *, column: str) -> str:
    """What became of a file, in a sentence or two."""
    told = ngettext(
        "%(people)s person found by the column “%(column)s”.",
        "%(people)s people found by the column “%(column)s”.",
        filled.found,
    ) % {"people": formats.number(filled.found), "column": column}
    if missing := len(filled.matched.unmatched):
        rows = ngettext("%(n)s row found nobody, see below.", "%(n)s rows found nobody, see below.", missing)
        told = f"{told} {rows % {'n': formats.number(missing)}}"
    return told


def overlap_page(*, form: OverlapForm, found: Overlap | None = None, names: tuple[str, str] = ("", "")) -> OverlapPage:
    """The choice of two segments and, once made, what they share."""
    if found is None:
        return OverlapPage(tabs(), form)
    first, second = names
    counted = (
        (gettext("Only in “%(name)s”") % {"name": first}, found.only_first),
        (gettext("In both"), found.both),
        (gettext("Only in “%(name)s”") % {"name": second}, found.only_second),
    )
    return OverlapPage(
        tabs(),
        form,
        found,
        rows=[(label, count, formats.number(count)) for label, count in counted],
        share=formats.percent(found.both / found.either) if found.either else "",
    )


def _line(row: ListRow, scope: Scope) -> ListLine:
    creditor = scope.creditor(row.creditor_id)
    return ListLine(row, creditor.name if creditor else "")
