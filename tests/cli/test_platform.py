"""``events``, ``sync``, and events in ``analyze`` and ``export``: over real HTTP, at the sandbox."""

from __future__ import annotations

import json
import stat
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import GUIDE, Run
from webcast.cli import main
from webcast.commands.account import Account
from webcast.exports import csv, registrants
from webcast.library import Library, account_key
from webcast.sandbox.running import Sandbox
from webcast.settings import load


def smallest(platform: Sandbox, count: int) -> list[str]:
    """Return the ids of the smallest events that were live and have not expired."""
    now = platform.clock.now_ms()
    over = [
        e for e in platform.world if not e.is_expired(now) and e.facts.live_end is not None and e.facts.live_end < now
    ]
    sizes = {event.id: event.moments.counts(now)[0] for event in over}
    return sorted(
        sorted((size, event_id) for event_id, size in sizes.items() if size > 30)[n][1] for n in range(count)
    )


def counted(platform: Sandbox) -> Counter[str]:
    return Counter(request.endpoint for request in platform.requests)


@pytest.fixture
def sandbox(signed_in: Sandbox) -> Sandbox:
    signed_in.requests.clear()
    return signed_in


def test_events_lists_what_the_account_sees(run: Run, sandbox: Sandbox) -> None:
    done = run("events", "--time-zone", "Europe/Berlin")
    lines = done.out.splitlines()
    total = len(sandbox.world.events)
    assert (done.code, done.err) == (0, "")
    assert lines[0].split() == [
        "Event",
        "Date",
        "Last",
        "activity",
        "Title",
        "Cost",
        "center",
        "Report",
        "Registrants",
    ]
    assert len(lines) == total + 2
    assert lines[-1] == f"{total} of {total} events · times in Europe/Berlin"
    assert counted(sandbox) == {"login": 1, "event_list": 1}


def test_events_can_be_searched_and_read_offline_as_json(run: Run, sandbox: Sandbox) -> None:
    wanted = smallest(sandbox, 1)[0]
    title = sandbox.world.events[wanted].facts.title
    run("events")
    sandbox.requests.clear()
    done = run("events", "--offline", "--json", "--search", title.upper())
    found = {event["event_id"]: event for event in json.loads(done.out)}
    assert (found[wanted]["title"], found[wanted]["freshness"], found[wanted]["registrants"]) == (
        title,
        "missing",
        None,
    )
    assert {event["title"] for event in found.values()} == {title}
    assert counted(sandbox) == {}


def test_sync_asks_for_the_list_once_and_then_only_for_what_moved(run: Run, sandbox: Sandbox) -> None:
    first, second, third = smallest(sandbox, 3)
    done = run("sync", first, second, third)
    assert done == (0, "Fetched 3 of 3 events; 997 requests left this hour.\n", "")
    assert counted(sandbox) == {"login": 1, "event_list": 1, "report": 3}
    sandbox.requests.clear()
    sandbox.world.add_registrants(second, 1, sandbox.clock.now())
    done = run("sync", first, second, third)
    left = "Left out: 2 events whose report has not changed (--force fetches it again).\n"
    assert done == (0, "Fetched 1 of 3 events; 996 requests left this hour.\n" + left, "")
    assert counted(sandbox) == {"login": 1, "event_list": 1, "report": 1}
    assert sandbox.requests.of("report")[0].event_id == second


def test_sync_of_an_event_that_the_account_does_not_have(run: Run, sandbox: Sandbox) -> None:
    done = run("sync", "999")
    assert done == (
        1,
        "",
        "webcast: The account's event list should hold 999, but does not. 'events' lists what it holds.\n",
    )
    assert counted(sandbox) == {"login": 1, "event_list": 1}


