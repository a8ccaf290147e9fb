"""Tables of people: persons, companies, campaigns, engagement scores, sessions, groups, who came how often."""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import attendance, dimensions, people, rollups, score, stats
from webcast.analysis.audience import Audience
from webcast.exports.listings.listing import EVENT, WHO, Listing, yes_no
from webcast.language import phrase, say
from webcast.view.choices import Choices

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


def _people(audience: Audience, _choices: Choices) -> pl.DataFrame:
    return people.profiles(audience)


def _companies(audience: Audience, choices: Choices) -> pl.DataFrame:
    known_by = {
        "domain": say("e-mail domain"),
        "named": say("company named"),
        "small": say("several"),
        "unknown": say("not known"),
    }
    found = rollups.shown(audience, choices.weights)
    return found.with_columns(pl.col("kind").replace_strict(known_by, default=None, return_dtype=pl.String))


def _campaigns(audience: Audience, choices: Choices) -> pl.DataFrame:
    return rollups.campaigns(audience, choices.costs, choices.weights)


def _scores(audience: Audience, choices: Choices) -> pl.DataFrame:
    """Return the members who have a score, the highest first, with its parts."""
    found = score.scores(audience, choices.weights).rename({name: f"{name}_share" for name in score.INPUTS})
    found = found.drop_nulls("score").sort("score", descending=True, maintain_order=True)
    who = audience.of_rows(found["row"], *EVENT, *WHO, "attended")
    came = yes_no(pl.col("attended")).alias("attended")
    return found.with_columns(who.with_columns(came))


def _sessions(audience: Audience, _choices: Choices) -> pl.DataFrame:
    found = audience.sessions.with_columns(pl.col("type").cast(pl.String))
    return found.with_columns(audience.of_rows(found["row"], "event_title", *WHO))


def _times(audience: Audience, _choices: Choices) -> pl.DataFrame:
    found = people.times_attended(audience)
    return found.with_columns(share=pl.col("persons") / pl.col("persons").sum())


def _groups(audience: Audience, choices: Choices) -> pl.DataFrame:
    """Return the groups of the Registrants page; by company where nothing else is named."""
    by = choices.by or "company"
    found = attendance.by_group(audience, by)
    return found.with_columns(by=pl.lit(dimensions.label(by)), rate=stats.share(pl.col("attended"), pl.col("told")))


TABLES: Final = (
    Listing(
        "people",
        phrase("Persons"),
        _people,
        {
            **WHO,
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
        takes=("weights",),
    ),
    Listing(
        "companies",
        phrase("Companies"),
        _companies,
        {"company": "Company", "named": "Company as Named", "kind": "Known by", **_ROLLED_UP},
        takes=("weights",),
    ),
    Listing(
        "campaigns",
        phrase("Campaigns"),
        _campaigns,
        {
            "campaign": "Campaign ID",
            **_ROLLED_UP,
            "cost": "Cost",
            "cost_per_registrant": "Cost per Registrant",
            "cost_per_attendee": "Cost per Attendee",
        },
        takes=("costs", "weights"),
    ),
    Listing(
        "scores",
        phrase("Engagement scores"),
        _scores,
        {
            **EVENT,
            **WHO,
            "attended": "Attended",
            "score": "Engagement Score",
            "watch_share": "Watch Share",
            "questions_share": "Questions Share",
            "survey_share": "Survey Share",
            "watch_points": "Points for Watching",
            "questions_points": "Points for Questions",
            "survey_points": "Points for Surveys",
        },
        takes=("weights",),
    ),
    Listing(
        "sessions",
        phrase("Sessions"),
        _sessions,
        {
            **EVENT,
            **WHO,
            "type": "Type",
            "start": "Start",
            "end": "End",
            "duration_ms": "Duration",
            "media": "Media",
        },
        by_event=True,
    ),
    Listing(
        "times",
        phrase("Persons by events attended"),
        _times,
        {"times": "Events Attended", "persons": "Persons", "share": "Share of Persons Who Came"},
    ),
    Listing(
        "groups",
        phrase("Registrants by group"),
        _groups,
        {
            "by": "Broken Down by",
            "group": "Group",
            "registrants": "Registrants",
            "attended": "Attended",
            "told": "Of Registrants Known",
            "rate": "Attendance Rate",
        },
        shares=frozenset({"rate"}),
        takes=("by",),
    ),
)
