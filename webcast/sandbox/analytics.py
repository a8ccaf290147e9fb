"""The figures that the platform reports of an event, over all of its viewers, whatever filters a report has.

Guide, "Report Result Nodes": overview statistics *for the presentation*. Unique viewers are unique e-mail addresses;
that case and blanks don't tell addresses apart, and that who gave none is not counted, is inferred.
"""

from __future__ import annotations

from dataclasses import dataclass

from webcast.sandbox.events import LIVE, ON_DEMAND, SIMLIVE, Facts, Viewer


@dataclass(frozen=True)
class Analytics:
    """``event_analytics`` of a report; rates as the platform writes them."""

    total_sessions: int
    total_registrants: int
    no_shows: int
    total_conversion_rate: str
    live_sessions: int
    unique_live_viewers: int
    live_registrants: int
    live_conversion_rate: str
    od_sessions: int
    unique_od_viewers: int
    simlive_sessions: int
    unique_simlive_viewers: int


def of(viewers: list[Viewer], facts: Facts) -> Analytics:
    """Return the figures of an event."""
    sessions = dict.fromkeys((LIVE, ON_DEMAND, SIMLIVE), 0)
    unique: dict[str, set[str]] = {mode: set() for mode in sessions}
    shows = 0
    for viewer in viewers:
        email = viewer.answers.get("email", "").strip().lower()
        for session in viewer.sessions:
            sessions[session.mode] += 1
            if email:
                unique[session.mode].add(email)
        shows += bool(viewer.sessions)
    end = facts.live_end
    in_time = [v for v in viewers if end is not None and v.registered_at <= end]
    came = sum(any(s.mode == LIVE for s in v.sessions) for v in in_time)
    return Analytics(
        total_sessions=sum(sessions.values()),
        total_registrants=len(viewers),
        no_shows=len(viewers) - shows,
        total_conversion_rate=_rate(shows, len(viewers)),
        live_sessions=sessions[LIVE],
        unique_live_viewers=len(unique[LIVE]),
        live_registrants=len(in_time),
        live_conversion_rate=_rate(came, len(in_time)),
        od_sessions=sessions[ON_DEMAND],
        unique_od_viewers=len(unique[ON_DEMAND]),
        simlive_sessions=sessions[SIMLIVE],
        unique_simlive_viewers=len(unique[SIMLIVE]),
    )


def _rate(part: int, whole: int) -> str:
    """Write a share as the samples do: ``66.7%``, ``50%``."""
    return f"{100 * part / whole if whole else 0:.1f}".removesuffix(".0") + "%"
