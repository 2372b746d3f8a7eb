"""Text as runs: words and tokens, and the plain syntax people type.

`Hola {{ debtor.given_name | "cliente" }}` is two runs: `{t: "Hola "}` and
`{tok: "debtor.given_name", fallback: "cliente"}`. A format follows a bar too:
`{{ debt.balance | money:whole }}`. Two braces meant as text are written `{{ "{{" }}`.
"""

import re
from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict


class Text(BaseModel):
    """Words as they are."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    t: str


class Token(BaseModel):
    """A value put in when the message is made.

    `fallback` stands in for a missing value; for a link it is the text people see.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    tok: str
    fallback: str | None = None
    format: str | None = None


Run = Text | Token


class BadText(Exception):
    """The braces of a text cannot be read; `position` is where they begin."""

    def __init__(self, position: int, message: str) -> None:
        super().__init__(f"{message} (character {position + 1})")
        self.position = position
        self.message = message


_OPEN = re.compile(r"\{\{")
_STRING = r'"(?:[^"\\]|\\.)*"'
_TOKEN = re.compile(
    r"\{\{\s*(?P<name>[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)\s*"
    rf"(?P<bars>(?:\|\s*(?:{_STRING}|[a-z]+(?::[a-z0-9]+)?)\s*)*)\}}\}}",
    re.DOTALL,
)
_LITERAL = re.compile(r'\{\{\s*"(\{\{?)"\s*\}\}')
_BAR = re.compile(rf"\|\s*(?P<part>{_STRING}|[a-z]+(?::[a-z0-9]+)?)\s*", re.DOTALL)


def parse_text(source: str) -> tuple[Run, ...]:
    """Read the plain syntax. Raises `BadText` at the first braces that are no token."""
    runs: list[Run] = []
    at = 0
    for opening in _OPEN.finditer(source):
        if opening.start() < at:
            continue
        runs.append(Text(t=source[at : opening.start()]))
        run, at = _read_braces(source, opening.start())
        runs.append(run)
    runs.append(Text(t=source[at:]))
    return join_runs(runs)


def _read_braces(source: str, start: int) -> tuple[Run, int]:
    literal = _LITERAL.match(source, start)
    if literal:
        return Text(t=literal[1]), literal.end()
    found = _TOKEN.match(source, start)
    if not found:
        raise BadText(start, "these braces are not a token such as {{ debt.balance }}")
    fallback: str | None = None
    form: str | None = None
    for bar in _BAR.finditer(found["bars"]):
        part = bar["part"]
        if part.startswith('"'):
            if fallback is not None:
                raise BadText(start, "a token has one fallback")
            fallback = re.sub(r"\\(.)", r"\1", part[1:-1], flags=re.DOTALL)
        elif form is not None:
            raise BadText(start, "a token has one format")
        else:
            form = part
    return Token(tok=found["name"], fallback=fallback, format=form), found.end()


def write_text(runs: Iterable[Run]) -> str:
    """The plain syntax of runs; `parse_text` reads it back to the same runs (joined)."""
    return "".join(_write_run(run) for run in join_runs(runs))


def _write_run(run: Run) -> str:
    if isinstance(run, Text):
        text = run.t.replace("{{", '{{ "{{" }}')
        # A single brace at the end would join those of a token that follows.
        return text[:-1] + '{{ "{" }}' if text.endswith("{") else text
    bars = f" | {run.format}" if run.format else ""
    if run.fallback is not None:
        quoted = run.fallback.replace("\\", "\\\\").replace('"', '\\"')
        bars += f' | "{quoted}"'
    return "{{ " + run.tok + bars + " }}"


def join_runs(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The same runs without empty words and without two words in a row."""
    joined: list[Run] = []
    for run in runs:
        if isinstance(run, Text) and not run.t:
            continue
        if isinstance(run, Text) and joined and isinstance(joined[-1], Text):
            joined[-1] = Text(t=joined[-1].t + run.t)
        else:
            joined.append(run)
    return tuple(joined)


def tokens_in(runs: Sequence[Run]) -> list[Token]:
    """The tokens of a text, in order."""
    return [run for run in runs if isinstance(run, Token)]
