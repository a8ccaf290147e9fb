"""How a figure stands against another: changes, goals, and what is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from webcast.formats import number, percent, points
from webcast.language import phrase, say, speaking
from webcast.ui.frame import words as frame_words

MEDIAN_EVENT: Final = phrase("the median event")


def compared_points(difference: float, name: str) -> str:
    """Say how a share compares: ``9 points above the median event``."""
    if abs(difference) < 0.0005:
        return say("the same as {name}", name=name)
    if difference > 0:
        return say("{points} above {name}", points=points(difference), name=name)
    return say("{points} below {name}", points=points(difference), name=name)


def compared_value(name: str, value: str) -> str:
    """Say what a figure is for what it is compared with: ``Median event: 345``."""
    return f"{frame_words.sentence(name.removeprefix('the '))}: {value}"


def change_of_points(difference: float) -> str:
    """Write a change of a share with its sign: ``+9 points``; empty where there is none."""
    return "" if abs(difference) < 0.0005 else f"{_sign(difference)}{points(difference)}"


def change_of_count(value: float, other: float) -> str:
    """Write a change with its sign, in per cent of what is compared with: ``+12 %``; empty where there is none."""
    change = value / other - 1
    written = percent(abs(change))
    return "" if written == percent(0) else f"{_sign(change)}{written}"


def signed(difference: float, written: str) -> str:
    """Write a change with its sign: ``+0.4``."""
    return f"{_sign(difference)}{written}"


def _sign(difference: float) -> str:
    return "+" if difference > 0 else "\N{MINUS SIGN}"


def beside(name: str, value: str, *, above: bool | None) -> str:
    """Say after a change what it is a change from: ``above the event before (28 %)``."""
    if above is None:
        return say("the same as {name}", name=name)
    if above:
        return say("above {name} ({value})", name=name, value=value)
    return say("below {name} ({value})", name=name, value=value)


NO_GOAL: Final = phrase("No goal is set")
COMPARE_WITH: Final = phrase("Compare with")
YOUR_GOALS: Final = phrase("Your goals")
SAVE_GOALS: Final = phrase("Save and compare with them")
GOALS_HINT: Final = phrase("For everybody of this account. Leave a field empty where there is no goal.")
COMPARED_WITH_NOTHING: Final = phrase("Not compared")
GOALS: Final = {
    "total_registrants": phrase("Registrants"),
    "live_conversion_rate": phrase("Live conversion, in %"),
    "total_conversion_rate": phrase("Total conversion, in %"),
    "average_watch_ms": phrase("Average watch time, in minutes"),
    "peak_viewers": phrase("Peak viewers"),
}
"""Figures that can have a goal → the label of its field."""


def compared_with(name: str) -> str:
    """Label the choice of what figures are compared with."""
    return say("Compared with {name}", name=name) if name else say(COMPARED_WITH_NOTHING)


def line_over_events(values: Sequence[str]) -> str:
    """Say in words what a small line over the account's events shows, oldest first."""
    return say(
        "Over your last {values} events, oldest first: {listed}", values=number(len(values)), listed=", ".join(values)
    )


speaking(__name__)
