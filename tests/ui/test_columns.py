"""The columns of a list on screen, and the headers that hold the same in a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import polars as pl

from tests.pages import small
from webcast.analysis.audience import Audience
from webcast.exports import registrants
from webcast.exports.columns import of_people
from webcast.ui.kit import people_columns


def audience() -> Audience:
    return Audience.of(small.report(small.LAUNCH))


def test_times_are_shown_in_the_zone_and_watch_time_in_minutes() -> None:
    frame, _ = people_columns.readable(audience().members, ("first_name", "registered_at", "watch_ms"), "Asia/Tokyo")
    assert frame.collect().row(1) == ("Bo", datetime(2025, 3, 2, 23, 0), 30)  # noqa: DTZ001 - a clock on the wall


def test_what_is_not_there_is_left_out() -> None:
    frame, config = people_columns.readable(audience().members, ("company", "no_such_column"), "UTC")
    assert frame.collect_schema().names() == ["company"] == list(config)


def test_every_question_is_a_column() -> None:
    known = people_columns.available(audience())
    assert known["registration: Your role?"] == "Your role?"
    assert known["survey: Feedback: Useful?"] == "Feedback: Useful?"


def test_who_opted_out_is_a_column_where_a_report_says_it() -> None:
    report = small.report(small.LAUNCH)
    assert "opted_out" not in people_columns.available(Audience.of(report))
    said = replace(report, registrants=report.registrants.with_columns(opted_out=pl.lit(value=False)))
    assert people_columns.available(Audience.of(said))["opted_out"] == "Opted out"


def test_the_file_s_headers_exist_in_the_export() -> None:
    everyone = audience()
    wanted = of_people(tuple(people_columns.available(everyone)))
    assert set(wanted) <= set(registrants(everyone, "UTC").headers)
    assert of_people(("email", "watch_ms", "survey: Feedback: Useful?")) == (
        "Email",
        "Survey: Feedback: Useful?",
    )
