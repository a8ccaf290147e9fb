"""Dates, zones, and reports with two clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.decode.making import Session, Viewer, xml
from webcast.decode import clocks, dates, decode
from webcast.decode.clocks import Clock, find
from webcast.errors import ChangeRequest
from webcast.reports import Report, warned


def wall(year: int, month: int, day: int, *time: int) -> datetime:
    """Return a time as a clock on a wall shows it."""
    return datetime(year, month, day, *time)  # type: ignore[arg-type]  # noqa: DTZ001  # no zone: that is the point


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11/04/2014 07:53:35 PM", wall(2014, 11, 4, 19, 53, 35)),
        ("11/04/2014 12:00:00 AM", wall(2014, 11, 4)),
        ("11/04/2014 12:00:00 PM", wall(2014, 11, 4, 12)),
        ("1/4/2014 7:53:35 pm", wall(2014, 1, 4, 19, 53, 35)),
        ("2014-11-04 19:53:35", wall(2014, 11, 4, 19, 53, 35)),
        ("2014-11-04T19:53:35", wall(2014, 11, 4, 19, 53, 35)),
        ("11/04/2014 19:53:35", wall(2014, 11, 4, 19, 53, 35)),
        ("11/04/2014 07:53 PM", wall(2014, 11, 4, 19, 53)),
        ("11/04/2014", wall(2014, 11, 4)),
        ("13/04/2014 07:53:35 PM", None),
        ("02/30/2014 07:53:35 PM", None),
        ("soon", None),
        (None, None),
    ],
)
def test_dates(text: str | None, expected: datetime | None) -> None:
    assert dates.read(pl.Series([text], dtype=pl.String)).times.to_list() == [expected]


def test_dates_of_several_formats_in_one_column() -> None:
    column = pl.Series(["11/04/2014 07:53:35 PM", "x", None, "2014-11-04 07:53:35", "11/05/2014 01:00:00 AM"])
    assert dates.read(column).times.to_list() == [
        wall(2014, 11, 4, 19, 53, 35),
        None,
        None,
        wall(2014, 11, 4, 7, 53, 35),
        wall(2014, 11, 5, 1),
    ]


@pytest.mark.parametrize(
    ("name", "clock"),
    [
        ("GMT", Clock()),
        ("Greenwich Mean Time", Clock()),
        ("Coordinated Universal Time", Clock()),
        ("Europe/Berlin", Clock("Europe/Berlin")),
        ("us/samoa", Clock("US/Samoa")),
        ("Etc/GMT+12", Clock("Etc/GMT+12")),
        ("Eastern Standard Time", Clock("America/New_York")),
        ("Eastern Daylight Time", Clock("America/New_York")),
        ("Central European Time", Clock("Europe/Berlin")),
        ("Central European Summer Time", Clock("Europe/Berlin")),
        ("Pacific Standard Time", Clock("America/Los_Angeles")),
        ("India Standard Time", Clock("Asia/Kolkata")),
        ("Japan Standard Time", Clock("Asia/Tokyo")),
        ("Hawaii Standard Time", Clock("Pacific/Honolulu")),
        ("British Summer Time", Clock("Europe/London")),
        ("Australian Eastern Standard Time (New South Wales)", Clock("Australia/Sydney")),
        ("GMT+05:30", Clock(minutes=330)),
        ("UTC-5", Clock(minutes=-300)),
        ("Eastern Standard Time (New South Wales)", Clock("Australia/Sydney")),
        ("Eastern Summer Time (New South Wales)", Clock("Australia/Sydney")),
        ("Central Standard Time (Northern Territory)", Clock("Australia/Darwin")),
        ("Central Standard Time (South Australia/New South Wales)", Clock("Australia/Broken_Hill")),
        ("Australian Eastern Standard Time (Queensland)", Clock("Australia/Brisbane")),
        ("Central Standard Time (Mexico)", Clock("America/Mexico_City")),
        ("Eastern Time (US & Canada)", Clock("America/New_York")),
        ("(UTC-08:00) Pacific Time (US & Canada)", Clock("America/Los_Angeles")),
        ("EST", Clock(minutes=-300)),
        ("EDT", Clock(minutes=-240)),
        ("CET", Clock(minutes=60)),
        ("IST", Clock(minutes=330)),
        ("cst", Clock(minutes=-360)),
        ("WET", Clock()),
    ],
)
def test_zones_by_id_offset_or_display_name(name: str, clock: Clock) -> None:
    assert find(name)[0] == clock


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Time",
        "Middle Earth Standard Time",
        "GMT+99",
        "localtime",
        "Factory",
        "Eastern Standard Time (Atlantis)",
        "XYZ",
    ],
)
def test_unknown_zones(name: str) -> None:
    assert find(name) == ()


def test_every_name_that_a_java_gives_a_zone_is_one_of_its_zones() -> None:
    """Every name that Java 7 to 25 gives the zones of the platform's list is read as a zone that has it."""
    lines = (Path(__file__).parents[1] / "data" / "java_zone_names.tsv").read_text("utf-8").splitlines()
    named = [line.split("\t") for line in lines if not line.startswith("#")]
    wrong = [
        (name, find(name))
        for name, zones in named
        if _offsets(find(name)) not in [_offsets((Clock(zone),)) for zone in zones.split()]
    ]
    assert len(named) > 600
    assert wrong == []


