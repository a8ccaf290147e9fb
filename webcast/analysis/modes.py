"""The modes in which people come, and the columns of members that tell of each."""

from __future__ import annotations

from typing import Final

MODE_COLUMNS: Final = {"Live": "live", "On-Demand": "od", "SimLive": "simlive"}
"""Mode → the prefix of its columns."""


def watch_column(mode: str) -> str:
    """Return the name of the column of ``members`` that holds a mode's watch time."""
    return f"{MODE_COLUMNS[mode]}_watch_ms"


def attended_column(mode: str) -> str:
    """Return the name of the column of ``members`` that says whether a registrant has a session of the mode."""
    return f"{MODE_COLUMNS[mode]}_attended"
