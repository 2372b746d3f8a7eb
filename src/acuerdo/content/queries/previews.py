"""What a text looks like before anybody gets it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from acuerdo.content.queries.templates import tokens
from acuerdo.content.rules.checks import ALONE, Surroundings, check_variant, read_template
from acuerdo.content.rules.compiling import CompiledEmail, compile_variant, value_tokens
from acuerdo.content.rules.composing import compose
from acuerdo.content.rules.documents import SmsDocument
from acuerdo.content.rules.faults import Fault, fault
from acuerdo.content.rules.plain import plain_runs
from acuerdo.content.rules.reading import Reading, reading_of_document
from acuerdo.content.rules.rendering import Rendered, Renderer
from acuerdo.content.rules.samples import sample_values
from acuerdo.content.rules.skeleton import MissingValue
from acuerdo.content.rules.sms import SmsCost, sms_cost
from acuerdo.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as it would arrive, its faults and hints, how it reads, and for an SMS what it costs.

    Without `rendered`: see faults. A landing page is `rendered.html`, to be put into a page of the portal.
    """

    rendered: Rendered | None
    faults: list[Fault]
    sms: SmsCost | None
    reading: Reading | None = None

    @property
    def size(self) -> int:
        """Bytes of HTML."""
        return len(self.rendered.html.encode()) if self.rendered else 0


def preview_variant(
    *,
    document: Mapping[str, Any],
    variant: str,
    case: pl.DataFrame | None = None,
    custom: Iterable[Fact] = (),
    around: Surroundings = ALONE,
    marks: bool = False,
) -> Preview:
    """Show one variant (`es.friendly`) of a template's document, draft or published.

    With `case` (one row, a column per token, as for `compose_messages`) the values are that case's; without, samples.
    Addresses of images are without a host: show it on this site. `marks` tells the builder which part is which block.
    """
    own = tuple(custom)
    read, faults = read_template(document)
    if read is None:
        return Preview(None, faults, None)
    specs = tokens(custom=own)
    text = read.variants[variant]
    missing = frozenset(fact.key for fact in own)
    faults = check_variant(text, specs, where=variant, may_be_missing=missing, around=around)
    if any(one.code in ("unknown_token", "bad_format", "not_a_text") for one in faults):
        return Preview(None, faults, None)
    compiled = compile_variant(text, specs, marks=marks)
    values = sample_values(compiled, specs, language=text.lang)
    if case is not None:
        taken = {gap.key for gap in value_tokens(compiled)}
        brought = {key: value for key, value in values.items() if key not in taken}
        values = {**brought, **compose(case, compiled, specs, language=text.lang).values[0]}
    try:
        rendered = Renderer(compiled).rendered(values)
    except MissingValue as error:
        token = error.token
        return Preview(
            None,
            [*faults, fault("no_value", variant, es=f"este caso no tiene {token}", en=f"this case has no {token}")],
            None,
        )
    cost = sms_cost(rendered.text) if isinstance(text, SmsDocument) else None
    return Preview(rendered, faults, cost, reading_of_document(text, specs))


def plain_part(*, document: Mapping[str, Any], variant: str, custom: Iterable[Fact] = ()) -> list[dict[str, Any]]:
    """The plain-text part that an e-mail gets by itself, as runs: where writing one by hand begins.

    Empty if the text has faults that keep it from being made.
    """
    own = tuple(custom)
    shown = preview_variant(document=document, variant=variant, custom=own)
    read, _faults = read_template(document)
    if shown.rendered is None or read is None:
        return []
    made = compile_variant(read.variants[variant].model_copy(update={"plain": None}), tokens(custom=own))
    runs = plain_runs(made) if isinstance(made, CompiledEmail) else ()
    return [run.model_dump(exclude_none=True) for run in runs]
