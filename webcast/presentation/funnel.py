"""The funnel, its break-down, two segments side by side and the time to attendance: on Funnel, and as pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from webcast.analysis import dimensions, segments, waiting
from webcast.analysis import funnel as stages_of
from webcast.analysis.audience import Audience
from webcast.analysis.stages import STAGES, Names, Rules, names
from webcast.charts import funnel as chart
from webcast.charts import segments as side_by_side
from webcast.charts import waiting as waiting_chart
from webcast.charts.figure import Figure
from webcast.charts.theme import Theme
from webcast.cohorts.cohort import Cohort
from webcast.formats import number
from webcast.language import counted, say, within
from webcast.presentation import findings, named
from webcast.presentation.prepared import Drawn, Look, Prepared, folded
from webcast.view.comparison import Beside

GROUPS_AT_FIRST: Final = 10
"""Groups of a break-down before somebody asks for more; the others are added up as one."""


def stages(audience: Audience, rules: Rules, look: Look, beside: Beside | None = None) -> Prepared:
    """Prepare the funnel; ``frame`` is of :func:`webcast.analysis.funnel.funnel`.

    Args:
        audience: Who registered.
        rules: What the stages mean.
        look: How it is drawn.
        beside: What it is compared with: stage → share of the first.
    """
    frame = stages_of.funnel(audience, rules)
    wording = names(rules)
    return Prepared(
        frame,
        lambda _: chart.funnel(frame, wording, theme=look.theme, beside=beside),
        finding=findings.stages(frame, wording),
    )


def groups(audience: Audience, rules: Rules, by: str, look: Look, overall: pl.DataFrame | None = None) -> Prepared:
    """Prepare the funnels of the groups of a dimension beside each other.

    Args:
        audience: Who registered.
        rules: What the stages mean.
        by: A dimension of :mod:`webcast.analysis.dimensions`.
        look: How they are drawn.
        overall: The funnel of all together, where it is at hand.
    """
    frame = stages_of.funnel(audience, rules, by=by)
    together = stages_of.funnel(audience, rules) if overall is None else overall
    total = frame["group"].n_unique()

    def draw(most: int) -> Figure:
        missing = dimensions.missing(by)
        return chart.breakdown(frame, together, names(rules), missing=missing, theme=look.theme, most=most)

    title = say("Where did people drop out? By {lower}", lower=within(dimensions.label(by)))
    finding = _leading(frame, together, names(rules), dimensions.missing(by))
    return Prepared(frame, draw, total, folded(total, GROUPS_AT_FIRST), title=title, finding=finding)


def _leading(frame: pl.DataFrame, together: pl.DataFrame, wording: Names, missing: str) -> str:
    """Say of which group most came, of as many as were in the first stage."""
    first, came = (frame.filter(stage=stage) for stage in STAGES[:2])
    bases = dict(first.select("group", "registrants").rows())
    rows = [
        (missing if group is None else group, share, bases.get(group) or 0)
        for group, share in came.select("group", "of_first").rows()
    ]
    overall = together.filter(stage=STAGES[1])["of_first"]
    return findings.highest(rows, overall[0] if overall.len() else None, within(wording.stages[STAGES[1]]))


@dataclass(frozen=True)
class Segments:
    """Two segments side by side, stage by stage."""

    sets: tuple[Cohort, Cohort]
    rules: Rules
    of_previous: bool
    """Whether shares are of the stage before, not of the first."""
    frame: pl.DataFrame
    """See :func:`webcast.analysis.segments.compare`."""
    both: int
    """Persons who are in both."""

    @classmethod
    def of(cls, audience: Audience, sets: tuple[Cohort, Cohort], rules: Rules, *, of_previous: bool) -> Segments:
        """Return how two sets of the audience compare."""
        first, second = (people.apply(audience) for people in sets)
        frame = segments.compare(first, second, rules, of_previous=of_previous)
        return cls(sets, rules, of_previous, frame, segments.overlap(first, second))

    @property
    def labels(self) -> tuple[str, str]:
        """What both are called beside their bars."""
        first, second = self.sets
        return named.segment(first), named.segment(second)

    def finding(self, stage: str | None = None) -> str:
        """Say how they differ at a stage; without one at the first that tells."""
        known = self.frame.filter(pl.col("stage") == stage) if stage else self.frame.drop_nulls("difference")
        if known.is_empty():
            return ""
        row = known.row(0, named=True)
        return findings.segments(row, self.labels, names(self.rules).stages[row["stage"]])

    def figure(self, theme: Theme) -> Figure:
        """Return them as a chart."""
        wording = names(self.rules)
        return side_by_side.segments(self.frame, self.labels, wording, of_previous=self.of_previous, theme=theme)

    def drawn(self, theme: Theme) -> Drawn:
        """Return the chart with who both are, in full."""
        who = say(
            "Filled: {describe}. Outlined: {describe_2}.",
            describe=self.sets[0].describe(),
            describe_2=self.sets[1].describe(),
        )
        both = (
            counted("{count} person is in both.", "{count} people are in both.", self.both, count=number(self.both))
            if self.both
            else ""
        )
        return Drawn(self.figure(theme), f"{who} {both}".strip(), finding=self.finding())


def waits(audience: Audience, mode: str | None, look: Look) -> Prepared:
    """Prepare how long before their first session people registered.

    Args:
        audience: Who registered.
        mode: The session type; None for any.
        look: How it is drawn.
    """
    frame = waiting.waits(audience, mode)
    note = named.without_sessions(audience)
    finding = findings.waits(frame)
    return Prepared(frame, lambda _: waiting_chart.waits(frame, mode, theme=look.theme), note=note, finding=finding)
