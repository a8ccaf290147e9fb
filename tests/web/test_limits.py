"""A walk of somebody who is limited to one cost center: no byte that they get is of an event outside."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

import polars as pl
import pytest

from tests import tab as tabs
from tests.browser.dashboard import Dashboard, environment, run_dashboard, uvicorn_run
from tests.web.pages import open_page
from tests.web.serving import Answer, Browser, wait_until
from webcast import places
from webcast.api.client import ReportingClient
from webcast.api.redaction import Secret
from webcast.exports import listings
from webcast.exports.kinds import KINDS
from webcast.library import Library, account_key
from webcast.library.views import NamedView
from webcast.reach import Reach
from webcast.reports import schema
from webcast.roles import Role
from webcast.sandbox.running import Sandbox
from webcast.settings import load
from webcast.view.filters import Filters
from webcast.view.record import View
from webcast.web.links import EXPORT, SUMMARY
from webcast.web.people import ENTER

ANN = "ann@corp.example"
PHRASE = "seven quiet lighthouses"
WITHIN = "Investor Relations"
OUTSIDE = "Customer Marketing"
PAGES = sorted(page.stem for page in places.PAGES.glob("*.py") if page.stem != "sign_in")


@dataclass(frozen=True)
class Stage:
    """A dashboard with a person who is limited, and what is outside.

    Attributes:
        dashboard: It runs.
        browser: Theirs.
        inside: Two events within, whose reports are held.
        outside: Two outside, likewise.
        asked: One of these, whose id addresses name: it alone may come back in what is said.
        view: The id of a saved view of an event outside.
        secrets: What no byte may hold: titles and ids outside, and people who are in no event within.
    """

    dashboard: Dashboard
    browser: Browser
    inside: tuple[str, ...]
    outside: tuple[str, ...]
    asked: str
    view: str
    secrets: frozenset[str]


@pytest.fixture(scope="module")
def stage(running_platform: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("limited")
    settings = load(environment(running_platform, folder / "data"), secrets_file=folder / "none.toml")
    key = account_key(running_platform.username, settings.platform_url)
    with closing(Library.open(settings)) as library:
        session = ReportingClient(settings).sign_in(running_platform.username, running_platform.password)
        listed = library.sync.refresh_events(key, session).filter(~pl.col("is_expired"))
        inside, outside = (tuple(listed.filter(cost_center=whose)["event_id"].tail(2)) for whose in (WITHIN, OUTSIDE))
        library.sync.start(key, session, [*inside, *outside])
        library.sync.wait(key, 120)
        library.held.put(key, running_platform.username, Secret(running_platform.password), "operator")
        reach = Reach.to(cost_centers=[WITHIN])
        library.people.add("Ann", ANN, key, Role.FILES, "operator", reach=reach)
        library.people.accept(library.people.invite(ANN, "operator"), PHRASE)
        looked_at = View(page="overview", events=(outside[1],), filters=Filters(text="Sought"), zone="UTC")
        view = library.views.save(key, NamedView("Sought outside", looked_at), "somebody").id
        secrets = _secrets(library, key, inside, outside)
    with run_dashboard(
        running_platform, folder, uvicorn_run(), WEBCAST_BROWSER="", PYTHONWARNINGS="ignore"
    ) as running:
        browser = Browser(running.url)
        assert browser.post(ENTER, {"username": ANN, "password": PHRASE}).headers["location"] == "/"
        yield Stage(running, browser, inside, outside, outside[0], view, secrets)


def _secrets(library: Library, key: str, inside: tuple[str, ...], outside: tuple[str, ...]) -> frozenset[str]:
    listed = library.events(key)
    hidden = listed.filter(pl.col("cost_center") != WITHIN)
    titles = set(hidden["title"]) - set(listed.filter(cost_center=WITHIN)["title"])
    people = [set(library.report(key, ids).registrants["email"].drop_nulls()) for ids in (inside, outside)]
    strangers = people[1] - people[0]
    assert len(titles) > 10
    assert len(strangers) > 50
    ids = set(hidden["event_id"]) - {outside[0]}
    return frozenset({*titles, *strangers, *ids, "Sought"})


def read(answer: Answer, kind: str = "") -> str:
    """Return what a file says, unpacked."""
    if answer.status == 200 and kind == "xlsx":
        with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
            return "\n".join(packed.read(name).decode("utf-8") for name in packed.namelist())
    if answer.status == 200 and kind == "parquet":
        return pl.read_parquet(io.BytesIO(answer.body)).write_csv()
    return answer.text


def spoken(message: bytes) -> str:
    """Return a message of a page as text; what JSON in it escapes, as it is read."""
    text = message.decode("utf-8", "replace")
    return text + re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def leaks(stage: Stage, said: str) -> list[str]:
    spelled = {name: (name, json.dumps(name)[1:-1], escape(name)) for name in stage.secrets}
    return [name for name, ways in sorted(spelled.items()) if any(way in said for way in ways)]


def queries(stage: Stage) -> list[str]:
    """Return what addresses ask for: events within, one outside, both, another's view, every comparison."""
    inside, both = ",".join(stage.inside), f"{stage.inside[0]},{stage.asked}"
    compares = ["event", "median", "before", "period", "goal", "picked", "everybody", f"view-{stage.view}"]
    return [
        "",
        f"events={inside}",
        f"events={stage.asked}",
        f"events={both}&merge=on",
        f"view={stage.view}",
        *(f"events={stage.inside[1]}&compare={name}" for name in compares),
    ]