def test_analyze_fetches_what_is_missing_and_asks_for_nothing_that_is_held(
    run: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = smallest(sandbox, 1)[0]
    first = run("analyze", event, "--json")
    assert (first.code, first.err) == (0, "")
    found: Any = json.loads(first.out)["events"][0]
    assert (found["event_id"], found["format"], found["warnings"]) == (event, "xml", [])
    for name, reported in found["reported"].items():
        # The platform rounds rates to a tenth of a percent.
        assert found["computed"][name] == pytest.approx(reported, abs=0.0005), name
    sandbox.requests.clear()
    monkeypatch.delenv("WEBCAST_PASSWORD")  # held: nobody signs in
    assert run("analyze", event, "--json").out == first.out
    assert counted(sandbox) == {}


def test_export_is_what_the_page_downloads(run: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    events = smallest(sandbox, 2)
    done = run("export", *reversed(events), "--to", "people.csv", "--time-zone", "Asia/Tokyo")
    assert (done.code, done.err) == (0, "")
    library = Library.open(load())
    try:
        account = account_key(sandbox.username, sandbox.url)
        audience = library.audience(account, events)
        page = b"".join(csv.stream(registrants(audience, "Asia/Tokyo"), "spreadsheet"))
        entries = [(entry.user, entry.action, entry.counts) for entry in library.audit_entries(account)]
    finally:
        library.close()
    assert (tmp_path / "people.csv").read_bytes() == page
    rows = audience.count
    assert done.out == f"{rows:,} of {rows:,} registrants written to people.csv · All registrants · Asia/Tokyo\n"
    columns = len(registrants(audience, "Asia/Tokyo").headers)
    assert entries == [(sandbox.username, "export csv", {"events": 2, "registrants": rows, "columns": columns})]


def test_events_and_files_are_one_audience(run: Run, sandbox: Sandbox) -> None:
    event = smallest(sandbox, 1)[0]
    found = json.loads(run("analyze", GUIDE, event, "--json").out)
    assert [each["event_id"] for each in found["events"]] == [event, "123456"]


def test_an_event_of_others_is_not_shown_even_where_the_library_holds_it(
    run: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = smallest(sandbox, 1)[0]
    assert run("analyze", event).code == 0
    monkeypatch.setenv("WEBCAST_USERNAME", "newcomer@harbourline.example")
    monkeypatch.setenv("WEBCAST_PASSWORD", "newcomer-demo")
    done = run("analyze", event)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert event in done.err


def test_a_password_from_a_file_and_nothing_of_it_anywhere(
    run: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "password").write_text("canary-wrong\n")
    monkeypatch.delenv("WEBCAST_PASSWORD")
    monkeypatch.setenv("WEBCAST_PASSWORD_FILE", str(tmp_path / "password"))
    done = run("events")
    assert (done.code, done.out) == (77, "")
    assert "canary" not in done.err
    (tmp_path / "password").write_text(f"{sandbox.password}\n")
    assert run("events").code == 0
    account = Account(load(), None)  # type: ignore[arg-type]  # nobody is asked here
    assert sandbox.password not in repr(account)
    assert sandbox.password not in repr(load())


def test_a_person_at_a_terminal_is_asked(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEBCAST_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("WEBCAST_USERNAME")
    monkeypatch.delenv("WEBCAST_PASSWORD")
    monkeypatch.setattr("webcast.commands.console.Console.interactive", property(lambda _self: True))
    monkeypatch.setattr("webcast.commands.console.Console.ask", lambda _self, _question: sandbox.username)
    monkeypatch.setattr("getpass.getpass", lambda *_: sandbox.password)
    assert main(["events", "--search", "no event is called so"]) == 0
    assert capsys.readouterr().out.endswith(f"0 of {len(sandbox.world.events)} events · times in UTC\n")


def test_rekey_says_what_it_sealed_and_the_library_opens_after_it(run: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    event = smallest(sandbox, 1)[0]
    before = run("analyze", event, "--json").out
    keys = [path for path in (tmp_path / "library").iterdir() if stat.S_IMODE(path.stat().st_mode) == 0o600]
    old = {path.name: path.read_bytes() for path in keys}
    done = run("rekey")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Sealed with the new key: ")
    assert any((tmp_path / "library" / name).read_bytes() != data for name, data in old.items())
    assert run("analyze", event, "--json").out == before
