"""The columns of a list of registrants on screen: their labels, their order, how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl
import streamlit as st

from webcast.analysis import definitions, dimensions, survey_counts
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.score import Weights, scores
from webcast.cohorts.presets import knows_who_opted_out
from webcast.exports.columns import REGISTRATION, SURVEY
from webcast.language import phrase, say, speaking
from webcast.ui.kit import cells

LABELS: Final[dict[str, str]] = {
    "first_name": phrase("First name"),
    "last_name": phrase("Last name"),
    "email": phrase("E-mail"),
    "company": phrase("Company"),
    "title": phrase("Job title"),
    "country": phrase("Country"),
    "event_title": phrase("Event"),
    "registered_at": phrase("Registered"),
    "campaign": phrase("Campaign"),
    "referrer": phrase("Referrer"),
    "attended": phrase("Attended"),
    "live_attended": phrase("Live"),
    "od_attended": phrase("On-Demand"),
    "simlive_attended": phrase("SimLive"),
    "watch_ms": phrase("Minutes watched"),
    "live_watch_ms": phrase("Live minutes"),
    "od_watch_ms": phrase("On-Demand minutes"),
    "simlive_watch_ms": phrase("SimLive minutes"),
    "score": phrase("Engagement score"),
    "questions": phrase("Questions"),
    "survey_answers": phrase("Survey answers"),
    "domain": phrase("E-mail domain"),
    "opted_out": phrase("Opted out"),
    "phone": phrase("Phone"),
    "mobile": phrase("Mobile"),
    "fax": phrase("Fax"),
    "address1": phrase("Address"),
    "address2": phrase("Address, second line"),
    "city": phrase("City"),
    "state": phrase("State"),
    "postal_code": phrase("Postal code"),
    "event_id": phrase("Event ID"),
}
"""Every column that can be shown, in the order in which the chooser lists them."""

PEOPLE: Final = (
    "first_name",
    "last_name",
    "email",
    "company",
    "score",
    "title",
    "country",
    "event_title",
    "registered_at",
    "watch_ms",
    "questions",
    "survey_answers",
)
"""What a list of people shows until somebody chooses otherwise."""

OF_PERSONS: Final = frozenset({"opted_out"})
"""Columns that say what any record of a person says, of whatever event."""

_MINUTES = frozenset(name for name in LABELS if name.endswith("watch_ms"))


SCORE: Final = "score"
"""The column that weights decide: it is computed for what is shown."""

OF_MEMBERS: Final = tuple(name for name in LABELS if name != SCORE)
"""Columns that members have."""


@held
def available(everyone: Audience) -> dict[str, str]:
    """Return every column that can be shown of these events, name and label; who opted out where a report says it."""
    known = knows_who_opted_out(everyone)
    labels = {name: say(label) for name, label in LABELS.items() if known or name != "opted_out"}
    questions = everyone.registration_questions if everyone.opened else dimensions.ASKED.of(everyone)
    asked = (text.strip() for text in questions["text"] if text is not None)
    surveys = survey_counts.question_labels(everyone)
    return {
        **labels,
        **{f"{REGISTRATION}{text}": text for text in asked if text},
        **{f"{SURVEY}{label}": label for label in surveys},
    }


def lead(names: Sequence[str]) -> int:
    """Return how many of the first columns name a person: both names, where they stand first."""
    return 2 if tuple(names[:2]) == PEOPLE[:2] else 1


def readable(
    members: pl.DataFrame,
    names: tuple[str, ...],
    zone: str,
    everyone: Audience | None = None,
    weights: Weights | None = None,
) -> tuple[pl.LazyFrame, dict[str, Any]]:
    """Return the columns as they are shown, with Streamlit's configuration of each.

    Durations become whole minutes, instants the clock of ``zone``; everything still sorts as what it is.

    Args:
        members: Rows of an audience's members.
        names: Columns of :func:`available`.
        zone: IANA name of the time zone.
        everyone: Where answers and scores are looked up; without it such columns are left out.
        weights: For the scores.
    """
    given = [name for name in names if everyone is not None and name.startswith((REGISTRATION, SURVEY))]
    shown = [name for name in names if (name in LABELS and (name != SCORE or everyone)) or name in given]
    frame = members.lazy()
    if everyone is not None:
        if SCORE in shown:
            # Of these members alone: a page of a list need not cost a million.
            score = scores(everyone.only(members["row"]), weights).lazy().select("row", SCORE)
            frame = frame.join(score, on="row", how="left", maintain_order="left")
        for name in given:
            frame = frame.join(_answers(everyone, name).lazy(), on="row", how="left", maintain_order="left")
    return frame.select(_shown(name, zone) for name in shown), config(shown)


def config(names: Sequence[str]) -> dict[str, Any]:
    """Return Streamlit's configuration of columns as :func:`readable` shows them."""
    return {name: _config(name) for name in names}


def _answers(everyone: Audience, name: str) -> pl.DataFrame:
    if name.startswith(REGISTRATION):
        given = everyone.registration_choices(name.removeprefix(REGISTRATION))
    else:
        given = everyone.survey_choices(name.removeprefix(SURVEY))
    return given.group_by("row").agg(pl.col("answer").str.join(" | ").alias(name))


def _shown(name: str, zone: str) -> pl.Expr:
    if name in _MINUTES:
        return cells.minutes(name).cast(pl.Int64).alias(name)
    if name == "registered_at":
        return cells.wall_clock(name, zone)
    return pl.col(name)


def _config(name: str) -> Any:  # Streamlit's column types share no public base
    label = say(LABELS.get(name, "")) or name.removeprefix(REGISTRATION).removeprefix(SURVEY)
    if name == SCORE:
        return st.column_config.NumberColumn(label, format="%.1f", help=definitions.text("engagement_score"))
    if name in _MINUTES or name in ("questions", "survey_answers"):
        return st.column_config.NumberColumn(label, format="localized")
    if name == "registered_at":
        return st.column_config.DatetimeColumn(label, format="D MMM YYYY, HH:mm")
    if name.endswith("attended") or name == "opted_out":
        return st.column_config.CheckboxColumn(label)
    return st.column_config.TextColumn(label)


speaking(__name__)
