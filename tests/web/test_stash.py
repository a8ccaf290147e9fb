"""The stash: values that must not be in a URL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.conftest import Clock
from webcast.settings import Settings
from webcast.view.filters import Filters
from webcast.view.record import View
from webcast.web import links, stash
from webcast.web.app_state import AppState


@pytest.fixture
def other_process(state: AppState, settings: Settings) -> Iterator[AppState]:
    """Another process on the same library."""
    opened = AppState.open(settings, now=state.now)
    yield opened
    opened.close()


def test_a_value_comes_back_to_its_session_alone_from_any_process(state: AppState, other_process: AppState) -> None:
    view = View(filters=Filters(text="miller"), table="questions", headers=("E-mail",))
    key = state.stash.put("ann", links.stashed(view))
    for process in (state, other_process):
        assert links.unstashed(process.stash.get("ann", key)) == view
        assert process.stash.get("bob", key) is None
        assert process.stash.get("ann", "0" * 32) is None


def test_the_key_tells_nothing_and_is_the_same_each_time(state: AppState, other_process: AppState) -> None:
    key = state.stash.put("ann", "ann@example.com")
    assert state.stash.put("ann", "ann@example.com") == key
    assert other_process.stash.put("ann", "ann@example.com") == key
    assert state.stash.put("bob", "ann@example.com") != key
    assert "example" not in key


def test_long_unused_values_make_room(state: AppState, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stash, "KEPT_PER_SESSION", 3)
    monkeypatch.setattr(stash, "_BELIEVED", 0.0)
    keys = []
    for number in range(3):
        clock.advance(seconds=1)
        keys.append(state.stash.put("ann", number))
    clock.advance(seconds=1)
    state.stash.put("ann", 0)
    keys.append(state.stash.put("ann", 3))
    assert [state.stash.get("ann", key) for key in keys] == [0, None, 2, 3]


def test_what_was_just_written_is_not_written_again(state: AppState) -> None:
    key = state.stash.put("ann", 1)
    state.passing.drop("ann", stash.KIND)
    assert state.stash.put("ann", 1) == key
    assert state.stash.get("ann", key) is None


def test_dropped_is_gone(state: AppState) -> None:
    key = state.stash.put("ann", 1)
    state.stash.drop("ann")
    assert state.stash.get("ann", key) is None
    assert state.stash.put("ann", 1) == key
    assert state.stash.get("ann", key) == 1


def test_another_version_s_view_is_none_that_a_file_is_made_of(state: AppState) -> None:
    assert links.unstashed(state.stash.get("ann", state.stash.put("ann", {"file": "/x"}))) is None
    assert links.unstashed(None) is None
