"""One process fetches for those that answer: it is elected, takes up what they want, and tells them how it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.library import stage
from tests.library.child import LEASE_SECONDS
from tests.web.serving import wait_until
from webcast.api.client import ReportingClient
from webcast.api.session import ApiSession
from webcast.library import Library
from webcast.library.entrusted import Entrusted, Logins
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.running import Sandbox, run_sandbox
from webcast.settings import Settings

EVENTS = ("11", "12")
ACCOUNT = "an account"


@pytest.fixture
def platform() -> Iterator[Sandbox]:
    with run_sandbox(world=stage.world(*EVENTS), clock=stage.sandbox_clock()) as sandbox:
        yield sandbox


@pytest.fixture
def settings(platform: Sandbox, tmp_path: Path) -> Settings:
    return stage.settings(tmp_path, platform=platform.url)


@pytest.fixture
def opened(settings: Settings) -> Iterator[Callable[[], Library]]:
    libraries: list[Library] = []

    def another() -> Library:
        libraries.append(Library.open(settings, lease_seconds=LEASE_SECONDS, pace=stage.QUICK))
        return libraries[-1]

    yield another
    for library in libraries:
        library.close()


def signed_in(library: Library) -> ApiSession:
    return ReportingClient(library.settings).sign_in(DEMO_USERNAME, DEMO_PASSWORD)


def go_on(library: Library, session: ApiSession, asked: list[str], tag: str) -> None:
    asked.append(tag)
    library.sync.resume(ACCOUNT, session)


def test_what_one_wants_the_other_fetches_and_tells(opened: Callable[[], Library]) -> None:
    answers, fetches = opened(), opened()
    answers.sync.elsewhere = True
    session, asked = signed_in(answers), list[str]()
    answers.sync.refresh_events(ACCOUNT, session)
    answers.sync.start(ACCOUNT, session, EVENTS)
    assert answers.sync.running() == {}
    told = answers.sync.progress(ACCOUNT)
    assert told is not None
    assert (told.state, told.total, told.done) == ("sign_in", 2, 0)  # nobody is at it yet
    look = partial(fetches.background.look, partial(go_on, fetches, session, asked))
    look()

    def done() -> bool:
        look()
        now = answers.sync.progress(ACCOUNT)
        return now is not None and now.state == "done"

    wait_until(done, "the reports")
    last = answers.sync.progress(ACCOUNT)
    assert last is not None
    assert (last.fetched, last.failures, last.waiting_for) == (2, (), "")
    assert len(asked) == 1
    assert answers.audience(ACCOUNT, EVENTS).total > 0


def test_one_is_elected_and_another_when_it_is_gone(opened: Callable[[], Library]) -> None:
    first, second, asked = opened(), opened(), list[str]()
    for library in (first, second):
        library.background.look(asked.append)
    assert (first.background.elected, second.background.elected) == (True, False)
    first.close()
    second.background.look(asked.append)
    assert second.background.elected


def test_what_was_wanted_of_a_dead_one_its_successor_takes_up(opened: Callable[[], Library]) -> None:
    answers, first, second = opened(), opened(), opened()
    answers.sync.elsewhere = True
    session, asked = signed_in(answers), list[str]()
    answers.sync.start(ACCOUNT, session, EVENTS[:1])
    first.background.look(asked.append)  # and dies before it begins
    first.close()
    second.background.look(partial(go_on, second, session, asked))
    assert asked[0] == asked[1]
    assert second.sync.running()


def test_it_is_begun_once_and_again_when_it_is_wanted_again(opened: Callable[[], Library]) -> None:
    answers, fetches, asked = opened(), opened(), list[str]()
    answers.sync.elsewhere = True
    session = signed_in(answers)
    answers.sync.start(ACCOUNT, session, EVENTS[:1])
    for _ in range(3):
        fetches.background.look(asked.append)
    assert len(asked) == 1

    def again() -> bool:
        answers.sync.resume(ACCOUNT, session)
        fetches.background.look(asked.append)
        return len(asked) == 2

    wait_until(again, "it to be wanted again")


def test_a_login_goes_with_its_session_and_the_newest_of_an_account_is_found(opened: Callable[[], Library]) -> None:
    library = opened()
    session = signed_in(library)
    until = library.passing.now().replace(year=2100)
    logins = Logins(library.passing, library.logins.tag)
    for sid in ("one", "two"):
        logins.entrust(Entrusted(sid, ACCOUNT, until, session, "user"))
    found = logins.newest(library.logins.tag(ACCOUNT))
    assert found is not None
    assert (found.account, found.api, found.password) == (ACCOUNT, session, None)
    assert logins.newest(library.logins.tag("another")) is None
    assert DEMO_USERNAME not in repr(found)
    library.passing.drop("one")
    logins.renew("one", session)
    assert logins.of("one") is None
    assert logins.of("two") == Entrusted("two", ACCOUNT, until, session, "user")
