"""Offer: a settlement or a payment plan becomes visible to the person, until it expires."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Self

import polars as pl
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from acuerdo.strategies.enums import KindGroup, OfferKind
from acuerdo.strategies.rules.acts import Act
from acuerdo.strategies.rules.durations import Duration
from acuerdo.strategies.rules.kinds import Context, NodeConfig, Rows, register
from acuerdo.strategies.rules.words import gettext_noop as _


class OfferConfig(NodeConfig):
    """A settlement has a discount; a plan has instalments and may have a discount."""

    offer: OfferKind = Field(title=_("Offer"))
    discount_percent: int | None = Field(
        default=None, ge=1, le=95, title=_("Discount"), json_schema_extra={"format": "percent"}
    )
    instalments: int | None = Field(
        default=None, ge=2, le=120, title=_("Instalments"), json_schema_extra={"only_if": {"offer": ["plan"]}}
    )
    valid_for: Duration = Field(default=timedelta(days=14), title=_("Valid for"))

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.offer is OfferKind.SETTLEMENT and self.discount_percent is None:
            raise PydanticCustomError("settlement_without_discount", "no discount", {"field": "discount_percent"})
        if self.offer is OfferKind.PLAN and self.instalments is None:
            raise PydanticCustomError("plan_without_instalments", "no instalments", {"field": "instalments"})
        if self.offer is OfferKind.SETTLEMENT and self.instalments is not None:
            raise PydanticCustomError("settlement_with_instalments", "instalments", {"field": "instalments"})
        return self


@register
class Offer(Act[OfferConfig]):
    """Puts one offer a row on the table."""

    name = "offer"
    label = _("Offer")
    help = _("Shows the person a settlement or a payment plan in the portal until it expires.")
    group = KindGroup.DO
    icon = "hand-coins"
    config = OfferConfig

    def effects(self, rows: Rows, config: OfferConfig, ctx: Context) -> Mapping[str, pl.DataFrame]:
        offers = rows.effect(
            "offers",
            ctx.node,
            kind=str(config.offer),
            discount_percent=config.discount_percent,
            instalments=config.instalments,
            expires_at=ctx.now + config.valid_for,
        )
        return {"offers": offers}
