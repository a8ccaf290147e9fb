"""The stash: values that must not be in a URL."""

from __future__ import annotations

from webcast.view.filters import Filters
from webcast.web.stash import _KEPT_PER_SESSION, Stash


def test_a_value_comes_back_to_its_session_alone() -> None:
    stash = Stash()
    key = stash.put("ann", Filters(text="miller"), "miller")
    assert stash.get("ann", key) == Filters(text="miller")
    assert stash.get("bob", key) is None
    assert stash.get("ann", "0" * 32) is None


def test_the_key_tells_nothing_and_is_the_same_each_time() -> None:
    stash = Stash()
    key = stash.put("ann", "ann@example.com", "ann@example.com")
    assert stash.put("ann", "ann@example.com", "ann@example.com") == key
    assert stash.put("bob", "ann@example.com", "ann@example.com") != key
    assert Stash().put("ann", "ann@example.com", "ann@example.com") != key
    assert "example" not in key


def test_long_unused_values_make_room() -> None:
    stash = Stash()
    first = stash.put("ann", 0, str(0))
    second = stash.put("ann", 1, str(1))
    for n in range(2, _KEPT_PER_SESSION + 1):
        stash.put("ann", 0, str(0))
        stash.put("ann", n, str(n))
    assert stash.get("ann", first) == 0
    assert stash.get("ann", second) is None


def test_dropped_is_gone() -> None:
    stash = Stash()
    key = stash.put("ann", 1, str(1))
    stash.drop("ann")
    assert stash.get("ann", key) is None
