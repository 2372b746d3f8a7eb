"""Words with a fixed meaning: yes and no, languages, currencies, countries, kinds of debtor."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from babel import Locale

TRUE_WORDS = ("yes", "y", "true", "t", "1", "x", "si", "sí", "s", "verdadero")
FALSE_WORDS = ("no", "n", "false", "f", "0", "falso")
KIND_WORDS = {
    "person": ("person", "persona", "p", "individual", "particular", "fisica", "física", "persona física", "natural"),
    "company": ("company", "empresa", "c", "business", "juridica", "jurídica", "persona jurídica", "sociedad", "legal"),
}
LANGUAGE_WORDS = {
    "es": ("es", "spa", "spanish", "español", "espanol", "castellano", "es-es", "es_es"),
    "en": ("en", "eng", "english", "inglés", "ingles", "en-gb", "en-us"),
    "ca": ("ca", "cat", "catalan", "catalán", "català"),
    "gl": ("gl", "glg", "galician", "gallego", "galego"),
    "eu": ("eu", "eus", "basque", "euskera", "vasco"),
    "pt": ("pt", "por", "portuguese", "portugués"),
    "fr": ("fr", "fra", "french", "francés"),
    "de": ("de", "deu", "german", "alemán"),
}
METHOD_WORDS = {
    "card": ("card", "tarjeta", "credit card", "debit card"),
    "transfer": ("transfer", "bank transfer", "transferencia", "wire"),
    "direct_debit": ("direct_debit", "direct debit", "sepa", "domiciliacion", "domiciliación", "recibo", "adeudo"),
    "wallet": ("wallet", "bizum", "paypal"),
    "cash": ("cash", "efectivo", "metálico"),
    "other": ("other", "otro", "otros"),
}
_ENGLISH = Locale("en")
CURRENCIES = frozenset(map(str, _ENGLISH.currencies))
_TERRITORIES = map(str, _ENGLISH.territories)
COUNTRIES = frozenset(code for code in _TERRITORIES if len(code) == 2 and code.isalpha() and code != "ZZ")


def booleans(text: pl.Expr) -> pl.Expr:
    """Yes and no in Spanish and English, one and zero."""
    word = text.str.to_lowercase()
    return pl.when(word.is_in(TRUE_WORDS)).then(True).when(word.is_in(FALSE_WORDS)).then(False)


def words(text: pl.Expr, meanings: Mapping[str, tuple[str, ...]]) -> pl.Expr:
    """The key whose words contain the text, whatever its case."""
    table = {word: key for key, listed in meanings.items() for word in listed}
    return text.str.to_lowercase().replace_strict(table, default=None, return_dtype=pl.String)


def codes(text: pl.Expr, known: frozenset[str]) -> pl.Expr:
    """Upper case codes that are in a list (ISO 4217 currencies, ISO 3166 countries)."""
    code = text.str.to_uppercase()
    return pl.when(code.is_in(sorted(known))).then(code)
