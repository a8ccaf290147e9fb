"""What several processes know of a session together: whom the platform is asked as, until it is over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.conftest import Clock
from webcast.api.redaction import Secret
from webcast.library import account_key
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.settings import Settings
from webcast.web.app_state import AppState
from webcast.web.live import Credentials
from webcast.web.visitor import Came, Visitor, new_visitor


@pytest.fixture
def both(settings: Settings, clock: Clock) -> Iterator[tuple[AppState, AppState]]:
    """Two processes that answer; a third one fetches."""
    opened = [AppState.open(settings, now=clock, shares=True) for _ in range(2)]
    for state in opened:
        state.library.only_answer()
    yield opened[0], opened[1]
    for state in opened:
        state.close()


def signed_in(state: AppState) -> Visitor:
    visitor = new_visitor(
        account=account_key(DEMO_USERNAME, state.settings.platform_url),
        username=DEMO_USERNAME,
        api=state.client.sign_in(DEMO_USERNAME, DEMO_PASSWORD),
        expires_at=state.session_ends(),
    )
    state.signed_in(visitor, Credentials(DEMO_USERNAME, DEMO_PASSWORD), Came())
    return visitor


def test_who_signed_in_at_one_can_be_signed_in_again_by_the_other(both: tuple[AppState, AppState]) -> None:
    here, there = both
    visitor = signed_in(here)
    for state in both:
        found = state.credentials(visitor)
        assert found is not None
        assert (found.username.reveal(), found.password.reveal()) == (DEMO_USERNAME, DEMO_PASSWORD)
        assert DEMO_PASSWORD not in repr(found)
    newer = there.client.sign_in(DEMO_USERNAME, DEMO_PASSWORD)
    there.renewer(visitor)(newer)
    assert here.current(visitor).api == newer
    changed = there.credentials(visitor)
    assert changed is not None
    changed.change(Secret("another"))
    again = here.credentials(visitor)
    assert again is not None
    assert again.password.reveal() == "another"


def test_a_sign_out_at_one_forgets_them_at_all(both: tuple[AppState, AppState]) -> None:
    here, there = both
    visitor = signed_in(here)
    held = there.credentials(visitor)  # as a fetch that runs holds them
    assert held is not None
    here.sign_out(visitor)
    assert (held.username.reveal(), held.password.reveal()) == ("", "")
    assert there.credentials(visitor) is None


def test_they_end_with_the_session(both: tuple[AppState, AppState], clock: Clock) -> None:
    here, there = both
    visitor = signed_in(here)
    clock.advance(hours=13)
    assert there.credentials(visitor) is None


def test_what_the_platform_refuses_ends_the_session_whichever_process_heard_it(
    both: tuple[AppState, AppState],
) -> None:
    here, there = both
    visitor, other = signed_in(here), signed_in(here)
    held = there.credentials(visitor)
    assert held is not None
    held.refused()
    for one in (visitor, other):  # both began with that password
        assert not here.library.sessions.in_force(one.sid, None, here.now())
        assert here.credentials(one) is None


def test_nothing_of_it_is_readable_in_the_library(both: tuple[AppState, AppState], settings: Settings) -> None:
    signed_in(both[0])
    for file in settings.data_dir.iterdir():
        content = file.read_bytes()
        assert DEMO_PASSWORD.encode() not in content
        assert DEMO_USERNAME.encode() not in content
