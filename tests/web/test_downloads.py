"""Exports over HTTP: exactly the rows asked for, to whom they belong, recorded."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from tests.browser import chromium
from tests.exports import small
from tests.library import stage
from tests.web.serving import Answer, Browser
from webcast.analysis.score import Weights
from webcast.analysis.stages import Rules
from webcast.cohorts.cohort import Answer as GaveAnswer
from webcast.cohorts.cohort import Attended, Cohort, Group, Others
from webcast.cohorts.voices import AskedTerm, Moved, Term
from webcast.exports import csv as csv_export
from webcast.exports import registrants, xlsx
from webcast.exports.kinds import KINDS
from webcast.view.choices import Choices
from webcast.view.filters import Filters
from webcast.view.record import View
from webcast.web import app_state as state_module
from webcast.web import links
from webcast.web import printer as printer_module
from webcast.web.app_state import AppState
from webcast.web.printer import Printer
from webcast.web.visitor import Visitor


def export(
    state: AppState,
    visitor: Visitor,
    events: list[str],
    filters: Filters,
    *,
    sets: Sequence[Cohort] = (),
    columns: Sequence[str] = (),
    table: str = "registrants",
    choices: Choices | None = None,
    **how: str,
) -> str:
    """Return the address of a file as a page would link it."""
    view = View(events=tuple(events), filters=filters, zone="UTC", choices=choices or Choices())
    return links.export(state, visitor, view.of(table, sets, columns), **how)


def rows(answer: Answer) -> list[dict[str, str]]:
    assert answer.status == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))


@pytest.fixture
def visitor(browser: Browser, state: AppState) -> Visitor:
    """Who signed in, with two opened events as ``file-1``."""
    found = state.cookies.read(browser.cookie or "")
    assert found is not None
    state.uploads.add(found.sid, small.two_events(), "both.xml")
    return found


def test_the_file_is_the_export_byte_for_byte(browser: Browser, visitor: Visitor) -> None:
    answer = browser.get("/export.csv?events=file-1&time_zone=Europe%2FBerlin&mode=exact")
    table = registrants(small.audience(), "Europe/Berlin")
    assert answer.body == b"".join(csv_export.stream(table, "exact"))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    name = "2-events-registrants-3-of-3-Europe-Berlin.csv"
    assert answer.headers["content-disposition"] == f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-registrants"] == "3 of 3"


def test_spreadsheets_are_the_usual_mode(browser: Browser, visitor: Visitor) -> None:
    assert rows(browser.get("/export.csv?events=file-1"))[0]["Phone Number"] == "'+49 30 1"
    assert rows(browser.get("/export.csv?events=file-1&mode=exact"))[0]["Phone Number"] == "+49 30 1"


def test_filters_and_columns_are_in_the_query(browser: Browser, visitor: Visitor) -> None:
    query = urlencode([("events", "file-1"), ("no_shows", "on"), ("column", "Email"), ("column", "Event Id")])
    answer = browser.get(f"/export.csv?{query}")
    assert rows(answer) == [
        {"Email": "bob@example.org", "Event Id": "11"},
        {"Email": "ANN@example.com", "Event Id": "12"},
    ]
    assert answer.headers["x-registrants"] == "2 of 3"


def test_sets_narrow_further(browser: Browser, visitor: Visitor) -> None:
    query = urlencode(
        [("events", "file-1"), ("set", "attended:none"), ("set", "group:question%3A Department:Research")]
    )
    assert [row["Event Id"] for row in rows(browser.get(f"/export.csv?{query}"))] == ["12"]


def test_a_link_made_for_a_page_holds_what_the_page_shows(
    browser: Browser, visitor: Visitor, state: AppState
) -> None:
    address = export(
        state,
        visitor,
        ["file-1"],
        Filters(no_shows=True),
        sets=[Group("company", None)],
        columns=["Email"],
        mode="exact",
    )
    assert (
        address == "/export.csv?events=file-1&time_zone=UTC&no_shows=on&set=group%3Acompany&column=Email&mode=exact"
    )
    assert [row["Email"] for row in rows(browser.get(address))] == ["bob@example.org", "ANN@example.com"]


@pytest.mark.parametrize(
    ("selected", "emails"),
    [
        ((Filters(text="ann@example.com"), []), ["ann@example.com", "ANN@example.com"]),
        ((Filters(text="bob"), [Attended("none")]), ["bob@example.org"]),
        ((Filters(), [GaveAnswer("Exit", "Liked it?", "write to a@b.example")]), []),
        ((Filters(), [GaveAnswer("Exit", "Liked it?", "write to a%40b.example")]), []),
        ((Filters(), [GaveAnswer("Exit", "Liked it?", "Yes", own_words=True)]), ["bob@example.org"]),
        ((Filters(), [Term("Exit", "Liked it?", "yes")]), ["bob@example.org"]),
        ((Filters(), [Others(AskedTerm("why"))]), ["bob@example.org", "ANN@example.com"]),
        ((Filters(), [Moved("Pretest", "Exit", "Liked it?", "yes")]), []),
        (
            (Filters(), [Others(GaveAnswer("Exit", "Liked it?", "write to a@b.example"))]),
            ["ann@example.com", "bob@example.org", "ANN@example.com"],
        ),
    ],
)
def test_what_is_private_stays_out_of_the_address(
    browser: Browser, visitor: Visitor, state: AppState, selected: tuple[Filters, list[Cohort]], emails: list[str]
) -> None:
    filters, sets = selected
    address = export(state, visitor, ["file-1"], filters, sets=sets)
    assert address.startswith("/export.csv?events=file-1&time_zone=UTC&private=")
    for private in ("ann", "bob", "write", "40", "Exit"):
        assert private not in address.partition("private=")[0] + address.rpartition("&mode")[2]
    assert [row["Email"] for row in rows(browser.get(address))] == emails


def test_private_links_of_one_session_are_kept_apart(browser: Browser, visitor: Visitor, state: AppState) -> None:
    ann = export(state, visitor, ["file-1"], Filters(text="ann@example.com"))
    bob = export(state, visitor, ["file-1"], Filters(text="bob"))
    cut = export(state, visitor, ["file-1"], Filters(text="bob"), columns=["Company", "Email"])
    other = export(state, visitor, ["file-1"], Filters(text="bob"), table="funnel")
    assert len({ann, bob, cut, other}) == 4
    assert export(state, visitor, ["file-1"], Filters(text="bob")) == bob  # not kept a second time
    assert [row["Email"] for row in rows(browser.get(ann))] == ["ann@example.com", "ANN@example.com"]
    assert [row["Email"] for row in rows(browser.get(bob))] == ["bob@example.org"]
    assert [list(row) for row in rows(browser.get(cut))] == [["Company", "Email"]]


@pytest.mark.parametrize("text", ["", "bob"])
def test_a_page_s_way_to_show_it_is_no_part_of_a_file(visitor: Visitor, state: AppState, text: str) -> None:
    plain = View(events=("file-1",), filters=Filters(text=text), zone="UTC")
    shown = replace(
        plain,
        page="companies",
        display={"all_groups": "on"},
        columns={"registrants": ("email",)},
        cut=frozenset({"registrants"}),
    )
    assert links.export(state, visitor, shown) == links.export(state, visitor, plain)


def test_a_private_link_works_in_its_own_session_alone(
    browser: Browser, url: str, visitor: Visitor, state: AppState
) -> None:
    address = export(state, visitor, ["file-1"], Filters(text="bob"))
    other = Browser(url)
    other.post("/login", {"demo": "1"})
    answer = other.get(address)
    assert (answer.status, answer.text.partition(" Reference ")[0]) == (
        400,
        (
            "This link works only in the session that made it, as long as that lasts. "
            "Reload the page, and use the link there."
        ),
    )


def test_another_session_s_files_are_not_there(url: str, visitor: Visitor) -> None:
    other = Browser(url)
    other.post("/files-only")
    answer = other.get("/export.csv?events=file-1")
    assert answer.status == 404
    assert answer.text.startswith("file-1 should be a file opened in this session")


def test_an_event_that_the_account_cannot_see_is_not_there(browser: Browser) -> None:
    assert browser.get("/export.csv?events=999").status == 404


def test_a_refused_file_is_recorded_of_who_has_an_account_a_hundred_times_an_hour(
    url: str, browser: Browser, visitor: Visitor, state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert state_module.MOST_REFUSALS == 100
    monkeypatch.setattr(state_module, "MOST_REFUSALS", 2)
    for _ in range(3):
        assert browser.get("/export.csv?events=999").status == 404
    assert browser.get("/export.csv?events=file-1&column=Nose").status == 400
    entries = state.library.audit_entries(visitor.account)
    assert [(entry.action, entry.user, entry.where, entry.events) for entry in entries[:-1]] == [
        ("file refused", visitor.username, "127.0.0.1", ())
    ] * 2
    other = Browser(url)
    other.post("/files-only")
    assert other.get("/export.csv?events=file-1").status == 404
    assert [entry.action for entry in state.library.audit_entries()] == ["file refused", "file refused", "sign in"]


def test_a_file_is_recorded_with_the_library_s_events_that_are_in_it(
    browser: Browser, visitor: Visitor, state: AppState
) -> None:
    state.library.remember_events(visitor.account, stage.listing("21"))
    state.library.hold(visitor.account, "21", None, stage.report("21"))
    assert browser.get("/export.csv?events=file-1,21").status == 200
    assert browser.get("/summary.html?events=file-1").status == 200
    entries = state.library.audit_entries(visitor.account)
    assert [(entry.action, entry.events) for entry in entries[:2]] == [
        ("export summary", ()),
        ("export csv", ("21",)),
    ]


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_other_kinds_of_files(browser: Browser, visitor: Visitor, state: AppState, kind: str) -> None:
    starts = {"xlsx": b"PK", "parquet": b"PAR1"}[kind]
    answer = browser.get(f"/export.{kind}?events=file-1&no_shows=on")
    assert (answer.status, answer.headers["content-type"]) == (200, KINDS[kind].media_type)
    assert answer.body.startswith(starts)
    assert f'filename="2-events-registrants-2-of-3-UTC.{kind}"' in answer.headers["content-disposition"]
    assert state.library.audit_entries(visitor.account)[0].action == f"export {kind}"


def test_what_a_kind_of_file_has_no_room_for_is_said(
    browser: Browser, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MAX_ROWS", 2)
    answer = browser.get("/export.xlsx?events=file-1")
    assert answer.status == 400
    assert answer.text.startswith("An Excel file takes up to 2 rows here, but this one would have 3.")


def test_without_cookie_there_is_nothing(anonymous: Browser) -> None:
    assert anonymous.get("/export.csv?events=file-1").status == 401


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "At least one event should be picked, but none is."),
        (
            "events=file-1&time_zone=Mars/Base",
            "The parameter 'time_zone' should be an IANA name such as 'Europe/Berlin', but is 'Mars/Base'.",
        ),
        (
            "events=file-1&time_zone=localtime",
            "The parameter 'time_zone' should be an IANA name such as 'Europe/Berlin'",
        ),
        ("events=file-1&time_zone=posix/UTC", "but is 'posix/UTC'."),
        ("events=file-1&time_zone=a%2540b.example", "but is not."),
        ("events=file-1&mode=xls", "A CSV's mode should be 'spreadsheet' or 'exact', but is 'xls'."),
        ("events=file-1&column=Nose", "asked for is 'Nose'"),
        ("events=file-1&set=everybody", "A set of people should be one of"),
        ("events=file-1&from=yesterday", "start"),
    ],
)
def test_what_cannot_be_read_is_said(browser: Browser, visitor: Visitor, query: str, says: str) -> None:
    answer = browser.get(f"/export.csv?{query}")
    assert answer.status == 400
    assert says in answer.text


def test_every_export_is_recorded(browser: Browser, visitor: Visitor, state: AppState) -> None:
    browser.get("/export.csv?events=file-1&no_shows=on")
    entry = state.library.audit_entries(visitor.account)[0]
    assert (entry.user, entry.action) == (visitor.username, "export csv")
    assert dict(entry.counts) == {"events": 1, "registrants": 2, "columns": 34}


def test_other_tables_come_by_the_same_way(browser: Browser, visitor: Visitor, state: AppState) -> None:
    answer = browser.get("/export.csv?events=file-1&table=events&column=Event+Id&column=Registrants&no_shows=on")
    assert rows(answer) == [{"Event Id": "11", "Registrants": "1"}, {"Event Id": "12", "Registrants": "1"}]
    assert 'filename="2-events-master-event-analytics-UTC.csv"' in answer.headers["content-disposition"]
    assert answer.headers["x-registrants"] == "2 of 3"
    entry = state.library.audit_entries(visitor.account)[0]
    assert entry.action == "export csv: events"
    assert dict(entry.counts) == {"events": 1, "registrants": 2, "columns": 2, "rows": 2}


def test_weights_and_minutes_are_in_the_address(browser: Browser, visitor: Visitor, state: AppState) -> None:
    choices = Choices(Weights(1, 0, 0), rules=Rules(stayed_minutes=40))
    address = export(
        state, visitor, ["file-1"], Filters(), table="scores", choices=choices, columns=["Engagement Score"]
    )
    assert address == (
        "/export.csv?events=file-1&time_zone=UTC&table=scores&stayed_minutes=40&weights=100%2C0%2C0&column=Engagement+Score"
        "&mode=spreadsheet"
    )
    assert [row["Engagement Score"] for row in rows(browser.get(address))] == ["5.0", "0.0", "0.0"]
    funnel = rows(browser.get("/export.csv?events=file-1&table=funnel&stayed=40"))
    assert funnel[2]["Stage"] == "Stayed 40 min"


def test_costs_stay_out_of_the_address(browser: Browser, visitor: Visitor, state: AppState) -> None:
    choices = Choices(costs={"mail": 30.0})
    address = export(state, visitor, ["file-1"], Filters(), table="campaigns", choices=choices)
    assert "30" not in address.partition("private=")[0]
    assert "mail" not in address
    assert [row["Cost"] for row in rows(browser.get(address))] == ["", "30.0"]


def test_browsers_are_told_what_a_summary_is() -> None:
    assert links.SUMMARY_KINDS == {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


def test_the_summary_is_a_page_of_its_own(browser: Browser, visitor: Visitor, state: AppState) -> None:
    address = export(state, visitor, ["file-1"], Filters(no_shows=True), kind="html")
    assert address == "/summary.html?events=file-1&time_zone=UTC&no_shows=on"
    answer = browser.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert 'attachment; filename="2-events-summary.html"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert "<h1><bdi>2 events</bdi></h1>" in answer.text
    assert "bob" not in answer.text.lower()
    german = browser.get(address, {"Accept-Language": "de-AT,de;q=0.9"})
    assert '<html lang="de">' in german.text
    assert "<h1><bdi>2 Events</bdi></h1>" in german.text
    entry = state.library.audit_entries(visitor.account)[0]
    assert (entry.action, dict(entry.counts)) == ("export summary", {"events": 1, "registrants": 2})


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_the_summary_is_behind_the_gate_too(anonymous: Browser, kind: str) -> None:
    assert anonymous.get(f"/summary.{kind}?events=file-1").status == 401


def printer(state: AppState, program: str | None) -> None:
    """Give the process a printer with another browser, or with none."""
    state.printer = Printer(replace(state.settings, browser=program or "no-such-browser"))


@pytest.mark.browser
def test_the_summary_is_printed_on_one_page(browser: Browser, visitor: Visitor, state: AppState) -> None:
    printer(state, chromium.printing())
    address = export(state, visitor, ["file-1"], Filters(no_shows=True), kind="pdf")
    assert address == "/summary.pdf?events=file-1&time_zone=UTC&no_shows=on"
    answer = browser.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert 'attachment; filename="2-events-summary.pdf"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.body.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", answer.body)) == 1
    entry = state.library.audit_entries(visitor.account)[0]
    assert (entry.action, dict(entry.counts)) == ("export summary pdf", {"events": 1, "registrants": 2})


def test_without_a_browser_there_is_html_alone(browser: Browser, visitor: Visitor, state: AppState) -> None:
    printer(state, None)
    answer = browser.get("/summary.pdf?events=file-1")
    assert answer.status == 400
    assert answer.text.partition(" Reference ")[0] == (
        "A PDF is printed by Chromium or Chrome, and this server has neither. Download the summary as HTML, open it, "
        "and print it."
    )
    assert [entry.action for entry in state.library.audit_entries(visitor.account)] == ["sign in"]
    assert browser.get("/summary.html?events=file-1").status == 200


def test_a_browser_that_does_not_print_may_later(browser: Browser, visitor: Visitor, state: AppState) -> None:
    printer(state, "false")
    answer = browser.get("/summary.pdf?events=file-1")
    assert (answer.status, answer.text.partition(" (")[0]) == (503, "The browser did not print the page")


def test_one_prints_at_a_time(
    browser: Browser, visitor: Visitor, state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer(state, "false")
    monkeypatch.setattr(printer_module, "WAIT_SECONDS", 0.05)
    with state.printer._turn:
        answer = browser.get("/summary.pdf?events=file-1")
    assert (answer.status, answer.text.partition(" Reference ")[0]) == (
        503, "Others are printing now. Try again in a minute, or take the HTML.",
    )  # fmt: skip


def test_only_three_wait_for_the_one_that_prints(
    browser: Browser, visitor: Visitor, state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of forty that wait, nobody else would be answered any more: it is their threads that all requests need."""
    printer(state, "false")
    monkeypatch.setattr(printer_module, "WAIT_SECONDS", 600)
    with state.printer._turn:
        for _ in range(4):  # the one that prints, and three that wait
            assert state.printer._room.acquire(blocking=False)
        assert browser.get("/summary.pdf?events=file-1").status == 503
    state.printer._room.release()
    monkeypatch.setattr(printer_module, "WAIT_SECONDS", 0.05)
    for _ in range(2):  # each that came makes room again
        with state.printer._turn:
            assert browser.get("/summary.pdf?events=file-1").status == 503
    assert state.printer._room.acquire(blocking=False)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/export.csv?events=file-1&table=noses", "A table should be one of registrants, events,"),
        (
            "/export.csv?events=file-1&weights=1,2,3,4",
            "The parameter 'weights' should be three weights such as '60,20,20'",
        ),
        ("/export.csv?events=file-1&weights=a", "The parameter 'weights' should be three weights such as '60,20,20'"),
        ("/export.csv?events=file-1&weights=-1,1,1", "should be zero or more"),
        (
            "/export.csv?events=file-1&stayed=-1",
            "The parameter 'stayed_minutes' should be a number of zero or more, but is not.",
        ),
        (
            "/export.csv?events=file-1&stayed=nan",
            "The parameter 'stayed_minutes' should be a number of zero or more, but is not.",
        ),
        ("/summary.html?events=file-1&company=Nobody", "A summary needs registrants, but the filters leave none."),
    ],
)
def test_what_a_table_cannot_be_is_said(browser: Browser, visitor: Visitor, path: str, says: str) -> None:
    answer = browser.get(path)
    assert answer.status == 400
    assert says in answer.text


def test_headings_are_translated_where_that_is_asked_for_and_never_exactly(
    browser: Browser, visitor: Visitor
) -> None:
    plain, german = {"Accept-Language": "de"}, "/export.csv?events=file-1&column=Email&language=de"
    assert browser.get("/export.csv?events=file-1&column=Email", plain).text.lstrip("\ufeff").startswith("Email\r\n")
    assert browser.get(german).text.lstrip("\ufeff").startswith("E-Mail\r\n")
    assert browser.get(f"{german}&mode=exact").text.lstrip("\ufeff").startswith("Email\r\n")


def test_a_refusal_is_said_in_the_reader_s_language(browser: Browser, visitor: Visitor) -> None:
    answer = browser.get("/summary.html?events=file-1&company=Nobody", {"Accept-Language": "de"})
    assert answer.text.startswith("Eine Zusammenfassung braucht Registrierte, aber die Filter lassen keine übrig. ")
    assert " Kennung " in answer.text
