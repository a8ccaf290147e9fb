"""The page about what is kept of people: what is said before, what has to be typed, and what is recorded."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, links, texts
from webcast.library.held_of_person import HeldOf
from webcast.library.steps import Step, untold
from webcast.roles import Role
from webcast.ui.administration import errands
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A press waits for its end, however slow the machine is, unless a test says otherwise."""
    monkeypatch.setattr(errands, "PATIENCE", 60)


@pytest.fixture
def email(app: AppState) -> str:
    """Somebody who is in a report."""
    found: str = app.library.report(ACCOUNT, [small.LAUNCH]).registrants["email"].drop_nulls()[0]
    return found


def registered(app: AppState, email: str) -> int:
    return app.library.held_of(email).counts.registrants


def looked_up(open_page: OpenPage, email: str) -> AppTest:
    page = open_page("privacy", time_zone="UTC")
    page.text_input(key="wi-privacy-email").set_value(email)
    page.button(key="wi-privacy-look-up").click().run()
    assert not page.exception
    return page


def last(app: AppState) -> tuple[str, str, dict[str, int]]:
    entry = app.library.audit_entries(ACCOUNT, limit=1)[0]
    return entry.action, entry.where, dict(entry.counts)


def forms(page: AppTest) -> list[str]:
    return [text.value for text in page.text]


def test_a_person_is_looked_up_and_that_is_recorded_without_whom(
    held: AppState, email: str, open_page: OpenPage
) -> None:
    count = registered(held, email)
    page = looked_up(open_page, f" {email} ")
    assert re.search(rf"Held: {count} registrations? in {count} reports? of {count} events?, ", texts(page))
    action, where, counts = last(held)
    assert (action, where, counts) == ("see what is held", "127.0.0.1", {"registrants": count, "events": count})
    (address,) = [link for link in links(page) if link.startswith("/administration/")]
    assert re.fullmatch(r"/administration/held-of-person\.json\?private=[0-9a-f]{32}", address)
    assert any("It cannot be undone." in said for said in forms(page))
    assert registered(held, email) == count


def test_they_are_forgotten_once_their_address_is_typed_again(
    held: AppState, email: str, open_page: OpenPage
) -> None:
    count = registered(held, email)
    page = looked_up(open_page, email)
    page.text_input(key="wi-privacy-again").set_value("somebody@else.example")
    page.button(key="wi-privacy-forget-now").click().run()
    assert "Nothing was deleted: what was typed is not the address that was looked up." in texts(page)
    assert registered(held, email) == count
    page.text_input(key="wi-privacy-again").set_value(email.upper())
    page.button(key="wi-privacy-forget-now").click().run()
    assert not page.exception
    assert registered(held, email) == 0
    assert re.search(rf"{count} registrations? taken out of {count} reports?; responses: ", texts(page))
    assert last(held)[0] == "forget person"
    assert not [link for link in links(page) if link.startswith("/administration/")]


def test_of_somebody_unknown_nothing_is_held_and_nothing_is_offered(held: AppState, open_page: OpenPage) -> None:
    page = looked_up(open_page, "nobody@nowhere.example")
    assert "Nothing is held of this person." in texts(page)
    assert "wi-privacy-forget-now" not in [button.key for button in page.button]


def test_who_may_sign_in_is_said_to_stay(held: AppState, email: str, open_page: OpenPage) -> None:
    held.library.people.add("Somebody", email, ACCOUNT, Role.FIGURES, "operator")
    page = looked_up(open_page, email)
    assert "This person may sign in here. Forgetting leaves that as it is" in texts(page)
    page.text_input(key="wi-privacy-again").set_value(email)
    page.button(key="wi-privacy-forget-now").click().run()
    assert "Forgetting leaves that as it is" in texts(page)
    assert held.library.people.find(email).email == email
    page = looked_up(open_page, email)
    assert "No report holds this person." in texts(page)
    assert "wi-privacy-forget-now" not in [button.key for button in page.button]
    # Of who is in another account alone nobody is told.
    held.library.people.put_role(email, ACCOUNT, None, "operator")
    assert "Nothing is held of this person." in texts(looked_up(open_page, email))


