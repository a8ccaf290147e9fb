"""How the time to read a damaged report grows with its size: the exponent for each kind of damage.

Run: ``python benchmarks/bench_growth.py [NAME …] [--size BYTES]``. Processor time, the best of three tries, of a
quarter of the size, half of it, and the whole; 1.0 is in proportion, 2.0 is the square. The goal is 1.1 at most, and
10 s for 1 MB, which is what a worker may take. The exponent of what takes less than a tenth of a second is within its
own noise and only printed. A kind that misses the goal, or is too quick to tell, is measured again at four times the
size, where what a report costs by itself weighs nothing and a square would show all the more: that measure decides,
and both are printed.
"""

from __future__ import annotations

import argparse
import gc
import math
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.goals import limit, tell  # noqa: E402  # needs ROOT
from tests.decode.growing import NAMES, grown  # noqa: E402  # needs ROOT
from webcast.decode import decode  # noqa: E402  # needs ROOT
from webcast.errors import WebcastError  # noqa: E402  # needs ROOT

SECONDS = 10.0
CLEAR = 0.1
TRIES = 3
LONG = 0.5


def seconds(data: bytes) -> float:
    """Return the least processor time of some tries; of what takes long, of one."""
    found: list[float] = []
    while len(found) < TRIES and sum(found) < LONG:
        gc.collect()
        begun = time.process_time()
        with suppress(WebcastError):
            decode(data)
        found.append(time.process_time() - begun)
    return min(found)


def exponent(sizes: list[int], taken: list[float]) -> float:
    """Return the slope of time over size, both as logarithms."""
    across, up = [math.log(size) for size in sizes], [math.log(max(seconds, 1e-6)) for seconds in taken]
    middle, height = sum(across) / len(across), sum(up) / len(up)
    together = sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True))
    return together / sum((x - middle) ** 2 for x in across)


def measured(name: str, size: int) -> tuple[list[float], float]:
    """Print the row of a kind up to a size; return its times and their exponent."""
    sizes = [size // 4, size // 2, size]
    decode(grown("& in one answer", 100))  # what is loaded at the first report
    taken = [seconds(grown(name, size)) for size in sizes]
    grows = exponent(sizes, taken)
    doubt = "" if taken[-1] >= CLEAR else "  (too short)"
    print(f"{name:36} {size / 1e6:6.2f} MB {' '.join(f'{value:7.3f} s' for value in taken)}  {grows:5.2f}{doubt}")
    return taken, grows


def within(name: str, size: int) -> tuple[bool, float]:
    """Return whether a kind grows and takes as it may, looking closer where it seems not to, and how it grows."""
    taken, grows = measured(name, size)
    if taken[-1] < CLEAR or grows > limit("damaged_growth"):
        size *= 4
        taken, grows = measured(name, size)
    told = grows if taken[-1] >= CLEAR else 0.0
    return told <= limit("damaged_growth") and taken[-1] <= SECONDS * size / 1e6, told


def main(given: argparse.Namespace) -> None:
    gc.disable()  # as in a worker
    goal = limit("damaged_growth")
    print(f"{'damage':36} {'size':>9} {'quarter':>9} {'half':>9} {'whole':>9}  exponent; goal {goal}")
    found = {name: within(name, given.size) for name in given.names or NAMES}
    missed = [name for name, (well, _) in found.items() if not well]
    print(f"missed: {', '.join(missed) or 'none'}")
    tell(damaged_growth=max(grows for _, grows in found.values()))


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("names", nargs="*", metavar="NAME", choices=[*NAMES, []], help=", ".join(NAMES))
    options.add_argument("--size", type=int, default=250_000)
    main(options.parse_args())
