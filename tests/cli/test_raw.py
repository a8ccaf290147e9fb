"""``fetch``, ``zones`` and ``password``: the platform's own report, and the account's password."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_platform import smallest
from webcast.api.client import ReportingClient, ReportRequest
from webcast.api.redaction import Secret
from webcast.cli import main
from webcast.library import Library, account_key
from webcast.library.sessions import Began
from webcast.sandbox.faults import Code
from webcast.sandbox.running import Sandbox
from webcast.settings import load


@pytest.fixture
def sandbox(signed_in: Sandbox) -> Sandbox:
    signed_in.requests.clear()
    return signed_in


def change_back(sandbox: Sandbox) -> None:
    """Change the password to what it was, which is made of the user name: no new one could be."""
    settings = load()
    ReportingClient(settings).change_password(sandbox.username, settings.password or "", Secret(sandbox.password))


def expired_event(platform: Sandbox) -> str:
    """Return the id of an expired presentation."""
    now = platform.clock.now_ms()
    return next(event.id for event in platform.world if event.is_expired(now))


@pytest.mark.parametrize("kind", ["xml", "json", "csv"])
def test_a_report_is_written_as_it_came(run: Run, sandbox: Sandbox, tmp_path: Path, kind: str) -> None:
    event = smallest(sandbox, 1)[0]
    done = run("fetch", event, "--format", kind, "--live", "on", "--to", f"r.{kind}")
    assert (done.code, done.err) == (0, "")
    client = ReportingClient(load())
    session = client.sign_in(sandbox.username, sandbox.password)
    with client.open_report(session, ReportRequest(event, kind, filters={"live": "on"})) as stream:
        theirs = stream.read()
    written = (tmp_path / f"r.{kind}").read_bytes()
    # The time of the report is the only thing that differs between two requests.
    assert len(written) == len(theirs)
    assert written[:60] == theirs[:60]


def test_every_parameter_of_the_platform_is_sent_as_said(run: Run, sandbox: Sandbox) -> None:
    event = smallest(sandbox, 1)[0]
    argv = ["fetch", event, "--format", "csv", "--zone", "America/New_York", "--start", "2026-03-01"]
    argv += ["--end", "2026-03-31", "--registered-in-range", "off", "--viewed-in-range", "on", "--campaign", "a"]
    argv += ["--campaign", "b", "--exclude-domain", "x.com", "--asked-question", "on", "--answered-survey", "off"]
    argv += ["--no-shows", "off", "--live", "on", "--on-demand", "off", "--simlive", "off", "--to", "r.csv"]
    assert run(*argv).code == 0
    sent = dict(sandbox.requests.of("report")[0].parameters)
    sent.pop("ui", None)
    assert sent == {
        "ver": "2.0",
        "ei": event,
        "df": "csv",
        "tz": "America/New_York",
        "start": "03/01/2026",
        "end": "03/31/2026",
        "dr_regs": "off",
        "dr_sessions": "on",
        "sti_filter": "a|b",
        "excl_domain": "x.com",
        "users_qa": "on",
        "user_survey": "off",
        "no_shows": "off",
        "live_viewers": "on",
        "od_viewers": "off",
        "simlive_viewers": "off",
    }


def test_a_zone_is_held_against_the_platform_s_own_list_where_it_answers(run: Run, sandbox: Sandbox) -> None:
    event = smallest(sandbox, 1)[0]
    done = run("fetch", event, "--zone", "Europe/Atlantis", "--to", "r.xml")
    assert done.code == 1
    assert "time zones that the platform lists, but is not. 'zones' lists them all." in done.err
    with sandbox.faults.during(Code(50), endpoint="time_zones"):
        assert run("fetch", event, "--zone", "Europe/Paris", "--to", "r.xml").code == 0
    assert "Europe/Paris" in run("zones").out.splitlines()


def test_an_expired_presentation_is_not_spent_unasked(run: Run, sandbox: Sandbox) -> None:
    event = expired_event(sandbox)
    for argv in (["fetch", event, "--to", "r.xml"], ["sync", event], ["analyze", event]):
        done = run(*argv)
        assert done.code == 1
        assert "1 expired presentation: one report per 48 hours; 50 of 50 left this hour." in done.err
        assert "Say --expired to ask for them; nothing was asked for." in done.err
    assert not [r for r in sandbox.requests if r.endpoint in ("report", "expired_report")]
    assert run("fetch", event, "--expired", "--to", "r.xml").code == 0
    assert [r.event_id for r in sandbox.requests if "report" in r.endpoint] == [event]
    assert "48 hours" in run("fetch", event, "--expired", "--to", "r.xml").err


def test_the_password_is_changed_and_never_an_argument(
    run: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a new one\n"))
    assert run("password").out.startswith("The password is changed.")
    assert "may be wrong" in run("zones").err
    monkeypatch.setenv("WEBCAST_PASSWORD", "a new one")
    change_back(sandbox)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert "A new password is expected on standard input" in run("password").err
    with pytest.raises(SystemExit):
        main(["password", "secret"])


def test_a_new_password_is_not_short(run: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1234567\n"))
    assert "A new password should have 8 characters at least" in run("password").err
    assert sandbox.requests.count("password_change_xml") == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("12345678\n"))
    assert "none of the most common ones" in run("password").err
    assert sandbox.requests.count("password_change_xml") == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("8 unused\n"))
    assert run("password").code == 0
    monkeypatch.setenv("WEBCAST_PASSWORD", "8 unused")
    change_back(sandbox)


def test_a_new_password_ends_the_account_s_sessions_and_so_does_sign_out(
    run: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load()
    account, other = (account_key(name, settings.platform_url) for name in (sandbox.username, "somebody else"))
    now = datetime.now(UTC)

    def standing() -> list[str]:
        library = Library.open(settings)
        found = [sid for sid in ("s", "other", "guest") if library.sessions.in_force(sid, "t", now)]
        library.close()
        return found

    def begin() -> None:
        library = Library.open(settings)
        began = Began(now, now + timedelta(hours=1), account)
        library.sessions.begin("s", "t", began)
        library.sessions.begin("other", "t", replace(began, account=other))
        library.sessions.begin_guest("guest", "t", replace(began, account=""), most=9, most_here=9)
        library.close()

    begin()
    monkeypatch.setattr("sys.stdin", io.StringIO("8 unused\n"))
    assert "Sessions of this account in the dashboard that were ended: 1." in run("password").out
    monkeypatch.setenv("WEBCAST_PASSWORD", "8 unused")
    assert standing() == ["other", "guest"]
    change_back(sandbox)
    begin()
    assert run("sign-out").out == "1 session ended.\n"
    assert standing() == ["other", "guest"]
    assert run("sign-out", "--all").out == "2 sessions ended.\n"
    assert standing() == []
    log = run("audit").out
    assert [text in log for text in ("end sessions: new password", "end sessions", "end all sessions")] == [True] * 3
