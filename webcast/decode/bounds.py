"""How large a report may be inside: asked before it is taken apart, so that a small file costs little.

What is refused says which limit it was and which setting moves it. Memory and time have limits of their own, which
hold whatever a report does (:mod:`webcast.workers`); these here say earlier, and in better words, why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from webcast.errors import DecodeError
from webcast.language import later, phrase
from webcast.setting_values import PREFIX

MB: Final = 1024 * 1024
Packed = Literal["archive", "compressed report", "workbook", "part of a workbook"]

_TOO_LARGE: Final[Mapping[Packed, str]] = {
    "archive": phrase("The archive would become {size} when unpacked; {most} MB are allowed."),
    "compressed report": phrase("The compressed report would become {size} when unpacked; {most} MB are allowed."),
    "workbook": phrase("The workbook would become {size} when unpacked; {most} MB are allowed."),
    "part of a workbook": phrase("A part of the workbook would become {size} when unpacked; {most} MB are allowed."),
}
_TOO_DENSE: Final[Mapping[Packed, str]] = {
    "archive": phrase(
        "The archive would become {size} when unpacked, {times} times its size; {most} times is allowed."
    ),
    "compressed report": phrase(
        "The compressed report would become {size} when unpacked, {times} times its size; {most} times is allowed."
    ),
    "workbook": phrase(
        "The workbook would become {size} when unpacked, {times} times its size; {most} times is allowed."
    ),
    "part of a workbook": phrase(
        "A part of the workbook would become {size} when unpacked, {times} times its size; {most} times is allowed."
    ),
}
_RATIO_FROM: Final = 16 * MB
"""Bytes below which it does no harm, however small it was packed: a few empty columns pack very well."""


@dataclass(frozen=True)
class Bounds:
    """How large a report may be inside.

    Attributes:
        unpacked_mb: MiB that a compressed report, or all parts of a workbook together, may become.
        ratio: How many times its size a compressed report, or a part of a workbook, may become.
        cells: Cells of a workbook's sheet, empty ones between the others included.
        json_mb: MiB of a report in JSON, which can only be read as a whole.
        json_depth: Lists and objects in one another, in JSON.
    """

    unpacked_mb: int = 1024
    ratio: int = 200
    cells: int = 20_000_000
    json_mb: int = 256
    json_depth: int = 64

    def is_too_much(self, packed: int, unpacked: int) -> bool:
        """Tell whether so many bytes have become too many."""
        return unpacked > self.unpacked_mb * MB or (unpacked > _RATIO_FROM and unpacked > packed * self.ratio)

    def refusal(self, what: Packed, packed: int, unpacked: int, *, at_least: bool = False) -> TooLarge:
        """Return the error of what became too much.

        Args:
            what: What it is.
            packed: Its bytes as they came.
            unpacked: Its bytes inside.
            at_least: It would become more than that.
        """
        most = self.unpacked_mb * MB
        barely = unpacked > most and in_mb(unpacked) == in_mb(most)
        size = later("more than {size}", size=in_mb(unpacked)) if at_least or barely else in_mb(unpacked)
        if unpacked > most:
            return too_large(later(_TOO_LARGE[what], size=size, most=self.unpacked_mb), "DECODE_UNPACKED_MB")
        times = unpacked // max(packed, 1)
        return too_large(later(_TOO_DENSE[what], size=size, times=times, most=self.ratio), "DECODE_RATIO")


USUAL: Final = Bounds()


class TooLarge(DecodeError):
    """A report is larger inside than it may be: with another setting it may be read."""


def too_large(message: str, setting: str) -> TooLarge:
    """Return the error of a report that is larger than a setting allows."""
    return TooLarge(
        message,
        remedy=later(
            "Export it again, or in smaller parts; the setting {prefix}{setting} allows more.",
            prefix=PREFIX,
            setting=setting,
        ),
    )


def in_mb(size: int) -> str:
    """Return a number of bytes in words."""
    return later("{size} MB", size=round(size / MB)) if size >= MB else later("{size} kB", size=round(size / 1024))
