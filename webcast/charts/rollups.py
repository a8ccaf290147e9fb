"""Companies and campaigns as bars: who came at full colour, who only registered faint behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import polars as pl

from webcast import formats
from webcast.charts import bars, words
from webcast.charts.figure import Figure
from webcast.charts.theme import Theme, nothing
from webcast.formats import UNKNOWN
from webcast.language import phrase, say, speaking
from webcast.view.comparison import Beside

COMPANY: Final = "company"
"""First word of a company's ``customdata``: ``[word, company, kind]``."""

CAMPAIGN: Final = "campaign"
"""First word of a campaign's ``customdata``: ``[word, campaign]``."""

TIMES: Final = "times"
"""First word of the ``customdata`` of those who came so often: ``[word, times]``."""

Rank = Literal["attendees", "registrants", "watch_ms", "mean_score"]

_UNITS: Final = {
    "attendees": phrase("Registrants: attended, and registered only (faint)"),
    "registrants": phrase("Registrants: attended, and registered only (faint)"),
    "watch_ms": phrase("Hours watched"),
    "mean_score": phrase("Mean engagement score, of 10"),
}


def companies(frame: pl.DataFrame, *, by: Rank, theme: Theme, beside: Beside | None = None) -> Figure:
    """Return one bar a company, from top to bottom as the frame has them.

    Args:
        frame: ``label``, ``company``, ``kind`` and the figures of :func:`webcast.analysis.rollups.companies`; with
            ``other`` the same of what they are compared with, marked on the bars.
        by: What the length of a bar is.
        theme: Light or dark.
        beside: What they are compared with.
    """
    if frame.is_empty():
        return nothing(say("No company is known."), theme=theme)
    scale = 3_600_000 if by == "watch_ms" else 1
    found = [
        _row(row, (COMPANY, row["company"], row["kind"]), by, _scaled(row.get("other"), scale))
        for row in frame.iter_rows(named=True)
    ]
    return bars.rows(
        found,
        theme=theme,
        alt=_alt(say("Companies"), found),
        unit=_marked(say(_UNITS[by]), found, beside, registered=by == "registrants"),
        most=10 if by == "mean_score" else None,
    )


def campaigns(frame: pl.DataFrame, *, theme: Theme, beside: Beside | None = None) -> Figure:
    """Return one bar a campaign: who came, and who only registered.

    Args:
        frame: ``label``, ``campaign`` and the figures of :func:`webcast.analysis.rollups.campaigns`; with ``other``
            the share that came by it of what it is compared with, marked on the bars.
        theme: Light or dark.
        beside: What they are compared with.
    """
    if frame.is_empty():
        return nothing(say("Nobody came by a campaign."), theme=theme)
    found = [
        _row(row, (CAMPAIGN, row["campaign"]), "attendees", _scaled(row.get("other"), 1 / (row["told"] or 1)))
        for row in frame.iter_rows(named=True)
    ]
    unit = _marked(say(_UNITS["attendees"]), found, beside)
    return bars.rows(found, theme=theme, alt=_alt(say("Campaigns"), found), unit=unit)


def _scaled(value: float | None, scale: float) -> float | None:
    return None if value is None else value / scale


def _marked(unit: str, rows: Sequence[bars.Row], beside: Beside | None, *, registered: bool = False) -> str:
    """Return what bars count, and what the marks do: of two parts of a bar, the one that they stand beside."""
    if beside is None or all(row.reference is None for row in rows):
        return unit
    if registered:
        return bars.marked(unit, say("registered, {name}", name=beside.name))
    two = any(row.rest for row in rows)
    return bars.marked(unit, say("attended, {name}", name=beside.name) if two else beside.name)


def costs(frame: pl.DataFrame, *, theme: Theme) -> Figure:
    """Return what each attendee of a campaign cost; a campaign whose money brought nobody has no bar and says so.

    Args:
        frame: ``label``, ``campaign``, ``attendees``, ``cost``, ``cost_per_attendee``.
        theme: Light or dark.
    """
    known = frame.drop_nulls("cost")
    if known.is_empty():
        return nothing(say("No campaign has a cost yet."), theme=theme)
    found = [_cost(row) for row in known.iter_rows(named=True)]
    return bars.rows(found, theme=theme, alt=_alt(say("Cost per attendee"), found), unit=say("Cost per attendee"))


def times(frame: pl.DataFrame, *, theme: Theme) -> Figure:
    """Return how many persons came to how many of the events.

    Args:
        frame: ``label``, ``times``, ``persons``.
        theme: Light or dark.
    """
    if frame.is_empty():
        return nothing(say("Nobody is known to have attended."), theme=theme)
    total = int(frame["persons"].sum())
    found = [
        bars.Row(
            label=row["label"],
            value=row["persons"],
            figure=f"{words.count(row['persons'])} ({words.share(row['persons'] / total)})",
            data=(TIMES, row["times"]),
            hover=f"{words.safe(row['label'])}<br>{words.nouns(row['persons'], 'person', 'people')}",
        )
        for row in frame.iter_rows(named=True)
    ]
    unit = say("Persons, of {people} who came to any", people=words.nouns(total, "person", "people"))
    alt = _alt(say("Persons by events attended"), found)
    return bars.rows(found, theme=theme, alt=alt, unit=unit, most=total)


def _row(row: dict[str, Any], data: bars.Data, by: str, other: float | None) -> bars.Row:
    came, told, registered = row["attendees"], row["told"], row["registrants"]
    attended = say(
        "{came} of {registrants} attended",
        came=words.count(came),
        registrants=words.nouns(told, "registrant", "registrants"),
    )
    if came is None:
        attended = say(
            "{registrants}, attendance not known", registrants=words.nouns(registered, "registrant", "registrants")
        )
    hover = f"{words.safe(row['label'])}<br>{attended}"
    if by == "watch_ms":
        hours = (row["watch_ms"] or 0) / 3_600_000
        return bars.Row(row["label"], hours, words.minutes(hours * 60), data, hover, reference=other)
    if by == "mean_score":
        score = row["mean_score"]
        written = UNKNOWN if score is None else f"{score:.1f}"
        return bars.Row(
            row["label"],
            score or 0,
            f"{written} · {words.nouns(registered, 'registrant', 'registrants')}",
            data,
            hover,
            reference=other,
        )
    known = say(
        "{came} of {told} ({attendance_rate})",
        came=words.count(came),
        told=words.count(told),
        attendance_rate=words.share(row["attendance_rate"]),
    )
    return bars.Row(
        label=row["label"],
        value=came or 0,
        figure=attended if came is None else known,
        data=data,
        hover=hover,
        rest=told - (came or 0),
        rest_data=data,
        rest_hover=hover,
        reference=other,
    )


def _cost(row: dict[str, Any]) -> bars.Row:
    each = row["cost_per_attendee"]
    spent = say(
        "{cost} for {attendees}",
        cost=formats.decimal(row["cost"], 2),
        attendees=words.nouns(row["attendees"], "attendee", "attendees"),
    )
    return bars.Row(
        label=row["label"],
        value=each or 0,
        figure=formats.decimal(each, 2) if each is not None else say("Nobody came"),
        data=(CAMPAIGN, row["campaign"]),
        hover=f"{words.safe(row['label'])}<br>{spent}",
        note=spent,
    )


def _alt(what: str, rows: Sequence[bars.Row]) -> str:
    first = rows[0]
    return say(
        "{what}, {bars}. First: {label}, {figure}.",
        what=what,
        bars=words.nouns(len(rows), "bar", "bars"),
        label=first.label,
        figure=first.figure,
    )


speaking(__name__)
