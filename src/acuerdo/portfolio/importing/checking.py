"""A block of text under a mapping: typed rows that can be trusted, and rows to send back with what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import available_timezones

import polars as pl

from acuerdo.kernel.facts import Words
from acuerdo.portfolio.importing.mapping.document import CustomSource, Format, Source
from acuerdo.portfolio.importing.mapping.fields import Field, ValueKind
from acuerdo.portfolio.importing.mapping.fitting import TEMPLATE_PART, Fitted, field_of
from acuerdo.portfolio.importing.reading.records import BROKEN, LINE
from acuerdo.portfolio.importing.reasons import MISSING, NEGATIVE, NOTHING_PAID, TOO_LONG
from acuerdo.portfolio.importing.values import amounts, choices, dates, emails, ibans, national_ids, phones, places
from acuerdo.portfolio.importing.values.amounts import AmountStyle
from acuerdo.portfolio.importing.wording import DEBT_WORDS, PERSON_WORDS

CODES = "__codes"
_WORDS = (PERSON_WORDS, DEBT_WORDS)
CUSTOM_KINDS = {
    "money": ValueKind.AMOUNT, "number": ValueKind.NUMBER, "date": ValueKind.DATE, "bool": ValueKind.BOOL
}  # fmt: skip
TEXT_FILTERS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "lower": lambda text: text.str.to_lowercase(),
    "upper": lambda text: text.str.to_uppercase(),
    "digits": lambda text: text.str.replace_all(r"\D", ""),
    "letters": lambda text: text.str.replace_all(r"[^\p{L}]", ""),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """Good rows typed, by `Field.column`; all rows as they came; what is wrong with the bad ones.

    `good` has `__line`, and the columns of `wording` where the rows had them; `raw` has the file's columns and
    `__line`; `faults` has `__line` and `__codes`. Rows of `same` (see `operations.loading.unchanged`; often none) were
    not read.
    """

    good: pl.DataFrame
    raw: pl.DataFrame
    faults: pl.DataFrame
    same: pl.DataFrame


def check(rows: pl.DataFrame, fitted: Fitted) -> Checked:
    """Type and check one block of a file."""
    written = fitted.part.format
    texts = rows.select(
        LINE, BROKEN, *(text_of(source, written).alias(field.column) for field, source in _sources(fitted))
    )
    typed = _typed(texts, fitted)
    codes = _codes(texts, typed, fitted)
    wrong = codes != ""
    words = [rows[name] for name in _WORDS if name in rows.columns]
    return Checked(
        good=_with_custom(typed, fitted).with_columns(texts[LINE], *words).filter(~wrong),
        raw=raw_of(rows),
        faults=pl.DataFrame({LINE: texts[LINE], CODES: codes}).filter(wrong),
        same=pl.DataFrame(),
    )


def check_rest(rows: pl.DataFrame, same: pl.DataFrame, fitted: Fitted) -> Checked:
    """Like `check`, without reading the rows of `same`."""
    if same.is_empty():
        return check(rows, fitted)
    rest = rows.join(same, on=LINE, how="anti", maintain_order="left")
    if rest.is_empty():
        return Checked(
            good=rest, raw=raw_of(rows), faults=pl.DataFrame(schema={LINE: pl.Int64, CODES: pl.String}), same=same
        )
    return replace(check(rest, fitted), raw=raw_of(rows), same=same)


def raw_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows as the file has them, with `__line`."""
    return rows.drop(BROKEN, *_WORDS, strict=False)


def _with_custom(typed: pl.DataFrame, fitted: Fitted) -> pl.DataFrame:
    """The creditor's own columns as one column of json text, dates in ISO form, money in hundredths."""
    names = {f"custom_{key}": key for key in fitted.part.custom}
    if not names:
        return typed
    dated = [pl.col(name).dt.to_string() for name, kind in typed.schema.items() if name in names and kind == pl.Date]
    own = typed.select(*names).with_columns(dated).rename(names)
    return typed.drop(*names).with_columns(own.to_struct("custom").struct.json_encode())


def _sources(fitted: Fitted) -> list[tuple[Field, Source]]:
    own = [(field_of(fitted, key), source) for key, source in fitted.part.fields.items()]
    return own + [(_custom_field(key, source), source) for key, source in fitted.part.custom.items()]


def _custom_field(key: str, source: CustomSource) -> Field:
    label = source.label or key
    return Field(f"custom.{key}", CUSTOM_KINDS.get(source.type, ValueKind.TEXT), Words(es=label, en=label), longest=500)


def text_of(source: Source, written: Format) -> pl.Expr:
    """The text of a field: trimmed, with the file's words turned into ours, null where it says nothing."""
    if source.constant is not None:
        constant = source.constant
        return pl.lit(str(constant).lower() if isinstance(constant, bool) else str(constant))
    text = _template(source.template) if source.template is not None else pl.col(source.column or "").str.strip_chars()
    if source.values:
        text = text.replace({word: _plain(value) for word, value in source.values.items()})
    # One anchored pattern: a search in a list costs several times as much.
    return pl.when((text != "") & ~text.str.contains(_nothing(written.blank))).then(text)


