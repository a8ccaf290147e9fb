"""How an audience is computed from a report: numbers for everything that is joined, and every fact of a registrant.

Strings are compared once, here and in :mod:`webcast.analysis.numbering`. Afterwards events, persons, companies and
questions are small integers. Each step takes up the table that the one before it left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from webcast.analysis import numbering
from webcast.analysis.answers import CHECK, QUESTION_TEXT, SEVERAL, SINGLE, SURVEY_NAME, Answers, told_apart
from webcast.analysis.domains import hosts, registrable_name
from webcast.analysis.masks import Masking
from webcast.analysis.modes import MODE_COLUMNS
from webcast.analysis.running import known_until, placed
from webcast.analysis.runs import sums
from webcast.analysis.visits import Visits
from webcast.errors import FilterError
from webcast.language import later
from webcast.reports import Report
from webcast.reports.columns import constant

NO_REFERRER: Final = "No referrer"
"""Who came without one, where the report tells referrers; null is who may have had one."""

CODED: Final = ("campaign", "domain", "company", "country", "referrer")
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
    surveys: Answers
    labels: dict[str, pl.Series]
    """Values of each of :data:`CODED` by their number."""

    twice: bool
    """Whether any person has two registrants in one event."""

    masking: Masking | None = None
    """How the report was masked; None where it says who is who."""

    numbers: pl.Series | None = None
    """By person, the number that it bears in every audience; None where it bears that of this one alone."""

    @cached_property
    def qa(self) -> pl.DataFrame:
        """The questions that were asked, with ``row`` and ``person``."""
        return numbering.with_rows(self.report.qa, self.table)

    @cached_property
    def survey_responses(self) -> pl.DataFrame:
        """The responses as sent, with ``row`` and ``person``."""
        return numbering.with_rows(self.report.survey_responses, self.table)

    @cached_property
    def registration_answers(self) -> pl.DataFrame:
        """The answers to custom questions, with ``row`` and ``person``."""
        return numbering.with_rows(self.report.registration_answers, self.table)

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


def assemble(report: Report, masking: Masking | None = None, *, lasting: bool = False) -> Whole:
    """Compute everything that is known of each registrant of the report, and remember how it was masked.

    With ``lasting`` persons are numbered for all audiences, too.
    """
    table = _numbered(report)
    twice = bool(table["shared"].any())
    table, labels = _with_codes(table, _referrers(table, report))
    sessions = numbering.with_rows(report.sessions, table).with_columns(pl.col("type").fill_null("Other"))
    visits = Visits.of(_placed(sessions, table, report.event))
    # Sorted here and not at the first look at a curve, which somebody waits for.
    _ = visits.steps
    surveys = _surveys(report, table)
    table = _with_viewing(table, sessions, visits)
    table = _with_counts(table, report, surveys)
    table = table.with_columns(live_registrant=pl.col("registered_at") <= pl.col("live_end"))
    numbers = _lasting_numbers(table) if lasting else None
    return Whole(report, table, sessions, visits, surveys, labels, twice, masking, numbers)


# Numbers


def _numbered(report: Report) -> pl.DataFrame:
    """Return the registrants with their event's facts and the numbers ``row``, ``event``, ``person``, ``unit``."""
    table = report.registrants.with_columns(event=numbering.event_numbers(report.registrants, report.event))
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
    table = table.with_columns(numbering.persons(table["email_key"]))
    if table["opted_out"].null_count() < table.height:  # whoever opted out once has opted out: any record says so
        table = table.with_columns(pl.col("opted_out").max().over("person"))
    pair = table["event"].cast(pl.UInt64) * table.height + table["person"]
    table = table.with_columns(numbering.first_rows(pair).alias("unit"))
    return table.with_columns(shared=_shared(table["unit"]))


def _lasting_numbers(table: pl.DataFrame) -> pl.Series:
    persons = table.unique("person", keep="first", maintain_order=True).sort("person")
    return numbering.lasting_numbers(persons["email_key"], persons["event_id"], persons["registrant"])


