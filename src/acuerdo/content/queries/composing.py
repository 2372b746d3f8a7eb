"""The written values of many messages at once: what the outbox keeps instead of texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class FactsNeeded:
    """What has to be fetched for some templates: facts of the case, and whether the list of debts."""

    keys: frozenset[str]
    debts: bool


def facts_needed(live: Iterable[LiveVersion]) -> FactsNeeded:
    """The facts that the texts of these versions name, in any variant."""
    named: set[str] = set()
    for version in live:
        for variant in version.variants:
            named.update(gap.tok for gap in value_tokens(renderer(version.id, variant).compiled))
    return FactsNeeded(frozenset(named - _BROUGHT), "debts" in named)


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
    parts: list[pl.DataFrame] = []
    numbered = frame.with_row_index("_row")
    for group in numbered.partition_by(["template", "creditor_id", "language", "tone"]):
        version = live.get((group["template"][0], group["creditor_id"][0]))
        parts.append(_without_version(group) if version is None else _group(group, version, specs))
    if not parts:
        return _without_version(numbered).drop("_row")
    return pl.concat(parts, how="vertical").sort("_row").drop("_row")


def _without_version(group: pl.DataFrame) -> pl.DataFrame:
    return group.with_columns(
        pl.lit(None, pl.Int64).alias("template_version_id"),
        pl.lit("{}").alias("values"),
        pl.lit("").alias("digest"),
        pl.lit(0, pl.Int16).alias("segments"),
        pl.format("the template {} has no published version", "template").alias("fault"),
    )


def _group(group: pl.DataFrame, version: LiveVersion, specs: Mapping[str, TokenSpec]) -> pl.DataFrame:
    variant = choose_variant(version.variants, language=group["language"][0] or "", tone=group["tone"][0] or "")
    language, _, tone = variant.partition(".")
    own = renderer(version.id, variant)
    composed = compose(group, own.compiled, specs, language=language)
    return group.with_columns(
        pl.lit(version.id, pl.Int64).alias("template_version_id"),
        pl.lit(language).alias("language"),
        pl.lit(tone).alias("tone"),
        pl.Series("values", [json_of(values) for values in composed.values], pl.String),
        pl.Series("digest", [digest_of(version.id, variant, values) for values in composed.values], pl.String),
        pl.Series("segments", _segments(own.compiled, composed.values), pl.Int16),
        pl.Series("fault", [_fault(missing) for missing in composed.missing], pl.String),
    )


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
