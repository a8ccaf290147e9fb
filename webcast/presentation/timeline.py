"""When people were there, registered and watched on demand: on Timeline, and as pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from webcast.analysis import definitions, stretch, timeline
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.timeline import Window
from webcast.charts import curves, days, flows, viewers
from webcast.charts.figure import Figure
from webcast.presentation import findings, named
from webcast.presentation.prepared import Look, Prepared


@dataclass(frozen=True)
class OverTime:
    """One event's viewers over a stretch of time, and who came and left in it."""

    audience: Audience
    """The event's people."""
    event: Mapping[str, Any]
    """Its row of the events."""
    window: Window | None
    """The stretch; None for all of the event's time."""
    shown: Window | None
    """Where both charts begin and end; None where nobody has watched."""
    known: datetime | None
    """Up to when anything is known, of an event on air."""
    curves: dict[str, pl.DataFrame]
    """Session type → its curve, of the types that anybody viewed."""

    @classmethod
    def of(
        cls,
        audience: Audience,
        event: Mapping[str, Any],
        window: Window | None,
        known: datetime | None,
        mode: str = "",
    ) -> OverTime:
        """Return an event's viewers over a stretch of time.

        Args:
            audience: The event's people.
            event: Its row of the events.
            window: The stretch; None for all of the event's time.
            known: Up to when anything is known, of an event on air.
            mode: The session type; all where it is empty.
        """
        drawn = stretch.curves(audience, window, known=known)
        found = {name: frame for name, frame in drawn.items() if mode in ("", name)}
        return cls(audience, event, window, window or stretch.whole(audience), known, found)

    def viewers(self, look: Look) -> Figure:
        """Return viewers at once over time, the live event shaded."""
        return viewers.viewers(
            self.curves,
            zone=look.zone,
            theme=look.theme,
            live=self._live(),
            until=self.shown[1] if self.shown else None,
            known=self.known,
            locale=look.locale,
        )

    def finding(self, look: Look) -> str:
        """Say what the chart of viewers says: how many were there at once at the most, in what is drawn."""
        peaks = {mode: timeline.peak(self.audience, mode, self.window) for mode in self.curves}
        return findings.viewers(peaks, look)

    def _live(self) -> Window | None:
        """Return the live event, where it shows; over days it would be a line."""
        start, end = self.event["live_start"], self.event["live_end"] or self.known
        if self.shown is None or self.shown[1] - self.shown[0] > viewers.LONG or not start or not end:
            return None
        return (start, end) if start < self.shown[1] and end > self.shown[0] else None

    def arrivals(self, look: Look) -> Figure | None:
        """Return who came and left, on the axis of :meth:`viewers`; None where nobody has watched."""
        if self.shown is None:
            return None
        bins = stretch.flows_by_mode(self.audience, tuple(self.curves), self.shown, known=self.known)
        return flows.flows(bins, span=self.shown, zone=look.zone, theme=look.theme, locale=look.locale)


def retention(
    audience: Audience,
    look: Look,
    *,
    so_far: bool,
    frame: pl.DataFrame | None = None,
    others: Mapping[str, pl.DataFrame] | None = None,
) -> Prepared:
    """Prepare how long people stayed live; ``frame`` is of :func:`webcast.analysis.timeline.retention`.

    Args:
        audience: Who came.
        look: How it is drawn.
        so_far: Whether the event is on air, so that the curve ends where it is known.
        frame: The curve, where it is at hand.
        others: Title → the curve of another event, drawn thin for comparison.
    """
    curve = timeline.retention(audience) if frame is None else frame
    return Prepared(
        curve,
        lambda _: curves.retention(curve, theme=look.theme, others=others, so_far=so_far, in_each=several(audience)),
        note=named.without_sessions(audience),
        finding="" if so_far else findings.retention(curve),
    )


def registrations(
    audience: Audience,
    look: Look,
    *,
    frame: pl.DataFrame | None = None,
    others: Mapping[str, pl.DataFrame] | None = None,
) -> Prepared:
    """Prepare when people registered; ``frame`` is of :func:`webcast.analysis.timeline.registration_curve`.

    Args:
        audience: Who registered.
        look: How it is drawn.
        frame: The curve, where it is at hand.
        others: Title → the curve of another event, drawn thin for comparison.
    """
    curve = timeline.registration_curve(audience) if frame is None else frame
    finding = findings.registrations(curve)
    return Prepared(curve, lambda _: curves.registrations(curve, theme=look.theme, others=others), finding=finding)


def on_demand_days(audience: Audience, look: Look) -> Prepared:
    """Prepare on-demand views a day; ``frame`` is of :func:`webcast.analysis.timeline.on_demand_days`."""
    frame = timeline.on_demand_days(audience, look.zone)

    def draw(_: int) -> Figure:
        return days.on_demand_days(frame, zone=look.zone, theme=look.theme, locale=look.locale)

    return Prepared(frame, draw, note=named.without_sessions(audience), finding=findings.on_demand_days(frame))


def survival(audience: Audience, look: Look) -> Prepared:
    """Prepare how much on-demand viewers watched; ``frame`` is of :func:`.timeline.on_demand_survival`."""
    frame = timeline.on_demand_survival(audience)
    note = definitions.text("on_demand_survival")
    in_each, finding = several(audience), findings.survival(frame)
    return Prepared(
        frame, lambda _: curves.survival(frame, theme=look.theme, in_each=in_each), note=note, finding=finding
    )


@held
def several(audience: Audience) -> bool:
    """Tell whether people of several events are in one curve, which counts a person in each."""
    return audience.pick("event")["event"].n_unique() > 1
