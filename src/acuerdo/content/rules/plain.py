"""The plain-text part of an e-mail as runs, where writing one by hand begins."""

from acuerdo.content.rules.compiling import CompiledEmail
from acuerdo.content.rules.runs import Run, Text, Token, join_runs


def plain_runs(compiled: CompiledEmail) -> tuple[Run, ...]:
    """Words and tokens of a prepared plain part; written out they are the same text."""
    parts, gaps = compiled.text.parts, compiled.text.gaps
    runs: list[Run] = [Text(t=parts[0])]
    for gap, part in zip(gaps, parts[1:], strict=True):
        runs += [Token(tok=gap.tok, fallback=gap.fallback, format=gap.form), Text(t=part)]
    return join_runs(runs)
