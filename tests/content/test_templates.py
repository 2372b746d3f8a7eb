"""Templates in the database: the gallery, drafts, publishing, composing, rendering again."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from acuerdo.content.models import Template, TemplateVersion
from acuerdo.content.operations import (
    CannotPublish,
    DraftChanged,
    archive_template,
    create_template,
    gallery_files,
    load_gallery,
    publish_template,
    save_draft,
)
from acuerdo.content.queries import (
    compose_messages,
    facts_needed,
    live_versions,
    preview_variant,
    template_faults,
    templates,
    versions_of,
)
from acuerdo.kernel.audit import SYSTEM
from tests.factories import NOW

pytestmark = pytest.mark.django_db
SMS = {"channel": "sms", "variants": {"es.neutral": {"text": [{"tok": "creditor.name"}, {"t": ": hola"}]}}}


def test_load_gallery_publishes_every_template_once() -> None:
    first = load_gallery(actor=SYSTEM, now=NOW)
    second = load_gallery(actor=SYSTEM, now=NOW)

    assert (len(first), second) == (len(gallery_files()), [])
    assert TemplateVersion.objects.count() == len(first)
    assert {len(line.variants) for line in templates(creditor_ids=[])} == {6}


def test_templates_of_the_gallery_have_no_faults_that_stop() -> None:
    load_gallery(actor=SYSTEM, now=NOW)

    stops = [
        str(fault)
        for line in templates(creditor_ids=[])
        for fault in template_faults(template_id=line.id)
        if fault.stops
    ]

    assert stops == []


def test_publish_template_makes_the_next_version_and_leaves_the_last() -> None:
    made = create_template(key="greeting", channel="sms", title={}, document=SMS, actor=SYSTEM, now=NOW)

    publish_template(template_id=made.pk, actor=SYSTEM, now=NOW)
    publish_template(template_id=made.pk, actor=SYSTEM, now=NOW)

    assert [line.number for line in versions_of(template_id=made.pk)] == [2, 1]
    live = live_versions(keys=["greeting"], creditor_ids=[7])
    assert live["greeting", 7].number == 2


def test_publish_template_refuses_a_draft_with_faults_and_writes_nothing() -> None:
    bad = {"channel": "sms", "variants": {"es.neutral": {"text": [{"tok": "no.such"}]}}}
    made = create_template(key="greeting", channel="sms", title={}, document=bad, actor=SYSTEM, now=NOW)

    with pytest.raises(CannotPublish) as refused:
        publish_template(template_id=made.pk, actor=SYSTEM, now=NOW)

    assert [fault.code for fault in refused.value.faults] == ["unknown_token", "no_sender"]
    assert TemplateVersion.objects.count() == 0


def test_publish_template_refuses_what_is_no_document() -> None:
    made = create_template(key="greeting", channel="sms", title={}, document={"x": 1}, actor=SYSTEM, now=NOW)

    with pytest.raises(CannotPublish) as refused:
        publish_template(template_id=made.pk, actor=SYSTEM, now=NOW)

    assert {fault.code for fault in refused.value.faults} == {"shape"}
    assert template_faults(template_id=made.pk)[0].code == "shape"


def test_save_draft_tells_the_second_of_two_editors() -> None:
    made = create_template(key="greeting", channel="sms", title={}, document=SMS, actor=SYSTEM, now=NOW)
    save_draft(template_id=made.pk, document=SMS, revision=1, actor=SYSTEM, now=NOW)

    with pytest.raises(DraftChanged):
        save_draft(template_id=made.pk, document={}, revision=1, actor=SYSTEM, now=NOW)

    assert Template.objects.get().draft == SMS


def test_archive_template_takes_it_out_of_lists_once() -> None:
    made = create_template(key="greeting", channel="sms", title={}, document=SMS, actor=SYSTEM, now=NOW)

    archive_template(template_id=made.pk, actor=SYSTEM, now=NOW)
    archive_template(template_id=made.pk, actor=SYSTEM, now=NOW)

    assert templates(creditor_ids=[], channel="sms") == []


def test_live_versions_prefer_the_creditors_own_template() -> None:
    shared = create_template(key="greeting", channel="sms", title={}, document=SMS, actor=SYSTEM, now=NOW)
    own = create_template(key="greeting", channel="sms", title={}, document=SMS, actor=SYSTEM, now=NOW, creditor_id=7)
    for made in (shared, own):
        publish_template(template_id=made.pk, actor=SYSTEM, now=NOW)

    live = live_versions(keys=["greeting", "absent"], creditor_ids=[7, 8])

    assert {key: version.template_id for key, version in live.items()} == {
        ("greeting", 7): own.pk,
        ("greeting", 8): shared.pk,
    }


def test_compose_messages_writes_values_by_variant_and_names_what_is_missing() -> None:
    load_gallery(actor=SYSTEM, now=NOW)
    frame = pl.DataFrame(
        {
            "template": ["reminder-sms", "reminder-sms", "nothing"],
            "creditor_id": [7, 7, 7],
            "language": ["es", "en", "es"],
            "tone": ["neutral", "firm", "neutral"],
            "creditor.name": ["Roble", "Roble", "Roble"],
            "debt.balance": [24_000, None, 1],
            "debt.reference": ["R1", "R2", "R3"],
            "debt.currency": ["EUR", "EUR", "EUR"],
        }
    )

    composed = compose_messages(frame)

    assert composed["values"][0] == '{"creditor.name":"Roble","debt.balance":"240,00\xa0€","debt.reference":"R1"}'
    assert composed["segments"].to_list() == [1, 0, 0]
    assert composed["fault"].to_list() == [
        "",
        "no value for debt.balance",
        "the template nothing has no published version",
    ]


def test_facts_needed_names_facts_and_debts_but_not_what_messages_bring() -> None:
    load_gallery(actor=SYSTEM, now=NOW)
    live = live_versions(keys=["reminder-email"], creditor_ids=[7])

    needed = facts_needed(live.values())

    assert needed.keys == {"debt.balance", "debt.oldest_due_date"}
    assert needed.debts


def test_preview_variant_shows_samples_a_case_or_the_fault() -> None:
    case = pl.DataFrame({"creditor.name": ["Roble"], "debt.oldest_due_date": [date(2026, 1, 1)]})
    broken = {"channel": "sms", "variants": {"es.neutral": {"text": [{"tok": "no.such"}]}}}

    sample = preview_variant(document=SMS, variant="es.neutral")
    real = preview_variant(document=SMS, variant="es.neutral", case=case)
    empty = preview_variant(document=SMS, variant="es.neutral", case=pl.DataFrame({"creditor.name": [None]}))

    assert sample.rendered is not None
    assert sample.rendered.text == "Luz Norte: hola"
    assert real.rendered is not None
    assert real.rendered.text == "Roble: hola"
    assert empty.rendered is None
    assert [fault.code for fault in empty.faults] == ["no_value"]
    assert [f.code for f in preview_variant(document=broken, variant="es.neutral").faults] == [
        "unknown_token",
        "no_sender",
    ]
    assert preview_variant(document={}, variant="es.neutral").rendered is None
