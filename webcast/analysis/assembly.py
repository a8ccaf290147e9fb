"""How an audience is computed from a report: numbers for everything that is joined, and every fact of a registrant.

Strings are compared once, here. Afterwards events, persons, companies and questions are small integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from webcast.analysis.answers import SEVERAL, Answers
from webcast.analysis.domains import hosts, registrable_name
from webcast.analysis.visits import Visits
from webcast.reports import Report

MODE_COLUMNS: Final = {"Live": "live", "On-Demand": "od", "SimLive": "simlive"}
"""Mode → the prefix of its columns."""

CODED: Final = ("campaign", "domain", "company", "country")
"""Columns that figures are broken down by; the table holds the number of the value as ``<column>_code``."""

FOLDED: Final = ("company", "country")
"""Those whose values are one when they differ in case alone."""

_TOTALS: Final = {
    "n_sessions": "total_sessions",
    "n_live_sessions": "live_sessions",
    "n_od_sessions": "od_sessions",
    "n_simlive_sessions": "simlive_sessions",
    "played_ms": "total_ms",
}
"""What we count of a registrant from session rows → the platform's total, where there are none."""

HELPERS: Final = (
    "event",
    "unit",
    "live_length",
    "live_exit",
    "broadcast_watch_ms",
    *_TOTALS,
    *(f"{name}_code" for name in CODED),
)
"""Columns of the table that are not columns of ``members``."""


@dataclass(frozen=True, eq=False, repr=False)
class Whole:
    """What an audience and all that are narrowed from it have in common."""

    report: Report
    table: pl.DataFrame
    sessions: pl.DataFrame
    visits: Visits
    surveys: Answers
    labels: dict[str, pl.Series]
    """Values of each of :data:`CODED` by their number."""

    twice: bool
    """Whether any person has two registrants in one event."""

    @cached_property
    def qa(self) -> pl.DataFrame:
        """The questions that were asked, with ``row`` and ``person``."""
        return _with_rows(self.report.qa, self.table)

    @cached_property
    def survey_responses(self) -> pl.DataFrame:
        """The responses as sent, with ``row`` and ``person``."""
        return _with_rows(self.report.survey_responses, self.table)

    @cached_property
    def registration_answers(self) -> pl.DataFrame:
        """The answers to custom questions, with ``row`` and ``person``."""
        return _with_rows(self.report.registration_answers, self.table)

    @cached_property
    def registration(self) -> Answers:
        """The answers to custom questions, taken apart. Their types are unknown, so each is split at ``|``."""
        asked = self.report.registration_questions.with_row_index("q").with_columns(
            label=pl.col("text").str.strip_chars(), several=pl.lit(value=True)
        )
        keys = ["event_id", "question_id"]
        given = self.registration_answers.join(asked.select(*keys, "q"), on=keys, maintain_order="left")
        return Answers.of(asked, given.select("row", "q", "answer"))

    @cached_property
    def haystack(self) -> pl.Series:
        """What free text is searched in, lower case; fields are kept apart by a sign that nobody types."""
        name = pl.concat_str("first_name", "last_name", separator=" ", ignore_nulls=True)
        fields = pl.concat_str(name, "email", "company", "title", separator="\x1f", ignore_nulls=True)
        return self.table.select(fields.str.to_lowercase()).to_series()


def assemble(report: Report) -> Whole:
    """Compute everything that is known of each registrant of the report."""
    table = _numbered(report)
    twice = bool((table["unit"] != table["row"]).any())
    table, labels = _with_codes(table)
    sessions = _with_rows(report.sessions, table).with_columns(pl.col("type").fill_null("Other"))
    visits = Visits.of(_placed(sessions, table))
    surveys = _surveys(report, table)
    table = _with_viewing(table, sessions, visits)
    table = _with_counts(table, report, surveys)
    table = table.with_columns(live_registrant=pl.col("registered_at") <= pl.col("live_end"))
    return Whole(report, table, sessions, visits, surveys, labels, twice)


# Numbers


