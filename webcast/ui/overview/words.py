"""The sentences of the Overview page."""

from __future__ import annotations

from typing import Final

from webcast.formats import plural
from webcast.language import phrase, say, speaking

# Questions: the title of each page, as a person would ask it.
OVERVIEW: Final = phrase("How did it go?")

# States

# Overview
AVERAGE_MINUTES: Final = phrase("Average minutes")
ATTENDANCE: Final = phrase("How people attended")
COLUMN_WAY: Final = phrase("How")
PER_EVENT: Final = phrase("Event by event")
NOTHING_REPORTED: Final = phrase("These reports carry no figures of the platform's own to compare with.")
REPORTED_AGREES: Final = phrase("The platform's own figures agree with these.")
REPORTED_HINT: Final = phrase(
    "We count from the records, before any filter of yours. The platform's figures come with the report."
)
COLUMN_FIGURE: Final = phrase("Figure")
COLUMN_REPORTED: Final = phrase("Platform")
COLUMN_COMPUTED: Final = phrase("Counted")
COLUMN_WHY: Final = phrase("What may explain it")
WARNINGS_HINT: Final = phrase(
    "What could not be read as it came. No record was dropped silently, and nothing was shifted."
)


def way_title(event: str, way: str) -> str:
    """Head the people behind a bar: ``Came live: Product launch``."""
    return f"{way}: {event}"


def reported_differs(count: int) -> str:
    """Head the list of figures that differ from the platform's."""
    return say(
        "{figures_differ} from what the platform reported",
        figures_differ=plural(count, "figure differs", "figures differ"),
    )


def warnings(count: int) -> str:
    """Head the list of warnings."""
    return say("{warnings} from reading these reports", warnings=plural(count, "warning", "warnings"))


speaking(__name__)
