"""Saying that paying is not possible now, and what would help."""

from acuerdo.content.rules.blocks.base import BlockKind
from acuerdo.content.rules.blocks.saying import TEXTS, Saying, opening_form, starting_with
from acuerdo.kernel.facts import Words

# What the portal's own page takes.
WISHES = {
    "pause": Words("Una pausa de dos semanas, sin mensajes", "A pause of two weeks, without messages"),
    "lower": Words("Pagos más pequeños que pueda asumir", "Smaller payments that I can manage"),
    "person": Words("Hablar con una persona", "To talk to a person"),
}
_WHAT = Words("¿Qué le ayudaría más?", "What would help you most?")
_TITLE = Words("Ahora no puedo pagar", "I can't pay right now")
_TEXT = Words(
    "Les pasa a muchas personas, y casi siempre hay una salida.",
    "It happens to many people, and there is nearly always a way.",
)


class Hardship(Saying):
    """`title` opens the form, `text` says what happens then."""


KIND = BlockKind(
    "hardship", Words("No puedo pagar", "Hardship"), "life-buoy", Hardship,
    to_html=opening_form("link.help", "wish", _WHAT, WISHES), texts=TEXTS, start=starting_with(_TITLE, _TEXT),
)  # fmt: skip
