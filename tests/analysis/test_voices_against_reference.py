"""Segments of answers, attendance checks, before and after, terms and askers against their slow twins."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.analysis import reference
from tests.analysis.reports import QUIET, TALKATIVE, TWINS
from tests.analysis.test_against_reference import DIMENSIONS, same, some
from webcast.analysis import askers, before_after, changes, dimensions, qa, surveys, terms
from webcast.analysis.audience import Audience

somebody = st.one_of(some(QUIET), some(TALKATIVE))
PAIRS = (("Pretest", "Posttest"), ("Exit", "Posttest"), ("Exit", "Exit"), ("Exit", "Check"))


@TWINS
@given(some(), st.sampled_from(DIMENSIONS))
def test_groups(pair: tuple[Audience, reference.World], by: str) -> None:
    audience, world = pair
    groups = reference.by_group(world, by)
    assert dict(dimensions.values(audience, by).rows()) == {name: len(own) for name, own in groups.items()}
    for name, own in groups.items():
        assert set(dimensions.members(audience, by, name).pick("row")["row"]) == {m.row for m in own}


@TWINS
@given(somebody, st.sampled_from(DIMENSIONS))
def test_scores_of_segments(pair: tuple[Audience, reference.World], by: str) -> None:
    audience, world = pair
    groups = reference.by_group(world, by)
    scales = {row["label"]: row for row in surveys.scales(audience).to_dicts()}
    for question in surveys.questions(audience).to_dicts():
        label = question["label"]
        whole = reference.numeric(world, label)
        assert (label in scales) == (whole is not None)
        found = surveys.numeric_by(audience, question["survey"], question["text"], by).to_dicts()
        if whole is None:
            assert found == []
            continue
        assert same(scales[label]["mean"], whole[0])
        assert same(scales[label]["nps"], whole[1])
        answers = reference.chosen(world, label)
        assert scales[label]["base"] == sum(map(len, answers.values()))
        assert scales[label]["highest"] == max(
            reference.number(a) or 0 for picked in answers.values() for a in picked
        )
        given_answers = {name: [m.row for m in own if m.row in answers] for name, own in groups.items()}
        assert {row["group"] for row in found} == {name for name, rows in given_answers.items() if rows}
        for row in found:
            rows = given_answers[row["group"]]
            twin = reference.numeric(world.only(rows), label)
            assert twin is not None
            assert row["base"] == sum(len(answers[r]) for r in rows)
            assert same(row["mean"], twin[0])
            assert same(row["nps"], twin[1])


@TWINS
@given(somebody)
def test_attendance_checks(pair: tuple[Audience, reference.World]) -> None:
    audience, world = pair
    asked = {row["label"]: row for row in surveys.questions(audience).to_dicts() if row["type"] == "Attendance"}
    found = {row["label"]: row for row in surveys.attendance_checks(audience).to_dicts()}
    assert found.keys() == asked.keys()
    for label, row in found.items():
        twin = reference.checks(world, label)
        events = {q["event_id"] for q in world.questions if reference.label_of(q) == label}
        events |= {
            r["event_id"]
            for r in world.tables["survey_responses"]
            if reference.label_of(reference.question_of(world, r)) == label
        }
        all_rows = {r for r, (_, every) in twin.items() if every}
        never = {m.row for m in world.members if m.attended() and m.record["event_id"] in events} - twin.keys()
        expected = {"all": all_rows, "some": twin.keys() - all_rows, "never": never}
        behind = {how: set(surveys.check_people(audience, label, how).pick("row")["row"]) for how in surveys.CHECKED}
        assert behind == expected
        counts: list[int | None] = [len(rows) for rows in expected.values()]
        asked_of = [m.attended() for m in world.members if m.record["event_id"] in events]
        if asked_of and all(came is None for came in asked_of):
            counts[2] = None
        assert [row["answered_all"], row["answered_some"], row["never"]] == counts
        assert row["checks"] == sum(count for count, _ in twin.values())
        assert row["respondents"] == len(twin)


@TWINS
@given(somebody)
def test_pairs(pair: tuple[Audience, reference.World]) -> None:
    audience, _ = pair
    labelled = {q for q in surveys.questions(audience).select("survey", "text").rows() if q[1] is not None}
    held: dict[str, set[str]] = {}
    for survey, text in labelled:
        held.setdefault(survey, set()).add(text)
    found = before_after.pairs(audience)
    assert {frozenset((p.before, p.after)): p.shared for p in found} == {
        frozenset((a, b)): len(held[a] & held[b]) for a in held for b in held if a < b and held[a] & held[b]
    }
    assert [p.shared for p in found] == sorted((p.shared for p in found), reverse=True)
    assert all(p.after != "Pretest" for p in found)


@TWINS
@given(somebody, st.sampled_from(PAIRS))
def test_before_and_after(pair: tuple[Audience, reference.World], names: tuple[str, str]) -> None:
    audience, world = pair
    rows = {row["text"]: row for row in before_after.questions(audience, *names).to_dicts()}
    everybody = before_after.everybody(audience, *names).to_dicts()
    assert len(everybody) == sum(row["persons"] for row in rows.values())
    for text, row in rows.items():
        twice = reference.answered_twice(world, *names, text)
        _check_counts(row, twice)
        _check_answers(audience, names, text, twice)
        _check_behind(audience, world, names, text, twice)
        listed = Counter((r["before"], r["after"], r["same"]) for r in everybody if r["text"] == text)
        assert listed == Counter((a, b, a == b) for a, b in twice.values())


def _check_counts(row: dict[str, Any], twice: dict[Any, tuple[str, str]]) -> None:
    changed = sum(a != b for a, b in twice.values())
    assert (row["persons"], row["changed"], row["same"]) == (len(twice), changed, len(twice) - changed)
    assert same(row["changed_share"], reference.share(changed, len(twice)))
    less = list(_differences(twice).values())
    assert row["rose"] == (sum(x > 0 for x in less) if less else None)
    assert row["fell"] == (sum(x < 0 for x in less) if less else None)


def _differences(twice: dict[Any, tuple[str, str]]) -> dict[Any, float]:
    numbers = {person: (reference.number(a), reference.number(b)) for person, (a, b) in twice.items()}
    return {person: b - a for person, (a, b) in numbers.items() if a is not None and b is not None}


def _check_answers(audience: Audience, names: tuple[str, str], text: str, twice: dict[Any, tuple[str, str]]) -> None:
    change = changes.change(audience, *names, text)
    found = before_after.answers(change).to_dicts()
    assert {row["answer"] for row in found} == {answer for both in twice.values() for answer in both}
    for row in found:
        counts = [sum(both[side] == row["answer"] for both in twice.values()) for side in (0, 1)]
        assert [row["before"], row["after"]] == counts
        assert same(row["share_before"], counts[0] / len(twice))
        assert same(row["difference"], (counts[1] - counts[0]) / len(twice))
    moved = {(r["before"], r["after"]): r["persons"] for r in before_after.movements(change).to_dicts()}
    assert moved == Counter(twice.values())


def _check_behind(
    audience: Audience, world: reference.World, names: tuple[str, str], text: str, twice: dict[Any, tuple[str, str]]
) -> None:
    wanted = {
        "both": set(twice),
        "changed": {p for p, (a, b) in twice.items() if a != b},
        "same": {p for p, (a, b) in twice.items() if a == b},
        "rose": {p for p, less in _differences(twice).items() if less > 0},
        "fell": {p for p, less in _differences(twice).items() if less < 0},
    }
    for kind, persons in wanted.items():
        behind = before_after.people(audience, *names, text, kind)
        assert set(behind.pick("row")["row"]) == reference.rows_of_persons(world, names, text, persons)
        assert behind.people == len(persons)
    for first, second in set(twice.values()):
        behind = before_after.people(audience, *names, text, first=first, second=second)
        assert behind.people == sum(both == (first, second) for both in twice.values())


@TWINS
@given(some())
def test_terms_of_answers_and_questions(pair: tuple[Audience, reference.World]) -> None:
    audience, world = pair
    stop = terms.stop_words()
    answers = reference.chosen(world, "s4: Anything else?")
    said: list[tuple[int, str | None]] = [(row, text) for row, picked in answers.items() for text in picked]
    asked: list[tuple[int, str | None]] = [(m.row, q["question"]) for m in world.members for q in m.own("qa")]
    for texts, found, behind in (
        (said, terms.of_answers(audience, "s4", "Anything else?"), "answer"),
        (asked, terms.of_questions(audience), "question"),
    ):
        expected, base = reference.terms(texts, stop)
        assert {row["term"]: (row["texts"], row["rows"]) for row in found.to_dicts()} == expected
        for row in found.to_dicts():
            assert same(row["share"], row["texts"] / base)
            holding = {r for r, text in texts if row["term"] in reference.words_of(text or "")}
            people = (
                terms.answer_people(audience, "s4", "Anything else?", row["term"])
                if behind == "answer"
                else terms.question_people(audience, row["term"])
            )
            assert set(people.pick("row")["row"]) == holding


@TWINS
@given(some())
def test_askers(pair: tuple[Audience, reference.World]) -> None:
    audience, world = pair
    asked = [(m, bool((q["answer"] or "").strip())) for m in world.members for q in m.asked()]
    found = {row["row"]: row for row in askers.by_asker(audience).to_dicts()}
    persons = {m.person for m, _ in asked}
    assert len(found) == len(persons)
    for person in persons:
        own = [(m.row, answered) for m, answered in asked if m.person == person]
        row = found[min(r for r, _ in own)]
        answered = sum(a for _, a in own)
        assert (row["questions"], row["answered"], row["open"]) == (len(own), answered, len(own) - answered)
    counts = [row["questions"] for row in found.values()]
    assert counts == sorted(counts, reverse=True)
    for wanted in (True, False):
        expected = {m.row for m, answered in asked if answered == wanted}
        assert set(qa.people(audience, answered=wanted).pick("row")["row"]) == expected