def _offsets(found: tuple[Clock, ...]) -> list[int]:
    days = pl.Series([wall(year, month, 15) for year in (2014, 2019, 2024) for month in (1, 7)], dtype=clocks.NAIVE)
    return found[0].ahead(days).to_list() if found else []


def instants(clock: Clock, *times: datetime, later: bool = False) -> list[datetime | None]:
    return clock.to_utc(pl.Series(times, dtype=clocks.NAIVE), later=later).to_list()


def test_summer_and_winter_of_a_clock() -> None:
    new_york = Clock("America/New_York")
    assert instants(new_york, wall(2024, 1, 1, 12), wall(2024, 7, 1, 12)) == [
        datetime(2024, 1, 1, 17, tzinfo=UTC),
        datetime(2024, 7, 1, 16, tzinfo=UTC),
    ]


def test_an_hour_that_comes_twice_and_one_that_never_comes() -> None:
    new_york = Clock("America/New_York")
    twice = wall(2024, 11, 3, 1, 30)
    assert instants(new_york, twice) == [datetime(2024, 11, 3, 5, 30, tzinfo=UTC)]
    assert instants(new_york, twice, later=True) == [datetime(2024, 11, 3, 6, 30, tzinfo=UTC)]
    assert instants(new_york, wall(2024, 3, 10, 2, 30)) == [datetime(2024, 3, 10, 7, 30, tzinfo=UTC)]


def test_fixed_offsets() -> None:
    assert instants(Clock(minutes=330), wall(2024, 1, 1, 12)) == [datetime(2024, 1, 1, 6, 30, tzinfo=UTC)]


# Reports.

LIVE_EVENT = "<live_start_time>{}</live_start_time><live_end_time>{}</live_end_time>"


def stamp(when: datetime) -> str:
    return when.strftime("%m/%d/%Y %I:%M:%S %p")


def a_report(
    zone: str,
    *,
    event_at: datetime,
    seen_at: datetime,
    live: bool = True,
    counted: int | None = None,
    people: int = 1,
    asked: str | None = None,
) -> Report:
    """Decode a report whose event runs for half an hour, with one viewer, who registered ten minutes before.

    With ``asked`` the platform was asked for it in that zone; else it is a file.
    """
    event = LIVE_EVENT.format(stamp(event_at), stamp(event_at + timedelta(minutes=30)))
    if counted is not None:
        event += f"<event_analytics><live_registrants>{counted}</live_registrants></event_analytics>"
    session = Session(
        "Live" if live else "On-Demand", stamp(seen_at), stamp(seen_at + timedelta(minutes=20)), "1200000"
    )
    registered = stamp(seen_at - timedelta(minutes=10))
    viewers = [Viewer(registered, [("firstname", "Ann")], [session])] * people
    body = xml(viewers, zone=zone, event=event)
    return decode(body) if asked is None else decode(body, zone=asked, fetched=True)


def times(report: Report) -> tuple[datetime, datetime]:
    return report.event["live_start"][0], report.sessions["start"][0]


def messages(report: Report) -> list[str]:
    return warned.said(report.warnings).filter(field="currentTimeZone")["message"].to_list()


NOON = wall(2024, 6, 19, 12)


def test_gmt_needs_no_word() -> None:
    report = a_report("Greenwich Mean Time", event_at=NOON, seen_at=NOON)
    assert times(report) == (NOON.replace(tzinfo=UTC), NOON.replace(tzinfo=UTC))
    assert messages(report) == []


@pytest.mark.parametrize("people", [1, 20])
@pytest.mark.parametrize("zone", ["GMT", "Greenwich Mean Time", "Coordinated Universal Time", "UTC"])
def test_who_waits_an_hour_before_the_start_moves_no_clock(zone: str, people: int) -> None:
    """In summer London's clock has Greenwich's name and is an hour ahead: waiting people are no sign of it."""
    hour_before = NOON - timedelta(hours=1)
    for asked in (None, "UTC"):
        report = a_report(zone, event_at=NOON, seen_at=hour_before, people=people, asked=asked)
        assert times(report) == (NOON.replace(tzinfo=UTC), hour_before.replace(tzinfo=UTC))


