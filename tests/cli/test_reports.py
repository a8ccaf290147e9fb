"""Other kinds of files, presets, tables, the master reports and the summary, as a nightly job writes them."""

from __future__ import annotations

import os
import re
import shutil
import stat
from io import BytesIO
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests.cli.conftest import GUIDE, MENDED, Run
from webcast.decode import decode
from webcast.exports import listings
from webcast.presentation.pictures import PICTURES


def test_the_ending_says_the_kind(run: Run, tmp_path: Path) -> None:
    done = run("export", GUIDE, "--to", "people.xlsx", "--columns", "Email,Registered On,Total Duration")
    assert done == (0, "6 of 6 registrants written to people.xlsx · All registrants · UTC\n", "")
    sheet = openpyxl.load_workbook(tmp_path / "people.xlsx").worksheets[0]
    assert [cell.number_format for cell in sheet[2]] == ["General", "yyyy-mm-dd hh:mm:ss", "[h]:mm:ss"]
    assert sheet.max_row == 7
    assert stat.S_IMODE((tmp_path / "people.xlsx").stat().st_mode) == 0o600


def test_the_format_can_be_said(run: Run, tmp_path: Path) -> None:
    run("export", GUIDE, "--format", "parquet", "--to", "people.data", "--columns", "Email", "--preset", "no-shows")
    assert pl.read_parquet(tmp_path / "people.data").height == 2
    assert run("export", GUIDE, "--format", "doc", "--to", "x").code == 2


def test_a_preset_is_named_and_narrows(run: Run) -> None:
    done = run("export", GUIDE, "--preset", "attendees", "--preset", "hot-leads", "--to", "hot.csv")
    assert done.out == (
        "1 of 6 registrants written to hot.csv · All registrants · Attendees · "
        "Hot leads (highest 10 % by engagement score) · UTC\n"
    )
    assert run("export", GUIDE, "--preset", "everybody", "--to", "x.csv").code == 2


def test_a_table_can_be_had(run: Run, tmp_path: Path) -> None:
    done = run("export", GUIDE, "--table", "funnel", "--stayed-minutes", "3", "--to", "funnel.csv")
    assert done == (0, "Funnel, 5 rows, written to funnel.csv · All registrants · UTC\n", "")
    lines = (tmp_path / "funnel.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "Stage,Registrants,Of All,Of the Stage Before,95 % from,95 % to"
    assert [line.split(",")[:2] for line in lines[1:4]] == [
        ["Registered", "6"],
        ["Attended", "4"],
        ["Stayed 3 min", "4"],
    ]


def test_a_table_takes_what_it_depends_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "costs.csv").write_text("campaign;cost\nLinkedin Campaign;250,50\n", "utf-8")
    done = run(
        "export", GUIDE, "--table", "campaigns", "--costs", "costs.csv", "--weights", "100,0,0", "--to", "c.csv"
    )
    assert done.code == 0
    rows = (
        pl.read_csv((tmp_path / "c.csv").read_bytes()).select("Campaign ID", "Cost", "Mean Engagement Score").rows()
    )
    # Alice watched all of the live event; who came by no campaign watched less, or nothing.
    assert rows[1] == ("Linkedin Campaign", 250.5, 10.0)


def test_the_live_funnel_by_a_share_and_its_groups(run: Run, tmp_path: Path) -> None:
    rules = ("--live-funnel", "--with-simlive", "--stayed-share", "0.5")
    assert run("export", GUIDE, "--table", "funnel", *rules, "--to", "f.csv").code == 0
    lines = (tmp_path / "f.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:4]] == [
        "Registered by the end",
        "Came live or SimLive",
        "Stayed 50 % of the live event",
    ]
    done = run("export", GUIDE, "--table", "funnel-groups", "--by", "country", "--to", "g.csv")
    assert done.out == "Funnel by group, 5 rows, written to g.csv · All registrants · UTC\n"
    lacking = run("export", GUIDE, "--table", "funnel-groups", "--to", "x.csv")
    assert lacking.err.startswith(
        "webcast: The funnel's groups need something to break down by, but nothing is named."
    )


def test_two_segments_are_compared(run: Run, tmp_path: Path) -> None:
    live = ("--table", "segments", "--first", "attended:live", "--stayed-minutes", "3")
    assert run("export", GUIDE, *live, "--to", "s.csv").code == 0
    frame = pl.read_csv((tmp_path / "s.csv").read_bytes())
    shown = frame.select("Stage", "First: Registrants", "First: Base", "Second: Registrants", "Second: Base")
    assert shown.rows()[1:3] == [("Attended", 1, 1, 3, 5), ("Stayed 3 min", 1, 1, 3, 5)]
    assert frame["Second Segment"].unique().to_list() == ["Everybody but: Came live"]
    told = run("export", GUIDE, *live, "--second", "attended:od", "--of-previous", "--to", "s.csv")
    assert told.out == "Two segments, 5 rows, written to s.csv · All registrants · UTC\n"
    assert pl.read_csv((tmp_path / "s.csv").read_bytes())["Second: Base"].to_list() == [None, 2, 2, 2, 1]


def test_waits_are_had_by_type(run: Run, tmp_path: Path) -> None:
    done = run("export", GUIDE, "--table", "waits", "--type", "On-Demand", "--to", "w.csv")
    assert done.out == "Registration to attendance, 7 rows, written to w.csv · All registrants · UTC\n"
    assert pl.read_csv((tmp_path / "w.csv").read_bytes())["Attendees"].sum() == 2
    run("export", GUIDE, "--table", "time-to-attendance", "--to", "t.parquet")
    assert pl.read_parquet(tmp_path / "t.parquet").height == 4


