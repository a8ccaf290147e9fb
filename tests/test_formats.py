"""How numbers, shares, durations and instants are written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from webcast import formats


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (1036, "1,036"), (25000.0, "25,000"), (None, "–")])
def test_counts_have_thousands_separators(value: float | None, text: str) -> None:
    assert formats.number(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.404, "40\u00a0%"),
        (0.0754, "7.5\u00a0%"),
        (0.0996, "10\u00a0%"),
        (0.0994, "9.9\u00a0%"),
        (0.0, "0\u00a0%"),
        (1.0, "100\u00a0%"),
        (None, "–"),
    ],
)
def test_shares_are_whole_and_below_ten_have_a_decimal(share: float | None, text: str) -> None:
    assert formats.percent(share) == text


@pytest.mark.parametrize(
    ("difference", "text"), [(0.09, "9 points"), (-0.09, "9 points"), (0.01, "1 point"), (0.004, "0.4 points")]
)
def test_differences_of_shares_are_points(difference: float, text: str) -> None:
    assert formats.points(difference) == text


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (40_000, "40 s"),
        (60_000, "1 min"),
        (720_000, "12 min"),
        (3_599_999, "1 h"),
        (3_600_000, "1 h"),
        (4_320_000, "1 h 12 min"),
        (3_600_000_000, "1,000 h"),
        (None, "–"),
    ],
)
def test_durations_are_hours_and_minutes(milliseconds: float | None, text: str) -> None:
    assert formats.duration(milliseconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(40.0, "about 40 s left"), (1.0, "about 5 s left"), (130.0, "about 2 min left"), (None, "")]
)
def test_what_is_left_is_said_roughly(seconds: float | None, text: str) -> None:
    assert formats.eta(seconds) == text


AT = datetime(2014, 11, 4, 20, 4, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en-US", "Nov 4, 2014, 3:04\u202fPM"),
        ("en-GB", "4 Nov 2014, 15:04"),
        ("de-DE", "04.11.2014, 15:04"),
        ("fi", "4.11.2014 15.04"),
        ("ja", "2014/11/04 15:04"),
        ("xx-none", "Nov 4, 2014, 3:04\u202fPM"),
        (None, "Nov 4, 2014, 3:04\u202fPM"),
    ],
)
def test_instants_follow_the_reader_s_locale_and_zone(locale: str | None, text: str) -> None:
    assert formats.instant(AT, "America/New_York", locale) == text


def test_days_follow_the_reader_s_locale() -> None:
    assert formats.day(date(2014, 11, 4), "de") == "04.11.2014"
    assert formats.day_of(AT, "Asia/Tokyo", "en") == "Nov 5, 2014"
    assert formats.day(None) == "–"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("UTC", "UTC"),
        ("Europe/Berlin", "Berlin (GMT+01:00)"),
        ("America/New_York", "New York (GMT-05:00)"),
        ("Asia/Kolkata", "Kolkata (GMT+05:30)"),
    ],
)
def test_zones_are_named_with_their_offset(zone: str, text: str) -> None:
    assert formats.zone_in_words(zone, AT) == text


def test_nouns_agree_with_their_count() -> None:
    assert [formats.plural(n, "event", "events") for n in (0, 1, 2)] == ["0 events", "1 event", "2 events"]
    assert formats.plural(2, "person", "people") == "2 people"


@pytest.mark.parametrize(
    ("hours", "text"), [(0.25, "15 min"), (0.99, "1 h"), (5, "5 h"), (47.4, "47 h"), (48, "2 days"), (60, "2 days")]
)
def test_a_long_time_is_written_roughly(hours: float, text: str) -> None:
    assert formats.roughly(hours * 3_600_000) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "1 byte"), (999, "999 bytes"), (1000, "1 KB"), (640_400, "640 KB"), (999_999, "1,000 KB"),
        (1_000_000, "1.0 MB"), (1_440_000, "1.4 MB"), (99_949_999, "99.9 MB"), (99_950_000, "100 MB"),
        (999_499_999, "999 MB"), (999_500_000, "1.0 GB"), (1_200_000_000, "1.2 GB"), (99_950_000_000, "100 GB"),
    ],
)  # fmt: skip
def test_bytes_are_written_as_files_are(count: int, text: str) -> None:
    assert formats.size(count) == text


def test_what_something_will_take() -> None:
    assert [formats.takes(seconds) for seconds in (None, 12, 300)] == ["", "about 10 s", "about 5 min"]
