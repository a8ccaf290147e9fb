"""Looks through a workbook's parts before anybody opens it: how large they become, and how far its sheets reach.

What reads workbooks makes a place in memory for every cell from the first that is used to the last, so that one
cell far away asks for gigabytes, and it gives each cell its own copy of a text that all share. Here the parts are
unpacked piece by piece, and only where cells stand is read off their tags; nothing is kept. A sheet that reaches far
but holds little is written anew without the rows and columns in which nothing stands, which loses nothing.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from webcast.decode.bounds import MB, Bounds, in_mb, too_large
from webcast.decode.notes import Notes
from webcast.errors import DecodeError
from webcast.language import later

_PIECE: Final = 1 << 20
_LONGEST_TAG: Final = 1 << 16
_ENOUGH_ROOM: Final = 1_000_000
"""Cells that a sheet may span however few it holds."""

_SPARSE: Final = 8
"""Of so many cells that a sheet spans it should hold one."""

_LAST_ROW: Final = 1_048_576
_LAST_COLUMN: Final = 16_384

_CELL: Final = re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
_QUOTE: Final = 34
_PLACE: Final = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)([0-9]+)[\"']")
_ROW: Final = re.compile(rb"<(?:\w+:)?row(?=[\s/>])")
_ODD: Final = (b"r='", b"r =", b"r\n", b"r\r", b"r\t")
"""How else a place can be written than as all programs do."""

_SHARED: Final = re.compile(
    rb"<(?:\w+:)?c\s(?:(?>[^>]*?\bt\s*=\s*[\"']s[\"'][^>]*>)\s*<(?:\w+:)?v(?>[^>]*>)\s*([0-9]{1,8})(?![0-9])|[^>]*+)"
)
"""A tag that says no such thing is passed over whole: its end would be looked for from each ``<c`` in it."""
_TEXT: Final = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_MOVED: Final = re.compile(
    rb"(<(?:\w+:)?(?:c|row)\s(?>[^>]*?\br\s*=\s*[\"']))([A-Za-z]*)([0-9]+)|<(?:\w+:)?(?:c|row)\s[^>]*+"
)
_SPANS: Final = re.compile(rb"\sspans\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*')|<(?:\w+:)?dimension\s[^<>]*/>")
"""What says again where a row's or a sheet's cells stand."""


@dataclass
class _Part:
    """What stands in one part of a workbook, as far as it matters here."""

    info: zipfile.ZipInfo
    cells: int = 0
    placed: int = 0
    shared: list[np.ndarray] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    is_odd: bool = False

    @cached_property
    def rows(self) -> np.ndarray:
        """In which rows something stands; only sheets have it, and an archive can have a million other parts."""
        return np.zeros(_LAST_ROW + 1, dtype=bool)

    @cached_property
    def columns(self) -> np.ndarray:
        """In which columns something stands."""
        return np.zeros(_LAST_COLUMN + 1, dtype=bool)

    def take(self, piece: bytes, at: int) -> None:
        """Read what a piece says; ``at`` is where it starts."""
        if b"<si" in piece or b":si" in piece:
            self.texts += [at + match.start() for match in _TEXT.finditer(piece)]
        cells = _count(piece)
        if not cells and b"row" not in piece:
            return
        self.cells += cells
        marks = np.frombuffer(piece + bytes(16), dtype=np.uint8)
        found = _plain_places(piece, marks, cells) or _any_places(piece)
        self.is_odd = self.is_odd or found.is_odd or b"<![CDATA[" in piece
        self.placed += len(found.columns)
        _note(self.columns, found.columns)
        _note(self.rows, found.rows)
        self.shared.append(_shared(piece, marks))

    @property
    def can_be_moved(self) -> bool:
        """Whether every cell says where it stands, and nothing only looks like one."""
        return self.placed == self.cells and not self.is_odd


def checked(data: bytes, bounds: Bounds, notes: Notes) -> bytes:
    """Return a workbook that can be opened: the same bytes, or the same cells nearer to one another.

    Raises:
        TooLarge: It becomes more than ``bounds`` allow; says how much.
        DecodeError: It is no workbook, or damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return _checked(data, book, bounds, notes)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        # In turn: no zip; damaged; cut off; packed in a way that workbooks are not; with a password; …
        raise unreadable() from None


def unreadable() -> DecodeError:
    """Return the error of what is no workbook, or a damaged one."""
    return DecodeError(
        later("The workbook cannot be read: it should be an .xlsx file without a password."),
        remedy=later("Export it again, or save it anew."),
    )


