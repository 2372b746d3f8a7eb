"""What stops a template from being published, and what should be looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from acuerdo.content.rules.block_checks import check_blocks
from acuerdo.content.rules.colours import ENOUGH, WHITE, contrast, rgb_of
from acuerdo.content.rules.documents import (
    LANGUAGES,
    TONES,
    EmailDocument,
    LandingDocument,
    TemplateDocument,
    VariantDocument,
)
from acuerdo.content.rules.faults import Fault, fault, hint
from acuerdo.content.rules.formats import FORMATS
from acuerdo.content.rules.page_checks import check_email, check_landing, check_short_text
from acuerdo.content.rules.reading import HARD, reading_of_document
from acuerdo.content.rules.result_checks import check_result
from acuerdo.content.rules.runs import Run, Token
from acuerdo.content.rules.tokens import TokenSpec

# Tokens that may always be missing for somebody: names are not known for every debtor.
OFTEN_MISSING = frozenset({"debtor.given_name", "debtor.reference", "creditor.phone", "creditor.legal_name"})

Tokens = Mapping[str, TokenSpec]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a check may know beside the text: brand colours by creditor's name, the images there are (None: unknown)."""

    brands: tuple[tuple[str, str], ...] = ()
    assets: frozenset[str] | None = None


ALONE = Surroundings()


def read_template(raw: Any) -> tuple[TemplateDocument | None, list[Fault]]:
    """The document, or the named faults that keep it from being one."""
    try:
        return TemplateDocument.model_validate(raw), []
    except ValidationError as error:
        return None, [_shape_fault(one["loc"], one["msg"]) for one in error.errors()]


def _shape_fault(path: tuple[int | str, ...], message: str) -> Fault:
    where = ".".join(str(step) for step in path)
    text = message.removeprefix("Value error, ")
    return fault("shape", where, es=f"no se puede leer: {text}", en=f"cannot be read: {text}")


def check_template(
    document: TemplateDocument, tokens: Tokens, *, may_be_missing: frozenset[str], around: Surroundings = ALONE
) -> list[Fault]:
    """Every fault and hint of a template. `may_be_missing` names facts that not every case has."""
    if not document.variants:
        return [fault("empty", "", es="no hay ningún texto", en="there is no text")]
    faults: list[Fault] = []
    for key, variant in sorted(document.variants.items()):
        faults += check_variant(variant, tokens, where=key, may_be_missing=may_be_missing, around=around)
    faults += _check_variants(document)
    if document.channel in ("email", "landing"):
        faults += _check_brands(around)
    return faults


def missing_variants(document: TemplateDocument) -> list[str]:
    """The texts that are not written, of every language and tone."""
    every = [f"{language}.{tone}" for language in LANGUAGES for tone in TONES]
    return [key for key in every if key not in document.variants]


def _check_variants(document: TemplateDocument) -> Iterator[Fault]:
    missing, every = missing_variants(document), len(LANGUAGES) * len(TONES)
    if missing:
        listed = ", ".join(missing)
        yield hint(
            "missing_variants",
            "",
            es=f"faltan {len(missing)} de {every} textos: {listed}",
            en=f"{len(missing)} of {every} texts missing: {listed}",
        )


def _check_brands(around: Surroundings) -> Iterator[Fault]:
    for name, colour in around.brands:
        ratio = contrast(rgb_of(colour), WHITE)
        if ratio < ENOUGH:
            yield hint(
                "brand_contrast",
                "",
                es=f"{name} ({colour}): su color se lee mal en blanco (contraste {ratio:.1f}): los textos lo oscurecen",
                en=f"{name} ({colour}): its colour is hard to read on white (contrast {ratio:.1f}): texts darken it",
            )


def check_variant(
    document: VariantDocument,
    tokens: Tokens,
    *,
    where: str,
    may_be_missing: frozenset[str],
    around: Surroundings = ALONE,
) -> list[Fault]:
    """Every fault and hint of one text."""
    faults: list[Fault] = []
    for place, runs in document.texts():
        faults += _check_runs(runs, tokens, f"{where}.{place}", OFTEN_MISSING | may_be_missing)
    if isinstance(document, EmailDocument | LandingDocument):
        faults += check_blocks(document.blocks, where=where, assets=around.assets)
    if isinstance(document, EmailDocument):
        faults += check_email(document, where)
    elif isinstance(document, LandingDocument):
        faults += check_landing(document, where)
    else:
        faults += check_short_text(document, where)
    if not any(one.stops for one in faults):
        faults += check_result(document, tokens, where)
        faults += _check_reading(document, tokens, where)
    return faults


def _check_runs(runs: tuple[Run, ...], tokens: Tokens, where: str, missing: frozenset[str]) -> Iterator[Fault]:
    for run in runs:
        if isinstance(run, Token):
            yield from _check_token(run, tokens, where, missing)


def _check_token(run: Token, tokens: Tokens, where: str, missing: frozenset[str]) -> Iterator[Fault]:
    spec = tokens.get(run.tok)
    if spec is None:
        yield fault("unknown_token", where, es=f"no existe el dato {run.tok}", en=f"there is no value named {run.tok}")
        return
    forms = FORMATS[spec.type]
    # The plain part of an e-mail has no table block: there the debts are a token.
    if spec.type in ("rows", "colour") and not (spec.type == "rows" and where.endswith(".plain")):
        yield fault("not_a_text", where, es=f"{run.tok} no es un texto", en=f"{run.tok} is not a text")
    elif run.format is not None and run.format not in forms:
        listed = ", ".join(forms)
        yield fault(
            "bad_format",
            where,
            es=f"{run.tok} admite los formatos {listed}, no {run.format}",
            en=f"{run.tok} can be written as {listed}, not {run.format}",
        )
    if run.fallback is None and run.tok in missing:
        yield fault(
            "needs_fallback",
            where,
            es=f"{run.tok} puede faltar: escriba un texto alternativo",
            en=f"{run.tok} may be missing: give a text to use instead",
        )


def _check_reading(document: VariantDocument, tokens: Tokens, where: str) -> Iterator[Fault]:
    reading = reading_of_document(document, tokens)
    if reading is not None and reading.score < HARD:
        yield hint(
            "hard_to_read",
            where,
            es=f"se lee con dificultad ({reading.score:.0f} de 100): acorte frases y palabras",
            en=f"is hard to read ({reading.score:.0f} of 100): shorten sentences and words",
        )
