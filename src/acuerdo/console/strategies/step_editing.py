"""Opening the form of a step, and taking over what was filled in, in a document of a strategy."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.safestring import SafeString

from acuerdo.console.strategies.finding import as_draft, node_of
from acuerdo.console.strategies.step_forms import StepForm
from acuerdo.console.strategies.step_known import known_to
from acuerdo.strategies.queries import FaultInWords, StrategyDraft, faults_in_words, faults_of_draft
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.editing import change_step, is_sound

# Faults of a step that its form cannot mend: how it hangs together with others, and what others lack.
_OF_RULES = frozenset({"unknown_fact", "bad_condition", "bad_rule", "duplicate_outlet"})
_OF_SHAPE = frozenset(
    {"unknown_outlet", "outlet_twice", "dead_outlet", "unknown_target", "unreachable", "into_entry",
     "loop_without_wait", "duplicate_id"}
)  # fmt: skip


def open_form(
    strategy: StrategyDraft,
    document: Document,
    step: str,
    *,
    language: str,
    redraw: str,
    post: QueryDict | None = None,
) -> StepForm:
    """The form of a step as it is kept, or as posted. Raises Http404 if there is no such step."""
    node = node_of(document, step)
    return StepForm(
        kind=node.kind,
        values=node.data,
        known=known_to(creditor_id=strategy.creditor_id, language=language),
        redraw=SafeString(redraw),
        post=post,
        do=pressed(post) if post is not None else "",
    )


def pressed(post: QueryDict) -> str:
    """The button of a step's form: "save", or one that only redraws it."""
    return "save" if post.get("action") == "apply" else post.get("do", "draw")


def taken_over(strategy: StrategyDraft, document: Document, step: str, form: StepForm) -> Document | None:
    """The document with the settings of a filled form; None, with the faults in the form, if they do not fit."""
    if not form.is_valid():
        return None
    changed = change_step(document, step=step, data=form.settings)
    wrong = [fault for fault in faults_of_step(strategy, changed, step) if _blocks(fault, changed)]
    form.add_faults(wrong)
    return None if wrong else changed


def faults_of_step(strategy: StrategyDraft, document: Document, step: str) -> list[FaultInWords]:
    """What is wrong at one step."""
    return [fault for fault in faults_in_words(faults_of_draft(as_draft(strategy, document))) if fault.step == step]


def _blocks(fault: FaultInWords, document: Document) -> bool:
    if fault.code in _OF_RULES:
        return True
    return fault.code not in _OF_SHAPE and not is_sound(node_of(document, fault.step or ""))