def _numbered(report: Report) -> pl.DataFrame:
    """Return the registrants with their event's facts and the numbers ``row``, ``event``, ``person``, ``unit``."""
    table = report.registrants.with_columns(event=_event_numbers(report.registrants, report.event))
    table = table.drop_nulls("event").with_row_index("row")
    length = (pl.col("live_end") - pl.col("live_start")).dt.total_milliseconds()
    facts = report.event.select(
        pl.col("title").alias("event_title"),
        "live_start",
        "live_end",
        pl.col("has_sessions").fill_null(value=True),
        pl.when(length > 0).then(length).otherwise("duration_ms").alias("live_length"),
    )
    table = table.with_columns(facts[table["event"]])
    person = _persons(table["email_key"])
    pair = table["event"].cast(pl.UInt64) * table.height + person
    table = table.with_columns(person)
    if pair.n_unique() == table.height:
        return table.with_columns(unit=pl.col("row"))
    return table.with_columns(unit=pair).with_columns(unit=pl.col("row").min().over("unit"))


def _event_numbers(child: pl.DataFrame, events: pl.DataFrame) -> pl.Series:
    """Return each row's event as its place in the event table; null for an event that is not there."""
    ids = pl.Enum(events["event_id"])
    return child["event_id"].cast(ids, strict=False).to_physical().cast(pl.UInt32).alias("event")


def _persons(email_keys: pl.Series) -> pl.Series:
    """Return a dense number an e-mail key, and one of their own for those without."""
    codes, keys = _codes(email_keys)
    alone = codes.is_null()
    own = (alone.cum_sum().cast(pl.Int64) + (keys.len() - 1)).cast(pl.UInt32, strict=False)
    return codes.zip_with(~alone, own).alias("person")


