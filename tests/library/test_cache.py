"""Audiences in memory: computed once, and none kept that was begun before people were taken out."""

from __future__ import annotations

from tests.analysis.small import audience
from webcast.analysis.audience import Audience
from webcast.library.cache import AudienceCache


def test_what_was_computed_is_given_again() -> None:
    cache = AudienceCache()
    first = cache.get(("event",), audience)
    assert cache.get(("event",), audience) is first
    assert len(cache) == 1


def test_one_that_was_begun_before_all_were_forgotten_is_not_kept() -> None:
    cache = AudienceCache()

    def make() -> Audience:
        cache.clear()
        return audience()

    cache.get(("event",), make)
    assert len(cache) == 0


def test_as_many_as_may_be_are_kept_and_the_latest_used_stay() -> None:
    cache = AudienceCache(most=2)
    first = cache.get(("1",), audience)
    cache.get(("2",), audience)
    cache.get(("1",), audience)
    cache.get(("3",), audience)
    assert len(cache) == 2
    assert cache.get(("1",), audience) is first
