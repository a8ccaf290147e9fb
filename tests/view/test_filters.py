"""Filters: what they let through, what they say of themselves, and what travels in a URL or a request."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given

from tests.analysis.reports import PROFILE, audience_of
from tests.view.making import any_filters
from webcast.analysis.audience import Audience
from webcast.api.guide import FILTER_FIELDS
from webcast.errors import FilterError
from webcast.view import report_request
from webcast.view.answer_choice import Choice
from webcast.view.filters import Filters


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2024, 3, day, hour, minute, tzinfo=UTC)


def small() -> Audience:
    """Five registrants of one event: live, on demand, SimLive, absent, and one without e-mail or time."""
    people: list[dict[str, Any]] = [
        {"email": "Ann@x.com", "first_name": "Ann", "last_name": "Lee", "company": "Acme", "country": "Chad"},
        {
            "email": "bob@mail.x.com",
            "company": "ACME ",
            "country": "Peru",
            "campaign": "mail",
            "referrer": "https://a.example/x",
        },
        {"email": "cid@y.org", "company": "Umbrella", "title": "Head of [x]", "campaign": "Mail"},
        {"email": "dan@notx.com", "campaign": "li"},
        {"email": None, "registered_at": None},
    ]
    registrants = [
        {"event_id": "e", "registrant": n, "registered_at": at(n, 12)}
        | person
        | {"email_key": person["email"] and person["email"].casefold()}
        for n, person in enumerate(people, 1)
    ]
    sessions = [
        (1, "Live", at(9, 23, 30), at(10, 0, 30)),
        (2, "On-Demand", at(11, 10), at(11, 10, 5)),
        (3, "SimLive", at(12, 10), at(12, 10)),
    ]
    return audience_of(
        {
            "event": [{"event_id": "e", "title": "T", "live_end": at(10, 1), "has_sessions": True}],
            "registrants": registrants,
            "sessions": [
                {"event_id": "e", "registrant": who, "session": 1, "type": kind, "start": start, "end": end}
                for who, kind, start, end in sessions
            ],
            "qa": [{"event_id": "e", "registrant": 1, "n": 1, "question": "Why?"}],
            "registration_questions": [{"event_id": "e", "question_id": "r", "text": "Role?"}],
            "registration_answers": [
                {"event_id": "e", "registrant": 2, "question_id": "r", "answer": "Chef | Cook"},
                {"event_id": "e", "registrant": 4, "question_id": "r", "answer": "Chefs"},
            ],
            "survey_questions": [
                {"event_id": "e", "survey_id": "s", "question_id": "q", "survey": "Exit", "text": "Topics?"}
                | {"question_type": "Checkbox"}
            ],
            "survey_responses": [
                {"event_id": "e", "registrant": 3, "survey_id": "s", "question_id": "q", "answer": "A| B"},
                {"event_id": "e", "registrant": 4, "survey_id": "s", "question_id": "q", "answer": " "},
            ],
        }
    )


CASES: list[tuple[dict[str, Any], list[int], str]] = [
    ({}, [1, 2, 3, 4, 5], "All registrants"),
    ({"registered_in_range": False, "viewed_in_range": False}, [1, 2, 3, 4, 5], "All registrants"),
    (
        {"start": date(2024, 3, 1), "end": date(2024, 3, 10)},
        [1],
        "Registrants: registered and viewed from Mar 1, 2024 to Mar 10, 2024",
    ),
    (
        {"start": date(2024, 3, 2), "end": date(2024, 3, 3), "viewed_in_range": False},
        [2, 3],
        "Registrants: registered from Mar 2, 2024 to Mar 3, 2024",
    ),
    (
        {"start": date(2024, 3, 10), "end": date(2024, 3, 10), "registered_in_range": False},
        [1],
        "Registrants: viewed on Mar 10, 2024",
    ),
    (
        {"start": date(2024, 3, 10), "registered_in_range": False},
        [1, 2],
        "Registrants: viewed from Mar 10, 2024 on",
    ),
    ({"end": date(2024, 3, 2), "viewed_in_range": False}, [1, 2], "Registrants: registered until Mar 2, 2024"),
    (
        {"end": date(2024, 3, 2), "viewed_in_range": False, "registered_in_range": False},
        [1, 2, 3, 4, 5],
        "Registrants: whenever registered or viewed (dates until Mar 2, 2024 not applied)",
    ),
    ({"campaigns": ("mail",)}, [2], "Registrants: campaign mail"),
    ({"campaigns": ("mail", "li")}, [2, 4], "Registrants: campaign mail or li"),
    ({"referrers": ("https://a.example/x",)}, [2], "Registrants: referrer https://a.example/x"),
    ({"referrers": ("https://a.example/X",)}, [], "Registrants: referrer https://a.example/X"),
    (
        {"referrers": ("https://a.example/x", "No referrer"), "campaigns": ("mail", "li")},
        [2, 4],
        "Registrants: campaign mail or li; referrer https://a.example/x or (none)",
    ),
    ({"referrers": ("No referrer",)}, [1, 3, 4, 5], "Registrants: referrer (none)"),
    ({"include_domains": ("@X.com",)}, [1, 2], "Registrants: e-mail at x.com"),
    ({"include_domains": ("mail.x.com",)}, [2], "Registrants: e-mail at mail.x.com"),
    ({"exclude_domains": ("x.com", "y.org")}, [4, 5], "Registrants: e-mail not at x.com or y.org"),
    ({"asked_question": True}, [1], "Registrants: asked a question"),
    ({"answered_survey": True}, [3], "Registrants: answered a survey"),
    ({"no_shows": True}, [4, 5], "Registrants: did not attend"),
    ({"live": True}, [1], "Registrants: came live"),
    ({"on_demand": True}, [2], "Registrants: watched on demand"),
    ({"simlive": True}, [3], "Registrants: watched SimLive"),
    ({"live": True, "on_demand": True}, [], "Registrants: came live; watched on demand"),
    ({"min_minutes": 5}, [1, 2], "Registrants: watched at least 5 min"),
    ({"max_minutes": 4.5}, [3, 4, 5], "Registrants: watched at most 4.5 min"),
    ({"min_minutes": 60, "max_minutes": 5}, [1, 2], "Registrants: watched 5 to 60 min"),
    ({"companies": ("acme",)}, [1, 2], "Registrants: company acme"),
    ({"countries": ("Chad", "peru ")}, [1, 2], "Registrants: country Chad or peru"),
    (
        {"registration_answers": (Choice("Role?", ("cook",)),)},
        [2],
        "Registrants: “Role?” is “cook”",
    ),
    (
        {"survey_answers": (Choice("Exit: Topics?", ("B", "C", "D")),)},
        [3],
        "Registrants: “Exit: Topics?” is “B”, “C” or “D”",
    ),
    ({"text": "ann lee"}, [1], "Registrants: name, e-mail, company or title contains “ann lee”"),
    ({"text": " OF [X] "}, [3], "Registrants: name, e-mail, company or title contains “OF [X]”"),
    ({"text": "."}, [1, 2, 3, 4], "Registrants: name, e-mail, company or title contains “.”"),
]


@pytest.mark.parametrize(("given_filters", "rows", "sentence"), CASES)
def test_who_passes_and_what_it_is_called(given_filters: dict[str, Any], rows: list[int], sentence: str) -> None:
    filters = Filters(**given_filters)
    kept = filters.apply(small(), "UTC")
    assert kept.members["registrant"].to_list() == rows
    assert kept.total == 5
    assert filters.describe() == sentence


def test_who_answered_an_attendance_check_has_answered_no_survey() -> None:
    event = {"event_id": "e"}
    asked = event | {"survey_id": "s", "question_id": ""}
    found = audience_of(
        {
            "event": [event],
            "registrants": [event | {"registrant": n} for n in (1, 2, 3)],
            "survey_questions": [asked | {"survey": "Check", "question_type": "Attendance"}],
            "survey_responses": [
                asked | {"registrant": who, "answer": answer} for who, answer in ((1, "Yes"), (2, "|"), (3, "No|"))
            ],
        }
    )
    kept = Filters(answered_check=True)
    assert kept.apply(found).members["registrant"].to_list() == [1, 3]
    assert kept.describe() == "Registrants: answered an attendance check"
    assert Filters(answered_survey=True).apply(found).count == 0


def test_days_are_those_of_the_zone() -> None:
    """Ann viewed from 23:30 on the 9th to 00:30 on the 10th, UTC: all of it on the 9th in New York."""
    ninth, tenth = (Filters(start=date(2024, 3, d), end=date(2024, 3, d), registered_in_range=False) for d in (9, 10))
    assert [f.apply(small(), "UTC").count for f in (ninth, tenth)] == [1, 1]
    assert [f.apply(small(), "America/New_York").count for f in (ninth, tenth)] == [1, 0]


def test_a_day_begins_at_midnight_and_ends_before_the_next() -> None:
    moments = (at(9, 0), at(9, 23, 59), at(10, 0))
    registrants = [{"event_id": "e", "registrant": n, "registered_at": t} for n, t in enumerate(moments, 1)]
    audience = audience_of({"event": [{"event_id": "e", "title": "T"}], "registrants": registrants})
    ninth = Filters(start=date(2024, 3, 9), end=date(2024, 3, 9), viewed_in_range=False)
    assert ninth.apply(audience, "UTC").members["registrant"].to_list() == [1, 2]


@pytest.mark.parametrize(
    ("registered", "among"), [(at(1, 22, 59), False), (at(1, 23), True), (at(2, 22, 59), True), (at(2, 23), False)]
)
def test_a_day_of_another_zone_begins_and_ends_there(registered: datetime, *, among: bool) -> None:
    found = audience_of(
        {
            "event": [{"event_id": "e"}],
            "registrants": [{"event_id": "e", "registrant": 1, "registered_at": registered}],
        }
    )
    day = date(2024, 3, 2)
    assert Filters(day, day, viewed_in_range=False).apply(found, "Europe/Berlin").count == among


def test_viewing_on_a_day_takes_a_moment_of_it() -> None:
    """Up to midnight is not on the day that begins then, from midnight on is not on the day that ends then."""
    stretches = ((at(8, 23), at(9, 0)), (at(9, 23, 59), at(10, 1)), (at(10, 0), at(10, 1)), (at(9, 5), at(9, 5)))
    audience = audience_of(
        {
            "event": [{"event_id": "e", "title": "T"}],
            "registrants": [{"event_id": "e", "registrant": n} for n in range(1, 5)],
            "sessions": [
                {"event_id": "e", "registrant": n, "session": 1, "type": "Live", "start": start, "end": end}
                for n, (start, end) in enumerate(stretches, 1)
            ],
        }
    )
    ninth = Filters(start=date(2024, 3, 9), end=date(2024, 3, 9), registered_in_range=False)
    assert ninth.apply(audience, "UTC").members["registrant"].to_list() == [2]


def test_every_filter_that_is_set_shows_in_the_sentence() -> None:
    sentences = [Filters(**case).describe() for case, *_ in CASES[2:]]
    assert len(set(sentences)) == len(sentences)


def test_all_filters_together_name_each_other_in_a_fixed_order() -> None:
    filters = Filters(text="x", live=True, campaigns=("mail",), start=date(2024, 3, 1))
    assert filters.fragments() == (
        "registered and viewed from Mar 1, 2024 on",
        "campaign mail",
        "came live",
        "name, e-mail, company or title contains “x”",
    )


def test_include_and_exclude_domains_together_are_refused() -> None:
    with pytest.raises(FilterError) as caught:
        Filters(include_domains=("x.com",), exclude_domains=("y.org",))
    assert str(caught.value) == (
        "E-mail domains are included and excluded at the same time. Either include domains or exclude domains."
    )


def test_an_address_is_no_domain_and_is_not_repeated() -> None:
    with pytest.raises(FilterError) as caught:
        Filters(include_domains=("joe@x.com",))
    assert str(caught.value) == "A domain filter holds something that is no domain; expected e.g. 'example.com'."


@pytest.mark.parametrize("minutes", [-1, float("nan"), float("inf")])
def test_minutes_must_be_a_number_of_zero_or_more(minutes: float) -> None:
    with pytest.raises(FilterError, match="Minutes watched should be a number of zero or more"):
        Filters(min_minutes=minutes)


def test_a_date_must_lie_where_calendars_can_be_computed() -> None:
    with pytest.raises(FilterError, match="A date should lie in the years 1900 to 2200, but is 0001-01-01"):
        Filters(start=date(1, 1, 1))


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(FilterError, match="should be an IANA name such as 'Europe/Berlin', but is 'Mars/Base'"):
        Filters(start=date(2024, 3, 1)).apply(small(), "Mars/Base")


def test_values_are_tidied() -> None:
    tidied = Filters(
        start=date(2024, 3, 2),
        end=date(2024, 3, 1),
        campaigns=(" mail ", "", "mail"),
        include_domains=("@X.com", "x.com."),
        registration_answers=(Choice(" Role? ", (" Chef", "Chef")), Choice("Empty", ())),
        text="  ann ",
    )
    assert tidied == Filters(
        start=date(2024, 3, 1),
        end=date(2024, 3, 2),
        campaigns=("mail",),
        include_domains=("x.com",),
        registration_answers=(Choice("Role?", ("Chef",)),),
        text="ann",
    )


def test_filters_are_false_only_when_nothing_is_set() -> None:
    assert not Filters()
    assert not Filters(viewed_in_range=False)
    assert Filters(live=True)


def test_a_report_without_session_rows_is_named_where_viewing_dates_matter() -> None:
    audience = audience_of({"event": [{"event_id": "e", "title": "Old file", "has_sessions": False}]})
    assert Filters(live=True).notes(audience) == ()
    assert Filters(start=date(2024, 3, 1)).notes(small()) == ()
    assert Filters(start=date(2024, 3, 1)).notes(audience) == (
        "Viewing dates are unknown in “Old file”: its report has no session rows, so none of its people match.",
    )
    untitled = audience_of({"event": [{"event_id": "e", "has_sessions": False}]})
    assert Filters(start=date(2024, 3, 1)).notes(untitled) == (
        "Viewing dates are unknown in “Untitled”: its report has no session rows, so none of its people match.",
    )


def test_unknown_referrers_are_said_where_they_matter() -> None:
    def of(*told: tuple[str, list[str | None]]) -> Audience:
        events = [{"event_id": str(n), "title": f"E{n}", "format": kind} for n, (kind, _) in enumerate(told, 1)]
        people = [
            {"event_id": str(n), "registrant": m, "email": f"{n}{m}@x.com", "email_key": f"{n}{m}@x.com"}
            | {"referrer": referrer}
            for n, (_, given) in enumerate(told, 1)
            for m, referrer in enumerate(given, 1)
        ]
        return audience_of({"event": events, "registrants": people})

    looked = Filters(referrers=("r",))
    three = of(("xml", [None]), ("json", ["r", None]), ("csv", [None, " "]))
    assert looked.notes(three) == ("Referrer not loaded for 2 of 3 events: “E1”, “E3”. None of these people match.",)
    assert (Filters(live=True).notes(three), looked.notes(of(("json", [None])))) == ((), ())
    assert looked.apply(three).count == 1
    assert looked.notes(of(("xml", [None, None]))) == (
        "Referrer not loaded for this event: “E1”. None of these people match.",
    )
    # Two reports made one: blank is a known one of nobody, null is not known.
    both = of(("xml+json", ["r", "", None]))
    assert looked.notes(both) == ("Referrer unknown of 1 registrant. None of these people match.",)
    assert Filters(referrers=("No referrer",)).apply(both).members["email"].to_list() == ["12@x.com"]
    silent: tuple[str, list[str | None]] = ("xml", [None])
    (said,) = looked.notes(of(("xml+json", ["r", None, None]), *[silent] * 11))
    assert said == (
        "Referrer not loaded for 11 of 12 events: “E2”, “E3”, “E4”, “E5”, “E6”, “E7”, “E8”, “E9”, “E10”, “E11”, "
        "and 1 more. Referrer unknown of 2 registrants more. None of these people match."
    )


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("campaigns", "campaigns"),
        ("referrers", "referrers"),
        ("companies", "companies"),
        ("countries", "countries"),
    ],
)
def test_what_stays_out_of_an_address_is_said_in_words(field: str, words: str) -> None:
    address: dict[str, Any] = {field: ("ann@example.com",)}
    name: dict[str, Any] = {field: ("Acme",)}
    assert Filters(**address).private() == (f"{words} with an e-mail address",)
    assert Filters(**name).private() == ()


# Request


def test_a_request_carries_what_the_guide_offers() -> None:
    filters = Filters(
        start=date(2024, 3, 1),
        end=date(2024, 12, 31),
        viewed_in_range=False,
        campaigns=("mail", "li"),
        referrers=("https://a.example/x",),
        exclude_domains=("x.com", "y.org"),
        asked_question=True,
        no_shows=True,
        companies=("Acme",),
        text="ann",
    )
    assert report_request.fields(filters) == {
        "start_date": "03/01/2024",
        "end_date": "12/31/2024",
        "registered_in_range": "on",
        "viewed_in_range": "off",
        "campaigns": "mail|li",
        "exclude_domains": "x.com|y.org",
        "asked_question": "on",
        "no_shows": "on",
    }
    assert set(report_request.fields(filters)) <= set(FILTER_FIELDS)


def test_a_pipe_in_a_value_keeps_the_list_out_of_the_request() -> None:
    assert report_request.fields(Filters(campaigns=("a|b", "c"))) == {}


@PROFILE
@given(any_filters())
def test_a_request_has_only_fields_that_the_platform_knows(filters: Filters) -> None:
    request = report_request.fields(filters)
    assert set(request) <= set(FILTER_FIELDS)
    assert all(request.values())
