"""Two broadcasts of one programme taken as one event, in which a person counts once.

Broadcasts of one programme have one title. Merged, they are one event from their first record to their last: its live
end is the last broadcast's, so that who registered for any of them is in time, and its length the longest
broadcast's. It has no live start, since there were several: curves from the start are drawn a broadcast.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import polars as pl

from webcast.analysis.answers import QUESTION_TEXT, SURVEY_NAME, told_apart
from webcast.analysis.codes import told_referrers
from webcast.reports import Report
from webcast.reports.schema import ANALYTICS, TABLES

JOIN = "+"
"""Between the ids of broadcasts in the id of their programme."""

_NAMED = {"event_id": pl.String, "title": pl.String}


def same_programme(title: str = "title") -> pl.Expr:
    """Return what broadcasts of one programme share: their title, whatever its case; null where there is none."""
    bare = pl.col(title).str.strip_chars().str.to_lowercase()
    return pl.when(bare != "").then(bare)


def programmes(events: pl.DataFrame) -> pl.DataFrame:
    """Return ``title``, ``event_ids``: the titles that several events share, whatever their case."""
    titled = events.lazy().with_columns(_key=same_programme()).drop_nulls("_key")
    grouped = titled.group_by("_key", maintain_order=True).agg(
        pl.col("title").str.strip_chars().first(), pl.col("event_id").alias("event_ids")
    )
    return grouped.filter(pl.col("event_ids").list.len() > 1).drop("_key").collect()


@lru_cache(maxsize=64)
def of(event_ids: tuple[str, ...], titles: tuple[str | None, ...]) -> pl.DataFrame:
    """Return the same of events by id and title; remembered, since every run of a page asks."""
    return programmes(pl.DataFrame({"event_id": event_ids, "title": titles}, schema=_NAMED))


def merged(report: Report, event_ids: list[str] | None = None) -> Report:
    """Return the report with broadcasts of one programme merged.

    Args:
        report: Of several events.
        event_ids: The broadcasts to merge; None merges those of every title that comes more than once.

    Returns:
        A report in which each programme is one event, named by the ids of its broadcasts joined with ``+``. Its
        registrants are its persons: the record is the earliest registration's, the platform's totals are added up,
        sessions, questions and answers are all kept. What the platform reported of the broadcasts is left out.
    """
    merges = programmes(report.event)["event_ids"].to_list() if event_ids is None else [event_ids]
    into = {old: JOIN.join(ids) for ids in merges for old in ids}
    if not into:
        return report
    alone = ~pl.col("event_id").is_in(list(into))
    report = _with_one_id_a_question(report, into)
    rows, moved = _persons(report, into)
    tables = {"event": _events(report, into), "registrants": rows}
    for name in ("registration_answers", "sessions", "qa", "survey_responses"):
        tables[name] = _moved(name, getattr(report, name), into, moved)
    lacking = tables["event"].filter(~pl.col("has_sessions"))["event_id"]
    tables["sessions"] = tables["sessions"].filter(~pl.col("event_id").is_in(lacking.implode()))
    for name, keys in _QUESTION_KEYS.items():
        renamed = getattr(report, name).with_columns(_renamed(into))
        tables[name] = renamed.unique(["event_id", *keys], keep="first", maintain_order=True)
    warnings = report.warnings.with_columns(_renamed(into), record=pl.when(alone).then("record"))
    return Report(**tables, warnings=warnings)


_QUESTION_KEYS = {"registration_questions": ("question_id",), "survey_questions": ("survey_id", "question_id")}


def _with_one_id_a_question(report: Report, into: dict[str, str]) -> Report:
    """Return the report in which a question that several broadcasts asked has the ids that the first gave it."""
    asked = report.survey_questions.with_columns(
        pl.col("survey_id", "question_id").fill_null(""), survey=SURVEY_NAME, text=QUESTION_TEXT
    )
    asked = asked.with_columns(told_apart(), _of=_renamed(into))
    firsts = asked.filter(pl.col("text").is_not_null() & pl.col("event_id").is_in(list(into)))
    firsts = firsts.select(
        *_IDS, *(pl.col(name).first().over("_of", "survey", "text").alias(f"_{name}") for name in _IDS[1:])
    ).unique(_IDS, keep="first", maintain_order=True)
    moved = {
        name: getattr(report, name)
        .with_columns(pl.col(_IDS[1:]).fill_null(""))
        .join(firsts, on=_IDS, how="left", maintain_order="left")
        .with_columns(pl.coalesce(f"_{of}", of).alias(of) for of in _IDS[1:])
        .select(list(TABLES[name]))
        for name in ("survey_questions", "survey_responses")
    }
    told = moved["survey_questions"].with_columns(
        pl.when(pl.col("event_id").is_in(list(into))).then(asked["text"]).otherwise("text").alias("text")
    )
    return replace(report, **(moved | {"survey_questions": told}))


_IDS = ["event_id", "survey_id", "question_id"]


def _renamed(into: dict[str, str]) -> pl.Expr:
    return pl.col("event_id").replace(into)


def _events(report: Report, into: dict[str, str]) -> pl.DataFrame:
    length = (pl.col("live_end") - pl.col("live_start")).dt.total_milliseconds()
    known = pl.col("has_sessions").fill_null(value=True)
    events = report.event.with_columns(
        known, _length=pl.when(length > 0).then(length).otherwise("duration_ms"), _of=_renamed(into)
    )
    broadcasts = pl.col("event_id") != pl.col("_of")
    firsts = ("title", "cost_center", "creator", "report_zone", "report_filters")
    whole = (
        events.filter(broadcasts)
        .group_by("_of", maintain_order=True)
        .agg(
            pl.col(firsts).drop_nulls().first(),
            _formats().alias("format"),
            pl.col("created_at", "live_scheduled_at", "simlive_scheduled_at", "od_published_at").min(),
            pl.col("live_end", "od_expires_at").max(),
            pl.col("_length").max().alias("duration_ms"),
            # The oldest part says how fresh the whole is.
            pl.col("run_at").min(),
            pl.col("has_sessions").all(),
        )
    )
    unreported = [pl.lit(None).cast(kind).alias(f"reported_{name}") for name, kind in ANALYTICS.items()]
    whole = whole.rename({"_of": "event_id"}).with_columns(
        *unreported, live_start=pl.lit(None, dtype=TABLES["event"]["live_start"])
    )
    columns = list(TABLES["event"])
    return pl.concat([events.filter(~broadcasts).select(columns), whole.select(columns)])


def _formats() -> pl.Expr:
    """Return the formats of the parts, each once: ``xml+json`` where one broadcast is in XML and one in JSON."""
    parts = pl.col("format").drop_nulls().str.split("+").explode()
    return parts.unique().sort(descending=True).str.join("+").replace("", None)


def _persons(report: Report, into: dict[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the registrants, merged ones once a person, and where each registrant of a broadcast went."""
    parts = report.registrants.with_row_index("_row").with_columns(told_referrers(report.event), _of=_renamed(into))
    own = pl.concat_str(pl.lit("\x00"), "_row")
    broadcasts = parts.filter(pl.col("event_id") != pl.col("_of")).with_columns(_who=pl.coalesce("email_key", own))
    ordered = broadcasts.sort("registered_at", "_row", nulls_last=True)
    totals = [name for name in TABLES["registrants"] if name.endswith(("_sessions", "_ms"))]
    others = [name for name in TABLES["registrants"] if name not in ("event_id", "registrant", *totals)]
    known = [pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in totals]
    people = ordered.group_by("_of", "_who", maintain_order=True).agg(pl.col(others).first(), *known)
    people = people.with_columns(registrant=(pl.int_range(pl.len()) + 1).over("_of").cast(pl.Int64))
    moved = broadcasts.join(people.select("_of", "_who", new="registrant"), on=["_of", "_who"])
    columns = list(TABLES["registrants"])
    whole = people.rename({"_of": "event_id"}).select(columns)
    alone = report.registrants.filter(~pl.col("event_id").is_in(list(into)))
    return pl.concat([alone, whole]), moved.select("event_id", "registrant", "new")


def _moved(name: str, child: pl.DataFrame, into: dict[str, str], moved: pl.DataFrame) -> pl.DataFrame:
    """Return a child table whose rows belong to the merged registrants, numbered on where the table numbers rows."""
    keys = ["event_id", "registrant"]
    joined = child.join(moved, on=keys, how="left", maintain_order="left")
    found = joined.with_columns(_renamed(into), registrant=pl.coalesce("new", "registrant")).drop("new")
    number = {"sessions": "session", "qa": "n"}.get(name)
    if number is not None:
        again = (pl.int_range(pl.len()) + 1).over(keys).cast(pl.Int64)
        of_programme = pl.col("event_id").is_in(list(into.values()))
        found = found.with_columns(pl.when(of_programme).then(again).otherwise(number).alias(number))
    return found.select(list(TABLES[name]))
