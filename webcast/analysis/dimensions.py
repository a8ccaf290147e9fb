"""What figures can be broken down by: event, campaign, domain, company, country, referrer, registration question.

A dimension is named by one string: :data:`FIXED` lists the fixed ones, a registration question is
``"question: <its text>"``. Groups are the values; null is the group of those without one. Companies, countries and
answers that differ only in case or surrounding blanks are one group, named by the spelling seen most often.

What people answered can also be compared by how they attended, :data:`ATTENDANCE`; who came in two ways is in two
groups, and null is the group of those of whom the report cannot tell.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import polars as pl

from webcast.analysis import pairs
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.masking import folded
from webcast.analysis.modes import MODE_COLUMNS
from webcast.analysis.numbering import at
from webcast.errors import FilterError
from webcast.language import later, phrase, say, speaking

FIXED: Final = {
    "event": phrase("Event"),
    "campaign": phrase("Campaign"),
    "domain": phrase("E-mail domain"),
    "company": phrase("Company"),
    "country": phrase("Country"),
    "referrer": phrase("Referrer"),
}
"""Dimension → label."""

QUESTION: Final = "question: "
"""Prefix of a dimension that is a registration question."""


_MISSING: Final = {
    "event": phrase("No event"),
    "campaign": phrase("No campaign"),
    "domain": phrase("No e-mail domain"),
    "company": phrase("No company"),
    "country": phrase("No country"),
}
"""Dimension → what the group of those without a value is called."""

ATTENDANCE: Final = "attendance"
"""How people attended: not among :data:`FIXED`, since by it most figures would say what they are made of."""

_WAYS: Final = (*MODE_COLUMNS, "Other session", "Did not attend")


@held
def available(audience: Audience) -> list[str]:
    """Return the dimensions of this audience: the fixed ones, then its registration questions in order."""
    asked = ASKED.of(audience)["position", "text"].rows()
    # Without a position comes first.
    ordered = sorted(asked, key=lambda row: -1 if row[0] is None else row[0])
    return [*FIXED, *(f"{QUESTION}{text}" for text in dict.fromkeys(text for _, text in ordered))]


def _asked(audience: Audience) -> pl.DataFrame:
    text = pl.col("text").str.strip_chars()
    asked = audience.registration_questions.lazy().filter(text != "")
    return asked.select("event_id", pl.col("position").cast(pl.Int64), text).collect()


ASKED: Final = pairs.rows("asked when registering", _asked)
"""``event_id``, ``position``, ``text``: the registration questions, in the order of the events."""


def label(by: str) -> str:
    """Return what a page calls the dimension.

    Raises:
        FilterError: There is no such dimension.
    """
    if by.startswith(QUESTION):
        return by.removeprefix(QUESTION)
    if by == ATTENDANCE:
        return say("Attendance")
    if by not in FIXED:
        known = ", ".join((*FIXED, ATTENDANCE))
        raise FilterError(
            later(
                "'{by}' is nothing to break down by; expected one of {known}, or '{said}<text>'.",
                by=by,
                known=known,
                said=QUESTION,
            )
        )
    return say(FIXED[by])


def missing(by: str) -> str:
    """Return what the group of those without a value is called: ``No company``.

    Raises:
        FilterError: There is no such dimension.
    """
    if by == ATTENDANCE:
        return say("Attendance unknown")
    if by == "referrer":
        return say("Referrer unknown")
    label(by)  # refuses what there is not
    return say("No answer") if by.startswith(QUESTION) else say(_MISSING[by])


def several(by: str) -> bool:
    """Return whether a member can be in several groups of the dimension."""
    return by == ATTENDANCE or by.startswith(QUESTION)


@held
def groups(audience: Audience, by: str) -> pl.DataFrame:
    """Return ``row``, ``group``: whose member is in which group; in several for a question with several choices.

    Raises:
        FilterError: There is no such dimension.
    """
    coded, names = codes(audience, by)
    return coded[["row"]].hstack([at(names, coded["code"]).alias("group")])


def codes(audience: Audience, by: str) -> tuple[pl.DataFrame, pl.Series]:
    """Return ``row``, ``code`` (null without a group), and the groups by code: quick to count with.

    Of a masked audience small groups are one, but for events and campaigns, which are no facts of people.

    Raises:
        FilterError: There is no such dimension.
    """
    label(by)
    if by == "event":
        return _coded(audience, "event"), event_names(audience)["group"]
    if by == ATTENDANCE:
        return _way_codes(audience), pl.Series(_WAYS)
    if by.startswith(QUESTION):
        return folded(audience, *_answer_codes(audience, by.removeprefix(QUESTION)))
    coded, names = _coded(audience, f"{by}_code"), audience.values(by)
    return (coded, names) if by == "campaign" else folded(audience, coded, names)


def _coded(audience: Audience, column: str) -> pl.DataFrame:
    found = audience.pick("row", column)
    found.columns = ["row", "code"]
    return found


def _answer_codes(audience: Audience, text: str) -> tuple[pl.DataFrame, pl.Series]:
    given = one_spelling(audience.registration_choices(text).rename({"answer": "group"})).lazy()
    names = given.select("group").unique().sort("group").with_row_index("code")
    coded = given.join(names, on="group").select("row", "code").unique()
    joined = audience.plan("row").join(coded, on="row", how="left", maintain_order="left")
    found, known = pl.collect_all([joined, names])
    return found, known["group"]


def _way_codes(audience: Audience) -> pl.DataFrame:
    came = [pl.col(f"{prefix}_attended").fill_null(value=False) for prefix in MODE_COLUMNS.values()]
    somehow = pl.any_horizontal(came)
    tests = [*came, pl.col("attended") & ~somehow, ~pl.col("attended") & ~somehow]
    ways = [pl.when(test).then(pl.lit(place, dtype=pl.UInt32)) for place, test in enumerate(tests)]
    found = audience.plan("row", code=pl.concat_list(ways).list.drop_nulls())
    return found.explode("code", empty_as_null=True).collect()


@held
def values(audience: Audience, by: str) -> pl.DataFrame:
    """Return ``group``, ``registrants``: the groups there are, most registrants first, then by name."""
    coded, names = codes(audience, by)
    counted = coded.lazy().group_by("code").agg(pl.len().cast(pl.Int64).alias("registrants"))
    named = counted.select(pl.lit(names).gather("code").alias("group"), "registrants")
    return named.sort("registrants", "group", descending=[True, False], nulls_last=True).collect()


@held
def members(audience: Audience, by: str, group: str | None) -> Audience:
    """Return the members of one group, by the same numbers that counted them."""
    coded, names = codes(audience, by)
    if group is None:
        return audience.only(coded.filter(pl.col("code").is_null())["row"])
    return audience.only(coded["row"].filter(at(names == group, coded["code"])))


@held
def event_names(audience: Audience) -> pl.DataFrame:
    """Return ``event_id``, ``group``: an event's title, with its id where several events share the title."""
    ids = audience.events["event_id"].to_list()
    titles = zip(ids, audience.events["title"], strict=True)
    bare = [(title or "").strip() or event for event, title in titles]
    several = {name for name, events in Counter(bare).items() if events > 1}
    group = [f"{name} ({event})" if name in several else name for event, name in zip(ids, bare, strict=True)]
    return pl.DataFrame({"event_id": ids, "group": group}, dict.fromkeys(("event_id", "group"), pl.String))


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


speaking(__name__)