@pytest.mark.parametrize("page", PAGES)
def test_no_message_of_a_page_is_of_an_event_outside(stage: Stage, page: str) -> None:
    for query in queries(stage) if page in ("overview", "home", "events") else queries(stage)[:4]:
        with open_page(stage.browser) as opened:
            opened.run(page, query)
            said = "".join(spoken(message) for message in opened.received)
        assert leaks(stage, said) == [], (page, query)


def test_the_same_walk_finds_what_is_there_for_who_is_not_limited(stage: Stage) -> None:
    """Else the tests above and below would say nothing."""
    whole = Browser(stage.dashboard.url)
    whole.post("/login", {"demo": "1"})
    with open_page(whole) as opened:
        opened.run("events", f"events={stage.outside[1]}")
        said = "".join(spoken(message) for message in opened.received)
    assert len(leaks(replace(stage, browser=whole), said)) > 5
    file = read(whole.get(f"{EXPORT}.xlsx?events={','.join(stage.outside)}&time_zone=UTC"), "xlsx")
    assert len(leaks(stage, file)) > 50


@pytest.mark.parametrize("kind", KINDS)
def test_no_file_is_of_an_event_outside(stage: Stage, kind: str) -> None:
    tables = listings.NAMES if kind == "csv" else [listings.REGISTRANTS]
    for table in tables:
        within = stage.browser.get(
            f"{EXPORT}.{kind}?events={stage.inside[0]}&table={table}&time_zone=UTC&compare=median"
        )
        assert within.status in (200, 400), (table, within.text)
        assert leaks(stage, read(within, kind)) == [], table
        for events in (stage.asked, f"{stage.inside[0]},{stage.asked}"):
            answer = stage.browser.get(f"{EXPORT}.{kind}?events={events}&table={table}&time_zone=UTC")
            assert answer.status == 404, table
            assert leaks(stage, answer.text) == []


@pytest.mark.parametrize("path", [f"{EXPORT}.csv", f"{EXPORT}.xlsx", f"{SUMMARY}.html"])
def test_an_event_outside_is_answered_as_one_that_does_not_exist(stage: Stage, path: str) -> None:
    nowhere = "1000001"
    answers = [stage.browser.get(f"{path}?events={event}&time_zone=UTC") for event in (stage.asked, nowhere)]
    assert [answer.status for answer in answers] == [404, 404]
    # All but the id that was asked for and the reference of the answer.
    texts = [re.sub(r"\b\w{4}-\w{2}\b", "", answer.text).replace(stage.asked, nowhere) for answer in answers]
    assert texts[0] == texts[1]
    assert "Event 1000001 should be in your event list, but is not." in texts[0]


def test_a_summary_of_events_within_names_no_other(stage: Stage) -> None:
    answer = stage.browser.get(f"{SUMMARY}.html?events={','.join(stage.inside)}&time_zone=UTC&compare=median")
    assert answer.status == 200
    assert leaks(stage, answer.text) == []
    assert stage.browser.get(f"{SUMMARY}.html?events={stage.asked}").status == 404


def test_a_part_of_a_page_that_runs_by_itself_draws_no_event_that_has_left(stage: Stage) -> None:
    settings = load(stage.dashboard.environ, secrets_file=stage.dashboard.data_dir / "none.toml")
    key = account_key(stage.dashboard.sandbox.username, settings.platform_url)
    with closing(Library.open(settings)) as library, tabs.opened(stage.browser.url, stage.browser.cookies) as tab:
        listed = library.events(key).select(list(schema.EVENT_LIST))
        (title,) = listed.filter(event_id=stage.inside[0])["title"]
        (field,) = (one for one in tab.open("events").of("text_input") if one.proto.label == "Find events")
        assert [box for box in tab.shown.of("checkbox") if title in box.proto.label]
        assert field.fragment
        left = pl.when(event_id=stage.inside[0]).then(pl.lit(OUTSIDE)).otherwise("cost_center")
        library.remember_events(key, listed.with_columns(cost_center=left))
        try:
            shown = tab.set(field, string_value="e")
            assert shown.elements
            assert [box for box in shown.of("checkbox") if title in box.proto.label] == []
        finally:
            library.remember_events(key, listed)


def test_a_changed_limit_ends_the_session_and_shows_other_events(stage: Stage, tmp_path: Path) -> None:
    browser = Browser(stage.dashboard.url)
    browser.post(ENTER, {"username": ANN, "password": PHRASE})
    limit = ("people", "limit", ANN, "--event", stage.asked)
    assert "session" in stage.dashboard.command(*limit).stdout
    wait_until(lambda: browser.get("/export.csv").status == 401, "the session to end")
    browser.post(ENTER, {"username": ANN, "password": PHRASE})
    statuses = [
        browser.get(f"{EXPORT}.csv?events={event}&time_zone=UTC").status for event in (stage.asked, stage.inside[0])
    ]
    assert statuses == [200, 404]
    stage.dashboard.command("people", "limit", ANN, "--cost-center", WITHIN)
