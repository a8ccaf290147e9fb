"""``views``, and ``--view`` in place of events and filters."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import GUIDE, Run
from webcast import settings
from webcast.analysis.audience import Audience
from webcast.analysis.score import Weights
from webcast.commands import export
from webcast.commands.files import write_file
from webcast.decode import decode
from webcast.exports import csv, event_by_event, registrants
from webcast.library import Library, account_key
from webcast.library.views import NamedView, Saved
from webcast.reports import Report, schema
from webcast.view.choices import Choices
from webcast.view.filters import Filters
from webcast.view.record import View

ACCOUNT = account_key("ann", None)
EVENT = "123456"
VIEW = View(
    page="registrants",
    events=(EVENT,),
    filters=Filters(on_demand=True, text="companyx"),
    zone="Europe/Berlin",
    choices=Choices(Weights(0.8, 0.2, 0.2)),
)
NAMED = NamedView("On demand, with a search", VIEW, {EVENT: "API Report Sample"})


@pytest.fixture
def saved(run: Run, monkeypatch: pytest.MonkeyPatch) -> Saved:
    """Hold the guide's report, and a view of it."""
    assert run("--version").code == 0
    monkeypatch.setenv("WEBCAST_USERNAME", "ann")
    listing = pl.DataFrame([{"event_id": EVENT, "title": "Sample"}], schema=schema.EVENT_LIST, orient="row")
    library = Library.open(settings.load())
    library.remember_events(ACCOUNT, listing)
    library.hold(ACCOUNT, EVENT, Path(GUIDE), decode(Path(GUIDE)))
    kept = library.views.save(ACCOUNT, NAMED, "ann")
    library.close()
    return kept


def keep(view: NamedView, account: str = ACCOUNT) -> Saved:
    library = Library.open(settings.load())
    found = library.views.save(account, view, "ann")
    library.close()
    return found


def test_views_are_listed(run: Run, saved: Saved) -> None:
    keep(replace(NAMED, name="Somebody else's"), account_key("bob", None))
    done = run("views")
    assert (done.code, done.err) == (0, "")
    header, row, total = done.out.splitlines()
    assert header.split() == ["Id", "Name", "Page", "Events", "Filters"]
    assert [cell.strip() for cell in row.split("  ") if cell] == [
        saved.id,
        "On demand, with a search",
        "registrants",
        EVENT,
        "Registrants: watched on demand; name, e-mail, company or title contains “companyx”",
    ]
    assert total == "1 saved view"


def test_views_are_listed_as_json(run: Run, saved: Saved) -> None:
    (found,) = json.loads(run("views", "--json").out)
    assert found.pop("saved_at") == saved.saved_at.isoformat().replace("+00:00", "Z")
    assert found == {
        "id": saved.id,
        "name": "On demand, with a search",
        "page": "registrants",
        "events": [EVENT],
        "filters": "Registrants: watched on demand; name, e-mail, company or title contains “companyx”",
        "time_zone": "Europe/Berlin",
        "merged": False,
        "options": {"weights": "80,20,20"},
        "saved_by": "ann",
    }


@pytest.mark.parametrize("how", ["id", "name"])
def test_a_view_s_file_holds_its_people_in_its_zone(run: Run, saved: Saved, tmp_path: Path, how: str) -> None:
    named = saved.id if how == "id" else "ON DEMAND, with a search"
    done = run("export", "--view", named, "--to", "people.csv")
    assert done.err == ""
    people = VIEW.filters.apply(Audience.of(decode(Path(GUIDE))), "Europe/Berlin")
    assert people.count == 1
    assert done.out == (
        "1 of 6 registrants written to people.csv · Registrants: watched on demand; name, e-mail, company or title "
        "contains “companyx” · Europe/Berlin\n"
    )
    page = b"".join(csv.stream(registrants(people, "Europe/Berlin"), "spreadsheet"))
    assert (tmp_path / "people.csv").read_bytes() == page
    assert json.loads(run("audit", "--json").out)[0]["counts"]["registrants"] == 1


@pytest.mark.usefixtures("saved")
def test_a_time_zone_given_beside_a_view_wins(run: Run) -> None:
    argv = ("--view", NAMED.name, "--time-zone", "Asia/Tokyo")
    assert run("export", *argv, "--to", "people.csv").out.endswith(" · Asia/Tokyo\n")
    assert run("analyze", *argv).out.splitlines()[0].endswith("1 of 6 registrants · Asia/Tokyo")


