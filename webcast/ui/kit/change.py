"""How a figure compares with what was chosen, in the parts that a card shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """How a figure compares, in the parts that a card shows."""

    sign: str = ""
    """The change with its sign: ``+9 points``."""
    text: str = ""
    """What it is a change from: ``above the event before (28 %)``."""
    better: bool | None = None
    """Whether it is good news; None where that is not without doubt, or nothing changed."""
