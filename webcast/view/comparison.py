"""What figures are compared with: one choice for all pages, their files, saved views and the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from webcast.errors import FilterError
from webcast.language import later

EVERYBODY: Final = "everybody"
"""All registrants of the same events: what makes a filtered figure mean something."""

BEFORE: Final = "before"
"""As many loaded events before the first of those in view; for one event the latest of its programme, if any."""

PERIOD: Final = "period"
"""The loaded events of the stretch of time before, as long as that of the events in view, a month at least."""

MEDIAN: Final = "median"
"""The median of the account's loaded events that are over."""

PICKED: Final = "picked"
"""The median of the events in view."""

GOAL: Final = "goal"
"""The numbers that the account has set for itself."""

KINDS: Final = (BEFORE, PERIOD, MEDIAN, PICKED, EVERYBODY, GOAL)

VIEW: Final = "view-"
"""Begins the choice of a saved view, by its id: ``view-1f0c3a9b72aa00ff``."""

GOALS: Final = (
    "total_registrants", "live_conversion_rate", "total_conversion_rate", "average_watch_ms", "peak_viewers",
)  # fmt: skip
"""Figures for which an account can set a goal; also what a file of key figures has."""

_VIEW_ID: Final = re.compile(r"[0-9a-f]{1,64}")


@dataclass(frozen=True)
class Beside:
    """What figures are compared with, found: its name and its figures.

    Attributes:
        name: As in a sentence: ``the event before``.
        figures: By name; what is not known, or cannot be compared, is not there or None.
        why: Why nothing, or not everything, is compared; empty where nothing is amiss.
    """

    name: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""


def read(text: str, name: str) -> str:
    """Return a choice as it stands in an address.

    Args:
        text: One of :data:`KINDS`, or :data:`VIEW` and the id of a saved view.
        name: The parameter, as its reader knows it.

    Raises:
        FilterError: It is neither.
    """
    if text in KINDS or (text.startswith(VIEW) and _VIEW_ID.fullmatch(text.removeprefix(VIEW))):
        return text
    raise FilterError(
        later(
            "The parameter '{name}' should be one of {kinds}, or '{view}' and an id, but is not.",
            name=name,
            kinds=", ".join(KINDS),
            view=VIEW,
        )
    )


def in_force(choice: str, *, filtered: bool, events: int) -> str:
    """Return what a choice means: without one everybody under filters, several events' median, else the event before.

    Args:
        choice: What was chosen; empty where nothing was.
        filtered: Filters are in force.
        events: How many events are in view.
    """
    if choice:
        return choice
    if filtered:
        return EVERYBODY
    return PICKED if events > 1 else BEFORE