def _nothing(blanks: tuple[str, ...]) -> str:
    return f"^(?:{'|'.join(re.escape(word) for word in blanks)})$" if blanks else "^$"


def _plain(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _template(template: str) -> pl.Expr:
    parts: list[pl.Expr] = []
    end = 0
    for match in TEMPLATE_PART.finditer(template):
        parts.append(pl.lit(template[end : match.start()]))
        value = pl.col(match.group(1).strip()).str.strip_chars()
        for name in filter(None, match.group(2).split("|")):
            value = TEXT_FILTERS[name](value)
        parts.append(value)
        end = match.end()
    return pl.concat_str([*parts, pl.lit(template[end:])])


def _typed(texts: pl.DataFrame, fitted: Fitted) -> pl.DataFrame:
    columns: list[pl.Series] = []
    for field, source in _sources(fitted):
        text = texts[field.column]
        if field.kind is ValueKind.PHONE:
            found = phones.phones(text, country=fitted.mapping.country)
            columns += [found["value"].alias(field.column), found["is_mobile"].alias(f"{field.column}_is_mobile")]
        else:
            columns.append(_value(text, field.kind, source, fitted).alias(field.column))
    return pl.DataFrame(columns)


def _value(text: pl.Series, kind: ValueKind, source: Source, fitted: Fitted) -> pl.Series:
    written, country = fitted.part.format, fitted.mapping.country
    style = AmountStyle(written.decimal or ".", written.thousands or "")
    kinds: dict[ValueKind, Callable[[], pl.Series]] = {
        ValueKind.TEXT: lambda: text,
        ValueKind.AMOUNT: lambda: amounts.cents(text, style),
        ValueKind.NUMBER: lambda: amounts.numbers(text, style),
        ValueKind.DATE: lambda: dates.dates(text, source.date or written.date or dates.FORMATS[0]),
        ValueKind.IBAN: lambda: ibans.ibans(text),
        ValueKind.NATIONAL_ID: lambda: national_ids.national_ids(text, country=country),
    }
    if kind in kinds:
        return kinds[kind]()
    cell = pl.col(text.name)
    expressions: dict[ValueKind, Callable[[], pl.Expr]] = {
        ValueKind.BOOL: lambda: choices.booleans(cell),
        ValueKind.EMAIL: lambda: emails.emails(cell),
        ValueKind.POSTCODE: lambda: places.postcodes(cell, country=country),
        ValueKind.CURRENCY: lambda: choices.codes(cell, choices.CURRENCIES),
        ValueKind.COUNTRY: lambda: choices.codes(cell, choices.COUNTRIES),
        ValueKind.LANGUAGE: lambda: choices.words(cell, choices.LANGUAGE_WORDS),
        ValueKind.DEBTOR_KIND: lambda: choices.words(cell, choices.KIND_WORDS),
        ValueKind.METHOD: lambda: choices.words(cell, choices.METHOD_WORDS),
        ValueKind.TIME_ZONE: lambda: pl.when(cell.is_in(sorted(available_timezones()))).then(cell),
    }
    return text.to_frame().select(expressions[kind]()).to_series()


def _codes(texts: pl.DataFrame, typed: pl.DataFrame, fitted: Fitted) -> pl.Series:
    """What is wrong with each row: `field:problem` joined by `;`, empty for a good row."""
    broken = texts[BROKEN]
    masks: dict[str, pl.Series] = {}
    for field, source in _sources(fitted):
        if source.if_invalid == "reject":
            for problem, mask in _problems(field, texts[field.column], typed[field.column]):
                if mask.any():
                    masks[f"{field.key}:{problem}"] = mask
    codes = pl.repeat("", texts.height, eager=True)
    if not masks and broken.null_count() == texts.height:
        return codes
    wrong = pl.DataFrame({**masks, BROKEN: broken})
    places = wrong.select(pl.any_horizontal(*masks, pl.col(BROKEN).is_not_null())).to_series().arg_true()
    parts = [pl.when(pl.col(code)).then(pl.lit(code)) for code in masks]
    told = pl.concat_str(parts, separator=";", ignore_nulls=True) if parts else pl.lit("")
    # Of a record that is none, its cells say nothing: only the break is told.
    return codes.scatter(places, wrong[places].select(pl.coalesce(BROKEN, told)).to_series())


def _problems(field: Field, text: pl.Series, value: pl.Series) -> list[tuple[str, pl.Series]]:
    problems = []
    if field.required:
        problems.append((MISSING, text.is_null()))
    if field.kind is ValueKind.TEXT:
        if field.longest:
            problems.append((TOO_LONG, (value.str.len_chars() > field.longest).fill_null(False)))
        return problems
    problems.append((str(field.kind), text.is_not_null() & value.is_null()))
    if field.kind is ValueKind.AMOUNT and not field.key.startswith("custom."):
        problems.append((NEGATIVE, (value < 0).fill_null(False)))
    if field.key == "payment.amount":
        problems.append((NOTHING_PAID, (value == 0).fill_null(False)))
    return problems
