from __future__ import annotations

import pytest

from webcast.api.request import ReportRequest
from webcast.errors import ChangeRequest, FilterError


def test_a_plain_request_asks_for_the_event_as_xml_in_gmt() -> None:
    assert ReportRequest("2227117").values() == {"version": "2.0", "event_id": "2227117", "format": "xml"}


def test_filters_zone_and_the_expired_switch_are_sent() -> None:
    request = ReportRequest(
        "7",
        format="csv",
        zone="Europe/Berlin",
        filters={
            "start_date": "2026-03-01",
            "end_date": "03/31/2026",
            "live": "on",
            "campaigns": "a|b",
            "simlive": "",
        },
        expired=True,
    )
    assert request.call == "expired_report"
    assert request.values() == {
        "version": "2.0",
        "event_id": "7",
        "format": "csv",
        "zone": "Europe/Berlin",
        "expired": "on",
        "start_date": "03/01/2026",
        "end_date": "03/31/2026",
        "live": "on",
        "campaigns": "a|b",
    }


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"colour": "red"}, "A report is narrowed by start_date, .*, not by colour"),
        ({"include_domains": "a.com", "exclude_domains": "b.com"}, "included or excluded, and both were asked for"),
        ({"live": "yes"}, "The filter 'live' should be 'on' or 'off', but is 'yes'"),
        (
            {"start_date": "31.3.2026"},
            "The filter 'start_date' should be a day such as 2026-03-31, but is '31.3.2026'",
        ),
        ({"start_date": "2026-03-02", "end_date": "2026-03-01"}, "should start before it ends"),
    ],
)
def test_a_filter_that_cannot_be_sent_says_why(filters: dict[str, str], message: str) -> None:
    with pytest.raises(FilterError, match=message):
        ReportRequest("7", filters=filters)


@pytest.mark.parametrize("event_id", ["", "7 8", "../x", "7&si=1", "x" * 65])
def test_an_event_id_is_letters_and_digits(event_id: str) -> None:
    with pytest.raises(ChangeRequest, match="An event id should be letters and digits"):
        ReportRequest(event_id)


def test_the_platform_has_three_formats() -> None:
    with pytest.raises(ChangeRequest, match="A report comes as xml, json, csv, not as 'xlsx'"):
        ReportRequest("7", format="xlsx")
