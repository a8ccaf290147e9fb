"""The audience: a report plus everything known of each registrant, ready for filters and analyses.

``Audience.of`` works once, on the whole report; a filter only narrows which rows are kept, so that a change of filter
on a million registrants costs milliseconds. Nothing here is ever changed after it was made: audiences are shared
between users.

Decisions that the definitions leave open:

- A session that lacks its start or its end is completed by its reported duration. One that cannot be placed at all
  counts as a session (its registrant attended) but adds no watch time and is no viewer at any moment, since it cannot
  be known not to overlap another. The platform's watch time contains it.
- A session that ends when it starts, or before, counts as a session and adds nothing else.
- In an event without session rows a person's watch time is the sum of the platform's totals of that person's
  registrants, and attendance is a total above zero; where the report has no totals either, both are null.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar, cast

import polars as pl

from webcast.analysis import spans
from webcast.analysis.domains import registrable
from webcast.reports import Report
from webcast.reports.schema import MODES, TABLES

T = TypeVar("T")

MINUTE_MS: Final = 60_000

MODE_COLUMNS: Final = {"Live": "live", "On-Demand": "od", "SimLive": "simlive"}
"""Mode → the prefix of its columns."""

SEVERAL: Final = ("Checkbox", "Attendance")
"""Types of survey questions whose answers hold several, joined with ``|``."""

HELPERS: Final = (
    "event",
    "unit",
    "live_length",
    "n_sessions",
    "n_live_sessions",
    "n_od_sessions",
    "n_simlive_sessions",
    "played_ms",
)
"""Columns of the whole table that are no columns of ``members``: see :meth:`Audience.pick`."""


@dataclass(frozen=True, eq=False, repr=False)
class _Whole:
    """What an audience and all that are narrowed from it have in common."""

    report: Report
    table: pl.DataFrame
    sessions: pl.DataFrame
    visits: pl.DataFrame
    twice: bool  # whether any person has two registrants in one event

    @cached_property
    def qa(self) -> pl.DataFrame:
        return self.with_rows(self.report.qa)

    @cached_property
    def registration_answers(self) -> pl.DataFrame:
        return self.with_rows(self.report.registration_answers)

    @cached_property
    def survey_responses(self) -> pl.DataFrame:
        return self.with_rows(self.report.survey_responses.with_columns(pl.col("question_id").fill_null("")))

    @cached_property
    def survey_questions(self) -> pl.DataFrame:
        return _all_questions(self.report)

    @cached_property
    def haystack(self) -> pl.Series:
        name = pl.concat_str("first_name", "last_name", separator=" ", ignore_nulls=True)
        fields = pl.concat_str(name, "email", "company", "title", separator="\x1f", ignore_nulls=True)
        return self.table.select(fields.str.to_lowercase()).to_series()

    def with_rows(self, child: pl.DataFrame) -> pl.DataFrame:
        return _with_rows(child, self.table)


class Audience:
    """The registrants of one event or of many, all of them or those that filters let through.

    Attributes:
        total: Registrants before any filter.
    """

    def __init__(self, whole: _Whole, keep: pl.Series | None) -> None:
        self._whole = whole
        self._keep = keep
        self._kept: dict[Hashable, object] = {}
        self.total = whole.table.height

    @classmethod
    def of(cls, report: Report) -> Audience:
        """Compute what is known of each registrant of the report."""
        return cls(_whole(report), None)

    def __repr__(self) -> str:
        # Never people.
        return f"Audience({self.count} of {self.total} registrants, {self.events.height} events)"

    # What is in it

    @cached_property
    def count(self) -> int:
        """Registrants after all filters."""
        return self.total if self._keep is None else int(self._keep.sum())

    @cached_property
    def people(self) -> int:
        """Persons after all filters."""
        return self.pick("person")["person"].n_unique()

    @property
    def has_duplicates(self) -> bool:
        """Whether any person has two registrants in one event, before any filter."""
        return self._whole.twice

    @property
    def events(self) -> pl.DataFrame:
        """The event table, all events, also those without a registrant left."""
        return self._whole.report.event

    @cached_property
    def members(self) -> pl.DataFrame:
        """One row a registrant: the columns of ``registrants`` and those that :meth:`of` computed.

        ``row`` (unique over all events), ``person``, ``domain`` (registrable e-mail domain), ``event_title``,
        ``live_start``, ``live_end``, ``attended`` and ``live_``, ``od_``, ``simlive_attended`` (this registrant;
        null where the report cannot tell), ``watch_ms`` and ``live_``, ``od_``, ``simlive_watch_ms`` (union of the
        person's sessions in the event, milliseconds), ``questions`` (asked), ``survey_answers`` (survey questions
        answered), ``live_registrant`` (registered ≤ end of the live event; null when either is unknown).
        """
        return self._cut(self._whole.table.drop(HELPERS))

    def pick(self, *columns: str | pl.Expr) -> pl.DataFrame:
        """Return some columns of ``members``, or expressions of them; quicker than ``members`` where few are needed.

        Knows some more: ``event`` (the event's row in ``events``), ``unit`` (a number an event and person),
        ``live_length`` (milliseconds from the start of the live event to its end, else the event's duration), and
        ``n_sessions``, ``n_live_sessions``, ``n_od_sessions``, ``n_simlive_sessions``, ``played_ms``: sessions and
        the sum of their durations from the session rows, else the platform's totals.
        """
        if self._keep is None:
            return self._whole.table.select(columns)
        return self._whole.table.lazy().filter(self._keep).select(columns).collect()

    def lazy(self) -> pl.LazyFrame:
        """Return ``members`` lazily, without a copy of a million rows."""
        table = self._whole.table.lazy().drop(HELPERS)
        return table if self._keep is None else table.filter(self._keep)

    @cached_property
    def sessions(self) -> pl.DataFrame:
        """The sessions of the members, with ``row`` and ``person``, sorted by person and start."""
        return self._cut_child(self._whole.sessions)

    @cached_property
    def visits(self) -> pl.DataFrame:
        """Sessions that can be placed in time, with ``row``, ``person``, ``unit`` and ``event``.

        ``mode`` is the place in :data:`~webcast.reports.schema.MODES`, ``start`` and ``end`` are milliseconds since
        1970, the end never before the start. Sorted by person and start, as :mod:`~.spans` wants it.
        """
        return self._cut_child(self._whole.visits)

    @cached_property
    def qa(self) -> pl.DataFrame:
        """The questions that members asked, with ``row`` and ``person``."""
        return self._cut_child(self._whole.qa)

    @cached_property
    def survey_responses(self) -> pl.DataFrame:
        """The members' survey responses, with ``row`` and ``person``."""
        return self._cut_child(self._whole.survey_responses)

    @cached_property
    def registration_answers(self) -> pl.DataFrame:
        """The members' answers to custom registration questions, with ``row`` and ``person``."""
        return self._cut_child(self._whole.registration_answers)

    @property
    def registration_questions(self) -> pl.DataFrame:
        """The custom registration questions of all events."""
        return self._whole.report.registration_questions

    @property
    def survey_questions(self) -> pl.DataFrame:
        """All survey questions, listed or only answered; ``label`` is how filters name one ("survey: question")."""
        return self._whole.survey_questions

    @property
    def without_sessions(self) -> pl.DataFrame:
        """Events whose report has no session rows: ``event_id``, ``title``. Curves cannot contain them."""
        return self.events.filter(~pl.col("has_sessions").fill_null(value=True)).select("event_id", "title")

    @cached_property
    def report(self) -> Report:
        """The report, cut to the members. Events, questions and warnings stay."""
        if self._keep is None:
            return self._whole.report
        whole = self._whole.report
        return Report(
            event=whole.event,
            registrants=self._cut(self._whole.table.select(list(TABLES["registrants"]))),
            registration_questions=whole.registration_questions,
            registration_answers=self.registration_answers.select(list(TABLES["registration_answers"])),
            sessions=self.sessions.sort("row", "session").select(list(TABLES["sessions"])),
            qa=self.qa.select(list(TABLES["qa"])),
            survey_questions=whole.survey_questions,
            survey_responses=self.survey_responses.select(list(TABLES["survey_responses"])),
            warnings=whole.warnings,
        )

    # Narrowing

    def where(self, mask: pl.Expr) -> Audience:
        """Return the members for whom an expression over ``members`` is true (null is not true)."""
        # The row number beside it makes even a literal as long as the table.
        found = self._whole.table.select("row", keep=mask.fill_null(value=False))
        return self._narrowed(found["keep"])

    def only(self, rows: pl.Series) -> Audience:
        """Return the members whose ``row`` is among ``rows``."""
        wanted = pl.DataFrame({"row": rows.unique().cast(pl.UInt32), "keep": True})
        found = self._whole.table.select("row").join(wanted, on="row", how="left", maintain_order="left")
        return self._narrowed(found["keep"].fill_null(value=False))

    def containing(self, text: str) -> Audience:
        """Return the members with ``text``, taken literally, in name, e-mail, company or title, whatever its case."""
        needle = pl.Series([text]).str.to_lowercase()[0]
        found = self._whole.haystack.str.contains(needle, literal=True)
        return self._narrowed(found.fill_null(value=False))

    def viewing(self, start_ms: int | None, end_ms: int | None) -> Audience:
        """Return the members who were viewing at some moment of ``[start, end)`` (milliseconds since 1970)."""
        overlaps = pl.col("end") > pl.col("start")
        if start_ms is not None:
            overlaps &= pl.col("end") > start_ms
        if end_ms is not None:
            overlaps &= pl.col("start") < end_ms
        return self.only(self._whole.visits.filter(overlaps)["row"])

    def survey_choices(self, label: str) -> pl.DataFrame:
        """Return ``row``, ``answer`` for one survey question by its label; multiple choices are split at ``|``."""
        asked = self.survey_questions.filter(pl.col("label") == label)
        given = self.survey_responses.join(
            asked.select("event_id", "survey_id", "question_id", "question_type"),
            on=["event_id", "survey_id", "question_id"],
            maintain_order="left",
        )
        return choices(given, pl.col("question_type").is_in(SEVERAL))

    def registration_choices(self, text: str) -> pl.DataFrame:
        """Return ``row``, ``answer`` for one registration question by its text, split at ``|``."""
        asked = self.registration_questions.filter(pl.col("text").str.strip_chars() == text.strip())
        keys = ["event_id", "question_id"]
        given = self.registration_answers.join(asked.select(keys), on=keys, how="semi", maintain_order="left")
        return choices(given, pl.lit(value=True))

    def once(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return what ``compute`` returned when it was first asked for under this key.

        For what several figures of a page share. Two threads may both compute; the results are equal.
        """
        if key not in self._kept:
            self._kept[key] = compute()
        return cast("T", self._kept[key])

    def watch(self, *modes: str) -> pl.Series:
        """Return each member's watch time over some modes together, in milliseconds, in the order of ``members``.

        Args:
            modes: Of :data:`~webcast.reports.schema.MODES`; none means all.
        """
        if not modes:
            return self.pick("watch_ms")["watch_ms"]
        if len(modes) == 1 and modes[0] in MODE_COLUMNS:
            return self.pick(watch_column(modes[0]))[watch_column(modes[0])]
        return self._watch_together(modes)

    def _watch_together(self, modes: tuple[str, ...]) -> pl.Series:
        chosen = self._whole.visits.filter(pl.col("mode").is_in([MODES.index(m) for m in modes]))
        measured = spans.gains(spans.by_unit(chosen, "unit")).group_by("unit").agg(pl.col("gain").sum())
        totals = pl.sum_horizontal(watch_column(m) for m in modes if m in MODE_COLUMNS)
        known = self.pick("unit", "event", totals.alias("totals")).join(
            measured, on="unit", how="left", maintain_order="left"
        )
        lacking = pl.col("event").is_in(self._events_without_sessions().implode())
        return known.select(pl.when(lacking).then("totals").otherwise(pl.col("gain").fill_null(0)))["totals"]

    def _events_without_sessions(self) -> pl.Series:
        numbered = self.events.with_row_index("event")
        return numbered.filter(~pl.col("has_sessions").fill_null(value=True))["event"]

    def _narrowed(self, mask: pl.Series) -> Audience:
        return Audience(self._whole, mask if self._keep is None else self._keep & mask)

    def _cut(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame if self._keep is None else frame.filter(self._keep)

    def _cut_child(self, child: pl.DataFrame) -> pl.DataFrame:
        return child if self._keep is None else child.filter(self._keep.gather(child["row"]))


def watch_column(mode: str) -> str:
    """Return the name of the column of ``members`` that holds a mode's watch time."""
    return f"{MODE_COLUMNS[mode]}_watch_ms"


def attended_column(mode: str) -> str:
    """Return the name of the column of ``members`` that says whether a registrant has a session of the mode."""
    return f"{MODE_COLUMNS[mode]}_attended"


def choices(given: pl.DataFrame, several: pl.Expr) -> pl.DataFrame:
    """Return ``row``, ``answer``: answers trimmed, split at ``|`` where ``several``, each once a row, none empty."""
    whole = pl.concat_list("answer")
    split = pl.when(several).then(pl.col("answer").str.split("|")).otherwise(whole)
    parts = given.select("row", answer=split).explode("answer")
    trimmed = parts.with_columns(pl.col("answer").str.strip_chars())
    return trimmed.filter(pl.col("answer") != "").unique(maintain_order=True)


# How an audience is computed


def _whole(report: Report) -> _Whole:
    table = _numbered(report)
    sessions = _with_rows(report.sessions, table).with_columns(pl.col("type").fill_null("Other"))
    visits = spans.by_unit(_visits(sessions, table), "person")
    twice = bool((table["unit"] != table["row"]).any())
    table = _with_viewing(table, sessions, visits)
    table = _with_counts(table, report)
    late = pl.col("registered_at") <= pl.col("live_end")
    table = table.with_columns(live_registrant=late)
    return _Whole(report, table, sessions.sort("person", "start", maintain_order=True), visits, twice)


def _numbered(report: Report) -> pl.DataFrame:
    """Return the registrants with their event's facts and the numbers ``row``, ``event``, ``person``, ``unit``."""
    length = (pl.col("live_end") - pl.col("live_start")).dt.total_milliseconds()
    facts = report.event.with_row_index("event").select(
        "event_id",
        "event",
        pl.col("title").alias("event_title"),
        "live_start",
        "live_end",
        pl.col("has_sessions").fill_null(value=True),
        pl.when(length > 0).then(length).otherwise("duration_ms").alias("live_length"),
    )
    table = report.registrants.join(facts, on="event_id", how="inner", maintain_order="left").with_row_index("row")
    table = _with_person(table)
    table = table.with_columns(domain=registrable(table["email_key"]))
    pair = pl.col("event").cast(pl.UInt64) * table.height + pl.col("person")
    table = table.with_columns(unit=pair)
    if table["unit"].n_unique() == table.height:
        return table.with_columns(unit=pl.col("row"))
    return table.with_columns(unit=pl.col("row").min().over("unit"))


def _with_person(table: pl.DataFrame) -> pl.DataFrame:
    keys = table.select("email_key").drop_nulls().unique(maintain_order=True).with_row_index("person")
    table = table.join(keys, on="email_key", how="left", maintain_order="left")
    alone = pl.col("person").is_null()
    own = (keys.height + alone.cum_sum() - 1).cast(pl.UInt32)
    return table.with_columns(pl.when(alone).then(own).otherwise("person").alias("person"))


def _with_rows(child: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a child table with the ``row`` and ``person`` of their registrant."""
    keys = ["event_id", "registrant"]
    return child.join(table.select(*keys, "row", "person"), on=keys, how="inner", maintain_order="left")


def _visits(sessions: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    start, end = pl.col("start").cast(pl.Int64), pl.col("end").cast(pl.Int64)
    placed = sessions.select(
        "row",
        "person",
        table["unit"].gather(sessions["row"]),
        table["event"].gather(sessions["row"]),
        pl.col("type").to_physical().alias("mode"),
        pl.coalesce(start, end - pl.col("duration_ms")).alias("start"),
        pl.coalesce(end, start + pl.col("duration_ms")).alias("end"),
    )
    known = placed.drop_nulls(["start", "end"])
    return known.with_columns(end=pl.max_horizontal("start", "end"))


def _with_viewing(table: pl.DataFrame, sessions: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """Return the table with attendance and watch time, from session rows where the report has them."""
    table = table.join(_attendance(sessions), on="row", how="left", maintain_order="left")
    table = table.join(_watch_times(visits), on="unit", how="left", maintain_order="left")
    rows = pl.col("has_sessions")
    columns: dict[str, pl.Expr] = {}
    for prefix, counted, timed in (("", "total", "total"), *((f"{p}_", p, p) for p in MODE_COLUMNS.values())):
        attended, watched = f"{prefix}attended", f"{prefix}watch_ms"
        columns[attended] = pl.when(rows).then(pl.col(attended).fill_null(value=False)).otherwise(_by_totals(counted))
        total = pl.col(f"{timed}_ms").sum().over("unit") if _lacks_sessions(table) else pl.lit(None, dtype=pl.Int64)
        known = pl.col(f"{timed}_ms").is_not_null()
        columns[watched] = pl.when(rows).then(pl.col(watched).fill_null(0)).when(known).then(total)
    for ours, theirs in _TOTALS.items():
        columns[ours] = pl.when(rows).then(pl.col(ours).fill_null(0)).otherwise(theirs).cast(pl.Int64)
    return table.with_columns(**columns).drop("has_sessions")


_TOTALS: Final = {
    "n_sessions": "total_sessions",
    "n_live_sessions": "live_sessions",
    "n_od_sessions": "od_sessions",
    "n_simlive_sessions": "simlive_sessions",
    "played_ms": "total_ms",
}
"""Sessions of a registrant by our count → by the platform's."""


def _lacks_sessions(table: pl.DataFrame) -> bool:
    return not table["has_sessions"].all()


def _by_totals(prefix: str) -> pl.Expr:
    """Return whether the platform's totals say that a registrant attended; null where there are none."""
    return pl.coalesce(f"{prefix}_sessions", f"{prefix}_ms") > 0


def _attendance(sessions: pl.DataFrame) -> pl.DataFrame:
    length = (pl.col("end") - pl.col("start")).dt.total_milliseconds().clip(lower_bound=0)
    counts = [(pl.col("type") == mode).sum().alias(f"n_{prefix}_sessions") for mode, prefix in MODE_COLUMNS.items()]
    counted = sessions.group_by("row").agg(
        pl.len().alias("n_sessions"), *counts, pl.coalesce("duration_ms", length).sum().alias("played_ms")
    )
    seen = [(pl.col(f"n_{prefix}_sessions") > 0).alias(f"{prefix}_attended") for prefix in MODE_COLUMNS.values()]
    return counted.with_columns(pl.lit(value=True).alias("attended"), *seen)


def _watch_times(visits: pl.DataFrame) -> pl.DataFrame:
    ordered = spans.by_unit(visits, "unit")
    parts = [spans.gains(ordered).rename({"gain": "watch_ms"})]
    for mode in MODE_COLUMNS:
        of_mode = ordered.filter(pl.col("mode") == MODES.index(mode))
        parts.append(spans.gains(of_mode).rename({"gain": watch_column(mode)}))
    return pl.concat(parts, how="diagonal").group_by("unit").agg(pl.all().sum())


def _with_counts(table: pl.DataFrame, report: Report) -> pl.DataFrame:
    """Return the table with the questions asked and the survey questions answered."""
    keys = ["event_id", "registrant"]
    asked = (
        report.qa.filter(pl.col("question").str.strip_chars() != "").group_by(keys).agg(pl.len().alias("questions"))
    )
    answered = (
        report.survey_responses.filter(pl.col("answer").str.strip_chars() != "")
        .group_by(keys)
        .agg(pl.struct("survey_id", "question_id").n_unique().alias("survey_answers"))
    )
    for counts in (asked, answered):
        table = table.join(counts, on=keys, how="left", maintain_order="left")
    return table.with_columns(pl.col("questions", "survey_answers").fill_null(0).cast(pl.UInt32))


def _all_questions(report: Report) -> pl.DataFrame:
    """Return the survey questions with their ``label``, those included that were answered without being listed."""
    keys = ["event_id", "survey_id", "question_id"]
    listed = report.survey_questions.with_columns(pl.col("question_id").fill_null(""))
    answered = report.survey_responses.select("event_id", "survey_id", pl.col("question_id").fill_null(""))
    unlisted = answered.unique(maintain_order=True).join(listed, on=keys, how="anti", maintain_order="left")
    questions = pl.concat([listed, unlisted], how="diagonal")
    survey = pl.coalesce(pl.col("survey").str.strip_chars(), "survey_id")
    text = pl.col("text").str.strip_chars()
    label = pl.when(text != "").then(pl.concat_str(survey, text, separator=": ")).otherwise(survey)
    return questions.with_columns(label=label)
