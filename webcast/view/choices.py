"""What a table or a picture depends on beyond its people: weights, thresholds, which question, which stretch of time.

One object for pages, addresses of files and the command line, so that all three make the same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from webcast.analysis.score import Weights
from webcast.analysis.stages import Rules
from webcast.cohorts import cohort
from webcast.cohorts.cohort import Cohort
from webcast.errors import FilterError
from webcast.language import following, later
from webcast.reports.schema import MODES
from webcast.view.comparison import Beside

_NAMED: Final = 20
"""So many known values an error names."""


@dataclass(frozen=True)
class Choices:
    """What some tables and pictures depend on beyond the people; each takes what it needs.

    Raises:
        FilterError: A value makes no sense.
    """

    weights: Weights = field(default_factory=Weights)
    """Of the engagement score."""

    costs: Mapping[str, float] = field(default_factory=dict)
    """What campaigns cost. Nobody else's business, so never in an address."""

    rules: Rules = field(default_factory=Rules)
    """What the stages of the funnel mean."""

    of_previous: bool = False
    """Segments are compared by shares of the stage before, not of the first."""

    by: str = ""
    """A dimension of :mod:`webcast.analysis.dimensions` to break down by."""

    first: Cohort | None = None
    """One of two segments to compare."""

    second: Cohort | None = None
    """The other segment; everybody who is not in the first where there is none."""

    mode: str = ""
    """A session type; all together where there is none."""

    window: tuple[int, int] | None = None
    """A stretch of time, from and to (not included), in milliseconds since 1970."""

    question: str = ""
    """A survey question by its label, "survey: question"."""

    before: str = ""
    """Name of the survey that was taken first."""

    after: str = ""
    """Name of the survey that was taken afterwards."""

    shared: str = ""
    """Of two surveys that are compared, the question in view, by its text; the first where none is named."""

    stretch_mode: str = ""
    """The session type of a stretch's figures; each that was seen in it, and all together, where there is none."""

    rate: str = ""
    """What events are compared by; see :data:`webcast.analysis.portfolio.RATES`."""

    compare: str = ""
    """What figures are compared with on every page (:mod:`webcast.view.comparison`); nothing means what fits best."""

    beside: Beside | None = field(default=None, repr=False, compare=False)
    """What that is, once it was found (:mod:`webcast.web.beside`); part of no address and no saved view."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "costs", dict(sorted(self.costs.items())))
        for mode in (self.mode, self.stretch_mode):
            if mode and mode not in MODES:
                raise FilterError(
                    later(
                        "A session type should be one of {listed}, but is '{mode}'.",
                        listed=", ".join(MODES),
                        mode=mode[:30],
                    )
                )
        if self.window is not None and self.window[1] <= self.window[0]:
            raise FilterError(later("A stretch of time should end after it begins, but does not."))

    @property
    def segments(self) -> tuple[Cohort, Cohort]:
        """The two segments to compare.

        Raises:
            FilterError: None is named.
        """
        if self.first is None:
            raise FilterError(
                later("Two segments are compared by what the first of them is, but none is named."),
                remedy=later("Name it as a set of people, e.g. 'group:company:Acme'."),
            )
        return self.first, self.second or cohort.others(self.first)


def not_offered(what: str, asked: str, known: Iterable[str]) -> FilterError:
    """Return the error of a choice that is needed, and that these people do not offer."""
    names = [f"'{name}'" for name in known]
    listed, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    listed = later("{names} and {more} more", names=listed, more=more) if more > 0 else listed
    return FilterError(
        following(
            later("This needs {what}, but '{asked}' was asked for.", what=what, asked=asked[:60])
            if asked
            else later("This needs {what}, but none was asked for.", what=what),
            later("These are known: {listed}.", listed=listed) if names else later("There is none in these events."),
        ),
        remedy=later("Name one of them.") if names else later("Pick other events."),
    )
