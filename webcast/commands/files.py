"""Files that commands write: whole or not at all, and readable by their owner alone."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from webcast.commands.console import one_line
from webcast.errors import ChangeRequest


class UnreadableFile(ChangeRequest):
    """A file that was named cannot be read or written."""


def write_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file whole or not at all, readable by nobody else: it holds people.

    Raises:
        UnreadableFile: It cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            _write(path, pieces)  # a pipe or a device: nothing to put in its place
        else:
            _replace(path.resolve(), pieces)
    except OSError as exc:
        raise UnreadableFile(
            f"{one_line(str(path))} cannot be written: {exc.strerror or type(exc).__name__}.",
            remedy="Choose another file.",
        ) from None


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        os.close(handle)
        _write(part, pieces)
        part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
