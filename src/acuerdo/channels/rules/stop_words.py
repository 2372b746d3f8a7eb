"""Whether an answer asks us to stop. One word is enough; doubt goes to a person, not to more messages."""

import re
import unicodedata

# What carriers and people use to end SMS, in Spanish and English (CTIA list; Spanish operators: BAJA, ALTO, STOP).
_WORDS = frozenset(
    {
        "stop", "stopall", "unsubscribe", "cancel", "end", "quit", "optout", "revoke",
        "baja", "alto", "parar", "pare", "paren", "para", "basta", "cancelar", "cancele", "salir", "fin", "no",
    }
)  # fmt: skip
# Longer answers that say the same without one of the words alone.
_PHRASES = (
    "no me escriba", "no me escriban", "no me envie", "no me envien", "no me mande", "no me manden", "dejen de",
    "deje de", "no quiero recibir", "no deseo recibir", "darme de baja", "deme de baja", "denme de baja", "dar de baja",
    "stop texting", "stop messaging", "stop sending", "stop contacting", "do not contact", "don t contact",
    "do not text", "don t text", "opt out", "remove me", "leave me alone",
)  # fmt: skip
_MAX_WORDS_AROUND = 3


def asks_to_stop(text: str) -> bool:
    """True for a STOP word alone or in a very short answer ("BAJA por favor"), and for plain requests to stop."""
    words = _plain(text).split()
    if not words:
        return False
    joined = " ".join(words)
    if any(phrase in joined for phrase in _PHRASES):
        return True
    first = words[0]
    if len(words) == 1:
        return first in _WORDS
    # "para" and "no" begin ordinary sentences; on their own they mean stop.
    return len(words) <= _MAX_WORDS_AROUND and first in _WORDS - {"para", "no", "fin", "end"}


def _plain(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]+", " ", "".join(char for char in spread if not unicodedata.combining(char)))
