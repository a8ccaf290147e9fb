"""The tables that can be had as files, by name: registrants, the master event analytics, companies, answers.

Each is what a page shows, whole: the same function of :mod:`webcast.analysis`, under headers that say what a column
is. Shares are numbers from 0 to 1, durations are durations, instants are in the reader's zone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from webcast.analysis import definitions, funnel, people, portfolio, qa, rollups, score, surveys
from webcast.analysis.audience import Audience
from webcast.analysis.score import Weights
from webcast.errors import ChangeRequest
from webcast.exports import columns
from webcast.exports.registrants import registrants
from webcast.exports.table import Table
from webcast.reports.schema import ANALYTICS

REGISTRANTS: Final = "registrants"
EVENTS: Final = "events"


class UnknownTable(ChangeRequest):
    """A table was asked for that there is not."""


@dataclass(frozen=True)
class Choices:
    """What some tables depend on beyond the people.

    Attributes:
        weights: Of the engagement score.
        costs: What campaigns cost.
        stayed_minutes: From how much watch time a registrant has stayed.
    """

    weights: Weights = field(default_factory=Weights)
    costs: Mapping[str, float] = field(default_factory=dict)
    stayed_minutes: float = 10.0


@dataclass(frozen=True)
class Listing:
    """One of the tables.

    Attributes:
        name: As in addresses and on the command line.
        label: As on pages, on sheets and in ``--help``.
        make: Makes its rows from people and choices; columns are named as in :attr:`headers`.
        headers: Column → header, in their order.
        file: How its files are named.
    """

    name: str
    label: str
    make: Callable[[Audience, Choices], pl.DataFrame]
    headers: Mapping[str, str]
    file: str = ""


_WHO: Final = {"first_name": "First Name", "last_name": "Last Name", "email": "Email", "company": "Company"}
_EVENT: Final = {"event_id": "Event Id", "event_title": "Event Title"}
_ROLLED_UP: Final = {
    "registrants": "Registrants",
    "persons": "Persons",
    "attendees": "Attendees",
    "attendance_rate": "Attendance Rate",
    "watch_ms": "Watch Time",
    "average_watch_ms": "Average Watch Time",
    "questions": "Questions",
    "respondents": "Survey Respondents",
    "mean_score": "Mean Engagement Score",
}
_SHARES: Final = frozenset(
    {"attendance_rate", "share", "response_rate", "of_first", "of_previous", "low", "high", "watch_share"}
    | {"survey_share", "questions_share", "stayed_rate", "engaged_rate", "survey_rate"}
    | {name for name in (*ANALYTICS, *(f"reported_{name}" for name in ANALYTICS)) if name.endswith("_rate")}
)
"""Columns that hold a share from 0 to 1."""


def _event_headers() -> dict[str, str]:
    """Return the headers of the master event analytics: each of the platform's figures, counted and as reported."""
    found = {
        "event_id": "Event Id",
        "title": "Event Title",
        "cost_center": "Cost Center",
        "creator": "Creator",
        "created_at": "Created On",
        "live_start": "Live Start",
        "live_end": "Live End",
    }
    for name in ANALYTICS:
        found[name] = definitions.label(name)
        found[f"reported_{name}"] = f"{definitions.label(name)} (platform)"
    ours = ("people", "attendees", "attending_people", "watch_ms", "watch_ms_platform", "average_watch_ms")
    found |= {name: definitions.label(name) for name in ours}
    return found | {
        "stayed": "Stayed",
        "stayed_rate": "Stayed, of attendees",
        "engaged": "Engaged",
        "engaged_rate": "Engaged, of attendees",
        "answered_survey": "Answered a survey, engaged",
        "survey_rate": "Answered a survey, of attendees",
        "questions": "Questions",
        "answered": "Questions answered",
        "askers": "Askers",
        "peak_viewers": "Peak viewers",
        "peak_at": "Peak at",
    }


