"""How an audience is computed from a report: numbers for everything that is joined, and every fact of a registrant.

Strings are compared once, here and in :mod:`webcast.analysis.numbering`. Afterwards events, persons, companies and
questions are small integers. Each step is one plan over the table that the one before it left.

Decisions that the definitions leave open:

- A session that lacks its start or its end is completed by its reported duration. One that cannot be placed at all
  counts as a session (its registrant attended) but adds no watch time and is no viewer at any moment, since it cannot
  be known not to overlap another. The platform's watch time contains it.
- A session that ends when it starts, or before, counts as a session and adds nothing else.
- Attendance and watch time of a member are those of that record's own sessions. The watch time of a person, and what
  adds up to totals, is of all sessions of the person's members in the event: :mod:`webcast.analysis.person_watch`.
- In an event without session rows watch time is the platform's total of the record, and attendance is a total above
  zero; where the report has no totals either, both are null. A person's watch time is then the sum of the totals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from webcast.analysis import numbering
from webcast.analysis.answers import Answers
from webcast.analysis.codes import CODED, Coded
from webcast.analysis.masks import Masking
from webcast.analysis.modes import MODE_COLUMNS
from webcast.analysis.numbering import Registrants
from webcast.analysis.running import known_until, placed
from webcast.analysis.runs import summed
from webcast.analysis.survey_forms import Responses
from webcast.analysis.visits import Visits
from webcast.reports import Report
from webcast.reports.columns import constant
from webcast.reports.schema import MODES

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
    "shared",
    "live_length",
    "live_exit",
    "broadcast_watch_ms",
    "has_sessions",
    "told",
    "live_told",
    "broadcast_told",
    "timed",
    "live_timed",
    "broadcast_timed",
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
    qa: pl.DataFrame
    """The questions that were asked, with ``row`` and ``person``."""

    surveys: Answers
    labels: dict[str, pl.Series]
    """Values of each of :data:`~.codes.CODED` by their number."""

    spellings: pl.DataFrame
    """How often each of these values was spelt in which way: see :meth:`~.codes.Coded.grouped`."""

    registrants: Registrants
    """Where other tables find their registrant."""

    twice: bool
    """Whether any person has two registrants in one event."""

    known_until: pl.Series
    """By event, up to when it is known, of one on air: :func:`~.running.known_until`."""

    masking: Masking | None = None
    """How the report was masked; None where it says who is who."""

    numbers: pl.Series | None = None
    """By person, the number that it bears in every audience; None where it bears that of this one alone."""

    @cached_property
    def survey_responses(self) -> pl.DataFrame:
        """The responses as sent, with ``row`` and ``person``."""
        return self.registrants.beside(self.report.survey_responses).collect()

    @cached_property
    def registration_answers(self) -> pl.DataFrame:
        """The answers to custom questions, with ``row`` and ``person``."""
        return self.registrants.beside(self.report.registration_answers).collect()

    @cached_property
    def registration(self) -> Answers:
        """The answers to custom questions, taken apart. Their types are unknown, so each is split at ``|``."""
        label = pl.col("text").str.strip_chars()
        questions = self.report.registration_questions.lazy().with_row_index("q")
        asked = questions.with_columns(label=label, several=pl.lit(value=True))
        keys = ["event_id", "question_id"]
        given = self.registration_answers.lazy().join(
            asked.select(*keys, "q", "several"), on=keys, maintain_order="left"
        )
        return Answers.of(asked, given)

    @cached_property
    def haystack(self) -> pl.Series:
        """What free text is searched in, lower case; fields are kept apart by a sign that nobody types."""
        name = pl.concat_str("first_name", "last_name", separator=" ", ignore_nulls=True)
        fields = pl.concat_str(name, "email", "company", "title", separator="\x1f", ignore_nulls=True)
        return self.table.select(fields.str.to_lowercase()).to_series()


def assemble(report: Report, masking: Masking | None = None, *, lasting: bool = False) -> Whole:
    """Compute everything that is known of each registrant of the report, and remember how it was masked.

    With ``lasting`` persons are numbered for all audiences, too.
    """
    table, facts, labels, spellings = _numbered(report)
    registrants = Registrants.of(table, report.event, table.drop_in_place("_last"))
    visited = registrants.beside(report.sessions).with_columns(pl.col("type").fill_null(_OTHER))
    responses = Responses(registrants.beside(report.survey_responses))
    asked = registrants.beside(report.qa)
    sessions, timed, sent, qa = pl.collect_all([visited, _placed(visited, table, facts), responses.plan, asked])
    visits = Visits.of(timed)
    surveys = responses.answers(sent, report.survey_questions)
    watched = [_counted(sessions), visits.watch_times(), visits.live_exits()]
    *viewing, counts = pl.collect_all([*watched, _counts(qa.lazy(), surveys)])
    table = _with_viewing(table, viewing, told=facts["has_sessions"].all())
    table = _with_counts(table, counts)
    numbers = _lasting_numbers(table) if lasting else None
    twice, known = bool(table["shared"].any()), facts["known_until"]
    return Whole(
        report, table, sessions, visits, qa, surveys, labels, spellings, registrants, twice, known, masking, numbers
    )


_OTHER: Final = pl.lit("Other", dtype=pl.Enum(MODES))


# Numbers


def _facts(events: pl.DataFrame) -> pl.LazyFrame:
    """Return what registrants and sessions need of their events."""
    length = (pl.col("live_end") - pl.col("live_start")).dt.total_milliseconds()
    return events.lazy().select(
        pl.col("title").alias("event_title"),
        "live_start",
        "live_end",
        pl.col("has_sessions").fill_null(value=True),
        pl.when(length > 0).then(length).otherwise("duration_ms").alias("live_length"),
        known_until(),
    )


_OF_EVENT: Final = ("event_title", "live_start", "live_end", "has_sessions", "live_length")


def _numbered(report: Report) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, pl.Series], pl.DataFrame]:
    """Return the registrants with their event's facts and their numbers, ``row``, ``event``, ``person`` and ``unit``.

    ``_last`` is the greatest number of a registrant in the event. Beside them :func:`_facts`, the values of
    :data:`~.codes.CODED` by the numbers that the table has of them, and how these are spelt.
    """
    coded = Coded(report.event)
    rows = report.registrants.lazy().with_columns(numbering.event_numbers(report.event))
    rows = rows.drop_nulls("event").with_row_index("row")
    # Grouping by a 64-bit hash takes a third of the time of grouping by text. Two keys with one hash are next to
    # impossible, but then counted for one person: so look, and group by text if it ever happens.
    written = coded.written(_with_persons(rows, report, pl.col("email_key").hash()))
    table, facts = pl.collect_all([written, _facts(report.event)])
    if not table["_agrees"].all():
        table = coded.written(_with_persons(rows, report, pl.col("email_key"))).collect()
    table.drop_in_place("_agrees")
    known = [numbering.at(facts[name], table["event"]) for name in _OF_EVENT]
    shared = _shared(table["unit"], table["row"])
    last = table.drop_in_place("_last")
    table, labels, spellings = coded.grouped(table)
    begin, end = table.columns.index("person"), table.columns.index("domain")
    table = table[:, :begin].hstack(known).hstack(table[:, begin:end]).hstack([shared]).hstack(table[:, end:])
    return table.hstack([last]), facts, labels, spellings


def _with_persons(rows: pl.LazyFrame, report: Report, key: pl.Expr) -> pl.LazyFrame:
    """Return the registrants with ``person`` and ``unit``; ``key``: what tells persons apart who have an e-mail.

    ``_agrees`` says whether all with one key have one e-mail.
    """
    email, first = pl.col("email_key"), pl.col("_first")
    rows = rows.with_columns(_first=pl.when(email.is_null()).then("row").otherwise(numbering.first_rows(key)))
    rows = rows.with_columns(person=numbering.dense(first), _agrees=(email.gather(first) == email).all())
    if report.registrants["opted_out"].null_count() < report.registrants.height:
        # Whoever opted out once has opted out: any record says so.
        rows = rows.with_columns(pl.col("opted_out").max().over("person"))
    pair = pl.col("event").cast(pl.UInt64) * pl.len() + pl.col("person")
    last = pl.col("registrant").max().over("event")
    return rows.with_columns(unit=numbering.first_rows(pair), _last=last).drop("_first")


def _lasting_numbers(table: pl.DataFrame) -> pl.Series:
    persons = table.lazy().unique("person", keep="first", maintain_order=True).sort("person")
    known = persons.select("email_key", "event_id", "registrant").collect()
    return numbering.lasting_numbers(known["email_key"], known["event_id"], known["registrant"])


def _shared(units: pl.Series, rows: pl.Series) -> pl.Series:
    """Return whether each row is one of several registrants of a person in an event."""
    later = (units != rows).alias("shared")
    leaders = constant(units.len(), pl.Boolean, value=False)
    return later | leaders.scatter(units.filter(later), values=True) if later.any() else later


# Facts


def _placed(sessions: pl.LazyFrame, table: pl.DataFrame, facts: pl.DataFrame) -> pl.LazyFrame:
    """Return the sessions that can be placed in time: see :class:`Visits`."""
    event = pl.lit(table["event"]).gather("row")
    known = sessions.select(
        "row",
        "person",
        pl.lit(table["unit"]).gather("row"),
        event,
        pl.col("type").to_physical().alias("mode"),
        *placed(pl.lit(facts["known_until"].cast(pl.Int64)).gather(event)),
    )
    return known.drop_nulls(["start", "end"]).with_columns(end=pl.max_horizontal("start", "end"))


def _with_viewing(table: pl.DataFrame, viewing: Sequence[pl.DataFrame], *, told: bool) -> pl.DataFrame:
    """Return the table with attendance and watch time, from session rows where the report has them.

    Args:
        table: The registrants.
        viewing: What their sessions say, by ``row``.
        told: Whether the reports of all events have session rows.
    """
    for facts in viewing:
        table = numbering.beside(table, facts)
    rows = pl.col("has_sessions")
    columns: dict[str, pl.Expr] = {}
    for prefix, total in (("", "total"), *((f"{p}_", p) for p in MODE_COLUMNS.values())):
        by_totals = pl.coalesce(_reported(f"{total}_sessions"), _reported(f"{total}_ms")) > 0
        columns[f"{prefix}attended"] = pl.when(rows).then(pl.col(f"n_{prefix}sessions") > 0).otherwise(by_totals)
        watched = f"{prefix}watch_ms"
        columns[watched] = pl.when(rows).then(pl.col(watched).fill_null(0)).otherwise(_reported(f"{total}_ms"))
    counts = {
        ours: pl.when(rows).then(pl.col(ours).fill_null(0)).otherwise(_reported(theirs)).cast(pl.Int64)
        for ours, theirs in _TOTALS.items()
    }
    both = (
        pl.when(rows)
        .then(pl.col("broadcast_watch_ms").fill_null(0))
        .otherwise(pl.col("live_watch_ms") + pl.col("simlive_watch_ms"))
    )
    plan = table.lazy().with_columns(**counts).with_columns(**columns).with_columns(broadcast_watch_ms=both)
    return _with_told(plan, told=told).collect()


def _reported(name: str) -> pl.Expr:
    """Return a column of the report; a total that it lacks is the sum of the modes where it has all of them.

    Where it lacks one of these as well, the total stays unknown: who did not come live may have come on demand.
    """
    if not name.startswith("total_"):
        return pl.col(name)
    modes = [name.replace("total", prefix) for prefix in MODE_COLUMNS.values()]
    return pl.coalesce(name, pl.sum_horizontal(modes, ignore_nulls=False))


def _with_told(table: pl.LazyFrame, *, told: bool) -> pl.LazyFrame:
    """Return the table with whether each member's event tells who attended, who live, and who live or SimLive.

    Likewise ``timed``, ``live_timed`` and ``broadcast_timed``: whether it tells for how long. Session rows tell all.
    """
    live, simlive = pl.col("live_attended"), pl.col("simlive_attended")
    known = {"told": pl.col("attended"), "live_told": live, "broadcast_told": live | simlive}
    known |= {name.replace("watch_ms", "timed"): pl.col(name) for name in _WATCHED}
    if told:
        return table.with_columns(**dict.fromkeys(known, pl.lit(value=True)))
    return table.with_columns(**{name: fact.is_not_null().any().over("event") for name, fact in known.items()})


_WATCHED: Final = ("watch_ms", "live_watch_ms", "broadcast_watch_ms")


def _counted(sessions: pl.DataFrame) -> pl.LazyFrame:
    length = (pl.col("end") - pl.col("start")).dt.total_milliseconds().clip(lower_bound=0)
    modes = [(pl.col("type") == mode).alias(f"n_{prefix}_sessions") for mode, prefix in MODE_COLUMNS.items()]
    ones = sessions.lazy().select(
        "row",
        pl.lit(value=True).alias("n_sessions"),
        *modes,
        pl.coalesce("duration_ms", length).fill_null(0).alias("played_ms"),
    )
    return summed(ones, "row", ordered=sessions["row"].is_sorted())


def _counts(qa: pl.LazyFrame, surveys: Answers) -> pl.LazyFrame:
    """Return ``row``, ``what``, ``n``: how many questions were asked, and questions and checks answered."""
    asked = qa.filter(pl.col("question").str.strip_chars() != "").select("row", what=pl.lit(0))
    check = pl.lit(surveys.questions["check"]).gather("q")
    given = surveys.given.lazy().select("row", what=pl.when(check).then(2).otherwise(1))
    return pl.concat([asked, given]).group_by("row", "what").agg(n=pl.len())


def _with_counts(table: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    """Return the table with the questions asked, the survey questions answered, and apart the attendance checks."""
    columns = []
    for what, name in enumerate(("questions", "survey_answers", "check_answers")):
        found = counts["what"] == what
        none = constant(table.height, pl.UInt32, value=0, name=name)
        columns.append(none.scatter(counts["row"].filter(found), counts["n"].filter(found)))
    live = (table["registered_at"] <= table["live_end"]).alias("live_registrant")
    return table.hstack([*columns, live])