def _shared(units: pl.Series) -> pl.Series:
    """Return whether each row is one of several registrants of a person in an event."""
    rows = pl.int_range(units.len(), dtype=pl.UInt32, eager=True)
    later = units != rows
    leaders = constant(units.len(), pl.Boolean, value=False)
    return later | leaders.scatter(units.filter(later), values=True) if later.any() else later


def _referrers(table: pl.DataFrame, report: Report) -> pl.Series:
    """Return who came from where, :data:`NO_REFERRER` among them; null where the report does not tell referrers."""
    given = told_referrers(report.event).str.strip_chars()
    return table.select(given.replace("", NO_REFERRER).alias("referrer")).to_series()


def told_referrers(events: pl.DataFrame) -> pl.Expr:
    """Return the referrers of these events' registrants: blank for none, null where they are not told.

    JSON alone tells them of everybody, XML alone of nobody, another file of everybody if it has any. Two reports made
    one tell them of whom they are not null: whoever is not in the JSON may have had one.
    """
    kind = pl.col("format")
    in_json = events.filter(kind == "json")["event_id"]
    each = events.filter((kind == "xml") | kind.str.contains("+", literal=True))["event_id"]
    any_given = (pl.col("referrer").str.strip_chars().fill_null("") != "").any().over("event_id")
    by_itself = pl.when(pl.col("event_id").is_in(each.implode())).then(pl.col("referrer").is_not_null())
    told = by_itself.otherwise(any_given) | pl.col("event_id").is_in(in_json.implode())
    return pl.when(told).then(pl.col("referrer").fill_null("")).alias("referrer")


def codes_of(labels: Mapping[str, pl.Series], column: str, values: Iterable[str]) -> pl.Series:
    """Return the numbers of these values of a column, trimmed; companies and countries without regard to case.

    Raises:
        FilterError: There is no such column.
    """
    if column not in CODED:
        raise FilterError(
            later(
                "'{column}' cannot be chosen by value; expected one of {columns}.",
                column=column,
                columns=", ".join(CODED),
            )
        )
    wanted, known = pl.Series([value.strip() for value in values], dtype=pl.String), labels[column]
    if column in FOLDED:
        wanted, known = wanted.str.to_lowercase(), known.str.to_lowercase()
    return known.is_in(wanted.implode()).arg_true()


def _with_codes(table: pl.DataFrame, referrers: pl.Series) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
    """Return the table with ``domain`` and a number for each of :data:`CODED`, and their values."""
    codes, names = numbering.codes(hosts(table["email_key"]))
    domains = pl.Series("domain", [registrable_name(name) for name in names], dtype=pl.String)
    columns = [domains.gather(codes)]
    labels: dict[str, pl.Series] = {}
    for name in CODED:
        spelt = (
            (codes, domains)
            if name == "domain"
            else numbering.codes(referrers if name == "referrer" else table[name])
        )
        code, labels[name] = _grouped(*spelt, folded=name in FOLDED)
        columns.append(code.alias(f"{name}_code"))
    return table.with_columns(columns), labels


def _grouped(codes: pl.Series, spellings: pl.Series, *, folded: bool) -> tuple[pl.Series, pl.Series]:
    """Return the codes of trimmed (and ``folded``: case-blind) values, null for a blank one, and the values."""
    seen = codes.drop_nulls().alias("code").value_counts(name="seen").sort("code")["seen"]
    spelling = pl.col("spelling").str.strip_chars()
    key = spelling.str.to_lowercase() if folded else spelling
    keyed = pl.DataFrame({"spelling": spellings.cast(pl.String), "seen": seen}).select(
        spelling, "seen", key=pl.when(key != "").then(key)
    )
    # The spelling seen most often names the group, the first by the alphabet among equals.
    counted = keyed.drop_nulls("key").group_by("key", "spelling").agg(pl.col("seen").sum())
    named = counted.sort("seen", "spelling", descending=[True, False]).unique("key", keep="first")
    named = named.sort("spelling").with_row_index("group")
    group = keyed.join(named.select("key", "group"), on="key", how="left", maintain_order="left")["group"]
    return group.gather(codes), named["spelling"]