def _events(audience: Audience, choices: Choices) -> pl.DataFrame:
    return portfolio.event_analytics(audience, stayed_minutes=choices.stayed_minutes)


def _people(audience: Audience, _choices: Choices) -> pl.DataFrame:
    return people.profiles(audience)


def _companies(audience: Audience, choices: Choices) -> pl.DataFrame:
    known_by = {"domain": "e-mail domain", "named": "company named", "unknown": "not known"}
    found = rollups.companies(audience, choices.weights)
    return found.with_columns(pl.col("kind").replace_strict(known_by, default=None, return_dtype=pl.String))


def _campaigns(audience: Audience, choices: Choices) -> pl.DataFrame:
    return rollups.campaigns(audience, choices.costs, choices.weights)


def _scores(audience: Audience, choices: Choices) -> pl.DataFrame:
    """Return the members who have a score, the highest first, with its parts."""
    found = score.scores(audience, choices.weights).rename({name: f"{name}_share" for name in score.INPUTS})
    found = found.drop_nulls("score").sort("score", descending=True, maintain_order=True)
    who = audience.of_rows(found["row"], *_EVENT, *_WHO, "attended")
    came = pl.col("attended").replace_strict({True: "yes", False: "no"}, default=None, return_dtype=pl.String)
    return found.with_columns(who.with_columns(came))


def _sessions(audience: Audience, _choices: Choices) -> pl.DataFrame:
    found = audience.sessions.with_columns(pl.col("type").cast(pl.String))
    return found.with_columns(audience.of_rows(found["row"], "event_title", *_WHO))


def _questions(audience: Audience, _choices: Choices) -> pl.DataFrame:
    return qa.questions(audience)


def _survey_answers(audience: Audience, _choices: Choices) -> pl.DataFrame:
    """Return one row an answer to a survey question; a question without answers has one row."""
    counted = pl.col("count", "share")
    parts = []
    for asked in surveys.questions(audience).iter_rows(named=True):  # dozens, however many people
        head = {name: asked[name] for name in ("survey", "text", "type", "respondents", "eligible", "response_rate")}
        given = surveys.answers(audience, asked["survey"], asked["text"]).select("answer", counted)
        if given.is_empty():
            given = given.clear(1)
        parts.append(given.with_columns(pl.lit(value).alias(name) for name, value in head.items()))
    if not parts:
        return pl.DataFrame(schema=_SURVEY_TYPES)
    return pl.concat(parts, how="vertical_relaxed").select(list(_SURVEY_TYPES)).cast(pl.Schema(_SURVEY_TYPES))


def _funnel(audience: Audience, choices: Choices) -> pl.DataFrame:
    found = funnel.funnel(audience, stayed_minutes=choices.stayed_minutes)
    minutes = f"{definitions.label('stayed')} {choices.stayed_minutes:g} min"
    names = {stage: minutes if stage == "stayed" else definitions.label(stage) for stage in found["stage"]}
    return found.with_columns(pl.col("stage").cast(pl.String).replace_strict(names, return_dtype=pl.String))


_SURVEY_ANSWERS: Final = {
    "survey": "Survey",
    "text": "Question",
    "type": "Type",
    "respondents": "Respondents",
    "eligible": "Eligible",
    "response_rate": "Response Rate",
    "answer": "Answer",
    "count": "Count",
    "share": "Share of Respondents",
}

_SURVEY_TYPES: Final = {
    **dict.fromkeys(("survey", "text", "type", "answer"), pl.String()),
    **dict.fromkeys(("respondents", "eligible", "count"), pl.Int64()),
    **dict.fromkeys(("response_rate", "share"), pl.Float64()),
}

