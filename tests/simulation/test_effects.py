"""What strategies do to simulated people: offers, holds, own facts, ceilings, and when people come in."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from acuerdo.cases.rules.suiting import Record, what_suits
from acuerdo.compliance.rules.packs import load_packs
from acuerdo.kernel.facts import Fact, FactType, Words
from acuerdo.simulation.arrivals import Arrivals
from acuerdo.simulation.behaviour import CHANNELS, TONES, Answer
from acuerdo.simulation.forecasts import simulate
from acuerdo.simulation.own_facts import CannotPresume, with_own_facts
from acuerdo.simulation.population import Population, make_population
from acuerdo.simulation.records import Records
from acuerdo.simulation.stops import DISPUTE, ENDLESS, REASONS, Holds, Offers
from acuerdo.simulation.world import SimulatedWorld
from acuerdo.strategies.enums import HoldReason
from acuerdo.strategies.nodes.entry import EntryConfig
from acuerdo.strategies.rules.checks import find_faults
from acuerdo.strategies.rules.file_form import read_file
from acuerdo.strategies.rules.graph import Graph, compile_graph
from acuerdo.strategies.rules.kinds import EFFECTS, all_kinds

START = date(2026, 6, 15)
EVERY_KIND = """\
strategy: every-kind
start: entry
exit: [closed, paid]
steps:
  entry:
    kind: entry
    segment: {fact: case.status, op: '=', value: open}
    next: route
  route:
    kind: split_share
    shares:
    - {name: south, percent: 40}
    - {name: north, percent: 30}
    - {name: west, percent: 30}
    next: {south: mark, north: trial, west: hello}
  mark: {kind: set_fact, fact: custom.route, value: south, next: look}
  look:
    kind: split
    branches:
    - name: south
      when: {fact: custom.route, op: '=', value: south}
    next: {south: tell, otherwise: lost}
  tell:
    kind: webhook
    url: https://hooks.example/a
    facts: [debt.balance, case.opened]
    next: pause
  pause: {kind: hold, reason: house_hold, for: P5D, next: rest}
  rest: {kind: wait, for: P7D, next: hello}
  trial:
    kind: experiment
    arms:
    - {name: deal, share: 50}
    - {name: parts, share: 50}
    hold_out: 20
    next: {deal: deal, parts: parts, hold_out: idle}
  deal: {kind: offer, offer: settlement, discount_percent: 30, next: hello}
  parts: {kind: offer, offer: plan, instalments: 6, valid_for: P4D, next: hello}
  hello:
    kind: message
    channel: best
    templates: {email: overdue-email, sms: overdue-sms}
    tone: suits
    next: {sent: listen, not_allowed: freeze, no_contact_point: freeze}
  listen:
    kind: wait_event
    events: [promise_made, offer_expired]
    timeout: P6D
    next: {promise_made: until, offer_expired: freeze, timeout: hour}
  until:
    kind: wait
    until_date: {fact: promise.date, days: 1}
    next: freeze
  hour: {kind: wait, best_hour: true, next: again}
  again:
    kind: message
    channel: sms
    template: overdue-sms
    tone: firm
    next: {sent: freeze, not_allowed: freeze, no_contact_point: freeze}
  freeze: {kind: hold, reason: breathing_space, next: thaw}
  thaw: {kind: release, reason: breathing_space, next: call}
  call: {kind: agent_task, title: Llamar, next: away}
  away: {kind: go_to, strategy: late}
  idle: {kind: wait, for: P20D, next: done}
  lost: {kind: end, outcome: lost}
  done: {kind: end}
"""


def graph_of(text: str) -> Graph:
    return compile_graph(read_file(text).document)


def world_of(text: str, *, size: int = 600, days: int = 30) -> SimulatedWorld:
    """A world that has lived through its days."""
    people = make_population(size=size, seed=1, today=START)
    packs = load_packs(["es", "house"], today=START)
    world = SimulatedWorld(with_own_facts(graph_of(text)), people, packs, first_day=START, days=days, seed=1)
    world.run()
    return world


def entry(**settings: Any) -> str:
    """A strategy that texts whoever enters, once."""
    return f"""\
