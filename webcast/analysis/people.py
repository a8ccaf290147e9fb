"""Persons over events: one person's sessions and profile, everybody's profiles, and who comes again."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from webcast.analysis import person_watch, persons
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.modes import MODE_COLUMNS, watch_column
from webcast.analysis.runs import summed
from webcast.errors import FilterError
from webcast.language import later


def sessions_of(audience: Audience, row: int) -> pl.DataFrame:
    """Return the sessions of the person behind a registrant, over all events, by start.

    Returns:
        ``row``, ``event_id``, ``event_title``, ``session``, ``type``, ``start``, ``end``, ``duration_ms``, ``media``.
    """
    own = audience.sessions.filter(pl.col("person") == _person(audience, row))
    titles = audience.events.select("event_id", pl.col("title").alias("event_title"))
    joined = own.join(titles, on="event_id", how="left", maintain_order="left").sort("start", maintain_order=True)
    return joined.select("row", "event_id", "event_title", "session", "type", "start", "end", "duration_ms", "media")


@dataclass(frozen=True, eq=False)
class Profile:
    """Everything known of one person in the audience's events."""

    registrations: pl.DataFrame
    """The person's rows of ``members``, by time of registration."""

    sessions: pl.DataFrame
    """See :func:`sessions_of`."""

    questions: pl.DataFrame
    """``event_id``, ``question``, ``answer``."""

    registration_answers: pl.DataFrame
    """``event_id``, ``text``, ``answer``."""

    survey_answers: pl.DataFrame
    """``event_id``, ``survey``, ``text``, ``answer``, ``check`` (whether it is an attendance check)."""

    figures: dict[str, object]
    """The person's row of :func:`profiles`."""


def profile(audience: Audience, row: int) -> Profile:
    """Return the profile of the person behind a registrant.

    Raises:
        FilterError: The audience has no such registrant.
    """
    own = audience.where(pl.col("person") == _person(audience, row))
    asked = own.qa.select("event_id", "question", "answer")
    texts = audience.registration_questions.select("event_id", "question_id", "text")
    given = own.registration_answers.join(texts, on=["event_id", "question_id"], how="left", maintain_order="left")
    keys = ["event_id", "survey_id", "question_id"]
    surveys = audience.survey_questions.select(*keys, "survey", "text", "check")
    answered = own.survey_responses.join(surveys, on=keys, how="left", maintain_order="left")
    return Profile(
        registrations=own.members.sort("registered_at", maintain_order=True, nulls_last=True),
        sessions=sessions_of(own, row),
        questions=asked,
        registration_answers=given.select("event_id", "text", "answer"),
        survey_answers=answered.select(
            "event_id", "survey", "text", "answer", pl.col("check").fill_null(value=False)
        ),
        figures=profiles(own).row(0, named=True),
    )


@held
def profiles(audience: Audience, most: int | None = None) -> pl.DataFrame:
    """Return one row a person: what the person did over all events.

    Args:
        audience: Whose members.
        most: Only the first so many persons; much quicker than all.

    Returns:
        ``person``, ``row`` (of the latest registration), ``email``, ``first_name``, ``last_name``, ``company`` (as
        given there), ``events_registered``, ``events_attended``, ``watch_ms``, ``live_watch_ms``, ``od_watch_ms``,
        ``simlive_watch_ms``, ``questions``, ``survey_answers``, ``first_seen``, ``last_seen`` (registration, start or
        end of a session, whichever is first and last). Most events attended first, then most watched. Events
        attended and watch times are null where no report tells of any of the person's records.
    """
    ranked = _ranked(audience)
    if most is not None:
        first = ranked.head(most).collect()
        ranked = first.lazy()
        if first.height == most:
            audience = audience.where(pl.col("person").is_in(first["person"].implode()))
    watched = ("watch_ms", *(watch_column(mode) for mode in MODE_COLUMNS))
    known = {f"_{name}": pl.col(name).is_not_null() for name in watched[1:]}
    members = audience.plan("row", "person", "registered_at", "questions", "survey_answers", **known).with_columns(
        *person_watch.of_members(audience, *watched).get_columns(), _first=persons.firsts(audience)[persons.PEOPLE]
    )
    # Without a time of registration a row counts as earlier than any; the later row goes first among equals.
    ordered = members.sort("registered_at", maintain_order=True, nulls_last=False)
    found = ordered.group_by("person").agg(
        pl.col("row").last(),
        pl.col("_first").sum().cast(pl.Int64).alias("events_registered"),
        *(pl.when(pl.col(f"_{name}").any()).then(pl.col(name).sum()).alias(name) for name in watched[1:]),
        pl.col("questions", "survey_answers").sum().cast(pl.Int64),
        pl.col("registered_at").min().alias("_from"),
        pl.col("registered_at").max().alias("_to"),
    )
    # An end before its start is when nobody was seen.
    end = pl.max_horizontal("start", "end")
    times = (
        audience.viewed()
        .group_by("person")
        .agg(pl.min_horizontal("start", end).min().alias("_start"), end.max().alias("_end"))
    )
    joined = ranked.join(found, on="person", how="left", maintain_order="left")
    seen = joined.join(times, on="person", how="left", maintain_order="left").with_columns(
        first_seen=pl.min_horizontal("_from", "_start"), last_seen=pl.max_horizontal("_to", "_end")
    )
    whole = seen.collect()
    named = audience.of_rows(whole["row"], "email", "first_name", "last_name", "company")
    return whole.hstack(named)[
        "person",
        "row",
        *named.columns,
        "events_registered",
        "events_attended",
        *watched,
        "questions",
        "survey_answers",
        "first_seen",
        "last_seen",
    ]


