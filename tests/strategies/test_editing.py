"""Edits of a document: what is added, moved, copied and deleted stays joined, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acuerdo.strategies.rules import editing
from acuerdo.strategies.rules.checks import find_faults
from acuerdo.strategies.rules.document import Document, Node
from acuerdo.strategies.rules.editing import CannotEdit
from acuerdo.strategies.rules.file_form import read_file

TEXT = """\
strategy: reminder
start: entry
steps:
  entry: {kind: entry, segment: {all: []}, next: text}
  text:
    kind: message
    channel: sms
    template: overdue-sms
    next: {sent: listen, not_allowed: call, no_contact_point: call}
  listen:
    kind: wait_event
    events: [replied]
    timeout: P3D
    next: {replied: done, timeout: pause}
  pause: {kind: wait, for: P1D, next: call}
  call: {kind: agent_task, title: Call, next: done}
  done: {kind: end}
"""
REMINDER = read_file(TEXT).document


def ways(document: Document, step: str) -> dict[str, str]:
    return {edge.out: edge.to for edge in document.edges if edge.source == step}


def ids(document: Document) -> list[str]:
    return [node.id for node in document.nodes]


def codes(document: Document) -> list[tuple[str, str | None]]:
    return [(fault.code, fault.step) for fault in find_faults(document)]


def test_a_new_step_goes_between_and_all_its_ways_lead_on():
    changed, made = editing.add_step(
        REMINDER, kind="message", data={"channel": "sms", "template": "x"}, after="listen", out="timeout"
    )

    assert made == "message"
    assert ways(changed, "listen") == {"replied": "done", "timeout": "message"}
    assert ways(changed, "message") == {"sent": "pause", "not_allowed": "pause", "no_contact_point": "pause"}
    assert ids(changed) == ["entry", "text", "listen", "message", "pause", "call", "done"]


def test_a_new_step_without_settings_keeps_its_place_in_the_chain():
    changed, made = editing.add_step(REMINDER, kind="wait_event", data={}, after="pause", out="next")
    filled = editing.change_step(changed, step=made, data={"events": ["replied", "link_clicked"], "timeout": "P1D"})

    assert ways(changed, made) == {"next": "call"}
    assert ways(filled, made) == {"replied": "call", "link_clicked": "call", "timeout": "call"}
    assert codes(filled) == []


def test_a_new_step_may_stand_alone_or_where_nothing_led():
    alone, made = editing.add_step(REMINDER, kind="call", data={})
    loose = editing.connect(REMINDER, step="pause", out="next", to=None)
    after, wait = editing.add_step(loose, kind="wait", data={"for": "P1D"}, after="pause", out="next")

    assert (made, ways(alone, made), ids(alone)[-1]) == ("call_2", {}, "call_2")
    assert (ways(after, "pause"), ways(after, wait)) == ({"next": "wait"}, {})


def test_names_of_new_steps_count_on():
    once, first = editing.add_step(REMINDER, kind="pause", data={}, after="pause", out="next")
    _twice, second = editing.add_step(once, kind="pause_2", data={}, after="pause", out="next")

    assert (first, second) == ("pause_2", "pause_3")


def test_a_way_that_gets_another_name_keeps_where_it_leads():
    changed = editing.change_step(REMINDER, step="listen", data={"events": ["link_clicked"], "timeout": "P3D"})

    assert ways(changed, "listen") == {"link_clicked": "done", "timeout": "pause"}


def test_a_way_that_went_is_taken_away_and_a_new_one_waits_to_be_connected():
    more = editing.change_step(REMINDER, step="listen", data={"events": ["replied", "opted_out"], "timeout": "P3D"})
    less = editing.change_step(more, step="listen", data={"events": ["replied"], "timeout": "P3D"})

    assert ways(more, "listen") == {"replied": "done", "timeout": "pause"}
    assert codes(more) == [("dead_outlet", "listen")]
    assert less == REMINDER


def test_an_open_way_stays_open_when_settings_change():
    waiting = editing.connect(REMINDER, step="listen", out="timeout", to=None)
    longer = editing.change_step(waiting, step="listen", data={"events": ["replied"], "timeout": "P5D"})
    more = editing.change_step(waiting, step="listen", data={"events": ["replied", "opted_out"], "timeout": "P5D"})
    other = editing.change_step(waiting, step="listen", data={"events": ["opted_out"], "timeout": "P5D"})

    assert ways(longer, "listen") == {"replied": "done"}
    assert ways(more, "listen") == {"replied": "done"}
    assert ways(other, "listen") == {"opted_out": "done"}


def test_faulty_settings_keep_the_connections_and_an_end_has_none():
    broken = editing.change_step(REMINDER, step="listen", data={"events": []})
    unknown = editing.change_step(
        REMINDER.model_copy(update={"nodes": [*REMINDER.nodes, Node(id="odd", kind="odd")]}), step="odd", data={"a": 1}
    )
    going = editing.connect(REMINDER, step="done", out="next", to="call")

    assert ways(broken, "listen") == ways(REMINDER, "listen")
    assert unknown.nodes[-1].data == {"a": 1}
    assert ways(editing.change_step(going, step="done", data={}), "done") == {}


def test_a_step_is_renamed_everywhere():
    changed = editing.rename_step(editing.rename_step(REMINDER, step="entry", name="start"), step="done", name="end")

    assert changed.entry == "start"
    assert ways(changed, "call") == {"next": "end"}
    assert codes(changed) == []
    with pytest.raises(CannotEdit, match="taken"):
        editing.rename_step(REMINDER, step="done", name="call")
    assert editing.rename_step(REMINDER, step="done", name="done") == REMINDER


def test_ways_are_led_elsewhere_but_never_into_the_entry():
    changed = editing.connect(REMINDER, step="listen", out="replied", to="call")

    assert ways(changed, "listen") == {"replied": "call", "timeout": "pause"}
    with pytest.raises(CannotEdit, match="into_entry"):
        editing.connect(REMINDER, step="listen", out="replied", to="entry")
    with pytest.raises(CannotEdit, match="no_step"):
        editing.connect(REMINDER, step="listen", out="replied", to="nobody")


def test_deleting_a_step_joins_its_ends():
    changed = editing.delete_step(REMINDER, step="listen")

    assert ways(changed, "text") == {"sent": "done", "not_allowed": "call", "no_contact_point": "call"}
    assert "listen" not in ids(changed)
    assert codes(changed) == [("unreachable", "pause")]


def test_deleting_an_end_leaves_ways_open():
    changed = editing.delete_step(REMINDER, step="done")

    assert ways(changed, "call") == {}
    assert ways(changed, "listen") == {"timeout": "pause"}


def test_deleting_a_step_that_leads_to_itself_leaves_nothing_behind():
    circle = editing.connect(REMINDER, step="pause", out="next", to="pause")

    changed = editing.delete_step(circle, step="pause")

    assert ways(changed, "listen") == {"replied": "done"}


def test_the_entry_is_neither_deleted_nor_moved_nor_copied():
    for edit in (
        lambda: editing.delete_step(REMINDER, step="entry"),
        lambda: editing.delete_subtree(REMINDER, step="entry"),
        lambda: editing.move_step(REMINDER, step="entry", after="call", out="next"),
        lambda: editing.copy_step(REMINDER, step="entry", after="call", out="next"),
        lambda: editing.copy_subtree(REMINDER, step="entry", after="call", out="next"),
    ):
        with pytest.raises(CannotEdit, match="entry"):
            edit()


def test_deleting_below_takes_only_what_nothing_else_leads_to():
    assert editing.subtree_of(REMINDER, step="listen") == {"listen", "pause"}
    assert editing.subtree_of(REMINDER, step="entry") == set(ids(REMINDER))

    changed = editing.delete_subtree(REMINDER, step="listen")

    assert ids(changed) == ["entry", "text", "call", "done"]
    assert codes(changed) == [("dead_outlet", "text")]


def test_a_loose_step_takes_what_it_leads_to_with_it():
    loose = editing.connect(REMINDER, step="text", out="sent", to="done")

    assert editing.subtree_of(loose, step="listen") == {"listen", "pause"}


def test_a_moved_step_leaves_joined_ends_and_goes_between():
    changed = editing.move_step(REMINDER, step="pause", after="text", out="sent")

    assert ways(changed, "text")["sent"] == "pause"
    assert ways(changed, "pause") == {"next": "listen"}
    assert ways(changed, "listen") == {"replied": "done", "timeout": "call"}
    assert codes(changed) == []


def test_a_moved_step_keeps_its_other_ways():
    changed = editing.move_step(REMINDER, step="listen", after="pause", out="next")

    assert ways(changed, "text")["sent"] == "done"
    assert ways(changed, "pause") == {"next": "listen"}
    assert ways(changed, "listen") == {"timeout": "pause", "replied": "call"}


def test_an_unconnected_step_is_moved_into_a_chain():
    alone, made = editing.add_step(REMINDER, kind="wait", data={"for": "P1D"})

    changed = editing.move_step(alone, step=made, after="call", out="next")

    assert (ways(changed, "call"), ways(changed, made)) == ({"next": made}, {"next": "done"})
    with pytest.raises(CannotEdit, match="into_itself"):
        editing.move_step(REMINDER, step="call", after="call", out="next")


def test_a_moved_end_leads_nowhere():
    changed = editing.move_step(REMINDER, step="done", after="listen", out="timeout")

    assert ways(changed, "listen") == {"timeout": "done"}
    assert ways(changed, "done") == {}


def test_a_copied_step_goes_between_under_a_new_name():
    changed, made = editing.copy_step(REMINDER, step="call", after="text", out="sent")

    assert made == "call_2"
    assert ways(changed, "text")["sent"] == "call_2"
    assert ways(changed, "call_2") == {"next": "listen"}


def test_a_copied_subtree_leads_where_the_original_leads():
    changed, made = editing.copy_subtree(REMINDER, step="listen", after="pause", out="next")

    assert (made, ways(changed, "pause")) == ("listen_2", {"next": "listen_2"})
    assert ways(changed, "listen_2") == {"replied": "done", "timeout": "pause_2"}
    assert ways(changed, "pause_2") == {"next": "call"}


steps = st.sampled_from(ids(REMINDER)[1:])
places = st.sampled_from([(node.id, out) for node in REMINDER.nodes for out in editing.outlets_of(node)])


@given(step=steps, place=places)
def test_no_edit_loses_a_step_or_invents_a_way(step, place):
    after, out = place
    if after != step:
        moved = editing.move_step(REMINDER, step=step, after=after, out=out)
        assert sorted(ids(moved)) == sorted(ids(REMINDER))
        assert_whole(moved)
    copied, made = editing.copy_step(REMINDER, step=step, after=after, out=out)
    assert sorted(ids(copied)) == sorted([*ids(REMINDER), made])
    assert_whole(copied)
    tree, root = editing.copy_subtree(REMINDER, step=step, after=after, out=out)
    assert len(ids(tree)) == len(ids(REMINDER)) + len(editing.subtree_of(REMINDER, step=step))
    assert ways(tree, after)[out] == root
    assert_whole(tree)
    for remove in (editing.delete_step, editing.delete_subtree):
        rest = remove(REMINDER, step=step)
        assert step not in ids(rest)
        assert_whole(rest)


def assert_whole(document: Document) -> None:
    """No way leads to a step that is not there, none twice, and none out of an outlet that its step has not."""
    found = {fault.code for fault in find_faults(document)}
    assert found <= {"dead_outlet", "unreachable", "loop_without_wait"}
