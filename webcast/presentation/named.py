"""What pages, pictures and files call things alike: companies, campaigns, rates, those who came so often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

import polars as pl

from webcast.analysis import definitions, dimensions, funnel, people, portfolio, rollups, stages
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.score import Weights
from webcast.analysis.stages import Rules
from webcast.cohorts import presets
from webcast.cohorts.cohort import Cohort, Group, Others
from webcast.cohorts.presets import Preset
from webcast.formats import plural
from webcast.language import phrase, say, speaking

COMPANIES_AT_FIRST: Final = 8
CAMPAIGNS_AT_FIRST: Final = 12
EVENTS_AT_FIRST: Final = 10
GROUPS_AT_FIRST: Final = 6
ATTENDED_AT_FIRST: Final = 8
"""How many bars a chart has before somebody asks for more."""

UNKNOWN_COMPANY: Final = phrase("No company known")
NO_CAMPAIGN: Final = phrase("No campaign")
EVERYBODY_ELSE: Final = phrase("Everybody else")

ONE_EVENT: Final = phrase("One event alone has nothing to be compared with. Pick the events before it as well.")

_STAGES: Final = {"stayed_rate": "stayed", "engaged_rate": "engaged", "survey_rate": "answered_survey"}

_OF_STAGES: Final = {
    "stayed": phrase("Stayed 10 min"),
    "engaged": phrase("Engaged"),
    "answered_survey": phrase("Answered a survey"),
}
RATES: Final = {
    name: _OF_STAGES[_STAGES[name]] if name in _STAGES else definitions.DEFINITIONS[name].label
    for name in portfolio.RATES
}
"""What events are compared by → what it is called, where who stayed has watched as long as usual."""

TIMES_APART: Final = 5
"""So many events attended, or more, are one bar."""


@held
def companies_of(audience: Audience, weights: Weights) -> pl.DataFrame:
    """Return :func:`companies` of an audience, kept with it."""
    return companies(rollups.companies(audience, weights))


@held
def companies_shown(audience: Audience, weights: Weights) -> pl.DataFrame:
    """Return :func:`companies` as they are listed and drawn: small ones together, where names are not shown."""
    last = pl.col("kind").is_in([rollups.Kind.SMALL.value, rollups.Kind.UNKNOWN.value])
    return _labelled(rollups.shown(audience, weights)).sort(last, maintain_order=True).collect()


def companies(frame: pl.DataFrame) -> pl.DataFrame:
    """Return :func:`webcast.analysis.rollups.companies` with a ``label``; who has no company known comes last.

    The label is the name. Of several companies of one name, those with a domain have it beside their name where they
    are several, and the one that is known by what people wrote says so.
    """
    return _labelled(frame).collect()


def _labelled(frame: pl.DataFrame) -> pl.LazyFrame:
    name = pl.coalesce("named", "company")
    by_domain = pl.col("kind") == rollups.Kind.DOMAIN.value
    namesakes = by_domain.sum().over(name.str.to_lowercase())
    before, after = say("{name} (as they wrote it)", name="\0").split("\0")
    label = (
        pl.when(by_domain & pl.col("named").is_not_null() & (namesakes > 1))
        .then(pl.concat_str("named", pl.lit(" ("), "company", pl.lit(")")))
        .when(~by_domain & (namesakes > 0))
        .then(pl.concat_str(pl.lit(before), name, pl.lit(after)))
        .otherwise(name.fill_null(pl.lit(say(UNKNOWN_COMPANY))))
    )
    return frame.lazy().with_columns(label=label).sort(pl.col("company").is_null(), maintain_order=True)


def campaigns_of(audience: Audience, costs: Mapping[str, float], weights: Weights) -> pl.DataFrame:
    """Return :func:`campaigns` of an audience, kept with it whatever they cost.

    Raises:
        FilterError: A cost is negative or no number.
    """
    return _campaigns_of(audience, tuple(sorted(costs.items())), weights)


@held
def _campaigns_of(audience: Audience, costs: tuple[tuple[str, float], ...], weights: Weights) -> pl.DataFrame:
    return campaigns(rollups.campaigns(audience, dict(costs), weights))


def campaigns(frame: pl.DataFrame) -> pl.DataFrame:
    """Return :func:`webcast.analysis.rollups.campaigns` with a ``label``; who came by none is last."""
    found = frame.lazy().with_columns(pl.col("campaign").fill_null(say(NO_CAMPAIGN)).alias("label"))
    return found.sort(pl.col("campaign").is_null(), maintain_order=True).collect()


def rate(name: str, stayed_minutes: float = stages.STAYED_MINUTES) -> str:
    """Return what a rate is called."""
    return stages.names(Rules(stayed_minutes)).stages[_STAGES[name]] if name in _STAGES else say(RATES[name])


@held
def times(audience: Audience) -> pl.DataFrame:
    """Return ``label``, ``times``, ``persons``: how many came how often, those who came very often together."""
    found: Counter[int] = Counter()
    for often, persons in people.times_attended(audience).rows():
        found[min(often, TIMES_APART)] += persons
    rows = [(came(n, or_more=n >= TIMES_APART), n, persons) for n, persons in sorted(found.items())]
    return pl.DataFrame(rows, {"label": pl.String, "times": pl.Int64, "persons": pl.Int64}, orient="row")


def came(times: int, *, or_more: bool = False) -> str:
    """Name those who came so many times."""
    events = plural(times, "event", "events")
    return say("Came to {events} or more", events=events) if or_more else say("Came to {events}", events=events)


def lacking_sessions(titles: list[str]) -> str:
    """Name the events that curves over time cannot contain."""
    if len(titles) > 3:
        return say(
            "{events} without session times are in no curve: {listed} and more.",
            events=plural(len(titles), "event", "events"),
            listed=", ".join(titles[:3]),
        )
    return say("No session times, so in no curve: {listed}.", listed=", ".join(titles))


@held
def without_attendance(audience: Audience) -> str:
    """Name the events whose reports don't tell who attended, which are in no base; empty where there is none."""
    titles = [title or event for event, title in audience.without_attendance["event_id", "title"].rows()]
    if not titles:
        return ""
    if len(titles) > 3:
        return say(
            "In no rate, since the report does not tell who attended: {listed} and more.",
            listed=", ".join(titles[:3]),
        )
    return say("In no rate, since the report does not tell who attended: {listed}.", listed=", ".join(titles))


@held
def without_durations(audience: Audience) -> str:
    """Name the events whose reports tell who attended and not for how long, beside others that do; else empty."""
    known = funnel.durations(audience)
    if not known["timed"].any() or known["timed"].all():
        return ""
    titles = [title or event for event, title, timed in known.iter_rows() if not timed]
    if len(titles) > 3:
        return say(
            "In no stage, since the report does not tell for how long: {listed} and more.",
            listed=", ".join(titles[:3]),
        )
    return say("In no stage, since the report does not tell for how long: {listed}.", listed=", ".join(titles))


@held
def without_sessions(audience: Audience) -> str:
    """Name the events that curves over time cannot contain, if there are any."""
    titles = [title or event for event, title in audience.without_sessions.rows()]
    return lacking_sessions(titles) if titles else ""


def segment(people: Cohort) -> str:
    """Return what a segment is called where it is said already what it is a group of: ``Acme``, ``Hot leads``."""
    if isinstance(people, Others):
        return say(EVERYBODY_ELSE)
    if isinstance(people, Group):
        return dimensions.missing(people.dimension) if people.value is None else people.value
    return presets.DEFINITIONS[people.name].label if isinstance(people, Preset) else people.describe()


speaking(__name__)
