"""Who asked questions, as persons: how many, and those who asked most; each once over all events."""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import of_events, pieces
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.numbering import lasting_codes
from webcast.analysis.pairs import PERSON, Answer, Pair
from webcast.analysis.parts import Stacked

MOST: Final = 100
"""Persons of whom it is kept that they asked most."""

_WHO: Final = ("first_name", "last_name", "email", "company")
_OPEN: Final = pl.col("questions") - pl.col("answered")


@held
def asked(audience: Audience) -> pl.DataFrame:
    """Return the questions that members asked, with whether each is ``answered``; as they stand in the report."""
    said = audience.qa.lazy().filter(pl.col("question").str.strip_chars() != "")
    answered = (pl.col("answer").str.strip_chars() != "").fill_null(value=False)
    return said.with_columns(answered=answered).collect()


@held
def by_asker(audience: Audience) -> pl.DataFrame:
    """Return the persons who asked, most questions first; among equals those with most unanswered.

    Returns:
        ``row`` (the person's first registrant who asked), ``person``, ``first_name``, ``last_name``, ``email``,
        ``company``, ``questions``, ``answered``, ``open`` (questions without an answer).
    """
    counted = _counted(audience, PERSON, row=pl.col("row").min()).with_columns(open=_OPEN)
    ordered = counted.sort(*_ORDER, descending=_FALLING).collect()
    who = audience.of_rows(ordered["row"], *_WHO)
    return ordered.hstack(who.get_columns())[["row", PERSON, *_WHO, "questions", "answered", "open"]]


_ORDER: Final = ("questions", "open", "row")
_FALLING: Final = (True, True, False)


def _counted(audience: Audience, *by: str, **more: pl.Expr) -> pl.LazyFrame:
    counts = {"questions": pl.len(), "answered": pl.col("answered").sum()}
    whole = {name: count.cast(pl.Int64) for name, count in counts.items()}
    return asked(audience).lazy().group_by(by).agg(**more, **whole)


def _of_persons(audience: Audience) -> pl.DataFrame:
    """Return a partial: ``person``, ``event``, ``row``, ``questions``, ``answered``: who asked what in which event.

    The row is the place of the first registrant of theirs who asked, among all of the event. Of an audience that is
    merged with nothing, how many persons asked so many questions, as :func:`_narrow` makes it of the others, without
    those who asked most.
    """
    if not audience.lasting:
        return _alone(audience)
    codes = pl.DataFrame([audience.events["event_id"], of_events.numbers(audience).alias("event")]).lazy()
    counted = _counted(audience, PERSON, "event_id", row=pl.col("row").min())
    found = counted.join(codes, on="event_id").sort("row")
    rows = found.select(PERSON, pl.col(_COLUMNS).cast(pl.Int64)).collect()
    places = audience.by_row("event").to_frame().select(pl.int_range(pl.len()).over("event")).to_series()
    return rows.with_columns(audience.numbers(rows[PERSON]), places.gather(rows["row"]).alias("row"))


def _alone(audience: Audience) -> pl.DataFrame:
    """Return how many persons asked so many questions, of people who are merged with nobody."""
    people = _counted(audience, PERSON).select("questions", open=_OPEN, persons=pl.lit(1, pl.Int64))
    counts = people.group_by("questions", "open").agg(pl.col("persons").sum())
    return counts.with_columns(pl.lit(-1, pl.Int64).alias(name) for name in _WHERE).collect()


_COLUMNS: Final = ("event", "row", "questions", "answered")


def _narrow(stacked: Stacked) -> pl.DataFrame:
    """Return how many persons asked so many questions, of which so many are open; and who asked most.

    ``questions``, ``open``, ``persons``, and four columns that are -1 there. Of :data:`MOST` persons, and of those
    who asked as many as the last of them: ``event``, ``row`` of each event where they did, and ``first_event``,
    ``first_row``, the same in all rows of a person; ``persons`` is 0.
    """
    rows = stacked.rows
    if PERSON not in rows.columns:
        alike = pl.col("persons") > 0
        return _with_leading(rows.filter(alike), rows.filter(~alike))
    both = (pl.col("questions").sum(), pl.col("answered").sum(), pl.len().alias("_events"))
    people = rows.lazy().group_by(PERSON).agg(both).with_columns(open=_OPEN).collect()
    counts = people.select("questions", "open", persons=pl.lit(1, pl.Int64))
    leading = people.lazy().filter(_leads(people)).select(PERSON, "questions", "open")
    where = rows.lazy().select(PERSON, "event", "row").join(leading, on=PERSON).sort(PERSON, "event", "row")
    first = [pl.col(name).first().over(PERSON).alias(f"first_{name}") for name in ("event", "row")]
    return _with_leading(counts, where.with_columns(first).drop(PERSON).collect())


