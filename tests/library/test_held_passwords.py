"""The password of a held account is changed so that no crash between two steps can lose the one in force."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.library.child import CONTEXT
from tests.library.office import Office, Opener
from tests.library.stage import FakeClock
from webcast.api import passwords
from webcast.api.client import ReportingClient
from webcast.api.failures import CredentialsRefused
from webcast.api.redaction import Secret
from webcast.errors import WebcastError
from webcast.library import Library
from webcast.library.held_accounts import Held, HeldAccounts, NotHeld
from webcast.library.held_sign_in import ARRIVES_WITHIN, HeldCredentials, Unsettled, made
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.faults import Code, Cut, Status
from webcast.settings import Settings

OTHER = Secret("otters yawn at noon 7")


@pytest.fixture
def at(office: Opener, opened: Callable[..., Library], clock: FakeClock) -> Office:
    here = office("11")
    library = opened(here.settings, clock=clock)
    library.held.put(here.account, DEMO_USERNAME, Secret(DEMO_PASSWORD), "operator")
    here.sandbox.requests.clear()
    return replace(here, library=library)


class Died(BaseException):
    """The process ends here, as far as the code can tell."""


def held(at: Office) -> Held:
    (found,) = at.library.held.all()
    return found


def kept(at: Office) -> tuple[str, str | None]:
    """Return the passwords that are kept: the present and the new one."""
    found = held(at)
    return found.password.reveal(), None if found.new is None else found.new.reveal()


def change(at: Office, new: Secret | None = None) -> None:
    at.library.sign_in_held.change(ReportingClient(at.settings), at.account, "operator", new=new)


def sign_in(at: Office) -> None:
    assert at.library.sign_in_held.sign_in(ReportingClient(at.settings), at.account).session_id


def in_force(at: Office, password: str) -> bool:
    return at.sandbox.accounts.check(DEMO_USERNAME, password) is not None


def test_a_password_of_ours_is_at_the_platform_and_the_only_one_kept(at: Office) -> None:
    change(at)
    present, new = kept(at)
    assert new is None
    assert present != DEMO_PASSWORD
    assert in_force(at, present)
    sign_in(at)
    assert at.asked()["login"] == 1
    assert [entry.action for entry in at.library.audit_entries()][:2] == ["change password", "begin password change"]


def test_it_is_sealed_before_it_is_sent(at: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, str | None]] = []
    monkeypatch.setattr(ReportingClient, "change_password", lambda *_: sent.append(kept(at)))
    change(at, OTHER)
    assert sent == [(DEMO_PASSWORD, OTHER.reveal())]


def change_and_die(settings: Settings, account: str, step: str) -> None:
    """Change the password in a process of its own, which is killed after a step."""

    def dies(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    send, keep = ReportingClient.change_password, HeldAccounts.keep_one

    def sends(client: ReportingClient, *args: Secret) -> None:
        if step != "sealed":
            send(client, *args)
        if step != "kept":
            dies()

    def keeps(accounts: HeldAccounts, *args: Any) -> None:
        keep(accounts, *args)
        dies()

    ReportingClient.change_password = sends  # type: ignore[method-assign,assignment]
    HeldAccounts.keep_one = keeps  # type: ignore[method-assign,assignment]
    library = Library.open(settings, clock=FakeClock())
    library.sign_in_held.change(ReportingClient(settings), account, "operator", new=OTHER)


@pytest.mark.parametrize("step", ["sealed", "sent", "kept"])
def test_after_a_kill_between_two_steps_the_next_sign_in_finds_the_one_in_force(
    at: Office, opened: Callable[..., Library], clock: FakeClock, step: str
) -> None:
    process = CONTEXT.Process(target=change_and_die, args=(at.settings, at.account, step))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    again = replace(at, library=opened(at.settings, clock=clock))
    new = OTHER.reveal()
    assert kept(again) == {"sealed": (DEMO_PASSWORD, new), "sent": (DEMO_PASSWORD, new), "kept": (new, None)}[step]
    sign_in(again)
    # What was sealed may still have been sent: both are kept until it cannot come any more.
    assert kept(again) == ((DEMO_PASSWORD, new) if step == "sealed" else (new, None))
    clock.advance(ARRIVES_WITHIN.total_seconds())
    sign_in(again)
    assert kept(again) == ((DEMO_PASSWORD, None) if step == "sealed" else (new, None))
    assert in_force(again, kept(again)[0])


def test_one_that_comes_into_force_late_is_found(at: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object) -> None:
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(ReportingClient, "change_password", dies)
        with pytest.raises(Died):
            change(at, OTHER)
    sign_in(at)
    ReportingClient(at.settings).change_password(DEMO_USERNAME, DEMO_PASSWORD, OTHER)
    sign_in(at)
    assert kept(at) == (OTHER.reveal(), None)


def test_where_the_answer_is_lost_the_platform_is_asked_which_is_in_force(at: Office) -> None:
    at.sandbox.faults.add(Cut(0.5), endpoint="password_change_xml", times=1)
    change(at, OTHER)
    assert in_force(at, OTHER.reveal())
    assert kept(at) == (OTHER.reveal(), None)


def test_where_the_platform_says_no_the_present_one_stays_alone(at: Office) -> None:
    at.sandbox.faults.add(Code(70), endpoint="password_change_xml", times=1)
    with pytest.raises(WebcastError):
        change(at, OTHER)
    assert kept(at) == (DEMO_PASSWORD, None)


def test_while_the_platform_is_away_both_stay_and_no_other_change_begins(at: Office, clock: FakeClock) -> None:
    away = [at.sandbox.faults.add(Status(503), endpoint=name) for name in ("password_change_xml", "login")]
    with pytest.raises(WebcastError):
        change(at, OTHER)
    assert kept(at) == (DEMO_PASSWORD, OTHER.reveal())
    for fault in away:
        at.sandbox.faults.remove(fault)
    with pytest.raises(Unsettled):
        change(at)
    assert kept(at) == (DEMO_PASSWORD, OTHER.reveal())
    clock.advance(ARRIVES_WITHIN.total_seconds())
    change(at)
    assert kept(at)[1] is None
    assert in_force(at, kept(at)[0])


def test_a_platform_that_cannot_be_reached_was_told_nothing(at: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = ReportingClient(replace(at.settings, platform_url="http://127.0.0.1:9"))
    with pytest.raises(WebcastError):
        at.library.sign_in_held.change(nowhere, at.account, "operator", new=OTHER)
    assert kept(at) == (DEMO_PASSWORD, None)


def test_a_password_that_is_out_of_date_changes_nothing(at: Office) -> None:
    at.library.held.put(at.account, DEMO_USERNAME, Secret("out of date"), "operator")
    with pytest.raises(CredentialsRefused):
        change(at, OTHER)
    assert kept(at) == ("out of date", None)
    assert in_force(at, DEMO_PASSWORD)


def test_one_that_was_entered_meanwhile_stays(at: Office) -> None:
    at.library.held.keep_both(at.account, OTHER, "operator")
    at.library.held.put(at.account, DEMO_USERNAME, Secret("entered"), "operator")
    at.library.held.keep_one(at.account, OTHER, "operator")
    assert kept(at) == ("entered", None)
    at.library.held.keep_both(at.account, OTHER, "operator")
    at.library.held.keep_one(at.account, Secret("neither"), "operator")
    assert kept(at) == ("entered", OTHER.reveal())


def test_an_account_that_is_not_held_is_an_error(at: Office) -> None:
    at.library.held.remove(at.account, "operator")
    for ask in (sign_in, change):
        with pytest.raises(NotHeld):
            ask(at)
    gone = HeldCredentials(at.library.held, at.account)
    assert (gone.username.reveal(), gone.password.reveal()) == ("", "")


def test_a_fetch_signs_in_with_the_password_of_the_moment(at: Office) -> None:
    credentials = HeldCredentials(at.library.held, at.account)
    assert credentials.password.reveal() == DEMO_PASSWORD
    change(at, OTHER)
    assert (credentials.username.reveal(), credentials.password.reveal()) == (DEMO_USERNAME, OTHER.reveal())


def test_what_we_make_is_long_of_all_kinds_and_never_the_same() -> None:
    found = {made(DEMO_USERNAME).reveal() for _ in range(200)}
    assert len(found) == 200
    for text in found:
        assert len(text) == 24
        assert passwords.why_refused(text, DEMO_USERNAME) is None
        assert any(sign.islower() for sign in text)
        assert any(sign.isupper() for sign in text)
        assert any(sign.isdigit() for sign in text)
        assert set("-_") & set(text)
        assert text[0].isalnum()
