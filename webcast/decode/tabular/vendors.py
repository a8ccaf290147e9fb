"""Lists of other systems, known by headers that only they have: refused by name.

A list of attendees of a meeting has names and e-mails as well; read as a report it would make no-shows of everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from webcast.decode.understood import plain
from webcast.errors import DecodeError
from webcast.language import later

_WITHIN: Final = 60
"""Rows: a meeting's summary stands above the list of people."""

_MARKS: Final[tuple[tuple[str, tuple[frozenset[str], ...]], ...]] = tuple(
    (name, tuple(frozenset(mark) for mark in marks))
    for name, marks in (
        (
            "Zoom",
            (
                {"user name (original name)", "join time"},
                {"user name (original name)", "time in session (minutes)"},
                {"topic", "webinar id"},
                {"topic", "meeting id"},
            ),
        ),
        (
            "Microsoft Teams",
            (
                {"participant id (upn)"},
                {"first join", "last leave"},
                {"full name", "user action", "timestamp"},
            ),
        ),
        ("GoTo Webinar", ({"interest rating", "attended"}, {"attendance duration", "interest rating"})),
        ("Webex", ({"attendee email", "join time", "leave time"}, {"session name", "attention to attendance ratio"})),
        ("ON24", ({"event user id", "engagement index"}, {"live minutes", "archive minutes"})),
        ("Google Meet", ({"first seen at", "time in call"}, {"time joined", "time exited"})),
        ("Livestorm", ({"attendance rate", "has viewed replay"},)),
    )
)


class OtherVendor(DecodeError):
    """A list of people of another system."""


def refuse(rows: Sequence[Sequence[object]]) -> None:
    """Refuse a table that is another system's.

    Raises:
        OtherVendor: It is; says whose.
    """
    for row in rows[:_WITHIN]:
        cells = {plain(cell) for cell in row} - {""}
        for name, marks in _MARKS:
            if any(mark <= cells for mark in marks):
                raise OtherVendor(
                    later(
                        "This looks like a {name} report; only audience reports of the webcast platform can be read.",
                        name=name,
                    ),
                    remedy=later("Export the audience report of the event from the webcast platform and open that."),
                )
