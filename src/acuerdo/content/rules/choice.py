"""Which variant a person gets when the one that was asked for is not written."""

from collections.abc import Collection

# Rather another tone than another language; rather milder than harsher.
_TONES = {
    "friendly": ("friendly", "neutral", "firm"),
    "neutral": ("neutral", "friendly", "firm"),
    "firm": ("firm", "neutral", "friendly"),
}
_LANGUAGES = {"es": ("es", "en"), "en": ("en", "es")}


class NoVariant(LookupError):
    """A template without any variant."""


def choose_variant(available: Collection[str], *, language: str, tone: str) -> str:
    """The key (`es.friendly`) of the best variant. Unknown languages read Spanish, unknown tones neutral.

    Raises `NoVariant` if there is none at all.
    """
    for own_language in _LANGUAGES.get(language[:2], ("es", "en")):
        for own_tone in _TONES.get(tone, _TONES["neutral"]):
            if f"{own_language}.{own_tone}" in available:
                return f"{own_language}.{own_tone}"
    raise NoVariant("the template has no variant")
