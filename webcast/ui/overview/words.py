"""The sentences of the Overview page."""

from __future__ import annotations

from typing import Final

from webcast.formats import plural

# Questions: the title of each page, as a person would ask it.
OVERVIEW: Final = "How did it go?"

# States

# Overview
AVERAGE_MINUTES: Final = "Average minutes"
ATTENDANCE: Final = "How people attended"
PER_EVENT: Final = "Event by event"
NOTHING_REPORTED: Final = "These reports carry no figures of the platform's own to compare with."
REPORTED_AGREES: Final = "The platform's own figures agree with these."
REPORTED_HINT: Final = (
    "We count from the records, before any filter of yours. The platform's figures come with the report."
)
COLUMN_FIGURE: Final = "Figure"
COLUMN_REPORTED: Final = "Platform"
COLUMN_COMPUTED: Final = "Counted"
COLUMN_WHY: Final = "What may explain it"
WARNINGS_HINT: Final = "What could not be read as it came. No record was dropped silently, and nothing was shifted."


def way_title(event: str, way: str) -> str:
    """Head the people behind a bar: ``Attended live: Product launch``."""
    return f"{way}: {event}"


def reported_differs(count: int) -> str:
    """Head the list of figures that differ from the platform's."""
    return f"{plural(count, 'figure differs', 'figures differ')} from what the platform reported"


def warnings(count: int) -> str:
    """Head the list of warnings."""
    return f"{plural(count, 'warning')} from reading these reports"
