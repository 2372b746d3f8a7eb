"""How easy a text is to read: Fernández Huerta for Spanish, Flesch for English.

Spanish: 206.84 − 60·P − 1.02·F (Fernández Huerta 1959), P syllables a word. The paper calls F "sentences in a hundred
words"; its own figures only come out with words a sentence, so F is that here (Law, "Error in the Fernandez Huerta
Readability Formula", 2011). English: 206.835 − 1.015·F − 84.6·P (Flesch 1948). Both: 0 hard to 100 easy.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from acuerdo.content.rules.documents import VariantDocument
from acuerdo.content.rules.runs import Run, Text
from acuerdo.content.rules.tokens import TokenSpec
from acuerdo.kernel.facts import Words

# From this score up a text is that easy (the bands both authors give).
_BANDS: tuple[tuple[float, Words], ...] = (
    (90, Words("muy fácil", "very easy")),
    (80, Words("fácil", "easy")),
    (70, Words("bastante fácil", "fairly easy")),
    (60, Words("normal", "standard")),
    (50, Words("bastante difícil", "fairly difficult")),
    (30, Words("difícil", "difficult")),
)
_HARDEST = Words("muy difícil", "very difficult")
# Below this, texts of ours are told to be hard: bands "fairly difficult" and worse.
HARD = 55.0
# A handful of words says nothing about how they read.
FEWEST_WORDS = 10

_SENTENCE_END = re.compile(r"[.!?…:]+(?=\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SPANISH_VOWELS = "aeiouáéíóúü"
_STRONG = frozenset("aeoáéóíú")
_ENGLISH_GROUPS = re.compile(r"[aeiouy]+")
# Endings that are written and not spoken.
_ENGLISH_SILENT = re.compile(r"(?:(?:[^aeiouyl]|[aeiouy]l)e|[^aeiouytd]ed|(?:[^aeiouysxzcghl]|[aeiouy]l)es)$")


@dataclass(frozen=True, slots=True)
class Reading:
    """How easy a text is: score, its band in words, and what it was counted from."""

    score: float
    band: Words
    words: int
    sentences: int
    syllables: int


def reading_of(text: str, language: str) -> Reading | None:
    """Measure a text; None if it has fewer than ten words. Figures and signs are not counted."""
    counted = [found for part in _SENTENCE_END.split(text) if (found := _WORD.findall(part))]
    words = sum(len(sentence) for sentence in counted)
    if words < FEWEST_WORDS:
        return None
    syllables = sum(syllables_of(word, language) for sentence in counted for word in sentence)
    length, weight = words / len(counted), syllables / words
    score = 206.84 - 60 * weight - 1.02 * length if language == "es" else 206.835 - 1.015 * length - 84.6 * weight
    return Reading(round(score, 1), band_of(score), words, len(counted), syllables)


def band_of(score: float) -> Words:
    """The band of a score, in words."""
    return next((words for least, words in _BANDS if score >= least), _HARDEST)


def syllables_of(word: str, language: str) -> int:
    """Count the syllables of a word; at least one."""
    count = _spanish(word.lower()) if language == "es" else _english(word.lower())
    return max(1, count)


def _spanish(word: str) -> int:
    """Strong vowels (a, e, o, and í, ú with an accent) are a syllable each, weak ones join the vowel beside them."""
    # qu, gue and gui: the u is not spoken. A y alone or at the end of a word is a vowel that joins the one before.
    bare = re.sub(r"qu|(?<=g)u(?=[eiéí])", "q", word)
    bare = re.sub(r"y(?![a-záéíóúü])", "i", bare)
    count, before = 0, ""
    for letter in bare:
        if letter in _SPANISH_VOWELS and (before not in _SPANISH_VOWELS or not before or {letter, before} <= _STRONG):
            count += 1
        before = letter
    return count


def _english(word: str) -> int:
    groups = len(_ENGLISH_GROUPS.findall(word))
    return groups - 1 if groups > 1 and _ENGLISH_SILENT.search(word) else groups


def reading_of_document(document: VariantDocument, tokens: Mapping[str, TokenSpec]) -> Reading | None:
    """Measure what people read of a text: every text of it but subject, preheader, title and the plain part."""
    aside = {"subject", "preheader", "title", "plain"}
    texts = [_words(runs, tokens, document.lang) for place, runs in document.texts() if place not in aside]
    return reading_of("\n".join(texts), document.lang)


def _words(runs: tuple[Run, ...], tokens: Mapping[str, TokenSpec], language: str) -> str:
    return "".join(_word(run, tokens, language) for run in runs)


def _word(run: Run, tokens: Mapping[str, TokenSpec], language: str) -> str:
    if isinstance(run, Text):
        return run.t
    spec = tokens.get(run.tok)
    if run.fallback or spec is None:
        return run.fallback or ""
    return spec.example_in(language) if spec.type == "text" else ""
