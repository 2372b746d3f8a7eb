"""What a block is made of, and the small parts that blocks share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from acuerdo.content.rules.runs import Run, Text, Token, join_runs
from acuerdo.content.rules.skeleton import Gap, Pen, escape
from acuerdo.content.rules.tokens import TokenSpec
from acuerdo.kernel.facts import Words


class Props(BaseModel):
    """Base of all blocks' properties; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _tidy(value: Any) -> Any:
    return [{"t": value}] if isinstance(value, str) else value


Runs = Annotated[tuple[Run, ...], BeforeValidator(_tidy)]
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
INK, SOFT = "#1f2937", "#4b5563"
LinkName = Literal["link.pay", "link.plan", "link.help", "link.dispute", "link.preferences", "link.why"]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a block may use while it is written: gaps, tokens, the language and the accent colour."""

    pen: Pen
    tokens: Mapping[str, TokenSpec]
    language: str

    def accent(self) -> str:
        return self.pen.mark(Gap("creditor.brand_colour", "colour", None, "#3730a3"))

    def on_accent(self) -> str:
        return self.pen.mark(Gap("creditor.brand_colour", "on_colour", None, "#3730a3"))

    def html(self, runs: Sequence[Run]) -> str:
        """Runs as escaped HTML; line breaks as `<br/>`, links underlined."""
        return "".join(self._html_run(run) for run in join_runs(runs))

    def _html_run(self, run: Run) -> str:
        if isinstance(run, Text):
            return escape(run.t).replace("\n", "<br />")
        if self._is_link(run):
            label = escape(run.fallback) if run.fallback else self.pen.mark(Gap(run.tok, "url", None, None))
            return f'<a href="{self.url(run.tok)}" style="color:inherit;">{label}</a>'
        return self.pen.mark(Gap(run.tok, "html", run.format, run.fallback))

    def bare(self, runs: Sequence[Run]) -> str:
        """Runs as escaped words without tags, for titles and the line that mail programs show beside the subject."""
        return "".join(self._bare_run(run) for run in join_runs(runs))

    def _bare_run(self, run: Run) -> str:
        if isinstance(run, Text):
            return escape(run.t.replace("\n", " "))
        if self._is_link(run):
            return escape(run.fallback or "")
        return self.pen.mark(Gap(run.tok, "html", run.format, run.fallback))

    def plain(self, runs: Sequence[Run]) -> str:
        """Runs as plain text; a link is its label and its address."""
        return "".join(self._plain_run(run) for run in join_runs(runs))

    def _plain_run(self, run: Run) -> str:
        if isinstance(run, Text):
            return run.t
        if self._is_link(run):
            address = self.pen.mark(Gap(run.tok, "text", None, None))
            return f"{run.fallback} ({address})" if run.fallback else address
        return self.pen.mark(Gap(run.tok, "text", run.format, run.fallback))

    def sms(self, runs: Sequence[Run]) -> str:
        """Runs as an SMS; links are bare addresses."""
        return "".join(
            run.t if isinstance(run, Text) else self.pen.mark(Gap(run.tok, "sms", run.format, run.fallback))
            for run in join_runs(runs)
        )

    def url(self, tok: str) -> str:
        return self.pen.mark(Gap(tok, "url", None, None))

    def plain_link(self, tok: str) -> str:
        return self.pen.mark(Gap(tok, "text", None, None))

    def _is_link(self, run: Token) -> bool:
        return run.tok in self.tokens and self.tokens[run.tok].type == "link"

    def words(self, words: Words) -> str:
        return words.in_language(self.language)


@dataclass(frozen=True, slots=True)
class BlockKind:
    """One kind of block: its properties, and how it is written as MJML and as plain text.

    `texts` names the properties that hold runs; they are checked and translated alike for every kind.
    """

    name: str
    title: Words
    props: type[Props]
    to_mjml: Callable[[Any, Desk], str]
    to_plain: Callable[[Any, Desk], str]
    texts: tuple[str, ...] = ()
