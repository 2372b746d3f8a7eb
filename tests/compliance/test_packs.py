"""Packs are loaded whole or not at all, and a fault names file, rule and field."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from acuerdo.compliance.rules import packs as loader
from acuerdo.compliance.rules.durations import Duration, NotADuration, parse_duration
from acuerdo.compliance.rules.packs import PACK_FOLDER, CannotLoadPack, load_packs, parse_pack, unreviewed
from acuerdo.compliance.rules.rule_book import MAX_RULES, CannotCombinePacks, rule_book
from tests.compliance.asking import TODAY

TRIED = Path(__file__).resolve().parents[3] / "shared" / "policy-packs"
BASE = {
    "schema": "policy-pack/1", "id": "zz", "version": "2026.01.0", "status": "draft", "title": "Zz",
    "jurisdiction": {"country": "ES"}, "effective": {"from": "2026-01-01"}, "last_verified": "2026-01-01",
    "timezone": {"source": "fixed", "zones": ["Europe/Madrid"], "candidates_policy": "all_must_allow"},
    "sources": {"house": {"citation": "House", "verified": "design_choice"}},
}  # fmt: skip
CAP = {
    "id": "zz.cap", "kind": "frequency_cap", "force": "law", "on_fail": "defer", "source": ["house"],
    "counts": "attempt", "scope": "person", "window": {"type": "rolling", "length": "P7D"}, "max": 2, "min_gap": "P2D",
}  # fmt: skip
HOURS = {
    "id": "zz.hours", "kind": "time_window", "force": "law", "on_fail": "defer", "source": ["house"],
    "windows": {"mon_fri": [["09:00", "18:00"]], "sat": [], "sun": [], "holiday": []},
}  # fmt: skip
COOLDOWN = {
    "id": "zz.wait", "kind": "cooldown", "force": "law", "on_fail": "defer", "source": ["house"], "scope": "person",
    "after": {"event": "live_conversation"}, "wait": {"type": "consecutive_days", "days": 7},
}  # fmt: skip
CHANNELS = CAP | {"id": "zz.channels", "kind": "channel_cap", "max_distinct_channels": 1}
CHANNELS = {key: value for key, value in CHANNELS.items() if key not in ("max", "min_gap")}
TWO_DAYS = COOLDOWN | {"wait": {"type": "duration", "length": "P2D"}}
WHO = {"id": "zz.who", "force": "law", "source": ["house"]}
CONSENT = {"id": "zz.ok", "kind": "consent", "force": "law", "source": ["house"], "mode": "opt_in", "per": "channel"}


def parse(*rules, **changes):
    return parse_pack(yaml.safe_dump(BASE | changes | {"rules": list(rules)}), file="zz.yaml", today=TODAY)


def faults(*rules, **changes) -> list[str]:
    with pytest.raises(CannotLoadPack) as refused:
        parse(*rules, **changes)
    return [str(fault) for fault in refused.value.faults]


def test_every_pack_of_the_product_loads():
    names = sorted(file.stem for file in PACK_FOLDER.glob("*.yaml"))

    loaded = load_packs(names, today=TODAY)

    assert [pack.id for pack in loaded] == names
    assert names == ["cl", "co", "es", "eu-base", "house", "pe", "us-regf"]
    assert [pack.id for pack in unreviewed(loaded)] == ["cl", "co", "es", "eu-base", "pe", "us-regf"]


def test_es_adds_to_what_it_extends():
    [es] = load_packs(["es"], today=TODAY)

    assert [rule.id for rule in es.rules[:4]] == [
        "eu.notice.transfer",
        "eu.forbearance",
        "eu.automated_decision",
        "es.hours",
    ]
    assert {pack: pack.digest for pack in load_packs(["es"], today=TODAY)} == {es: es.digest}


@pytest.mark.parametrize("name", ["es", "co", "cl", "pe", "us-regf"])
def test_rules_and_numbers_are_those_that_were_tried(name):
    if not TRIED.is_dir():
        pytest.skip("The tried packs are not here.")
    ours, tried = (yaml.safe_load((folder / f"{name}.yaml").read_text()) for folder in (PACK_FOLDER, TRIED))

    def plain(document):
        return {r["id"]: {key: value for key, value in r.items() if key != "note"} for r in document["rules"]}

    assert plain(ours) == plain(tried)


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (CAP | {"kind": "magic"}, "zz.yaml, zz.cap: Input tag 'magic' found"),
        (CAP | {"maximum": 2}, "zz.yaml, zz.cap, frequency_cap.maximum: Extra inputs are not permitted"),
        (CAP | {"source": []}, "zz.yaml, zz.cap, frequency_cap.source: List should have at least 1 item"),
        (CAP | {"source": ["gossip"]}, "zz.yaml, zz.cap, source: 'gossip' is not among the sources"),
        (CAP | {"min_gap": "2 days"}, "'2 days' is no duration; write it like P7D"),
        (CAP | {"min_gap": "P1M"}, "'P1M' is longer in some months"),
        (CAP | {"max": "two"}, "frequency_cap.max: Input should be a valid integer"),
        (CAP | {"window": {"type": "rolling"}}, "`length` belongs to a rolling window"),
        (CAP | {"window": {"type": "rolling_days"}}, "`days` belongs to a rolling_days window"),
        (CAP | {"scope": "household"}, "frequency_cap.scope"),
        (CAP | {"applies_to": {"channels": ["fax"]}}, "applies_to.channels"),
        (CAP | {"effective": {"from": "2026-02-01", "to": "2026-01-01"}}, "ends before it begins"),
        (COOLDOWN | {"wait": {"type": "consecutive_days"}}, "`days` belongs to consecutive_days"),
        (COOLDOWN | {"wait": {"type": "duration"}}, "`length` belongs to duration"),
        (HOURS | {"windows": {"mon_fri": []}}, "no windows for sat, sun, holiday; write [] for a closed day"),
        (HOURS | {"windows": {"monday": []}}, "'monday' is no day"),
        (HOURS | {"windows": {"mon_fri": [], "mon": []}}, "mon has two lists of windows"),
        (HOURS | {"windows": {"mon": "inherit"}}, "only holiday can inherit, not mon"),
        (HOURS | {"windows": {"mon": [["22:00", "02:00"]]}}, "split a window at midnight"),
        (HOURS | {"windows": {"mon": [["09:00", "09:00"]]}}, "does not end after it starts"),
        (HOURS | {"windows": {"mon": [["09:00", "12:00"], ["11:00", "13:00"]]}}, "windows overlap or are out of order"),
        (HOURS | {"windows": {"mon": [["9:00", "12:00"]]}}, "'9:00' is no time of day"),
        (
            WHO | {"kind": "hold", "when": {}, "until": {"event": "x"}, "blocks": ["collection_contact"]},
            "`when` names neither event nor flag",
        ),
        (WHO | {"kind": "third_party"}, "names nobody"),
        (WHO | {"kind": "third_party", "when": {}}, "neither event nor flag"),
        (CAP | {"alternates": [{"label": "a", "max": "x"}]}, "frequency_cap.max"),
        ("not a rule", "rules.0: Input should be a valid dictionary"),
    ],
)  # fmt: skip
def test_a_faulty_rule_is_named(rule, fault):
    assert any(fault in text for text in faults(rule))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"effective": {"from": "2026-01-01", "to": "2026-11-20"}}, "zz.yaml, effective.to: the pack expired on 2026"),
        ({"colour": "red"}, "zz.yaml, colour: Extra inputs are not permitted"),
        ({"schema": "policy-pack/2"}, "zz.yaml, schema"),
        ({"timezone": BASE["timezone"] | {"zones": ["Europe/Toledo"]}}, "'Europe/Toledo' is no time zone"),
        (
            {"holidays": {"provider": "python-holidays", "country": "ES", "min_version": "99.1"}},
            "zz.yaml, holidays.min_version: needs holidays 99.1, installed is",
        ),
    ],
)  # fmt: skip
def test_a_faulty_pack_is_refused(changes, fault):
    assert any(fault in text for text in faults(CAP, **changes))


def test_a_pack_that_ends_today_is_still_good():
    assert parse(CAP, effective={"from": "2026-01-01", "to": TODAY.isoformat()}).id == "zz"


@pytest.mark.parametrize(
    ("law", "changes", "field"),
    [
        (CAP, {"max": 3}, "max"),
        (CAP, {"min_gap": "P1D"}, "min_gap"),
        (CAP, {"min_gap": None}, "min_gap"),
        (CHANNELS, {"max_distinct_channels": 2}, "max_distinct_channels"),
        (COOLDOWN, {"wait": {"type": "consecutive_days", "days": 6}}, "wait.days"),
        (TWO_DAYS, {"wait": {"type": "duration", "length": "P1D"}}, "wait.length"),
        (HOURS, {"windows": HOURS["windows"] | {"sat": [["10:00", "11:00"]]}}, "windows.sat"),
        (HOURS, {"windows": HOURS["windows"] | {"holiday": "inherit"}}, "windows.holiday"),
    ],
)
def test_a_house_default_looser_than_the_law_is_a_fault(law, changes, field):
    default = law | changes | {"id": "zz.own", "force": "house_default"}

    assert faults(law, default) == [f"zz.yaml, zz.own, {field}: is looser than {law['id']}, which is law"]


@pytest.mark.parametrize(
    ("law", "changes"),
    [
        (CAP, {"max": 1, "min_gap": "P3D"}),
        (CAP, {"max": 9, "window": {"type": "calendar_day"}}),
        (CAP, {"max": 9, "applies_to": {"channels": ["sms"], "purpose": ["marketing"]}}),
        (CHANNELS, {"max_distinct_channels": 1}),
        (COOLDOWN, {"wait": {"type": "duration", "length": "P1D"}}),
        (COOLDOWN, {"wait": {"type": "consecutive_days", "days": 8}}),
        (HOURS, {"windows": HOURS["windows"] | {"mon_fri": [["10:00", "12:00"]]}}),
        (CONSENT, {}),
    ],
)
def test_a_house_default_may_be_stricter_or_about_something_else(law, changes):
    law = law | {"applies_to": {"channels": "all", "purpose": ["collection"]}}
    own = {"applies_to": {"channels": "all"}} | changes

    assert len(parse(law, law | own | {"id": "zz.own", "force": "house_default"}).rules) == 2


def exemption(targets):
    return {
        "id": "zz.free", "kind": "exemption", "force": "law", "source": ["house"],
        "exempt_purposes": ["fraud_alert"], "exempts_from": targets,
    }  # fmt: skip


def test_an_exemption_must_not_touch_a_protected_rule():
    assert faults(CONSENT, exemption(["zz.ok"])) == [
        "zz.yaml, zz.free, exempts_from: zz.ok is a consent rule, which nothing exempts from"
    ]
    assert faults(exemption(["zz.none"])) == ["zz.yaml, zz.free, exempts_from: there is no rule 'zz.none'"]


def test_two_rules_of_one_id_are_a_fault():
    assert faults(CAP, CAP) == ["zz.yaml, zz.cap, id: two rules have this id"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "is no policy pack: a mapping is expected"),
        (b"- 1", "is no policy pack: a mapping is expected"),
        (b"a: [", "is no YAML"),
        (b"id: a\nid: b\n", "'id' is written twice"),
        (b"\xff\xfe\x00", "is not text in UTF-8; save it as UTF-8 text"),
        (b"a: \x07", "is no YAML: unacceptable character"),
        (b"a: 1\nb: [\n", "is no YAML: line 3: .*; mend that line"),
    ],
)
def test_a_file_that_is_no_pack_is_told(tmp_path, content, fault):
    file = tmp_path / "broken.yaml"
    file.write_bytes(content)

    with pytest.raises(CannotLoadPack, match=fault):
        load_packs([str(file)], today=TODAY)


def test_a_folder_is_no_pack(tmp_path):
    folder = tmp_path / "packs.yaml"
    folder.mkdir()

    with pytest.raises(CannotLoadPack, match=r"packs\.yaml: cannot be read: Is a directory"):
        load_packs([str(folder)], today=TODAY)


def test_a_pack_that_is_not_there_is_told():
    with pytest.raises(CannotLoadPack, match=r"xx\.yaml: there is no such pack"):
        load_packs(["xx"], today=TODAY)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("P7D", Duration(fixed=timedelta(days=7))),
        ("P1W", Duration(fixed=timedelta(weeks=1))),
        ("PT1H30M5S", Duration(fixed=timedelta(hours=1, minutes=30, seconds=5))),
        ("P1Y6M", Duration(months=18)),
        ("P10BD", Duration(business_days=10)),
    ],
)
def test_durations(text, duration):
    assert parse_duration(text) == duration
    assert duration.is_fixed == (text not in ("P1Y6M", "P10BD"))


@pytest.mark.parametrize("text", ["", "P", "7D", "P1DT", "P1.5D", "PT", "P-1D"])
def test_what_is_no_duration(text):
    with pytest.raises(NotADuration):
        parse_duration(text)


def test_packs_that_contradict_each_other_are_not_combined():
    with pytest.raises(CannotCombinePacks, match=r"zz\.cap differs between zz and zz"):
        rule_book((parse(CAP), parse(CAP | {"max": 1})))
    many = [CAP | {"id": f"zz.cap{number}"} for number in range(MAX_RULES + 1)]
    with pytest.raises(CannotCombinePacks, match="63 rules on contact in one set of packs; 62 is the most"):
        rule_book((parse(*many),))


def test_today_is_handed_in_not_read():
    assert "today()" not in Path(loader.__file__).read_text()
    assert load_packs(["es"], today=date(2012, 1, 1))
