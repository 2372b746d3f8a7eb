"""The words a text may name: facts of the case, the person, the creditor and the links of the message."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from acuerdo.kernel.facts import Fact, FactType, Words

TokenType = Literal["money", "number", "date", "text", "choice", "bool", "link", "colour", "rows"]


@dataclass(frozen=True, slots=True)
class TokenSpec:
    """A token: its type decides the formats it takes; `example` is what previews show without a case."""

    key: str
    type: TokenType
    label: Words
    example: str = ""
    choices: tuple[tuple[str, Words], ...] = ()
    examples_en: str = ""

    def example_in(self, language: str) -> str:
        return self.examples_en if language.startswith("en") and self.examples_en else self.example


def _text(key: str, es: str, en: str, example: str, example_en: str = "") -> TokenSpec:
    return TokenSpec(key, "text", Words(es, en), example, (), example_en)


# Where links of samples lead: nowhere, and as long as real ones.
SAMPLE_LINK = "https://example.org/p/7Xk2mQ"


def _link(key: str, es: str, en: str) -> TokenSpec:
    path = key.rsplit(".", 1)[1]
    return TokenSpec(key, "link", Words(es, en), f"{SAMPLE_LINK}?{path}")


# Values that are no facts of a case: names of the person and the creditor (kept out of `cases_casefacts`, which
# holds nothing that identifies a person) and links, which follow from the message's number.
MESSAGE_TOKENS: tuple[TokenSpec, ...] = (
    _text("debtor.given_name", "nombre de pila", "given name", "Carla"),
    _text("debtor.name", "nombre completo", "full name", "Carla Ruiz Soto"),
    _text("debtor.reference", "número de cliente", "customer number", "C-10482"),
    _text("creditor.name", "acreedor", "creditor", "Luz Norte", "Northern Light"),
    _text("creditor.legal_name", "razón social del acreedor", "creditor's legal name", "Luz Norte, S.A."),
    _text("creditor.phone", "teléfono del acreedor", "creditor's phone", "+34 910 000 000"),
    _text("creditor.website", "web del acreedor", "creditor's website", "https://luz-norte.example"),
    _text("creditor.postal_address", "dirección del acreedor", "creditor's address", "C/ Mayor 1, 28013 Madrid"),
    TokenSpec("creditor.privacy_url", "link", Words("aviso de privacidad", "privacy notice"), "https://example.org/p"),
    TokenSpec("creditor.brand_colour", "colour", Words("color de la marca", "brand colour"), "#3730a3"),
    TokenSpec("debts", "rows", Words("tabla de deudas", "table of debts")),
    _link("link.pay", "enlace para pagar", "link to pay"),
    _link("link.plan", "enlace para pagar a plazos", "link to pay in parts"),
    _link("link.help", "enlace para pedir ayuda", "link to ask for help"),
    _link("link.dispute", "enlace para reclamar", "link to dispute"),
    _link("link.preferences", "enlace a las preferencias", "link to the preferences"),
    _link("link.why", "enlace a «por qué recibo esto»", "link to “why was I contacted”"),
    _link("message.unsubscribe", "enlace de baja", "link to unsubscribe"),
)
LINK_KEYS = tuple(token.key for token in MESSAGE_TOKENS if token.type == "link" and token.key != "creditor.privacy_url")


def token_specs(facts: Iterable[Fact]) -> dict[str, TokenSpec]:
    """Every token by key: the given facts and what each message brings with it."""
    specs = {fact.key: _of_fact(fact) for fact in facts}
    specs.update({token.key: token for token in MESSAGE_TOKENS})
    return specs


def _of_fact(fact: Fact) -> TokenSpec:
    return TokenSpec(fact.key, _TYPES[fact.type], fact.label, fact.example, fact.choices)


_TYPES: Mapping[FactType, TokenType] = {
    FactType.MONEY: "money",
    FactType.NUMBER: "number",
    FactType.DATE: "date",
    FactType.TEXT: "text",
    FactType.CHOICE: "choice",
    FactType.BOOL: "bool",
}
