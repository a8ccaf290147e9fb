from __future__ import annotations

import io
import json
from contextlib import closing

import pytest

from tests.cli.conftest import ACCOUNT, Run
from webcast import settings
from webcast.api.redaction import Secret
from webcast.library import Library
from webcast.roles import Role


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


@pytest.mark.usefixtures("held")
def test_a_person_is_forgotten_by_an_address_on_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "MScott@companyx.com\n")
    done = run("forget", "--person")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "1 registrant taken out of 1 snapshot of 1 event; raw responses: 1 rewritten, 0 deleted; "
        "saved views: 0 deleted.\n"
        "The platform still has this person: what is fetched later brings them back unless it forgets them too.\n"
    )
    entries = json.loads(run("audit", "--json").out)
    assert [entry["action"] for entry in entries] == ["forget person"]
    assert entries[0]["user"].endswith("command line)")
    assert entries[0]["counts"]["registrants"] == 1
    assert "scott" not in run("audit").out.lower()


@pytest.mark.usefixtures("held")
def test_who_may_sign_in_stays_and_that_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    email = "mscott@companyx.com"
    with closing(Library.open(settings.load())) as library:
        library.people.add("Mike Scott", email, ACCOUNT, Role.FIGURES, "operator")
        library.held.put(ACCOUNT, email, Secret("secret words"), "operator")
    typed(monkeypatch, "MScott@companyx.com\n")
    done = run("forget", "--person")
    assert done.out.startswith("1 registrant taken out of 1 snapshot")
    assert done.err == (
        "This person may sign in to the dashboard, which stays: 'people remove' takes them away.\n"
        "An account of this name is held, which stays: 'accounts remove' lets go of it.\n"
    )
    with closing(Library.open(settings.load())) as library:
        assert [person.email for person in library.people.all()] == [email]


@pytest.mark.usefixtures("held")
def test_an_event_is_forgotten(run: Run) -> None:
    assert run("forget", "123456", "99").out == "Event 123456: 1 snapshot deleted.\nEvent 99: 0 snapshots deleted.\n"
    entries = json.loads(run("audit", "--json").out)
    assert [(entry["action"], entry["events"]) for entry in entries] == [
        ("forget event", []),
        ("forget event", ["123456"]),
    ]


@pytest.mark.usefixtures("held")
def test_old_snapshots_are_deleted(run: Run) -> None:
    assert run("retention", "--days", "1", "--newest-too").out == "0 snapshots deleted.\n"


@pytest.mark.usefixtures("held")
def test_raw_responses_are_decoded_again(run: Run) -> None:
    assert run("redecode").out == "1 snapshot decoded again; 0 could not be and stay as they were.\n"


@pytest.mark.parametrize(
    ("argv", "text", "message"),
    [
        (["forget"], "", "Either --person or event ids should be given."),
        (["forget", "--person", "1"], "", "Either --person or event ids should be given."),
        (["forget", "--person"], "", "address should come on standard input, but none came"),
        (["retention", "--days", "0"], "", "a whole number above zero is expected, not '0'"),
        (["retention"], "", "--days"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, argv: list[str], text: str, message: str
) -> None:
    typed(monkeypatch, text)
    done = run(*argv)
    assert done.code != 0
    assert done.out == ""
    assert message in done.err
    assert done.err.count("\n") == 1
