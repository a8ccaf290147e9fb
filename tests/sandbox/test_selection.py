"""Filters of a report request: each alone, together, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from webcast.sandbox import codes
from webcast.sandbox.codes import Refusal
from webcast.sandbox.events import LIVE, ON_DEMAND, SIMLIVE, Asked, Response, Session, Viewer
from webcast.sandbox.selection import Selection

DAY = 86_400_000
MARCH_1 = 1_772_323_200_000  # 2026-03-01 00:00:00 UTC


def session(mode: str, day: float) -> Session:
    start = MARCH_1 + int(day * DAY)
    return Session(mode, start, start + 3_600_000, "")


VIEWERS = [
    Viewer(
        MARCH_1,
        {"lastname": "live", "email": "a@one.example", "source_track_id": "Mail"},
        sessions=(session(LIVE, 4),),
    ),
    Viewer(MARCH_1 + DAY, {"lastname": "od", "email": "B@MAIL.One.example "}, sessions=(session(ON_DEMAND, 6),)),
    Viewer(MARCH_1 + 2 * DAY, {"lastname": "sim", "email": "c@two.example"}, sessions=(session(SIMLIVE, 4.99),)),
    Viewer(MARCH_1 + 3 * DAY, {"lastname": "noshow", "email": "d@three.example", "source_track_id": "Ads"}),
    Viewer(MARCH_1 + 4 * DAY, {"lastname": "asked"}, asked=(Asked(0, "?", None),)),
    Viewer(MARCH_1 + 5 * DAY - 1, {"lastname": "answered"}, responses=(Response(0, "s", "q", ("Yes",)),)),
]


def chosen(zone: str = "GMT", **parameters: str) -> list[str]:
    return [viewer.answers["lastname"] for viewer in Selection.of(parameters).apply(VIEWERS, zone)]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["live", "od", "sim", "noshow", "asked", "answered"]),
        ({"live_viewers": "on"}, ["live"]),
        ({"od_viewers": "on"}, ["od"]),
        ({"simlive_viewers": "on"}, ["sim"]),
        ({"no_shows": "on"}, ["noshow", "asked", "answered"]),
        ({"no_shows": "off"}, ["live", "od", "sim", "noshow", "asked", "answered"]),
        ({"users_qa": "on"}, ["asked"]),
        ({"user_survey": "on"}, ["answered"]),
        ({"sti_filter": "Ads"}, ["noshow"]),
        ({"sti_filter": "Mail|Ads"}, ["live", "noshow"]),
        ({"inclu_domain": "one.example"}, ["live", "od"]),
        ({"inclu_domain": "mail.one.example|three.example"}, ["od", "noshow"]),
        ({"inclu_domain": "ne.example"}, []),
        ({"excl_domain": "One.Example|@two.example"}, ["noshow", "asked", "answered"]),
        ({"live_viewers": "on", "no_shows": "on"}, []),
        ({"sti_filter": "Mail", "live_viewers": "on"}, ["live"]),
    ],
)
def test_filters(parameters: dict[str, str], expected: list[str]) -> None:
    assert chosen(**parameters) == expected


REGISTERED = {"dr_sessions": "off"}
VIEWED = {"dr_regs": "off"}


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"start": "03/03/2026", **REGISTERED}, ["sim", "noshow", "asked", "answered"]),
        ({"end": "03/02/2026", **REGISTERED}, ["live", "od"]),
        ({"start": "03/05/2026", "end": "03/05/2026", **REGISTERED}, ["asked", "answered"]),
        ({"start": "03/05/2026", "end": "03/05/2026", **VIEWED}, ["live", "sim"]),
        ({"start": "03/06/2026", **VIEWED}, ["od", "sim"]),  # a session over midnight is of both days
        ({"start": "03/02/2026", "end": "03/07/2026"}, ["od", "sim"]),
        ({"start": "03/07/2026", "dr_regs": "off", "dr_sessions": "off"}, [v.answers["lastname"] for v in VIEWERS]),
    ],
)
def test_date_range(parameters: dict[str, str], expected: list[str]) -> None:
    assert chosen(**parameters) == expected


def test_days_are_whole_days_of_the_asked_zone() -> None:
    # 2026-03-01 00:00 UTC is still the last of February in New York, and already 09:00 in Tokyo.
    day = {"start": "02/28/2026", "end": "02/28/2026", **REGISTERED}
    assert chosen("GMT", **day) == []
    assert chosen("America/New_York", **day) == ["live"]
    assert chosen("Asia/Tokyo", start="03/01/2026", end="03/01/2026", **REGISTERED) == ["live"]


def test_the_day_of_a_clock_change_has_23_hours() -> None:
    before_midnight = 1_774_821_600_000 - 1  # 2026-03-30 00:00 in Berlin, less a millisecond
    viewers = [Viewer(before_midnight, {}), Viewer(before_midnight + 1, {})]
    selection = Selection(start=date(2026, 3, 29), end=date(2026, 3, 29), viewed_in_range=False)
    assert selection.apply(viewers, "Europe/Berlin") == viewers[:1]


@pytest.mark.parametrize(
    "parameters",
    [
        {"start": "2026-03-01"},
        {"start": "02/30/2026"},
        {"end": "tomorrow"},
        {"start": "03/02/2026", "end": "03/01/2026"},
        {"no_shows": "On"},
        {"dr_regs": "true"},
        {"excl_domain": "a.example", "inclu_domain": "b.example"},
    ],
)
def test_what_is_refused(parameters: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        Selection.of(parameters)
    assert refused.value.code == codes.INVALID_PARAMETERS
