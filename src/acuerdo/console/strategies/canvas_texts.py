"""The words of the canvas, in the reader's language; `{name}` is filled in by the browser."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext


def canvas_texts() -> dict[str, str]:
    """Every text of the canvas by its key; `_one` and `_other` are the forms for a number."""
    return {**_frame(), **_drawing(), **_panel(), **_done(), **_saving(), **_keys()}


def _frame() -> dict[str, str]:
    return {
        "canvas": gettext("Steps of the strategy"),
        "toolbar": gettext("Tools"),
        "palette": gettext("Kinds of steps"),
        "minimap": gettext("Overview map"),
        "search": gettext("Find a step"),
        "zoom_in": gettext("Closer"),
        "zoom_out": gettext("Farther"),
        "show_all": gettext("Show all"),
        "undo": gettext("Undo"),
        "redo": gettext("Redo"),
        "keys": gettext("Keys"),
        "close": gettext("Close"),
        "publish": gettext("Publish…"),
        "read_only": gettext("You can look at this strategy but not change it."),
        "read_only_narrow": gettext("On a narrow screen the canvas is for looking. The list view changes every step."),
        "empty": gettext("Nothing here yet"),
        "empty_text": gettext("A strategy begins with its entry: it says which cases come in."),
        "begin": gettext("Begin with the entry"),
        "hint": gettext("Drag a kind onto a line, or press the + of a line. Every drag also has a key."),
        "to_fix_one": gettext("{n} thing to fix"),
        "to_fix_other": gettext("{n} things to fix"),
        "nothing_to_fix": gettext("Nothing to fix"),
        "checking": gettext("Checking…"),
        "not_loaded": gettext("This could not be loaded. Please try again."),
    }


def _drawing() -> dict[str, str]:
    return {
        "step": gettext("step"),
        "problems_one": gettext("{n} problem"),
        "problems_other": gettext("{n} problems"),
        "here": gettext("{n} here"),
        "moved_on": gettext("{share} moved on"),
        "way": gettext("“{out}” from {from} to {to}"),
        "way_open": gettext("“{out}” from {from}, which leads nowhere"),
        "add_here": gettext("Add a step: {way}"),
        "menu_search": gettext("Kind of step, or a step to lead to"),
        "menu_list": gettext("What to put here"),
        "menu_none": gettext("Nothing found"),
        "menu_here": gettext("Here"),
        "paste": gettext("Paste what was copied"),
        "cut_loose": gettext("Lead nowhere for now"),
        "lead_to": gettext("Lead to a step"),
        "drag_line": gettext("“{out}” leads to…"),
        "drag_steps_one": gettext("{name}"),
        "drag_steps_other": gettext("{name} and what follows ({n} steps)"),
        "nothing_there": gettext("Nothing that way"),
        "no_way_out": gettext("This step ends here: it has no way out"),
        "chosen_one": gettext("{n} step chosen"),
        "chosen_other": gettext("{n} steps chosen"),
    }


def _panel() -> dict[str, str]:
    return {
        "strategy": gettext("Strategy"),
        "tabs": gettext("About this step"),
        "tab_build": gettext("Build"),
        "tab_test": gettext("Test"),
        "test_help": gettext("Walk a real case through the draft, step by step, with a clock that skips waits."),
        "test_go": gettext("Test on a real case"),
        "tab_results": gettext("Results"),
        "tab_log": gettext("Log"),
        "ways_out": gettext("Ways out"),
        "leads_to": gettext("“{out}” leads to"),
        "nowhere": gettext("nowhere yet"),
        "name": gettext("Name"),
        "name_help": gettext("Counts of running cases follow the name: they begin anew for a renamed step."),
        "name_taken": gettext("Another step has this name, or it has no letters."),
        "deeds": gettext("This step"),
        "copy": gettext("Copy"),
        "copy_branch": gettext("Copy with what follows"),
        "cut_branch": gettext("Cut with what follows"),
        "delete": gettext("Delete"),
        "delete_branch": gettext("Delete with what follows"),
        "title": gettext("Title"),
        "language_es": "Español",
        "language_en": "English",
        "exits": gettext("Ends wherever a case stands"),
        "exits_help": gettext("A case leaves the strategy at once when one of these comes true."),
        "no_results": gettext("No case has been here yet."),
        "way_out": gettext("Way"),
        "cases": gettext("Cases"),
        "share": gettext("Share"),
        "results_help": gettext("Over all versions, since the first was published."),
        "applied": gettext("Taken over"),
        "not_applied": gettext("The settings could not be taken over. Please try again."),
        "form_faults": gettext("Not taken over yet: please correct what is marked"),
    }


def _done() -> dict[str, str]:
    return {
        "done_added": gettext("{name} added"),
        "done_cut_loose": gettext("A way leads nowhere now"),
        "done_led": gettext("A way leads to {to} now"),
        "done_deleted_one": gettext("{name} deleted"),
        "done_deleted_other": gettext("{name} and what followed deleted ({n} steps)"),
        "done_pasted_one": gettext("{n} step pasted"),
        "done_pasted_other": gettext("{n} steps pasted"),
        "done_moved_one": gettext("{name} moved"),
        "done_moved_other": gettext("{name} and what follows moved ({n} steps)"),
        "done_changed": gettext("{name} changed"),
        "done_renamed": gettext("Renamed to {name}"),
        "done_strategy": gettext("Strategy changed"),
        "done_restored": gettext("Unsaved changes brought back"),
        "undone": gettext("Undone: {what}"),
        "redone": gettext("Done again: {what}"),
        "nothing_to_undo": gettext("Nothing to undo"),
        "nothing_to_redo": gettext("Nothing to do again"),
        "entry_stays": gettext("The entry stays where it is"),
        "copied_one": gettext("{n} step copied"),
        "copied_other": gettext("{n} steps copied"),
        "nothing_copied": gettext("Nothing was copied yet"),
        "choose_place": gettext("Choose a line first"),
    }


def _saving() -> dict[str, str]:
    return {
        "save": gettext("Save draft"),
        "saved": gettext("Draft saved."),
        "saving": gettext("Saving…"),
        "unsaved": gettext("Not saved"),
        "all_saved": gettext("Saved"),
        "not_saved": gettext("Not saved. Your changes are kept in this tab; please try again."),
        "conflict": gettext("{by} saved this strategy meanwhile"),
        "conflict_somebody": gettext("This could not be saved"),
        "conflict_help": gettext("Nothing of yours is lost: keep a copy as a file, then load what they saved."),
        "keep_copy": gettext("Keep my copy (YAML)"),
        "load_theirs": gettext("Load what was saved"),
        "go_on": gettext("Go on editing"),
        "kept": gettext("There are changes of yours from {at} that were never saved."),
        "kept_old": gettext(
            "There are changes of yours from {at}, and somebody has saved since. Bring them back only to replace that."
        ),
        "restore": gettext("Bring them back"),
        "discard": gettext("Discard"),
    }


def _keys() -> dict[str, str]:
    return {
        "keys_hint": gettext("Arrow keys go from step to step, a adds, Enter opens, Escape goes back."),
        "key_walk": gettext("Go from step to way to step"),
        "key_add": gettext("Add a step, or lead the way elsewhere"),
        "key_open": gettext("Open the step"),
        "key_back": gettext("Back to the canvas"),
        "key_branch": gettext("Choose the step with what follows"),
        "key_clip": gettext("Copy, cut, paste"),
        "key_delete": gettext("Delete the step, or lead the way nowhere"),
        "key_undo": gettext("Undo, do again"),
        "key_problems": gettext("The strategy and what is to be fixed"),
        "key_zoom": gettext("Closer, farther, all"),
        "key_home": gettext("To the entry"),
        "cap_insert": pgettext("on a key", "Insert"),
        "cap_delete": pgettext("on a key", "Delete"),
        "cap_home": pgettext("on a key", "Home"),
        "cap_enter": pgettext("on a key", "Enter"),
    }
