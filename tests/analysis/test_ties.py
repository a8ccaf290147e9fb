"""Which of equals goes first, or gives its name: every rule that a docstring promises, with the tie itself."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.analysis.reports import audience_of, report_of
from tests.analysis.small import at, made, rows_in, tables
from webcast.analysis import (
    askers,
    attendance,
    before_after,
    changes,
    dimensions,
    funnel,
    people,
    portfolio,
    programmes,
    qa,
    rollups,
    surveys,
    terms,
    timeline,
)
from webcast.analysis.audience import Audience
from webcast.cohorts.presets import Preset
from webcast.errors import FilterError

LIVE = ("Live", at(1, 10), at(1, 10, 30))


def came(**columns: Any) -> dict[str, Any]:
    return {"sessions": [LIVE]} | columns


# Names


@pytest.mark.parametrize(
    ("spellings", "name"),
    [
        (["acme", "ACME", "Acme"], "ACME"),  # once each: the first by the alphabet
        (["acme", "ACME", "acme"], "acme"),  # more often goes before the alphabet
        (["acme", "acme", "ACME", "ACME"], "ACME"),
        ([" acme ", "ACME", "acme"], "acme"),  # blanks around make no other spelling
    ],
)
def test_the_spelling_seen_most_often_names_a_company(spellings: list[str], name: str) -> None:
    found = made(*({"company": spelling} for spelling in spellings))
    assert found.values("company").to_list() == [name]
    assert rollups.companies(found).select("company", "kind", "registrants").rows() == [
        (name, "named", len(spellings))
    ]


def test_a_campaign_of_another_case_is_another_campaign() -> None:
    found = made({"campaign": "mail"}, {"campaign": "Mail"}, {"campaign": " mail"}, {"campaign": " "})
    assert found.values("campaign").to_list() == ["Mail", "mail"]
    assert dimensions.values(found, "campaign").rows() == [("mail", 2), ("Mail", 1), (None, 1)]


@pytest.mark.parametrize(
    ("companies", "named"),
    [
        (["Zeta", "Acme"], "Acme"),
        (["Zeta", "Acme", "Zeta"], "Zeta"),
        (["Zeta", None, None], "Zeta"),
        ([None], None),
    ],
)
def test_the_company_named_most_often_by_a_domains_members(companies: list[str | None], named: str | None) -> None:
    found = made(*({"email": f"p{n}@x.com", "company": name} for n, name in enumerate(companies)))
    assert rollups.companies(found).select("company", "kind", "named").rows() == [("x.com", "domain", named)]


def test_an_answer_of_registration_is_named_by_its_commonest_spelling() -> None:
    found = tables()
    found["registration_questions"] = [{"event_id": "e", "question_id": "r", "text": "Role?", "position": 1}]
    found["registration_answers"] = [
        {"event_id": "e", "registrant": who, "question_id": "r", "answer": answer}
        for who, answer in enumerate(("chef", "CHEF", "Cook", "Chef", "cook"), 1)
    ]
    assert dimensions.values(audience_of(found), "question: Role?").rows() == [("CHEF", 3), ("Cook", 2)]


def test_the_first_broadcast_names_a_programme() -> None:
    events = pl.DataFrame({"event_id": ["a", "b", "c", "d"], "title": [" Launch", "x", "LAUNCH ", "  "]})
    assert programmes.programmes(events).rows() == [("Launch", ["a", "c"])]


def test_events_of_one_title_are_told_apart_by_their_ids() -> None:
    found = tables()
    found["event"] += [{"event_id": "f", "title": "Launch "}, {"event_id": "g", "title": " "}]
    assert dimensions.event_names(audience_of(found))["group"].to_list() == ["Launch (e)", "Launch (f)", "g"]


# Orders


def test_companies_by_attendees_then_registrants_then_name() -> None:
    found = made(
        *({"email": f"a{n}@few.com"} for n in range(3)),
        came(email="z@zeta.com"),
        {"email": "y@zeta.com"},
        came(email="b@beta.com"),
        {"email": "c@beta.com"},
        came(email="s@small.com"),
        came(email="g@gmail.com", company="Acme"),
    )
    assert rollups.companies(found).select("company", "kind", "attendees", "registrants").rows() == [
        ("beta.com", "domain", 1, 2),
        ("zeta.com", "domain", 1, 2),
        ("small.com", "domain", 1, 1),
        ("Acme", "named", 1, 1),
        ("few.com", "domain", 0, 3),
    ]


def test_campaigns_by_attendees_then_registrants_then_name_and_those_without_last_of_equals() -> None:
    found = made({"campaign": "b"}, {"campaign": "a"}, {}, {"campaign": "c"}, {"campaign": "c"}, came(campaign="d"))
    assert rollups.campaigns(found, {"none": 5.0, " a ": 0.0}).select("campaign", "registrants", "cost").rows() == [
        ("d", 1, None),
        ("c", 2, None),
        ("a", 1, 0.0),
        ("b", 1, None),
        (None, 1, None),
        ("none", 0, 5.0),
    ]


@pytest.mark.parametrize("cost", [-0.01, float("inf"), float("nan")])
def test_a_cost_is_zero_or_more(cost: float) -> None:
    with pytest.raises(FilterError, match="cost of a campaign should be zero or more"):
        rollups.campaigns(made({}), {"a": cost})


def test_groups_of_the_funnel_by_registrants_then_name_and_those_without_last_of_equals() -> None:
    found = made({"company": "b"}, {"company": "a"}, {}, {"company": "c"}, {"company": "c"})
    shown = funnel.funnel(found, by="company").filter(stage="registered")
    assert shown["group"].to_list() == ["c", "a", "b", None]
    assert dimensions.values(found, "company").rows() == [("c", 2), ("a", 1), ("b", 1), (None, 1)]


def test_groups_of_attendance_by_attendees_then_registrants_then_name_and_those_without_last() -> None:
    found = made(
        {"company": "b"}, {"company": "a"}, {}, {}, came(), {"company": "c"}, {"company": "c"}, came(company="d")
    )
    assert attendance.by_group(found, "company").rows() == [
        ("d", 1, 1, 1),
        ("c", 2, 0, 2),
        ("a", 1, 0, 1),
        ("b", 1, 0, 1),
        (None, 3, 1, 3),
    ]


def test_askers_by_questions_then_unanswered_then_the_first_to_register() -> None:
    found = made(
        {"asked": [("Why?", "So."), ("How?", "Thus.")]},
        {"asked": [("Why?", " "), ("How?", "Thus.")]},
        {"asked": [("Why?", None), ("How?", "Thus."), (" ", None)]},
        {"asked": [("Why?", None), ("How?", None), ("When?", None)]},
        {"asked": [(None, None)]},
    )
    assert askers.by_asker(found).select("row", "questions", "answered", "open").rows() == [
        (3, 3, 0, 3),
        (1, 2, 1, 1),
        (2, 2, 1, 1),
        (0, 2, 2, 0),
    ]
    assert rows_in(qa.people(found)) == [0, 1, 2, 3]
    assert rows_in(qa.people(found, answered=False)) == [1, 2, 3]
    assert rows_in(qa.people(found, answered=True)) == [0, 1, 2]


def test_answers_by_how_often_they_were_given_then_by_the_alphabet() -> None:
    found = made(*({"said": {"q": answer}} for answer in ("b", "a", "c", "c")), questions={"q": {}})
    assert surveys.answers(found, "Exit", "q").rows() == [("c", 2, 0.5), ("a", 1, 0.25), ("b", 1, 0.25)]


def test_segments_of_answers_by_respondents_then_name_and_answers_by_all() -> None:
    said = [("b", "No"), ("a", "Yes"), ("a", "Yes"), ("b", "Maybe"), (None, "Yes")]
    found = made(*({"company": who, "said": {"q": answer}} for who, answer in said), questions={"q": {}})
    assert surveys.crosstab(found, "Exit", "q", "company").select("group", "answer", "count").rows() == [
        *(("a", "Yes", 2), ("a", "Maybe", 0), ("a", "No", 0)),
        *(("b", "Yes", 0), ("b", "Maybe", 1), ("b", "No", 1)),
        *((None, "Yes", 1), (None, "Maybe", 0), (None, "No", 0)),
    ]


def test_segments_of_scores_by_answers_then_name_and_those_without_last_of_equals() -> None:
    said = [("b", "9"), ("a", "8"), (None, "1"), ("c", "0"), ("c", "10")]
    found = made(*({"company": who, "said": {"q": answer}} for who, answer in said), questions={"q": {}})
    shown = surveys.numeric_by(found, "Exit", "q", "company")
    assert shown.select("group", "base", "mean").rows() == [
        ("c", 2, 5.0),
        ("a", 1, 8.0),
        ("b", 1, 9.0),
        (None, 1, 1.0),
    ]


def test_terms_by_texts_then_the_alphabet_and_the_last_of_equals_is_cut() -> None:
    texts = pl.DataFrame({"row": [0, 0, 1], "text": ["zebra apple apple", "apple", "mango zebra"]})
    assert terms.frequent(texts).rows() == [
        ("apple", 2, 1, 2 / 3),
        ("zebra", 2, 2, 2 / 3),
        ("mango", 1, 1, 1 / 3),
    ]
    assert terms.frequent(texts, most=1)["term"].to_list() == ["apple"]


# Two surveys


def twice(*said: tuple[str, str]) -> Audience:
    questions = {
        "1": {"survey_id": "a", "survey": "Pretest", "text": "?"},
        "2": {"survey_id": "b", "survey": "Posttest"},
    }
    questions["2"]["text"] = "?"
    found: dict[str, Any] = {"survey_questions": [], "survey_responses": [], "registrants": []}
    base = tables()
    found["event"] = base["event"]
    found["survey_questions"] = [
        {"event_id": "e", "question_id": name, "question_type": "Radio", "type_inferred": False} | columns
        for name, columns in questions.items()
    ]
    for who, answers in enumerate(said, 1):
        found["registrants"].append({"event_id": "e", "registrant": who})
        found["survey_responses"] += [
            {"event_id": "e", "registrant": who, "survey_id": survey, "question_id": question, "answer": answer}
            for (survey, question), answer in zip((("a", "1"), ("b", "2")), answers, strict=True)
        ]
    return audience_of(found)


def test_answers_before_and_after_by_after_then_before_then_the_alphabet() -> None:
    found = twice(("a", "a"), ("b", "c"), ("b", "d"), ("c", "a"), ("d", "c"))
    change = changes.change(found, "Pretest", "Posttest", "?")
    assert before_after.answers(change).select("answer", "before", "after").rows() == [
        ("a", 1, 2),
        ("c", 1, 2),
        ("d", 1, 1),
        ("b", 2, 0),
    ]
    assert before_after.movements(change).rows() == [
        ("a", "a", 1, True),
        ("b", "c", 1, False),
        ("b", "d", 1, False),
        ("c", "a", 1, False),
        ("d", "c", 1, False),
    ]


def test_a_change_of_numbers_rises_falls_or_is_none() -> None:
    found = twice(("1", "2"), ("2", "1"), ("2", "2"), ("2", "2.5"))
    row = before_after.questions(found, "Pretest", "Posttest").row(0, named=True)
    assert (row["persons"], row["changed"], row["same"], row["rose"], row["fell"]) == (4, 3, 1, 2, 1)
    sets = {
        kind: rows_in(before_after.people(found, "Pretest", "Posttest", "?", kind)) for kind in before_after.KINDS
    }
    assert sets == {"both": [0, 1, 2, 3], "changed": [0, 1, 3], "same": [2], "rose": [0, 3], "fell": [1]}


@pytest.mark.parametrize(
    ("names", "pairs"),
    [
        (["Exit survey", "Entry survey"], [("Entry survey", "Exit survey")]),  # their names tell
        (["POSTTEST", "pretest"], [("pretest", "POSTTEST")]),
        (["Second", "First"], [("Second", "First")]),  # their order does
        (["Middle", "Prelude", "After"], [("Prelude", "Middle"), ("Prelude", "After"), ("Middle", "After")]),
        (["Poll", "Repost"], [("Poll", "Repost")]),
    ],
)
def test_which_of_two_surveys_was_taken_first(names: list[str], pairs: list[tuple[str, str]]) -> None:
    questions = {name: {"survey_id": name, "survey": name, "text": "?"} for name in names}
    assert [(pair.before, pair.after) for pair in before_after.pairs(made({}, questions=questions))] == pairs


def test_surveys_that_share_most_questions_go_first() -> None:
    shared = {"A": "pq", "B": "p", "C": "pq"}
    questions = {
        f"{survey}{text}": {"survey_id": survey, "survey": survey, "text": text}
        for survey, texts in shared.items()
        for text in texts
    }
    assert before_after.pairs(made({}, questions=questions)) == [
        before_after.Pair("A", "C", 2),
        before_after.Pair("A", "B", 1),
        before_after.Pair("B", "C", 1),
    ]


# Persons


def test_persons_by_events_attended_then_watch_time_then_the_first_to_register() -> None:
    long, short = ("Live", at(1, 10), at(1, 10, 20)), ("Live", at(1, 10), at(1, 10, 10))
    found = made({}, {"sessions": [short]}, {"sessions": [long]}, {"sessions": [short]}, {})
    assert people.profiles(found)["row"].to_list() == [2, 1, 3, 0, 4]
    assert people.profiles(found, most=2)["row"].to_list() == [2, 1]


def test_a_person_is_named_by_the_latest_registration_and_among_equals_by_the_later_row() -> None:
    ann = {"email": "ann@x.com"}
    found = made(
        ann | {"registered_at": at(1, 9), "company": "Old"},
        ann | {"registered_at": at(1, 10), "company": "New"},
        ann | {"registered_at": at(1, 10), "company": "Newer"},
        ann | {"company": "Undated"},
    )
    row = people.profiles(found).row(0, named=True)
    assert (row["row"], row["company"], row["first_seen"], row["last_seen"]) == (2, "Newer", at(1, 9), at(1, 10))
    assert people.profile(found, 0).registrations["company"].to_list() == ["Old", "New", "Newer", "Undated"]


def test_the_earliest_registration_is_a_merged_programmes_record_and_the_first_row_of_equals() -> None:
    found = tables()
    found["event"] = [{"event_id": name, "title": "T", "has_sessions": True} for name in ("e", "f")]
    found["registrants"] = [
        {"event_id": name, "registrant": 1, "email_key": "ann@x.com", "registered_at": when, "company": company}
        for name, when, company in (("e", None, "Undated"), ("f", at(1, 9), "First"))
    ]
    found["registrants"].append(found["registrants"][1] | {"registrant": 2, "company": "Second"})
    found["registrants"].append(found["registrants"][1] | {"registrant": 3, "email_key": None, "company": "Nobody"})
    merged = programmes.merged(report_of(found)).registrants
    assert merged.select("event_id", "registrant", "company").rows() == [("e+f", 1, "First"), ("e+f", 2, "Nobody")]


def test_events_of_one_rate_share_a_rank_and_go_by_their_ids() -> None:
    found = tables()
    found["event"] = [{"event_id": name, "title": name, "has_sessions": True} for name in "dcba"]
    found["registrants"] = [{"event_id": name, "registrant": n} for name in "abcd" for n in (1, 2)]
    found["sessions"] = [
        {"event_id": name, "registrant": n, "session": 1, "type": "Live", "start": at(1, 10), "end": at(1, 11)}
        for name, n in (("a", 1), ("b", 1), ("b", 2), ("c", 1))
    ]
    for name in ("qa", "survey_questions", "survey_responses"):
        found[name] = []
    shown = portfolio.benchmark(audience_of(found), "total_conversion_rate")
    assert shown.select("event_id", "value", "rank", "of").rows() == [
        ("b", 1.0, 1, 4),
        ("a", 0.5, 2, 4),
        ("c", 0.5, 2, 4),
        ("d", 0.0, 4, 4),
    ]
    assert shown.select("lower_quartile", "median", "upper_quartile").row(0) == (0.375, 0.5, 0.625)
    assert shown["above_median"].to_list() == [0.5, 0.0, 0.0, -0.5]


def test_the_peak_is_at_its_first_moment_and_who_leaves_goes_before_who_comes() -> None:
    found = made(
        {"sessions": [("Live", at(1, 10), at(1, 10, 10))]},
        {"sessions": [("Live", at(1, 10, 10), at(1, 10, 20))]},
        {"sessions": [("Live", at(1, 10, 30), at(1, 10, 40))]},
    )
    assert timeline.peak(found) == timeline.Peak(1, at(1, 10))
    assert timeline.peaks(found).rows() == [("e", 1, at(1, 10))]


# Hot leads: one in ten of the attendees with a score, rounded up, equal scores included


@pytest.mark.parametrize(
    ("minutes", "hot"),
    [
        ([30] * 1, [0]),
        ([30, 20] + [10] * 8, [0]),  # one of ten
        ([30, 20] + [10] * 9, [0, 1]),  # two of eleven
        ([30, 30] + [10] * 8, [0, 1]),  # equal scores are not parted
        ([0, 0], []),  # no score, no lead
    ],
)
def test_hot_leads(minutes: list[int], hot: list[int]) -> None:
    found = made(*({"sessions": [("Live", at(1, 10), at(1, 10, length))]} for length in minutes))
    assert rows_in(Preset("hot-leads").apply(found)) == hot


@pytest.mark.parametrize("top", [0, -1, 100.1, float("nan")])
def test_the_share_of_hot_leads_is_above_zero_and_at_most_all(top: float) -> None:
    assert Preset("hot-leads", top=100).top == 100
    assert Preset("hot-leads", top=0.1).top == 0.1
    with pytest.raises(ValueError, match="unknown preset"):
        Preset("hot-leads", top=top)


def test_events_of_one_rate_share_the_highest_rank() -> None:
    rates = pl.DataFrame(
        {"event_id": list("abcd"), "title": list("abcd"), "total_conversion_rate": [0.5, 0.5, 0.2, 0.5]}
    )
    found = portfolio.benchmark(made({}), "total_conversion_rate", analytics=rates)
    assert found.select("event_id", "rank", "of").rows() == [("a", 1, 4), ("b", 1, 4), ("d", 1, 4), ("c", 4, 4)]
