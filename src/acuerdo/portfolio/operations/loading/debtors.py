"""Persons of a block: new ones created, references added, changed ones brought up to date."""

from __future__ import annotations

import polars as pl

from acuerdo.kernel.frames import copy_frame, reserve_ids
from acuerdo.portfolio.importing.values import national_ids, places
from acuerdo.portfolio.importing.wording import PERSON_WORDS
from acuerdo.portfolio.operations.loading import changes
from acuerdo.portfolio.operations.loading.lookup import persons_of
from acuerdo.portfolio.operations.loading.points import add_points, points_of
from acuerdo.portfolio.operations.loading.state import Run

# What a file may say about a person, with the type it has when it says nothing.
COLUMNS = {
    "kind": pl.String,
    "name": pl.String,
    "given_name": pl.String,
    "national_id": pl.String,
    "birth_date": pl.Date,
    "language": pl.String,
    "country": pl.String,
    "region": pl.String,
    "postcode": pl.String,
    "city": pl.String,
    "time_zone": pl.String,
}
_INPUT = {
    **COLUMNS,
    "family_name": pl.String,
    "family_name_2": pl.String,
}


def load_debtors(rows: pl.DataFrame, run: Run) -> pl.DataFrame:
    """Create and update the persons of these rows, one row a reference, as they come from `lookup.with_debtors`.

    Returns `debtor_reference`, `reference_id`, `debtor_id`, `debtor_state` (new, changed or same).
    """
    known = rows.filter(pl.col("debtor_id").is_not_null())
    new = _matched(rows.filter(pl.col("debtor_id").is_null()), run)
    strangers = new.filter(~pl.col("is_known"))
    _create(strangers.unique("debtor_id", keep="first", maintain_order=True), run)
    new = _refer(new, run)
    acquainted = new.filter(pl.col("is_known"))
    differing = known.filter(pl.col("debtor_hash").ne_missing(pl.col("new_hash")) & pl.col("new_hash").is_not_null())
    changed = pl.concat([_update(differing, run), _update(acquainted, run)])
    changes.remember_hashes(
        "portfolio_debtorreference",
        known.filter(
            pl.col("debtor_hash").ne_missing(pl.col("new_hash"))
            | pl.col("known_person_words").ne_missing(pl.col(PERSON_WORDS))
        ).select(id="reference_id", content_hash="new_hash", words_hash=PERSON_WORDS),
    )
    run.touched.mark(changed.to_numpy())
    state = (
        pl.when(pl.col("is_new"))
        .then(pl.lit("new"))
        .when(pl.col("debtor_id").is_in(changed.to_list()))
        .then(pl.lit("changed"))
        .otherwise(pl.lit("same"))
    )
    both = pl.concat(
        [
            known.select("debtor_reference", "reference_id", "debtor_id", is_new=pl.lit(value=False)),
            new.select("debtor_reference", "reference_id", "debtor_id", is_new=pl.lit(value=True)),
        ]
    )
    return both.select("debtor_reference", "reference_id", "debtor_id", debtor_state=state)


def described(rows: pl.DataFrame, run: Run) -> pl.DataFrame:
    """What the file says about each person in the columns of `portfolio_debtor`; null where it says nothing."""
    said = [f"debtor_{name}" for name in _INPUT]
    full = rows.with_columns(
        pl.lit(None, kind).alias(f"debtor_{name}")
        for name, kind in _INPUT.items()
        if f"debtor_{name}" not in rows.columns
    )
    country = pl.coalesce("debtor_country", pl.lit(run.country))
    by_postcode = (country == run.country) & pl.col("debtor_postcode").is_not_null()
    parts = pl.concat_str(
        "debtor_given_name", "debtor_family_name", "debtor_family_name_2", separator=" ", ignore_nulls=True
    )
    company = national_ids.is_company(pl.col("debtor_national_id"))
    return full.select(
        pl.exclude(said),
        kind=pl.coalesce("debtor_kind", pl.when(company).then(pl.lit("company"))),
        name=pl.coalesce("debtor_name", pl.when(parts != "").then(parts)),
        given_name="debtor_given_name",
        national_id="debtor_national_id",
        birth_date="debtor_birth_date",
        language="debtor_language",
        country="debtor_country",
        region=pl.coalesce(
            "debtor_region", pl.when(by_postcode).then(places.regions(pl.col("debtor_postcode"), country=run.country))
        ),
        postcode="debtor_postcode",
        city="debtor_city",
        time_zone=pl.coalesce(
            "debtor_time_zone",
            pl.when(by_postcode).then(places.time_zones(pl.col("debtor_postcode"), country=run.country)),
        ),
    )


