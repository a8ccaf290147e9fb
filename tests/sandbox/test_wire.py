"""The sandbox's literals beside the client's, and what it promises no more than the guide does."""

from __future__ import annotations

from urllib.parse import urlsplit

from webcast.api import guide
from webcast.sandbox import wire
from webcast.sandbox.world import make_world


def test_client_and_sandbox_say_the_same_each_for_itself() -> None:
    ours = {call.name: urlsplit(call.url).path for call in guide.CALLS}
    assert {name: ours[name] for name in wire.PATHS} == wire.PATHS
    assert set(ours) - set(wire.PATHS) == {"expired_report", "report_fallback"}
    assert {field.name: field.parameter for field in guide.FIELDS} == wire.PARAMETER
    assert (wire.VERSION, wire.ON, wire.OFF) == (guide.VERSION, guide.ON, guide.OFF)
    assert wire.DATE_FORMAT == guide.DATE_FORMAT


def test_half_of_the_events_list_no_schedule_and_some_stamp_starts() -> None:
    facts = [event.facts for event in make_world()]
    assert sum(one.listed_schedule for one in facts) == len(facts) // 2
    assert 10 <= sum(one.stamps_starts for one in facts) <= 16
