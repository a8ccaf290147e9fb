"""The columns of a registrant export: the platform's headers in the platform's order, then what events add.

The headers and their order are those of the guide's JSON and CSV reports ("data_headers"): an event's own
registration questions stand between Fax Number and Campaign ID, questions asked and survey questions after Referrer.
Over several events each has the columns of all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import polars as pl

from webcast.analysis.audience import Audience
from webcast.errors import ChangeRequest
from webcast.language import later

PLATFORM: Final[dict[str, str]] = {
    "Event Id": "event_id",
    "Event Title": "event_title",
    "Cost Center": "cost_center",
    "Registered On": "registered_at",
    "First Name": "first_name",
    "Last Name": "last_name",
    "Company": "company",
    "Email": "email",
    "Title": "title",
    "Country": "country",
    "Address 1": "address1",
    "Address 2": "address2",
    "City": "city",
    "State/Province/Region": "state",
    "Postal Code": "postal_code",
    "Phone Number": "phone",
    "Mobile Number": "mobile",
    "Fax Number": "fax",
    "Campaign ID": "campaign",
    "Live Sessions": "live_sessions",
    "On-Demand Sessions": "od_sessions",
    "SimLive Sessions": "simlive_sessions",
    "Total Sessions": "total_sessions",
    "Live Duration": "live_ms",
    "On-Demand Duration": "od_ms",
    "SimLive Duration": "simlive_ms",
    "Total Duration": "total_ms",
    "Referrer": "referrer",
}
"""Header → column of :attr:`Audience.members` (``cost_center``: of the event)."""

_FIRST_AFTER: Final = "Campaign ID"

DURATIONS: Final = ("live_ms", "od_ms", "simlive_ms", "total_ms")
UNSUBSCRIBED: Final = "Unsubscribed"
"""Whether the person opted out: any of their records says so."""

TIME_ZONE: Final = "Time Zone"
"""The last column: the zone of the times in the row."""

_PAIR: Final = re.compile(r"(?:Question|Answer) ([1-9][0-9]{0,2})")


class UnknownColumn(ChangeRequest):
    """A column was asked for that these events do not have."""


REGISTRATION, SURVEY = "registration: ", "survey: "
"""What the name of a column begins with, in a list of people, that holds the answers to a question."""


def around_questions() -> tuple[list[str], list[str]]:
    """Return the platform's headers before, and those behind, where it puts registration questions."""
    fixed = list(PLATFORM)
    place = fixed.index(_FIRST_AFTER)
    return fixed[:place], fixed[place:]


def of_people(names: Sequence[str]) -> tuple[str, ...]:
    """Return the headers of a registrant export for columns of a list of people; those of the screen alone go."""
    known = {name: header for header, name in PLATFORM.items()} | {"opted_out": UNSUBSCRIBED}
    found = [known.get(name, "") for name in names]
    for name in names:
        if name.startswith(REGISTRATION):
            found.append(name.removeprefix(REGISTRATION))
        elif name.startswith(SURVEY):
            found.append(f"Survey: {name.removeprefix(SURVEY)}")
    return tuple(header for header in found if header)


def qa_headers(most: int) -> list[str]:
    """Return ``Question 1``, ``Answer 1`` … for the most questions that one registrant asked."""
    return [f"{word} {n}" for n in range(1, most + 1) for word in ("Question", "Answer")]


def most_questions(headers: Sequence[str]) -> int:
    """Return the highest n of ``Question n`` and ``Answer n`` among headers that somebody asks for."""
    found = [_PAIR.fullmatch(name) for name in headers]
    return max((int(match[1]) for match in found if match), default=0)


def registration_headers(asked: Questions, taken: Sequence[str]) -> pl.DataFrame:
    """Return ``event_id``, ``question_id``, ``header``: questions of one text share a column over all events."""
    return _distinct(pl.concat([asked.listed, asked.unlisted]), taken)