def test_what_was_asked_for_in_gmt_is_in_gmt_whatever_its_times() -> None:
    """Nothing to doubt, so nothing is said: not of who waited, nor of a count that the hour would explain."""
    hour_before = NOON - timedelta(hours=1)
    for people, counted in ((1, None), (20, 0), (20, 20)):
        report = a_report(
            "Greenwich Mean Time", event_at=NOON, seen_at=hour_before, people=people, counted=counted, asked="UTC"
        )
        assert times(report) == (NOON.replace(tzinfo=UTC), hour_before.replace(tzinfo=UTC))
        assert messages(report) == []
    late = a_report("GMT", event_at=NOON, seen_at=NOON + timedelta(days=1), asked="UTC")
    assert (times(late)[0], messages(late)) == (NOON.replace(tzinfo=UTC), [])


def test_a_report_in_another_zone_than_asked_for_is_looked_at_as_a_file_is() -> None:
    ahead = NOON + timedelta(hours=9)
    report = a_report("Asia/Tokyo", event_at=ahead, seen_at=NOON, asked="UTC")
    assert times(report) == (NOON.replace(tzinfo=UTC), NOON.replace(tzinfo=UTC))


def test_a_file_says_who_lies_an_hour_outside_the_live_event() -> None:
    report = a_report("Greenwich Mean Time", event_at=NOON, seen_at=NOON - timedelta(hours=1), people=20)
    (message,) = messages(report)
    assert message == (
        "20 of 20 live sessions lie outside the live event as times are written, and 0 if a clock was an hour off. "
        "People also wait before a start and leave, so times were read as written, in Greenwich Mean Time."
    )


@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Lisbon", "WET"])
def test_an_hour_is_no_evidence_in_other_zones_either(zone: str) -> None:
    report = a_report(zone, event_at=NOON, seen_at=NOON - timedelta(hours=1), people=20)
    assert times(report)[0] - times(report)[1] == timedelta(hours=1)


def test_nobody_views_live_once_the_event_is_over() -> None:
    """Viewers in London's summer, an event in GMT: an hour after its end is no waiting."""
    report = a_report("Europe/London", event_at=NOON, seen_at=NOON + timedelta(hours=1))
    assert times(report) == (NOON.replace(tzinfo=UTC), NOON.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("people", "counted", "moved"),
    [
        (10, 10, False),  # the count agrees as written
        (10, 0, False),  # the count agrees with neither
        (10, None, False),
    ],
)
def test_an_hour_before_takes_more_than_sessions(people: int, counted: int | None, *, moved: bool) -> None:
    report = a_report(
        "Greenwich Mean Time", event_at=NOON, seen_at=NOON - timedelta(hours=1), people=people, counted=counted
    )
    assert (times(report)[0] != NOON.replace(tzinfo=UTC)) is moved


@pytest.mark.parametrize(
    ("zone", "instant", "said"),
    [
        ("EST", datetime(2014, 6, 4, 20, 4, 1, tzinfo=UTC), "put forward in summer in some places only"),
        ("EDT", datetime(2014, 6, 4, 19, 4, 1, tzinfo=UTC), "The report is in EDT, but the platform can give"),
        ("CET", datetime(2014, 6, 4, 14, 4, 1, tzinfo=UTC), "read as UTC+01:00, which is not"),
        ("IST", datetime(2014, 6, 4, 9, 34, 1, tzinfo=UTC), "stands for India, Israel and Irish standard time"),
        ("CST", datetime(2014, 6, 4, 21, 4, 1, tzinfo=UTC), "North America's central, China's and Cuba's"),
        ("Eastern Time (US & Canada)", datetime(2014, 6, 4, 19, 4, 1, tzinfo=UTC), "America/New_York, which is"),
        ("Eastern Standard Time (New South Wales)", datetime(2014, 6, 4, 5, 4, 1, tzinfo=UTC), ""),
        ("Central Standard Time (Northern Territory)", datetime(2014, 6, 4, 5, 34, 1, tzinfo=UTC), ""),
    ],
)
def test_a_zone_in_letters_or_with_a_place_in_brackets(zone: str, instant: datetime, said: str) -> None:
    seen = wall(2014, 6, 4, 15, 4, 1)
    report = a_report(zone.replace("&", "&amp;"), event_at=seen, seen_at=seen)
    assert times(report) == (instant, instant)
    without_count = a_report(zone.replace("&", "&amp;"), event_at=seen, seen_at=seen + timedelta(days=3), live=False)
    assert any(said in message for message in messages(without_count))


