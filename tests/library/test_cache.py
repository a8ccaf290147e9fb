"""Audiences in memory: computed once, and none kept that was begun before people were taken out."""

from __future__ import annotations

from tests.analysis.small import audience
from webcast.analysis.audience import Audience
from webcast.analysis.parts import Parts
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


def of_figures() -> Audience:
    """Return the same five registrants, whose report is opened when somebody asks for them."""
    whole = audience()
    return Audience.of_parts(Parts(whole.events, whole.warnings, whole.total, {}), lambda: whole.report)


def test_people_count_once_they_are_at_hand() -> None:
    cache = AudienceCache(most_registrants=9)
    found = [cache.get((name,), of_figures) for name in ("1", "2", "3")]
    assert len(cache) == 3
    assert [one.total for one in found] == [5, 5, 5]
    assert found[0].members.height == 5
    cache.get(("4",), of_figures)
    assert len(cache) == 4  # 5 registrants are at hand
    assert found[1].members.height == 5
    cache.get(("5",), of_figures)
    assert len(cache) == 4  # 10 were, so the first went
    assert cache.get(("2",), audience) is found[1]
