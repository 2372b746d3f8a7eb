"""What a text looks like before anybody gets it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from acuerdo.content.queries.templates import tokens
from acuerdo.content.rules.checks import check_variant, read_template
from acuerdo.content.rules.compiling import compile_variant
from acuerdo.content.rules.composing import compose
from acuerdo.content.rules.faults import Fault, fault
from acuerdo.content.rules.rendering import Rendered, Renderer
from acuerdo.content.rules.samples import sample_values
from acuerdo.content.rules.skeleton import MissingValue
from acuerdo.content.rules.sms import SmsCost, sms_cost
from acuerdo.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as it would arrive, its faults and hints, and for an SMS what it costs. Without `rendered`: see faults."""

    rendered: Rendered | None
    faults: list[Fault]
    sms: SmsCost | None


def preview_variant(
    *, document: Mapping[str, Any], variant: str, case: pl.DataFrame | None = None, custom: Iterable[Fact] = ()
) -> Preview:
    """Show one variant (`es.friendly`) of a template's document, draft or published.

    With `case` (one row, a column per token, as for `compose_messages`) the values are that case's; without, samples.
    """
    own = tuple(custom)
    read, faults = read_template(document)
    if read is None:
        return Preview(None, faults, None)
    specs = tokens(custom=own)
    text = read.variants[variant]
    missing = frozenset(fact.key for fact in own)
    faults = check_variant(text, specs, where=variant, may_be_missing=missing)
    if any(one.code in ("unknown_token", "bad_format", "not_a_text") for one in faults):
        return Preview(None, faults, None)
    compiled = compile_variant(text, specs)
    values = sample_values(compiled, specs, language=text.lang)
    if case is not None:
        links = {key: value for key, value in values.items() if specs.get(key) and specs[key].type == "link"}
        values = {**links, **compose(case, compiled, specs, language=text.lang).values[0]}
    try:
        rendered = Renderer(compiled).rendered(values)
    except MissingValue as error:
        token = error.token
        return Preview(
            None,
            [*faults, fault("no_value", variant, es=f"este caso no tiene {token}", en=f"this case has no {token}")],
            None,
        )
    return Preview(rendered, faults, None if rendered.html else sms_cost(rendered.text))
