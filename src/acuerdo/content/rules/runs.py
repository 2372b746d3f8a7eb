"""Text as runs: words and tokens, and the plain syntax people type.

`Hola {{ debtor.given_name | "cliente" }}` is two runs: `{t: "Hola "}` and
`{tok: "debtor.given_name", fallback: "cliente"}`. A format follows a bar too:
`{{ debt.balance | money:whole }}`. So does a mark, on words in quotes as well:
`{{ "hoy" | bold }}`. Two braces meant as text are written `{{ "{{" }}`.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

Mark = Literal["bold", "italic"]
MARKS: tuple[Mark, ...] = ("bold", "italic")


class Text(BaseModel):
    """Words as they are; `mark` shows where there is HTML."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    t: str
    mark: Mark | None = None


class Token(BaseModel):
    """A value put in when the message is made.

    `fallback` stands in for a missing value; for a link it is the text people see.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    tok: str
    fallback: str | None = None
    format: str | None = None
    mark: Mark | None = None


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
_LITERAL = re.compile(rf"\{{\{{\s*(?P<words>{_STRING})\s*(?:\|\s*(?P<mark>bold|italic)\s*)?\}}\}}", re.DOTALL)
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
        return Text(t=_unquoted(literal["words"]), mark=_mark_of(literal["mark"])), literal.end()
    found = _TOKEN.match(source, start)
    if not found:
        raise BadText(start, "these braces are not a token such as {{ debt.balance }}")
    bars: dict[str, str] = {}
    for bar in _BAR.finditer(found["bars"]):
        part = bar["part"]
        name = "fallback" if part.startswith('"') else "mark" if part in MARKS else "format"
        if name in bars:
            raise BadText(start, f"a token has one {name}")
        bars[name] = _unquoted(part) if name == "fallback" else part
    token = Token(
        tok=found["name"], fallback=bars.get("fallback"), format=bars.get("format"), mark=_mark_of(bars.get("mark"))
    )
    return token, found.end()


def _unquoted(part: str) -> str:
    return re.sub(r"\\(.)", r"\1", part[1:-1], flags=re.DOTALL)


def _mark_of(name: str | None) -> Mark | None:
    return next((mark for mark in MARKS if mark == name), None)


def write_text(runs: Iterable[Run]) -> str:
    """The plain syntax of runs; `parse_text` reads it back to the same runs (joined)."""
    return "".join(_write_run(run) for run in join_runs(runs))


def _write_run(run: Run) -> str:
    if isinstance(run, Text) and run.mark:
        return f"{{{{ {_quoted(run.t)} | {run.mark} }}}}"
    if isinstance(run, Text):
        text = run.t.replace("{{", '{{ "{{" }}')
        # A single brace at the end would join those of a token that follows.
        return text[:-1] + '{{ "{" }}' if text.endswith("{") else text
    bars = f" | {run.format}" if run.format else ""
    if run.fallback is not None:
        bars += f" | {_quoted(run.fallback)}"
    if run.mark:
        bars += f" | {run.mark}"
    return "{{ " + run.tok + bars + " }}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def join_runs(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The same runs without empty words and without two words in a row."""
    joined: list[Run] = []
    for run in runs:
        if isinstance(run, Text) and not run.t:
            continue
        last = joined[-1] if joined else None
        if isinstance(run, Text) and isinstance(last, Text) and last.mark == run.mark:
            joined[-1] = Text(t=last.t + run.t, mark=run.mark)
        else:
            joined.append(run)
    return tuple(joined)


def tokens_in(runs: Sequence[Run]) -> list[Token]:
    """The tokens of a text, in order."""
    return [run for run in runs if isinstance(run, Token)]
