from __future__ import annotations

import polars as pl

from webcast.analysis.stages import Rules, names
from webcast.charts import funnel, theme

STAGES = ["registered", "attended", "stayed", "engaged", "answered_survey"]
NAMES = names()


def frame(*counts: int) -> pl.DataFrame:
    before = [None, *counts]
    return pl.DataFrame(
        {
            "stage": STAGES,
            "registrants": list(counts),
            "of_first": [n / counts[0] if counts[0] else None for n in counts],
            "of_previous": [n / b if b else None for n, b in zip(counts, before, strict=False)],
            "low": [None, 0.37, 0.87, 0.43, 0.46],
            "high": [None, 0.43, 0.93, 0.54, 0.6],
        }
    )


def groups(**counts: tuple[int, ...]) -> pl.DataFrame:
    parts = []
    for name, numbers in counts.items():
        group = None if name == "none" else name
        parts.append(frame(*numbers).insert_column(0, pl.Series("group", [group] * 5, dtype=pl.String)))
    return pl.concat(parts)


FULL = frame(1036, 412, 371, 180, 96)


def test_bars_show_what_was_reached_and_beside_it_what_was_lost() -> None:
    reached, lost = funnel.funnel(FULL, NAMES, theme="light").data
    assert list(reached.x) == [1036, 412, 371, 180, 96]
    assert list(lost.x) == [624, 41, 191, 84]
    assert list(lost.base) == [412, 371, 180, 96]
    assert list(reached.marker.color) == ["#4338CA"] * 5
    assert lost.marker.color == "rgba(67,56,202,0.2)"
    assert list(lost.y) == list(reached.y)[1:]


def test_a_mark_says_which_stage_and_whether_it_was_reached() -> None:
    reached, lost = funnel.funnel(FULL, NAMES, theme="light").data
    assert [list(c) for c in reached.customdata] == [["reached", stage] for stage in STAGES]
    assert [list(c) for c in lost.customdata] == [["dropped", stage] for stage in STAGES[1:]]


def test_labels_give_count_share_and_the_loss_in_words() -> None:
    texts = [note.text for note in funnel.funnel(FULL, NAMES, theme="light").layout.annotations]
    assert texts[:6] == [
        "\u2068Registered\u2069",
        "1,036 · 100 %",
        "↓ 624 did not attend · 40 % went on (37–43 %)",
        "\u2068Attended\u2069",
        "412 · 40 %",
        "↓ 41 left before 10 min · 90 % went on (87–93 %)",
    ]


def test_nobody_lost_is_said_and_draws_no_bar() -> None:
    figure = funnel.funnel(frame(6, 6, 3, 3, 0), NAMES, theme="light")
    texts = [note.text for note in figure.layout.annotations]
    assert texts.count("↓ Everybody went on") == 2
    assert [list(c) for c in figure.data[1].customdata] == [["dropped", "stayed"], ["dropped", "answered_survey"]]


def test_an_empty_funnel_says_so() -> None:
    figure = funnel.funnel(frame(0, 0, 0, 0, 0), NAMES, theme="light")
    assert figure.data == ()
    assert theme.alt(figure) == "Nobody registered by the end, so this funnel is empty."


def test_the_description_is_the_funnel_in_a_sentence() -> None:
    assert theme.alt(funnel.funnel(FULL, NAMES, theme="light")) == (
        "Funnel of 1,036 registrants: 412 attended (40 %), 371 stayed 10 min (36 %), 180 engaged (17 %) "
        "and 96 answered a survey (9.3 %)."
    )


def test_the_live_funnel_has_words_of_its_own() -> None:
    live = names(Rules(stayed_share=0.5, live=True))
    assert list(live.stages.values())[:3] == ["Registered by the end", "Came live", "Stayed 50 % of the live event"]
    assert live.losses["attended"] == "did not come live"
    assert names(Rules(live=True, include_simlive=True)).stages["attended"] == "Came live or SimLive"


