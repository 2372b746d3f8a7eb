"""Templates, their versions, and the vocabulary their texts may use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import F, Func, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce

from acuerdo.content.models import Template, TemplateVersion
from acuerdo.content.queries.assets import surroundings
from acuerdo.content.rules.checks import check_template, read_template
from acuerdo.content.rules.comparing import Change, compare
from acuerdo.content.rules.faults import Fault
from acuerdo.content.rules.tokens import TokenSpec, token_specs
from acuerdo.kernel.facts import Fact, all_facts


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template as lists show it; `version` is the number of the live version, `variants` its texts."""

    id: int
    key: str
    channel: str
    purpose: str
    title: dict[str, str]
    creditor_id: int | None
    updated_at: datetime
    version: int | None
    variants: tuple[str, ...]
    about: dict[str, str]
    scenario: str
    sector: str


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """A template with what is being written; `revision` goes back to `operations.save_draft`."""

    id: int
    key: str
    channel: str
    title: dict[str, str]
    creditor_id: int | None
    document: dict[str, Any]
    revision: int
    updated_at: datetime
    updated_by: str
    purpose: str
    about: dict[str, str]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A published state of a template."""

    id: int
    number: int
    published_at: datetime
    published_by: str
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LiveVersion:
    """The version that new messages of a template are made from."""

    id: int
    template_id: int
    number: int
    channel: str
    variants: tuple[str, ...]


def tokens(*, custom: Iterable[Fact] = ()) -> dict[str, TokenSpec]:
    """Every token a text may name, by key; creditors' own facts are handed in."""
    return token_specs(all_facts(custom=custom))


def template(*, template_id: int, creditor_ids: Sequence[int]) -> TemplateDraft | None:
    """One template in use with its draft, if these creditors may use it."""
    row = _usable(creditor_ids).filter(pk=template_id).first()
    if row is None:
        return None
    return TemplateDraft(
        row.pk, row.key, row.channel, row.title, row.creditor_id, row.draft, row.draft_revision, row.updated_at,
        row.updated_by, row.purpose, row.about,
    )  # fmt: skip


def template_key_taken(*, key: str, creditor_id: int | None = None) -> bool:
    """Whether a template in use has this key already, among the creditor's own (None: among the shared ones)."""
    return Template.objects.filter(key=key, creditor_id=creditor_id, archived_at=None).exists()


def _usable(creditor_ids: Sequence[int]) -> QuerySet[Template]:
    return Template.objects.filter(Q(creditor_id=None) | Q(creditor_id__in=creditor_ids), archived_at=None)


def template_titles(*, creditor_ids: Sequence[int]) -> dict[str, dict[str, str]]:
    """What the templates that these creditors may use are called: titles by language, by key. One query."""
    rows = _usable(creditor_ids).order_by(F("creditor_id").asc(nulls_first=True))
    return {row.key: row.title for row in rows.only("key", "title")}


class _Names(Func):
    """The names in a json object; the rest of a document is large and stays where it is."""

    template = "ARRAY(SELECT jsonb_object_keys(%(expressions)s))"
    output_field = ArrayField(TextField())


def templates(*, creditor_ids: Sequence[int], channel: str = "") -> list[TemplateLine]:
    """Templates these creditors may use (their own and shared ones), by channel and key. One query."""
    newest = TemplateVersion.objects.filter(template=OuterRef("pk")).order_by("-number")
    written = newest.annotate(texts=_Names(KeyTransform("variants", "document")))
    rows = (
        _usable(creditor_ids)
        .annotate(
            live_number=Subquery(newest.values("number")[:1]),
            texts=Coalesce(Subquery(written.values("texts")[:1]), _Names(KeyTransform("variants", "draft"))),
        )
        .defer("draft")
        .order_by("channel", "key", F("creditor_id").asc(nulls_first=True))
    )
    if channel:
        rows = rows.filter(channel=channel)
    return [
        TemplateLine(
            row.pk, row.key, row.channel, row.purpose, row.title, row.creditor_id, row.updated_at, row.live_number,
            tuple(sorted(row.texts)), row.about, row.scenario, row.sector,
        )
        for row in rows
    ]  # fmt: skip


def versions_of(*, template_id: int) -> list[VersionLine]:
    """Published versions, newest first."""
    rows = TemplateVersion.objects.filter(template_id=template_id).order_by("-number").defer("compiled")
    return [
        VersionLine(row.pk, row.number, row.published_at, row.published_by, tuple(sorted(row.document["variants"])))
        for row in rows
    ]


_LIVE = """
    SELECT v.id, t.id, v.number, t.channel, t.key, t.creditor_id
    FROM content_template t
    JOIN LATERAL (
        SELECT id, number FROM content_templateversion WHERE template_id = t.id ORDER BY number DESC LIMIT 1
    ) AS v ON true
    WHERE t.key = ANY(%(keys)s) AND t.archived_at IS NULL
      AND (t.creditor_id IS NULL OR t.creditor_id = ANY(%(creditors)s))
"""


def live_versions(*, keys: Iterable[str], creditor_ids: Iterable[int]) -> dict[tuple[str, int], LiveVersion]:
    """The live version for each (key, creditor): the creditor's own template before the shared one.

    Pairs without a published version are left out.
    """
    wanted, creditors = sorted(set(keys)), sorted(set(creditor_ids))
    with connection.cursor() as cursor:
        cursor.execute(_LIVE, {"keys": wanted, "creditors": creditors})
        rows = cursor.fetchall()
    by_owner = {
        (key, owner): LiveVersion(version_id, template_id, number, channel, variants_of(version_id))
        for version_id, template_id, number, channel, key, owner in rows
    }
    found: dict[tuple[str, int], LiveVersion] = {}
    for key in wanted:
        for creditor_id in creditors:
            live = by_owner.get((key, creditor_id)) or by_owner.get((key, None))
            if live:
                found[key, creditor_id] = live
    return found


# A version never changes; its document is large and would be read for every batch.
@lru_cache(maxsize=1024)
def variants_of(version_id: int) -> tuple[str, ...]:
    """The texts a published version has, by language and tone."""
    return tuple(sorted(TemplateVersion.objects.values_list("document", flat=True).get(pk=version_id)["variants"]))


def template_faults(
    *, template_id: int, custom: Iterable[Fact] = (), brands: Mapping[str, str] | None = None
) -> list[Fault]:
    """What is wrong with a draft, and hints; see `operations.publish_template`.

    `brands` are the colours it will be shown in, by creditor's name.
    """
    own = tuple(custom)
    document, faults = read_template(Template.objects.get(pk=template_id).draft)
    if document is None:
        return faults
    missing = frozenset(fact.key for fact in own)
    return check_template(document, tokens(custom=own), may_be_missing=missing, around=surroundings(brands=brands))


def version_document(*, template_id: int, number: int) -> dict[str, Any] | None:
    """What a published version says, as it is stored; None if there is no such version."""
    rows = TemplateVersion.objects.filter(template_id=template_id, number=number)
    return rows.values_list("document", flat=True).first()


def compare_versions(*, template_id: int, older: int, newer: int | None) -> list[Change]:
    """What changed from one version to another (None: to the draft). Versions that cannot be read differ in nothing.

    A draft may be broken; its faults say so better than a comparison.
    """
    after = (
        Template.objects.get(pk=template_id).draft
        if newer is None
        else version_document(template_id=template_id, number=newer)
    )
    one, _ = read_template(version_document(template_id=template_id, number=older))
    other, _ = read_template(after)
    return compare(one, other) if one and other else []
