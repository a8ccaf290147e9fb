"""The registrant export: one row a registrant of an event ("master registration" where several are picked)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from webcast.analysis.audience import Audience
from webcast.cohorts.presets import knows_who_opted_out
from webcast.exports import columns, headings
from webcast.exports.columns import DURATIONS, PLATFORM, TIME_ZONE, UNSUBSCRIBED, Questions
from webcast.exports.table import SLICE_ROWS, Table, cut, cut_anew
from webcast.language import phrase, say

LABEL: Final = phrase("Registrants")
"""What a sheet is called that holds them."""

_XML_GLUE: Final = " | "
_ANSWER_GLUE: Final = "|"
"""Joins several answers to one question, as the platform joins the choices of one."""


@dataclass(frozen=True)
class _Cells:
    """Cells that lie apart from the members: ``row``, ``column`` (number of the header), ``value``, sorted by row."""

    headers: list[str]
    cells: pl.DataFrame

    def within(self, rows: pl.Series) -> pl.DataFrame:
        """Return the cells of the rows, which ascend, as columns ``c0``, ``c1`` …, in the order of the rows."""
        wide = pl.DataFrame({"row": rows})
        if not self.headers:
            return wide
        found = self.cells
        if rows.len():
            first, last = rows.item(0), rows.item(-1)
            start = self.cells["row"].search_sorted(first, side="left")
            end = self.cells["row"].search_sorted(last, side="right")
            found = self.cells.slice(start, end - start)
        place = wide.with_row_index("place")
        found = found.join(place, on="row", how="inner")
        by_column = {key[0]: part for key, part in found.partition_by("column", as_dict=True).items()}
        filled = [_spread(by_column.get(n), rows.len()).alias(f"c{n}") for n in range(len(self.headers))]
        return pl.DataFrame([rows, *filled])


def _spread(cells: pl.DataFrame | None, height: int) -> pl.Series:
    """Return a column of ``height`` rows with the cells at their places and null elsewhere."""
    if cells is None:
        return pl.Series([None], dtype=pl.String).new_from_index(0, height)
    at = pl.Series([None], dtype=pl.UInt32).new_from_index(0, height)
    at = at.scatter(cells["place"], pl.Series(range(cells.height), dtype=pl.UInt32))
    return cells["value"].gather(at)


@dataclass(frozen=True, eq=False)
class Known:
    """What has to be known of all registrants of a file before the first of them is written.

    Attributes:
        height: How many there are.
        total: How many there would be without filters.
        questions: Those that have a column.
        asked: The most questions that one of them asked.
        opted_out: Whether any report says of anybody whether they opted out.
    """

    height: int
    total: int
    questions: Questions
    asked: int
    opted_out: bool

    @classmethod
    def of(cls, audience: Audience) -> Known:
        """Return what has to be known of an audience."""
        asked = _given(audience).group_by("row").len()["len"].max()
        most = asked if isinstance(asked, int) else 0
        knows = knows_who_opted_out(audience)
        return cls(audience.count, audience.total, Questions.of(audience), most, knows)

    @classmethod
    def together(cls, each: Sequence[Known]) -> Known:
        """Return what has to be known of audiences of different events, one behind the other."""
        return cls(
            sum(one.height for one in each),
            sum(one.total for one in each),
            Questions.together([one.questions for one in each]),
            max(one.asked for one in each),
            any(one.opted_out for one in each),
        )


def registrants(audience: Audience, zone: str, wanted: Sequence[str] | None = None) -> Table:
    """Return the export table: every member of the audience, in the order of the report.

    Args:
        audience: Whom to export.
        zone: IANA name of the zone that times are shown in.
        wanted: Headers to keep, in this order; None for all.

    Returns:
        The platform's headers in the platform's order, registration questions by their text before ``Campaign ID``,
        after ``Referrer`` the pairs ``Question n``, ``Answer n`` and ``Survey: <survey>: <question>``; then, of ours,
        ``Unsubscribed`` where a report has it, and last ``Time Zone``. Counts and durations are the platform's own
        totals (guide, "data_headers").

    Raises:
        UnknownColumn: A wanted header is not among these.
    """
    return one_by_one(Known.of(audience), [lambda: audience], zone, wanted)


def one_by_one(
    known: Known, parts: Sequence[Callable[[], Audience]], zone: str, wanted: Sequence[str] | None = None
) -> Table:
    """Return the export table of audiences of different events, one behind the other.

    Each is asked for when its rows are, and let go before the next one is: no more than one is in memory.

    Args:
        known: What has to be known of all of them.
        parts: Return the audiences.
        zone: IANA name of the zone that times are shown in.
        wanted: Headers to keep, in this order; None for all.

    Raises:
        UnknownColumn: A wanted header is none of the table's.
    """
    asked = columns.qa_headers(max(known.asked, columns.most_questions(wanted or ())))
    taken = [*PLATFORM, *asked, UNSUBSCRIBED, TIME_ZONE]
    before, after = columns.around_questions()
    registered = _Numbered.of(columns.registration_headers(known.questions, taken))
    surveyed = _Numbered.of(columns.survey_headers(known.questions, [*taken, *registered.headers]))
    unsubscribed = [UNSUBSCRIBED] if known.opted_out else []
    fixed_last = [*asked, *surveyed.headers, *unsubscribed, TIME_ZONE]
    headers = [*before, *registered.headers, *after, *fixed_last]
    picked = columns.chosen(headers, wanted)

    def rows(audience: Audience) -> Iterator[pl.DataFrame]:
        fixed = _fixed(audience, zone)
        cells: list[tuple[list[str], Callable[[], pl.DataFrame]]] = [
            (asked, lambda: _asked(audience)),
            (registered.headers, lambda: registered.cells(audience.registration_answers)),
            (surveyed.headers, lambda: surveyed.cells(_surveys(audience))),
        ]
        found = [_Cells(names, make()) for names, make in cells if not set(names).isdisjoint(picked)]
        for frame in cut(fixed, SLICE_ROWS):
            yield _with_cells(frame, found, picked)

    def slices(size: int) -> Iterator[pl.DataFrame]:
        return cut_anew(itertools.chain.from_iterable(rows(part()) for part in parts), size)

    found = Table(tuple(picked), known.height, known.total, zone, slices, label=say(LABEL))
    ours = (*PLATFORM, UNSUBSCRIBED, TIME_ZONE, *asked, *surveyed.headers)
    return found.renamed(headings.said(ours))


def _fixed(audience: Audience, zone: str) -> pl.DataFrame:
    """Return ``row`` and the platform's columns under their headers, typed."""
    centers = audience.events.select("event_id", pl.col("cost_center"))
    exprs = []
    for header, name in PLATFORM.items():
        if name == "cost_center":
            continue
        values = pl.col(name)
        if name == "registered_at":
            values = values.dt.convert_time_zone(zone)
        elif name in DURATIONS:
            values = pl.duration(milliseconds=values, time_unit="ms")
        elif name == "referrer":
            values = values.replace("", None)  # a report of both formats tells none so; the platform writes nothing
        exprs.append(values.alias(header))
    opted_out = pl.when("opted_out").then(pl.lit("Yes")).when(~pl.col("opted_out")).then(pl.lit("No"))
    picked = audience.pick("row", *exprs, opted_out.alias(UNSUBSCRIBED))
    cost = picked.select("Event Id").join(
        centers, left_on="Event Id", right_on="event_id", how="left", maintain_order="left"
    )["cost_center"]
    return picked.with_columns(cost.alias("Cost Center"), pl.lit(zone).alias(TIME_ZONE)).select(
        "row", *PLATFORM, UNSUBSCRIBED, TIME_ZONE
    )


