"""How people attended, by event and by group: on Overview and Registrants, and as pictures."""

from __future__ import annotations

import polars as pl

from webcast.analysis import attendance, dimensions
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.charts import attendance as chart
from webcast.charts.figure import Figure
from webcast.language import say, within
from webcast.presentation import findings, named
from webcast.presentation.prepared import Look, Prepared
from webcast.view.comparison import Beside


def by_event(audience: Audience, look: Look, beside: Beside | None = None) -> Prepared:
    """Prepare how each event was attended; ``frame`` is of :func:`webcast.analysis.attendance.by_event`.

    Args:
        audience: Who registered.
        look: How it is drawn.
        beside: What one event is compared with: way → share.
    """
    frame = attendance.by_event(audience)

    def draw(most: int) -> Figure:
        return chart.by_event(_first(audience, most), theme=look.theme, beside=beside)

    events, finding = frame["event_id"].n_unique(), _finding(audience)
    return Prepared(frame, draw, events, named.ATTENDED_AT_FIRST, ("event", "events"), finding=finding)


@held
def _first(audience: Audience, most: int) -> pl.DataFrame:
    """Return the rows of so many events, the first ones."""
    frame = attendance.by_event(audience)
    events = list(dict.fromkeys(frame["event_id"]))[:most]
    return frame.filter(pl.col("event_id").is_in(events))


@held
def _finding(audience: Audience) -> str:
    return findings.attendance(attendance.by_event(audience))


def by_group(audience: Audience, by: str, look: Look) -> Prepared:
    """Prepare which groups bring the people, the largest first.

    Args:
        audience: Who registered.
        by: A dimension of :mod:`webcast.analysis.dimensions`.
        look: How it is drawn.
    """
    frame = attendance.by_group(audience, by)
    return Prepared(
        frame,
        lambda most: chart.by_group(frame.head(most), theme=look.theme),
        frame.height,
        named.GROUPS_AT_FIRST,
        ("group", "groups"),
        title=say("Who came? By {lower}", lower=within(dimensions.label(by))),
        finding=findings.groups(frame),
    )