def test_every_table_is_in_the_documentation() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "command-line.md").read_text("utf-8")
    rows = text.split("| table | one row |")[1].split("\n\n")[0]
    named = re.findall(r"`([a-z-]+)`", "".join(line.split("|")[1] for line in rows.splitlines()[2:]))
    assert sorted(named) == sorted(listings.NAMES)


def test_every_chart_is_in_the_documentation() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "command-line.md").read_text("utf-8")
    rows = text.split("| chart | what it shows | takes |")[1].split("\n\n")[0]
    named = re.findall(r"`([a-z-]+)`", "".join(line.split("|")[1] for line in rows.splitlines()[2:]))
    assert named == list(PICTURES)


def test_what_a_table_depends_on_is_checked(run: Run, tmp_path: Path) -> None:
    wrong = run("export", GUIDE, "--table", "funnel", "--window", "5/5", "--to", "x.csv")
    assert wrong.err == "webcast: The parameter '--window' should end after it begins, but does not.\n"
    missing = run("export", GUIDE, "--table", "campaigns", "--costs", "none.csv", "--to", "x.csv")
    assert missing.err == "webcast: none.csv cannot be read: No such file or directory.\n"
    (tmp_path / "costs.csv").write_text("a,b\n", "utf-8")
    bad = run("export", GUIDE, "--table", "campaigns", "--costs", "costs.csv", "--to", "x.csv")
    assert bad.err.startswith("webcast: costs.csv: The first line of a file of costs should name the columns")


def test_an_unknown_table_is_one_line(run: Run, tmp_path: Path) -> None:
    done = run("export", GUIDE, "--table", "noses", "--to", "x.csv")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "A table should be one of registrants, events, benchmark," in done.err
    assert list(tmp_path.iterdir()) == []


def test_the_master_reports_take_all_events(run: Run, tmp_path: Path) -> None:
    done = run("report", GUIDE, MENDED, "--master-events", "--to", "events.xlsx")
    assert done.out == "Master event analytics, 2 rows, written to events.xlsx · All registrants · UTC\n"
    sheet = openpyxl.load_workbook(tmp_path / "events.xlsx").worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    first = dict(zip(header, rows[0], strict=True))
    assert (first["Event Id"], first["Registrants"], first["Registrants (platform)"]) == ("123456", 6, 6)
    assert (first["Live conversion"], first["Live conversion (platform)"], first["No-shows"]) == (0.5, 0.5, 2)
    run("report", GUIDE, MENDED, "--master-registration", "--to", "all.xlsx")
    found = decode(BytesIO((tmp_path / "all.xlsx").read_bytes()), "xlsx")
    assert found.registrants.group_by("event_id", maintain_order=True).len().rows() == [("123456", 6), ("20786", 4)]


def test_a_master_report_has_to_be_named(run: Run) -> None:
    assert run("report", GUIDE, "--to", "x.csv").code == 2


def test_the_summary_is_html(run: Run, tmp_path: Path) -> None:
    done = run("summary", GUIDE, "--live", "--time-zone", "Europe/Berlin", "--to", "summary.html")
    assert done.out == "Summary written to summary.html · Registrants: came live · Europe/Berlin\n"
    page = (tmp_path / "summary.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "<h1><bdi>API Report Sample</bdi></h1>" in page
    assert "Alice" not in page


def test_the_summary_goes_to_standard_output(run: Run) -> None:
    done = run("summary", GUIDE, "--to", "-")
    assert done.out.startswith("<!doctype html>")
    assert done.out.endswith("</html>\n")


def test_a_pdf_without_a_browser_says_what_to_do(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    done = run("summary", GUIDE, "--to", "summary.pdf")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "neither is installed. Install one, or write HTML" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_browser_that_fails_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: os.devnull)
    done = run("summary", GUIDE, "--to", "summary.pdf")
    assert (done.code, done.err.count("\n")) == (75, 1)
    assert "The browser did not print the page" in done.err


@pytest.mark.browser
def test_the_pdf_is_one_page(run: Run, printing: str, tmp_path: Path) -> None:
    assert run("summary", MENDED, "--to", "summary.pdf").err == ""
    content = (tmp_path / "summary.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert b"/Count 1" in content


def test_a_table_of_events_is_compared_by_what_is_named(run: Run, tmp_path: Path) -> None:
    done = run("export", GUIDE, MENDED, "--table", "benchmark", "--rate", "total_conversion_rate", "--to", "b.csv")
    assert done.out == "Benchmark, 2 rows, written to b.csv · All registrants · UTC\n"
    found = pl.read_csv((tmp_path / "b.csv").read_bytes()).select("Event Title", "Value", "Rank").rows()
    assert found == [("Sample API Event", 1.0, 1), ("API Report Sample", 2 / 3, 2)]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("table", ["attendance", "benchmark", "times", "groups", "warnings", "differences"])
def test_every_table_can_be_every_kind_of_file(run: Run, tmp_path: Path, table: str, kind: str) -> None:
    assert run("export", GUIDE, MENDED, "--table", table, "--by", "country", "--to", f"t.{kind}").err == ""
    assert (tmp_path / f"t.{kind}").stat().st_size > 50