def test_one_clock_in_a_named_zone_is_taken_at_its_word() -> None:
    report = a_report("Asia/Tokyo", event_at=NOON, seen_at=NOON)
    assert times(report) == (datetime(2024, 6, 19, 3, tzinfo=UTC), datetime(2024, 6, 19, 3, tzinfo=UTC))
    assert messages(report) == []


@pytest.mark.parametrize(("zone", "ahead"), [("Asia/Tokyo", 9), ("America/New_York", -4), ("Europe/Berlin", 2)])
def test_viewers_in_gmt_beside_an_event_in_a_named_zone(zone: str, ahead: int) -> None:
    report = a_report(zone, event_at=NOON + timedelta(hours=ahead), seen_at=NOON)
    assert times(report) == (NOON.replace(tzinfo=UTC), NOON.replace(tzinfo=UTC))
    (message,) = messages(report)
    assert f"the event's times are in {zone}, the viewers' times in GMT" in message


def test_an_event_in_gmt_beside_viewers_in_a_named_zone() -> None:
    report = a_report("Asia/Tokyo", event_at=NOON, seen_at=NOON + timedelta(hours=9))
    assert times(report) == (NOON.replace(tzinfo=UTC), NOON.replace(tzinfo=UTC))
    (message,) = messages(report)
    assert "the event's times are in GMT, the viewers' times in Asia/Tokyo" in message


def test_without_live_sessions_the_platforms_count_tells() -> None:
    report = a_report("America/New_York", event_at=NOON, seen_at=NOON + timedelta(hours=4), live=False, counted=1)
    assert times(report) == (datetime(2024, 6, 19, 16, tzinfo=UTC), datetime(2024, 6, 19, 16, tzinfo=UTC))
    (message,) = messages(report)
    assert "1 person registered before the live event's end, as the platform counted, and 0" in message


def test_without_any_evidence_the_word_holds_and_the_doubt_is_said() -> None:
    report = a_report("America/New_York", event_at=NOON, seen_at=NOON + timedelta(days=3), live=False)
    assert times(report)[1] == datetime(2024, 6, 22, 16, tzinfo=UTC)
    (message,) = messages(report)
    assert message.startswith(
        "The report is in America/New_York, but the platform can give the viewers' times in GMT"
    )


def test_a_standard_times_name_in_summer_is_doubted() -> None:
    report = a_report("Eastern Standard Time", event_at=NOON, seen_at=NOON)
    assert times(report)[0] == datetime(2024, 6, 19, 16, tzinfo=UTC)
    (message,) = messages(report)
    assert "put forward in summer in some places only; the report's was read as America/New_York" in message


def test_a_standard_times_name_in_winter_is_not() -> None:
    winter = wall(2024, 1, 19, 12)
    assert messages(a_report("Eastern Standard Time", event_at=winter, seen_at=winter)) == []


def test_viewers_in_gmt_show_that_a_clock_is_not_put_forward() -> None:
    """Jamaica's clock has New York's name; an hour's difference to GMT viewers tells them apart."""
    report = a_report("Eastern Standard Time", event_at=NOON - timedelta(hours=5), seen_at=NOON)
    assert times(report) == (NOON.replace(tzinfo=UTC), NOON.replace(tzinfo=UTC))


def test_live_sessions_that_fit_no_reading_are_said() -> None:
    report = a_report("GMT", event_at=NOON, seen_at=NOON + timedelta(days=1))
    (message,) = messages(report)
    assert message.startswith("1 of 1 live sessions lies outside the live event")


def test_an_unknown_zone_is_read_as_the_callers() -> None:
    report = a_report("Middle Earth Standard Time", event_at=NOON, seen_at=NOON)
    assert times(report)[0] == NOON.replace(tzinfo=UTC)
    assert messages(report) == ["The time zone 'Middle Earth Standard Time' is not known; times were read as UTC."]


def test_an_unknown_zone_of_the_callers_is_refused() -> None:
    with pytest.raises(ChangeRequest, match="should be an IANA name"):
        decode(xml([]), zone="Nowhere")


def test_a_session_over_the_hour_that_comes_twice_keeps_its_length() -> None:
    session = Session("Live", "11/03/2024 12:30:00 AM", "11/03/2024 01:30:00 AM", str(2 * 3600 * 1000))
    report = decode(xml([Viewer(sessions=[session])], zone="America/New_York"))
    assert (report.sessions["end"] - report.sessions["start"]).to_list() == [timedelta(hours=2)]