def _with_cells(frame: pl.DataFrame, parts: list[_Cells], picked: list[str]) -> pl.DataFrame:
    for part in parts:
        wide = part.within(frame["row"])
        named = dict(zip((f"c{n}" for n in range(len(part.headers))), part.headers, strict=True))
        frame = frame.hstack(wide.drop("row").rename(named))
    return frame.select(picked)


def _given(audience: Audience) -> pl.DataFrame:
    return audience.qa.filter(pl.col("question").is_not_null() | pl.col("answer").is_not_null())


def _asked(audience: Audience) -> pl.DataFrame:
    """Return the cells of the questions and answers of each registrant, numbered in the order in which they came."""
    given = _given(audience).sort("row", "n", maintain_order=True)
    place = (pl.int_range(pl.len()).over("row") * 2).cast(pl.Int32)
    numbered = given.with_columns(place.alias("column"))
    cells = pl.concat(
        [
            numbered.select("row", "column", pl.col("question").alias("value")),
            numbered.select("row", pl.col("column") + 1, pl.col("answer").alias("value")),
        ]
    ).drop_nulls("value")
    return cells.sort("row")


def _surveys(audience: Audience) -> pl.DataFrame:
    kinds = audience.survey_questions.select("event_id", "survey_id", "question_id", "question_type")
    given = audience.survey_responses.join(
        kinds, on=["event_id", "survey_id", "question_id"], how="left", maintain_order="left"
    )
    # XML joins the choices of one answer with blanks around, JSON and CSV without: the export is like these.
    choices = pl.col("answer").str.replace_all(_XML_GLUE, _ANSWER_GLUE, literal=True)
    answer = pl.when(pl.col("question_type") == "Checkbox").then(choices).otherwise("answer")
    return given.with_columns(answer=answer)


@dataclass(frozen=True, eq=False)
class _Numbered:
    """Questions and the numbers of their headers."""

    headers: list[str]
    places: pl.DataFrame

    @classmethod
    def of(cls, named: pl.DataFrame) -> _Numbered:
        keys = [name for name in ("event_id", "survey_id", "question_id") if name in named.columns]
        headers = named["header"].unique(maintain_order=True).to_list()
        numbers = pl.DataFrame({"header": headers}, schema={"header": pl.String}).with_row_index("column")
        places = named.join(numbers, on="header", how="left").select(*keys, pl.col("column").cast(pl.Int32))
        return cls(headers, places)

    def cells(self, given: pl.DataFrame) -> pl.DataFrame:
        """Return answers as cells under the headers of their questions."""
        keys = [name for name in self.places.columns if name != "column"]
        cells = given.join(self.places, on=keys, how="inner")
        cells = cells.select("row", "column", pl.col("answer").alias("value")).drop_nulls("value")
        if cells.select(pl.struct("row", "column").is_duplicated().any()).item():
            cells = cells.group_by("row", "column", maintain_order=True).agg(pl.col("value").str.join(_ANSWER_GLUE))
        return cells.sort("row", maintain_order=True)
