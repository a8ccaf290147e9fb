"""Unknown is not zero: reports that say nothing of attendance, and live figures of events without a live end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from tests.analysis.reports import Tables, audience_of
from tests.analysis.small import at, audience, session
from webcast.analysis import attendance, funnel, pace, people, portfolio, rollups, segments, surveys
from webcast.analysis.audience import Audience
from webcast.analysis.stages import Rules
from webcast.analysis.summary import key_figures, overall
from webcast.commands.findings import findings
from webcast.decode import decode
from webcast.presentation import headline, named
from webcast.reports.report import stack
from webcast.view.filters import Filters

LIVE = Rules(live=True)


def made(*, told: bool = True, silent: bool = True, end: bool = True, people: bool = True) -> Audience:
    """Make two events: "Told" has a live end and session rows, "List" is a list of contacts.

    Told: ann came live for 30 minutes and asked, bob did not attend. List: ann, cid and dan.
    """
    found: Tables = {name: [] for name in ("event", "registrants", "sessions", "qa")}
    if told:
        facts = {"event_id": "t", "title": "Told", "live_start": at(1, 10), "has_sessions": True}
        found["event"].append(facts | {"live_end": at(1, 11) if end else None})
        found["registrants"] += _people("t", "ann", "bob") if people else []
        found["sessions"] = [session(1, "Live", at(1, 10), at(1, 10, 30)) | {"event_id": "t"}] if people else []
        found["qa"] = [{"event_id": "t", "registrant": 1, "n": 1, "question": "Why?"}] if people else []
    if silent:
        found["event"].append({"event_id": "l", "title": "List", "has_sessions": False})
        found["registrants"] += _people("l", "ann", "cid", "dan") if people else []
    return audience_of(found)


def _people(event: str, *names: str) -> list[dict[str, Any]]:
    return [
        {
            "event_id": event,
            "registrant": n,
            "email_key": f"{name}@x.com",
            "registered_at": at(1, 9),
            "campaign": event,
        }
        for n, name in enumerate(names, 1)
    ]


def stages_of(audience: Audience, rules: Rules = Rules()) -> list[int | None]:  # noqa: B008 - frozen
    return funnel.funnel(audience, rules)["registrants"].to_list()


EVERY_MODE = b"""Email,Live Duration,On-Demand Duration,SimLive Duration
a@x.example,00:33:00,00:00:00,00:05:00
b@x.example,00:00:00,00:00:00,00:00:00
c@x.example,00:00:00,,00:00:00
"""
LIVE_ALONE = b"""Email,Live Duration
a@x.example,00:33:00
b@x.example,00:00:00
"""


def test_a_file_with_every_mode_and_no_total_tells_who_attended() -> None:
    audience = Audience.of(decode(EVERY_MODE))
    assert audience.members.select("attended", "live_attended", "od_attended", "watch_ms").rows() == [
        (True, True, False, 2_280_000),
        (False, False, False, 0),
        (None, False, None, None),  # may have come on demand
    ]
    figures = overall(audience)
    assert (figures.attendees, figures.no_shows, figures.watch_ms) == (1, 1, 2_280_000)


def test_a_file_with_one_mode_alone_does_not_tell_who_stayed_away() -> None:
    audience = Audience.of(decode(LIVE_ALONE))
    assert audience.members.select("attended", "live_attended", "live_watch_ms", "watch_ms").rows() == [
        (None, True, 1_980_000, None),
        (None, False, 0, None),
    ]
    figures = overall(audience)
    assert (figures.unique_live_viewers, figures.attendees, figures.no_shows) == (1, None, None)
    assert Filters(live=True).apply(audience).count == 1
    assert Filters(no_shows=True).apply(audience).count == 0


def test_a_list_of_contacts_says_nothing_of_attendance() -> None:
    figures = overall(made(told=False))
    unknown = [
        *("attendees", "attending_people", "no_shows", "total_conversion_rate", "live_conversion_rate"),
        *("total_sessions", "live_registrants", "watch_ms", "average_watch_ms", "peak_viewers"),
    ]
    assert [getattr(figures, name) for name in unknown] == [None] * 10
    assert (figures.total_registrants, figures.people, figures.told) == (3, 3, 0)
    assert headline.answer(figures) == "3 registrants; these reports don't tell who attended."


def test_its_stages_are_not_known_and_in_none_of_their_lists_is_anybody() -> None:
    contacts = made(told=False)
    assert stages_of(contacts) == [3, None, None, None, None]
    assert funnel.funnel(contacts)["of_first"].to_list() == [1.0, None, None, None, None]
    assert funnel.passed(contacts, "registered").count == 3
    for stage in ("attended", "stayed", "engaged", "answered_survey"):
        assert (funnel.passed(contacts, stage).count, funnel.dropped(contacts, stage).count) == (0, 0)
    assert stages_of(contacts, LIVE) == [None] * 5


def test_it_is_left_out_of_bases_and_named() -> None:
    both = made()
    assert stages_of(both) == [2, 1, 1, 1, 0]
    assert funnel.dropped(both, "attended").pick("event_id", "registrant").rows() == [("t", 2)]
    figures = overall(both)
    assert (figures.total_registrants, figures.attendees, figures.no_shows, figures.told) == (5, 1, 1, 2)
    assert figures.total_conversion_rate == 0.5
    assert headline.answer(figures) == (
        "1 of 2 who registered by the end came live (50\N{NO-BREAK SPACE}%). "
        "Counting on-demand, 1 of all 2 registrants have watched."
    )
    assert both.without_attendance.rows() == [("l", "List")]
    assert named.without_attendance(both) == "In no rate, since the report does not tell who attended: List."
    assert named.without_attendance(made(silent=False)) == ""


def test_its_row_in_tables_is_empty() -> None:
    analytics = portfolio.event_analytics(made())
    names = ("attendees", "no_shows", "total_conversion_rate", "stayed", "engaged", "answered_survey", "stayed_rate")
    assert analytics.select(names).rows() == [(1, 1, 0.5, 1, 1, 0, 1.0), (None,) * 7]
    assert portfolio.benchmark(made(), "total_conversion_rate")["event_id"].to_list() == ["t"]
    groups = funnel.funnel(made(), by="event").filter(pl.col("stage") == "attended")
    assert groups.select("group", "registrants", "of_previous").rows() == [("List", None, None), ("Told", 1, 0.5)]


def test_its_groups_are_not_known() -> None:
    names = ("campaign", "registrants", "attendees", "attendance_rate", "watch_ms", "average_watch_ms")
    assert rollups.campaigns(made(), {}).select(names).rows() == [
        ("t", 2, 1, 0.5, 1_800_000, 1_800_000.0),
        ("l", 3, None, None, None, None),
    ]
    together = rollups.companies(made()).select("registrants", "attendees", "attendance_rate")
    assert together.rows() == [(5, 1, 0.5)]
    assert attendance.by_group(made(), "campaign").rows() == [("t", 2, 1, 2), ("l", 3, None, 0)]


def test_a_segment_of_it_has_no_stages_and_no_difference() -> None:
    both = made()
    compared = segments.compare(both.where(pl.col("event_id") == "t"), both.where(pl.col("event_id") == "l"))
    row = compared.row(1, named=True)
    assert (row["registrants_1"], row["share_1"], row["registrants_2"], row["share_2"]) == (1, 0.5, None, None)
    assert (row["base_2"], row["low_2"], row["difference"], row["beyond_chance"]) == (3, None, None, None)


def test_the_command_line_writes_null() -> None:
    found = findings(made(told=False), Filters(), Rules())
    assert [stage["registrants"] for stage in found["funnel"]] == [3, None, None, None, None]
    assert found["events"][0]["computed"]["no_shows"] is None
    assert found["events"][0]["computed"]["live_registrants"] is None
    assert (found["watch_seconds"], found["peak_viewers"]) == (None, None)


def test_a_report_with_session_rows_and_none_in_it_knows_that_nobody_came() -> None:
    found = made(silent=False).where(pl.col("registrant") == 2)
    figures = overall(found)
    assert (figures.attendees, figures.no_shows, figures.total_conversion_rate, figures.watch_ms) == (0, 1, 0.0, 0)
    assert stages_of(found) == [1, 0, 0, 0, 0]


# Registered by the end


@pytest.mark.parametrize(
    ("end", "people", "registrants", "rate"),
    [
        (True, True, 2, 0.5),
        (True, False, 0, None),  # nobody registered: zero, and of nobody no rate
        (False, True, None, None),
        (False, False, None, None),
    ],
)
def test_live_registrants_are_null_where_there_is_no_live_end(
    *, end: bool, people: bool, registrants: int | None, rate: float | None
) -> None:
    found = made(silent=False, end=end, people=people)
    row = key_figures(found).row(0, named=True)
    assert (row["live_registrants"], row["live_conversion_rate"]) == (registrants, rate)
    assert (overall(found).live_registrants, overall(found).live_conversion_rate) == (registrants, rate)
    assert (row["no_shows"], row["total_conversion_rate"]) == ((1, 0.5) if people else (0, None))
    stages = [2, 1, 1, 1, 0] if people else [0] * 5
    assert stages_of(found, LIVE) == (stages if end else [None] * 5)
    assert list(funnel.by_event(found, LIVE).row(0)[1:]) == (stages if end else [None] * 5)


def test_a_filter_that_leaves_nobody_leaves_the_live_end() -> None:
    nobody = pl.lit(value=False)
    assert overall(made(silent=False).where(nobody)).live_registrants == 0
    assert overall(made(silent=False, end=False).where(nobody)).live_registrants is None
    assert key_figures(made().where(nobody)).select("event_id", "live_registrants").rows() == [("t", 0), ("l", None)]
    assert stages_of(made(silent=False, end=False).where(nobody), LIVE) == [None] * 5


def test_the_live_funnel_leaves_events_without_a_live_end_out() -> None:
    assert stages_of(made(), LIVE) == [2, 1, 1, 1, 0]
    groups = funnel.funnel(made(), LIVE, by="event").filter(pl.col("stage") == "registered")
    assert groups.select("group", "registrants").rows() == [("Told", 2), ("List", None)]


# Of whom and for how long


def asked_of_contacts() -> Audience:
    """Return a list of contacts with a survey that ann and cid answered: who attended is not known."""
    question = {"event_id": "l", "survey_id": "s", "question_id": "q", "survey": "Exit", "text": "Good?"}
    return audience_of(
        {
            "event": [{"event_id": "l", "title": "List", "has_sessions": False}],
            "registrants": _people("l", "ann", "cid", "dan"),
            "survey_questions": [question | {"question_type": "Radio"}],
            "survey_responses": [
                {"event_id": "l", "registrant": who, "survey_id": "s", "question_id": "q", "answer": "Yes"}
                for who in (1, 2)
            ],
        }
    )


def without_durations(*, also: Audience | None = None) -> Audience:
    """Return a report that counts sessions and no durations: ann came twice, bob did not."""
    people = _people("d", "ann", "bob")
    counts = [{"total_sessions": 2, "live_sessions": 2}, {"total_sessions": 0, "live_sessions": 0}]
    found: Tables = {
        "event": [{"event_id": "d", "title": "Counts", "has_sessions": False}],
        "registrants": [person | count for person, count in zip(people, counts, strict=True)],
    }
    alone = audience_of(found)
    return alone if also is None else Audience.of(stack([also.report, alone.report]))


def test_who_could_have_answered_is_not_known_of_contacts() -> None:
    names = ("respondents", "eligible", "response_rate", "not_attending")
    contacts = asked_of_contacts()
    assert surveys.questions(contacts).select(names).rows() == [(2, None, None, None)]
    # Filters that leave nobody leave nobody to answer, which is zero.
    assert surveys.questions(contacts.where(pl.lit(value=False))).select(names).rows() == [(0, 0, None, 0)]


def test_who_could_have_answered_are_the_attendees_of_events_that_tell() -> None:
    told = audience()
    both = Audience.of(stack([told.report, asked_of_contacts().report]))
    rows = {row["label"]: row for row in surveys.questions(both).to_dicts()}
    recommend = rows["Exit: How likely are you to recommend us?"]
    assert (recommend["respondents"], recommend["eligible"], recommend["not_attending"]) == (3, 3, 1)
    assert (rows["Exit: Good?"]["respondents"], rows["Exit: Good?"]["eligible"]) == (2, None)


def test_a_check_in_a_list_of_contacts_has_nobody_who_missed_it() -> None:
    contacts = asked_of_contacts().report
    checked = replace(
        contacts, survey_questions=contacts.survey_questions.with_columns(question_type=pl.lit("Attendance"))
    )
    row = surveys.attendance_checks(Audience.of(checked)).row(0, named=True)
    assert (row["respondents"], row["eligible"], row["answered_all"], row["never"]) == (2, None, 2, None)


def test_events_attended_of_a_person_are_not_known_where_no_report_tells() -> None:
    names = ("email", "events_registered", "events_attended", "watch_ms", "live_watch_ms")
    assert people.profiles(made(told=False)).select(names[1:]).rows() == [(1, None, None, None)] * 3
    found = {row["events_registered"]: row for row in people.profiles(made()).to_dicts()}
    assert (found[2]["events_attended"], found[2]["watch_ms"]) == (1, 1_800_000)  # ann, of whom one report tells
    assert people.repeat(made(told=False)) == people.Repeat(0, 0, None)


def test_without_durations_nobody_is_said_to_have_left_early() -> None:
    bare = without_durations()
    assert stages_of(bare) == [2, 1, None, None, None]
    assert funnel.funnel(bare)["of_previous"].to_list() == [None, 0.5, None, None, None]
    assert funnel.dropped(bare, "attended").pick("registrant")["registrant"].to_list() == [2]
    assert (funnel.passed(bare, "stayed").count, funnel.dropped(bare, "stayed").count) == (0, 0)
    assert portfolio.event_analytics(bare).select("attendees", "stayed", "stayed_rate").rows() == [(1, None, None)]
    figures = overall(bare)
    assert (figures.attendees, figures.watch_ms, figures.average_watch_ms) == (1, None, None)
    assert pace.overall(bare).live_ms is None


def test_beside_others_such_an_event_is_in_no_stage_and_no_average() -> None:
    both = without_durations(also=made(silent=False))
    assert stages_of(both) == [2, 1, 1, 1, 0]
    assert funnel.dropped(both, "attended").pick("event_id", "registrant").rows() == [("t", 2)]
    assert named.without_durations(both) == "In no stage, since the report does not tell for how long: Counts."
    assert named.without_durations(made(silent=False)) == named.without_durations(without_durations()) == ""
    figures = overall(both)
    # Ann came to both; it is known of one that she watched for half an hour.
    assert (figures.attendees, figures.attending_people, figures.watching_people) == (2, 1, 1)
    assert figures.average_watch_ms == 1_800_000
    rolled = rollups.campaigns(both, {}).select("campaign", "attendees", "told", "watch_ms", "average_watch_ms")
    assert sorted(rolled.rows()) == [("d", 1, 2, None, None), ("t", 1, 2, 1_800_000, 1_800_000.0)]


def test_a_share_of_a_live_event_of_unknown_length_is_not_known() -> None:
    half = Rules(stayed_share=0.5)
    endless = made(silent=False, end=False)
    assert stages_of(endless, half) == [2, 1, None, None, None]
    assert stages_of(endless) == [2, 1, 1, 1, 0]
    assert stages_of(made(silent=False), half) == [2, 1, 1, 1, 0]
