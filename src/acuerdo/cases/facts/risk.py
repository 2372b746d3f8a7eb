"""The built-in risk score and its bands."""

from __future__ import annotations

from acuerdo.cases.rules.scorecard import BAND, BANDS, SCORE
from acuerdo.kernel.facts import FactType, described, register

FACTS = (
    described(
        "risk.band",
        FactType.CHOICE,
        "",
        ("nivel de riesgo", "risk band"),
        (
            "Bajo, medio o alto, según una tabla de puntos sobre su propio historial.",
            "Low, medium or high, by a table of points over their own history.",
        ),
        "medium",
        choices=BANDS,
        derived=BAND,
    ),
    described(
        "risk.score",
        FactType.NUMBER,
        "",
        ("puntos de riesgo", "risk points"),
        ("De 0 a 100; más puntos, más riesgo.", "From 0 to 100; the more points, the more risk."),
        "48",
        derived=SCORE,
    ),
)

register(*FACTS)
