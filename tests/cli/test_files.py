"""Files as people have them, on the command line: what the page takes, it takes, by the same code."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run

HEADERS = "Event Id,Event Title,Registered On,Last Name,Email,{},Live Duration,Total Duration"


def table(
    on: str = "05/24/2017 03:30:40 PM", *, event: str = "7", company: str = "Company", name: str = "Lee"
) -> str:
    return f"{HEADERS.format(company)}\r\n{event},Spring,{on},{name},a{event}@x.example,Acme,00:33:00,00:33:00\r\n"


def exported(run: Run, folder: Path, *args: str) -> tuple[list[dict[str, str]], str]:
    done = run("export", *args, "--to", "out.csv")
    assert done.code == 0, done.err
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file)), done.err


def as_html(text: str) -> bytes:
    rows = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split(",")) + "</tr>" for line in text.splitlines())
    return f"<table>{''.join(rows)}</table>".encode()


def zipped(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "sent", "people"),
    [
        ("report.xls", as_html(table()), ["a7@x.example"]),
        ("report.txt", table().replace(",", "\t").encode("utf-16"), ["a7@x.example"]),
        ("report.csv.gz", gzip.compress(table().encode()), ["a7@x.example"]),
        ("reports.zip", zipped(a=table(), b=table(event="8")), ["a7@x.example", "a8@x.example"]),
    ],
)
def test_files_of_other_kinds(run: Run, tmp_path: Path, name: str, sent: bytes, people: list[str]) -> None:
    (tmp_path / name).write_bytes(sent)
    rows, said = exported(run, tmp_path, name)
    assert [row["Email"] for row in rows] == people
    assert said == ""


def test_a_doubt_about_dates_is_said_and_can_be_settled(run: Run, tmp_path: Path) -> None:
    (tmp_path / "uk.csv").write_text(table("04/05/2017 09:05"))
    rows, said = exported(run, tmp_path, "uk.csv")
    assert rows[0]["Registered On"] == "04/05/2017 09:05:00 AM"
    assert said == (
        "uk.csv: whether the day or the month comes first in 'Registered On' is not certain; --file-dates says it.\n"
    )
    rows, said = exported(run, tmp_path, "uk.csv", "--file-dates", "day")
    assert (rows[0]["Registered On"], said) == ("05/04/2017 09:05:00 AM", "")


def test_a_doubt_about_the_encoding_is_said_and_can_be_settled(run: Run, tmp_path: Path) -> None:
    (tmp_path / "hu.csv").write_bytes(table(name="Őrség").encode("cp1250"))
    _, said = exported(run, tmp_path, "hu.csv")
    assert said == "hu.csv: its encoding is not certain; --file-encoding says it, e.g. cp1250.\n"
    rows, said = exported(run, tmp_path, "hu.csv", "--file-encoding", "cp1250")
    assert (rows[0]["Last Name"], said) == ("Őrség", "")


def test_what_a_column_means_can_be_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "unit.csv").write_text(table(company="Business unit"))
    _, said = exported(run, tmp_path, "unit.csv")
    assert said == (
        "unit.csv: the column 'Business unit' may be company or e-mail; "
        "--file-column 'Business unit=company' says it.\n"
    )
    rows, said = exported(run, tmp_path, "unit.csv", "--file-column", "Business unit=company")
    assert (rows[0]["Company"], said) == ("Acme", "")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--file-column", "Unit=boss"], "--file-column should be a header and what it means"),
        (["--file-encoding", "klingon"], "--file-encoding should be one of utf-8, cp1252"),
    ],
)
def test_what_cannot_be_meant_is_refused(run: Run, tmp_path: Path, args: list[str], message: str) -> None:
    (tmp_path / "a.csv").write_text(table())
    done = run("export", "a.csv", *args, "--to", "out.csv")
    assert done.code == 1
    assert done.err.startswith(f"webcast: {message}")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "Email,Live Duration,On-Demand Duration,SimLive Duration\na@x.example,0:33:00,0,0\nb@x.example,0,0,0\n",
            (
                "No-shows                      1         –",
                "Attended                     1      50\xa0%         50\xa0%",
            ),
        ),
        (
            "Email,Live Duration\na@x.example,00:33:00\nb@x.example,00:00:00\n",
            ("No-shows                      –         –", "Attended                     –         –            –"),
        ),
        (
            "Email,Last Name\na@x.example,Lee\nb@x.example,Ray\n",
            ("No-shows                      –         –", "Attended                     –         –            –"),
        ),
    ],
)
def test_a_file_without_totals(run: Run, tmp_path: Path, text: str, lines: tuple[str, ...]) -> None:
    (tmp_path / "few.csv").write_text(text, "utf-8")
    done = run("analyze", "few.csv")
    said = done.out.splitlines()
    live = "1" if "Live" in text else "–"
    assert f"Live viewers                  {live}         –" in said
    assert set(lines) <= set(said)


def test_who_opted_out_is_left_out_of_a_preset_and_counted(run: Run, tmp_path: Path) -> None:
    head, row = table().splitlines()
    (tmp_path / "a.csv").write_text(
        f"{head},Unsubscribed\n{row},Yes\n{row.replace('a7@', 'b@')},No\n{row.replace('a7@', 'c@')},\n"
    )
    done = run("export", "a.csv", "--preset", "attendees", "--to", "out.csv")
    assert done.out == (
        "2 of 3 registrants written to out.csv · All registrants · Attendees · 1 who opted out are left out · UTC\n"
    )
    done = run("export", "a.csv", "--set", "preset:attendees:opted-out=in", "--to", "out.csv")
    assert done.out.startswith("3 of 3 registrants written to out.csv")
    done = run("export", "a.csv", "--not-opted-out", "--to", "out.csv")
    assert done.out.startswith("2 of 3 registrants written to out.csv · Registrants: did not opt out")


def test_texts_that_a_workbook_cuts_are_said(run: Run, tmp_path: Path) -> None:
    head, row = table().splitlines()
    (tmp_path / "a.csv").write_text(f"{head},Why\n{row},{'x' * 32_768}\n")
    done = run("export", "a.csv", "--to", "out.xlsx")
    assert done.err == "1 text was cut to 32,767 characters, the most that a cell takes; a CSV file has it whole.\n"
    assert run("export", "a.csv", "--to", "out.csv").err == ""
