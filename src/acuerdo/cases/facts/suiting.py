"""Facts that say what suits a person, from their own record; missing while nothing is known well enough."""

from __future__ import annotations

from acuerdo.kernel.facts import FactType, Words, described, register

TONES = (
    ("friendly", Words(es="cercano", en="friendly")),
    ("neutral", Words(es="neutro", en="neutral")),
    ("firm", Words(es="firme", en="firm")),
)
CHANNELS = (("email", Words(es="correo", en="e-mail")), ("sms", Words(es="SMS", en="SMS")))

FACTS = (
    described(
        "tone.suits",
        FactType.CHOICE,
        "suiting_tone",
        ("tono que le va", "tone that suits"),
        (
            "El tono de los mensajes tras los que más pagó, respondió o abrió enlaces; no consta si hay pocos.",
            "The tone of messages after which they most paid, answered or opened links; unknown if there are few.",
        ),
        "friendly",
        choices=TONES,
    ),
    described(
        "tone.suits_reason",
        FactType.TEXT,
        "suiting_tone_reason",
        ("por qué le va ese tono", "why that tone suits"),
        ("Código: reacción, veces, mensajes y tono.", "A code: reaction, times, messages and tone."),
        "paid:2:3:friendly",
    ),
    described(
        "channel.suits",
        FactType.CHOICE,
        "suiting_channel",
        ("canal que le va", "channel that suits"),
        (
            "Correo o SMS, según lo que más le hizo reaccionar; no consta si hay pocos mensajes.",
            "E-mail or SMS, by what made them react most; unknown if there are few messages.",
        ),
        "sms",
        choices=CHANNELS,
    ),
    described(
        "hour.suits",
        FactType.NUMBER,
        "suiting_hour",
        ("hora que le va", "hour that suits"),
        (
            "La hora (0 a 23, donde vive) en la que más abre enlaces y responde; no consta con menos de tres.",
            "The hour (0 to 23, where they live) when they most open links and answer; unknown below three.",
        ),
        "19",
    ),
)

register(*FACTS)
