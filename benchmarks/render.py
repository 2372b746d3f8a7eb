"""E-mails and SMS made from a published template, beside minijinja filling the same HTML."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Any

import minijinja
import polars as pl

from acuerdo.content.operations import load_gallery
from acuerdo.content.queries import compose_messages, live_versions, tokens
from acuerdo.content.queries.rendering import renderer
from acuerdo.content.rules.compiling import CompiledEmail
from acuerdo.content.rules.rendering import Renderer
from acuerdo.content.rules.samples import sample_values
from acuerdo.kernel.audit import SYSTEM
from benchmarks.mailing import START

SIZES = {"default": 20_000, "quick": 2_000}


def run(*, size: int = SIZES["default"]) -> list[dict[str, Any]]:
    """One core: HTML alone, HTML + text, both encoded for the wire, SMS, and the values written from facts."""
    load_gallery(actor=SYSTEM, now=START)
    live = live_versions(keys=["reminder-email", "reminder-sms"], creditor_ids=[1])
    mail = renderer(live["reminder-email", 1].id, "es.neutral")
    sms = renderer(live["reminder-sms", 1].id, "es.neutral")
    rows, short = _values(mail, size), _values(sms, size)
    engine = _engine(mail)
    limit = _rate(rows, engine)
    compiled = mail.compiled
    if not isinstance(compiled, CompiledEmail):
        raise TypeError("the reminder is an e-mail")
    bare = _rate(short, lambda values: f"{values['creditor.name']}: {values['debt.balance']} {values['link.pay']}")
    figures = [
        ("e-mails rendered, HTML", _rate(rows, compiled.html.fill), limit, "minijinja, the same HTML"),
        ("e-mails rendered, HTML + text", _rate(rows, mail.rendered), limit, "minijinja, HTML only"),
        ("e-mails ready for the wire", _rate(rows, mail.encoded), limit, "minijinja, HTML only"),
        ("SMS rendered", _rate(short, sms.rendered), bare, "f-string"),
    ]
    return [
        *(_figure(name, ours, unit, size) | {"limit_name": what} for name, ours, unit, what in figures),
        {**_composing(size), "limit": None, "ratio": None},
    ]


def _figure(name: str, ours: float, limit: float, size: int) -> dict[str, Any]:
    return {
        "name": name, "ours": round(ours), "unit": "messages/s", "limit": round(limit),
        "ratio": round(ours / limit, 2), "size": size,
    }  # fmt: skip


def _values(own: Renderer, size: int) -> list[dict[str, Any]]:
    usual = sample_values(own.compiled, tokens(), language="es")
    return [
        {
            **usual,
            "debt.balance": f"{place % 900 + 100},{place % 100:02d} €",
            "link.pay": f"https://a.example/p/{place}",
        }
        for place in range(size)
    ]


def _engine(own: Renderer) -> Callable[[dict[str, Any]], str]:
    compiled = own.compiled
    if not isinstance(compiled, CompiledEmail):
        raise TypeError("the reminder is an e-mail")
    html = compiled.html
    places = {gap.key: f"v{place}" for place, gap in enumerate(html.gaps)}
    source = "".join(
        part + (f"{{{{ {places[html.gaps[place].key]} }}}}" if place < len(html.gaps) else "")
        for place, part in enumerate(html.parts)
    )
    environment = minijinja.Environment(templates={"mail.html": source})
    usual = {gap.key: gap.fallback or "" for gap in html.gaps}

    def fill(values: dict[str, Any]) -> str:
        known = {places[key]: values.get(key) or usual[key] for key in places}
        made: str = environment.render_template("mail.html", **known)
        return made

    return fill


def _composing(size: int) -> dict[str, Any]:
    frame = pl.DataFrame({"row": range(size)}).select(
        pl.lit("reminder-email").alias("template"), pl.lit(1).alias("creditor_id"), pl.lit("es").alias("language"),
        pl.lit("neutral").alias("tone"), pl.lit("Luz Norte").alias("creditor.name"),
        (pl.col("row") + 10_000).alias("debt.balance"), pl.lit(START.date()).alias("debt.oldest_due_date"),
        pl.lit("EUR").alias("debt.currency"),
        pl.concat_list(
            pl.struct(pl.lit("F-1").alias("reference"), pl.lit(START.date()).alias("due_date"), balance_cents="row")
        ).alias("debts"),
    )  # fmt: skip
    started = time.process_time()
    made = compose_messages(frame)
    seconds = time.process_time() - started
    if made["fault"].ne("").any():
        raise RuntimeError(made["fault"].unique())
    return {"name": "values written from facts", "ours": round(size / seconds), "unit": "messages/s", "size": size}


def _rate(rows: list[dict[str, Any]], make: Callable[[dict[str, Any]], Any]) -> float:
    """Best of three, in core seconds: other processes on this machine do not count."""
    best = float("inf")
    for _ in range(3):
        gc.collect()
        started = time.process_time()
        for values in rows:
            make(values)
        best = min(best, time.process_time() - started)
    return len(rows) / best
