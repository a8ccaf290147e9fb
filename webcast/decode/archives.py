"""Archives: the reports in a ZIP file, each read as the file that it is."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final

from webcast.decode.bounds import Bounds
from webcast.decode.recognise import Peekable
from webcast.errors import DecodeError
from webcast.language import later

MOST_MEMBERS: Final = 500
_PIECE: Final = 1 << 18
_WORKBOOK: Final = ("[Content_Types].xml", "xl/", "mimetype")


def is_archive(sent: bytes) -> bool:
    """Tell whether a ZIP file is an archive of files, and no workbook; a damaged one is taken for a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(sent)) as archive:
            return not any(name.startswith(_WORKBOOK) for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


def members(sent: bytes, bounds: Bounds) -> Iterator[tuple[str, Peekable]]:
    """Yield the files of an archive by name, each to be read before the next; folders and systems' own files are not.

    Raises:
        DecodeError: It has a password, is damaged, or holds too many files.
        TooLarge: All together become more than ``bounds`` allow: counted while they are unpacked, whatever the
            archive says of itself.
    """
    with zipfile.ZipFile(io.BytesIO(sent)) as archive:
        found = [info for info in archive.infolist() if not info.is_dir() and _is_somebodys(info.filename)]
        if len(found) > MOST_MEMBERS:
            raise DecodeError(
                later(
                    "The archive holds {found} files; at most {most} are read.",
                    found=len(found),
                    most=MOST_MEMBERS,
                ),
                remedy=later("Put fewer into one archive."),
            )
        count = _Count(len(sent), bounds)
        for info in found:
            name = info.filename.rsplit("/", 1)[-1]
            try:
                with archive.open(info) as member:
                    yield name, Peekable(_Counted(member, count))
            except (RuntimeError, NotImplementedError) as exc:
                raise DecodeError(
                    later("The archive has a password, or is packed in a way that is not known."),
                    remedy=later("Unpack it, and open the files in it."),
                ) from exc
            except (zipfile.BadZipFile, zlib.error, EOFError) as exc:
                raise _damaged() from exc


def _damaged() -> DecodeError:
    return DecodeError(
        later("The archive is damaged: a file in it cannot be unpacked."),
        remedy=later("Make it again, or open its files."),
    )


def _is_somebodys(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return "__MACOSX" not in parts and not parts[-1].startswith(".") and parts[-1] not in ("Thumbs.db", "desktop.ini")


class _Count:
    """How many bytes of an archive were unpacked."""

    def __init__(self, packed: int, bounds: Bounds) -> None:
        self._packed = packed
        self._bounds = bounds
        self._unpacked = 0

    def add(self, size: int) -> None:
        self._unpacked += size
        if self._bounds.is_too_much(self._packed, self._unpacked):
            raise self._bounds.refusal("archive", self._packed, self._unpacked, at_least=True)


class _Counted:
    """A file of an archive, counted while it is unpacked."""

    def __init__(self, member: IO[bytes], count: _Count) -> None:
        self._member = member
        self._count = count

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes; none at the end.

        Raises:
            TooLarge: The archive has become too much.
        """
        data = self._member.read(min(size, _PIECE))
        self._count.add(len(data))
        return data
