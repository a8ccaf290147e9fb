"""The page about the audit log: whose entries it shows, how they are narrowed, and whether the log holds."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import ACCOUNT, OpenPage, links, table, texts
from webcast.api.redaction import Secret
from webcast.library.audit import Entry, Wanted
from webcast.roles import Role
from webcast.ui.administration import audit
from webcast.ui.administration.audit_words import Kind
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

ANN = "ann@corp.example"
DOCS = Path(__file__).resolve().parents[2] / "docs" / "library.md"


@pytest.fixture
def log(app: AppState) -> AppState:
    """A log of the account, of another that is held too, and of one that nobody holds."""
    library = app.library
    library.held.put(ACCOUNT, "marketing@example.com", Secret("secret"), "operator")
    library.people.add("Ann", ANN, ACCOUNT, Role.ADMIN, "operator")
    library.audit(ACCOUNT, ANN, "export csv: questions", {"rows": 1200}, where="192.0.2.7", events=["101", "102"])
    library.audit(ACCOUNT, "bob@corp.example", "see people", {"people": 3}, where="192.0.2.8", events=["101"])
    library.audit(ACCOUNT, ANN, "refused: page people", {}, where="192.0.2.7")
    library.audit("stranger", "eve@elsewhere.example", "export csv", {"rows": 1})
    return app


@pytest.fixture
def ann(log: AppState, visitor: Visitor) -> Visitor:
    return replace(visitor, person=log.library.people.all()[0].id, username=ANN)


def shown(page: AppTest) -> list[tuple[str, str]]:
    assert not page.exception
    return [(row["user"], row["action"]) for row in table(page, "wi-audit-entries")]


MINE = [(ANN, "refused: page people"), ("bob@corp.example", "see people"), (ANN, "export csv: questions")]
OPERATORS = [("operator", "add person"), ("operator", "hold account")]


def test_the_entries_of_the_account_and_of_its_people_are_shown_and_nobody_elses(
    ann: Visitor, open_page: OpenPage
) -> None:
    page = open_page("audit", who=ann, time_zone="UTC")
    assert shown(page) == [*MINE, *OPERATORS]
    assert "5 entries, the newest first." in texts(page)
    row = table(page, "wi-audit-entries")[2]
    assert (row["counts"], row["events"], row["where"], row["number"]) == ("rows 1,200", "101, 102", "192.0.2.7", 3)


def test_who_looks_after_one_of_several_accounts_sees_that_one_alone(
    log: AppState, ann: Visitor, open_page: OpenPage
) -> None:
    log.library.held.put("another", "sales@example.com", Secret("secret"), "operator")
    log.library.audit("another", "sales@example.com", "export csv", {"rows": 1})
    assert shown(open_page("audit", who=ann, time_zone="UTC")) == MINE
    log.library.people.put_role(ANN, "another", Role.ADMIN, "operator")
    both = shown(open_page("audit", who=ann, time_zone="UTC"))
    assert both[:3] == [
        ("operator", "change role"),
        ("sales@example.com", "export csv"),
        ("operator", "hold account"),
    ]
    assert ("eve@elsewhere.example", "export csv") not in both


@pytest.mark.parametrize(
    ("key", "value", "left"),
    [
        ("wi-audit-who", " ANN@corp.example ", [MINE[0], MINE[2], OPERATORS[0]]),  # what was done to her too
        ("wi-audit-event", "101", MINE[1:]),
        ("wi-audit-event", "10", []),
        ("wi-audit-kind", "files", [MINE[2]]),
        ("wi-audit-kind", "seen", [MINE[1]]),
        ("wi-audit-kind", "refusals", [MINE[0]]),
        ("wi-audit-kind", "people", OPERATORS),
        ("wi-audit-when", "day", [*MINE, *OPERATORS]),
    ],
)
def test_the_list_is_narrowed(
    key: str, value: str, left: list[tuple[str, str]], ann: Visitor, open_page: OpenPage
) -> None:
    page = open_page("audit", who=ann, time_zone="UTC")
    widget = page.text_input(key=key) if key in ("wi-audit-who", "wi-audit-event") else page.selectbox(key=key)
    widget.set_value(value).run()
    if left:
        assert shown(page) == left
    else:
        assert "No entry passes these filters." in [caption.value for caption in page.caption]


def test_days_of_ones_choice_are_whole_days_of_the_zone(ann: Visitor, open_page: OpenPage) -> None:
    page = open_page("audit", who=ann, time_zone="UTC")
    page.selectbox(key="wi-audit-when").set_value("range").run()
    assert shown(page) == [*MINE, *OPERATORS]
    page.date_input(key="wi-audit-days").set_value((date(2020, 1, 1), date(2020, 1, 2))).run()
    assert "No entry passes these filters." in [caption.value for caption in page.caption]


def test_the_file_has_an_address_that_names_nobody(ann: Visitor, open_page: OpenPage) -> None:
    page = open_page("audit", who=ann, time_zone="UTC")
    page.text_input(key="wi-audit-who").set_value(ANN).run()
    (address,) = [link for link in links(page) if link.startswith("/administration/")]
    assert re.fullmatch(r"/administration/audit-log\.csv\?private=[0-9a-f]{32}", address)
    assert urlsplit(address).path == "/administration/audit-log.csv"


def test_a_log_that_holds_is_said_so_when_asked(log: AppState, ann: Visitor, open_page: OpenPage) -> None:
    page = open_page("audit", who=ann, time_zone="UTC")
    assert "is as it was written" not in texts(page)
    page.button(key="wi-audit-check").click().run()
    fingerprint = log.library.audit_holds().fingerprint
    assert re.fullmatch("[0-9a-f]{8}", fingerprint)
    said = f"The log is as it was written: 6 entries, up to number 6. Fingerprint {fingerprint}."
    assert said in texts(page)


def test_a_log_that_does_not_says_where_and_what_to_do(log: AppState, ann: Visitor, open_page: OpenPage) -> None:
    page = open_page("audit", who=ann, time_zone="UTC")
    with closing(sqlite3.connect(log.settings.data_dir / "library.sqlite3")) as conn, conn:
        conn.execute("DELETE FROM audit WHERE number = 4")
    page.button(key="wi-audit-check").click().run()
    assert not page.exception
    assert "The log is not as it was written: entry 4 is missing. 3 entries hold before that." in texts(page)
    assert any(caption.value.startswith("Tell whoever runs the dashboard") for caption in page.caption)


def actions() -> list[str]:
    """Return the actions that the documentation lists."""
    table = DOCS.read_text("utf-8").partition("| action | when |")[2].partition("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return [action.removesuffix(": …") for cell in cells for action in re.findall("`([^`]*)`", cell)]


def test_every_action_is_of_a_kind_that_can_be_asked_for() -> None:
    listed = actions()
    assert {"sign in", "export csv: questions", "begin chain"} & set(listed) == {"sign in", "begin chain"}
    kinds = [Wanted(actions=actions) for kind, actions in audit.ACTIONS.items() if kind is not Kind.ANY]
    entry = Entry(datetime(2026, 3, 4, tzinfo=UTC), "", "ann", "", {})
    assert [one for one in listed if not any(kind.takes(replace(entry, action=one)) for kind in kinds)] == []
