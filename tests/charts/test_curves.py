from __future__ import annotations

import polars as pl

from webcast.charts import curves, theme

RETENTION = pl.DataFrame(
    {"minute": [0, 1, 2, 3], "remaining": [8, 6, 3, 0], "base": [8] * 4, "share": [1.0, 0.75, 0.375, 0.0]}
)
SURVIVAL = pl.DataFrame(
    {"minute": [0, 1, 2, 3], "viewers": [4, 3, 2, 0], "base": [4] * 4, "share": [1.0, 0.75, 0.5, 0.0]}
)


def registrations(*days: tuple[int, int]) -> pl.DataFrame:
    frame = pl.DataFrame({"days_before": [d for d, _ in days], "registrants": [n for _, n in days]})
    total = frame["registrants"].sum()
    running = frame.with_columns(cumulative=pl.col("registrants").cum_sum())
    return running.with_columns(share=pl.col("cumulative") / total)


def test_retention_is_a_step_curve_of_shares() -> None:
    figure = curves.retention(RETENTION, theme="light")
    line, dot = figure.data
    assert list(line.x) == [0, 1, 2, 3]
    assert list(line.y) == [1.0, 0.75, 0.375, 0.0]
    assert (line.line.shape, line.line.color) == ("hv", "#4477AA")
    assert (dot.x, dot.y) == ((2,), (0.375,))
    assert [list(c) for c in line.customdata] == [["stayed", 0], ["stayed", 1], ["stayed", 2], ["stayed", 3]]
    assert line.hovertext[1] == "75 % still there<br>6 viewers"
    assert figure.layout.annotations[0].text == "Half had left by minute 2"
    assert figure.layout.xaxis.title.text == "Minutes since the live start"
    assert figure.layout.yaxis.title.text == "Still there, share of 8 live<br>viewers"
    assert theme.alt(figure) == (
        "Retention of 8 live viewers. Half had left by minute 2; 38 % were there near the end."
    )


def test_retention_without_a_half_says_so() -> None:
    figure = curves.retention(RETENTION.head(2), theme="light")
    assert len(figure.data) == 1
    assert figure.layout.annotations[0].text == "At least half stayed to the end"


def test_other_events_are_thin_lines_behind_and_too_many_are_left_out() -> None:
    figure = curves.retention(RETENTION, theme="light", others={"<i>Other</i>": RETENTION})
    thin, main, _ = figure.data
    assert (thin.line.color, thin.line.width, thin.hoverinfo) == ("#CCBB44", 1.25, "skip")
    assert main.hovertext[1] == "75 % still there<br>6 viewers<br>75 % \u2068&lt;i&gt;Other&lt;/i&gt;\u2069"
    crowd = {str(n): RETENTION for n in range(7)}
    assert len(curves.retention(RETENTION, theme="light", others=crowd).data) == 2


def test_nobody_live_is_said() -> None:
    empty = RETENTION.head(1).with_columns(base=pl.lit(0), share=pl.lit(None, dtype=pl.Float64))
    for frame in (RETENTION.head(0), empty):
        assert theme.alt(curves.retention(frame, theme="light")) == "Nobody came live, so there is nobody to stay."


def test_survival_speaks_of_minutes_watched_and_not_of_parts_of_the_recording() -> None:
    figure = curves.survival(SURVIVAL, theme="light")
    line = figure.data[0]
    assert list(line.y) == [1.0, 0.75, 0.5, 0.0]
    assert (line.line.color, line.line.dash) == ("#AA3377", "dot")
    assert [list(c) for c in line.customdata][1] == ["watched", 1]
    assert figure.layout.annotations[0].text == "Half watched at least 2 min"
    assert figure.layout.xaxis.title.text == "Minutes watched, at least"
    assert theme.alt(curves.survival(SURVIVAL.head(0), theme="light")) == "Nobody has watched on demand yet."


def test_registrations_run_towards_the_live_start() -> None:
    figure = curves.registrations(registrations((8, 2), (3, 1), (0, 4), (-1, 1)), theme="light")
    line = figure.data[0]
    assert list(line.x) == [8, 3, 0, -1]
    assert list(line.y) == [0.25, 0.375, 0.875, 1.0]
    assert list(figure.layout.xaxis.range) == [8, -1]
    assert [list(c) for c in line.customdata] == [[curves.REGISTERED, d] for d in (8, 3, 0, -1)]
    assert line.hovertext[2] == "88 % had registered by this day<br>4 registrants"
    assert figure.layout.annotations[0].text == "62 % registered in the last 7 days"


def test_registrations_far_from_the_event_are_counted_in_words() -> None:
    figure = curves.registrations(registrations((100, 2), (1, 1), (-30, 3)), theme="light")
    assert list(figure.data[0].x) == [1]
    assert list(figure.data[0].y) == [0.5]
    assert figure.layout.xaxis.title.text == "Days before the live start (2 earlier and 3 later)"
    far = curves.registrations(registrations((100, 2)), theme="light")
    assert theme.alt(far) == "All 2 registered more than 60 days from the event."


def test_unknown_registration_times_are_said() -> None:
    empty = registrations((1, 1)).head(0)
    assert (
        theme.alt(curves.registrations(empty, theme="light")) == "No live start or no registration times are known."
    )
