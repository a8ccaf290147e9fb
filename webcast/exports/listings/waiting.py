"""Tables of the time from registration to attendance: how many waited how long, and each registrant's wait."""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import waiting
from webcast.analysis.audience import Audience
from webcast.exports.listings.listing import EVENT, WHO, Listing
from webcast.language import phrase
from webcast.view.choices import Choices


def _waits(audience: Audience, choices: Choices) -> pl.DataFrame:
    return waiting.waits(audience, choices.mode or None)


def _time_to_attendance(audience: Audience, choices: Choices) -> pl.DataFrame:
    found = waiting.time_to_attendance(audience, choices.mode or None)
    who = audience.of_rows(found["row"], *EVENT, *WHO, "registered_at")
    first = pl.col("registered_at") + pl.duration(milliseconds="wait_ms", time_unit="ms")
    return found.with_columns(who).with_columns(first_session=first)


TABLES: Final = (
    Listing(
        "waits",
        phrase("Registration to attendance"),
        _waits,
        {"wait": "Registered Before the Session", "attendees": "Attendees", "share": "Share"},
        takes=("mode",),
    ),
    Listing(
        "time-to-attendance",
        phrase("Time to attendance"),
        _time_to_attendance,
        {
            **EVENT,
            **WHO,
            "registered_at": "Registered On",
            "first_session": "First Session",
            "wait_ms": "Time to Attendance",
        },
        takes=("mode",),
        by_event=True,
    ),
)
