"""The shape of schema policy-pack/1: the pack itself and the kinds of rules the gate asks.

Kinds that are data for notices, bureau listing, retention and the like are in `pack_data_kinds`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator

from acuerdo.compliance.enums import Channel
from acuerdo.compliance.rules.durations import parse_duration

Force = Literal["law", "presumption", "regulator_guidance", "code_of_conduct", "house_default"]
OnFail = Literal["deny", "defer", "warn"]
Blocks = Literal[
    "collection_contact",
    "automated_contact",
    "payment_demand",
    "interest_and_fees",
    "bureau_listing",
    "legal_action",
    "service_cutoff",
]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


def _duration(text: str) -> str:
    parse_duration(text)
    return text


def _fixed_duration(text: str) -> str:
    if not parse_duration(text).is_fixed:
        raise ValueError(f"{text!r} is longer in some months than in others; write days or hours")
    return text


def _clock_time(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise ValueError(f"{text!r} is no time of day; write it like 09:00, with quotes")
    return text


DurationText = Annotated[str, AfterValidator(_duration)]
FixedDuration = Annotated[str, AfterValidator(_fixed_duration)]
ClockTime = Annotated[str, AfterValidator(_clock_time)]
Count = Annotated[StrictInt, Field(ge=0)]
AtLeastOne = Annotated[StrictInt, Field(ge=1)]


class Part(BaseModel):
    """Part of a pack: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Effective(Part):
    """Days a pack or rule is in force, both included."""

    start: date = Field(alias="from")
    to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Effective:
        if self.to is not None and self.to < self.start:
            raise ValueError("ends before it begins")
        return self


class AppliesTo(Part):
    """Which contacts a rule is about. What is not named is not limited."""

    channels: Literal["all"] | list[Channel] = "all"
    purpose: list[str] | None = None
    party: list[str] | None = None
    stage: str | None = None
    actions: list[str] | None = None
    devices: list[str] | None = None

    @property
    def channel_set(self) -> frozenset[Channel]:
        return frozenset(Channel) if self.channels == "all" else frozenset(self.channels)


class When(Part):
    event: str | None = None
    flag: str | None = None
    debt_type: list[str] | None = None
    sector_in: list[str] | None = None
    sector_not_in: list[str] | None = None
    within: str | None = None

    @property
    def trigger(self) -> str | None:
        return self.event or self.flag


class Rule(Part):
    """What every rule carries: stable id, force, what to do on failure, and its source."""

    id: str = Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)+$")
    kind: str
    force: Force
    source: list[str] = Field(min_length=1)
    on_fail: OnFail = "deny"
    applies_to: AppliesTo = AppliesTo()
    effective: Effective | str | None = None
    note: str = ""
    scope_note: str = ""
    confidence: str = ""
    alternates: list[dict[str, Any]] = []

    @property
    def in_force(self) -> Effective | None:
        return self.effective if isinstance(self.effective, Effective) else None


Windows = list[tuple[ClockTime, ClockTime]]


class OverrideByConsumer(Part):
    allowed: StrictBool
    form: str = ""


class TimeWindow(Rule):
    kind: Literal["time_window"]
    windows: dict[str, Windows | Literal["inherit"]]
    override_by_consumer: OverrideByConsumer | None = None
    consumer_inconvenient_times: Literal["honour"] | None = None
    event_time: Literal["send_time", "delivery_time"] = "send_time"

    @model_validator(mode="after")
    def _covers_the_week(self) -> TimeWindow:
        self.windows_by_day()
        return self

    def windows_by_day(self) -> dict[str, Windows]:
        """Windows of mon … sun and holiday; a holiday that inherits is absent."""
        return expand_windows(self.windows, complete=True)


def expand_windows(written: dict[str, Any], *, complete: bool) -> dict[str, Windows]:
    """Unfold `mon_fri` and check each day's windows. Raises ValueError naming the day."""
    days: dict[str, Windows] = {}
    for key, windows in written.items():
        names = WEEKDAYS[:5] if key == "mon_fri" else (key,)
        if key != "mon_fri" and key not in (*WEEKDAYS, "holiday"):
            raise ValueError(f"{key!r} is no day; use mon_fri, mon … sun or holiday")
        if windows == "inherit":
            if key != "holiday":
                raise ValueError(f"only holiday can inherit, not {key}")
            continue
        _check_windows(key, windows)
        for name in names:
            if name in days:
                raise ValueError(f"{name} has two lists of windows")
            days[name] = windows
    missing = [day for day in (*WEEKDAYS, "holiday") if day not in days and day not in written]
    if complete and missing:
        raise ValueError(f"no windows for {', '.join(missing)}; write [] for a closed day")
    return days


