"""Takes gzip off, and keeps count meanwhile: what becomes too much is refused before there is too much of it."""

from __future__ import annotations

import gzip
from typing import BinaryIO, Final, Protocol, cast

from webcast.decode.bounds import MB, Bounds

_PIECE: Final = 256 * 1024


class Readable(Protocol):
    """A binary stream, as far as reading goes."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes; none at the end."""
        ...


class _Counted:
    """A stream that knows how much of it was read."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self.size = 0

    def read(self, size: int, /) -> bytes:
        data = self._stream.read(size)
        self.size += len(data)
        return data


class Unpacked:
    """What a stream of gzip becomes, as a stream.

    Args:
        stream: The gzip.
        bounds: How much it may become.
    """

    def __init__(self, stream: Readable, bounds: Bounds) -> None:
        self._packed = _Counted(stream)
        self._stream = gzip.GzipFile(fileobj=cast(BinaryIO, self._packed))
        self._bounds = bounds
        self._size = 0

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes, or fewer; none at the end.

        Raises:
            TooLarge: It becomes too much; says how much.
        """
        data = self._stream.read(min(size, _PIECE))
        self._size += len(data)
        if self._bounds.is_too_much(self._packed.size, self._size):
            at_least = self._counts_on()
            raise self._bounds.refusal("compressed report", self._packed.size, self._size, at_least=at_least)
        return data

    def _counts_on(self) -> bool:
        """Find out how much there is, up to the limit; tell whether there is more."""
        while self._size <= self._bounds.unpacked_mb * MB:
            more = len(self._stream.read(_PIECE))
            if not more:
                return False
            self._size += more
        return True
