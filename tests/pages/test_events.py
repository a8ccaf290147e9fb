"""Events: finding, picking and loading, and opening files of one's own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Checkbox

from tests.decode import hostile
from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, look, looking, tables, texts
from webcast.api.redaction import Secret
from webcast.reports import schema
from webcast.ui.frame import state
from webcast.ui.overview import words as overview_words
from webcast.ui.picking import words as picking_words
from webcast.view.filters import Filters
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

GUIDE = Path(__file__).resolve().parents[1] / "data" / "guide.xml"
BROKEN = Path(__file__).resolve().parents[1] / "data" / "guide.json"


def rows(page: AppTest) -> list[Checkbox]:
    return [box for box in page.main.checkbox if str(box.key).startswith("wi-tick-")]


def titles(page: AppTest) -> list[str]:
    return [row.label.replace("\\", "") for row in rows(page)]


def chips(page: AppTest) -> list[str]:
    return [button.label for button in page.main.button if str(button.key).startswith("wi-unpick-")]


def presets(page: AppTest) -> dict[str, str]:
    """Return the key of each preset that is offered, by its label."""
    return {b.label: str(b.key) for b in page.main.button if str(b.key).startswith("wi-usual-")}


def test_the_list_says_what_is_loaded(open_page: OpenPage) -> None:
    page = open_page("events", time_zone="UTC")
    assert not page.exception
    assert "3 events in this account, 2 loaded." in texts(page)
    assert "1,000 requests left this hour; expired presentations: 50" in texts(page)
    assert titles(page) == ["Not fetched yet", "Webinar *playbook*", "Product launch"]
    said = texts(page)
    assert [said.count(words) for words in ("Not loaded yet", "Up to date", "5 registrants")] == [1, 2, 2]


def test_new_activity_is_told(open_page: OpenPage, app: AppState) -> None:
    moved = small.listing().with_columns(latest_session=pl.lit(small.RUN_AT).cast(schema.INSTANT))
    app.library.remember_events(ACCOUNT, moved)
    assert "3 events in this account, 2 loaded, 2 of them with new activity since." in texts(open_page("events"))


def test_words_find_events_by_title_id_and_cost_centre(open_page: OpenPage) -> None:
    page = open_page("events", time_zone="UTC")
    page.text_input(key="wi-events-text").set_value("LAUNCH market").run()
    assert titles(page) == ["Product launch"]
    page.text_input(key="wi-events-text").set_value("nothing like it").run()
    assert page.header[0].value == picking_words.NO_EVENTS_MATCH_TITLE


def test_picks_go_to_the_address_and_on_to_the_overview(open_page: OpenPage) -> None:
    page = open_page("events", events="101,102", time_zone="UTC")
    assert "2 events picked" in texts(page)
    page.button(key="wi-analyse").click().run()
    assert page.title[0].value == overview_words.OVERVIEW
    assert page.session_state[state.MIRRORED] == {"events": "101,102", "time_zone": "UTC"}
    assert page.session_state[state.RECENT] == (("101", "102"),)


def test_going_on_keeps_the_search_though_a_picked_event_is_unknown(open_page: OpenPage) -> None:
    page = open_page("events", events="101,999", time_zone="UTC")
    look(page, filters=Filters(text="ada"))
    page.run()
    page.button(key="wi-analyse").click().run()
    assert looking(page).events == ("101",)
    assert looking(page).filters == Filters(text="ada")


def test_ticks_survive_a_search_and_are_named(open_page: OpenPage) -> None:
    page = open_page("events", events="101", time_zone="UTC")
    page.text_input(key="wi-events-text").set_value("playbook").run()
    assert [row.value for row in rows(page)] == [False]
    page.checkbox(key="wi-tick-102").check().run()
    assert looking(page).events == ("101", "102")
    assert page.session_state[state.MIRRORED] == {"events": "101,102", "time_zone": "UTC"}
    assert chips(page) == ["Product launch", "Webinar \\*playbook\\*"]
    page.text_input(key="wi-events-text").set_value("").run()
    assert [row.value for row in rows(page)] == [False, True, True]
    page.button(key="wi-unpick-101").click().run()
    assert looking(page).events == ("102",)
    assert [row.value for row in rows(page)] == [False, True, False]
    page.checkbox(key="wi-tick-102").uncheck().run()
    assert looking(page).events == ()
    assert chips(page) == []


def test_typing_runs_the_list_alone(open_page: OpenPage) -> None:
    page = open_page("events", time_zone="UTC")
    search = page.text_input(key="wi-events-text")
    assert search.proto.live_debounce_ms == 250
    assert search.proto.type == search.proto.SEARCH


def test_what_commas_part_is_found_together_and_picked_with_one_click(open_page: OpenPage) -> None:
    page = open_page("events", events="102", time_zone="UTC")
    page.text_input(key="wi-events-text").set_value("Launch, not fetched").run()
    assert titles(page) == ["Not fetched yet", "Product launch"]
    assert "2 of 3 events" in texts(page)
    assert page.button(key="wi-pick-found").label == "Pick all 2"
    page.button(key="wi-pick-found").click().run()
    assert looking(page).events == ("102", "103", "101")


def test_every_row_says_its_date(open_page: OpenPage) -> None:
    page = open_page("events", time_zone="UTC")
    bodies = [e.proto.body for e in page.main.get("html") if 'class="wi-event"' in e.proto.body]
    dates = [re.findall(r"<bdi>(.*?)</bdi>", body)[0] for body in bodies]
    assert dates == ["May 3, 2025, 2:00\u202fPM", "Apr 3, 2025, 2:00\u202fPM", "Mar 4, 2025, 2:00\u202fPM"]


def test_broadcasts_of_one_programme_are_told_apart_and_picked_together(open_page: OpenPage, app: AppState) -> None:
    same = small.listing().with_columns(title=pl.when(pl.col("event_id") != "102").then(pl.lit("Product launch")))
    app.library.remember_events(ACCOUNT, same)
    page = open_page("events", events="101", time_zone="UTC")
    assert [title.startswith("Product launch · ") for title in titles(page)] == [True, False, True]
    page.button(key=presets(page)["This series (2)"]).click().run()
    assert looking(page).events == ("101", "103")
    assert "This series (2)" not in presets(page)
    assert all(chip.startswith("Product launch · ") for chip in chips(page))


def test_the_latest_events_are_one_click_away(open_page: OpenPage) -> None:
    page = open_page("events", time_zone="UTC")
    label = next(label for label in presets(page) if label.startswith("Last "))
    page.button(key=presets(page)[label]).click().run()
    assert looking(page).events == ("103", "102", "101")
    assert label not in presets(page)


def test_of_many_picked_events_the_list_shows_the_rest(open_page: OpenPage, app: AppState) -> None:
    many = pl.select(
        event_id=pl.int_range(100, 130).cast(pl.String), title=pl.lit("Webcast"), is_expired=pl.lit(value=False)
    )
    app.library.remember_events(ACCOUNT, pl.concat([pl.DataFrame(schema=schema.EVENT_LIST), many], how="diagonal"))
    page = open_page("events", events=",".join(str(n) for n in range(110, 125)), time_zone="UTC")
    assert len(rows(page)) == 20
    assert len(chips(page)) == 12
    assert page.button(key="wi-picked-others").label == "and 3 others"
    page.button(key="wi-picked-others").click().run()
    assert [row.value for row in rows(page)] == [True] * 15


def test_what_the_bare_address_leads_to_is_marked_as_current_there(open_page: OpenPage) -> None:
    for name, paths in (("", ["", "events"]), ("events", ["home", "events"]), ("overview", ["home", "events"])):
        links = open_page(name).sidebar.get("page_link")
        assert [link.proto.page for link in links[:3]] == [*paths, "overview"]


def test_what_analysing_will_cost_is_said_before(open_page: OpenPage) -> None:
    page = open_page("events", events="101,103", time_zone="UTC")
    assert "1 not loaded yet: 1 request of 1,000 left this hour" in texts(page)


def test_nothing_picked_offers_nothing(open_page: OpenPage) -> None:
    page = open_page("events")
    assert page.button(key="wi-analyse").disabled
    assert picking_words.PICK_HINT in texts(page)


def test_clearing_the_selection_unpicks_all(open_page: OpenPage) -> None:
    page = open_page("events", events="101,102", time_zone="UTC")
    page.button(key="wi-clear-pick").click().run()
    assert looking(page).events == ()


def test_an_earlier_pick_is_one_click_away(open_page: OpenPage) -> None:
    page = open_page("events", events="101", time_zone="UTC")
    page.session_state[state.RECENT] = (("101", "102"),)
    page.run()
    assert page.button(key="wi-recent-0").label == "Product launch and 1 more"
    page.button(key="wi-recent-0").click().run()
    assert looking(page).events == ("101", "102")


def test_an_account_without_events_says_so(open_page: OpenPage, app: AppState) -> None:
    app.library.remember_events(ACCOUNT, pl.DataFrame(schema=schema.EVENT_LIST))
    page = open_page("events")
    assert page.header[0].value == picking_words.NO_EVENTS_LISTED_TITLE


# Files


def upload(page: AppTest, *files: Path) -> AppTest:
    page.file_uploader(key="wi-files").set_value([(file.name, file.read_bytes(), "") for file in files])
    next(button for button in page.main.button if button.label == picking_words.OPEN_FILES).click()
    return page.run()


def test_a_file_joins_the_list_and_the_pick(open_page: OpenPage) -> None:
    page = upload(open_page("events", time_zone="UTC"), GUIDE)
    assert not page.exception
    assert "1 file opened" in texts(page)
    assert "guide.xml · 6 registrants" in texts(page)
    assert looking(page).events == ("file-1",)
    assert "Your file" in texts(page)


def test_a_file_that_cannot_be_read_costs_itself_alone(open_page: OpenPage) -> None:
    page = upload(open_page("events", time_zone="UTC"), BROKEN, GUIDE)
    assert "1 file opened" in texts(page)
    assert "guide.json · " in texts(page)
    assert "line 226, column 2" in texts(page)


def test_a_file_that_is_too_much_for_whoever_reads_it_is_too_much_for_nobody_else(
    open_page: OpenPage, app: AppState, tmp_path: Path
) -> None:
    app.decoder._limits = replace(app.decoder._limits, memory_mb=64)
    huge = tmp_path / "huge.csv"
    huge.write_bytes(b"Registered On,Email\n" + b"x" * 70_000_000)
    page = upload(open_page("events", tz="UTC"), huge, GUIDE)
    assert not page.exception
    assert "huge.csv · The report could not be read within 64 MiB of memory" in texts(page)
    assert "1 file opened" in texts(page)
    assert "guide.xml · 6 registrants" in texts(page)


def test_hostile_files_are_read_or_refused_and_the_page_goes_on(open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    for name, data in hostile.every().items():
        (tmp_path / "files" / name).write_bytes(data)
    page = upload(open_page("events", tz="UTC"), *sorted((tmp_path / "files").iterdir()))
    assert not page.exception
    assert "6 files opened" in texts(page)
    for name, (registrants, _) in hostile.FOUND.items():
        assert f"{name} · {registrants} registrant" in texts(page)
    for name, words in hostile.REFUSED.items():
        assert f"{name} · {words}" in texts(page)


def test_warnings_of_a_file_are_listed(open_page: OpenPage) -> None:
    page = upload(open_page("events", time_zone="UTC"), GUIDE)
    listed = next(e for e in page.main.expander if e.label.startswith("guide"))
    assert "email" in tables(listed)[0]["field"].to_list()


def test_a_file_can_be_closed(open_page: OpenPage) -> None:
    page = upload(open_page("events", time_zone="UTC"), GUIDE)
    page.button(key="wi-close-file-1").click().run()
    assert looking(page).events == ()
    assert "Your file" not in texts(page)


def test_without_account_there_are_only_files(open_page: OpenPage, visitor: Visitor) -> None:
    alone = replace(visitor, files_only=True, username="", account="files-x")
    page = open_page("events", who=alone, time_zone="UTC")
    assert not page.exception
    assert picking_words.FILES_ONLY_ANSWER in texts(page)
    assert page.header[0].value == picking_words.FILES_ONLY_EMPTY_TITLE
    upload(page, GUIDE)
    page.button(key="wi-analyse").click().run()
    assert page.title[0].value == overview_words.OVERVIEW
    assert "who registered by the end came live (50\u00a0%)" in texts(page)


def test_an_account_of_20_000_events_is_put_together_once_however_often_it_is_clicked(
    open_page: OpenPage, app: AppState
) -> None:
    events = pl.select(
        event_id=pl.int_range(20_000).cast(pl.String), title=pl.lit("Webcast"), is_expired=pl.lit(value=False)
    )
    listing = pl.concat([pl.DataFrame(schema=schema.EVENT_LIST), events], how="diagonal")
    app.library.remember_events(ACCOUNT, listing)
    page = open_page("events")
    for words in ("web", "19999"):
        page.text_input(key="wi-events-text").set_value(words).run()
    assert titles(page) == ["Webcast"]
    assert app.library._catalogue.joins == 1


def test_the_list_says_when_it_is_refreshed_by_itself_and_what_failed(
    app: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "by itself" not in texts(open_page("events"))
    app.library.held.put(ACCOUNT, "api", Secret("password"), "operator")
    assert "by itself" not in texts(open_page("events"))
    scheduled = replace(app.settings, refresh_every_minutes=60.0)
    monkeypatch.setattr(app.library.schedule, "_parts", replace(app.library.schedule._parts, settings=scheduled))
    assert "refreshed by itself from " in texts(open_page("events"))
    app.library.schedule.look()
    said = texts(open_page("events"))
    assert re.search(r"The event list could not be refreshed by itself \(.*\): .*127\.0\.0\.1", said), said