def _check_windows(day: str, windows: Windows) -> None:
    last = ""
    for start, end in windows:
        if start >= end:
            raise ValueError(f"{day}: {start}-{end} does not end after it starts; split a window at midnight")
        if start < last:
            raise ValueError(f"{day}: windows overlap or are out of order at {start}")
        last = end


class Window(Part):
    """The stretch of time in which contacts are counted. Rolling is (now - length, now]."""

    type: Literal["rolling", "rolling_days", "calendar_day", "calendar_week", "calendar_month"]
    length: FixedDuration | None = None
    days: AtLeastOne | None = None
    starts: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "mon"

    @model_validator(mode="after")
    def _has_its_length(self) -> Window:
        if (self.type == "rolling") != (self.length is not None):
            raise ValueError("`length` belongs to a rolling window, and only there")
        if (self.type == "rolling_days") != (self.days is not None):
            raise ValueError("`days` belongs to a rolling_days window, and only there")
        return self


Scope = Literal["person", "account"] | list[Literal["person", "debt"]]


class Counting(Rule):
    counts: Literal["attempt", "delivered", "live_conversation"]
    scope: Scope
    window: Window
    excludes: list[str] = []

    @property
    def is_per_debt(self) -> bool:
        return "debt" in self.scope


class FrequencyCap(Counting):
    kind: Literal["frequency_cap"]
    max: Count
    min_gap: FixedDuration | None = None


class ChannelCap(Counting):
    kind: Literal["channel_cap"]
    max_distinct_channels: AtLeastOne
    max_contacts: AtLeastOne | None = None


class After(Part):
    event: Literal["attempt", "delivered", "live_conversation"]
    direction: Literal["any", "in", "out"] = "any"


class Wait(Part):
    type: Literal["consecutive_days", "duration"]
    days: AtLeastOne | None = None
    length: FixedDuration | None = None
    day_one: Literal["event_date", "next"] = "event_date"

    @model_validator(mode="after")
    def _has_its_length(self) -> Wait:
        if (self.type == "consecutive_days") != (self.days is not None):
            raise ValueError("`days` belongs to consecutive_days, and only there")
        if (self.type == "duration") != (self.length is not None):
            raise ValueError("`length` belongs to duration, and only there")
        return self


class Cooldown(Rule):
    kind: Literal["cooldown"]
    after: After
    scope: Scope
    wait: Wait
    excludes: list[str] = []

    @property
    def is_per_debt(self) -> bool:
        return "debt" in self.scope


class Consent(Rule):
    kind: Literal["consent"]
    mode: Literal["opt_in", "opt_out"]
    per: Literal["channel", "address_or_number", "number", "purpose"]
    preconditions: list[str] = []
    withdrawable: StrictBool = True


class HonourWithin(Part):
    legal: DurationText
    tcpa_outer: DurationText | None = None


class OptOut(Rule):
    kind: Literal["opt_out"]
    per: Literal["channel", "address_or_number", "number", "purpose"]
    notice_in_every_message: StrictBool = False
    methods: list[str] = []
    fee_or_extra_data: Literal["forbidden"] | None = None
    honour_within: HonourWithin | None = None
    trigger: str | None = None


class Trigger(Part):
    form: str
    says: list[str]


class Cease(Rule):
    kind: Literal["cease"]
    trigger: Trigger | None = None
    scope: Literal["debt", "person"] = "person"
    exceptions: list[str] = []


class Until(Part):
    event: str
    max: DurationText | None = None
    min: DurationText | None = None


class Hold(Rule):
    kind: Literal["hold"]
    when: When
    until: Until
    blocks: list[Blocks] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_its_trigger(self) -> Hold:
        if self.when.trigger is None:
            raise ValueError("`when` names neither event nor flag")
        return self


class LocationContact(Part):
    allowed: StrictBool
    max_per_person: Count | None = None
    no_debt_disclosure: StrictBool | None = None
    regulator_would_allow: str = ""


class ThirdParty(Rule):
    kind: Literal["third_party"]
    when: When | None = None
    allow_parties: list[str] | None = None
    deny_parties: list[str] = []
    location_contact: LocationContact | None = None
    redirect_to: str | None = None
    unless: list[str] = []

    @model_validator(mode="after")
    def _says_who(self) -> ThirdParty:
        if self.allow_parties is None and not self.deny_parties and self.when is None:
            raise ValueError("names nobody: write allow_parties, deny_parties or when")
        if self.when is not None and self.when.trigger is None:
            raise ValueError("`when` names neither event nor flag")
        return self


class PlaceException(Part):
    products: list[str]
    requires: str


class Place(Rule):
    kind: Literal["place"]
    forbid: list[str] = Field(min_length=1)
    exceptions: list[PlaceException] = []


class Exemption(Rule):
    kind: Literal["exemption"]
    exempt_purposes: list[str] = Field(min_length=1)
    exempts_from: Literal["house_defaults"] | list[str]
