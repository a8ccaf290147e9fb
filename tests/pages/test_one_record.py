"""One record: what a page shows, its files, the saved view on the command line, and options spelled out, agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import polars as pl
import pytest
from starlette.datastructures import QueryParams
from streamlit.testing.v1 import AppTest

from tests.pages import small, training
from tests.pages.conftest import UNREACHABLE, OpenPage, links, look
from tests.pages.test_views import save
from webcast import cli
from webcast.analysis.audience import Audience
from webcast.cohorts.cohort import Group
from webcast.exports import event_by_event, kinds, listings
from webcast.exports.csv import Mode
from webcast.library import Library, account_key
from webcast.library.snapshot import Snapshot
from webcast.library.snapshots import Snapshots
from webcast.library.views import Saved
from webcast.reports import Report
from webcast.reports.report import stack
from webcast.settings import load
from webcast.view import command, keys
from webcast.view.choices import Choices
from webcast.view.filters import Filters
from webcast.view.ours import Ours
from webcast.view.record import View
from webcast.web import app_state as state_module
from webcast.web import links as links_of
from webcast.web.app_state import AppState
from webcast.web.downloads import Downloads
from webcast.web.visitor import Visitor

USER = "ann"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppState]:
    """A library of an account that both the pages and the command line look at."""
    environ = {
        "WEBCAST_DATA_DIR": str(tmp_path), "WEBCAST_PLATFORM_URL": UNREACHABLE, "WEBCAST_TIME_ZONE": "UTC",
        "WEBCAST_USERNAME": USER,
    }  # fmt: skip
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    opened = AppState.open(load(environ, secrets_file=tmp_path / "none.toml"))
    account = account_key(USER, opened.settings.platform_url)
    opened.library.remember_events(account, small.listing())
    for event_id, report in (("101", training.report()), ("102", small.report("102"))):
        campaigns = report.registrants["first_name"].replace_strict({"Ada": "mail"}, default="partner")
        pages = pl.when(pl.col("first_name") == "Ada").then(pl.lit("https://news.example/?x=1"))
        known = report.registrants.with_columns(campaign=campaigns, referrer=pages)
        told = report.event.with_columns(format=pl.lit("json"))
        opened.library.hold(account, event_id, None, replace(report, event=told, registrants=known))
    opened.library.ours.put(account, Ours(("globex.example",), ("nobody@acme.example",)), USER)
    state_module.use(opened)
    yield opened
    state_module.use(None)
    opened.close()


@pytest.fixture
def visitor(app: AppState, visitor: Visitor) -> Visitor:
    """Who works with that account."""
    return replace(visitor, account=account_key(USER, app.settings.platform_url), username=USER)


@pytest.fixture(autouse=True)
def another_process(app: AppState, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The command line has a library beside the pages' as another process has; one for all of its runs in a test."""
    library = Library.open(app.settings)
    with monkeypatch.context() as patched:
        patched.setattr(library, "close", lambda: None)
        patched.setattr(Library, "open", lambda _settings: library)
        yield
    library.close()


