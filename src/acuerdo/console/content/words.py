"""The builder's words, in the reader's language. Script fills in what stands in braces."""

from __future__ import annotations

from django.utils.translation import gettext

from acuerdo.console.parts.channels import channel_label
from acuerdo.content.queries import block_kinds


def language_names() -> dict[str, str]:
    """Each language in itself."""
    return {"es": "Español", "en": "English"}


def tone_names() -> dict[str, str]:
    """Tones in words."""
    return {"friendly": gettext("Friendly"), "neutral": gettext("Neutral"), "firm": gettext("Firm")}


def format_words(form: str) -> str:
    """A way of writing a value, in words; an unknown one as it stands."""
    return {
        "money:whole": gettext("without cents if they are zero"),
        "date:short": gettext("short date"),
        "date:weekday": gettext("with the day of the week"),
        "number:1": gettext("one decimal"),
        "number:2": gettext("two decimals"),
        "text:upper": gettext("in capitals"),
    }.get(form, form)


def part_names() -> dict[str, str]:
    """The parts of a text that are no blocks."""
    return {
        "subject": gettext("Subject"),
        "preheader": gettext("Preheader"),
        "plain": gettext("Plain-text part"),
        "title": gettext("Title of the page"),
        "text": gettext("Text"),
    }


def block_names(language: str) -> dict[str, str]:
    """Kinds of blocks, by type."""
    return {form.name: form.title[language] for kind in ("email", "landing") for form in block_kinds(kind)}


def channel_name(channel: str) -> str:
    """What a template is written for; a landing page is no channel of contact."""
    return gettext("Landing page") if channel == "landing" else channel_label(channel)


def change_words(what: str) -> str:
    """What happened to a part of a text from one version to another."""
    return {
        "added": gettext("Added"),
        "removed": gettext("Removed"),
        "changed": gettext("Changed"),
        "moved": gettext("Moved"),
    }[what]


def picture_words(code: str) -> str:
    """Why an image cannot be used."""
    return {
        "too_many_bytes": gettext("The image is larger than 1 MB: make it smaller first."),
        "too_large": gettext("The image has more than 4,000 pixels on a side: make it smaller first."),
    }.get(code, gettext("This is no PNG, JPEG or GIF image."))


def heads_words(channel: str) -> str:
    """What the texts above the blocks are called together."""
    return {"email": gettext("Subject and preheader"), "landing": gettext("Title of the page")}.get(
        channel, gettext("Text")
    )


def builder_words() -> dict[str, str]:
    """All texts of the builder, by the name script asks for."""
    return {**_panes(), **_acts(), **_texts(), **_checks(), **_saving()}


def _panes() -> dict[str, str]:
    return {
        "blocks": gettext("Blocks"),
        "blocks_help": gettext("Drag a block onto the preview, or press it: it goes after the one selected."),
        "preview": gettext("Preview"),
        "details": gettext("Details"),
        "properties": gettext("Properties"),
        "outline": gettext("Outline"),
        "outline_keys": gettext("Keys: arrows to go, Alt and arrows to move, Ctrl+D to duplicate, Delete to delete."),
        "checks": gettext("Checks"),
        "plain_part": gettext("Plain-text part"),
        "plain_own": gettext("Plain text written by hand"),
        "plain_help": gettext("Shown by mail programs without HTML. Changes of the blocks no longer reach it."),
        "plain_drop": gettext("Make it from the blocks again"),
        "plain_begin": gettext("Write it by hand"),
        "plain_from_blocks": gettext("Made from the blocks, so it always says the same."),
        "plain_arrives": gettext("As it arrives"),
        "no_blocks": gettext("There is no block yet."),
        "column": gettext("Column {n}"),
        "column_help": gettext("Blocks you add now go to the end of this column."),
        "whole_block": gettext("The whole block"),
        "add_into_column": gettext("Add into column {n}"),
        "locked": gettext("A text of the house: it says what the law asks for and cannot be changed here."),
        "desktop": gettext("Desktop"),
        "phone": gettext("Phone"),
        "light": gettext("Light"),
        "dark": gettext("Dark"),
        "width": gettext("Width"),
        "scheme": gettext("Light or dark"),
        "brand": gettext("Brand"),
        "brand_sample": gettext("Sample brand"),
        "built_in_sample": gettext("Built-in sample"),
        "choose_sample": gettext("Whose values the preview shows"),
        "find_case": gettext("Case by name, reference or number"),
        "masked": gettext("Names and references are masked; amounts and dates are real."),
        "no_case": gettext("No case found."),
        "not_written": gettext("This text is not written yet"),
        "not_written_help": gettext(
            "Until it is, people get the nearest tone of their language, then the other language."
        ),
        "start_empty": gettext("Start empty"),
        "copy_from": gettext("Copy from"),
        "copy": gettext("Copy"),
        "missing": gettext("missing"),
        "texts_missing": gettext("{n} of {all} texts missing"),
        "close": gettext("Close"),
        "cancel": gettext("Cancel"),
    }


