"""Simulated debtors before the real database: they hear what the sandbox delivered, and answer through operations."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from django.conf import settings

from acuerdo.cases.operations import CannotOpenRequest, open_dispute, record_visits
from acuerdo.cases.queries import fact_frame
from acuerdo.channels.enums import EventKind
from acuerdo.channels.operations import Happening, receive_reply, record_events, unsubscribe
from acuerdo.channels.queries import sandbox_arrivals
from acuerdo.channels.rules.links import make_token
from acuerdo.kernel.audit import SYSTEM, Actor
from acuerdo.payments.enums import OfferKind
from acuerdo.payments.operations import (
    CannotAcceptOffer,
    CannotPromise,
    accept_offer,
    make_promise,
    record_payments,
)
from acuerdo.payments.queries import OfferLine, open_offers
from acuerdo.portfolio.enums import PointStatus
from acuerdo.portfolio.operations import change_contact_points
from acuerdo.segments.queries import all_cases_by_rule
from acuerdo.segments.rules import parse_rule
from acuerdo.simulation.behaviour import (
    ANSWERS,
    CHANNELS,
    KINDS,
    NO_OFFER,
    PERSON_SHARES,
    PLAN,
    SCRIPT,
    SETTLEMENT,
    TONES,
    Answer,
    Script,
    answers_to,
    keeps_promise,
    pays_unasked,
)

_OFFERS: Mapping[str | None, int] = {str(OfferKind.SETTLEMENT): SETTLEMENT, str(OfferKind.PLAN): PLAN}
EVERYBODY = parse_rule({"all": []})
SMALLEST_PAYMENT = 500  # cents
REPLIES = (
    "¿Puedo pagarlo en dos veces?",
    "Ya lo pagué la semana pasada, por favor compruébenlo.",
    "No recibí la factura, ¿me la pueden enviar?",
    "Cobro el día 28, pago ese día.",
    "Prefiero que me escriban por correo, gracias.",
    "¿Con quién puedo hablar?",
)
DISPUTES = (
    ("wrong_amount", "El importe no coincide con mi contrato."),
    ("already_paid", "Lo pagué por transferencia."),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as its reader knows it."""

    message_id: int
    debtor_id: int
    creditor_id: int
    case_id: int
    contact_point_id: int | None
    channel: str


@dataclass(order=True, slots=True)
class Coming:
    """An answer that will come: when, and what it is."""

    at: datetime
    number: int
    answer: Answer = field(compare=False)
    letter: Letter = field(compare=False)
    share: float = field(compare=False)
    days: int = field(compare=False)


def kinds_of(debtor_ids: np.ndarray) -> np.ndarray:
    """Why each of these people is late, the same every time: by a hash of their number."""
    chance = (debtor_ids.astype(np.uint64) * np.uint64(2_654_435_761) % np.uint64(2**32)) / 2**32
    bounds = np.cumsum([share for _kind, share in PERSON_SHARES])
    order = np.array([KINDS.index(kind) for kind, _share in PERSON_SHARES], dtype=np.int8)
    return order[np.minimum(np.searchsorted(bounds, chance, side="right"), len(order) - 1)]


def _on_the_table(case_ids: pl.Series, now: datetime) -> np.ndarray:
    """By case, the offer that stands, as a place in `offer_helps`, or NO_OFFER."""
    facts = fact_frame(case_ids.unique().to_list(), ["offer.kind"], now=now)
    kinds = {case_id: kind for case_id, *_, kind in facts.iter_rows()}
    return np.array([_OFFERS.get(kinds.get(case_id), NO_OFFER) for case_id in case_ids], dtype=np.int8)


