"""What one report may take: memory, processor time, time by the clock; and how large it may be inside."""

from __future__ import annotations

import math
from dataclasses import dataclass

from webcast.decode.bounds import USUAL, Bounds
from webcast.errors import DecodeError
from webcast.language import later
from webcast.setting_values import PREFIX
from webcast.settings import Settings

_MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one report may take.

    Attributes:
        memory_mb: Memory, in MiB, beyond what the process has before.
        cpu_seconds: Processor time, of all threads together, that the smallest report may take.
        cpu_seconds_per_mb: The same for each MiB of a larger one, as it comes (compressed, if it is).
        wall_seconds: Time by the clock that the smallest may take; a larger one more, as with processor time.
        bounds: How large it may be inside.
    """

    memory_mb: int
    cpu_seconds: float
    cpu_seconds_per_mb: float
    wall_seconds: float
    bounds: Bounds = USUAL

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """Return the limits of the settings."""
        return cls(
            settings.decode_memory_mb,
            settings.decode_cpu_seconds,
            settings.decode_cpu_seconds_per_mb,
            settings.decode_wall_seconds,
            Bounds(
                settings.decode_unpacked_mb,
                settings.decode_ratio,
                settings.decode_cells,
                settings.decode_json_mb,
                settings.decode_json_depth,
            ),
        )

    @property
    def memory(self) -> str:
        """The memory in words."""
        return f"{self.memory_mb / 1024:g} GiB" if self.memory_mb % 512 == 0 else f"{self.memory_mb} MiB"

    def cpu_for(self, size: int) -> float:
        """Return the seconds of processor time that a report of so many bytes may take."""
        return max(self.cpu_seconds, self.cpu_seconds_per_mb * size / _MB)

    def wall_for(self, size: int) -> float:
        """Return the seconds that a report of so many bytes may take by the clock."""
        return self.wall_seconds * self.cpu_for(size) / self.cpu_seconds


class Unfinished(DecodeError):
    """Decoding was ended, by a limit or from outside: with more room the same report may be read."""


def too_much_memory(limits: Limits) -> Unfinished:
    """Return the error of a report that wants more memory than it may have."""
    return Unfinished(
        later(
            "The report could not be read within {memory} of memory: it is larger inside than it looks, or damaged.",
            memory=limits.memory,
        ),
        remedy=later(
            "Export it again, or in smaller parts; the setting {prefix}DECODE_MEMORY_MB allows more.", prefix=PREFIX
        ),
    )


def too_much_cpu(limits: Limits, size: int) -> Unfinished:
    """Return the error of a report of so many bytes that wants more processor time than it may have."""
    return Unfinished(
        later(
            "The report could not be read within {size} s of processor time: it is larger inside than "
            "it looks, or damaged.",
            size=math.ceil(limits.cpu_for(size)),
        ),
        remedy=later(
            "Export it again, or in smaller parts; the setting {prefix}DECODE_CPU_SECONDS allows more.", prefix=PREFIX
        ),
    )


def too_long(limits: Limits, size: int) -> Unfinished:
    """Return the error of a report of so many bytes that is not read in time."""
    return Unfinished(
        later(
            "The report could not be read within {size} s: it is damaged, or the server has too much else to do.",
            size=math.ceil(limits.wall_for(size)),
        ),
        remedy=later(
            "Try again in a few minutes; the setting {prefix}DECODE_WALL_SECONDS allows more.", prefix=PREFIX
        ),
    )


def died(limits: Limits, signal_number: int) -> Unfinished:
    """Return the error of a report whose process was ended by the system or by somebody else."""
    return Unfinished(
        later(
            "The process that read the report was ended (signal {signal_number}), as the system does "
            "when it runs out of memory; one report may take {memory}.",
            signal_number=signal_number,
            memory=limits.memory,
        ),
        remedy=later("Try again, and export it in smaller parts if it happens again."),
    )


def broke(code: int) -> Unfinished:
    """Return the error of a report whose process ended by itself."""
    return Unfinished(
        later(
            "The process that read the report ended before it was done (code {code}): the report is "
            "damaged in a way that cannot be read.",
            code=code,
        ),
        remedy=later("Export it again; if it comes back, report it with the version of this program."),
    )
