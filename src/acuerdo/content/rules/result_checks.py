"""What shows only in the finished text: its size, its length, what an SMS costs."""

from collections.abc import Iterator, Mapping

from acuerdo.content.rules.compiling import CompiledSms, compile_variant
from acuerdo.content.rules.documents import EmailDocument, SmsDocument, VariantDocument
from acuerdo.content.rules.faults import Fault, fault, hint
from acuerdo.content.rules.rendering import Rendered, Renderer
from acuerdo.content.rules.runs import Text
from acuerdo.content.rules.samples import sample_values
from acuerdo.content.rules.sms import sms_cost
from acuerdo.content.rules.tokens import TokenSpec

MAX_HTML_BYTES = 100_000  # Gmail cuts a mail at 102 kB and hides the rest, the way to unsubscribe with it
MAX_SUBJECT = 78
MAX_PREHEADER = 110  # letters; the longest that any of the common inboxes shows
_VALUE = 10  # letters of a usual value: a name, an amount
MAX_SMS_SEGMENTS = 4
MAX_WHATSAPP = 1024  # letters in the body of a template (WhatsApp Business)


def check_result(document: VariantDocument, tokens: Mapping[str, TokenSpec], where: str) -> Iterator[Fault]:
    """Make the text with sample values and measure it."""
    compiled = compile_variant(document, tokens)
    made = Renderer(compiled).rendered(sample_values(compiled, tokens, language=document.lang))
    if isinstance(compiled, CompiledSms):
        yield from _check_sms(made, where) if isinstance(document, SmsDocument) else _check_whatsapp(made, where)
        return
    yield from _check_size(made, where)
    if isinstance(document, EmailDocument):
        yield from _check_lines(document, made, where)


def _check_size(made: Rendered, where: str) -> Iterator[Fault]:
    size = len(made.html.encode())
    if size > MAX_HTML_BYTES:
        yield fault("too_big", where, es=f"ocupa {size // 1000} kB de 100", en=f"takes {size // 1000} kB of 100")


def _check_lines(document: EmailDocument, made: Rendered, where: str) -> Iterator[Fault]:
    if len(made.subject) > MAX_SUBJECT:
        yield hint(
            "long_subject",
            f"{where}.subject",
            es=f"el asunto tiene {len(made.subject)} letras; en el móvil se ven unas 40",
            en=f"the subject has {len(made.subject)} letters; a phone shows about 40",
        )
    shown = sum(len(run.t) if isinstance(run, Text) else _VALUE for run in document.preheader)
    if shown > MAX_PREHEADER:
        yield hint(
            "long_preheader",
            f"{where}.preheader",
            es=f"la entradilla tiene unas {shown} letras; se ven como mucho {MAX_PREHEADER}",
            en=f"the preheader has some {shown} letters; at most {MAX_PREHEADER} show",
        )


def _check_sms(made: Rendered, where: str) -> Iterator[Fault]:
    cost = sms_cost(made.text)
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


def _check_whatsapp(made: Rendered, where: str) -> Iterator[Fault]:
    if len(made.text) > MAX_WHATSAPP:
        yield fault(
            "long_whatsapp",
            where,
            es=f"tiene {len(made.text)} letras, como mucho {MAX_WHATSAPP}",
            en=f"has {len(made.text)} letters, at most {MAX_WHATSAPP}",
        )
