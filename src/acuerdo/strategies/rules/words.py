"""Marks texts for translation in modules that may not import Django; they are translated where they are shown."""


def gettext_noop(text: str) -> str:
    """Return the text unchanged; the message extractor finds it by this name."""
    return text