def test_what_takes_long_shows_how_far_it_is_and_goes_on(
    held: AppState, email: str, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on = threading.Event(), threading.Event()
    held_of = held.library.held_of

    def slow(email: str, within: Sequence[str] | None = None, *, step: Step = untold) -> HeldOf:
        step(1, 3)
        reached.set()
        assert go_on.wait(60)
        return held_of(email, within)

    monkeypatch.setattr(held.library, "held_of", slow)
    monkeypatch.setattr(errands, "PATIENCE", 0.01)
    page = open_page("privacy", time_zone="UTC")
    page.text_input(key="wi-privacy-email").set_value(email)
    page.button(key="wi-privacy-look-up").click().run()
    assert reached.wait(60)
    page.run()
    assert "Looking through 3 reports: 1 done" in [bar.text for bar in page.get("progress")]
    assert "Held: " not in texts(page)
    # Another thing has to wait, and another page of theirs shows the same.
    page.button(key="wi-privacy-look-up").click().run()
    assert "Something else that you began is still going on." in texts(page)
    other = open_page("privacy", time_zone="UTC")
    go_on.set()
    errand = held.errands.of("sid")
    assert errand is not None
    assert errand.wait(60)
    other.run()
    assert "Held: " in texts(other)
    assert held.errands.of("sid") is None


def test_a_look_can_be_left_off(
    held: AppState, email: str, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def slow(_email: str, _within: object = None, *, step: Step = untold) -> None:
        reached.set()
        assert go_on.wait(60)
        step(2, 3)

    monkeypatch.setattr(held.library, "held_of", slow)
    monkeypatch.setattr(errands, "PATIENCE", 0.01)
    page = open_page("privacy", time_zone="UTC")
    page.text_input(key="wi-privacy-email").set_value(email)
    page.button(key="wi-privacy-look-up").click().run()
    assert reached.wait(60)
    page.run()
    page.button(key="wi-errand-leave-off").click().run()
    errand = held.errands.of("sid")
    go_on.set()
    assert errand is not None
    assert errand.wait(60)
    page.run()
    assert "It was left off before its end." in texts(page)


def test_what_is_no_address_is_not_looked_up(held: AppState, open_page: OpenPage) -> None:
    before = len(held.library.audit_entries())
    page = looked_up(open_page, "nobody")
    assert "An address should have an @; nothing was looked up." in texts(page)
    assert len(held.library.audit_entries()) == before


def test_old_reports_are_counted_before_and_deleted_once_the_word_is_typed(
    held: AppState, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("privacy", time_zone="UTC")
    assert "No report is older than that." in [caption.value for caption in page.caption]
    clock = held.library._upkeep._clock
    later = replace(clock(), wall=clock().wall + 400 * 86_400)
    monkeypatch.setattr(held.library._upkeep, "_clock", lambda: later)
    page.run()
    assert "No report is older than that." in [caption.value for caption in page.caption]  # the newest of each
    page.toggle(key="wi-retention-newest").set_value(True).run()
    assert "This deletes 2 reports of 2 events. 2 events would have none left. It cannot be undone." in forms(page)
    page.text_input(key="wi-retention-word").set_value("yes")
    page.button(key="wi-retention-now").click().run()
    assert "Nothing was deleted: the word that confirms it was not typed." in texts(page)
    assert held.library.reports_of(small.LAUNCH) == 1
    page.text_input(key="wi-retention-word").set_value(" Delete ")
    page.button(key="wi-retention-now").click().run()
    assert "2 reports deleted." in texts(page)
    assert held.library.reports_of(small.LAUNCH) == 0
    assert last(held) == ("retention", "127.0.0.1", {"snapshots": 2, "events": 2})


def test_the_reports_of_an_event_are_deleted_once_its_id_is_typed_again(held: AppState, open_page: OpenPage) -> None:
    page = open_page("privacy", time_zone="UTC")
    page.text_input(key="wi-event-id").set_value("9999").run()
    assert "No report of an event with this ID is held." in [caption.value for caption in page.caption]
    page.text_input(key="wi-event-id").set_value(small.LAUNCH).run()
    assert "This deletes 1 report. It cannot be undone." in forms(page)
    page.text_input(key="wi-event-again").set_value("102")
    page.button(key="wi-event-now").click().run()
    assert held.library.reports_of(small.LAUNCH) == 1
    page.text_input(key="wi-event-again").set_value(small.LAUNCH)
    page.button(key="wi-event-now").click().run()
    assert held.library.reports_of(small.LAUNCH) == 0
    assert "1 report deleted." in texts(page)


def test_what_the_settings_keep_is_said(held: AppState, open_page: OpenPage) -> None:
    held.settings = replace(held.settings, keep_snapshots=5, retention_days=None, audit_days=400)
    page = open_page("privacy", time_zone="UTC")
    said = "By the settings are kept: of each event the newest 5 reports, whatever their age; "
    assert f"{said}entries of the audit log for 400 days." in [caption.value for caption in page.caption]


def test_who_administers_no_more_deletes_nothing(
    held: AppState, visitor: Visitor, email: str, open_page: OpenPage
) -> None:
    page = looked_up(open_page, email)
    page.text_input(key="wi-privacy-again").set_value(email)
    held.library.held.remove(ACCOUNT, "operator")
    page.button(key="wi-privacy-forget-now").click().run()
    assert not page.exception
    assert registered(held, email) > 0
    actions = [entry.action for entry in held.library.audit_entries(ACCOUNT, limit=2)]
    assert actions == ["refused: page privacy", "refused: forget person"]
