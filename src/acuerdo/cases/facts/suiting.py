"""Facts that say what suits a person, from their own record; missing while nothing is known well enough."""

from __future__ import annotations

from acuerdo.kernel.facts import Fact, FactType, Words, register

TONES = (
    ("friendly", Words(es="cercano", en="friendly")),
    ("neutral", Words(es="neutro", en="neutral")),
    ("firm", Words(es="firme", en="firm")),
)
CHANNELS = (("email", Words(es="correo", en="e-mail")), ("sms", Words(es="SMS", en="SMS")))

FACTS = (
    Fact(
        key="tone.suits",
        type=FactType.CHOICE,
        label=Words(es="tono que le va", en="tone that suits"),
        help=Words(
            es="El tono de los mensajes tras los que más pagó, respondió o abrió enlaces; no consta si hay pocos.",
            en="The tone of messages after which they most paid, answered or opened links; unknown if there are few.",
        ),
        column="suiting_tone",
        choices=TONES,
        example="friendly",
    ),
    Fact(
        key="tone.suits_reason",
        type=FactType.TEXT,
        label=Words(es="por qué le va ese tono", en="why that tone suits"),
        help=Words(es="Código: reacción, veces, mensajes y tono.", en="A code: reaction, times, messages and tone."),
        column="suiting_tone_reason",
        example="paid:2:3:friendly",
    ),
    Fact(
        key="channel.suits",
        type=FactType.CHOICE,
        label=Words(es="canal que le va", en="channel that suits"),
        help=Words(
            es="Correo o SMS, según lo que más le hizo reaccionar; no consta si hay pocos mensajes.",
            en="E-mail or SMS, by what made them react most; unknown if there are few messages.",
        ),
        column="suiting_channel",
        choices=CHANNELS,
        example="sms",
    ),
    Fact(
        key="hour.suits",
        type=FactType.NUMBER,
        label=Words(es="hora que le va", en="hour that suits"),
        help=Words(
            es="La hora (0 a 23, donde vive) en la que más abre enlaces y responde; no consta con menos de tres.",
            en="The hour (0 to 23, where they live) when they most open links and answer; unknown below three.",
        ),
        column="suiting_hour",
        example="19",
    ),
)

register(*FACTS)
