"""What rules may name: the segments and lists in use, with the rule that stands for each."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from acuerdo.segments.models import Segment, StaticList
from acuerdo.segments.rules import Condition, Rule, name_of, parse_rule, references, resolve


def known_rules(*, creditor_ids: Sequence[int] | None = None) -> dict[str, Rule]:
    """Rules by `segment:KEY` and `list:KEY`, for `resolve`: those for all creditors and those of the given (None: all).

    A list stands for a condition on its members, whoever they are when the condition is judged.
    """
    segments = Segment.objects.filter(archived_at=None)
    lists = StaticList.objects.filter(archived_at=None)
    if creditor_ids is not None:
        segments = segments.filter(Q(creditor_id=None) | Q(creditor_id__in=creditor_ids))
        lists = lists.filter(creditor_id__in=creditor_ids)
    known = {f"segment:{key}": parse_rule(rule) for key, rule in segments.values_list("key", "rule")}
    known |= {f"list:{key}": on_list(list_id) for list_id, key in lists.values_list("pk", "key")}
    return known


def on_list(list_id: int) -> Rule:
    """The condition of standing on a list."""
    return Condition(fact=f"list.{list_id}", op="=", value=True)


def resolved(rule: Rule) -> Rule:
    """A rule with what it names in place; reads nothing for one that names nothing. Raises `CannotResolve`."""
    return resolve(rule, known_rules()) if any(True for _ in references(rule)) else rule


def names_of_references(*, creditor_ids: Sequence[int] | None = None) -> dict[str, str]:
    """What people call the segments and lists in use, by `segment:KEY` and `list:KEY`, in the order of their names."""
    segments = Segment.objects.filter(archived_at=None)
    lists = StaticList.objects.filter(archived_at=None)
    if creditor_ids is not None:
        segments = segments.filter(Q(creditor_id=None) | Q(creditor_id__in=creditor_ids))
        lists = lists.filter(creditor_id__in=creditor_ids)
    named = {f"segment:{key}": name for key, name in segments.order_by("name", "id").values_list("key", "name")}
    return named | {f"list:{key}": name for key, name in lists.order_by("name", "id").values_list("key", "name")}


def segments_naming(name: str) -> list[str]:
    """What people call the segments in use whose rule names this one (`segment:KEY` or `list:KEY`)."""
    found = Segment.objects.filter(archived_at=None).order_by("name", "id").values_list("name", "rule")
    return [title for title, rule in found if name in {name_of(each) for each in references(parse_rule(rule))}]
