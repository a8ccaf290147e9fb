"""Starting and stopping, people who come while it runs, and the sandbox alone as a process."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from datetime import timedelta

import pytest
import requests
from lxml import etree

from tests.sandbox.caller import Caller
from webcast.sandbox.accounts import Account
from webcast.sandbox.clock import Clock
from webcast.sandbox.faults import Hold
from webcast.sandbox.running import run_sandbox
from webcast.sandbox.world import DEFAULT_TODAY, World, make_world

TITLE = "Partner Kick-off 2024: What’s New for Resellers"


def stamps(caller: Caller) -> dict[str, tuple[str | None, str | None]]:
    nodes = etree.fromstring(caller.events().encode())
    return {str(n.get("id")): (n.get("latest_registration"), n.get("latest_session")) for n in nodes}


def test_people_can_come_while_it_runs() -> None:
    world = make_world()
    event = world.find("Security Briefing for IT Administrators")[0]
    with run_sandbox(world=world) as sandbox, Caller(sandbox) as caller:
        caller.sign_in()
        before = stamps(caller)
        now = sandbox.clock.now()
        world.add_registrants(event.id, 3, now)
        after = stamps(caller)
        assert {key for key in after if after[key] != before[key]} == {event.id}
        assert after[event.id] == (str(int(now.timestamp() * 1000)), before[event.id][1])
        assert caller.report(event).text.count("<viewer>") == 66
        sandbox.clock.advance(timedelta(minutes=30))
        world.add_sessions(event.id, 2, now, minutes=20)
        assert stamps(caller)[event.id][1] == str(int((now + timedelta(minutes=20)).timestamp() * 1000))
        report = caller.report(event).text
        assert report.count("<start_time>03/18/2026 02:25:00 PM</start_time>") == 2
        assert "nova.comer3." in report


def test_answers_come_by_themselves_and_move_no_stamp() -> None:
    world, still = make_world(), make_world()
    event = world.events["1841983"]

    with run_sandbox(world=world) as sandbox, Caller(sandbox) as caller:
        caller.sign_in()
        now = sandbox.clock.now_ms()
        viewers = still.events[event.id].viewers(now)
        asked_at = [asked.at for viewer in viewers for asked in viewer.asked if asked.answer is None]
        world.let_answers_come(sandbox.clock.now())

        def answered() -> list[bool]:
            seen = {a.at: a.answer for viewer in event.viewers(sandbox.clock.now_ms()) for a in viewer.asked}
            return [seen[at] is not None for at in asked_at]

        # At first everything is as it is without.
        assert event.viewers(now) == viewers
        before, first = stamps(caller), caller.report(event).text.count("<answer>")
        sandbox.clock.advance(timedelta(minutes=2))
        assert (answered(), caller.report(event).text.count("<answer>") - first) == ([False] * 4, 0)
        sandbox.clock.advance(timedelta(minutes=3))
        assert (answered(), caller.report(event).text.count("<answer>") - first) == ([False, False, True, False], 1)
        sandbox.clock.advance(timedelta(hours=1))
        assert answered() == [False, True, True, False]
        assert stamps(caller)[event.id] == before[event.id]
        sandbox.clock.advance(timedelta(days=30))
        assert answered() == [True, True, True, False]  # one in four stays without
        # The other half of the events, and those that are not over, stay as they are.
        assert {e.id for e in world if e.late is not None} < {e.id for e in world}
        assert all(e.facts.live_end is None or e.facts.live_end < now for e in world if e.late is not None)


def test_who_comes_in_the_future_shows_when_the_clock_gets_there() -> None:
    world = make_world()
    event = world.find("Security Briefing for IT Administrators")[0]
    with run_sandbox(world=world) as sandbox, Caller(sandbox) as caller:
        caller.sign_in()
        world.add_registrants(event.id, 1, sandbox.clock.now() + timedelta(minutes=5))
        assert caller.report(event).text.count("<viewer>") == 63
        sandbox.clock.advance(timedelta(minutes=5))
        assert caller.report(event).text.count("<viewer>") == 64


def test_sessions_of_people_who_were_added() -> None:
    world = make_world()
    event = world.find("Security Briefing for IT Administrators")[0]
    count = len(event.everybody())
    world.add_registrants(event.id, 1, world.on_air)
    world.add_sessions(event.id, count + 1, world.on_air)
    assert all(viewer.sessions for viewer in event.everybody())
    with pytest.raises(IndexError):
        world.add_sessions(event.id, count + 2, world.on_air)


def test_an_event_on_air_grows_from_report_to_report(world: World) -> None:
    event = world.find("Ask the Experts: Planning for Peak Season")[0]
    with run_sandbox(world=world) as sandbox, Caller(sandbox) as caller:
        caller.sign_in()
        first = caller.report(event).text
        assert "<live_end_time/>" in first
        before = stamps(caller)[event.id]
        sandbox.clock.advance(timedelta(minutes=10))
        assert stamps(caller)[event.id] != before
        second = caller.report(event).text
        watched = [sum(map(int, re.findall(r"<duration>(\d+)<", text))) for text in (first, second)]
        assert watched[0] < watched[1]


def test_several_run_side_by_side_and_stop(world: World) -> None:
    with run_sandbox(world=world) as first, run_sandbox(world=world) as second:
        assert first.url != second.url
        urls = [first.url, second.url]
        for url in urls:
            assert requests.get(url, timeout=10).status_code == 200
    for url in urls:
        with pytest.raises(requests.exceptions.ConnectionError):
            requests.get(url, timeout=10)


def test_it_stops_while_an_answer_is_held(world: World) -> None:
    with run_sandbox(world=world) as sandbox, Caller(sandbox) as caller:
        sandbox.faults.add(Hold())
        with pytest.raises(requests.exceptions.ReadTimeout):
            requests.get(sandbox.url + "/api/login", timeout=0.2)
        assert caller.get("/").status_code == 200


def test_it_listens_on_loopback_alone(world: World) -> None:
    with run_sandbox(world=world) as sandbox:
        assert sandbox.url.startswith("http://127.0.0.1:")


def test_accounts_and_clock_of_ones_own(world: World) -> None:
    clock = Clock(world.on_air, ticking=False)
    accounts = (Account("me", "secret"),)
    with run_sandbox(world=world, clock=clock, accounts=accounts) as sandbox, Caller(sandbox) as caller:
        assert (sandbox.username, sandbox.password) == ("me", "secret")
        caller.sign_in()
        assert len(stamps(caller)) == 46
        assert "secret" not in repr(accounts)


def test_a_clock_ticks_or_stands_still_and_never_goes_back() -> None:
    still = Clock(ticking=False)
    assert still.now() == still.now()
    ticking = Clock()
    first = ticking.now()
    while ticking.now() == first:
        pass
    still.advance(timedelta(days=1))
    assert still.now() > ticking.now() + timedelta(hours=23)
    with pytest.raises(ValueError, match="only goes forward"):
        still.advance(-timedelta(seconds=1))


def test_alone_as_a_process() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "webcast", "sandbox", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        text = _when_up(f"http://127.0.0.1:{port}/api/login?username=x&password=canary-4711&ver=2.0", process)
        assert "<returnCode>11</returnCode>" in text
    finally:
        process.terminate()
        said, errors = process.communicate(timeout=30)
    assert b"canary-4711" not in said + errors
    assert process.returncode in (0, -15)


def _when_up(url: str, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + 60
    while True:
        try:
            return requests.get(url, timeout=10).text
        except requests.exceptions.ConnectionError:
            assert process.poll() is None
            assert time.monotonic() < deadline


def test_the_default_world_is_of_a_fixed_day(world: World) -> None:
    assert world.today == DEFAULT_TODAY
    assert f"{world.on_air:%Y-%m-%d %H:%M %Z}" == "2026-03-18 14:00 UTC"
