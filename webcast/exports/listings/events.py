"""Tables of events: the master event analytics, benchmark, attendance, what the platform reported otherwise."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from webcast.analysis import attendance, definitions, portfolio, summary
from webcast.analysis.audience import Audience
from webcast.exports.listings.listing import Listing
from webcast.language import phrase, say
from webcast.presentation import asked_question, measures, named, reported_figures
from webcast.presentation.asked_question import Question
from webcast.reports.schema import ANALYTICS
from webcast.view.choices import Choices
from webcast.view.comparison import GOALS, Beside


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
    ours = (
        "people", "attendees", "attending_people", "watch_ms", "watch_ms_platform", "average_watch_ms", "stayed",
        "stayed_rate", "engaged", "engaged_rate", "answered_survey", "survey_rate", "answered_check", "questions",
    )  # fmt: skip
    found |= {name: definitions.label(name) for name in ours}
    found["answered"] = "Questions answered"
    return found | {name: definitions.label(name) for name in ("askers", "peak_viewers", "peak_at")}


def _events(audience: Audience, choices: Choices) -> pl.DataFrame:
    return portfolio.event_analytics(audience, stayed_minutes=choices.rules.stayed_minutes)


_SHARES: Final = frozenset(
    {"stayed_rate", "engaged_rate", "survey_rate"}
    | {name for name in (*ANALYTICS, *(f"reported_{name}" for name in ANALYTICS)) if name.endswith("_rate")}
)

EVENTS: Final = Listing(
    "events",
    phrase("Master event analytics"),
    _events,
    _event_headers(),
    "master-event-analytics",
    _SHARES,
    takes=("rules",),
)


def _benchmark(audience: Audience, choices: Choices) -> pl.DataFrame:
    """Return each event's rate beside the others', best first; times in minutes, as differences may be negative."""
    rate = _rate(choices)
    found = portfolio.benchmark(audience, rate, stayed_minutes=choices.rules.stayed_minutes)
    label = named.rate(rate, choices.rules.stayed_minutes)
    if rate.endswith("_ms"):
        label, found = say("{label}, minutes", label=label), found.with_columns(pl.col(*_COMPARED) / 60_000)
    return found.with_columns(rate=pl.lit(label))


def _rate(choices: Choices) -> str:
    return choices.rate or portfolio.RATES[0]


def _compared_shares(choices: Choices) -> frozenset[str]:
    return frozenset() if _rate(choices).endswith("_ms") else frozenset(_COMPARED)


_COMPARED: Final = ("value", "lower_quartile", "median", "upper_quartile", "above_median")


def _attendance(audience: Audience, _choices: Choices) -> pl.DataFrame:
    return attendance.by_event(audience)


def _differences(audience: Audience, _choices: Choices) -> pl.DataFrame:
    found = reported_figures.differences(audience.everyone)
    names = {name: definitions.label(name) for name in ANALYTICS}
    return found.with_columns(pl.col("figure").replace_strict(names, return_dtype=pl.String))


def _warnings(audience: Audience, _choices: Choices) -> pl.DataFrame:
    return reported_figures.warnings(audience.everyone)


BENCHMARK: Final = Listing(
    "benchmark",
    phrase("Benchmark"),
    _benchmark,
    {
        "event_id": "Event Id",
        "title": "Event Title",
        "rate": "Compared by",
        "value": "Value",
        "rank": "Rank",
        "of": "Of Events",
        "lower_quartile": "Lower Quartile",
        "median": "Median",
        "upper_quartile": "Upper Quartile",
        "above_median": "Above Median",
    },
    shares=_compared_shares,
    takes=("rate", "rules"),
)

ATTENDANCE: Final = Listing(
    "attendance",
    phrase("Attendance by event and way"),
    _attendance,
    {
        "event_id": "Event Id",
        "title": "Event Title",
        "way": "Way",
        "registrants": "Came",
        "of": "Of Registrants",
        "share": "Share",
    },
)

DIFFERENCES: Final = Listing(
    "differences",
    phrase("Differences from reported"),
    _differences,
    {
        "event_id": "Event Id",
        "title": "Event Title",
        "figure": "Figure",
        "reported": "Platform",
        "computed": "Counted",
        "why": "What May Explain It",
    },
)

WARNINGS: Final = Listing(
    "warnings",
    phrase("Warnings"),
    _warnings,
    {
        "event_id": "Event Id",
        "title": "Event Title",
        "record": "Record",
        "field": "Field",
        "message": "What Was Done",
    },
)


def _key_figures(audience: Audience, choices: Choices) -> pl.DataFrame:
    """Return the key figures beside what they are compared with; times in minutes, since some differ below zero."""
    figures, beside = summary.overall(audience).figures(), choices.beside or Beside()
    question = asked_question.find(audience, choices.question)
    values = {name: figures[name] for name in GOALS} | measures.of_pages(audience, question)
    rows = [
        (
            _label(name, question), say(_UNITS.get(name, _COUNT)), _in_unit(name, value), beside.name or None,
            _in_unit(name, beside.figures.get(name)), beside.why or None,
        )
        for name, value in values.items()
    ]  # fmt: skip
    columns = {
        "figure": pl.String, "unit": pl.String, "value": pl.Float64, "compared_with": pl.String,
        "other": pl.Float64, "note": pl.String,
    }  # fmt: skip
    found = pl.DataFrame(rows, schema=columns, orient="row")
    return found.with_columns(difference=pl.col("value") - pl.col("other"))


def _label(name: str, question: Question | None) -> str:
    """Return what a figure is called; of a survey question with the question, which stands in no other column."""
    label = str(measures.LABELS.get(name) or definitions.label(name))
    return f"{label}: {question.row['label']}" if question is not None and name in measures.OF_QUESTIONS else label


_COUNT: Final = phrase("count")
_UNITS: Final = {
    "live_conversion_rate": phrase("share"),
    "total_conversion_rate": phrase("share"),
    "average_watch_ms": phrase("minutes"),
    "answered_share": phrase("share"),
    "top_five": phrase("share"),
    "unknown_company": phrase("share"),
    "brought": phrase("share"),
    "best_rate": phrase("share"),
    "response_rate": phrase("share"),
    "top": phrase("share"),
    "mean": phrase("mean"),
    "nps": phrase("score"),
}


def _in_unit(name: str, value: Any) -> float | None:
    if value is None:
        return None
    return float(value) / 60_000 if name.endswith("_ms") else float(value)


KEY_FIGURES: Final = Listing(
    "key-figures",
    phrase("Key figures"),
    _key_figures,
    {
        "figure": "Figure",
        "unit": "Unit",
        "value": "Value",
        "compared_with": "Compared With",
        "other": "Its Value",
        "difference": "Difference",
        "note": "Note",
    },
    takes=("compare", "beside", "question"),
)

TABLES: Final = (EVENTS, BENCHMARK, ATTENDANCE, DIFFERENCES, WARNINGS, KEY_FIGURES)
