"""The clocks: one that people read, and one that never jumps.

The wall clock can be set back or forward at any time. What must hold all the same (a lease, an hourly limit) is
measured on the steady clock, which all processes of one machine share until it is started again; only across a start
is the wall clock believed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_BOOT_FILE: Final = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Moment:
    """A moment on both clocks.

    Attributes:
        wall: Seconds since 1970, as the machine believes.
        steady: Seconds since the machine started; goes on in sleep where the system allows.
        boot: Names the machine and its start; steady times of different boots don't compare.
    """

    wall: float
    steady: float
    boot: str

    @property
    def wall_ms(self) -> int:
        """Milliseconds since 1970."""
        return round(self.wall * 1000)

    @property
    def steady_ms(self) -> int:
        """Milliseconds since the machine started."""
        return round(self.steady * 1000)

    def since(self, wall_ms: int, steady_ms: int, boot: str) -> float:
        """Return the seconds since an earlier moment, never less than none."""
        if boot == self.boot:
            return max(0.0, self.steady - steady_ms / 1000)
        return max(0.0, self.wall - wall_ms / 1000)


Clock = Callable[[], Moment]
"""Tells the moment; an argument wherever time matters, so that tests can make it jump."""


def _boot() -> str:
    try:
        return _BOOT_FILE.read_text("ascii").strip()
    except OSError:
        # Elsewhere no start is like another: then the wall clock is used, which is right but for its jumps.
        return f"started {time.time_ns()}"


_BOOT: Final = _boot()
_STEADY: Final = getattr(time, "CLOCK_BOOTTIME", None)


def system_clock() -> Moment:
    """Return the moment on this machine's clocks."""
    steady = time.monotonic() if _STEADY is None else time.clock_gettime(_STEADY)
    return Moment(time.time(), steady, _BOOT)
