"""The choice of what to break down by, and what stands for it in the address."""

from __future__ import annotations

from typing import Final

from webcast.analysis import dimensions
from webcast.analysis.audience import Audience
from webcast.ui.frame import options
from webcast.ui.kit import words

_NONE: Final = "none"


def choose(everyone: Audience, label: str, name: str, *, attendance: bool = False) -> str | None:
    """Draw the choice of a dimension; the first, and the default, is none.

    Args:
        everyone: Whose dimensions.
        label: Of the choice.
        name: Of the parameter in the address.
        attendance: Offer how people attended as well.
    """
    found = names(everyone, attendance=attendance)
    labels = {_NONE: words.NO_BREAK_DOWN, **{key: dimensions.label(by) for key, by in found.items()}}
    return found.get(options.select(label, labels, name, width=220))


def names(everyone: Audience, *, attendance: bool = False) -> dict[str, str]:
    """Return the dimensions of an audience by what stands for them in the address; events where there are several."""
    found = [by for by in dimensions.available(everyone) if by != "event" or everyone.events.height > 1]
    return {slug(by): by for by in ([dimensions.ATTENDANCE] if attendance else []) + found}


def slug(dimension: str) -> str:
    """Return what stands for a dimension in the address: a question's text may hold anything."""
    if not dimension.startswith(dimensions.QUESTION):
        return dimension
    return f"q-{options.slug(dimension)}"