@pytest.mark.usefixtures("saved")
def test_a_view_whose_zone_is_not_known_says_so(run: Run) -> None:
    keep(NamedView("Of old", replace(VIEW, zone="localtime")))
    done = run("analyze", "--view", "Of old")
    assert (done.code, done.out) == (1, "")
    assert "The view's time zone should be an IANA name such as 'Europe/Berlin', but is 'localtime'." in done.err
    assert run("analyze", "--view", "Of old", "--time-zone", "Asia/Tokyo").code == 0


@pytest.mark.usefixtures("saved")
def test_report_summary_and_analyze_take_a_view_too(run: Run, tmp_path: Path) -> None:
    assert run("report", "--master-registration", "--view", NAMED.name, "--to", "all.csv").out.startswith("1 of 6 ")
    assert run("summary", "--view", NAMED.name, "--to", "summary.html").code == 0
    assert "watched on demand" in (tmp_path / "summary.html").read_text("utf-8")
    found = json.loads(run("analyze", "--view", NAMED.name, "--json").out)
    assert (found["registrants"], [event["event_id"] for event in found["events"]]) == (1, [EVENT])


@pytest.mark.usefixtures("saved")
def test_sets_narrow_a_view_further(run: Run) -> None:
    assert run("export", "--view", NAMED.name, "--preset", "no-shows", "--to", "p.csv").out.startswith("0 of 6 ")


def test_merging_is_the_view_s(run: Run, saved: Saved, monkeypatch: pytest.MonkeyPatch) -> None:
    merged: list[int] = []

    def noted(report: Report) -> Report:
        merged.append(report.event.height)
        return report

    monkeypatch.setattr("webcast.analysis.programmes.merged", noted)
    keep(NamedView("Merged", replace(saved.view, merged=True)))
    assert run("analyze", "--view", NAMED.name).code == 0
    assert merged == []
    assert run("analyze", "--view", "merged").code == 0
    assert run("export", "--view", "merged", "--to", "people.csv").code == 0
    assert run("export", "--view", NAMED.name, "--merge", "--to", "people.csv").code == 0
    assert merged == [1, 1, 1]


@pytest.mark.usefixtures("saved")
@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ((EVENT, "--view", NAMED.name), "A --view brings its own events and filters"),
        ((GUIDE, "--view", NAMED.name), "A --view brings its own events and filters"),
        (("--view", NAMED.name, "--live"), "A --view brings its own events and filters"),
        (("--view", NAMED.name, "--viewed-in-range", "off"), "A --view brings its own events and filters"),
        (("--view", "ann@acme.example"), "A saved view of the account should have this name or id, but none has."),
    ],
)
def test_what_cannot_be_had_together_is_refused_in_one_line(run: Run, argv: tuple[str, ...], message: str) -> None:
    for command in (("analyze", *argv), ("export", *argv, "--to", "p.csv"), ("summary", *argv, "--to", "p.html")):
        done = run(*command)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith(f"webcast: {message}")
        assert done.err.count("\n") == 1
        assert "ann@" not in done.err


def test_a_view_of_another_account_is_not_found(run: Run, saved: Saved, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBCAST_USERNAME", "bob")
    done = run("export", "--view", saved.id, "--to", "people.csv")
    assert (done.code, done.out) == (1, "")
    assert "but none has. 'views' lists those there are." in done.err
    assert run("views").out.splitlines()[-1] == "0 saved views"


def test_a_deep_secret_of_a_view_is_in_no_message(run: Run, saved: Saved) -> None:
    keep(NamedView("Twice", replace(saved.view, events=(EVENT, "999"))))
    done = run("export", "--view", "Twice", "--to", "people.csv")
    assert done.code != 0
    assert done.err.count("\n") == 1
    assert "companyx" not in done.err


@pytest.mark.usefixtures("saved")
def test_a_workbook_is_recorded_whose_reports_are_gone_once_it_is_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(path: Path, pieces: Iterable[bytes]) -> None:
        write_file(path, pieces)
        with closing(Library.open(settings.load())) as library:
            library.forget_event(EVENT, user="dpo")

    monkeypatch.setattr(event_by_event, "AT_ONCE", 0)
    monkeypatch.setattr(export, "write_file", write)
    done = run("export", EVENT, "--to", "people.xlsx")
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "people.xlsx").is_file()
    with closing(Library.open(settings.load())) as library:
        newest = library.audit_entries(ACCOUNT, limit=1)[0]
    assert (newest.action, newest.counts["registrants"]) == ("export xlsx", 6)
