"""The built-in risk score and its bands."""

from __future__ import annotations

from acuerdo.cases.rules.scorecard import BAND, BANDS, SCORE
from acuerdo.kernel.facts import Fact, FactType, Words, register

FACTS = (
    Fact(
        key="risk.band",
        type=FactType.CHOICE,
        label=Words(es="nivel de riesgo", en="risk band"),
        help=Words(
            es="Bajo, medio o alto, según una tabla de puntos sobre su propio historial.",
            en="Low, medium or high, by a table of points over their own history.",
        ),
        derived=BAND,
        choices=BANDS,
        example="medium",
    ),
    Fact(
        key="risk.score",
        type=FactType.NUMBER,
        label=Words(es="puntos de riesgo", en="risk points"),
        help=Words(es="De 0 a 100; más puntos, más riesgo.", en="From 0 to 100; the more points, the more risk."),
        derived=SCORE,
        example="48",
    ),
)

register(*FACTS)
