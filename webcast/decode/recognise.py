"""What is in front of us: opens bytes, paths and streams, and tells a report's format from its first bytes."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Literal

from webcast.bodies import behind_prolog, has_table, kind_of, text_of
from webcast.decode.bounds import USUAL, Bounds
from webcast.decode.unpacking import Readable, Unpacked
from webcast.errors import DecodeError, UnexpectedAnswer
from webcast.language import later

Format = Literal["xml", "json", "csv", "xlsx"]
Form = Literal["xml", "json", "csv", "xlsx", "html", "spreadsheetml"]
"""What a file can be: the platform's formats, and what other systems call .xls."""

Source = bytes | bytearray | memoryview | str | Path | Readable

FORMATS: Final[tuple[Format, ...]] = ("xml", "json", "csv", "xlsx")
HEAD_BYTES = 8192
_GZIP = b"\x1f\x8b"


class Peekable(io.RawIOBase):
    """A binary stream whose first bytes can be looked at and are still read afterwards."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._ahead = b""
        self._at = 0

    def peek(self, size: int = HEAD_BYTES) -> bytes:
        """Return the next ``size`` bytes, or fewer at the end, without consuming them."""
        while len(self._ahead) < size:
            more = _read(self._stream, size - len(self._ahead))
            if not more:
                break
            self._ahead += more
        return self._ahead[:size]

    def readable(self) -> bool:
        """Return true: this is for reading."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, or everything; fewer only at the end.

        Raises:
            DecodeError: Compressed bytes are damaged or cut off.
        """
        ahead = self._ahead if size < 0 else self._ahead[:size]
        self._ahead = self._ahead[len(ahead) :]
        parts = [ahead] if ahead else []
        missing = size - len(ahead)
        while size < 0 or missing > 0:
            more = _read(self._stream, 1 << 20 if size < 0 else missing)
            if not more:
                break
            parts.append(more)
            missing -= len(more)
        return parts[0] if len(parts) == 1 else b"".join(parts)


def _read(stream: Readable, size: int) -> bytes:
    try:
        return stream.read(size) or b""
    except (EOFError, zlib.error, gzip.BadGzipFile) as exc:
        raise DecodeError(
            later("The compressed report is damaged or cut off: it should be a whole gzip stream."),
            remedy=later("Fetch or upload the report again."),
        ) from exc


def broken_off(exc: OSError) -> DecodeError:
    """Return the error of a report that the system stopped giving."""
    return DecodeError(
        later("The report could not be read to its end ({said}).", said=exc.strerror or type(exc).__name__),
        remedy=later("Check where it is kept, and try again."),
    )


@contextmanager
def opened(source: Source, bounds: Bounds = USUAL) -> Iterator[Peekable]:
    """Open bytes, a path or a binary stream for reading; gzip is taken off. A stream is left open.

    Reading from it raises :class:`~webcast.decode.bounds.TooLarge` when it becomes more than ``bounds`` allow.

    Raises:
        DecodeError: The file cannot be opened.
    """
    if isinstance(source, str | Path):
        with open_file(Path(source)) as file:
            yield unpacked(Peekable(file), bounds)
    elif isinstance(source, bytes | bytearray | memoryview):
        yield unpacked(Peekable(io.BytesIO(source)), bounds)
    else:
        yield unpacked(Peekable(source), bounds)


def open_file(path: Path) -> BinaryIO:
    """Open a report's file.

    Raises:
        DecodeError: It cannot be opened.
    """
    try:
        return path.open("rb")
    except OSError as exc:
        raise DecodeError(
            later("The file {name} cannot be opened ({said}).", name=path.name, said=exc.strerror),
            remedy=later("Check its name and place."),
        ) from exc


def unpacked(stream: Peekable, bounds: Bounds) -> Peekable:
    """Return a stream with gzip taken off."""
    # Twice at most: a proxy may compress what the platform sent compressed.
    for _ in range(2):
        if not stream.peek(2).startswith(_GZIP):
            break
        stream = Peekable(Unpacked(stream, bounds))
    return stream


_TABLE: Final = re.compile(r"<table\b|<tr\b", re.IGNORECASE)
_SPREADSHEET: Final = re.compile(
    r"<(\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet", re.IGNORECASE
)


def recognise(head: bytes, *, is_file: bool = False) -> Form:
    """Tell the format of a report from its first bytes.

    Args:
        head: The first bytes.
        is_file: It is a file that somebody opens, and not what the platform answers: tables of other systems are read
            as well, and what is said speaks of the file.

    Raises:
        UnexpectedAnswer: It is a web page, or nothing at all.
        DecodeError: It is none of the formats.
    """
    kind = kind_of(head)
    if is_file and (found := _of_a_file(kind, head)) is not None:
        return found
    if kind in FORMATS:
        return kind
    if kind == "xls":
        raise DecodeError(
            later(
                "This is a workbook of Excel 97 to 2003, or one with a password; XML, JSON, CSV and XLSX can be read."
            ),
            remedy=later("Save it as .xlsx without a password and upload that."),
        )
    if kind == "empty":
        raise UnexpectedAnswer(
            later("The report is empty: there should be XML, JSON, CSV or XLSX, but nothing came.")
            if not is_file
            else later("The file is empty: there should be a report in XML, JSON, CSV or XLSX."),
            remedy=later("Fetch or upload it again.") if not is_file else later("Export it again."),
        )
    if kind == "html":
        raise _page(is_file=is_file)
    raise DecodeError(
        later("This is no report: it should be XML, JSON, CSV or XLSX, but is something else."),
        remedy=later("Upload a report as the platform exports it."),
    )


def _page(*, is_file: bool) -> UnexpectedAnswer:
    if is_file:
        return UnexpectedAnswer(
            later("The file is a web page without a table; an audience report should be in it."),
            remedy=later("Export the report from the platform again, and open that file."),
        )
    return UnexpectedAnswer(
        later(
            "A web page came instead of a report; the platform, or a proxy before it, shows an error or a sign-in."
        ),
        remedy=later("Try again later; if it stays so, check the platform's address in the settings."),
    )


def _of_a_file(kind: str | None, head: bytes) -> Form | None:
    """Return what a file is that is none of the platform's formats, but holds a table all the same."""
    text = text_of(head)
    if kind in ("html", "xml"):
        if _SPREADSHEET.search(text):
            return "spreadsheetml"
        body = behind_prolog(text)
        return "html" if _TABLE.match(body) or (kind == "html" and _TABLE.search(body)) else None
    # Title lines may stand above the headers.
    return "csv" if kind == "text" and has_table(text) else None