# Facts


def _placed(sessions: pl.DataFrame, table: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    until = events.select(known_until().cast(pl.Int64))["known_until"].gather(table["event"].gather(sessions["row"]))
    known = (
        sessions.with_columns(_until=until)
        .select(
            "row",
            "person",
            table["unit"].gather(sessions["row"]),
            table["event"].gather(sessions["row"]),
            pl.col("type").to_physical().alias("mode"),
            *placed(pl.col("_until")),
        )
        .drop_nulls(["start", "end"])
    )
    return known.with_columns(end=pl.max_horizontal("start", "end"))


def _with_viewing(table: pl.DataFrame, sessions: pl.DataFrame, visits: Visits) -> pl.DataFrame:
    """Return the table with attendance and watch time, from session rows where the report has them."""
    table = numbering.beside(table, _counted(sessions), "row")
    table = numbering.beside(table, visits.watch_times(), "row")
    table = numbering.beside(table, visits.live_exits(), "row")
    rows = pl.col("has_sessions")
    columns: dict[str, pl.Expr] = {}
    for ours, theirs in _TOTALS.items():
        columns[ours] = pl.when(rows).then(pl.col(ours).fill_null(0)).otherwise(_reported(theirs)).cast(pl.Int64)
    for prefix, total in (("", "total"), *((f"{p}_", p) for p in MODE_COLUMNS.values())):
        by_totals = pl.coalesce(_reported(f"{total}_sessions"), _reported(f"{total}_ms")) > 0
        columns[f"{prefix}attended"] = pl.when(rows).then(pl.col(f"n_{prefix}sessions") > 0).otherwise(by_totals)
        watched = f"{prefix}watch_ms"
        columns[watched] = pl.when(rows).then(pl.col(watched).fill_null(0)).otherwise(_reported(f"{total}_ms"))
    broadcast = pl.col("live_watch_ms") + pl.col("simlive_watch_ms")
    table = table.with_columns(**{name: columns.pop(name) for name in _TOTALS}).with_columns(**columns)
    both = pl.when(rows).then(pl.col("broadcast_watch_ms").fill_null(0)).otherwise(broadcast)
    return _with_told(table.with_columns(broadcast_watch_ms=both))


def _reported(name: str) -> pl.Expr:
    """Return a column of the report; a total that it lacks is the sum of the modes where it has all of them.

    Where it lacks one of these as well, the total stays unknown: who did not come live may have come on demand.
    """
    if not name.startswith("total_"):
        return pl.col(name)
    modes = [name.replace("total", prefix) for prefix in MODE_COLUMNS.values()]
    return pl.coalesce(name, pl.sum_horizontal(modes, ignore_nulls=False))


def _with_told(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with whether each member's event tells who attended, who live, and who live or SimLive.

    Likewise ``timed``, ``live_timed`` and ``broadcast_timed``: whether it tells for how long.
    """
    live, simlive = pl.col("live_attended"), pl.col("simlive_attended")
    known = {"told": pl.col("attended"), "live_told": live, "broadcast_told": live | simlive}
    known |= {name.replace("watch_ms", "timed"): pl.col(name) for name in _WATCHED}
    found = table.select("event", **{name: mask.is_not_null() for name, mask in known.items()})
    told = [pl.lit(value=True) if found[name].all() else pl.col(name).any().over("event") for name in known]
    return table.with_columns(found.with_columns(**dict(zip(known, told, strict=True))).select(list(known)))


_WATCHED: Final = ("watch_ms", "live_watch_ms", "broadcast_watch_ms")


def _counted(sessions: pl.DataFrame) -> pl.DataFrame:
    length = (pl.col("end") - pl.col("start")).dt.total_milliseconds().clip(lower_bound=0)
    modes = [(pl.col("type") == mode).alias(f"n_{prefix}_sessions") for mode, prefix in MODE_COLUMNS.items()]
    ones = sessions.select(
        "row",
        pl.lit(value=True).alias("n_sessions"),
        *modes,
        pl.coalesce("duration_ms", length).fill_null(0).alias("played_ms"),
    )
    return sums(ones, "row")


def _with_counts(table: pl.DataFrame, report: Report, surveys: Answers) -> pl.DataFrame:
    """Return the table with the questions asked, the survey questions answered, and apart the attendance checks."""
    asked = numbering.with_rows(report.qa.filter(pl.col("question").str.strip_chars() != ""), table)
    checks = surveys.given.select("row", check=surveys.questions["check"].gather(surveys.given["q"]))
    counts = {
        "questions": asked.group_by("row").agg(pl.len().alias("questions")),
        "survey_answers": checks.filter(~pl.col("check")).group_by("row").agg(pl.len().alias("survey_answers")),
        "check_answers": checks.filter("check").group_by("row").agg(pl.len().alias("check_answers")),
    }
    for counted in counts.values():
        table = numbering.beside(table, counted, "row")
    return table.with_columns(pl.col(*counts).fill_null(0))


# Surveys


_SURVEY_KEYS: Final = ("event_id", "survey_id", "question_id")


def _surveys(report: Report, table: pl.DataFrame) -> Answers:
    sent = numbering.with_rows(report.survey_responses, table)
    sent = sent.with_columns(pl.col("survey_id", "question_id").fill_null(""))
    numbers, distinct = _distinct_keys(sent)
    listed = report.survey_questions.with_columns(pl.col("survey_id", "question_id").fill_null(""))
    listed = listed.unique(_SURVEY_KEYS, keep="first", maintain_order=True)
    unlisted = distinct.join(listed, on=_SURVEY_KEYS, how="anti", maintain_order="left")
    questions = _described(pl.concat([listed, unlisted], how="diagonal")).with_row_index("q")
    places = distinct.join(questions, on=_SURVEY_KEYS, how="left", maintain_order="left")["q"]
    return Answers.of(questions, sent.select("row", "answer").with_columns(places.gather(numbers).alias("q")))


def _distinct_keys(sent: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
    """Return the number of each response's question, and the keys of the questions by number."""
    parts = [numbering.codes(sent[key]) for key in _SURVEY_KEYS]
    packed = pl.lit(0, dtype=pl.UInt64)
    columns = {}
    for key, (codes, names) in zip(_SURVEY_KEYS, parts, strict=True):
        packed = packed * names.len() + pl.col(key)
        columns[key] = codes
    keys = pl.DataFrame(columns).select("*", packed=packed)
    distinct = keys.unique("packed", maintain_order=True).with_row_index("number")
    numbers = keys.select("packed").join(distinct, on="packed", how="left", maintain_order="left")["number"]
    spelt = [names.gather(distinct[key]).alias(key) for key, (_, names) in zip(_SURVEY_KEYS, parts, strict=True)]
    return numbers, pl.DataFrame(spelt)


def _described(questions: pl.DataFrame) -> pl.DataFrame:
    """Return the questions with ``label`` (of filters and headers), ``several``, ``single`` and ``check``."""
    named = questions.with_columns(survey=SURVEY_NAME, text=QUESTION_TEXT)
    return named.with_columns(told_apart(named)).with_columns(
        label=pl.coalesce(pl.concat_str("survey", "text", separator=": "), "survey"),
        single=(pl.col("question_type") == SINGLE).fill_null(value=False),
        several=pl.col("question_type").is_in(SEVERAL).fill_null(value=False),
        check=(pl.col("question_type") == CHECK).fill_null(value=False),
        type_inferred=pl.col("type_inferred").fill_null(value=True),
    )
