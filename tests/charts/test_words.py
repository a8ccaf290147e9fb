from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from webcast import formats
from webcast.charts import theme, words
from webcast.language import Reader, using


@pytest.mark.parametrize(
    ("share", "text"),
    [(None, "–"), (0, "0 %"), (0.0004, "0 %"), (0.075, "7.5 %"), (0.0996, "10 %"), (0.3977, "40 %"), (1, "100 %")],
)
def test_shares_are_whole_and_have_a_decimal_below_ten_per_cent(share: float | None, text: str) -> None:
    assert words.share(share) == text


@pytest.mark.parametrize("share", [0.0, 0.0004, 0.0006, 0.05, 0.0994, 0.0996, 0.1, 0.4049, 1.0])
def test_charts_write_numbers_as_the_pages_do(share: float) -> None:
    assert words.share(share) == breaking(formats.percent(share))
    assert words.count(share * 99_999) == formats.number(share * 99_999)
    assert words.minutes(share * 200) == breaking(formats.duration(share * 200 * 60_000))


def breaking(text: str) -> str:
    """A page keeps a number and its unit on one line; a label on a chart is one line anyway."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0 s"), (0.4, "24 s"), (12, "12 min"), (60, "1 h"), (72.3, "1 h 12 min")]
)
def test_minutes(minutes: float, text: str) -> None:
    assert words.minutes(minutes) == text


@pytest.mark.parametrize(
    ("low", "high", "text"), [(None, None, ""), (0.372, 0.428, "37–43 %"), (0.9868, 0.9921, "98.7–99.2 %")]
)
def test_intervals_are_whole_where_that_tells_their_ends_apart(
    low: float | None, high: float | None, text: str
) -> None:
    assert words.interval(low, high) == text


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_read_as_sentences(parts: list[str], text: str) -> None:
    assert words.listing(parts) == text


def test_an_axis_keeps_one_offset_over_the_end_of_summer_time() -> None:
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    after = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    fixed = words.clock("Europe/Berlin", before)
    assert [words.local(at, fixed) for at in (before, after)] == [
        datetime(2026, 10, 25, 2, 30),  # noqa: DTZ001 - plotly draws wall-clock times
        datetime(2026, 10, 25, 3, 30),  # noqa: DTZ001 - the same; a wall clock would show 02:30 again
    ]
    assert words.zone_title("Europe/Berlin", before) == "Berlin (GMT+02:00)"


@pytest.mark.parametrize(
    ("zone", "title"),
    [
        ("UTC", "UTC"),
        ("America/New_York", "New York (GMT−05:00)"),
        ("Asia/Kolkata", "Kolkata (GMT+05:30)"),
        ("America/St_Johns", "St Johns (GMT−03:30)"),
    ],
)
def test_the_axis_names_zone_and_offset(zone: str, title: str) -> None:
    assert words.zone_title(zone, datetime(2026, 1, 15, 12, tzinfo=UTC)) == title


def test_days_follow_the_readers_locale() -> None:
    assert words.day(date(2014, 11, 4)) == "Nov 4, 2014"
    assert words.day(date(2014, 11, 4), "de-DE") == "04.11.2014"
    assert words.day(date(2014, 11, 4), "no such locale") == "Nov 4, 2014"


def test_foreign_text_is_escaped_isolated_and_on_one_line() -> None:
    assert words.safe("<b>a</b>\n& b") == "\u2068&lt;b&gt;a&lt;/b&gt; &amp; b\u2069"


def test_long_labels_break_into_two_lines_and_end_in_an_ellipsis() -> None:
    assert words.label("yes") == ["\u2068yes\u2069"]
    assert words.label("  ") == ["\u2068–\u2069"]
    lines = words.label("one two three four five six seven eight nine ten", width=12)
    assert lines == ["\u2068one two\u2069", "\u2068three four …\u2069"]
    assert words.label("x" * 50, width=10, lines=1) == ["\u2068" + "x" * 9 + "…\u2069"]


def test_no_label_is_wider_than_asked() -> None:
    text = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikant und Söhne, seit 1887, Wien"
    for line in words.label(text):
        assert len(line.strip("\u2068\u2069")) <= 44


@pytest.mark.parametrize(
    ("locale", "day", "time", "hover"),
    [
        ("en", "%b %-d\n%Y", "%-I:%M\u202f%p", "%b %-d, %Y, %-I:%M\u202f%p"),
        ("en-GB", "%-d %b\n%Y", "%H:%M", "%-d %b %Y, %H:%M"),
        ("de", "%-d. %b\n%Y", "%H:%M", "%-d. %b %Y, %H:%M"),
    ],
)
def test_axes_write_days_and_times_as_the_reader_s_locale_does(locale: str, day: str, time: str, hover: str) -> None:
    with using(Reader(locale[:2], locale)):
        assert (words.day_ticks(), words.time_ticks(), words.moment_hover()) == (day, time, hover)


def test_plotly_is_told_how_the_reader_writes_and_nothing_in_english() -> None:
    assert words.plotly_locale() == {}
    with using(Reader("de", "de-AT")):
        told = theme.config()
    assert told["locale"] == "de-AT"
    written = told["locales"]["de-AT"]["format"]
    assert (written["decimal"], written["thousands"]) == (",", ".")
    assert (written["shortMonths"][0], written["months"][4], written["shortDays"][0]) == ("Jän.", "Mai", "So.")