def _ranked(audience: Audience) -> pl.LazyFrame:
    """Return ``person``, ``events_attended``, ``watch_ms``, in the order of :func:`profiles`."""
    told = {"told": pl.col("attended").is_not_null(), "timed": pl.col("watch_ms").is_not_null()}
    members = audience.plan("person", **told).with_columns(
        pl.lit(person_watch.of_members(audience, "watch_ms")["watch_ms"]).fill_null(0).alias("watch_ms"),
        persons.firsts(audience)["attending_people"].alias("events_attended"),
    )
    found = summed(members, "person").sort("events_attended", "watch_ms", "person", descending=[True, True, False])
    return found.select(
        "person",
        pl.when(pl.col("told") > 0).then("events_attended").alias("events_attended"),
        pl.when(pl.col("timed") > 0).then("watch_ms").alias("watch_ms"),
    )


@dataclass(frozen=True)
class Repeat:
    """How many come again."""

    attending: int
    """Persons attending at least one event."""

    repeating: int
    """Persons attending at least two."""

    rate: float | None
    """``repeating`` ÷ ``attending``; None when nobody attended."""


@held
def repeat(audience: Audience) -> Repeat:
    """Return how many persons attended two or more of the events, of those who attended any."""
    times = times_attended(audience)
    attending, repeating = int(times["persons"].sum()), int(times["persons"].filter(times["times"] >= 2).sum())
    return Repeat(attending, repeating, repeating / attending if attending else None)


def repeating(audience: Audience) -> Audience:
    """Return the registrants whose person attended two or more of the events: the list behind the rate."""
    return came(audience, 2)


@held
def came(audience: Audience, least: int, most: int | None = None) -> Audience:
    """Return the registrants whose person attended at least so many of the events, and at most so many."""
    times = pl.col("times")
    wanted = times >= least if most is None else times.is_between(least, most)
    who = _times_attended(audience).filter(wanted)
    members = audience.plan("row", "person").join(who, on="person", how="semi")
    return audience.only(members.select("row").collect()["row"])


@held
def times_attended(audience: Audience) -> pl.DataFrame:
    """Return ``times``, ``persons``: how many attended so many of the events; those who attended none are apart."""
    return persons.OFTEN.of(audience)


def _times_attended(audience: Audience) -> pl.LazyFrame:
    """Return ``person``, ``times``: how many events each person attended, who attended any."""
    came = audience.plan("person").filter(persons.firsts(audience)["attending_people"])
    runs = came.select(pl.col("person").sort().rle()).unnest("person")
    return runs.select(pl.col("value").alias("person"), pl.col("len").alias("times"))


def _person(audience: Audience, row: int) -> int:
    found = audience.pick("row", "person").filter(pl.col("row") == row)["person"]
    if found.is_empty():
        raise FilterError(
            later("There is no registrant {row} in this audience.", row=str(row)),
            remedy=later("Pick a person from the list again."),
        )
    return int(found[0])
