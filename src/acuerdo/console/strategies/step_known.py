"""What the settings of a step can be chosen from: published templates, facts, other strategies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from acuerdo.console.parts.rule_form import GROUP_LABELS
from acuerdo.content.queries import TemplateLine, live_versions, templates, tokens
from acuerdo.content.queries.rendering import renderer
from acuerdo.content.rules.choice import choose_variant
from acuerdo.content.rules.samples import sample_values
from acuerdo.content.rules.skeleton import MissingValue
from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact
from acuerdo.portfolio.queries import custom_facts
from acuerdo.segments.queries import names_of_references
from acuerdo.strategies.queries import strategies_of

Choices = list[tuple[str, object]]
PREVIEW_LENGTH = 400  # characters: enough to recognise a text by


@dataclass(frozen=True, slots=True)
class TemplatePreview:
    """A text as it would read, with sample values."""

    id: int
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Known:
    """What exists for one creditor's strategies (None: for shared ones), in the reader's language."""

    language: str
    creditor_id: int | None
    templates: Sequence[TemplateLine]
    custom: tuple[Fact, ...]
    strategies: Sequence[tuple[str, str]]
    references: Mapping[str, str] = field(default_factory=dict)

    def template_choices(self, channel: str) -> Choices:
        """Published templates of a channel, by title."""
        lines = [line for line in self.templates if line.channel == channel]
        return [(line.key, self._title(line)) for line in sorted(lines, key=self._title)]

    def fact_choices(self, only: str) -> Choices:
        """Facts in groups: all, those of one type, or only the creditor's own (`custom`)."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for fact in facts.all_facts(custom=self.custom):
            if only in ("", str(fact.type)) or (only == "custom" and fact.is_custom):
                groups.setdefault(fact.group, []).append((fact.key, fact.label.in_language(self.language)))
        return [
            (str(GROUP_LABELS.get(name, name)), sorted(choices, key=lambda choice: choice[1].casefold()))
            for name, choices in groups.items()
        ]

    def preview(self, key: str, tone: str) -> TemplatePreview | None:
        """The live text of a template in the reader's language, with sample values."""
        line = next((line for line in self.templates if line.key == key), None)
        owner = self.creditor_id or 0
        live = live_versions(keys=[key], creditor_ids=[owner]).get((key, owner)) if line else None
        if line is None or live is None or not live.variants:
            return None
        variant = choose_variant(live.variants, language=self.language, tone=tone)
        own = renderer(live.id, variant)
        values = sample_values(own.compiled, tokens(custom=self.custom), language=variant.partition(".")[0])
        try:
            text = own.rendered(values)
        except MissingValue:
            return None
        short = text.text if len(text.text) <= PREVIEW_LENGTH else f"{text.text[:PREVIEW_LENGTH].rstrip()} …"
        return TemplatePreview(line.id, text.subject, short)

    def _title(self, line: TemplateLine) -> str:
        return line.title.get(self.language) or line.title.get("es") or line.key


def known_to(*, creditor_id: int | None, language: str) -> Known:
    """Read what a strategy of this creditor may name."""
    owners = [] if creditor_id is None else [creditor_id]
    return Known(
        language=language,
        creditor_id=creditor_id,
        templates=tuple(line for line in templates(creditor_ids=owners) if line.version is not None),
        custom=tuple(custom_facts(creditor_id=creditor_id)),
        references=names_of_references(creditor_ids=owners),
        strategies=tuple(
            (row.key, row.title.get(language) or row.title.get("es") or row.key)
            for row in strategies_of(creditor_ids=owners)
            if row.status != "stopped"
        ),
    )
