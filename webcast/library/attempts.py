"""Slows down whoever guesses passwords: counts failed sign-ins, for all processes and over restarts.

A browser that signed in before has a count of its own (OWASP's device cookie, see :mod:`webcast.web.devices`), so
that nobody else's failures can keep its owner out. All others share counts: of a name at a network address, of a name
and of a network address. Nobody is ever refused for good: who is beyond a count waits, longer each time.

Names, addresses and devices are kept as tags, which tell nothing without the keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from webcast.library.clock import Clock, Moment
from webcast.library.guard import Guard
from webcast.library.tables import tries

_DAY: Final = 86_400.0
_HOUR: Final = 3_600.0


@dataclass(frozen=True)
class Rule:
    """How often something may fail, and how long it waits after that.

    Attributes:
        free: So many failures cost no waiting.
        first: Seconds to wait, since the latest try, once there are as many as that.
        longest: Each further failure doubles it, up to so many seconds.
        within: Seconds for which a failure counts.
    """

    free: int
    first: float
    longest: float
    within: float

    def wait(self, ages: Sequence[float]) -> float:
        """Return how many seconds more to wait, given how many seconds ago each failure was; none at the very end."""
        counted = [age for age in ages if age < self.within]
        over = len(counted) - self.free
        if over < 0:
            return 0.0
        # Beyond 2 ** 20 every rule is at its longest.
        return max(0.0, min(self.longest, self.first * 2.0 ** min(over, 20)) - min(counted))


DEVICE: Final = Rule(free=5, first=15.0, longest=900.0, within=_DAY)
"""A browser that signed in before, for the name that it signed in with."""

PAIR: Final = Rule(free=5, first=15.0, longest=900.0, within=_DAY)
"""All unknown browsers, for one name at one network address."""

NAME: Final = Rule(free=20, first=1.0, longest=30.0, within=_DAY)
"""All unknown browsers, for one name from everywhere: short waits, so that its owner gets in from a new browser."""

NETWORK: Final = Rule(free=50, first=1.0, longest=30.0, within=_HOUR)
"""All unknown browsers at one network address, for all names: a whole office can come from one."""

_LONGEST: Final = max(rule.within for rule in (DEVICE, PAIR, NAME, NETWORK))


@dataclass(frozen=True)
class Attempt:
    """One try, counted as failed until :meth:`Attempts.succeeded` or :meth:`Attempts.undecided` says otherwise.

    Attributes:
        wait: Seconds to wait before the next one; more than none: this one must not be made.
        entries: Where it is written down.
        own: Whose failures a success forgets.
    """

    wait: float
    entries: tuple[int, ...] = field(default=(), repr=False)
    own: str = field(default="", repr=False)


class Attempts:
    """The failed tries of all processes."""

    def __init__(self, guard: Guard, clock: Clock) -> None:
        self._guard = guard
        self._clock = clock

    def begin(self, name: str, network: str, device: str | None = None) -> Attempt:
        """Count a try, or say how long to wait before it may be made.

        Counting before the answer is known lets no one try a hundred passwords at once.

        Args:
            name: The user name, in any case.
            network: Where it comes from.
            device: Names a browser that signed in under this name before; None for any other.
        """
        own, rules = self._rules(name, network, device)
        with self._guard.store.write(lock="tries") as conn:
            now = self._clock()
            mend_future(conn, rules, now)
            wait = max(rule.wait(ages(conn, who, now)) for who, rule in rules.items())
            if wait > 0:
                return Attempt(wait)
            self._forget_old(conn, now)
            return Attempt(0.0, tuple(put(conn, who, now) for who in rules), own)

    def succeeded(self, attempt: Attempt) -> None:
        """Forget the failures of who knows the password after all: this browser's, or of the name at this address."""
        with self._guard.store.write(lock="tries") as conn:
            conn.execute(delete(tries).where(tries.c.id.in_(attempt.entries) | (tries.c.who == attempt.own)))

    def undecided(self, attempt: Attempt) -> None:
        """Take a try back: the platform could not say whether the password was right."""
        with self._guard.store.write(lock="tries") as conn:
            conn.execute(delete(tries).where(tries.c.id.in_(attempt.entries)))

    def _rules(self, name: str, network: str, device: str | None) -> tuple[str, Mapping[str, Rule]]:
        """Return whose failures a success forgets, and what counts the try."""
        name = name.strip().casefold()
        if device is not None:
            own = self._tag("device", device, name)
            return own, {own: DEVICE}
        own = self._tag("pair", name, network)
        return own, {own: PAIR, self._tag("name", name): NAME, self._tag("network", network): NETWORK}

    def _tag(self, kind: str, *what: str) -> str:
        return self._guard.keys.tag("\x1f".join(("try", kind, *what)))

    @staticmethod
    def _forget_old(conn: Connection, now: Moment) -> None:
        old = (tries.c.boot == now.boot) & (tries.c.steady < now.steady_ms - _LONGEST * 1000)
        old |= (tries.c.boot != now.boot) & (tries.c.wall < now.wall_ms - _LONGEST * 1000)
        conn.execute(delete(tries).where(old))


def ages(conn: Connection, who: str, now: Moment) -> list[float]:
    """Return how many seconds ago each try was."""
    rows: Any = conn.execute(select(tries.c.wall, tries.c.steady, tries.c.boot).where(tries.c.who == who))
    return [now.since(row.wall, row.steady, row.boot) for row in rows]


def mend_future(conn: Connection, whose: Iterable[str], now: Moment) -> None:
    """Bring tries of the future to now: the clock was ahead when the machine was started, and they would stay."""
    ahead = tries.c.who.in_(list(whose)) & (tries.c.boot != now.boot) & (tries.c.wall > now.wall_ms)
    conn.execute(update(tries).where(ahead).values(wall=now.wall_ms))


def put(conn: Connection, who: str, now: Moment) -> int:
    """Write a try down, and return its number."""
    row = {"who": who, "wall": now.wall_ms, "steady": now.steady_ms, "boot": now.boot}
    key: Any = conn.execute(insert(tries).values(row)).inserted_primary_key
    return int(key[0])
