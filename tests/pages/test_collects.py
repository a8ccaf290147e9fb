"""What a run of a page asks of polars, in collects, which no slow machine changes: see docs/performance.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import polars as pl
import pytest

from tests.pages import small
from tests.pages.conftest import OpenPage

MOST: Final = {
    "campaigns": 20,
    "companies": 30,
    "events": 60,
    "funnel": 40,
    "home": 60,
    "overview": 50,
    "portfolio": 120,
    "questions": 35,
    "registrants": 45,
    "surveys": 30,
    "timeline": 100,
}
"""Collects of a rerun that changes no people, and some room for what a page may still get; without kept answers each
executes several times as many."""


@pytest.fixture
def collects(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by one with each execution of a plan, eager steps included."""
    found: list[str] = []

    def counting(name: str, collect: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            found.append(name)
            return collect(*args, **options)

        return counted

    for name in ("collect", "_collect_eager"):  # polars has no public place where both can be seen
        monkeypatch.setattr(pl.LazyFrame, name, counting(name, getattr(pl.LazyFrame, name)))
    return found


@pytest.mark.parametrize("page", MOST)
def test_a_rerun_that_changes_no_people_computes_little_anew(
    open_page: OpenPage, collects: list[str], page: str
) -> None:
    shown = open_page(page, events=f"{small.LAUNCH},{small.PLAYBOOK}")
    cold = len(collects)
    collects.clear()
    shown.run()
    assert not shown.exception
    assert len(collects) <= MOST[page], f"{len(collects)} in place of {cold} at first"
    assert collects, "nothing was counted"