_TABLES: Final = (
    Listing(EVENTS, "Master event analytics", _events, _event_headers(), "master-event-analytics"),
    Listing(
        "people",
        "Persons",
        _people,
        {
            **_WHO,
            "events_registered": "Events Registered",
            "events_attended": "Events Attended",
            "watch_ms": "Watch Time",
            "live_watch_ms": "Live Watch Time",
            "od_watch_ms": "On-Demand Watch Time",
            "simlive_watch_ms": "SimLive Watch Time",
            "questions": "Questions",
            "survey_answers": "Survey Answers",
            "first_seen": "First Seen",
            "last_seen": "Last Seen",
        },
    ),
    Listing(
        "companies",
        "Companies",
        _companies,
        {"company": "Company", "named": "Company as Named", "kind": "Known by", **_ROLLED_UP},
    ),
    Listing(
        "campaigns",
        "Campaigns",
        _campaigns,
        {
            "campaign": "Campaign ID",
            **_ROLLED_UP,
            "cost": "Cost",
            "cost_per_registrant": "Cost per Registrant",
            "cost_per_attendee": "Cost per Attendee",
        },
    ),
    Listing(
        "scores",
        "Engagement scores",
        _scores,
        {
            **_EVENT,
            **_WHO,
            "attended": "Attended",
            "score": "Engagement Score",
            "watch_share": "Watch Share",
            "questions_share": "Questions Share",
            "survey_share": "Survey Share",
            "watch_points": "Points for Watching",
            "questions_points": "Points for Questions",
            "survey_points": "Points for Surveys",
        },
    ),
    Listing(
        "sessions",
        "Sessions",
        _sessions,
        {
            **_EVENT,
            **_WHO,
            "type": "Type",
            "start": "Start",
            "end": "End",
            "duration_ms": "Duration",
            "media": "Media",
        },
    ),
    Listing(
        "questions",
        "Questions asked",
        _questions,
        {**_EVENT, **_WHO, "n": "Number", "question": "Question", "answer": "Answer"},
    ),
    Listing("survey-answers", "Survey answers", _survey_answers, _SURVEY_ANSWERS),
    Listing(
        "funnel",
        "Funnel",
        _funnel,
        {
            "stage": "Stage",
            "registrants": "Registrants",
            "of_first": "Of All",
            "of_previous": "Of the Stage Before",
            "low": "95 % from",
            "high": "95 % to",
        },
    ),
)
LISTINGS: Final = {listing.name: listing for listing in _TABLES}
"""Every table but the registrants, by name."""

NAMES: Final = (REGISTRANTS, *LISTINGS)


def table(
    name: str,
    audience: Audience,
    zone: str,
    wanted: Sequence[str] | None = None,
    choices: Choices | None = None,
) -> Table:
    """Return a table of an audience.

    Args:
        name: One of :data:`NAMES`.
        audience: Whose.
        zone: IANA name of the zone that times are shown in.
        wanted: Headers to keep, in this order; None for all.
        choices: What some tables depend on.

    Raises:
        UnknownTable: There is no such table.
        UnknownColumn: A wanted header is not among its headers.
    """
    if name == REGISTRANTS:
        return registrants(audience, zone, wanted)
    listing = LISTINGS.get(name)
    if listing is None:
        raise UnknownTable(f"A table should be one of {', '.join(NAMES)}, but '{name[:30]}' is none of them.")
    found = listing.make(audience, choices or Choices())
    shown = found.select(_cell(found.schema[column], column, zone).alias(h) for column, h in listing.headers.items())
    shares = frozenset(header for column, header in listing.headers.items() if column in _SHARES)
    made = Table(
        tuple(shown.columns), shown.height, shown.height, zone, shown.slice, listing.file or listing.name,
        listing.label, shares,
    )  # fmt: skip
    return made.pick(columns.chosen(made.headers, wanted))


def _cell(kind: pl.DataType, column: str, zone: str) -> pl.Expr:
    value = pl.col(column)
    if isinstance(kind, pl.Datetime):
        return value.dt.convert_time_zone(zone)
    if column.endswith("_ms") or "watch_ms" in column:
        return pl.duration(milliseconds=value.round(0).cast(pl.Int64), time_unit="ms")
    return value
