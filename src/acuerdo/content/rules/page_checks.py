"""What an e-mail, a landing page or a short text must say as a whole."""

from collections.abc import Iterator

from acuerdo.content.rules.blocks.base import every_block
from acuerdo.content.rules.blocks.heading import Heading
from acuerdo.content.rules.blocks.legal import Legal
from acuerdo.content.rules.documents import EmailDocument, LandingDocument, SmsDocument, TextDocument
from acuerdo.content.rules.faults import Fault, fault, hint
from acuerdo.content.rules.runs import Run, tokens_in

# What every e-mail must say: who writes, and how to end it.
REQUIRED_LEGAL = ("sender", "opt_out")
_PAYS = frozenset({"pay_button", "qr"})


def check_email(document: EmailDocument, where: str) -> Iterator[Fault]:
    """Subject, preheader, blocks, legal texts, the plain part."""
    if not document.subject:
        yield fault("no_subject", f"{where}.subject", es="falta el asunto", en="the subject is missing")
    if not document.preheader:
        yield hint(
            "no_preheader",
            f"{where}.preheader",
            es="sin entradilla, el buzón muestra las primeras palabras del correo",
            en="without a preheader, inboxes show the first words of the e-mail",
        )
    if not document.blocks:
        yield fault("no_blocks", where, es="el correo está vacío", en="the e-mail is empty")
    refs = {block.props.ref for block in document.blocks if isinstance(block.props, Legal)}
    for ref in REQUIRED_LEGAL:
        if ref not in refs:
            yield fault("no_legal", where, es=f"falta el texto legal «{ref}»", en=f"the legal text “{ref}” is missing")
    if document.plain is not None:
        yield from _check_plain(document, document.plain, f"{where}.plain")


def _check_plain(document: EmailDocument, plain: tuple[Run, ...], where: str) -> Iterator[Fault]:
    """A plain part written by hand has to hold what the law wants, as the blocks do."""
    named = {run.tok for run in tokens_in(plain)}
    if "creditor.name" not in named:
        yield fault(
            "plain_no_sender",
            where,
            es="el texto sin formato debe decir quién escribe: añada creditor.name",
            en="the plain text must say who writes: add creditor.name",
        )
    if "message.unsubscribe" not in named:
        yield fault(
            "plain_no_opt_out",
            where,
            es="el texto sin formato debe decir cómo darse de baja: añada message.unsubscribe",
            en="the plain text must say how to unsubscribe: add message.unsubscribe",
        )
    pays = any(block.type in _PAYS for block in every_block(document.blocks))
    if pays and "link.pay" not in named:
        yield hint(
            "plain_no_pay",
            where,
            es="el texto sin formato no lleva el enlace para pagar",
            en="the plain text has no link to pay",
        )


def check_landing(document: LandingDocument, where: str) -> Iterator[Fault]:
    """Title, blocks, one first heading, and the rights of whoever reads it."""
    if not document.title:
        yield fault("no_title", f"{where}.title", es="falta el título de la página", en="the page's title is missing")
    if not document.blocks:
        yield fault("no_blocks", where, es="la página está vacía", en="the page is empty")
        return
    blocks = tuple(every_block(document.blocks))
    types = {block.type for block in blocks}
    tops = [
        block for block in blocks
        if block.type == "hero" or (isinstance(block.props, Heading) and block.props.level == 1)
    ]  # fmt: skip
    if not tops:
        yield fault("no_top", where, es="falta la cabecera o un título", en="a hero or a title is missing")
    for block in tops[1:]:
        yield hint(
            "two_tops", f"{where}.{block.id}", es="una página tiene un solo título", en="a page has only one title"
        )
    refs = {block.props.ref for block in blocks if isinstance(block.props, Legal)}
    if "rights" not in refs and not {"dispute", "hardship"} <= types:
        yield fault(
            "no_rights",
            where,
            es="debe poderse reclamar y pedir ayuda: añada esos bloques o el texto legal «rights»",
            en="there must be ways to dispute and to ask for help: add those blocks or the legal text “rights”",
        )


def check_short_text(document: TextDocument, where: str) -> Iterator[Fault]:
    """An SMS or WhatsApp text says something, and who says it."""
    name = "SMS" if isinstance(document, SmsDocument) else "WhatsApp"
    if not document.text:
        yield fault("no_text", where, es=f"el {name} está vacío", en=f"the {name} is empty")
    if "creditor.name" not in {run.tok for run in tokens_in(document.text)}:
        yield fault(
            "no_sender",
            where,
            es=f"el {name} debe decir quién escribe: añada creditor.name",
            en=f"the {name} must say who writes: add creditor.name",
        )
