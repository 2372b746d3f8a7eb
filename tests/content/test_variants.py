"""Going back to a version, comparing two, copying texts and templates, images, archiving what is in use."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from acuerdo.content.models import Asset, Template, TemplateVersion
from acuerdo.content.operations import (
    CannotCopyVariant,
    CannotPublish,
    DraftChanged,
    NotAPicture,
    TemplateInUse,
    add_asset,
    archive_template,
    copy_variant,
    create_template,
    duplicate_template,
    publish_template,
    restore_version,
    save_draft,
)
from acuerdo.content.queries import asset_content, assets, compare_versions, plain_part, template, template_faults
from acuerdo.content.rules.checks import read_template
from acuerdo.content.rules.comparing import compare
from acuerdo.content.rules.pictures import MAX_BYTES, read_picture
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.models import AuditEntry
from tests.content.pictures import png
from tests.content.test_texts import LEGAL
from tests.factories import NOW

BEN = Actor(kind="user", id=1, name="Ben Costa")


def mail(*blocks: dict[str, Any], subject: str = "Su pago", variant: str = "es.friendly") -> dict[str, Any]:
    text = {"subject": subject, "preheader": "Véalo", "blocks": [*blocks, *LEGAL]}
    return {"channel": "email", "variants": {variant: text}}


def words(text: str, key: str = "t1") -> dict[str, Any]:
    return {"id": key, "type": "text", "props": {"text": text}}


@pytest.fixture
def made(db: None) -> Template:
    return create_template(
        key="greeting", channel="email", title={"es": "Saludo"}, document=mail(words("Hola")), actor=BEN, now=NOW,
        about={"es": "Para saludar"}, scenario="reminder", sector="energy",
    )  # fmt: skip


def reload(made: Template) -> Any:
    return template(template_id=made.pk, creditor_ids=[])


def test_restore_version_makes_it_the_draft_again_and_leaves_what_is_live(made: Template) -> None:
    publish_template(template_id=made.pk, actor=BEN, now=NOW)
    save_draft(template_id=made.pk, document=mail(words("Adiós")), revision=1, actor=BEN, now=NOW)
    publish_template(template_id=made.pk, actor=BEN, now=NOW)

    restore_version(template_id=made.pk, number=1, revision=2, actor=BEN, now=NOW)

    draft = reload(made)
    assert draft.document == TemplateVersion.objects.get(number=1).document
    assert (draft.revision, draft.updated_by) == (3, "Ben Costa")
    assert TemplateVersion.objects.count() == 2
    assert AuditEntry.objects.filter(action="content.template.restored").count() == 1


def test_restore_version_tells_of_somebody_elses_draft_and_of_versions_there_are_not(made: Template) -> None:
    with pytest.raises(DraftChanged) as changed:
        restore_version(template_id=made.pk, number=1, revision=0, actor=BEN, now=NOW)
    with pytest.raises(TemplateVersion.DoesNotExist):
        restore_version(template_id=made.pk, number=1, revision=1, actor=BEN, now=NOW)

    assert (changed.value.by, changed.value.revision) == ("Ben Costa", 1)
    assert reload(made).revision == 1


def test_copy_variant_keeps_block_ids_and_takes_the_language_of_its_place(made: Template) -> None:
    copy_variant(template_id=made.pk, source="es.friendly", target="en.firm", revision=1, actor=BEN, now=NOW)

    variants = reload(made).document["variants"]
    assert variants["en.firm"]["lang"] == "en"
    assert [block["id"] for block in variants["en.firm"]["blocks"]] == ["t1", "l1", "l2"]
    assert variants["es.friendly"] == mail(words("Hola"))["variants"]["es.friendly"]


@pytest.mark.parametrize(("source", "target"), [("es.firm", "en.firm"), ("es.friendly", "es.friendly")])
def test_copy_variant_refuses_what_is_not_there_and_itself(made: Template, source: str, target: str) -> None:
    with pytest.raises(CannotCopyVariant):
        copy_variant(template_id=made.pk, source=source, target=target, revision=1, actor=BEN, now=NOW)
    with pytest.raises(ValueError, match="no variant"):
        copy_variant(template_id=made.pk, source=source, target="fr.firm", revision=1, actor=BEN, now=NOW)

    assert reload(made).revision == 1


def test_duplicate_template_starts_another_with_the_same_draft(made: Template) -> None:
    copy = duplicate_template(
        template_id=made.pk, key="hello", title={"es": "Otro"}, actor=BEN, now=NOW, creditor_id=None
    )

    assert (copy.key, copy.channel, copy.draft, copy.draft_revision) == ("hello", "email", made.draft, 1)
    assert (copy.about, copy.scenario, copy.sector) == ({"es": "Para saludar"}, "reminder", "energy")
    assert TemplateVersion.objects.count() == 0


def test_archive_template_refuses_while_strategies_send_it(made: Template) -> None:
    with pytest.raises(TemplateInUse, match="Primer aviso") as refused:
        archive_template(template_id=made.pk, actor=BEN, now=NOW, uses=["Primer aviso"])

    assert refused.value.uses == ("Primer aviso",)
    assert reload(made) is not None


def test_compare_versions_names_every_difference(made: Template) -> None:
    publish_template(template_id=made.pk, actor=BEN, now=NOW)
    newer = mail(words("Adiós"), {"id": "d", "type": "divider", "props": {}}, subject="Otro asunto")
    newer["variants"]["es.firm"] = mail()["variants"]["es.friendly"]
    save_draft(template_id=made.pk, document=newer, revision=1, actor=BEN, now=NOW)

    changes = compare_versions(template_id=made.pk, older=1, newer=None)
    publish_template(template_id=made.pk, actor=BEN, now=NOW)

    assert [(one.variant, one.what, one.place, one.before, one.after) for one in changes] == [
        ("es.firm", "added", "", "", ""),
        ("es.friendly", "changed", "subject", "Su pago", "Otro asunto"),
        ("es.friendly", "changed", "t1.text", "Hola", "Adiós"),
        ("es.friendly", "added", "d", "", ""),
    ]
    assert compare_versions(template_id=made.pk, older=1, newer=2) == changes
    assert compare_versions(template_id=made.pk, older=2, newer=2) == []
    assert compare_versions(template_id=made.pk, older=7, newer=1) == []


# --- images -----------------------------------------------------------------------------------------------------
def test_add_asset_keeps_the_same_image_once(db: None) -> None:
    first = add_asset(content=png(), title="Logo", actor=BEN, now=NOW)
    again = add_asset(content=png(), title="Otra vez", actor=BEN, now=NOW)
    own = add_asset(content=png(), title="Logo", actor=BEN, now=NOW, creditor_id=7)

    assert (first.pk, first.width, first.height, first.media_type) == (again.pk, 2, 3, "image/png")
    assert own.pk != first.pk
    assert [(line.creditor_id, line.title, line.address) for line in assets(creditor_ids=[7])] == [
        (7, "Logo", f"/f/{first.name}"),
        (None, "Logo", f"/f/{first.name}"),
    ]
    assert len(assets(creditor_ids=[8])) == 1
    assert asset_content(name=first.name) == ("image/png", png())
    assert asset_content(name="x.png") is None
    assert AuditEntry.objects.filter(action="content.asset.added").count() == 2


JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x05\x00\x07\x01"


@pytest.mark.parametrize(
    ("content", "ending", "sides"),
    [
        (png(5, 4), "png", (5, 4)),
        (b"GIF89a" + struct.pack("<HH", 6, 7) + b"\x00", "gif", (6, 7)),
        (JPEG, "jpg", (7, 5)),
    ],
)
def test_pictures_are_known_by_their_content(content: bytes, ending: str, sides: tuple[int, int]) -> None:
    found = read_picture(content)

    assert (found.width, found.height) == sides
    assert found.name.endswith(f".{ending}")
    assert len(found.name) == 33 + len(ending)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg onload=alert(1)>", "not_an_image"),
        (b"", "not_an_image"),
        (png(0, 4), "not_an_image"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 20, "not_an_image"),
        (b"GIF89a", "not_an_image"),
        (b"\xff\xd8\xff\xe0\x00\x04ab", "not_an_image"),
        (b"\xff\xd8\xff\xc4\x00\x04abxxxxxxxxxx", "not_an_image"),
        (png() + b"x" * MAX_BYTES, "too_many_bytes"),
        (png(4_001, 1), "too_large"),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(NotAPicture) as refused:
        read_picture(content)

    assert refused.value.code == code


def test_publishing_needs_the_images_to_be_there(db: None) -> None:
    asset = add_asset(content=png(), title="Logo", actor=BEN, now=NOW)
    shown = {"id": "i", "type": "image", "props": {"asset": asset.name, "alt": "El logo"}}
    made = create_template(key="logo", channel="email", title={}, document=mail(shown), actor=BEN, now=NOW)
    publish_template(template_id=made.pk, actor=BEN, now=NOW)
    Asset.objects.all().delete()

    with pytest.raises(CannotPublish) as refused:
        publish_template(template_id=made.pk, actor=BEN, now=NOW)

    assert [fault.code for fault in refused.value.faults] == ["unknown_image"]


# --- the plain part, brands --------------------------------------------------------------------------------------
def test_plain_part_is_given_as_runs_that_say_the_same(db: None) -> None:
    table = {"id": "d", "type": "debt_table", "props": {}}
    document = mail(words("Hola"), table)
    runs = plain_part(document=document, variant="es.friendly")

    text = document["variants"]["es.friendly"]
    by_hand = {**document, "variants": {"es.friendly": {**text, "plain": runs}}}

    assert {"tok": "debts"} in runs
    assert plain_part(document=by_hand, variant="es.friendly") == runs
    assert plain_part(document={}, variant="es.friendly") == []
    sms = {"channel": "sms", "variants": {"es.firm": {"text": [{"tok": "creditor.name"}]}}}
    assert plain_part(document=sms, variant="es.firm") == []


def test_template_faults_name_colours_that_are_hard_to_read(made: Template) -> None:
    faults = template_faults(template_id=made.pk, brands={"Sol": "#ffee00", "Roble": "#0f766e"})

    told = [fault for fault in faults if fault.code == "brand_contrast"]
    assert [("Sol" in fault.words.en, fault.stops) for fault in told] == [(True, False)]


# --- what differs ------------------------------------------------------------------------------------------------
def read(document: dict[str, Any]) -> Any:
    found, faults = read_template(document)
    assert found is not None, faults
    return found


def test_blocks_that_changed_places_or_kind_are_named() -> None:
    older = read(mail(words("Uno", "a"), words("Dos", "b"), words("Tres", "c")))
    other = {"id": "c", "type": "heading", "props": {"text": "Tres", "level": 2}}
    newer = read(mail(words("Dos", "b"), words("Uno", "a"), other))

    changes = [(one.what, one.place, one.before, one.after) for one in compare(older, newer)]

    assert changes == [
        ("removed", "c", "Tres", ""),
        ("added", "c", "", "Tres"),
        ("moved", "a", "", ""),
        ("moved", "b", "", ""),
        ("moved", "c", "", ""),
    ]


def test_other_properties_and_entries_of_lists_are_named() -> None:
    def document(question: str, level: int, address: str) -> Any:
        blocks = [
            {"id": "h", "type": "heading", "props": {"text": "x", "level": level}},
            {"id": "f", "type": "faq", "props": {"items": [{"question": question, "answer": "Sí"}]}},
            {"id": "d", "type": "documents", "props": {"title": "x", "items": [{"label": "y", "address": address}]}},
        ]
        return read({"channel": "landing", "variants": {"es.firm": {"title": "x", "blocks": blocks}}})

    older, newer = document("¿Qué?", 1, ""), document("¿Cómo?", 2, "https://example.org")

    assert [(one.place, one.before, one.after) for one in compare(older, newer)] == [
        ("h.level", "1", "2"),
        ("f.items.1.question", "¿Qué?", "¿Cómo?"),
        ("d.items.1.address", "", "https://example.org"),
    ]


def test_blocks_in_columns_are_compared_like_others_and_short_texts_too() -> None:
    def document(text: str) -> Any:
        return read(mail({"id": "c", "type": "columns", "props": {"columns": [[words(text)], []]}}))

    def sms(text: str) -> Any:
        return read({"channel": "sms", "variants": {"es.firm": {"text": text}, "es.neutral": {"text": "x"}}})

    assert [(one.place, one.after) for one in compare(document("Uno"), document("Dos"))] == [("t1.text", "Dos")]
    assert [(one.place, one.after) for one in compare(sms("Uno"), sms("Dos"))] == [("text", "Dos")]
    removed = compare(sms("x"), read({"channel": "sms", "variants": {"es.firm": {"text": "x"}}}))
    assert [(one.variant, one.what) for one in removed] == [("es.neutral", "removed")]
