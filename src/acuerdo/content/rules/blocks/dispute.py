"""Saying that the debt is not one's own or the amount is wrong, on the page itself."""

from acuerdo.content.rules.blocks.base import BlockKind
from acuerdo.content.rules.blocks.saying import TEXTS, Saying, opening_form, starting_with
from acuerdo.kernel.facts import Words

# The reasons the portal's own page takes.
REASONS = {
    "not_mine": Words("Esta deuda no es mía", "This debt is not mine"),
    "wrong_amount": Words("El importe no es correcto", "The amount is wrong"),
    "already_paid": Words("Ya la he pagado", "I have already paid it"),
    "other": Words("Otra cosa", "Something else"),
}
_WHAT = Words("¿Qué no es correcto?", "What is wrong?")
_TITLE = Words("La deuda no es mía o el importe no es correcto", "This isn't my debt, or the amount is wrong")
_TEXT = Words(
    "Díganoslo y dejaremos de pedirle el pago hasta haberlo comprobado.",
    "Tell us, and we stop asking until we have checked it.",
)


class Dispute(Saying):
    """`title` opens the form, `text` says what happens then."""


KIND = BlockKind(
    "dispute", Words("Reclamar", "Dispute"), "message-square-warning", Dispute,
    to_html=opening_form("link.dispute", "reason", _WHAT, REASONS), texts=TEXTS, start=starting_with(_TITLE, _TEXT),
)  # fmt: skip
