"""The choice of what to break down by, and what stands for it in the address."""

from __future__ import annotations

from webcast.analysis import dimensions
from webcast.analysis.audience import Audience
from webcast.ui.frame import options
from webcast.ui.kit import words


def choose(everyone: Audience, label: str, name: str, *, attendance: bool = False) -> str | None:
    """Draw the choice of a dimension; the first, and the default, is none.

    Args:
        everyone: Whose dimensions.
        label: Of the choice.
        name: Of the parameter in the address.
        attendance: Offer how people attended as well.
    """
    labels = {"": words.NO_BREAK_DOWN, **named(everyone, attendance=attendance)}
    return options.select(label, labels, name, width=220) or None


def named(everyone: Audience, *, attendance: bool = False) -> dict[str, str]:
    """Return the dimensions of an audience with their labels; events where there are several."""
    found = [by for by in dimensions.available(everyone) if by != "event" or everyone.events.height > 1]
    return {by: dimensions.label(by) for by in ([dimensions.ATTENDANCE] if attendance else []) + found}