def survey_headers(asked: Questions, taken: Sequence[str]) -> pl.DataFrame:
    """Return ``event_id``, ``survey_id``, ``question_id``, ``header`` (``Survey: <survey>: <question>``)."""
    return _distinct(asked.surveys, taken)


@dataclass(frozen=True, eq=False)
class Questions:
    """The questions that have a column, each with the header that it would have alone.

    Attributes:
        listed: ``event_id``, ``question_id``, ``header``: when registering, in the order of the events.
        unlisted: The same of questions that are answered and that no report lists.
        surveys: ``event_id``, ``survey_id``, ``question_id``, ``header``, in the order of the events.
    """

    listed: pl.DataFrame
    unlisted: pl.DataFrame
    surveys: pl.DataFrame

    @classmethod
    def of(cls, audience: Audience) -> Questions:
        """Return those of an audience's events; of the unlisted those that somebody of the audience answered."""
        questions = audience.report.registration_questions
        keys = ["event_id", "question_id"]
        answered = audience.registration_answers.select(keys).unique(maintain_order=True)
        unlisted = answered.join(questions, on=keys, how="anti", maintain_order="left")
        text = pl.col("text").str.strip_chars()
        header = pl.when(text != "").then(text).otherwise("question_id").alias("header")
        survey = pl.coalesce(pl.col("survey").str.strip_chars(), "survey_id")
        named = pl.concat_str(pl.lit("Survey: "), survey, pl.lit(": "), text.fill_null("")).alias("header")
        surveys = _in_order(audience.survey_questions, audience)
        return cls(
            _in_order(questions, audience).select(*keys, header),
            unlisted.select(*keys, header=pl.col("question_id")),
            surveys.select("event_id", "survey_id", "question_id", named),
        )

    @classmethod
    def together(cls, each: Sequence[Questions]) -> Questions:
        """Return those of some events and of others behind these as one."""
        return cls(*(pl.concat([getattr(one, name.name) for one in each]) for name in fields(cls)))


def _in_order(questions: pl.DataFrame, audience: Audience) -> pl.DataFrame:
    """Return questions as their events come, each event's in its own order."""
    places = audience.events.select("event_id").with_row_index("_event")
    sorted_ = questions.join(places, on="event_id", how="left", maintain_order="left")
    return sorted_.sort("_event", "position", nulls_last=True, maintain_order=True).drop("_event")


def _distinct(named: pl.DataFrame, taken: Sequence[str]) -> pl.DataFrame:
    """Return the headers with a number behind those that an event has twice, or that another column has."""
    # The second question of one text in one event is the second in every event.
    place = pl.int_range(pl.len()).over("event_id", "header") + 1
    wanted = named.with_columns(place.alias("_place"))
    pairs = wanted.select("header", "_place").unique(maintain_order=True)
    used = set(taken)
    names = []
    for header, first in pairs.iter_rows():  # a header a round: dozens, however many people
        n = first
        while (name := header if n == 1 else f"{header} ({n})") in used:
            n += 1
        used.add(name)
        names.append(name)
    renamed = pairs.with_columns(pl.Series("_name", names, dtype=pl.String))
    joined = wanted.join(renamed, on=["header", "_place"], how="left", maintain_order="left")
    return joined.with_columns(header="_name").drop("_place", "_name")


def chosen(available: Sequence[str], wanted: Sequence[str] | None) -> list[str]:
    """Return the wanted headers in the order in which they are wanted; all for None.

    Raises:
        UnknownColumn: One of them is not available.
    """
    if wanted is None:
        return list(available)
    known = set(available)
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        asked = ", ".join(f"'{name}'" for name in unknown) or "none"
        raise UnknownColumn(
            later("Columns should be among those of the picked events, but asked for is {asked}.", asked=asked),
            remedy=later("These are known: {available}.", available=", ".join(available)),
        )
    return list(dict.fromkeys(wanted))
