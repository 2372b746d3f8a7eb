"""Why a message was sent or withheld: the verdict with its rules and where they are written."""

from __future__ import annotations

from dataclasses import dataclass

from acuerdo.compliance.queries import VerdictStory, verdict_stories
from acuerdo.console.strategies.words import step_words, title_words
from acuerdo.insights.queries import MessageEvidence, message_evidence


@dataclass(frozen=True, slots=True)
class VerdictPage:
    """A message and the verdict it carries; `story` is None where nothing was judged."""

    message: MessageEvidence
    story: VerdictStory | None

    @property
    def strategy(self) -> str:
        return title_words(self.message.strategy_title, self.message.strategy)

    @property
    def step(self) -> str:
        return step_words(self.message.node_kind, self.message.node)

    @property
    def template(self) -> str:
        return title_words(self.message.template_title, self.message.template)


def verdict_of_message(*, message_id: int, debtor_id: int, creditor_id: int) -> VerdictPage | None:
    """The evidence of one message of this pair; None if it is not theirs."""
    found = message_evidence(message_id=message_id, debtor_id=debtor_id, creditor_id=creditor_id)
    if found is None:
        return None
    stories = verdict_stories([found.verdict_id]) if found.verdict_id else {}
    return VerdictPage(message=found, story=stories.get(found.verdict_id or 0))
