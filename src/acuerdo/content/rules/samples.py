"""Sample values, for previews and checks without a case."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from acuerdo.content.rules.blocks.base import SITE
from acuerdo.content.rules.blocks.forms import PAY_KEY
from acuerdo.content.rules.blocks.qr import QR
from acuerdo.content.rules.compiling import CALL, PIXEL, Compiled, value_tokens
from acuerdo.content.rules.formats import format_column, format_rows, part_values
from acuerdo.content.rules.tokens import MESSAGE_TOKENS, TokenSpec

SAMPLE_DATE = date(2026, 3, 5)
SAMPLE_CENTS = 24_000
_SAMPLE_DEBTS = (
    {"reference": "F-2026-0117", "due_date": SAMPLE_DATE - timedelta(days=40), "balance_cents": 14_250},
    {"reference": "F-2026-0166", "due_date": SAMPLE_DATE - timedelta(days=10), "balance_cents": 9_750},
)


def sample_values(compiled: Compiled, tokens: Mapping[str, TokenSpec], *, language: str) -> dict[str, Any]:
    """A written value for every gap of a variant."""
    values: dict[str, Any] = {spec.key: spec.example for spec in MESSAGE_TOKENS if spec.type == "link"}
    # Without a site images come from where the preview is shown; nothing is counted.
    values |= {PIXEL: "", SITE: "", QR: "/t/q/sample.png", CALL: "https://example.org/p/7Xk2mQ?call"}
    values |= {PAY_KEY: "sample"}
    values |= part_values(SAMPLE_CENTS, language=language, currency="EUR")
    for gap in value_tokens(compiled):
        spec = tokens[gap.tok]
        if spec.type == "rows":
            values[gap.key] = format_rows(_SAMPLE_DEBTS, language=language, currency="EUR")
            continue
        raw = raw_sample(spec, language)
        written = format_column([raw], spec=spec, form=gap.form, language=language, currencies=["EUR"])
        values[gap.key] = written[0]
    return values


def raw_sample(spec: TokenSpec, language: str) -> Any:
    """An example value of a token, as a frame would hold it."""
    if spec.type == "money":
        return SAMPLE_CENTS
    if spec.type == "date":
        return SAMPLE_DATE
    if spec.type == "number":
        return 12
    if spec.type == "bool":
        return True
    if spec.type == "choice" and spec.choices:
        return spec.choices[0][0]
    return spec.example_in(language) or spec.label.in_language(language)