class Crowd:
    """Answers messages; `hurry` above 1 shortens the delays, so that a running demo is not dull."""

    def __init__(self, *, seed: int, script: Script = SCRIPT, hurry: float = 1.0) -> None:
        self._rng = np.random.default_rng([seed, 11])
        self._script, self._hurry = script, hurry
        self._coming: list[Coming] = []
        self._number = 0

    def hear(self, *, after: datetime, now: datetime) -> int:
        """Read what arrived between two instants and decide what will be done about it; returns how many arrived."""
        arrived = sandbox_arrivals(after=after, until=now).filter(pl.col("case_id").is_not_null())
        if arrived.height == 0:
            return 0
        answers = answers_to(
            person=kinds_of(arrived["debtor_id"].to_numpy()),
            channel=np.array([CHANNELS.index(each) for each in arrived["channel"]], dtype=np.int8),
            tone=np.array([TONES.index(each or "neutral") for each in arrived["tone"]], dtype=np.int8),
            offer=_on_the_table(arrived["case_id"], now),
            rng=self._rng,
            script=self._script,
        )
        letters = [
            Letter(row["message_id"], row["debtor_id"], row["creditor_id"], row["case_id"], row["contact_point_id"],
                   row["channel"])
            for row in arrived.iter_rows(named=True)
        ]  # fmt: skip
        sent = arrived["sent_at"].to_list()
        for place, answer, minutes, share, days in zip(
            answers.message, answers.answer, answers.minutes, answers.share, answers.days, strict=True
        ):
            if ANSWERS[answer] is not Answer.DELIVERED:  # the sandbox says so itself
                at = sent[place] + timedelta(minutes=float(minutes) / self._hurry)
                self._expect(Coming(at, self._number, ANSWERS[answer], letters[place], float(share), int(days)))
        return arrived.height

    def act(self, *, now: datetime) -> int:
        """Carry out every answer that is due; returns how many."""
        due: list[Coming] = []
        while self._coming and self._coming[0].at <= now:
            due.append(heapq.heappop(self._coming))
        record_events(
            [Happening(each.letter.message_id, _KINDS[each.answer], each.at) for each in due if each.answer in _KINDS],
            now=now,
        )
        of: dict[Answer, list[Coming]] = defaultdict(list)
        for each in due:
            of[each.answer].append(each)
        for answer, answer_all in _ALL_AT_ONCE.items():
            if of[answer]:
                answer_all(of[answer], now)
        for answer, answer_one in _ONE_BY_ONE.items():
            for each in of[answer]:
                answer_one(each, now)
        self._pay([*of[Answer.PAID], *of[Answer.PAID_PART]], now)
        return len(due)

    def begin_day(self, *, now: datetime, days: int = 1) -> None:
        """Some pay without being asked, and promises of the last `days`, today's among them, are kept or not."""
        keys = ["debt.balance", "promise.date", "promise.amount"]
        everybody = all_cases_by_rule(EVERYBODY, creditor_ids=None, now=now)
        cases = fact_frame(everybody, keys, now=now).filter(pl.col("debt.balance") > 0)
        if cases.height == 0:
            return
        person = kinds_of(cases["debtor_id"].to_numpy())
        pays = pays_unasked(person=person, rng=self._rng, script=self._script)
        keeps = keeps_promise(person=person, rng=self._rng, script=self._script)
        since = now.date() - timedelta(days=days - 1)
        promised = cases["promise.date"].is_between(since, now.date()).fill_null(value=False).to_numpy()
        share = pl.when(pl.lit(pl.Series(promised))).then(pl.col("promise.amount") / pl.col("debt.balance"))
        cases = cases.with_columns(share.otherwise(1.0).fill_null(1.0).clip(0.0, 1.0).alias("share"))
        for row in cases.filter(pl.Series(pays | (promised & keeps))).iter_rows(named=True):
            letter = Letter(0, row["debtor_id"], row["creditor_id"], row["case_id"], None, "")
            at = now + timedelta(hours=float(self._rng.uniform(0, 9)))
            self._expect(Coming(at, self._number, Answer.PAID, letter, row["share"], 0))

    def _expect(self, coming: Coming) -> None:
        self._number += 1
        coming.number = self._number
        heapq.heappush(self._coming, coming)

    def _pay(self, payers: list[Coming], now: datetime) -> None:
        """One payment a person at an instant; nobody pays more than is owed."""
        first = {(each.letter.debtor_id, each.letter.creditor_id): each for each in payers}
        if not first:
            return
        keys = ["debt.balance", "debt.currency", "offer.kind"]
        facts = fact_frame([each.letter.case_id for each in first.values()], keys, now=now)
        known = {row["case_id"]: row for row in facts.iter_rows(named=True) if row["debt.balance"] > 0}
        rows = [
            _payment(each, known[each.letter.case_id], now) for each in first.values() if each.letter.case_id in known
        ]
        if rows:
            record_payments(payments=pl.DataFrame(rows), actor=SYSTEM, now=now)


