"""What stops a template from being published, and what should be looked at."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from acuerdo.content.rules.blocks.legal import Legal
from acuerdo.content.rules.compiling import CompiledEmail, compile_variant
from acuerdo.content.rules.documents import EmailDocument, SmsDocument, TemplateDocument, VariantDocument
from acuerdo.content.rules.faults import Fault, fault, hint
from acuerdo.content.rules.formats import FORMATS
from acuerdo.content.rules.runs import Run, Token
from acuerdo.content.rules.samples import sample_values
from acuerdo.content.rules.sms import sms_cost
from acuerdo.content.rules.tokens import TokenSpec

MAX_HTML_BYTES = 100_000  # Gmail cuts a mail at 102 kB and hides the rest, the way to unsubscribe with it
MAX_SUBJECT = 78
MAX_SMS_SEGMENTS = 4
# What every e-mail must say: who writes, and how to end it.
REQUIRED_LEGAL = ("sender", "opt_out")
# Tokens that may always be missing for somebody: names are not known for every debtor.
OFTEN_MISSING = frozenset({"debtor.given_name", "debtor.reference", "creditor.phone", "creditor.legal_name"})

Tokens = Mapping[str, TokenSpec]


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


def check_template(document: TemplateDocument, tokens: Tokens, *, may_be_missing: frozenset[str]) -> list[Fault]:
    """Every fault and hint of a template. `may_be_missing` names facts that not every case has."""
    if not document.variants:
        return [fault("empty", "", es="no hay ningún texto", en="there is no text")]
    faults: list[Fault] = []
    for key, variant in sorted(document.variants.items()):
        faults += check_variant(variant, tokens, where=key, may_be_missing=may_be_missing)
    return faults


def check_variant(
    document: VariantDocument, tokens: Tokens, *, where: str, may_be_missing: frozenset[str]
) -> list[Fault]:
    """Every fault and hint of one text."""
    faults: list[Fault] = []
    for place, runs in document.texts():
        faults += _check_runs(runs, tokens, f"{where}.{place}", OFTEN_MISSING | may_be_missing)
    if isinstance(document, EmailDocument):
        faults += _check_email(document, where)
    else:
        faults += _check_sms(document, where)
    if not any(one.stops for one in faults):
        faults += _check_result(document, tokens, where)
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
    if spec.type in ("rows", "colour"):
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


def _check_email(document: EmailDocument, where: str) -> Iterator[Fault]:
    if not document.subject:
        yield fault("no_subject", f"{where}.subject", es="falta el asunto", en="the subject is missing")
    if not document.blocks:
        yield fault("no_blocks", where, es="el correo está vacío", en="the e-mail is empty")
    refs = {block.props.ref for block in document.blocks if isinstance(block.props, Legal)}
    for ref in REQUIRED_LEGAL:
        if ref not in refs:
            yield fault("no_legal", where, es=f"falta el texto legal «{ref}»", en=f"the legal text “{ref}” is missing")


def _check_sms(document: SmsDocument, where: str) -> Iterator[Fault]:
    if not document.text:
        yield fault("no_text", where, es="el SMS está vacío", en="the SMS is empty")
    named = {run.tok for run in document.text if isinstance(run, Token)}
    if "creditor.name" not in named:
        yield fault(
            "no_sender",
            where,
            es="el SMS debe decir quién escribe: añada creditor.name",
            en="the SMS must say who writes: add creditor.name",
        )


def _check_result(document: VariantDocument, tokens: Tokens, where: str) -> Iterator[Fault]:
    compiled = compile_variant(document, tokens)
    values = sample_values(compiled, tokens, language=document.lang)
    if isinstance(compiled, CompiledEmail):
        yield from _check_sizes(compiled.html.fill(values), compiled.subject.fill(values), where)
        return
    cost = sms_cost(compiled.text.fill(values))
    if cost.segments > MAX_SMS_SEGMENTS:
        yield fault(
            "long_sms",
            where,
            es=f"ocupa {cost.segments} SMS, como mucho {MAX_SMS_SEGMENTS}",
            en=f"takes {cost.segments} SMS, at most {MAX_SMS_SEGMENTS}",
        )
    elif cost.outside_gsm7:
        letters = " ".join(cost.outside_gsm7)
        yield hint(
            "ucs2",
            where,
            es=f"por estos signos caben menos letras en cada SMS: {letters}",
            en=f"because of these signs fewer letters fit into an SMS: {letters}",
        )


def _check_sizes(html: str, subject: str, where: str) -> Iterator[Fault]:
    size = len(html.encode())
    if size > MAX_HTML_BYTES:
        yield fault("too_big", where, es=f"ocupa {size // 1000} kB de 100", en=f"takes {size // 1000} kB of 100")
    if len(subject) > MAX_SUBJECT:
        yield hint(
            "long_subject",
            f"{where}.subject",
            es=f"el asunto tiene {len(subject)} letras; en el móvil se ven unas 40",
            en=f"the subject has {len(subject)} letters; a phone shows about 40",
        )
