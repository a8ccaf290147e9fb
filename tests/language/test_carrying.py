"""What is said later crosses to another process and to the store, and is said in any language there."""

from __future__ import annotations

import json

import pytest

from webcast.language import Reader, carried, counted_later, following, later, phrase, spoken, taken, using

GERMAN = Reader("de", "de-DE")
SHIFTED = later("Day and month were told apart by the whole column: read day first.")
TIMES = later("{message} ({count} times)", message=SHIFTED, count=1234)


@pytest.mark.parametrize(
    "message",
    [
        "“{}”, as somebody wrote it",
        phrase("Add filter"),
        SHIFTED,
        TIMES,
        counted_later("{n} byte", "{n} bytes", 1200, n=1200),
        following(SHIFTED, TIMES),
        later("{what} should be an IANA name such as 'Europe/Berlin', but is not.", what=phrase("The time zone")),
        later("'{name}' stands for {several}; times were read as {clock}.", name="{0}", several="a", clock="b"),
    ],
)
def test_a_message_comes_back_as_it_went(message: str) -> None:
    again = taken(carried(message))
    assert again == message
    with using(GERMAN):
        assert spoken(again) == spoken(later(message) if type(message) is str else message)


def test_it_is_said_where_it_is_read_with_its_numbers() -> None:
    kept = carried(TIMES)
    assert spoken(taken(kept)) == ("Day and month were told apart by the whole column: read day first. (1,234 times)")
    with using(GERMAN):
        assert spoken(taken(kept)) == (
            "Tag und Monat wurden anhand der ganzen Spalte unterschieden: Gelesen wurde der Tag zuerst. (1.234-mal)"
        )


def test_a_message_without_values_is_kept_as_its_text() -> None:
    assert carried(SHIFTED) == str(SHIFTED)
    with using(GERMAN):
        assert spoken(taken("Damaged beyond certain repair; left empty.")).startswith("So beschädigt")
        assert spoken(taken("Repaired by a decoder of old.")) == "Repaired by a decoder of old."


def test_what_does_not_fit_is_its_english_cut_off() -> None:
    assert len(carried(TIMES, most=400)) < 400
    assert carried(TIMES, most=20) == "Day and month were t"
    assert taken(carried(TIMES, most=20)) == "Day and month were t"


@pytest.mark.parametrize(
    "told",
    [
        {"says": "{a.__class__.__init__.__globals__}", "values": {"a": "x"}},
        {"says": "{a[0]}", "values": {"a": "x"}},
        {"says": "{a:>1000000000}", "values": {"a": "x"}},
        {"says": "{a!r}", "values": {"a": "x"}},
        {"says": "{a}{b}", "values": {"a": "x"}},
        {"says": "{a", "values": {"a": "x"}},
        {"says": "{a}", "values": {"a": ["x"]}},
        {"says": "{a}", "many": "{a.real}", "count": 2, "values": {"a": 1}},
        {"says": ["{a}"], "values": {"a": 1}},
        {"says": "{a}", "values": "a"},
        {"says": "{a}", "values": {"a": {"says": "{a}", "values": {"a": {"says": "{a}", "values": {"a": {
            "says": "{a}", "values": {"a": {"says": "{a}", "values": {"a": {"says": "b"}}}}}}}}}}},
    ],
)  # fmt: skip
def test_a_message_that_does_more_than_name_its_values_is_a_text(told: dict[str, object]) -> None:
    """A worker that a hostile report took over could write it."""
    text = json.dumps(told, separators=(",", ":"))
    with using(GERMAN):
        assert spoken(taken(text)) == text


def test_no_depth_of_json_fails() -> None:
    text = '{"says":' * 100_000
    assert taken(text) == text