def _payment(coming: Coming, facts: Mapping[str, Any], now: datetime) -> dict[str, object]:
    return {
        "provider": "sandbox",
        "reference": f"demo-{coming.letter.case_id}-{coming.at:%Y%m%d%H%M%S%f}-{coming.number}",
        "creditor_id": coming.letter.creditor_id,
        "debtor_id": coming.letter.debtor_id,
        "amount_cents": _amount(coming, facts, now),
        "currency": facts["debt.currency"],
        "method": ("card", "transfer", "card", "wallet")[coming.number % 4],
        "received_at": coming.at,
    }


def _amount(coming: Coming, facts: Mapping[str, Any], now: datetime) -> int:
    """Who means to pay all while a settlement is on the table pays that."""
    balance: int = facts["debt.balance"]
    if coming.share == 1 and facts["offer.kind"] == OfferKind.SETTLEMENT:
        reduced = [line.amount_cents for line in _offers(coming, now) if line.kind == OfferKind.SETTLEMENT]
        return min(reduced, default=balance)
    return min(max(round(balance * coming.share), SMALLEST_PAYMENT), balance)


def _actor(coming: Coming) -> Actor:
    return Actor(kind="debtor", id=coming.letter.debtor_id)


def _visit(coming: list[Coming], now: datetime) -> None:
    record_visits(visits={each.letter.case_id: each.letter.message_id for each in coming}, now=now)


def _bounce(coming: list[Coming], now: datetime) -> None:
    points = {each.letter.contact_point_id for each in coming if each.letter.contact_point_id is not None}
    change_contact_points(point_ids=sorted(points), status=PointStatus.BOUNCED, actor=SYSTEM, now=now)


def _promise(coming: list[Coming], now: datetime) -> None:
    """Whoever has a plan before them takes it; others name a day."""
    facts = fact_frame([each.letter.case_id for each in coming], ["debt.balance", "offer.kind"], now=now)
    owed = {case_id: (balance, offer) for case_id, *_, balance, offer in facts.iter_rows()}
    for each in coming:
        balance, offer = owed[each.letter.case_id]
        try:
            if offer != OfferKind.PLAN or not _accept(each, now):
                _name_day(each, balance, now)
        except (CannotPromise, CannotAcceptOffer):
            continue  # paid meanwhile


def _accept(coming: Coming, now: datetime) -> bool:
    plans = (line for line in _offers(coming, now) if line.kind == OfferKind.PLAN and not line.is_accepted)
    plan = next(plans, None)
    if plan is not None:
        accept_offer(offer_id=plan.id, made_via="portal", actor=_actor(coming), now=now)
    return plan is not None


def _offers(coming: Coming, now: datetime) -> tuple[OfferLine, ...]:
    return open_offers(creditor_id=coming.letter.creditor_id, debtor_id=coming.letter.debtor_id, now=now)


def _name_day(coming: Coming, balance: int, now: datetime) -> None:
    make_promise(
        creditor_id=coming.letter.creditor_id,
        debtor_id=coming.letter.debtor_id,
        amount_cents=balance,
        due_date=now.date() + timedelta(days=max(1, coming.days)),
        made_via="portal",
        actor=_actor(coming),
        now=now,
    )


def _reply(coming: Coming, now: datetime) -> None:
    text = REPLIES[coming.number % len(REPLIES)]
    receive_reply(to_message_id=coming.letter.message_id, text=text, now=now)


def _opt_out(coming: Coming, now: datetime) -> None:
    if coming.letter.channel == "sms":
        receive_reply(to_message_id=coming.letter.message_id, text="BAJA", now=now)
    else:
        unsubscribe(token=make_token(coming.letter.message_id, secret=settings.SECRET_KEY), now=now)


def _dispute(coming: Coming, now: datetime) -> None:
    reason, text = DISPUTES[coming.number % len(DISPUTES)]
    try:
        open_dispute(
            case_id=coming.letter.case_id, reason=reason, text=text, debt_ids=[], actor=_actor(coming), now=now
        )
    except CannotOpenRequest:
        return  # closed meanwhile


_KINDS = {Answer.OPENED: EventKind.OPENED, Answer.CLICKED: EventKind.CLICKED, Answer.BOUNCED: EventKind.BOUNCED}
_ALL_AT_ONCE: Mapping[Answer, Callable[[list[Coming], datetime], None]] = {
    Answer.CLICKED: _visit,
    Answer.BOUNCED: _bounce,
    Answer.PROMISED: _promise,
}
_ONE_BY_ONE: Mapping[Answer, Callable[[Coming, datetime], None]] = {
    Answer.REPLIED: _reply,
    Answer.OPTED_OUT: _opt_out,
    Answer.DISPUTED: _dispute,
}
