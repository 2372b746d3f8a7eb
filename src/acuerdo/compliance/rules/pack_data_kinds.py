"""Kinds of rules that the gate does not ask: data for notices, templates, bureau listing, retention and the like.

Their keys are checked, so that a misspelt one is found on loading; their meaning is their readers' affair.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, StrictBool

from acuerdo.compliance.rules.pack_models import AtLeastOne, Count, DurationText, Part, Rule, When

Money = dict[str, int | float]


class Counted(Part):
    """A length counted from a named instant."""

    length: DurationText
    start: str = Field(alias="from")


class CallerId(Part):
    must_be_identifiable: StrictBool
    forbid_ranges: list[str] = []
    scope_note: str = ""


class SenderAlias(Part):
    must_be_registered: str


class Identity(Rule):
    kind: Literal["identity"]
    caller_id: CallerId | None = None
    sender_alias: SenderAlias | None = None


class Disclosure(Rule):
    kind: Literal["disclosure"]
    must_include: list[str] = []
    must_not_include: list[str] = []
    may_include: list[str] = []
    initial: list[str] = []
    subsequent: list[str] = []
    limited_content_message_ok: StrictBool | None = None


class Send(Part):
    in_: str = Field(alias="in")
    or_within: DurationText | None = None


class AssumeReceived(Part):
    business_days: Count
    skip: list[str] = []


class DuringPeriod(Part):
    no_overshadowing: StrictBool


class Notice(Rule):
    kind: Literal["notice"]
    when: When | None = None
    send: Send | None = None
    must_precede: str | None = None
    content: list[str] = []
    assume_received: AssumeReceived | None = None
    validation_period: Counted | None = None
    during_period: DuringPeriod | None = None
    debtor_redemption_window: DurationText | None = None


class Required(Part):
    negotiation_attempt: str
    proof: list[str]


class NoReply(Part):
    no_reply: DurationText
    start: str = Field(alias="from")


class PreAction(Rule):
    kind: Literal["pre_action"]
    applies_to_actions: list[str]
    exempt_actions: list[str] = []
    require: Required
    deemed_ended_after: NoReply
    offer_open_for: dict[str, DurationText] = {}
    use_before: dict[str, Counted] = {}
    lawyer_required: dict[str, Money] = {}
    telematic_preferred_up_to: Money = {}


class Arrears(Part):
    pct_principal: Count
    or_instalments: AtLeastOne


class BeforeAcceleration(Part):
    arrears_min: dict[str, Arrears]
    demand_notice: DurationText


class Forbearance(Rule):
    kind: Literal["forbearance"]
    when: When | None = None
    before_acceleration: BeforeAcceleration | None = None
    inform_code_of_good_practice: str | None = None
    offer_plan_within: DurationText | None = None
    default_interest_max: str | None = None
    options: list[str] = []


class SmallDebt(Part):
    up_to_smlmv_pct: Count
    notices: Count
    distinct_days: StrictBool
    last_notice_before: DurationText


class Stay(Part):
    default: DurationText
    if_arrears_under: DurationText
    then: str


class BureauListing(Rule):
    kind: Literal["bureau_listing"]
    min_principal: Money = {}
    max_age_from_due: DurationText | None = None
    requires: list[str] = []
    notify_by_bureau_within: DurationText | None = None
    prior_notice: DurationText | None = None
    wait_after_notice: DurationText | None = None
    small_debt: SmallDebt | None = None
    max_stay_after_payment: Stay | None = None


class Limitation(Rule):
    kind: Literal["limitation"]
    general: DurationText | None = None
    mortgage_action: DurationText | None = None
    interrupted_by: list[str] = []
    blocks: list[str] = []


class PersonalData(Part):
    on_erasure: Literal["block", "delete"]
    block_until: str | None = None
    then: str | None = None


class Retention(Rule):
    kind: Literal["retention"]
    contact_log_min: DurationText | Counted | None = None
    contact_log_basis: str | None = None
    recordings_min: Counted | None = None
    personal_data: PersonalData | None = None


class HumanHandoff(Part):
    offered: str
    p95_wait: DurationText


class AutomatedDecision(Rule):
    kind: Literal["automated_decision"]
    human_review_for: list[str] = []
    must_explain: StrictBool | None = None
    human_handoff: HumanHandoff | None = None


class FeeCap(Rule):
    kind: Literal["fee_cap"]
    tiers: list[dict[str, Any]] = []
    after: DurationText | None = None


class Registration(Rule):
    kind: Literal["registration"]
    registry: str
    number: str | None = None


DataRule = (
    Identity
    | Disclosure
    | Notice
    | PreAction
    | Forbearance
    | BureauListing
    | Limitation
    | Retention
    | AutomatedDecision
    | FeeCap
    | Registration
)