def test_a_line_under_a_bar_fits_a_phone() -> None:
    live = names(Rules(live=True, include_simlive=True))
    figure = funnel.funnel(FULL.with_columns(pl.col("registrants") * 100), live, theme="light")
    lines = [note.text for note in figure.layout.annotations if note.text.startswith("↓")]
    assert lines[0] == "↓ 62,400 were not live · 40 % went on (37–43 %)"
    assert max(map(len, lines)) <= 54


def test_a_break_down_is_a_panel_a_stage_with_intervals_and_all_together() -> None:
    broken = groups(Acme=(100, 45, 30, 20, 10), none=(50, 10, 5, 0, 0))
    figure = funnel.breakdown(broken, FULL, NAMES, missing="No company", theme="light")
    assert [list(t.x) for t in figure.data[:4]] == [[0.45, 0.2], [30 / 45, 0.5], [20 / 30, 0.0], [0.5, None]]
    assert [t.xaxis for t in figure.data[:4]] == ["x", "x2", "x3", "x4"]
    assert [list(c) for c in figure.data[0].customdata] == [
        ["reached", "attended", "Acme"],
        ["reached", "attended", None],
    ]
    assert [round(v, 4) for v in figure.data[0].error_x.arrayminus] == [0.08, -0.17]
    # A short line a bar, at the share of all together.
    lines = [trace for trace in figure.data[4:] if trace.mode == "lines"]
    assert [round(line.x[0], 4) for line in lines] == [0.3977, 0.9005, 0.4852, 0.5333]
    assert {len(line.x) for line in lines} == {6}
    values = [trace for trace in figure.data[4:] if trace.mode == "text"]
    assert [list(trace.text) for trace in values] == [
        ["45 %", "20 %"],
        ["67 %", "50 %"],
        ["67 %", "0 %"],
        ["50 %", "–"],
    ]
    texts = [note.text for note in figure.layout.annotations]
    assert texts[:2] == ["\u2068Acme\u2069 · 100", "\u2068No company\u2069 · 50"]


def test_small_groups_are_added_up_as_other_with_an_interval_of_their_own() -> None:
    broken = groups(A=(100, 50, 40, 30, 20), B=(80, 40, 30, 20, 10), C=(10, 5, 2, 1, 0), D=(6, 3, 2, 1, 1))
    folded, others = funnel.fold(broken, 1)
    assert others == 3
    assert folded["folded"].to_list() == [False] * 5 + [True] * 5
    other = folded.filter("folded")
    assert other["registrants"].to_list() == [96, 48, 34, 22, 11]
    assert other["of_previous"].to_list() == [None, 0.5, 34 / 48, 22 / 34, 0.5]
    low, high = other["low"][1], other["high"][1]
    assert (round(low, 4), round(high, 4)) == (0.4019, 0.5981)
    figure = funnel.breakdown(broken, FULL, NAMES, missing="None", theme="light", most=1)
    assert list(figure.data[0].customdata[1]) == ["other", "attended", None]
    assert figure.layout.annotations[1].text.startswith("\u2068Other (3)\u2069")


def test_one_group_too_many_is_shown_and_not_folded() -> None:
    broken = groups(A=(100, 50, 40, 30, 20), B=(80, 40, 30, 20, 10))
    folded, others = funnel.fold(broken, 1)
    assert (others, folded.height) == (0, 10)


def test_the_group_without_a_value_is_not_mistaken_for_the_folded_ones() -> None:
    broken = groups(none=(100, 50, 40, 30, 20), B=(80, 40, 30, 20, 10), C=(10, 5, 2, 1, 0), D=(6, 3, 2, 1, 1))
    figure = funnel.breakdown(broken, FULL, NAMES, missing="No campaign", theme="light", most=2)
    assert [c[0] for c in figure.data[0].customdata] == ["reached", "reached", "other"]


def test_hostile_names_are_text() -> None:
    broken = groups(**{"<i>x</i>": (10, 5, 4, 3, 2)})
    figure = funnel.breakdown(broken, FULL, NAMES, missing="None", theme="light")
    assert figure.layout.annotations[0].text.startswith("\u2068&lt;i&gt;x&lt;/i&gt;\u2069")
    assert "\u2068&lt;i&gt;x&lt;/i&gt;\u2069" in figure.data[0].hovertext[0]