def _matched(new: pl.DataFrame, run: Run) -> pl.DataFrame:
    """New references with the person they mean: one we know by national id, one of the same block, or a fresh key."""
    if new.is_empty():
        return new.with_columns(is_known=pl.lit(value=False))
    nid = "debtor_national_id"
    if nid not in new.columns:
        return new.with_columns(debtor_id=reserve_ids("portfolio_debtor", new.height), is_known=pl.lit(value=False))
    persons = persons_of(new[nid]).rename({"national_id": nid})
    found = new.join(persons, on=nid, how="left", maintain_order="left")
    # Two customer numbers of one person in one block: the later takes the key of the first.
    person = pl.coalesce(nid, pl.lit("\x00") + pl.col("debtor_reference"))
    found = found.with_columns(place=pl.int_range(pl.len())).with_columns(first_of=pl.col("place").first().over(person))
    strangers = found["person_id"].is_null() & (found["first_of"] == found["place"])
    keys = reserve_ids("portfolio_debtor", int(strangers.sum()))
    fresh = pl.DataFrame({"first_of": found["first_of"].filter(strangers), "fresh_id": keys})
    found = found.join(fresh, on="first_of", how="left", maintain_order="left")
    return found.with_columns(
        debtor_id=pl.coalesce("person_id", "fresh_id"), is_known=pl.col("person_id").is_not_null()
    ).drop("person_id", "fresh_id", "first_of", "place")


def _create(strangers: pl.DataFrame, run: Run) -> None:
    if strangers.is_empty():
        return
    said = described(strangers, run)
    copy_frame(
        "portfolio_debtor",
        said.select(
            pl.col("debtor_id").alias("id"),
            pl.col("kind").fill_null("person"),
            pl.coalesce("name", "debtor_reference").alias("name"),
            pl.col("given_name").fill_null(""),
            pl.col("national_id").fill_null(""),
            "birth_date",
            pl.col("language").fill_null(run.language),
            pl.col("country").fill_null(run.country),
            *(pl.col(name).fill_null("") for name in ("region", "postcode", "city", "time_zone")),
            pl.lit("").alias("tone"),
            pl.lit(run.import_id).alias("import_id"),
            pl.lit(run.now).alias("created_at"),
        ),
    )
    add_points(points_of(strangers), run, all_new=True)


def _refer(new: pl.DataFrame, run: Run) -> pl.DataFrame:
    new = new.with_columns(reserve_ids("portfolio_debtorreference", new.height).alias("reference_id"))
    copy_frame(
        "portfolio_debtorreference",
        new.select(
            pl.col("reference_id").alias("id"),
            pl.lit(run.creditor_id).alias("creditor_id"),
            pl.col("debtor_reference").alias("reference"),
            "debtor_id",
            pl.col("new_hash").alias("content_hash"),
            pl.col(PERSON_WORDS).alias("words_hash"),
            pl.lit(run.import_id).alias("import_id"),
        ),
    )
    return new


def _update(rows: pl.DataFrame, run: Run) -> pl.Series:
    """Bring known persons up to date; returns the keys of those that changed.

    A person whom another creditor knows too only gets gaps filled: what one creditor says never overwrites another.
    """
    if rows.is_empty():
        return pl.Series("debtor_id", [], dtype=pl.Int64)
    said = described(rows, run).unique("debtor_id", keep="first", maintain_order=True)
    differing = changes.differing_debtors(said, run, columns=COLUMNS)
    changes.write("debtor", "portfolio_debtor", differing, run)
    added = add_points(points_of(rows), run, all_new=False)
    return pl.concat([differing.after["id"].rename("debtor_id"), added.rename("debtor_id")]).unique()
