"""``people`` and ``accounts``: from nothing to somebody who is invited."""

from __future__ import annotations

import re
from contextlib import closing

import pytest

from tests.cli.conftest import Run
from webcast import settings
from webcast.commands.arguments.people import ROLES
from webcast.library import Library
from webcast.library.passkey import NewPasskey
from webcast.roles import Role
from webcast.sandbox.accounts import PARTNER_PASSWORD, PARTNER_USERNAME
from webcast.sandbox.running import Sandbox


def test_the_roles_are_those_there_are() -> None:
    assert list(ROLES) == [role.value for role in Role]


def test_from_nothing_to_somebody_invited(signed_in: Sandbox, run: Run) -> None:
    assert run("accounts", "add").out == "The platform takes the password; the account is held.\n"
    assert signed_in.username in run("accounts", "list").out
    added = run("people", "add", "Ann Example", "ann@corp.example", "--role", "people", "--at", "https://w.example/")
    assert added.code == 0
    assert re.fullmatch(r"https://w\.example/welcome\?invitation=[\w-]{43}\n", added.out)
    assert added.err == "Hand the link over yourself: it works once, and for 72 hours.\n"
    listed = run("people", "list").out
    assert "ann@corp.example" in listed
    assert f"people ({signed_in.username})" in listed
    assert listed.splitlines()[1].endswith("invited")
    again = run("people", "invite", "ann@corp.example").out
    assert again.startswith("http://localhost:8501/welcome?invitation=")
    assert again != added.out
    assert run("people", "role", "ann@corp.example", "--admin").out == "Changed; 0 sessions ended.\n"
    assert f"admin ({signed_in.username})" in run("people", "list").out
    assert run("people", "disable", "ann@corp.example").out == "Disabled; 0 sessions ended.\n"
    assert run("people", "list").out.splitlines()[1].endswith("disabled")
    assert run("people", "enable", "ann@corp.example").out == "Enabled.\n"
    assert run("people", "remove", "ann@corp.example").out == "Removed; 0 sessions ended.\n"
    assert len(run("people", "list").out.splitlines()) == 1
    run("people", "add", "Ann Example", "ann@corp.example", "--admin")
    assert run("accounts", "remove", signed_in.username).code == 0
    assert "account not held" in run("people", "list").out


def test_the_list_says_what_people_sign_in_with(signed_in: Sandbox, run: Run) -> None:
    run("accounts", "add")
    email = "ann@corp.example"
    secret = run("people", "add", "Ann", email, "--role", "people").out.strip().rpartition("=")[2]
    assert re.fullmatch(r"Ann +ann@\S+ +people \(\S+\) +invited", run("people", "list").out.splitlines()[1])
    one = NewPasskey(b"credential", b"key", 0, (), "Laptop", "webcasts.example.com")
    with closing(Library.open(settings.load())) as library:
        library.passkeys.accept(secret, one)
    assert run("people", "list").out.splitlines()[1].split()[-3:] == ["1", "passkey", "active"]
    with closing(Library.open(settings.load())) as library:
        library.people.accept(library.people.invite(email, "operator"), "seven quiet lighthouses")
        library.passkeys.add(library.people.find(email).id, one)
        library.passkeys.add(library.people.find(email).id, NewPasskey(b"other", b"key", 0, (), "Key", "localhost"))
    assert run("people", "list").out.splitlines()[1].split()[-4:] == ["passphrase,", "2", "passkeys", "active"]


