"""Wait for an event: a click, a reply, a promise…, each its own way out, and one for when nothing happens."""

import numpy as np
from pydantic import Field

from acuerdo.strategies.enums import KindGroup, WakeEvent
from acuerdo.strategies.rules.durations import Duration
from acuerdo.strategies.rules.kinds import MICROSECOND, STAY, Context, Kind, NodeConfig, Rows, Step, register
from acuerdo.strategies.rules.words import gettext_noop as _

TIMEOUT = "timeout"


class WaitEventConfig(NodeConfig):
    """The events, most telling first, and how long to wait for any of them."""

    events: list[WakeEvent] = Field(min_length=1, title=_("Events"))
    timeout: Duration = Field(title=_("Give up after"))


@register
class WaitEvent(Kind[WaitEventConfig]):
    """Leaves by the first listed event that happened; an event at the last moment beats the timeout."""

    name = "wait_event"
    label = _("Wait for an event")
    help = _("Goes on as soon as one of the events happens, each by its own way, or when the time is up.")
    group = KindGroup.WAIT
    icon = "bell"
    waiting = True
    config = WaitEventConfig

    def outlets(self, config: WaitEventConfig) -> tuple[str, ...]:
        return (*(str(event) for event in config.events), TIMEOUT)

    def events(self, config: WaitEventConfig) -> tuple[WakeEvent, ...]:
        return tuple(config.events)

    def step(self, rows: Rows, config: WaitEventConfig, ctx: Context) -> Step:
        if rows.arrived:
            due = np.full(len(rows.at), ctx.now_us + config.timeout // MICROSECOND, dtype=np.int64)
            return Step(outlet=np.full(len(rows.at), STAY, dtype=np.int8), due=due)
        outlet = np.where(rows.due <= ctx.now_us, len(config.events), STAY).astype(np.int8)
        for place, event in reversed(list(enumerate(config.events))):
            outlet[(rows.woken & event.bit) != 0] = place
        return Step(outlet=outlet, due=rows.due)
