"""Webhook: tells another system that a case came here, with the facts it asks for."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlsplit

import numpy as np
import polars as pl
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact, FactType
from acuerdo.strategies.enums import KindGroup
from acuerdo.strategies.rules.fact_uses import fact_faults
from acuerdo.strategies.rules.faults import Fault
from acuerdo.strategies.rules.kinds import PEOPLE, Context, Kind, Known, NodeConfig, Rows, Step, register
from acuerdo.strategies.rules.words import gettext_noop as _


def _https(address: str) -> str:
    try:
        parts = urlsplit(address)
        sound = parts.scheme == "https" and parts.hostname and parts.username is None and parts.port != 0
    except ValueError:
        sound = False
    if not sound or any(sign.isspace() for sign in address):
        raise PydanticCustomError("bad_url", "not an https address", {"given": address[:80]})
    return address


class WebhookConfig(NodeConfig):
    """Where to, and which facts to tell."""

    url: Annotated[str, AfterValidator(_https)] = Field(
        max_length=500, title=_("Address"), json_schema_extra={"format": "uri"}
    )
    facts: list[str] = Field(
        default_factory=list, max_length=50, title=_("Facts to send"), json_schema_extra={"format": "facts"}
    )


@register
class Webhook(Kind[WebhookConfig]):
    """Hands over one body a row and goes on; that it arrives, signed and once, is the task of whoever sends it."""

    name = "webhook"
    label = _("Webhook")
    help = _("Tells another system, with the facts you choose. Signed, and retried until it is taken.")
    group = KindGroup.DO
    icon = "plug"
    acts = True
    config = WebhookConfig

    def outlets(self, config: WebhookConfig) -> tuple[str, ...]:
        return ("next",)

    def facts(self, config: WebhookConfig) -> tuple[str, ...]:
        return tuple(dict.fromkeys(config.facts))

    def find_faults(self, config: WebhookConfig, known: Known) -> Iterator[Fault]:
        for place, key in enumerate(config.facts):
            yield from fact_faults(key, field=f"facts.{place}", custom=known.custom)

    def step(self, rows: Rows, config: WebhookConfig, ctx: Context) -> Step:
        keys = self.facts(config)
        told = rows.take(*PEOPLE, *keys)
        told = told.select(
            pl.lit(ctx.strategy).alias("strategy"),
            pl.lit(ctx.step).alias("step"),
            pl.lit(ctx.now.isoformat()).alias("at"),
            *(pl.col(f"{name}_id").alias(name) for name in ("enrolment", "case", "debtor", "creditor")),
            *([pl.struct(_plain(facts.get(key, custom=ctx.custom)) for key in keys).alias("facts")] if keys else []),
        )
        body = told.to_struct("body").struct.json_encode()
        return Step(
            outlet=np.zeros(len(rows.at), dtype=np.int8),
            effects={"webhooks": rows.effect("webhooks", ctx.node, url=config.url, body=body)},
        )


def _plain(fact: Fact) -> pl.Expr:
    """A fact as other systems read it: amounts as text with two decimals, dates as ISO 8601."""
    column = pl.col(fact.key)
    if fact.type is FactType.DATE:
        return column.cast(pl.String)
    if fact.type is not FactType.MONEY:
        return column
    cents = column.abs()
    sign = pl.when(column < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    decimals = (cents % 100).cast(pl.String).str.zfill(2)
    return pl.format("{}{}.{}", sign, cents // 100, decimals).alias(fact.key)
