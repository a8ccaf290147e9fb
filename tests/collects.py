"""What polars is asked for: how many plans it executes, which no slow machine changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl
import pytest


@contextmanager
def watched() -> Iterator[list[str]]:
    """Yield what grows by a name with each execution of a plan meanwhile, eager steps included."""
    found: list[str] = []

    def counting(name: str, collect: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            found.append(name)
            return collect(*args, **options)

        return counted

    with pytest.MonkeyPatch.context() as patched:
        for name in ("collect", "_collect_eager"):  # polars has no public place where both can be seen
            patched.setattr(pl.LazyFrame, name, counting(name, getattr(pl.LazyFrame, name)))
        patched.setattr(pl, "collect_all", counting("collect_all", pl.collect_all))  # several plans in one go
        yield found
