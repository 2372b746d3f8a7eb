"""What a pause means at the door of a strategy, in words: before it goes on, and when it does."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from acuerdo.console.strategies.words import event_words
from acuerdo.strategies.enums import EntryEvent, Trigger
from acuerdo.strategies.operations.knocking import Admitted
from acuerdo.strategies.queries.waiting import Pause


def pause_words(pause: Pause) -> list[str]:
    """Sentences for the page of a paused strategy."""
    match pause.trigger:
        case Trigger.SCHEDULE:
            return [gettext("Nobody comes in. Times that pass during the pause are not made up for.")]
        case Trigger.API:
            return [gettext("Nobody comes in. Calls of other systems are refused during the pause.")]
        case Trigger.SEGMENT:
            return [gettext("Nobody comes in. When it goes on, whoever fits its rule then comes in.")]
        case _:
            return _on_event(pause)


def _on_event(pause: Pause) -> list[str]:
    event = event_words(str(pause.event))
    if pause.event is EntryEvent.DUE_APPROACHING:
        return [gettext("Nobody comes in. When it goes on, those whose due date is near then come in.")]
    words = ngettext(
        "%(n)s person waits outside: “%(event)s” happened to them during the pause. They come in when it goes on, if "
        "they still fit.",
        "%(n)s people wait outside: “%(event)s” happened to them during the pause. They come in when it goes on, if "
        "they still fit.",
        pause.young,
    )
    told = [words % {"n": pause.young, "event": event}]
    if pause.limit is not None:
        told.append(_limit(pause.limit.days, pause.too_old))
    return told


def _limit(days: int, too_old: int) -> str:
    words = gettext("Whoever it happened to more than %(days)s days ago is passed over: so far %(n)s.")
    return words % {"days": days, "n": too_old}


def resumed_words(admitted: Admitted) -> str:
    """What became of those who waited outside."""
    told = [gettext("The strategy goes on.")]
    if admitted.entered:
        told.append(
            ngettext("%(n)s who waited came in.", "%(n)s who waited came in.", admitted.entered)
            % {"n": admitted.entered}
        )
    if admitted.unfit:
        told.append(
            ngettext("%(n)s does not fit any more.", "%(n)s do not fit any more.", admitted.unfit)
            % {"n": admitted.unfit}
        )
    if admitted.too_old:
        told.append(
            ngettext("%(n)s was passed over: too long ago.", "%(n)s were passed over: too long ago.", admitted.too_old)
            % {"n": admitted.too_old}
        )
    return " ".join(told)
