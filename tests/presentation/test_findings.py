"""What charts say in their titles."""

from __future__ import annotations

import polars as pl
import pytest

from webcast.analysis.stages import names
from webcast.presentation import findings


@pytest.mark.parametrize(
    ("title", "finding", "said"),
    [
        ("How people attended", "40 % came live", "How people attended: 40 % came live"),
        ("Who came?", "half of them", "Who came? Half of them"),
        ("Who came?", "", "Who came?"),
    ],
)
def test_a_title_says_the_finding(title: str, finding: str, said: str) -> None:
    assert findings.headline(title, finding) == said


def ways(of: int, **counts: int | None) -> pl.DataFrame:
    rows = [(way.replace("_", "-"), count, of) for way, count in counts.items()]
    return pl.DataFrame(rows, schema={"way": pl.String, "registrants": pl.Int64, "of": pl.Int64}, orient="row")


def test_few_are_counted_and_ways_that_nobody_took_or_that_are_not_known_are_left_out() -> None:
    assert findings.attendance(ways(20, Live=5, On_Demand=0, SimLive=None)) == "25\u00a0% came live"
    assert findings.attendance(ways(19, Live=5, On_Demand=2)) == "5 of 19 came live, 2 of 19 watched on demand"
    assert findings.attendance(ways(19, Live=None)) == ""


def funnel(*counts: int | None) -> pl.DataFrame:
    stages = ["registered", "attended", "stayed", "engaged", "answered_survey"][: len(counts)]
    return pl.DataFrame(
        {"stage": stages, "registrants": counts}, schema={"stage": pl.String, "registrants": pl.Int64}
    )


def test_a_funnel_says_where_most_are_lost_the_first_among_equals() -> None:
    wording = names()
    assert findings.stages(funnel(100, 40, 30, 10), wording) == (
        f"40\u00a0% attended; most are lost where 60 {wording.notes['attended']}"
    )
    assert findings.stages(funnel(100, 70, 40), wording).endswith(f"30 {wording.notes['attended']}")
    assert findings.stages(funnel(10, 10), wording) == "10 of 10 attended"
    assert findings.stages(funnel(10, None), wording) == ""
    assert findings.stages(funnel(0, 0), wording) == ""


def test_half_of_them_is_not_yet_more_than_half_gone() -> None:
    frame = pl.DataFrame({"minute": [0, 1, 2], "base": [4, 4, 4], "share": [1.0, 0.5, 0.25]})
    assert findings.retention(frame) == "half had left after 2 min"
    assert findings.retention(frame.head(2)) == "more than half stayed to the end"
    assert findings.retention(frame.head(0)) == ""


def test_the_last_seven_days_are_the_days_nought_to_six() -> None:
    frame = pl.DataFrame({"days_before": [7, 6, 0, -1], "registrants": [1, 2, 3, 4]})
    assert findings.registrations(frame) == "5 of 10 in the last 7 days"
    assert findings.registrations(frame.head(0)) == ""


def test_on_demand() -> None:
    days = pl.DataFrame({"day": [1, 2], "sessions": [3, 9]})
    assert findings.on_demand_days(days) == "9 of 12 views on the busiest day"
    assert findings.on_demand_days(days.head(0)) == ""
    watched = pl.DataFrame({"minute": [0, 10, 20], "share": [1.0, 0.5, 0.4]})
    assert findings.survival(watched) == "half watched 10 min or more"
    assert findings.survival(watched.head(1)) == ""


def test_who_leads() -> None:
    frame = pl.DataFrame({"group": [None, "Acme", "Globex"], "attended": [5, 3, 2]})
    assert findings.groups(frame) == "3 of 10 attendees from Acme"
    assert findings.groups(frame.head(1)) == ""
    assert findings.leading(["Acme", "Globex"], [3, 2], "attendee", "attendees") == "Acme leads with 3 attendees"
    assert findings.leading(["Acme"], [None], "attendee", "attendees") == ""
    assert findings.leading([], [], "attendee", "attendees") == ""


def test_who_came_again_and_what_was_answered() -> None:
    assert findings.times(pl.DataFrame({"times": [1, 2, 5], "persons": [6, 3, 1]})) == (
        "4 of 10 came to more than one event"
    )
    assert findings.asked(pl.DataFrame({"questions": [3, 1], "answered": [1, 1]})) == "2 of 4 questions answered"
    assert findings.asked(pl.DataFrame({"questions": [0], "answered": [0]})) == ""