def _with_leading(counts: pl.DataFrame, leading: pl.DataFrame) -> pl.DataFrame:
    summed = counts.group_by("questions", "open").agg(pl.col("persons").sum()).sort("questions", "open")
    once = leading.unique(["first_event", "first_row"])
    last = leading.filter(_leads(once)) if once.height else leading
    whole = pl.DataFrame(schema=dict.fromkeys(("questions", "open", "persons", *_WHERE), pl.Int64))
    found = pl.concat([whole, summed, last], how="diagonal")
    return found.with_columns(pl.col("persons").fill_null(0), pl.col(_WHERE).fill_null(-1))


_WHERE: Final = ("event", "row", "first_event", "first_row")


def _key() -> pl.Expr:
    return pl.col("questions") * 2**31 + pl.col("open")


def _leads(people: pl.DataFrame) -> pl.Expr:
    """Return who asked as many questions as the last of the :data:`MOST` persons who asked most, or more."""
    keys = people.select(_key().top_k(MOST)).to_series()
    return _key() >= pl.lit(keys.min(), pl.Int64)


def _summary(stacked: Stacked) -> pl.DataFrame:
    if PERSON in stacked.rows.columns:
        sums = (pl.col("questions", "answered").sum(), pl.lit(1, pl.Int64).alias("persons"))
        found = stacked.rows.lazy().group_by(PERSON).agg(sums).with_columns(open=_OPEN)
    else:
        found = stacked.rows.lazy()  # of those who lead, persons are 0
    persons = pl.col("persons")
    counts = {"askers": persons, "several": persons.filter(pl.col("questions") > 1)}
    counts |= {"waiting": persons.filter(pl.col("open") > 0)}
    return found.select(**{name: count.sum() for name, count in counts.items()}).collect()


def _most(stacked: Stacked) -> pl.DataFrame:
    found = _narrow(stacked).filter(pl.col("persons") == 0).drop("persons")
    return found.sort("first_event", "first_row", "event", "row")


COUNTED: Final = Answer("askers", Pair("askers", _of_persons, _summary, _narrow))
"""One row: how many persons are ``askers``, asked ``several`` questions, are ``waiting`` for an answer."""


def counted(audience: Audience) -> pl.DataFrame:
    """Return :data:`COUNTED` of an audience."""
    return audience.once("askers counted", lambda: COUNTED.of(audience))


LEADING: Final = Answer("leading askers", Pair("askers", _of_persons, _most, _narrow))
"""Those who asked most: see :func:`_narrow`."""


@held
def leading(audience: Audience, most: int = MOST) -> pl.DataFrame:
    """Return the first rows of :func:`by_asker`, without ``person``; of events that are not open those are alone."""
    reports = audience.reports
    found = None if audience.opened or reports is None or most > MOST else LEADING.of(audience)
    if found is None or reports is None or audience.opened:  # it may just have been: nothing was kept
        return by_asker(audience)[:most, ["row", *_WHO, "questions", "answered", "open"]]
    ids = list(reports.registrants)
    begin = list(pieces.begins(reports).values())
    known = pl.DataFrame({"event_id": ids, "event": lasting_codes(ids), "_begin": begin}).lazy()
    placed = found.lazy().join(known, on="event").with_columns(row=pl.col("row") + pl.col("_begin"))
    persons = placed.sort("row").group_by("first_event", "first_row", maintain_order=True).first()
    chosen = persons.sort(*_ORDER, descending=_FALLING).head(most).collect()
    answered = pl.col("questions") - pl.col("open")
    rows = chosen.select(pl.col("row").cast(pl.UInt32), "questions", answered.alias("answered"), "open")
    who = pieces.of_rows(audience, rows["row"], *_WHO)
    return rows.hstack(who)[["row", *_WHO, "questions", "answered", "open"]]
