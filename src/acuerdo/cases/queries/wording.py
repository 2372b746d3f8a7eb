"""What a task says, in the language of whoever reads it."""

from __future__ import annotations

from django.utils.translation import get_language

TASK_TITLE = "COALESCE(t.titles ->> %(language)s, t.title)"
"""Over `cases_task t`; with the parameter `language`, which is `reading_language()`."""


def reading_language() -> str:
    """The language that the page is in; none where nobody reads, as in a worker."""
    return (get_language() or "")[:2]
