"""The state of a list page, kept in its address (search, filters, sort, page): Back and saved views work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `sort` is the key accepted in the address ("" = not sortable); `right` for numbers."""

    key: str
    label: str
    sort: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, as a chip."""

    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with chips; one value at a time."""

    key: str
    label: str
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class ListState:
    """What the reader asked for. Made by `read`; `filters` holds only keys and values that the page knows."""

    q: str = ""
    sort: str = ""
    page: int = 1
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.filters)

    @property
    def order(self) -> tuple[str, bool]:
        """The sort key and whether it runs downwards."""
        return self.sort.removeprefix("-"), self.sort.startswith("-")

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE_SIZE

    def address(self, **changes: str | int | None) -> str:
        """The query string with some parts changed; a changed filter starts on page 1. Empty parts are left out."""
        parts: dict[str, str | int | None] = {"q": self.q, **self.filters, "sort": self.sort, "page": self.page}
        if "page" not in changes:
            parts["page"] = 1
        parts.update(changes)
        kept = {key: value for key, value in parts.items() if value and not (key == "page" and value == 1)}
        return "?" + urlencode(kept)


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the reader is: rows `first` to `last` of `total`."""

    state: ListState
    total: int

    @property
    def count(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def first(self) -> int:
        return min(self.state.offset + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.state.offset + PAGE_SIZE, self.total)

    @property
    def previous(self) -> str:
        return self.state.address(page=self.state.page - 1) if self.state.page > 1 else ""

    @property
    def next(self) -> str:
        return self.state.address(page=self.state.page + 1) if self.state.page < self.count else ""


def read(
    query: QueryDict, *, filters: Sequence[Filter] = (), columns: Sequence[Column] = (), sort: str = ""
) -> ListState:
    """Read the address; what is not known (a filter's value, a sort key, a page like "x") is passed over in silence."""
    sorts = {column.sort for column in columns if column.sort}
    asked = query.get("sort", "")
    known = {}
    for each in filters:
        value = str(query.get(each.key, ""))
        if value in {choice.value for choice in each.choices}:
            known[each.key] = value
    page = query.get("page", "1")
    return ListState(
        q=query.get("q", "").strip()[:100],
        sort=asked if asked.removeprefix("-") in sorts else sort,
        page=max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1,
        filters=known,
    )
