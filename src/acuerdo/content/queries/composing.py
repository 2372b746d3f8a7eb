"""The written values of many messages at once: what the outbox keeps instead of texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import polars as pl

from acuerdo.content.queries.rendering import renderer
from acuerdo.content.queries.templates import LiveVersion, live_versions, tokens
from acuerdo.content.rules.bulk import fill_many
from acuerdo.content.rules.choice import choose_variant
from acuerdo.content.rules.compiling import Compiled, CompiledSms, value_tokens
from acuerdo.content.rules.composing import compose, digest_of, json_of
from acuerdo.content.rules.skeleton import MissingValue
from acuerdo.content.rules.sms import sms_segments
from acuerdo.content.rules.tokens import MESSAGE_TOKENS, TokenSpec
from acuerdo.kernel.facts import Fact

_BROUGHT = frozenset(spec.key for spec in MESSAGE_TOKENS)
# Stands for links while parts are counted; real ones are as long.
_LINK_LENGTH = "https://example.org/p/12345678901234567"

# Rows alike in these have the same text.
_ALIKE = ("template", "creditor_id", "language", "tone")
_WRITTEN: dict[str, type[pl.DataType]] = {
    "template_version_id": pl.Int64,
    "language": pl.String,
    "tone": pl.String,
    "values": pl.String,
    "digest": pl.String,
    "segments": pl.Int16,
    "fault": pl.String,
}


class _Written(NamedTuple):
    template_version_id: int | None
    language: str | None
    tone: str | None
    values: str
    digest: str
    segments: int
    fault: str


_NOTHING = _Written(None, None, None, "{}", "", 0, "")


@dataclass(frozen=True, slots=True)
class FactsNeeded:
    """What has to be fetched for some templates: facts of the case, and whether the list of debts."""

    keys: frozenset[str]
    debts: bool


def facts_needed(live: Iterable[LiveVersion]) -> FactsNeeded:
    """The facts that the texts of these versions name, in any variant."""
    named: set[str] = set()
    for version_id, variants in {(version.id, version.variants) for version in live}:
        named |= _named_in(version_id, variants)
    return FactsNeeded(frozenset(named - _BROUGHT), "debts" in named)


# A version never changes.
@lru_cache(maxsize=1024)
def _named_in(version_id: int, variants: tuple[str, ...]) -> frozenset[str]:
    return frozenset(gap.tok for each in variants for gap in value_tokens(renderer(version_id, each).compiled))


def compose_messages(
    frame: pl.DataFrame, *, custom: Iterable[Fact] = (), live: Mapping[tuple[str, int], LiveVersion] | None = None
) -> pl.DataFrame:
    """Choose version and variant for each row and write its values.

    `frame` has template (key), creditor_id, language, tone, and a column per token used (`facts_needed` tells
    which facts; names, creditor and debts come from `portfolio.queries`). Returns the frame with
    template_version_id, language and tone of the variant, values (json), digest, segments, and fault (empty, or
    why the message cannot be made); rows in order. `live` are the versions, if the caller has them (`live_versions`).
    """
    if live is None:
        live = live_versions(
            keys=frame["template"].unique().to_list(), creditor_ids=frame["creditor_id"].unique().to_list()
        )
    specs = tokens(custom=custom)
    groups: dict[tuple[str, int, str | None, str | None], list[int]] = {}
    for place, key in enumerate(zip(*(frame[column].to_list() for column in _ALIKE), strict=True)):
        groups.setdefault(key, []).append(place)
    written: list[_Written] = [_NOTHING] * frame.height
    for (template, creditor_id, language, tone), places in groups.items():
        version = live.get((template, creditor_id))
        if version is None:
            missing = _NOTHING._replace(
                language=language, tone=tone, fault=f"the template {template} has no published version"
            )
            rows = [missing] * len(places)
        else:
            variant = choose_variant(version.variants, language=language or "", tone=tone or "")
            rows = _write(frame if len(groups) == 1 else frame[places], version, variant, specs)
        for place, row in zip(places, rows, strict=True):
            written[place] = row
    return frame.with_columns_seq(pl.DataFrame(written, schema=_WRITTEN, orient="row").get_columns())


def _write(group: pl.DataFrame, version: LiveVersion, variant: str, specs: Mapping[str, TokenSpec]) -> list[_Written]:
    language, _, tone = variant.partition(".")
    compiled = renderer(version.id, variant).compiled
    composed = compose(group, compiled, specs, language=language)
    return [
        _Written(
            version.id, language, tone, json_of(values), digest_of(version.id, variant, values), parts, _fault(missing)
        )
        for values, parts, missing in zip(
            composed.values, _segments(compiled, composed.values), composed.missing, strict=True
        )
    ]


def _segments(compiled: Compiled, rows: list[dict[str, Any]]) -> list[int]:
    if not isinstance(compiled, CompiledSms):
        return [0] * len(rows)
    links = {spec.key: _LINK_LENGTH for spec in MESSAGE_TOKENS if spec.type == "link"}
    whole = [{**links, **values} for values in rows]
    try:
        return [sms_segments(text) for text in fill_many(compiled.text, whole)]
    except MissingValue:
        return [_segments_of(compiled, values) for values in whole]


def _segments_of(compiled: CompiledSms, values: Mapping[str, Any]) -> int:
    try:
        return sms_segments(compiled.text.fill(values))
    except MissingValue:
        return 0


def _fault(missing: list[str]) -> str:
    return f"no value for {', '.join(missing)}" if missing else ""