def _acts() -> dict[str, str]:
    return {
        "up": gettext("Move up"),
        "down": gettext("Move down"),
        "duplicate": gettext("Duplicate"),
        "delete": gettext("Delete"),
        "move_to": gettext("Move to…"),
        "into_column": gettext("Column {n} of {columns}"),
        "out_of_columns": gettext("Out of the columns"),
        "added": gettext("Added: {name}"),
        "deleted": gettext("Deleted: {name}. Undo brings it back."),
        "duplicated": gettext("Duplicated: {name}"),
        "moved_to": gettext("Now {n} of {all}"),
        "moved_to_place": gettext("{name}: now {n} of {all}"),
        "add_item": gettext("Add one"),
        "undo": gettext("Undo"),
        "redo": gettext("Redo"),
        "uploading": gettext("Uploading…"),
        "not_uploaded": gettext("The image was not uploaded."),
    }


def _texts() -> dict[str, str]:
    return {
        "bold": gettext("Bold"),
        "italic": gettext("Italic"),
        "select_words": gettext("Select the words first."),
        "value": gettext("Add value"),
        "values": gettext("Values"),
        "values_used": gettext("Values in this text"),
        "insert_value": gettext("Insert a value"),
        "find_value": gettext("Find a value"),
        "no_value_found": gettext("No value of that name."),
        "unknown_value": gettext("there is no such value"),
        "lacks_fallback": gettext("needs a fallback"),
        "fallback": gettext("If it is missing, write"),
        "fallback_help": gettext("Optional: what stands there for somebody without this value."),
        "fallback_needed": gettext("Not everybody has this value: say what stands there instead."),
        "link_words": gettext("Words of the link"),
        "link_words_help": gettext("What people see and press; an SMS shows the address."),
        "format": gettext("How it is written"),
        "insert": gettext("Insert"),
        "change": gettext("Change"),
        "length": gettext("{n} characters; phones show about {most}"),
        "length_over": gettext("{n} characters: phones show only about {most}"),
        "reading_of": gettext("{n} words, reading ease {ease} ({band})"),
        "no_subject": gettext("(no subject)"),
    }


def _checks() -> dict[str, str]:
    return {
        "checking": gettext("Checking…"),
        "nothing_to_fix": gettext("Nothing to fix."),
        "to_fix": gettext("To fix"),
        "hint": gettext("Hint"),
        "n_to_fix": gettext("{n} to fix"),
        "size_of": gettext("{n} kB of 100"),
        "reading_whole": gettext("Reading ease {ease}: {band}"),
        "reading_words": gettext("{n} words"),
        "text": gettext("Text"),
        "words": gettext("Words"),
        "ease": gettext("Reading ease"),
        "sms_one": gettext("1 SMS"),
        "sms_many": gettext("{n} SMS"),
        "sms_units": gettext("{n} characters in {code}, {left} left"),
        "sms_outside": gettext("These signs leave room for fewer letters in each SMS:"),
        "sms_short_link": gettext("Links are short addresses of your own site, counted as they are sent."),
    }


def _saving() -> dict[str, str]:
    return {
        "save": gettext("Save draft"),
        "publish": gettext("Publish"),
        "unsaved": gettext("Not saved yet"),
        "all_saved": gettext("Saved"),
        "draft_saved": gettext("Draft saved."),
        "not_saved": gettext("Not saved: the server did not answer. Your text is still here; try again."),
        "send_test": gettext("Send a test to me"),
        "not_sent": gettext("The test was not sent."),
        "saved_meanwhile": gettext("Somebody saved meanwhile"),
        "keep_mine": gettext("Keep mine"),
        "keep_theirs": gettext("Keep theirs"),
        "theirs_kept": gettext("Also changed by them, and kept: {texts}."),
        "undo_brings_back": gettext("Nothing is lost: undo brings back what you do not keep."),
        "save_together": gettext("Save both together"),
        "go_on_writing": gettext("Go on writing"),
    }
