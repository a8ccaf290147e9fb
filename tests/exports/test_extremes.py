"""The farthest values that a report may hold, in the time zones farthest from UTC: every file and chart is made."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest

from tests.decode.making import Session, Viewer, xml
from webcast.analysis.audience import Audience
from webcast.decode import decode
from webcast.errors import FilterError
from webcast.exports import kinds, listings, summary
from webcast.exports.csv import Mode
from webcast.presentation import pictures
from webcast.presentation.about import About, about
from webcast.presentation.pictures import PICTURES, NothingToDraw
from webcast.view.filters import Filters

FIRST, LAST = "01/01/1990 12:00:00 AM", "12/31/2099 11:59:59 PM"
NEVER = "12/31/9999 11:59:59 PM"
YEAR_MS = str(366 * 86_400_000)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = ("Pacific/Kiritimati", "Etc/GMT+12")  # +14 and -12 hours


def sent(event_id: str) -> bytes:
    """Return a report of the farthest values."""
    event = (
        f"<event_create_time>{FIRST}</event_create_time><live_start_time>{FIRST}</live_start_time>"
        f"<live_end_time>{LAST}</live_end_time><od_expiration_time>{NEVER}</od_expiration_time>"
        "<event_analytics><live_sessions>999999999</live_sessions>"
        "<live_conversion_rate>99999999999999%</live_conversion_rate></event_analytics>"
    )
    kinds_of = ("Live", "On-Demand", "SimLive", "Archive", "Hologram")
    sessions = [Session(kind, start, LAST, YEAR_MS) for kind in kinds_of for start in (FIRST, LAST)]
    people = [
        Viewer(
            date,
            [("email", f"{n}@x.com"), ("firstname", "😀" * 500)],
            sessions,
            [("Why?" * 9000, "")],
            [("s1", "q1", "9" * 400)],
        )
        for n, date in enumerate((FIRST, LAST, NEVER, "01/01/0000 12:00:00 AM"))
    ]
    return xml(people, event=event, event_id=event_id)


@cache
def audience() -> Audience:
    return Audience.of(decode(sent("77")))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("name", listings.NAMES)
def test_every_table_is_written_as_every_kind(name: str, zone: str) -> None:
    try:
        table = listings.table(name, audience(), zone)
    except FilterError:
        pytest.skip("needs a choice")
    # 110 years of days are no workbook that anybody waits for, least of all a test.
    for kind in kinds.KINDS.values() if table.height < 10_000 else [kinds.kind("parquet")]:
        assert b"".join(kind.write(table, About(()), Mode.SPREADSHEET))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("name", PICTURES)
def test_every_chart_is_drawn(name: str, zone: str) -> None:
    try:
        assert pictures.picture(name, audience(), about(audience(), Filters(), zone, now=NOW), zone).to_json()
    except (FilterError, NothingToDraw) as exc:
        assert str(exc)  # noqa: PT017  # either is an answer


@pytest.mark.parametrize("zone", ZONES)
def test_the_summary_is_written(zone: str) -> None:
    page = summary.page(audience(), about(audience(), Filters(), zone, now=NOW), zone)
    assert "A report" in page
