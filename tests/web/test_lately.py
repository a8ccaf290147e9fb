"""What a process remembers of what happened lately: nothing is known before it happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from webcast.web.lately import Call, Lately

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


class Watch:
    """A clock that is set by hand."""

    at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def lately(watch: Watch) -> Lately:
    return Lately(watch)


def test_before_anything_happened_nothing_is_known(lately: Lately) -> None:
    assert (lately.answered, lately.failed, lately.since) == (None, None, NOON)
    assert [lately.count(kind) for kind in ("fetch", "decode", "failure")] == [0, 0, 0]


def test_the_latest_answer_and_the_latest_failure_are_remembered(lately: Lately, watch: Watch) -> None:
    lately("fetch", {"call": "report", "outcome": "ok", "seconds": 1.0})
    watch.at += timedelta(minutes=1)
    lately("fetch", {"call": "report", "outcome": "PlatformUnreachable", "seconds": 1.0})
    watch.at += timedelta(minutes=1)
    lately("fetch", {"call": "events", "outcome": "left off", "seconds": 1.0})
    assert lately.answered == Call(NOON + timedelta(minutes=2), "events", "left off")
    assert lately.failed == Call(NOON + timedelta(minutes=1), "report", "PlatformUnreachable")
    assert lately.count("fetch") == 1


def test_failures_of_pages_and_of_reading_are_counted_and_nothing_else(lately: Lately) -> None:
    lately("failure", {"status": 500})
    lately("failure", {"status": 0, "error": "KeyError"})
    lately("decode", {"outcome": "BadData"})
    lately("decode", {"outcome": "ok", "seconds": 0.1})
    lately("page", {"page": "home", "seconds": 0.1})
    lately("refused", {"why": "gate"})
    assert [lately.count(kind) for kind in ("failure", "decode", "fetch", "page")] == [2, 1, 0, 0]