def _checked(data: bytes, book: zipfile.ZipFile, bounds: Bounds, notes: Notes) -> bytes:
    said = sum(info.file_size for info in book.infolist())
    for info in book.infolist():
        _check_size(info, info.file_size, said, len(data), bounds)
    parts = _surveyed(book, len(data), bounds)
    _check_texts(parts, bounds)
    far = {part.info.filename for part in parts if _is_far(part)}
    for part in parts:
        _check_cells(part, bounds, drawn_together=part.info.filename in far)
    if not far:
        return data
    data = _rewritten(book, parts, far, bounds)
    with zipfile.ZipFile(io.BytesIO(data)) as anew:
        for part in _surveyed(anew, len(data), bounds):  # a damaged tag can name two places, of which one was moved
            _check_cells(part, bounds)
    notes.add(
        later("Cells of a sheet stand far from the others; what is empty between them was passed over."), field="row"
    )
    return data


def _surveyed(book: zipfile.ZipFile, packed: int, bounds: Bounds) -> list[_Part]:
    """Return what stands in each part of a workbook."""
    parts: list[_Part] = []
    total = 0
    for info in book.infolist():
        part, start = _Part(info), total
        for piece in _pieces(book, info, bounds):
            part.take(piece, total - start)
            total += len(piece)
            _check_size(info, total - start, total, packed, bounds, at_least=True)
        part.texts.append(total - start)
        parts.append(part)
    return parts


def _check_size(
    info: zipfile.ZipInfo, unpacked: int, total: int, packed: int, bounds: Bounds, *, at_least: bool = False
) -> None:
    if bounds.is_too_much(packed, total):
        raise bounds.refusal("workbook", packed, total, at_least=at_least)
    if bounds.is_too_much(info.compress_size, unpacked):
        raise bounds.refusal("part of a workbook", info.compress_size, unpacked, at_least=at_least)


def _pieces(book: zipfile.ZipFile, info: zipfile.ZipInfo, bounds: Bounds) -> Iterator[bytes]:
    """Yield a part, cut between tags; as long as it really is, whatever the archive says of it."""
    info = copy.copy(info)
    info.file_size = bounds.unpacked_mb * MB + _PIECE
    left = b""
    with book.open(info) as stream:
        while more := stream.read(_PIECE):
            data = left + more
            end = data.rfind(b"<")
            if end < 0 or data.find(b">", end) >= 0:
                end = len(data)
            left = data[end:]
            if len(left) > _LONGEST_TAG:
                raise unreadable()
            yield data[:end]
    yield left


def _check_texts(parts: list[_Part], bounds: Bounds) -> None:
    """Refuse sheets that would hold too much once each cell has its own copy of a shared text."""
    lengths = next((np.diff(part.texts) for part in parts if len(part.texts) > 1), None)
    if lengths is None:
        return
    size = 0
    for part in parts:
        for numbers in part.shared:
            size += int(lengths[numbers[numbers < len(lengths)]].sum())
    if size > bounds.unpacked_mb * MB:
        raise too_large(
            later(
                "The workbook would become {size} when each of its cells has its text; {most} MB are allowed.",
                size=in_mb(size),
                most=bounds.unpacked_mb,
            ),
            "DECODE_UNPACKED_MB",
        )


def _count(piece: bytes) -> int:
    """Return how many cells a piece has."""
    plain = piece.count(b"<c ")
    if plain == piece.count(b"<c") and b":c" not in piece:
        return plain
    return len(_CELL.findall(piece))


def _note(seen: np.ndarray, numbers: np.ndarray) -> None:
    """Note which rows or columns were met.

    Raises:
        DecodeError: There can be no such.
    """
    if len(numbers) and not 0 < numbers.min() <= numbers.max() < len(seen):
        raise DecodeError(
            later("The workbook is damaged: a cell stands beyond the last row or column that a sheet can have."),
            remedy=later("Export it again, or save it anew."),
        )
    seen[numbers] = True


class _Places(NamedTuple):
    """Where a piece says that its rows and cells stand; odd where there are more places than rows and cells."""

    columns: np.ndarray
    rows: np.ndarray
    is_odd: bool = False


def _plain_places(piece: bytes, marks: np.ndarray, cells: int) -> _Places | None:
    """Return the places in a piece that is written as all programs write it; None for any other."""
    count = piece.count(b"<row")
    if piece.count(b'r="') != cells + count or b":row" in piece or any(odd in piece for odd in _ODD):
        return None
    columns, at = _read(marks, _behind(marks, b'<c r="'), 3, b"A", 26)
    rows, at = _read(marks, at, 7, b"0", 10)
    numbers, behind = _read(marks, _behind(marks, b'<row r="'), 7, b"0", 10)
    ends = np.concatenate([at, behind])
    if len(at) != cells or len(behind) != count or not (marks[ends] == _QUOTE).all() or not columns.all():
        return None
    return _Places(columns, np.concatenate([rows, numbers]))


