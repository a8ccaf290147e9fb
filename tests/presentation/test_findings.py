"""What charts say in their titles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from webcast.analysis.stages import names
from webcast.analysis.timeline import Peak
from webcast.presentation import findings
from webcast.presentation.prepared import Plain


@pytest.mark.parametrize(
    ("title", "finding", "said"),
    [
        ("How people attended", "40 % live", "How people attended: 40 % live"),
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
    assert findings.attendance(ways(20, Live=5, On_Demand=0, SimLive=None)) == "25\u00a0% live"
    assert findings.attendance(ways(19, Live=5, On_Demand=2)) == "5 of 19 live, 2 of 19 on demand"
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


AT = datetime(2025, 3, 4, 14, 5, tzinfo=UTC)


def test_most_at_once_of_the_way_that_had_most() -> None:
    said = "at most 1,203 at once, Mar 4, 2025, 2:05\u202fPM"
    assert findings.viewers({"Live": Peak(1203, AT)}, Plain("UTC")) == said
    both = {"On-Demand": Peak(3, AT), "Live": Peak(4, AT)}
    assert findings.viewers(both, Plain("UTC")).startswith("at most 4 at once (Live), ")
    assert findings.viewers({"Live": Peak(4, AT), "On-Demand": Peak(0, None)}, Plain("UTC")).startswith(
        "at most 4 at"
    )
    assert findings.viewers({"Live": Peak(None, None)}, Plain("UTC")) == ""
    assert findings.viewers({}, Plain("UTC")) == ""


def waited(*counts: int) -> pl.DataFrame:
    names = ["within an hour", "within a day", "2 to 7 days"][: len(counts)]
    return pl.DataFrame({"wait": names, "attendees": counts}, schema={"wait": pl.String, "attendees": pl.Int64})


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((11, 9, 0), "within an hour for most (55\u00a0%)"),
        ((10, 9, 1), "within an hour for the largest group (50\u00a0%)"),  # half is not most
        ((8, 4, 8), "within an hour and 2 to 7 days for 40\u00a0% each"),
        ((7, 7, 7), ""),
        ((2, 10, 7), ""),  # few
        ((0, 0, 0), ""),
        ((), ""),
    ],
)
def test_how_long_before_most_registered(counts: tuple[int, ...], said: str) -> None:
    assert findings.waits(waited(*counts)) == said


@pytest.mark.parametrize(
    ("counts", "respondents", "said"),
    [
        ({"Yes": 11, "No": 9}, 20, "most, 55\u00a0%, said “Yes”"),
        ({"Yes": 10, "No": 9, "Hm": 1}, 20, "the largest group, 50\u00a0%, said “Yes”"),
        ({"Yes": 10, "No": 10}, 20, "“Yes” and “No” lead with 50\u00a0% each"),
        ({"a": 7, "b": 7, "c": 7}, 21, ""),
        ({"Yes": 10, "No": 9}, 19, ""),  # few
        # Who may choose several: of the respondents, not of the choices.
        ({"a": 18, "b": 16, "c": 14}, 30, "most, 60\u00a0%, said “a”"),
        ({}, 0, ""),
    ],
)
def test_which_answer_leads(counts: dict[str, int], respondents: int, said: str) -> None:
    columns = {"answer": pl.String, "count": pl.Int64}
    given = pl.DataFrame(list(counts.items()), schema=columns, orient="row")
    assert findings.answers(given, respondents) == said


def test_what_a_scale_came_to() -> None:
    assert findings.scale(7.449, 20, -3.2) == "mean 7.4, of 20 answers; NPS \N{MINUS SIGN}3"
    assert findings.scale(4.5, 1200, None) == "mean 4.5, of 1,200 answers"
    assert findings.scale(7.4, 19, 34.0) == ""


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([("A", 0.62, 20), ("B", 0.4, 30)], "A leads with 62\u00a0% attended, 48\u00a0% of all"),
        ([("A", 0.62, 20), ("B", 0.4, 30), ("C", 0.9, 19)], "A leads with 62\u00a0% attended, 48\u00a0% of all"),
        (
            [("A", 0.62, 20), ("B", 0.619, 30), ("C", 0.2, 40)],
            "A and B lead with 62\u00a0% attended each, 48\u00a0% of all",
        ),
        ([("A", 0.62, 20), ("B", 0.62, 30)], ""),  # all of them lead
        ([("A", 0.6, 20), ("B", 0.6, 30), ("C", 0.6, 20), ("D", 0.1, 20)], ""),
        ([("A", 0.62, 20), ("B", 0.4, 19)], ""),  # one alone
        ([("A", 0.62, 20), ("B", None, 30)], ""),
        ([], ""),
    ],
)
def test_which_group_is_highest_of_those_that_are_not_few(
    groups: list[tuple[str, float | None, int]], said: str
) -> None:
    assert findings.highest(groups, 0.48, "attended") == said
    assert findings.highest(groups, None, "attended") == ""


def beside(first: float | None, second: float | None, base: int, *, chance: bool) -> dict[str, Any]:
    return {"share_1": first, "share_2": second, "base_1": base, "base_2": 50, "beyond_chance": not chance}


def test_two_segments() -> None:
    labels = ("Acme", "Everybody else")
    told = beside(0.62, 0.48, 20, chance=False)
    assert findings.segments(told, labels, "Attended") == "Acme 62\u00a0%, Everybody else 48\u00a0% attended"
    told = beside(0.62, 0.58, 20, chance=True)
    assert findings.segments(told, labels, "Attended") == "62\u00a0% and 58\u00a0% attended, which could be chance"
    assert findings.segments(beside(0.62, 0.2, 19, chance=False), labels, "Attended") == ""
    assert findings.segments(beside(None, 0.2, 20, chance=False), labels, "Attended") == ""


def checked(every: int, some: int, never: int | None, eligible: int | None) -> pl.DataFrame:
    row = {"answered_all": every, "respondents": every + some, "never": never, "eligible": eligible}
    return pl.DataFrame([row], schema=dict.fromkeys(row, pl.Int64))


def test_attendance_checks() -> None:
    assert findings.checks(checked(5, 3, 12, 20)) == "25\u00a0% answered every check"
    assert findings.checks(checked(5, 3, 11, 19)) == ""  # few
    assert findings.checks(checked(5, 3, None, None)) == ""
    assert findings.checks(checked(5, 3, 13, 20)) == ""  # one of the eight did not attend
    assert findings.checks(pl.concat([checked(5, 3, 12, 20)] * 2)) == ""


@pytest.mark.parametrize(
    ("each", "said"),
    [
        ({"Mail": 2.5, "Ads": 10.0}, "Mail costs least, 2.50"),
        ({"Ads": 10.0, "Mail": 2.5, "Fair": 2.501}, "Mail and Fair cost least, 2.50"),
        ({"Mail": 2.5, "Ads": 2.5}, "2.50 for an attendee of each"),
        ({"Mail": 2.5, "Fair": None}, "2.50 for an attendee"),
        ({"Fair": None}, ""),
        ({}, ""),
    ],
)
def test_what_an_attendee_cost(each: dict[str, float | None], said: str) -> None:
    columns = {"label": pl.String, "cost_per_attendee": pl.Float64}
    assert findings.costs(pl.DataFrame(list(each.items()), schema=columns, orient="row")) == said
