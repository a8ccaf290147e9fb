"""Tables made once: a new SQLite library begins as a copy of one that the store made, with nothing in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from webcast.library import store
from webcast.library.store import Store


@contextmanager
def copied(folder: Path) -> Iterator[Callable[[Path], None]]:
    """Have stores of new SQLite files find their tables there; gives how the product makes such a file.

    Args:
        folder: Where the file that is copied is made, by the product's own code.
    """
    first = folder / "library.sqlite3"
    with closing(Store(f"sqlite:///{first}")):
        pass
    content, usual = first.read_bytes(), store._make_private

    def make(path: Path) -> None:
        with suppress(OSError):  # the store says what is wrong there
            _begin(path, content)
        usual(path)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store, "_make_private", make)
        yield usual


def _begin(path: Path, content: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{uuid4().hex}")
    part.touch(0o600)
    try:
        part.write_bytes(content)
        os.link(part, path)  # all of it at once, and never over what another has made meanwhile
    finally:
        part.unlink()
