"""What the platform reported beside what the records say, and what had to be mended when they were read."""

from __future__ import annotations

from typing import Any

import polars as pl

from webcast.analysis import summary
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.decode import echo
from webcast.language import say
from webcast.reports import warned


@held
def differences(everyone: Audience) -> pl.DataFrame:
    """Return where a figure that we count differs from the platform's own, each with what may explain it.

    Args:
        everyone: The events' people before any filter, since the platform's figures are of all.

    Returns:
        ``event_id``, ``title``, ``figure`` (its name), ``reported``, ``computed`` (shares from 0 to 1), ``why``.
    """
    differing = summary.differences(summary.key_figures(everyone))
    damaged = set(everyone.warnings["event_id"])
    reasons = {row["event_id"]: _why(row, damaged) for row in everyone.events.iter_rows(named=True)}
    titles = everyone.events.lazy().select("event_id", pl.col("title").fill_null(pl.col("event_id")))
    found = differing.lazy().join(titles, on="event_id", how="left", maintain_order="left")
    why = pl.col("event_id").replace_strict(reasons, return_dtype=pl.String)
    return found.select("event_id", "title", "figure", "reported", "computed", why=why).collect()


def _why(event: dict[str, Any], damaged: set[str]) -> str:
    return why_different(event["report_filters"], damaged=event["event_id"] in damaged)


def why_different(report_filters: str | None, *, damaged: bool) -> str:
    """Say what may explain a difference, as far as the report tells."""
    if report_filters:
        return say("The report was made with filters: {report_filters}", report_filters=echo.said(report_filters))
    if damaged:
        return say("Some records of the report were damaged; see the warnings.")
    return say("The report does not say. We count each person once and from the records alone.")


@held
def warnings(everyone: Audience) -> pl.DataFrame:
    """Return what the decoder had to mend: ``event_id``, ``title``, ``record``, ``field``, ``message``, as read."""
    titles = everyone.events.lazy().select("event_id", "title")
    found = warned.said(everyone.warnings).lazy().join(titles, on="event_id", how="left", maintain_order="left")
    return found.select("event_id", "title", "record", "field", "message").collect()
