"""What figures can be broken down by: event, campaign, e-mail domain, company, country, or a registration question.

A dimension is named by one string: :data:`FIXED` lists the fixed ones, a registration question is
``"question: <its text>"``. Groups are the values; null is the group of those without one. Companies, countries and
answers that differ only in case or surrounding blanks are one group, named by the spelling seen most often.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis.audience import Audience
from webcast.errors import FilterError

FIXED: Final = {
    "event": "Event",
    "campaign": "Campaign",
    "domain": "E-mail domain",
    "company": "Company",
    "country": "Country",
}
"""Dimension → label."""

QUESTION: Final = "question: "
"""Prefix of a dimension that is a registration question."""


def available(audience: Audience) -> list[str]:
    """Return the dimensions of this audience: the fixed ones, then its registration questions in order."""
    asked = audience.registration_questions.filter(pl.col("text").str.strip_chars() != "")
    texts = asked.sort("position", maintain_order=True)["text"].str.strip_chars().unique(maintain_order=True)
    return [*FIXED, *(f"{QUESTION}{text}" for text in texts)]


def label(by: str) -> str:
    """Return what a page calls the dimension.

    Raises:
        FilterError: There is no such dimension.
    """
    if by.startswith(QUESTION):
        return by.removeprefix(QUESTION)
    if by not in FIXED:
        raise FilterError(
            f"'{by}' is nothing to break down by; expected one of {', '.join(FIXED)}, or '{QUESTION}<text>'."
        )
    return FIXED[by]


def groups(audience: Audience, by: str) -> pl.DataFrame:
    """Return ``row``, ``group``: whose member is in which group; in several for a question with several choices.

    Raises:
        FilterError: There is no such dimension.
    """
    coded, names = codes(audience, by)
    return coded.select("row", group=names.gather(coded["code"]))


def codes(audience: Audience, by: str) -> tuple[pl.DataFrame, pl.Series]:
    """Return ``row``, ``code`` (null without a group), and the groups by code: quick to count with.

    Raises:
        FilterError: There is no such dimension.
    """
    label(by)
    if by == "event":
        return audience.pick("row", code=pl.col("event")), event_names(audience)["group"]
    if by.startswith(QUESTION):
        return _answer_codes(audience, by.removeprefix(QUESTION))
    return audience.pick("row", code=pl.col(f"{by}_code")), audience.values(by)


def _answer_codes(audience: Audience, text: str) -> tuple[pl.DataFrame, pl.Series]:
    given = one_spelling(audience.registration_choices(text).rename({"answer": "group"}))
    names = given.select("group").unique().sort("group").with_row_index("code")
    coded = given.join(names, on="group").select("row", "code").unique()
    joined = audience.pick("row").join(coded, on="row", how="left", maintain_order="left")
    return joined, names["group"]


def values(audience: Audience, by: str) -> pl.DataFrame:
    """Return ``group``, ``registrants``: the groups there are, most registrants first, then by name."""
    coded, names = codes(audience, by)
    counted = coded.group_by("code").agg(pl.len().cast(pl.Int64).alias("registrants"))
    named = counted.select("registrants", group=names.gather(counted["code"]))
    ordered = named.sort("registrants", "group", descending=[True, False], nulls_last=True)
    return ordered.select("group", "registrants")


def members(audience: Audience, by: str, group: str | None) -> Audience:
    """Return the members of one group, by the same numbers that counted them."""
    coded, names = codes(audience, by)
    if group is None:
        return audience.only(coded.filter(pl.col("code").is_null())["row"])
    places = (names == group).arg_true()
    return audience.only(coded.filter(pl.col("code").is_in(places.implode()))["row"])


def event_names(audience: Audience) -> pl.DataFrame:
    """Return ``event_id``, ``group``: an event's title, with its id where several events share the title."""
    title = pl.col("title").str.strip_chars().fill_null("")
    bare = pl.when(title != "").then(title).otherwise(pl.col("event_id"))
    named = audience.events.select("event_id", group=bare)
    with_id = pl.concat_str("group", pl.lit(" ("), "event_id", pl.lit(")"))
    return named.with_columns(
        pl.when(pl.col("group").is_duplicated()).then(with_id).otherwise("group").alias("group")
    )


def one_spelling(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with each ``group`` in the spelling seen most often among those that differ only in case."""
    seen = frame.group_by("group").agg(pl.len().alias("seen"))
    key = seen["group"].str.to_lowercase()
    if key.drop_nulls().n_unique() == seen["group"].drop_nulls().n_unique():
        return frame
    ranked = seen.with_columns(key=key).sort("seen", "group", descending=[True, False])
    ranked = ranked.with_columns(pl.col("group").first().over("key").alias("spelling")).drop_nulls("group")
    renamed = frame.join(ranked.select("group", "spelling"), on="group", how="left", maintain_order="left")
    return renamed.with_columns(group="spelling").drop("spelling")
