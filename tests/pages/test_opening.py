"""Opening files on the Events page: what was understood, what is asked first, and that the answer is remembered."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.decode.making import Viewer, xml
from tests.decode.test_field_files import FOLDER
from tests.pages.conftest import ACCOUNT, OpenPage, figures, tables, texts
from webcast.commands import sources
from webcast.decode import decode
from webcast.decode.understood import Reading, Understood
from webcast.errors import WebcastError
from webcast.reports import Report
from webcast.ui.picking import pending
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

HEAD = "Event Id,Event Title,Registered On,Last Name,Email,{},Live Duration,Total Duration\r\n"


def table(
    on: str = "05/24/2017 03:30:40 PM", *, event: str = "7", company: str = "Company", name: str = "Lee"
) -> bytes:
    row = f"{event},Spring,{on},{name},a@x.example,City Hospital,00:33:00,00:33:00\r\n"
    return (HEAD.format(company) + row).encode("cp1250" if name != "Lee" else "utf-8")


def upload(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    page.file_uploader(key="wi-files").set_value([(name, data, "") for name, data in files])
    return next(button for button in page.button if button.label == "Open files").click().run()


def by_label(page: AppTest, kind: str, label: str) -> list[object]:
    return [widget for widget in getattr(page, kind) if widget.label == label]


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def test_a_file_without_a_doubt_opens_at_once_and_says_how_it_was_read(open_page: OpenPage, visitor: Visitor) -> None:
    page = upload(open_page("events", time_zone="UTC"), ("spring.csv", table()))
    assert not page.exception
    said = texts(page)
    assert "1 file opened" in said
    assert "spring.csv · 1 registrant" in said
    assert "spring.csv → " not in said
    for told in ("Spring (7)", "1 registrant", "CSV", "Unicode (UTF-8)", "month first (a day above 12 shows it)"):
        assert told in said
    assert "as chosen: the file names none" in said
    assert not by_label(page, "button", "Open it")


@pytest.mark.parametrize(
    ("header", "cells", "told"),
    [
        (
            "Live Duration,On-Demand Duration,SimLive Duration",
            ("00:33:00,0:00:00,0:00:00", "0:00:00,0:00:00,0:00:00"),
            ("50\u00a0%", "33 min"),
        ),
        ("Live Duration", ("00:33:00", "0:00:00"), ("–", "–")),
        ("Last Name", ("Lee", "Ray"), ("–", "–")),
    ],
)
def test_a_file_without_totals_tells_who_attended_if_it_has_every_mode(
    open_page: OpenPage, app: AppState, header: str, cells: tuple[str, str], told: tuple[str, str]
) -> None:
    rows = "".join(f"{who}@x.example,{cell}\n" for who, cell in zip("ab", cells, strict=True))
    app.library.hold(ACCOUNT, "101", None, decode(f"Email,{header}\n{rows}".encode(), event_id="101"))
    page = open_page("overview", events="101", time_zone="UTC")
    assert not page.exception
    found = figures(page)
    assert [found[name] for name in ("Registrants", "Total conversion", "Average watch time")] == ["2", *told]


@pytest.mark.parametrize("name", ["report.xls", "report.txt", "report.tsv", "report.zip", "report.htm"])
def test_what_the_command_line_reads_the_page_takes(open_page: OpenPage, name: str) -> None:
    cells = "".join(f"<td>{cell}</td>" for cell in HEAD.format("Company").strip().split(","))
    values = "".join(f"<td>{cell}</td>" for cell in table().decode().splitlines()[1].split(","))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", table())
        archive.writestr("b.csv", table(event="8"))
    sent = {
        "report.xls": f"<table><tr>{cells}</tr><tr>{values}</tr></table>".encode(),
        "report.htm": f"<html><table><tr>{cells}</tr><tr>{values}</tr></table></html>".encode(),
        "report.txt": table().decode().replace(",", "\t").encode("utf-16"),
        "report.tsv": table().replace(b",", b"\t"),
        "report.zip": packed.getvalue(),
    }[name]
    page = upload(open_page("events", time_zone="UTC"), (name, sent))
    assert f"{name} · {2 if name == 'report.zip' else 1} registrant" in texts(page)


def test_another_systems_file_is_refused_by_name_and_nothing_is_said_of_proxies(open_page: OpenPage) -> None:
    zoom = b"Attended,User Name (Original Name),First Name,Last Name,Email,Join Time\nYes,Ann,Ann,Lee,a@x.example,x\n"
    page = upload(
        open_page("events", time_zone="UTC"), ("z.csv", zoom), ("w.xls", b"<html><body>Sign in</body></html>")
    )
    assert "z.csv · This looks like a Zoom report;" in texts(page)
    assert "w.xls · The file is a web page without a table" in texts(page)
    assert "proxy" not in texts(page)


def test_the_order_of_dates_is_asked_with_a_preview_and_remembered(
    open_page: OpenPage, app: AppState, visitor: Visitor
) -> None:
    page = upload(open_page("events", time_zone="UTC"), ("uk.csv", table("04/05/2017 09:05")))
    assert "Before uk.csv opens" in [s.value.replace("\\", "") for s in page.subheader]
    assert not app.uploads.files(visitor.sid)
    (preview,) = [shown for shown in tables(page) if "registered_at" in shown.columns]
    assert str(preview["registered_at"][0])[:10] == "2017-04-05"
    assert next(button for button in page.button if button.label == "Open it").disabled
    assert "month first (not certain)" in texts(page)
    (first,) = by_label(page, "radio", "Dates in this file begin with")
    page = first.set_value(True).run()  # type: ignore[attr-defined]
    (preview,) = [shown for shown in tables(page) if "registered_at" in shown.columns]
    assert str(preview["registered_at"][0])[:10] == "2017-05-04"
    page = press(page, "Open it")
    (opened,) = app.uploads.files(visitor.sid)
    assert str(opened.report.registrants["registered_at"][0])[:10] == "2017-05-04"
    assert not by_label(page, "button", "Open it")
    # Another file of that shape opens at once, in a new session of the account too.
    page = upload(open_page("events", time_zone="UTC"), ("uk2.csv", table("06/07/2017 09:05", event="8")))
    assert not by_label(page, "button", "Open it")
    opened = app.uploads.files(visitor.sid)[-1]
    assert (opened.name, str(opened.report.registrants["registered_at"][0])[:10]) == ("uk2.csv", "2017-07-06")


def test_an_encoding_in_doubt_is_asked(open_page: OpenPage, app: AppState, visitor: Visitor) -> None:
    page = upload(open_page("events", time_zone="UTC"), ("hu.csv", table(name="Őrség")))
    (encoding,) = by_label(page, "selectbox", "Encoding of the text")
    page = encoding.select("cp1250").run()  # type: ignore[attr-defined]
    page = press(page, "Open it")
    (opened,) = app.uploads.files(visitor.sid)
    assert opened.report.registrants["last_name"].to_list() == ["Őrség"]


def test_a_column_that_looks_like_the_company_is_asked(open_page: OpenPage, app: AppState, visitor: Visitor) -> None:
    page = upload(open_page("events", time_zone="UTC"), ("unit.csv", table(company="Business unit")))
    (means,) = by_label(page, "selectbox", "“Business unit” is")
    page = press(means.select("company").run(), "Open it")  # type: ignore[attr-defined]
    (opened,) = app.uploads.files(visitor.sid)
    assert opened.report.registrants["company"].to_list() == ["City Hospital"]


def test_a_file_can_be_checked_first_and_left_out(open_page: OpenPage, app: AppState, visitor: Visitor) -> None:
    page = open_page("events", time_zone="UTC")
    page.checkbox(key="wi-check-first").check()
    page = upload(page, ("role.csv", table(company="Role")))
    assert by_label(page, "selectbox", "“Role” is")
    page = press(page, "Leave it out")
    assert not app.uploads.files(visitor.sid)
    assert not by_label(page, "button", "Open it")


def test_a_zone_that_is_not_known_is_asked(open_page: OpenPage, app: AppState, visitor: Visitor) -> None:
    sent = xml([Viewer("06/01/2014 03:00:00 PM")], zone="Middle Earth Time")
    page = upload(open_page("events", time_zone="UTC"), ("z.xml", sent))
    assert "UTC, as chosen: “Middle Earth Time” is not known" in texts(page)
    (zone,) = by_label(page, "selectbox", "Time zone of this file")
    page = press(zone.select("Europe/Berlin").run(), "Open it")  # type: ignore[attr-defined]
    (opened,) = app.uploads.files(visitor.sid)
    assert str(opened.report.registrants["registered_at"][0])[:16] == "2014-06-01 13:00"


FIELD = {
    "us.csv": table(),
    "gb.csv": table().replace(b"05/24/2017", b"24/05/2017"),
    "tabs.txt": table().decode().replace(",", "\t").encode("utf-16"),
    "totals.csv": table() + b"Total,,,,,,,\r\n",
    "zoom.csv": b"Attendee Report\r\nTopic,Webinar ID\r\nSpring,123\r\n",
    "none.xml": b"<?xml version='1.0'?><event><id>7</id></event>",
    "empty.csv": b"",
}


def test_page_and_command_line_make_the_same_of_a_file(
    app: AppState, visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same tables, doubts and warnings, or the same refusal: both call one door."""
    monkeypatch.setattr(pending, "_known", lambda *_: {})  # nothing was said of files like it

    def found(read: Callable[[], tuple[Report, Understood]]) -> tuple[Any, ...]:
        try:
            report, understood = read()
        except WebcastError as exc:
            return (str(exc).rpartition(f"{name}: ")[2],)
        return (*(frame.to_dicts() for frame in report.tables().values()), understood)

    def page() -> tuple[Report, Understood]:
        held, _ = pending.read(app, visitor, name, sent, "Europe/Berlin")
        return held.report, held.understood

    def command() -> tuple[Report, Understood]:
        return sources._opened(app.decoder, str(tmp_path / name), "Europe/Berlin", Reading())

    # One of each kind: files of a kind begin with its number.
    kinds = {path.name[:2]: path for path in FOLDER.iterdir() if path.name[:2] != "42"}
    for name, sent in (FIELD | {path.name: path.read_bytes() for path in kinds.values()}).items():
        (tmp_path / name).write_bytes(sent)
        assert found(page) == found(command), name
