"""Decodes reports that went wrong at random, for as long as asked; keeps what the decoder had no answer to.

Run: ``make fuzz MINUTES=10 FORMATS=xml,csv`` or ``python scripts/fuzz.py [--minutes N] [--formats …] [--seed N]``.
Each report becomes tables or one error of ours within ten seconds; one that does not is written to
``tests/data/corpus``, where the tests read it from then on, and from which further ones are made. Ends with code 1
when there was any.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.decode.mutating import CORPUS, FORMATS, complaint, mutated  # noqa: E402  # needs ROOT

SECONDS = 10
"""What a report of some kilobytes may take; a worker gives it as much."""


class TooLong(KeyboardInterrupt):
    """A report was not decoded in time."""


@contextmanager
def limited() -> Iterator[None]:
    """End with TooLong what goes on for too long, where the system can."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TooLong

    signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def tried(data: bytes) -> str | None:
    """Return what is wrong with how a report was decoded."""
    try:
        with limited():
            return complaint(data)
    except TooLong:
        return f"not decoded within {SECONDS} s of processor time"


def kept(form: str, data: bytes) -> Path:
    """Write a report to the corpus and return where it is."""
    path = CORPUS / form / f"{hashlib.sha256(data).hexdigest()[:12]}.{form}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def main(given: argparse.Namespace) -> int:
    """Decode until the time is over."""
    first = given.seed if given.seed is not None else random.SystemRandom().randrange(2**32)
    ends = time.monotonic() + 60 * given.minutes
    count: Counter[str] = Counter()
    found: set[str] = set()
    print(f"seed {first}", flush=True)
    while time.monotonic() < ends:
        for form in given.formats:
            data = mutated(form, random.Random(f"{first} {form} {count[form]}"))  # noqa: S311  # not for secrets
            count[form] += 1
            wrong = tried(data)
            if wrong is not None and wrong not in found:
                found.add(wrong)
                print(f"{kept(form, data)}: {wrong}", flush=True)
    print(", ".join(f"{count[form]:,} {form}" for form in given.formats), f"decoded; {len(found)} found")
    return int(bool(found))


def formats(text: str) -> list[str]:
    """Return the formats that were named."""
    named = text.split(",")
    if not set(named) <= set(FORMATS):
        raise argparse.ArgumentTypeError(f"should be some of {','.join(FORMATS)}")
    return named


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--formats", type=formats, default=list(FORMATS))
    options.add_argument("--seed", type=int)
    sys.exit(main(options.parse_args()))
