from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.analysis.small import audience
from webcast.analysis import segments as analysis
from webcast.analysis.stages import names
from webcast.charts import segments, theme

NAMES = names()
BOTH = ("Acme", "Everybody <else>")


def stage(name: str, first: tuple[int, int], second: tuple[int, int], **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"stage": name}
    for side, (reached, base) in enumerate((first, second), 1):
        share = reached / base if base else None
        found |= {f"registrants_{side}": reached, f"base_{side}": base or None, f"share_{side}": share}
        found |= {f"low_{side}": share and share - 0.1, f"high_{side}": share and min(1.0, share + 0.1)}
    return found | more


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    first = {"stage": "registered", "registrants_1": 100, "registrants_2": 936}
    return pl.DataFrame([first, *rows], infer_schema_length=None)


TWO = frame(
    stage("attended", (62, 100), (449, 936), difference=0.14, beyond_chance=True),
    stage("stayed", (12, 19), (440, 936), difference=-0.004, beyond_chance=False),
)


def test_a_stage_has_a_filled_bar_and_an_outline_with_their_intervals() -> None:
    first, second, _ = segments.segments(TWO, BOTH, NAMES, theme="light").data
    assert [round(x, 4) for x in first.x] == [0.62, round(12 / 19, 4)]
    assert [round(x, 4) for x in second.x] == [round(449 / 936, 4), round(440 / 936, 4)]
    assert first.marker.color == "#4338CA"
    assert (second.marker.color, second.marker.line.color) == (theme.CLEAR, "#CCBB44")
    assert [round(x, 4) for x in first.error_x.array] == [0.1, 0.1]
    assert [round(x, 4) for x in first.error_x.arrayminus] == [0.1, 0.1]


def test_a_mark_says_which_segment_and_stage() -> None:
    first, second, _ = segments.segments(TWO, BOTH, NAMES, theme="dark").data
    assert [list(c) for c in first.customdata] == [["segment", 1, "attended"], ["segment", 1, "stayed"]]
    assert [list(c) for c in second.customdata] == [["segment", 2, "attended"], ["segment", 2, "stayed"]]
    assert second.hovertext[0] == (
        "\u2068Everybody &lt;else&gt;\u2069<br>Attended: 449 of 936 registrants<br>48 % (38–58 %), click to see them"
    )


def test_every_bar_is_named_and_small_bases_are_counts() -> None:
    *_, values = segments.segments(TWO, BOTH, NAMES, theme="light").data
    assert list(values.text) == [
        "\u2068Acme\u2069 62 %",
        "\u2068Everybody &lt;else&gt;\u2069 48 %",
        "\u2068Acme\u2069 12 of 19",
        "\u2068Everybody &lt;else&gt;\u2069 47 %",
    ]


def test_long_names_that_begin_alike_are_told_apart_by_their_ends() -> None:
    programme = ("Quarterly product briefing (101)", "Quarterly product briefing (102)")
    *_, values = segments.segments(TWO, programme, NAMES, theme="light").data
    assert list(values.text)[:2] == ["\u2068… briefing (101)\u2069 62 %", "\u2068… briefing (102)\u2069 48 %"]
    *_, values = segments.segments(TWO, ("A most reasonable name", "B"), NAMES, theme="light").data
    assert list(values.text)[:2] == ["\u2068A most reasonab…\u2069 62 %", "\u2068B\u2069 48 %"]


def test_the_difference_and_whether_it_is_chance_stand_beside_the_stage() -> None:
    notes = segments.segments(TWO, BOTH, NAMES, theme="light").layout.annotations
    assert [note.text for note in notes[:-1]] == [
        "Attended",
        "+14 points: more than chance",
        "Stayed 10 min",
        "−0.4 points: could be chance",
    ]
    assert [note.font.weight for note in notes[:-1]] == [None, 600, None, None]


@pytest.mark.parametrize(
    ("difference", "beyond", "said"),
    [
        (0.0, False, "no difference"),
        (0.0004, True, "+0 points: more than chance"),
        (-0.02, False, "−2 points: could be chance"),
        (None, None, ""),
    ],
)
def test_a_difference_in_words(difference: float | None, beyond: bool | None, said: str) -> None:
    assert segments.verdict({"difference": difference, "beyond_chance": beyond}) == said


def test_a_segment_without_anybody_is_said() -> None:
    one = frame(stage("attended", (3, 4), (0, 0), difference=None, beyond_chance=None))
    figure = segments.segments(one, BOTH, NAMES, theme="light")
    assert list(figure.data[1].x) == []
    assert list(figure.data[2].text) == [
        "\u2068Acme\u2069 3 of 4",
        "\u2068Everybody &lt;else&gt;\u2069 nobody to count",
    ]
    empty = frame(stage("attended", (0, 0), (0, 0), difference=None, beyond_chance=None))
    assert theme.alt(segments.segments(empty, BOTH, NAMES, theme="light")) == (
        "Neither segment has anybody in this funnel."
    )


def test_the_description_is_the_comparison_in_words() -> None:
    assert theme.alt(segments.segments(TWO, BOTH, NAMES, theme="light")) == (
        "Attended: Acme 62 %, Everybody <else> 48 %, +14 points: more than chance; "
        "Stayed 10 min: Acme 12 of 19, Everybody <else> 47 %, −0.4 points: could be chance."
    )


def test_a_comparison_as_it_is_computed_can_be_drawn() -> None:
    first, second = (audience().having("company", [name]) for name in ("Acme", "Umbrella"))
    compared = analysis.compare(first, second, of_previous=True)
    figure = segments.segments(compared, BOTH, NAMES, of_previous=True, theme="light")
    assert list(figure.data[0].x) == [2 / 3, 1.0, 1.0, 1.0]
    assert figure.layout.annotations[-1].text == "Share of the stage before, with its 95 % interval"
