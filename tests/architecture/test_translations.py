"""Every string in every language, compiled and shipped."""

from __future__ import annotations

from tools import messages


def test_no_string_is_untranslated_stale_or_uncompiled():
    assert messages.faults() == []