def _any_places(piece: bytes) -> _Places:
    """Return whatever in a piece can be a place: a tag may name several, and which counts is not our choice."""
    found = _PLACE.findall(piece)
    cells = [letters for letters, _ in found if letters]
    is_odd = len(cells) != len(_CELL.findall(piece)) or len(found) - len(cells) != len(_ROW.findall(piece))
    return _Places(
        np.array([_column(letters) for letters in cells], dtype=np.int64),
        np.array([number[:8] for _, number in found], dtype="S8").astype(np.int64),
        is_odd,
    )


def _shared(piece: bytes, marks: np.ndarray) -> np.ndarray:
    """Return which shared texts a piece's cells have."""
    at = _behind(marks, b't="s"><v>')
    if len(at) == piece.count(b'"s"') + piece.count(b"'s'"):
        return _read(marks, at, 8, b"0", 10)[0]
    return np.array([number for number in _SHARED.findall(piece) if number], dtype="S8").astype(np.int64)


def _behind(marks: np.ndarray, what: bytes) -> np.ndarray:
    """Return every place behind some bytes."""
    at = np.flatnonzero(marks[: 1 - len(what)] == what[0])
    for n, byte in enumerate(what[1:], 1):
        at = at[marks[at + n] == byte]
    return at + len(what)


def _read(marks: np.ndarray, at: np.ndarray, most: int, first: bytes, base: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers that start at places, and where each ends; letters count from one, digits from zero."""
    number, at = np.zeros(len(at), dtype=np.int64), at.copy()
    goes_on = np.ones(len(at), dtype=bool)
    for _ in range(most):
        digit = marks[at].astype(np.int64) - first[0]
        goes_on &= (digit >= 0) & (digit < base)
        number = np.where(goes_on, number * base + digit + (base == 26), number)
        at += goes_on
    return number, at


def _numbers(part: _Part) -> tuple[list[int], list[int]]:
    """Return the rows and columns in which something stands, in order."""
    if not part.shared:
        return [], []  # no cell was met
    return np.flatnonzero(part.rows).tolist(), np.flatnonzero(part.columns).tolist()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + letter - 64
    return number


def _letters(number: int) -> bytes:
    found = b""
    while number:
        number, letter = divmod(number - 1, 26)
        found = bytes([65 + letter]) + found
    return found


def _span(numbers: list[int]) -> int:
    return numbers[-1] - numbers[0] + 1 if numbers else 0


def _is_far(part: _Part) -> bool:
    rows, columns = _numbers(part)
    spanned = _span(rows) * _span(columns)
    return part.can_be_moved and spanned > max(_ENOUGH_ROOM, part.cells * _SPARSE)


def _check_cells(part: _Part, bounds: Bounds, *, drawn_together: bool = False) -> None:
    rows, columns = _numbers(part)
    spanned = len(rows) * len(columns) if drawn_together else _span(rows) * _span(columns)
    cells = max(spanned, part.cells)
    if cells > bounds.cells:
        sizes = {"cells": cells, "most": bounds.cells}
        raise too_large(
            later(
                "A sheet of the workbook has {cells} cells, of which {held} hold something; {most} are allowed.",
                **sizes,
                held=part.cells,
            )
            if part.cells < cells
            else later("A sheet of the workbook has {cells} cells; {most} are allowed.", **sizes),
            "DECODE_CELLS",
        )


def _rewritten(book: zipfile.ZipFile, parts: list[_Part], far: set[str], bounds: Bounds) -> bytes:
    """Return the workbook with the sheets that reach far drawn together."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as anew:
        for part in parts:
            with anew.open(zipfile.ZipInfo(part.info.filename), "w", force_zip64=True) as target:
                moved = _Moved(part) if part.info.filename in far else None
                for piece in _pieces(book, part.info, bounds):
                    target.write(moved.piece(piece) if moved else piece)
    return out.getvalue()


class _Moved:
    """Where the cells of a sheet stand when nothing is empty between them."""

    def __init__(self, part: _Part) -> None:
        rows, columns = _numbers(part)
        self._rows = {row: b"%d" % n for n, row in enumerate(rows, 1)}
        self._columns = {column: _letters(n) for n, column in enumerate(columns, 1)}

    def piece(self, piece: bytes) -> bytes:
        return _MOVED.sub(self._moved, _SPANS.sub(b"", piece))

    def _moved(self, match: re.Match[bytes]) -> bytes:
        if match[1] is None:
            return match[0]  # says no place
        column, row = _column(match[2]), int(match[3][:8])
        if row not in self._rows or (column and column not in self._columns):
            return match[0]  # damaged: it was no place when the sheet was looked through
        return match[1] + self._columns.get(column, b"") + self._rows[row]
