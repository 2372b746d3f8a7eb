"""Rows of a list in a posted form: added, removed and moved without script, by renaming the fields of the others."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import QueryDict

MOST_ROWS = 50


def change_rows(post: QueryDict, *, do: str, prefix: str) -> QueryDict:
    """Carry out a button: `row-add:LIST`, `row-remove:LIST-2`, `row-up:LIST-2`; any other leaves the fields alone."""
    verb, _colon, target = do.partition(":")
    if verb == "row-add":
        return _counted(post.copy(), f"{prefix}-{target}", 1)
    name, _dash, number = target.rpartition("-")
    if verb not in ("row-remove", "row-up") or not number.isdecimal():
        return post
    place = int(number)
    if verb == "row-remove":
        kept = _renamed(post, f"{prefix}-{name}", lambda row: None if row == place else row - (row > place))
        return _counted(kept, f"{prefix}-{name}", -1)
    return _renamed(post, f"{prefix}-{name}", lambda row: {place: place - 1, place - 1: place}.get(row, row))


def count_of(post: QueryDict, name: str) -> int:
    """How many rows a posted list has."""
    given = post.get(f"{name}-count", "")
    return min(int(given), MOST_ROWS) if given.isdecimal() and len(given) < 4 else 0


def _counted(post: QueryDict, name: str, change: int) -> QueryDict:
    post[f"{name}-count"] = str(max(0, count_of(post, name) + change))
    return post


def _renamed(post: QueryDict, name: str, place_of: Callable[[int], int | None]) -> QueryDict:
    pattern = re.compile(rf"^{re.escape(name)}-(\d+)([-.].*)$")
    changed = QueryDict(mutable=True)
    for key, values in post.lists():
        match = pattern.match(key)
        if match is None:
            changed.setlist(key, values)
        elif (place := place_of(int(match[1]))) is not None:
            changed.setlist(f"{name}-{max(place, 0)}{match[2]}", values)
    return changed