def test_an_account_that_the_platform_does_not_take_is_not_held(
    signed_in: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBCAST_PASSWORD", "not the password")
    done = run("accounts", "add")
    assert done.code == 77
    assert "not the password" not in done.err
    assert run("accounts", "list").out == "Account  Refreshed  Next  Last failure\n"


def test_somebody_is_limited_to_some_of_the_events(signed_in: Sandbox, run: Run) -> None:
    run("accounts", "add")
    run("events")
    (event, *_) = signed_in.world.events
    ann = (
        "people",
        "add",
        "Ann",
        "ann@corp.example",
        "--role",
        "people",
        "--cost-centre",
        "Marktng",
        "--event",
        event,
    )
    assert "No event of the list is of the cost center 'Marktng' yet.\n" in run(*ann).err
    assert f"cost center Marktng, id {event}" in run("people", "list").out
    limit = ("people", "limit", "ann@corp.example")
    assert run(*limit, "--cost-center", "Investor Relations").out == "Changed; 0 sessions ended.\n"
    assert run(*limit, "--cost-center", "Investor Relations").err == ""
    listed = run("people", "list").out
    assert "cost center Investor Relations" in listed
    assert "Marktng" not in listed
    assert "cannot be limited" in run("people", "role", "ann@corp.example", "--admin").err
    for wrong in ((), ("--none", "--folder", "f")):
        assert "Either what somebody is limited to should be given, or --none" in run(*limit, *wrong).err
    assert run(*limit, "--none").code == 0
    assert "Investor" not in run("people", "list").out


@pytest.mark.parametrize("argv", [("people",), ("people", "add", "Ann", "a@b.c"), ("accounts", "hold")])
def test_what_is_not_understood_is_wrong_usage(run: Run, argv: tuple[str, ...]) -> None:
    assert run(*argv).code == 2


def test_without_an_account_nobody_is_added(run: Run) -> None:
    done = run("people", "add", "Ann", "ann@corp.example", "--admin")
    assert done.code == 1
    assert "The dashboard holds 0 accounts, so one has to be named." in done.err
    assert run("people", "list").out.splitlines()[1:] == []


def test_who_is_not_there_cannot_be_disabled(run: Run) -> None:
    done = run("people", "disable", "ann@corp.example")
    assert done.code == 1
    assert "ann@corp.example" not in done.err


def test_a_held_account_gets_a_password_that_nobody_knows(signed_in: Sandbox, run: Run) -> None:
    assert "The account should be one that is held" in run("accounts", "password", signed_in.username).err
    run("accounts", "add")
    before = signed_in.password
    try:
        done = run("accounts", "password", signed_in.username)
        assert done.out == (
            "The platform takes a new password, which is sealed in the library and known to nobody.\n"
            "Sessions that began with the old one and were ended: 0.\n"
        )
        assert signed_in.accounts.check(signed_in.username, before) is None
        assert run("accounts", "password", signed_in.username).code == 0
    finally:
        account = signed_in.accounts._accounts[signed_in.username]
        account.password = before
    assert "the user name or the password may be wrong" in run("accounts", "password", signed_in.username).err


def test_somebody_is_in_several_accounts(signed_in: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("accounts", "add")
    with monkeypatch.context() as as_partner:
        as_partner.setenv("WEBCAST_USERNAME", PARTNER_USERNAME)
        as_partner.setenv("WEBCAST_PASSWORD", PARTNER_PASSWORD)
        assert run("accounts", "add").code == 0
    ann = "ann@corp.example"
    assert "The dashboard holds 2 accounts" in run("people", "add", "Ann", ann, "--role", "people").err
    both = ("--account", signed_in.username, "--account", PARTNER_USERNAME)
    assert run("people", "add", "Ann", ann, "--role", "people", "--event", "1", *both).code == 0
    listed = [line.split() for line in run("people", "accounts", ann).out.splitlines()]
    assert listed == [
        ["Account", "Role", "Limited", "to"],
        [signed_in.username, "people", "id", "1"],
        [PARTNER_USERNAME, "people", "id", "1"],
    ]
    run("people", "role", ann, "--role", "files", "--account", PARTNER_USERNAME)
    assert f"{PARTNER_USERNAME}" in run("people", "accounts", ann).out
    left = run("people", "leave", ann, "--account", signed_in.username)
    assert left.out == "Taken out of the account; 0 sessions ended.\n"
    assert [line.split()[:2] for line in run("people", "accounts", ann).out.splitlines()[1:]] == [
        [PARTNER_USERNAME, "files"]
    ]
    assert "This person is not in this account." in run("people", "leave", ann, "--account", signed_in.username).err
    assert run("people", "accounts", "bob@corp.example").code == 1
    assert run("people", "add", "Bob", "bob@corp.example", "--role", "files", "--account", "nobody").code == 1
