"""The ledger: keeps the platform's limits for an account, over all tabs, users and processes.

A request is written down before it is made, so that one whose process died counts too. Times are those of two clocks
(:mod:`webcast.library.clock`), so that setting the wall clock neither frees a limit nor locks it up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.sql import ColumnElement

from webcast.api import limits
from webcast.api.codes import ReturnCode, TooManyForEvent
from webcast.api.failures import NotReached, UntrustedPlatform
from webcast.errors import TryAgainLater, WebcastError
from webcast.language import later, phrase
from webcast.library.clock import Clock, Moment
from webcast.library.guard import Guard
from webcast.library.leases import Leases
from webcast.library.tables import ledger

MARGIN_SECONDS: Final = 60.0
"""We count from when we ask, the platform from when it hears: so much longer do we count."""

MADE: Final = "made"
ANSWERED: Final = "answered"
REFUSED: Final = "refused"
"""The platform never got the request, or answered that it makes no report: no 48 hours are used up."""

_POLL_SECONDS: Final = 0.25


class HeldBack(TryAgainLater):
    """A limit of the platform allows no request now.

    Attributes:
        reason: "busy" (another report of the account is under way), "hour" or "presentation".
    """

    def __init__(self, message: str, *, remedy: str = "", retry_after: float, reason: str) -> None:
        super().__init__(message, remedy=remedy, retry_after=retry_after)
        self.reason = reason


@dataclass(frozen=True)
class _Entry:
    id: int


@dataclass(frozen=True)
class Asked:
    """A report that was asked for.

    Attributes:
        event_id: Of which event.
        age: How many seconds ago.
    """

    event_id: str
    age: float


class Ledger:
    """The requests of all accounts, and whose turn it is."""

    def __init__(self, guard: Guard, clock: Clock, leases: Leases) -> None:
        self._guard = guard
        self._clock = clock
        self.leases = leases
        self._freed = Condition()

    def left(self, account: str, *, expired: bool) -> int:
        """Return how many reports an account may still ask for this hour."""
        return self._guard.store.reading.of(("left", account, expired), lambda: self._left(account, expired=expired))

    def _left(self, account: str, *, expired: bool) -> int:
        rule = limits.EXPIRED if expired else limits.STANDARD
        now = self._clock()
        with self._guard.store.read() as conn:
            return max(0, rule.per_hour - len(_ages(conn, _of(account, expired=expired), now, _hour())))

    def wait_for(self, account: str, reports: int) -> float:
        """Return after how many seconds an account may ask for so many standard reports more."""
        now = self._clock()
        with self._guard.store.read() as conn:
            ages = sorted(_ages(conn, _of(account, expired=False), now, _hour()), reverse=True)
        over = len(ages) + reports - limits.STANDARD.per_hour
        if over <= 0 or not ages:
            return 0.0
        rounds, rest = divmod(over - 1, len(ages))
        return rounds * _hour() + _hour() - ages[rest]

    def asked(self, account: str, conn: Connection | None = None) -> list[Asked]:
        """Return the standard reports that count in an account's hour, by whichever process they were asked for.

        Args:
            account: The account's tag.
            conn: To read with, within a transaction.
        """
        if conn is None:
            with self._guard.store.read() as reading:
                return self.asked(account, reading)
        now = self._clock()
        columns = (ledger.c.event_id, ledger.c.wall, ledger.c.steady, ledger.c.boot)
        rows: Any = conn.execute(select(*columns).where(_of(account, expired=False)))
        found = (Asked(row.event_id, now.since(row.wall, row.steady, row.boot)) for row in rows)
        return [entry for entry in found if entry.age < _hour()]

    def limiter(self, account: str, *, wait: Callable[[HeldBack], None] | None = None) -> AccountLimiter:
        """Return what an account's client asks before each report.

        Args:
            account: The account's tag.
            wait: Called when a limit holds a request back: returns when to try again, or raises. Without it the
                request fails at once, unless it is only another report of the account that is under way.
        """
        return AccountLimiter(self, account, wait or self.wait_for_turn)

    def wait_for_turn(self, held_back: HeldBack) -> None:
        """Wait a little when another report is under way.

        Raises:
            HeldBack: It is another limit.
        """
        if held_back.reason != "busy":
            raise held_back
        with self._freed:
            self._freed.wait(_POLL_SECONDS)

    def enter(self, account: str, event_id: str, *, expired: bool) -> _Entry | HeldBack:
        """Take the account's turn and write the request down; or say what holds it back."""
        name = lease_name(expired=expired)
        with self._guard.write(lock=f"limits {account}") as conn:
            now = self._clock()
            self._mend_future(conn, account, now)
            refusal = self._refusal(conn, account, event_id, now, expired=expired)
            if refusal is not None:
                return refusal
            if not self.leases.take(conn, account, name):
                return HeldBack(
                    later("Another report of this account is under way."), retry_after=_POLL_SECONDS, reason="busy"
                )
            row = {"account": account, "expired": expired, "event_id": event_id, "outcome": MADE}
            at = {"wall": now.wall_ms, "steady": now.steady_ms, "boot": now.boot}
            entry = conn.execute(insert(ledger).values(row | at)).inserted_primary_key
            self._forget_old(conn, account, now)
        self.leases.keep(account, name)
        return _Entry(int(entry[0])) if entry else _Entry(0)

    def leave(self, account: str, entry: _Entry, outcome: str, *, expired: bool) -> None:
        """Give the turn to the next one."""
        with self._guard.write() as conn:
            conn.execute(update(ledger).where(ledger.c.id == entry.id).values(outcome=outcome))
            self.leases.give_back(conn, account, lease_name(expired=expired))
        with self._freed:
            self._freed.notify_all()

    def _refusal(
        self, conn: Connection, account: str, event_id: str, now: Moment, *, expired: bool
    ) -> HeldBack | None:
        rule = limits.EXPIRED if expired else limits.STANDARD
        mine = _of(account, expired=expired)
        ages = _ages(conn, mine, now, _hour())
        if len(ages) >= rule.per_hour:
            wait = _hour() - sorted(ages)[rule.per_hour - 1]
            return HeldBack(
                later(_EXPIRED_ASKED if expired else _ALL_ASKED, most=rule.per_hour),
                remedy=later("The next one can be asked for in {time}.", time=_spoken(wait)),
                retry_after=wait,
                reason="hour",
            )
        if rule.per_presentation is None:
            return None
        window = rule.per_presentation.total_seconds() + MARGIN_SECONDS
        this = mine & (ledger.c.event_id == event_id) & (ledger.c.outcome != REFUSED)
        ages = _ages(conn, this, now, window)
        if not ages:
            return None
        wait = window - min(ages)
        return HeldBack(
            later(
                "The platform gives one report of an expired presentation in 48 hours, and this one was asked for."
            ),
            remedy=later("It can be asked for again in {time}.", time=_spoken(wait)),
            retry_after=wait,
            reason="presentation",
        )

    @staticmethod
    def _mend_future(conn: Connection, account: str, now: Moment) -> None:
        """Bring entries of the future to now: the clock was ahead, and they would count for ever."""
        ahead = (ledger.c.account == account) & (ledger.c.boot != now.boot) & (ledger.c.wall > now.wall_ms)
        conn.execute(update(ledger).where(ahead).values(wall=now.wall_ms))

    @staticmethod
    def _forget_old(conn: Connection, account: str, now: Moment) -> None:
        longest = limits.EXPIRED.per_presentation
        keep = (longest.total_seconds() if longest else 0.0) + 2 * MARGIN_SECONDS
        old = (ledger.c.boot == now.boot) & (ledger.c.steady < now.steady_ms - keep * 1000)
        # After a start of the machine only the wall clock is left: twice the time, should it have jumped.
        old |= (ledger.c.boot != now.boot) & (ledger.c.wall < now.wall_ms - 2 * keep * 1000)
        conn.execute(delete(ledger).where((ledger.c.account == account) & old))