strategy: short
start: entry
exit: [closed]
steps:
  entry: {{kind: entry, {", ".join(f"{name}: {value}" for name, value in settings.items())}, next: text}}
  text:
    kind: message
    channel: sms
    template: overdue-sms
    next: {{sent: done, not_allowed: done, no_contact_point: done}}
  done: {{kind: end}}
"""


def test_strategy_of_every_kind_simulates_lawfully_and_does_everything():
    document = read_file(EVERY_KIND).document
    found = simulate(
        compile_graph(document), load_packs(["es", "house"], today=START),
        population=600, days=30, seed=1, first_day=START,
    )  # fmt: skip

    assert {node.kind for node in document.nodes} == set(all_kinds())
    assert [fault.code for fault in find_faults(document)] == ["unknown_fact", "unknown_fact"]
    assert found.breaches == 0
    assert set(found.effects) == set(EFFECTS)
    assert all(found.effects.values())
    assert found.effects["transfers"] == found.outcomes["transferred"]
    assert (found.effects["custom_values"], found.outcomes.get("lost", 0)) == (found.effects["webhooks"], 0)
    assert found.cost_cents >= found.contacts["sms"] * 6


def test_money_paid_and_forgiven_makes_up_what_was_owed():
    world = world_of(EVERY_KIND, size=3_000)
    facts, before = world.population.ints, int(people_of(3_000).ints["paid_cents"].sum())

    assert world.people.forgiven_cents > 0
    assert (facts["balance_cents"] >= 0).all()
    owed, paid, left = (int(facts[name].sum()) for name in ("original_cents", "paid_cents", "balance_cents"))
    assert owed == paid - before + left + world.people.forgiven_cents


def test_ceiling_lets_no_more_through_in_a_day_and_the_rest_has_its_turn():
    world = world_of(entry(segment="{all: []}", ceiling="{contacts_per_day: 20}"), size=100, days=10)
    by_day: dict[int, int] = {}
    for rows, at, _ in world.gate.ledger:
        by_day[at // 86_400_000_000] = by_day.get(at // 86_400_000_000, 0) + len(rows)

    assert max(by_day.values()) == 20
    assert sum(by_day.values()) > 60


def test_ceiling_of_cost_counts_what_channels_cost():
    world = world_of(entry(segment="{all: []}", ceiling="{cost_per_day: 60}"), size=100, days=1)

    assert sum(len(rows) for rows, _, _ in world.gate.ledger) == 10


def own_facts(*rules: str, more: str = "") -> Graph:
    steps = "\n".join(f"    - {{name: w{place}, when: {rule}}}" for place, rule in enumerate(rules))
    ways = ", ".join(f"w{place}: done" for place in range(len(rules)))
    return graph_of(
        f"strategy: own\nstart: entry\nsteps:\n  entry: {{kind: entry, segment: {{all: []}}, next: look}}\n"
        f"  look:\n    kind: split\n    branches:\n{steps}\n    next: {{{ways}, otherwise: done}}\n"
        f"  done: {{kind: end}}\n{more}"
    )


@pytest.mark.parametrize(
    ("rules", "more", "kind"),
    [
        (["{fact: custom.x, op: '=', value: true}"], "", FactType.BOOL),
        (["{not: {fact: custom.x, op: '>', value: 5}}"], "", FactType.NUMBER),
        (["{fact: custom.x, op: '>', value: '2026-01-01'}"], "", FactType.DATE),
        (["{fact: custom.x, op: '>=', value: '12.50'}"], "", FactType.MONEY),
        (["{fact: custom.x, op: contains, value: '12.50'}"], "", FactType.TEXT),
        (["{fact: custom.x, op: is_set}"], "  s: {kind: set_fact, fact: custom.x, value: 3, next: done}\n",
         FactType.NUMBER),
        (["{fact: custom.x, op: is_set}"],
         "  s: {kind: wait, until_date: {fact: custom.x}, next: done}\n", FactType.DATE),
    ],
)  # fmt: skip
def test_own_facts_of_a_file_get_the_type_that_fits_every_use(rules: list[str], more: str, kind: FactType):
    graph = with_own_facts(own_facts(*rules, more=more))

    assert [(fact.key, fact.type) for fact in graph.custom] == [("custom.x", kind)]
    assert with_own_facts(graph).custom == graph.custom


def test_own_fact_used_in_ways_that_no_type_allows_is_named():
    with pytest.raises(CannotPresume, match=r"custom\.x"):
        with_own_facts(own_facts("{fact: custom.x, op: '>', value: 5}", "{fact: custom.x, op: contains, value: south}"))


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (FactType.TEXT, "south", "south"),
        (FactType.MONEY, 1250, 1250),
        (FactType.NUMBER, 2.5, 2.5),
        (FactType.DATE, "2026-03-01", date(2026, 3, 1)),
        (FactType.BOOL, True, True),
        (FactType.DATE, "soon", None),
    ],
)
def test_own_column_holds_what_was_written_and_nothing_for_the_others(kind: FactType, value: Any, expected: Any):
    people = Population(size=3, person=np.zeros(3, dtype=np.int8))
    people.set_own("x", value, np.array([1]))
    fact = Fact("custom.x", kind, Words("", ""), Words("", ""), column="x")

    told = people.facts(["custom.x"], np.arange(3), today=START, custom=(fact,))["custom.x"]

    assert told.to_list() == [None, expected, None]


def people_of(size: int) -> Population:
    return make_population(size=size, seed=1, today=START)


def test_dispute_takes_the_place_of_another_hold_and_the_log_keeps_both():
    people = people_of(4)
    holds, everybody = Holds(people), np.arange(4)

    first = holds.place(everybody[:2], "house_hold", now_us=10, until_us=np.array([50, 60]))
    again = holds.place(everybody, "breathing_space", now_us=20)
    disputed = holds.place(everybody[1:2], DISPUTE, now_us=30)
    over = holds.end_due(now_us=55)

    assert [found.tolist() for found in (first, again, disputed, over)] == [[0, 1], [2, 3], [1], [0]]
    assert people.ints["on_hold"].tolist() == [False, True, True, True]
    assert people.ints["is_disputed"].tolist() == [False, True, False, False]
    told = sorted(zip(*(column.tolist() for column in holds.log()), strict=True))
    house, space, dispute = (REASONS.index(str(each)) for each in (
        HoldReason.HOUSE, HoldReason.BREATHING_SPACE, HoldReason.DISPUTE))  # fmt: skip
    assert told == [
        (0, 10, 55, house), (1, 10, 30, house), (1, 30, ENDLESS, dispute), (2, 20, ENDLESS, space),
        (3, 20, ENDLESS, space),
    ]  # fmt: skip


def test_only_the_hold_of_that_reason_is_lifted():
    holds = Holds(people_of(2))
    holds.place(np.array([0]), "house_hold", now_us=10)
    holds.place(np.array([1]), DISPUTE, now_us=10)

    assert holds.lift(np.array([0, 1]), "house_hold", now_us=20).tolist() == [0]
    assert holds.end_due(now_us=10**15).tolist() == []


def test_offers_expire_once_and_a_new_one_takes_the_place_of_the_old():
    people, everybody = people_of(3), np.arange(3)
    offers = Offers(people)
    offers.make(everybody, "settlement", discount=np.full(3, 30), until_us=np.array([50, 60, 70]))
    offers.make(everybody[2:], "plan", discount=np.zeros(1, dtype=np.int64), until_us=np.array([90]))

    assert offers.settlement_of(everybody).tolist() == [30, 30, 0]
    assert people.facts(["offer.kind"], everybody, today=START)["offer.kind"].to_list() == [
        "settlement", "settlement", "plan"
    ]  # fmt: skip
    assert offers.end_due(now_us=40).tolist() == []
    assert offers.end_due(now_us=60).tolist() == [0, 1]
    assert people.facts(["offer.expires"], everybody, today=START)["offer.expires"].to_list() == [
        None, None, date(1970, 1, 1)
    ]  # fmt: skip
    assert offers.end_due(now_us=60).tolist() == []
    assert offers.settlement_of(everybody).tolist() == [0, 0, 0]


NOON = np.array([12], dtype=np.int8)
# What somebody did about a message, in order, and the strongest of it in the words of the rule.
CHAINS = (
    ([], ""),
    ([Answer.OPENED], "opened"),
    ([Answer.OPENED, Answer.CLICKED], "clicked"),
    ([Answer.OPENED, Answer.REPLIED], "answered"),
    ([Answer.OPENED, Answer.CLICKED, Answer.PROMISED], "answered"),
    ([Answer.OPENED, Answer.CLICKED, Answer.PAID], "paid"),
)


def test_what_suits_simulated_people_follows_the_rule_of_production():
    rng = np.random.default_rng(7)
    size, everybody = 200, np.arange(200)
    people = Population(size=size, person=np.zeros(size, dtype=np.int8))
    records = Records(people)
    kept: list[list[tuple[str, str]]] = [[] for _ in everybody]
    for _ in range(6):
        tone = rng.integers(0, len(TONES), size).astype(np.int8)
        records.sent(everybody, tone=tone, channel=np.zeros(size, dtype=np.int8))
        for person, chain in enumerate(rng.integers(0, len(CHAINS), size)):
            answers, strongest = CHAINS[chain]
            for answer in answers:
                records.answered(answer, np.array([person]), NOON)
            kept[person].append((TONES[tone[person]], strongest))
    records.answered(Answer.BOUNCED, everybody, NOON.repeat(size))

    found = people.facts(["tone.suits", "channel.suits"], everybody, today=START)

    assert found["tone.suits"].to_list() == [suits(history) for history in kept]
    assert set(found["channel.suits"]) <= {None, CHANNELS[0]}


def suits(history: list[tuple[str, str]]) -> str | None:
    """The tone that production would choose."""
    counts = {tone: Counter(strongest for name, strongest in history if name == tone) for tone in TONES}
    records = {
        tone: Record(sent=count.total(), **{kind: count[kind] for kind in ("paid", "answered", "clicked", "opened")})
        for tone, count in counts.items()
    }
    return what_suits(records, order=TONES).value


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


MONDAY_NINE = {"trigger": "schedule", "schedule": {"weekdays": ["mon"], "at": "09:00"}}


@pytest.mark.parametrize(
    ("settings", "before", "now", "knocks"),
    [
        ({"segment": {"all": []}}, at(15, 6), at(15, 9), "nobody"),
        ({"segment": {"all": []}}, at(15, 21), at(16, 6), "everybody"),
        ({"segment": {"all": []}, "first_day": "2026-06-17"}, at(15, 21), at(16, 6), "nobody"),
        ({"segment": {"all": []}, "last_day": "2026-06-16"}, at(15, 21), at(16, 6), "everybody"),
        (MONDAY_NINE, at(15, 6), at(15, 9), "everybody"),  # 09:00 in Madrid is 07:00 UTC
        (MONDAY_NINE, at(15, 9), at(15, 12), "nobody"),
        (MONDAY_NINE, at(16, 6), at(16, 9), "nobody"),
        ({"trigger": "schedule", "schedule": {"at": "23:30"}}, at(15, 21), at(16, 6), "everybody"),
        ({"trigger": "api"}, at(15, 6), at(15, 6), "everybody"),
        ({"trigger": "api"}, at(15, 6), at(15, 9), "nobody"),
        ({"trigger": "event", "event": "imported"}, at(15, 6), at(15, 6), "everybody"),
        ({"trigger": "event", "event": "imported"}, at(15, 21), at(16, 6), "nobody"),
        ({"trigger": "event", "event": "replied"}, at(15, 6), at(15, 9), [1]),
        ({"trigger": "event", "event": "due_approaching", "days_before": 3}, at(15, 21), at(16, 6), [2]),
        ({"trigger": "event", "event": "due_approaching", "days_before": 3}, at(16, 6), at(16, 9), "nobody"),
    ],
)
def test_who_knocks_at_the_entry(settings: dict[str, Any], before: datetime, now: datetime, knocks: Any):
    people = people_of(3)
    people.dates["newest_due_date"][:] = [0, 0, (now.date() + timedelta(days=3) - date(1970, 1, 1)).days]
    woken = np.array([0, 1 << 7, 1 << 0], dtype=np.int32)  # a reply, a payment

    found = Arrivals(EntryConfig.model_validate(settings), people).who(
        before=before, now=now, is_morning=now.hour == 6, woken=woken
    )

    told = "everybody" if found is None else found.tolist() or "nobody"
    assert told == knocks


def test_whoever_pays_enters_where_payments_bring_people_in():
    world = world_of(entry(trigger="event", event="payment_recorded").replace("exit: [closed]", "exit: []"), days=20)

    assert 0 < world.outcomes["finished"] <= world.entries <= world.people.payments