def _codes(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return a dense number for each value (null stays null) and the values by number."""
    # Categories of our own make the numbers dense. They go with the last column that has them: read them before.
    categories = pl.Categories.random()
    found = values.cast(pl.Categorical(categories))
    names = categories.to_series()
    return found.to_physical().cast(pl.UInt32), names


def _with_rows(child: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a child table with the ``row`` and ``person`` of their registrant."""
    ids = pl.Enum(table["event_id"].unique())

    def key(frame: pl.DataFrame) -> pl.Series:
        event = frame["event_id"].cast(ids, strict=False).to_physical().cast(pl.Int64)
        return (event * 2**32 + frame["registrant"]).alias("_key")

    parents = table.select("row", "person").with_columns(key(table))
    return child.with_columns(key(child)).join(parents, on="_key", how="inner", maintain_order="left").drop("_key")


def _with_codes(table: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
    """Return the table with ``domain`` and a number for each of :data:`CODED`, and their values."""
    codes, names = _codes(hosts(table["email_key"]))
    domains = pl.Series("domain", [registrable_name(name) for name in names], dtype=pl.String)
    table = table.with_columns(domains.gather(codes))
    labels: dict[str, pl.Series] = {}
    for name in CODED:
        table, labels[name] = _with_code(table, name)
    return table, labels


def _with_code(table: pl.DataFrame, column: str) -> tuple[pl.DataFrame, pl.Series]:
    codes, spellings = _codes(table[column])
    spelt = pl.DataFrame({"spelling": spellings.cast(pl.String).str.strip_chars()})
    counts = codes.drop_nulls().value_counts(name="seen").sort(column)
    spelt = spelt.with_columns(counts["seen"])
    key = pl.col("spelling").str.to_lowercase() if column in FOLDED else pl.col("spelling")
    keyed = spelt.with_columns(key=pl.when(key != "").then(key)).with_row_index("_code")
    # The spelling seen most often names the group, the first by the alphabet among equals.
    per_spelling = keyed.drop_nulls("key").group_by("key", "spelling").agg(pl.col("seen").sum())
    named = per_spelling.sort("seen", "spelling", descending=[True, False]).unique("key", keep="first")
    named = named.sort("spelling").with_row_index("group")
    group = keyed.join(named.select("key", "group"), on="key", how="left", maintain_order="left")["group"]
    return table.with_columns(group.gather(codes).alias(f"{column}_code")), named["spelling"]


# Facts


def _placed(sessions: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    start, end = pl.col("start").cast(pl.Int64), pl.col("end").cast(pl.Int64)
    known = sessions.select(
        "row",
        "person",
        table["unit"].gather(sessions["row"]),
        table["event"].gather(sessions["row"]),
        pl.col("type").to_physical().alias("mode"),
        pl.coalesce(start, end - pl.col("duration_ms")).alias("start"),
        pl.coalesce(end, start + pl.col("duration_ms")).alias("end"),
    ).drop_nulls(["start", "end"])
    return known.with_columns(end=pl.max_horizontal("start", "end"))


def _with_viewing(table: pl.DataFrame, sessions: pl.DataFrame, visits: Visits) -> pl.DataFrame:
    """Return the table with attendance and watch time, from session rows where the report has them."""
    table = table.join(_counted(sessions), on="row", how="left", maintain_order="left")
    table = table.join(visits.watch_times(), on="unit", how="left", maintain_order="left")
    rows = pl.col("has_sessions")
    columns: dict[str, pl.Expr] = {}
    for ours, theirs in _TOTALS.items():
        columns[ours] = pl.when(rows).then(pl.col(ours).fill_null(0)).otherwise(theirs).cast(pl.Int64)
    for prefix, total in (("", "total"), *((f"{p}_", p) for p in MODE_COLUMNS.values())):
        by_totals = pl.coalesce(f"{total}_sessions", f"{total}_ms") > 0
        columns[f"{prefix}attended"] = pl.when(rows).then(pl.col(f"n_{prefix}sessions") > 0).otherwise(by_totals)
        watched = f"{prefix}watch_ms"
        columns[watched] = pl.when(rows).then(pl.col(watched).fill_null(0)).otherwise(_total(table, f"{total}_ms"))
    broadcast = pl.col("live_watch_ms") + pl.col("simlive_watch_ms")
    table = table.with_columns(**{name: columns.pop(name) for name in _TOTALS}).with_columns(**columns)
    both = pl.when(rows).then(pl.col("broadcast_watch_ms").fill_null(0)).otherwise(broadcast)
    return table.with_columns(broadcast_watch_ms=both).drop("has_sessions")


def _total(table: pl.DataFrame, column: str) -> pl.Expr:
    """Return the sum of a total over a person's registrants in the event; null where the platform gave none."""
    if table["has_sessions"].all():
        return pl.lit(None, dtype=pl.Int64)
    known = pl.col(column).count().over("unit") > 0
    return pl.when(known).then(pl.col(column).sum().over("unit"))


def _counted(sessions: pl.DataFrame) -> pl.DataFrame:
    length = (pl.col("end") - pl.col("start")).dt.total_milliseconds().clip(lower_bound=0)
    modes = [(pl.col("type") == mode).sum().alias(f"n_{prefix}_sessions") for mode, prefix in MODE_COLUMNS.items()]
    return sessions.group_by("row").agg(
        pl.len().alias("n_sessions"), *modes, pl.coalesce("duration_ms", length).sum().alias("played_ms")
    )


def _with_counts(table: pl.DataFrame, report: Report, surveys: Answers) -> pl.DataFrame:
    """Return the table with the questions asked and the survey questions answered."""
    asked = _with_rows(report.qa.filter(pl.col("question").str.strip_chars() != ""), table)
    counts = {
        "questions": asked.group_by("row").agg(pl.len().alias("questions")),
        "survey_answers": surveys.given.group_by("row").agg(pl.len().alias("survey_answers")),
    }
    for counted in counts.values():
        table = table.join(counted, on="row", how="left", maintain_order="left")
    return table.with_columns(pl.col(*counts).fill_null(0))


# Surveys


def _surveys(report: Report, table: pl.DataFrame) -> Answers:
    keys = ["event_id", "survey_id", "question_id"]
    questions = _all_questions(report).with_row_index("q")
    sent = report.survey_responses.select("registrant", *_filled(), "answer")
    numbered = _with_rows(sent, table).join(questions.select(*keys, "q"), on=keys, maintain_order="left")
    return Answers.of(questions, numbered.select("row", "q", "answer"))


def _filled() -> list[pl.Expr]:
    """Return the keys of a survey question; an attendance survey's question has the empty id."""
    return [pl.col("event_id"), pl.col("survey_id").fill_null(""), pl.col("question_id").fill_null("")]


def _all_questions(report: Report) -> pl.DataFrame:
    """Return the survey questions with their ``label``, those included that were answered without being listed."""
    keys = ["event_id", "survey_id", "question_id"]
    listed = report.survey_questions.with_columns(_filled()).unique(keys, keep="first", maintain_order=True)
    answered = report.survey_responses.select(_filled()).unique(maintain_order=True)
    unlisted = answered.join(listed, on=keys, how="anti", maintain_order="left")
    survey = pl.coalesce(pl.col("survey").str.strip_chars().replace("", None), "survey_id")
    text = pl.col("text").str.strip_chars().replace("", None)
    return pl.concat([listed, unlisted], how="diagonal").with_columns(
        survey=survey,
        text=text,
        label=pl.coalesce(pl.concat_str(survey, text, separator=": "), survey),
        several=pl.col("question_type").is_in(SEVERAL).fill_null(value=False),
        type_inferred=pl.col("type_inferred").fill_null(value=True),
    )