COSTS = {"mail": 12.5}
WHO = f"Pretest: {training.WHO}"
START = round(small.START.timestamp() * 1000)
CASES: dict[str, tuple[str, dict[str, str]]] = {
    "overview": ("overview", {}),
    "overview, filtered": ("overview", {"country": "Germany", "live": "on"}),
    "overview, without our company": ("overview", {"without_ours": "on"}),
    "registrants, without our company": ("registrants", {"without_ours": "on", "by": "company"}),
    "funnel": ("funnel", {}),
    "funnel, live, with a break-down": ("funnel", {"live_funnel": "on", "stayed_minutes": "30", "by": "company"}),
    "funnel, by referrer": ("funnel", {"referrer": r"https://news.example/?x\=1|No referrer", "by": "referrer"}),
    "funnel, a share": ("funnel", {"stayed_share": "0.335", "by": "question: Your role?", "company": "Acme"}),
    "funnel, two segments": (
        "funnel", {"first": "group:company:Acme", "second": "group:company", "of_previous": "on"},
    ),
    "funnel, ways": ("funnel", {"first": "attended:od", "session_type": "On-Demand"}),
    "funnel, with a search that no address holds": ("funnel", {"stayed_minutes": "5"}),
    "funnel, by older names": ("funnel", {"stay": "50", "stay_in": "share", "funnel": "live", "apart": "company"}),
    "timeline, one of two": ("timeline", {}),
    "timeline, a stretch": (
        "timeline", {"event": "102", "window": f"{START}/{START + 1_200_000}", "stretch_type": "Live"},
    ),
    "timeline, all together": ("timeline", {"event": "all"}),
    "surveys": ("surveys", {}),
    "surveys, compared": ("surveys", {"question": keys.key(WHO), "by": "attendance", "shared": training.SURE}),
    "surveys, turned round": ("surveys", {"before": "Posttest", "after": "Pretest"}),
    "questions": ("questions", {"show": "open"}),
    "registrants": ("registrants", {"by": "country", "weights": "100,0,0"}),
    "registrants, headings in German": ("registrants", {"language": "de"}),
    "registrants, some columns": ("registrants", {"columns": "email|company", "cut": "on"}),
    "companies": ("companies", {"weights": "0,100,0", "rank": "registrants"}),
    "campaigns": ("campaigns", {"weights": "0,100,0"}),
    "overview, compared": ("overview", {"compare": "median"}),
    "portfolio": ("portfolio", {"rate": "stayed_rate"}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_page_saved_view_and_options_make_the_same_files(
    case: str, open_page: OpenPage, app: AppState, visitor: Visitor, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    page_name, options = CASES[case]
    page = open_page(page_name, events="101,102", time_zone="Europe/Berlin", **options)
    if page_name == "campaigns":
        look(page, choices=Choices(costs=COSTS))
        page.run()
    if "search" in case:
        look(page, filters=Filters(text="a", exclude_domains=("globex.example",)))
        page.run()
    assert not page.exception
    asked = [link for link in links(page) if link.startswith("/export.csv") and "mode=exact" not in link]
    assert asked
    saved = kept(page, app, visitor)
    (Path.cwd() / "costs.csv").write_text("campaign,cost\nmail,12.5\n", "utf-8")
    for link in asked:
        view, content = file_of(app, visitor, link)
        beside = [f"--set={people.to_text()}" for people in view.cohorts if people not in saved.view.cohorts]
        table = ["--table", view.table, "--to", "-"]
        assert run(["export", "--view", saved.id, *beside, *table], capfdbinary) == content, link
        spelled = command.write(saved.view)
        costs = ["--costs", "costs.csv"] if saved.view.choices.costs else []
        columns = ["--columns", ",".join(f'"{name}"' for name in view.headers)] if view.headers else []
        assert run(["export", *spelled, *costs, *columns, *beside, *table], capfdbinary) == content, link


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"country": "Germany", "live": "on"},
        {"event": "102", "not_opted_out": "on"},
        {"without_ours": "on", "set": "attended:any"},
        {"columns": "email|company", "cut": "on", "language": "de"},
    ],
    ids=lambda options: "&".join(options) or "everybody",
)
def test_files_of_many_are_the_same_of_a_few_reports_after_others(
    options: dict[str, str],
    open_page: OpenPage,
    who: tuple[AppState, Visitor],
    capfdbinary: pytest.CaptureFixture[bytes],
    from_now_on: Callable[[], list[int]],
) -> None:
    app, visitor = who
    page = open_page("registrants", events="101,102", time_zone="Europe/Berlin", **options)
    assert not page.exception
    link = next(link for link in links(page) if link.startswith("/export.csv") and "mode=exact" not in link)
    saved = kept(page, app, visitor)
    sets = {people.to_text() for people in saved.view.cohorts}
    beside = [f"--set={text}" for name, text in parse_qsl(urlsplit(link).query) if name == "set" and text not in sets]
    argv = ["export", "--view", saved.id, *beside, "--to", "-"]
    files = {file_of(app, visitor, link)[1], run(argv, capfdbinary)}
    opened = from_now_on()
    assert {file_of(app, visitor, link)[1]} == files
    assert run(argv, capfdbinary) in files
    assert opened == [1] * 8  # two events, twice by each; who opted out is read without opening any


@pytest.fixture
def who(app: AppState, visitor: Visitor) -> tuple[AppState, Visitor]:
    """The pages' library, and who works with it."""
    return app, visitor


@pytest.fixture
def from_now_on(app: AppState, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[int]]:
    """Return what has one report opened at a time, and returns how many are, from then on."""

    def begin() -> list[int]:
        opened: list[int] = []
        open_ = Snapshots.open

        def opening(held: Snapshots, wanted: list[Snapshot], places: Any = None) -> Report:
            opened.append(len(wanted))
            return open_(held, wanted, places)

        monkeypatch.setattr(event_by_event, "AT_ONCE", 1)
        monkeypatch.setattr(Snapshots, "open", opening)
        for library in (app.library, Library.open(app.settings)):
            library._cache.clear()  # or what was opened would be taken
        return opened

    return begin


def kept(page: AppTest, app: AppState, visitor: Visitor) -> Saved:
    """Save what the page shows, as a person does, and return the view as another process will read it."""
    save(page, "Mine")
    assert not page.exception
    return app.library.views.find(visitor.account, "Mine")


def file_of(app: AppState, visitor: Visitor, link: str) -> tuple[View, bytes]:
    """Return what the address of a file asks for, and the file."""
    query = QueryParams(parse_qsl(urlsplit(link).query))
    people = Downloads(app)._people(visitor, query, "csv")
    view, mode = people.view, Mode.parse(query.get(links_of.MODE, Mode.SPREADSHEET))
    table = people.table(view.table, view.headers or None, view.language)
    return view, b"".join(kinds.kind("csv").write(table, people.about(app.now()), mode))


def run(argv: list[str], capture: pytest.CaptureFixture[bytes]) -> bytes:
    """Return what the command line writes."""
    capture.readouterr()
    code = cli.main(argv)
    written = capture.readouterr()
    assert (code, written.err) in ((0, b""), (0, b"2 of ours left out.\n")), argv
    return written.out


class Noted:
    """Choices that note which of them were looked at."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> object:
        self.asked.add(name)
        return getattr(self._choices, name)


@pytest.mark.parametrize("name", listings.LISTINGS)
def test_a_table_looks_at_no_choice_that_it_does_not_take(name: str) -> None:
    audience = Audience.of(stack([training.report(), small.report("102")]))
    chosen = Choices(by="company", question=WHO, before="Pretest", after="Posttest", first=Group("company", "Acme"))
    noted = Noted(chosen)
    listing = listings.LISTINGS[name]
    listing.table(audience, "UTC", noted)  # type: ignore[arg-type]  # it stands in for choices
    # The two segments are asked for as one.
    derived = {"segments"} if {"first", "second"} <= set(listing.takes) else set()
    assert noted.asked <= {*listing.takes, *derived}
