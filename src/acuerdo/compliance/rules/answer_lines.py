"""Answers of the gate as JSON lines, in the order of the questions; faulty lines answered with their fault."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import polars as pl

from acuerdo.compliance.rules.answers import citations
from acuerdo.compliance.rules.gate import judge
from acuerdo.compliance.rules.packs import Pack
from acuerdo.compliance.rules.question_lines import Block, read_block
from acuerdo.compliance.rules.rule_book import RuleBook, rule_book

_encode = msgspec.json.encode


class Judge:
    """Answers blocks of lines under one set of packs; remembers the words of verdicts it has met."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self.packs = tuple(packs)
        self.book: RuleBook = rule_book(self.packs)
        self._words: dict[int, tuple[str, str]] = {}

    def answer(self, lines: Sequence[bytes], *, first_line: int) -> tuple[str, int]:
        """Answer a block of lines; returns the text, and how many lines were no question."""
        block = read_block(lines, first_line=first_line)
        answers = judge(block.questions, block.history, self.packs)
        texts = self._texts(answers)
        if block.errors or block.ignored:
            texts = _with_notes(block, answers["question_id"].to_list(), texts)
        return "".join(texts), len(block.errors)

    def _texts(self, answers: pl.DataFrame) -> list[str]:
        # The same findings are the same words: only the instant differs.
        for key, decision, failed, passed in (
            answers.select("verdict_key", "decision", "failed", "passed").unique("verdict_key").iter_rows()
        ):
            if key not in self._words:
                head = _encode({"decision": decision, "failed": failed, "passed": passed}).decode()
                tail = _encode(citations(failed or passed, self.book)).decode()
                self._words[key] = (f'{head[:-1]},"next_allowed_at":', f',"citations":{tail}}}\n')
        words = [self._words[key] for key in answers["verdict_key"]]
        instants = answers.select(_as_json(pl.col("next_allowed_at")))["next_allowed_at"]
        return [f"{word[0]}{instant}{word[1]}" for word, instant in zip(words, instants, strict=True)]


def _as_json(instant: pl.Expr) -> pl.Expr:
    whole = instant.dt.microsecond() == 0
    text = (
        pl.when(whole)
        .then(instant.dt.strftime('"%Y-%m-%dT%H:%M:%S+00:00"'))
        .otherwise(instant.dt.strftime('"%Y-%m-%dT%H:%M:%S%.6f+00:00"'))
    )
    return text.fill_null("null")


def _with_notes(block: Block, numbers: list[int], texts: list[str]) -> list[str]:
    by_line = dict(zip(numbers, texts, strict=True))
    for number, places in block.ignored.items():
        notes = [{"history": place, "reason": "undated"} for place in places]
        by_line[number] = f'{by_line[number][:-2]},"ignored":{_encode(notes).decode()}}}\n'
    for number, message in block.errors.items():
        by_line[number] = _encode({"line": number, "error": message}).decode() + "\n"
    return [by_line[number] for number in sorted(by_line)]
