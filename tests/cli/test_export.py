from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import GUIDE, MENDED, Run
from webcast.analysis.audience import Audience
from webcast.decode import decode
from webcast.exports import csv, registrants
from webcast.view.filters import Filters


def page_s_download(filters: Filters, zone: str, mode: str, columns: list[str] | None = None) -> bytes:
    audience = Audience.of(decode(Path(GUIDE)))
    return b"".join(csv.stream(registrants(filters.apply(audience, zone), zone, columns), mode))


def test_the_file_is_the_page_s_download(run: Run, tmp_path: Path) -> None:
    done = run("export", GUIDE, "--to", "people.csv")
    assert done == (0, "6 of 6 registrants written to people.csv · All registrants · UTC\n", "")
    assert (tmp_path / "people.csv").read_bytes() == page_s_download(Filters(), "UTC", "spreadsheet")
    assert stat.S_IMODE((tmp_path / "people.csv").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]


def test_filters_zone_and_mode_are_the_page_s_too(run: Run, tmp_path: Path) -> None:
    argv = ("--on-demand", "--exact", "--time-zone", "Europe/Berlin", "--to", "people.csv")
    assert run("export", GUIDE, *argv).out == (
        "2 of 6 registrants written to people.csv · Registrants: watched on demand · Europe/Berlin\n"
    )
    assert (tmp_path / "people.csv").read_bytes() == page_s_download(
        Filters(on_demand=True), "Europe/Berlin", "exact"
    )


def test_referrers_that_are_not_loaded_are_said(run: Run) -> None:
    said = "Referrer not loaded for this event: “API Report Sample”. None of these people match."
    done = run("export", GUIDE, "--referrer", "https://a.example/", "--to", "people.csv")
    assert done == (
        0,
        f"0 of 6 registrants written to people.csv · Registrants: referrer https://a.example/ · {said} · UTC\n",
        "",
    )
    piped = run("export", GUIDE, "--referrer", "https://a.example/", "--to", "-")
    assert (piped.code, said in piped.err) == (0, True)


def test_columns_are_chosen_and_ordered(run: Run, tmp_path: Path) -> None:
    wanted = 'Email, First Name,"Survey: Ending Questionaire: What is your business\'s Twitter handle?"'
    run("export", GUIDE, "--to", "people.csv", "--columns", wanted, "--columns", "Country")
    assert (tmp_path / "people.csv").read_bytes().decode("utf-8-sig").split("\r\n")[:3] == [
        "Email,First Name,Survey: Ending Questionaire: What is your business's Twitter handle?,Country",
        # Defused: a spreadsheet would take what begins with @ for a formula.
        "awilliams@yourco.com,Alice,'@yourcompany,",
        "mscott@companyx.com,Michael,,",
    ]


def test_exact_leaves_texts_alone(run: Run, tmp_path: Path) -> None:
    wanted = "Survey: Ending Questionaire: What is your business's Twitter handle?"
    run("export", GUIDE, "--to", "people.csv", "--columns", wanted, "--exact", "--live")
    assert (tmp_path / "people.csv").read_bytes().decode("utf-8-sig").split("\r\n")[1] == "@yourcompany"


def test_headings_are_german_where_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    argv = ("export", GUIDE, "--columns", "Email,Time Zone", "--language", "de", "--to", "people.csv")
    assert run(*argv).out == "6 of 6 registrants written to people.csv · All registrants · UTC\n"
    assert (tmp_path / "people.csv").read_text("utf-8-sig").startswith("E-Mail,Zeitzone\n")
    run(*argv, "--exact")
    assert (tmp_path / "people.csv").read_text("utf-8-sig").startswith("Email,Time Zone\n")
    assert run("summary", GUIDE, "--language", "de", "--to", "sum.html").code == 0
    assert "<h2>Definitionen</h2>" in (tmp_path / "sum.html").read_text("utf-8")
    assert "should be one of en, de" in run("summary", GUIDE, "--language", "xx", "--to", "sum.html").err


def test_an_unknown_column_lists_the_known_ones(run: Run, tmp_path: Path) -> None:
    done = run("export", GUIDE, "--to", "people.csv", "--columns", "E-Mail")
    assert (done.code, done.out) == (1, "")
    assert "asked for is 'E-Mail'. These are known: Event Id, Event Title, " in done.err
    assert list(tmp_path.iterdir()) == []


def test_standard_output_gets_the_file_alone(run: Run) -> None:
    done = run("export", GUIDE, MENDED, "--to", "-", "--columns", "Event Id", "--live")
    assert done == (0, "\ufeffEvent Id\r\n123456\r\n" + "20786\r\n" * 4, "")


@pytest.mark.parametrize("place", ["no/such/folder/people.csv", "."])
def test_a_file_that_cannot_be_written_is_said(run: Run, place: str) -> None:
    done = run("export", GUIDE, "--to", place)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert done.err.startswith(f"webcast: {place} cannot be written: ")


def test_an_export_replaces_the_file_before_whole(run: Run, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("x" * 100_000)
    run("export", GUIDE, "--to", "people.csv", "--columns", "Event Id", "--live")
    assert (tmp_path / "people.csv").read_bytes() == b"\xef\xbb\xbfEvent Id\r\n123456\r\n"


def test_a_pipe_is_written_to_and_not_replaced(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert run("export", GUIDE, "--to", "pipe", "--columns", "Event Id", "--live").err == ""
    assert os.read(reader, 100) == b"\xef\xbb\xbfEvent Id\r\n123456\r\n"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_curve_follows_type_and_stretch(run: Run, tmp_path: Path) -> None:
    window = "2014-11-04T20:00:00Z/2014-11-04T20:06:00Z"
    done = run("export", GUIDE, "--table", "viewers", "--type", "Live", "--window", window, "--to", "curve.csv")
    assert done == (0, "Viewers over time, 2 rows, written to curve.csv · All registrants · UTC\n", "")
    assert (tmp_path / "curve.csv").read_bytes().decode("utf-8-sig").split("\r\n") == [
        "From,Type,Viewers,Arrivals,Departures",
        "11/04/2014 08:00:00 PM,Live,0,0,0",
        "11/04/2014 08:04:01 PM,Live,1,1,0",
        "",
    ]
