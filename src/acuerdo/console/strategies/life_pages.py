"""What the pages on a strategy's life show: publishing, versions, moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from acuerdo.console.strategies.differences import DifferenceInWords, in_words
from acuerdo.console.strategies.editing_pages import crumbs
from acuerdo.console.strategies.forms import RunningForm
from acuerdo.console.strategies.lines import Line
from acuerdo.console.strategies.telling import teller_for
from acuerdo.strategies.enums import MoveStatus
from acuerdo.strategies.operations import CannotHalt, CannotPublish
from acuerdo.strategies.queries import (
    FaultInWords,
    MovePreview,
    MoveRow,
    StayingCase,
    StrategyDraft,
    Use,
    VersionRow,
    difference,
    faults_in_words,
    faults_of_draft,
    moves_of,
    preview_move,
    staying_cases,
    uses_of_strategy,
    versions_of,
)
from acuerdo.strategies.rules.changes import Difference


@dataclass(frozen=True, slots=True)
class PublishPage:
    """What would go live (the draft, or version `number` again), and what becomes of the cases inside."""

    line: Line
    form: RunningForm
    difference: DifferenceInWords
    faults: Sequence[FaultInWords]
    move: MovePreview
    number: int | None = None

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return crumbs(self.line)


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Every version, and moves of running cases between them."""

    line: Line
    versions: Sequence[VersionRow]
    moves: Sequence[MoveRow]
    staying: Sequence[StayingCase]

    @property
    def worth_comparing(self) -> dict[str, int]:
        """What the form that compares opens with: the live version and the draft, or the last two if those agree."""
        numbers = [version.number for version in self.versions[:2]]
        if self.line.row.is_changed or len(numbers) < 2:
            return {}
        return {"before": numbers[1], "after": numbers[0]}

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return crumbs(self.line)

    @property
    def is_moving(self) -> bool:
        return any(move.status == MoveStatus.RUNNING for move in self.moves)


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two versions side by side; `after` is the draft where it has no number."""

    line: Line
    before: int
    after: int | None
    difference: DifferenceInWords

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return crumbs(self.line)


@dataclass(frozen=True, slots=True)
class StopPage:
    """What stopping a strategy for good means; `uses` are in the way."""

    line: Line
    uses: Sequence[str]

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return crumbs(self.line)


def publish_page(
    *,
    strategy: StrategyDraft,
    line: Line,
    language: str,
    form: RunningForm,
    faults: Sequence[FaultInWords] | None = None,
) -> PublishPage:
    """The draft beside what is live, and the running cases it touches."""
    return PublishPage(
        line=line,
        form=form,
        difference=in_words(
            difference(strategy_id=strategy.id), teller_for(creditor_id=strategy.creditor_id, language=language)
        ),
        faults=faults_in_words(faults_of_draft(strategy)) if faults is None else faults,
        move=preview_move(strategy_id=strategy.id),
    )


def roll_back_page(
    *,
    strategy: StrategyDraft,
    line: Line,
    language: str,
    number: int,
    form: RunningForm,
    faults: Sequence[FaultInWords] = (),
) -> PublishPage:
    """An older version beside what is live."""
    live = line.row.version
    return PublishPage(
        line=line,
        form=form,
        difference=_told(difference(strategy_id=strategy.id, before=live, after=number), strategy, language),
        faults=faults,
        move=preview_move(strategy_id=strategy.id, number=number),
        number=number,
    )


def versions_page(*, strategy: StrategyDraft, line: Line) -> VersionsPage:
    """Versions newest first, with the moves between them and the cases that could not go along."""
    return VersionsPage(
        line=line,
        versions=versions_of(strategy_id=strategy.id),
        moves=moves_of(strategy_id=strategy.id),
        staying=staying_cases(strategy_id=strategy.id),
    )


def compare_page(*, strategy: StrategyDraft, line: Line, language: str, before: int, after: int | None) -> ComparePage:
    """What `after` (None: the draft) changes against `before`."""
    found = difference(strategy_id=strategy.id, before=before, after=after)
    return ComparePage(line, before, after, _told(found, strategy, language))


def publish_refusal(refusal: CannotPublish) -> str:
    """Why nothing went live."""
    reasons = {
        "faults": gettext("Not published: there are things to fix."),
        "stopped": gettext("Not published: the strategy was stopped for good."),
        "changed_meanwhile": gettext(
            "Not published: %(name)s has saved the draft meanwhile. Look at the changes again."
        )
        % {"name": refusal.by},
        "no_version": gettext("There is no such version."),
    }
    return reasons.get(refusal.reason, str(refusal))


def stop_page(*, line: Line, language: str) -> StopPage:
    """What leads into a strategy, which must be changed before it can be stopped."""
    return StopPage(line=line, uses=[_use(use, language) for use in uses_of_strategy(line.row.key)])


def halt_refusal(refusal: CannotHalt, language: str) -> str:
    """Why its state stays as it is; names what uses it."""
    if refusal.reason != "used":
        return gettext("Its state has changed meanwhile; nothing was done.")
    uses = "; ".join(_use(use, language) for use in refusal.uses)
    return gettext("Nothing was done, because it is in use: %(uses)s. Change these first.") % {"uses": uses}


def _use(use: Use, language: str) -> str:
    return f"{use.title.get(language) or use.key}" + (f" ({', '.join(use.steps)})" if use.steps else "")


def _told(found: Difference, strategy: StrategyDraft, language: str) -> DifferenceInWords:
    return in_words(found, teller_for(creditor_id=strategy.creditor_id, language=language))