class AccountLimiter:
    """Lets an account's report requests through as the platform's limits allow: a ``webcast.api.limits.Limiter``."""

    def __init__(self, book: Ledger, account: str, wait: Callable[[HeldBack], None]) -> None:
        self._book = book
        self._account = account
        self._wait = wait

    @contextmanager
    def report(self, *, expired: bool, event_id: str) -> Iterator[None]:
        """Enter when a report may be asked for; left when its answer has been read.

        Raises:
            HeldBack: A limit allows it only later; ``retry_after`` says when.
        """
        entered = self._book.enter(self._account, event_id, expired=expired)
        while isinstance(entered, HeldBack):
            self._wait(entered)
            entered = self._book.enter(self._account, event_id, expired=expired)
        outcome = MADE
        try:
            yield
            outcome = ANSWERED
        except WebcastError as exc:
            outcome = _outcome(exc)
            raise
        finally:
            self._book.leave(self._account, entered, outcome, expired=expired)


def lease_name(*, expired: bool) -> str:
    """Return the name of the lease that one report at a time needs."""
    return "expired report" if expired else "report"


def _outcome(exc: WebcastError) -> str:
    """Return what became of a failed request; where that is open, it counts as made."""
    if isinstance(exc, NotReached | UntrustedPlatform) or (
        isinstance(exc, ReturnCode) and not isinstance(exc, TooManyForEvent)
    ):
        return REFUSED
    return MADE


def _hour() -> float:
    return limits.HOUR.total_seconds() + MARGIN_SECONDS


def _of(account: str, *, expired: bool) -> ColumnElement[bool]:
    return (ledger.c.account == account) & (ledger.c.expired == expired)


def _ages(conn: Connection, where: ColumnElement[bool], now: Moment, within: float) -> list[float]:
    """Return how many seconds ago each entry was made, of those within a time."""
    rows: Any = conn.execute(select(ledger.c.wall, ledger.c.steady, ledger.c.boot).where(where))
    ages = (now.since(row.wall, row.steady, row.boot) for row in rows)
    return [age for age in ages if age < within]


_ALL_ASKED: Final = phrase("The platform allows {most} reports an hour, and all were asked for.")
_EXPIRED_ASKED: Final = phrase(
    "The platform allows {most} reports of expired presentations an hour, and all were asked for."
)


def _spoken(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return later("{minutes} min", minutes=minutes)
    return later("{hours} h {minutes} min", hours=hours, minutes=rest)
