"""What one process leaves for the others: sealed, each thing with an end, and gone with the session that it is of.

Whatever a request needs that was made in another process is here: opened files, files on their way, what a link
stands for. Times come from who asks, so that they agree with those of cookies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, true, update

from webcast.library.guard import Guard
from webcast.library.keys import Keys
from webcast.library.sealed import complete
from webcast.library.tables import passing, sessions

PIECE: Final = 16 * 1024 * 1024
"""Bytes in one row."""

NOBODY: Final = ""
"""The owner of what is of no session."""

_COUNT: Final = "count"


class Taken(NamedTuple):
    """How many bytes count as opened: of one session, of all, and of all that are without account."""

    session: int
    everybody: int
    guests: int


class Thing(NamedTuple):
    """What names something: whose it is (a tag), what it is, and which."""

    owner: str
    kind: str
    id: str


class Left(NamedTuple):
    """Something that is there, without what it holds.

    Attributes:
        id: Its name.
        at: When it was left, in milliseconds since 1970.
    """

    id: str
    at: int


Fits = Callable[[Taken], None]
"""Raises where there is no room for what is about to be left."""


def _nothing(taken: Taken) -> None:
    """Have room for everything."""


@dataclass(frozen=True)
class Terms:
    """On which terms something is left.

    Attributes:
        until: When it ends.
        size: Bytes that it counts for among opened files.
        guest: Whether its session is one without account.
        tab: Which page it goes with; empty where it outlives that.
        fits: Is asked whether there is room, while nobody else leaves anything that counts.
        most: So many of a kind a session has; the oldest make room.
    """

    until: datetime
    size: int = 0
    guest: bool = False
    tab: str = ""
    fits: Fits = _nothing
    most: int | None = None


@dataclass(frozen=True)
class Passing:
    """The things that are left.

    Attributes:
        guard: The store and its keys.
        now: The clock.
    """

    guard: Guard
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def by(self, now: Callable[[], datetime]) -> Passing:
        """Return the same by another clock."""
        return replace(self, now=now)

    def owner(self, sid: str) -> str:
        """Return what stands for a session here."""
        return self.guard.keys.tag(f"session {sid}") if sid else NOBODY

    # Leaving

    def put(self, sid: str, kind: str, name: str, data: bytes, terms: Terms) -> None:
        """Leave something, in place of what had its name.

        Args:
            sid: Whose it is; empty: no session's.
            kind: What it is, in the program's words.
            name: Tells it from others of its kind.
            data: What it holds.
            terms: On which terms.
        """
        with self._changing(sid, terms) as conn:
            self._put(conn, Thing(self.owner(sid), kind, name), data, terms)

    def add(self, sid: str, kind: str, data: bytes, terms: Terms, *, allowed: Callable[[int], None]) -> int:
        """Leave something under the next number of its kind, which nothing else of the session has had; return it.

        Args:
            sid: Whose it is.
            kind: What it is.
            data: What it holds.
            terms: On which terms.
            allowed: Is told how many there are, and raises where that is enough.
        """
        owner = self.owner(sid)
        with self._changing(sid, terms) as conn:
            allowed(len(self._left(conn, owner, kind)))
            counted = self._first(conn, owner, _COUNT, kind)
            number = 1 if counted is None else int(_opened(self.guard.keys, counted)) + 1
            self._put(conn, Thing(owner, kind, str(number)), data, terms)
            self._put(conn, Thing(owner, _COUNT, kind), str(number).encode(), Terms(terms.until))
            return number

    def _changing(self, sid: str, terms: Terms) -> Any:
        # What counts is left one after the other, by whomever: else two would fit that do not fit together.
        return self.guard.write(lock="passing" if terms.size else f"passing {self.owner(sid)}")

    def _put(self, conn: Connection, thing: Thing, data: bytes, terms: Terms) -> None:
        conn.execute(delete(passing).where(_of(*thing)))
        if terms.size:
            terms.fits(self._taken(conn, thing.owner))
        if terms.most is not None:
            for left in self._left(conn, thing.owner, thing.kind)[: -terms.most + 1 or None]:
                conn.execute(delete(passing).where(_of(thing.owner, thing.kind, left.id)))
        pieces = [data[start : start + PIECE] for start in range(0, len(data), PIECE)] or [b""]
        for n, piece in enumerate(pieces):
            last = n == len(pieces) - 1
            row = {
                **thing._asdict(),
                "n": n,
                "last": last,
                "tab": terms.tab or None,
                "guest": terms.guest,
                "size": 0 if n else terms.size,
                "at": _ms(self.now()),
                "until": _ms(terms.until),
                "key_id": self.guard.keys.current,
                "data": self.guard.keys.seal(piece, *place(thing, n, last=last)),
            }
            conn.execute(insert(passing).values(row))

    # Finding

    def get(self, sid: str, kind: str, name: str) -> bytes | None:
        """Return what something holds; None where it is not there, or its time is over.

        Raises:
            Damaged: It was changed, or belongs elsewhere.
        """
        return self._data(self.owner(sid), kind, name)

    def newest(self, kind: str, name: str) -> bytes | None:
        """Return what was left last under a name, of whichever session; None where there is nothing.

        Raises:
            Damaged: It was changed, or belongs elsewhere.
        """
        mine = (passing.c.kind == kind) & (passing.c.id == name) & (passing.c.n == 0) & self._there()
        with self.guard.store.read() as conn:
            owner = conn.scalar(select(passing.c.owner).where(mine).order_by(passing.c.at.desc()).limit(1))
        return None if owner is None else self._data(owner, kind, name)

    def left(self, sid: str, kind: str) -> list[Left]:
        """Return what is there of a kind, the oldest first."""
        with self.guard.store.read() as conn:
            return self._left(conn, self.owner(sid), kind)

    def taken(self, sid: str = NOBODY) -> Taken:
        """Return how much counts as opened: of a session, and of others."""
        with self.guard.store.read() as conn:
            return self._taken(conn, self.owner(sid))

    def _data(self, owner: str, kind: str, name: str) -> bytes | None:
        with self.guard.store.read() as conn:
            first = self._first(conn, owner, kind, name)
        if first is None:
            return None
        if first.last:  # as most things are: small
            return _opened(self.guard.keys, first)
        query = select(passing).where(_of(owner, kind, name) & self._there()).order_by(passing.c.n)
        with self.guard.store.read(in_parts=True) as conn:
            rows = conn.execute(query, execution_options={"yield_per": 1})
            return b"".join(_opened(self.guard.keys, row) for row in complete(kind, rows))

    def _first(self, conn: Connection, owner: str, kind: str, name: str) -> Any:
        """Return the row of the first piece; None where there is nothing."""
        mine = _of(owner, kind, name) & (passing.c.n == 0) & self._there()
        return conn.execute(select(passing).where(mine)).one_or_none()

    def _left(self, conn: Connection, owner: str, kind: str) -> list[Left]:
        query = select(passing.c.id, passing.c.at).where(_of(owner, kind) & (passing.c.n == 0) & self._there())
        return [Left(row.id, row.at) for row in conn.execute(query.order_by(passing.c.at, passing.c.id))]

    def _taken(self, conn: Connection, owner: str) -> Taken:
        counts = (passing.c.size > 0) & self._there()

        def total(which: ColumnElement[bool]) -> int:
            return int(conn.scalar(select(func.sum(passing.c.size)).where(counts & which)) or 0)

        return Taken(total(passing.c.owner == owner), total(true()), total(passing.c.guest))

    def _there(self) -> ColumnElement[bool]:
        return passing.c.until > _ms(self.now())

    # Taking away

    def drop(self, sid: str, kind: str | None = None, name: str | None = None) -> None:
        """Take something of a session away; all of a kind, or all that it left, where no more is said."""
        with self.guard.write() as conn:
            conn.execute(delete(passing).where(_of(self.owner(sid), kind, name)))

    def drop_tabs(self, tabs: Sequence[str]) -> None:
        """Take away what goes with pages that are gone."""
        with self.guard.write() as conn:
            conn.execute(delete(passing).where(passing.c.tab.in_(list(tabs))))

    def goes_with(self, sid: str, kind: str, names: Sequence[str], tab: str) -> None:
        """Have things of a session go with another page: that which connected again under another name."""
        with self.guard.write() as conn:
            mine = _of(self.owner(sid), kind) & passing.c.id.in_(list(names))
            conn.execute(update(passing).where(mine).values(tab=tab))

    def move(self, old: str, new: str, kind: str, *, guest: bool) -> None:
        """Hand what a session left of a kind on to another session."""
        before, after = self.owner(old), self.owner(new)
        with self.guard.write(lock="passing") as conn:
            conn.execute(delete(passing).where(_counted(after, kind)))
            for piece in _pieces(conn, _counted(before, kind)):
                sealed = self._again(conn.execute(select(passing).where(piece)).one(), after)
                conn.execute(update(passing).where(piece).values(owner=after, guest=guest, **sealed))

    def sweep(self) -> None:
        """Take away what is over, and what sessions left that are."""
        with self.guard.write() as conn:
            conn.execute(delete(passing).where(~self._there()))
            forsaken(conn)

    # Sealing anew

    def _again(self, row: Any, owner: str) -> dict[str, Any]:
        where = place(Thing(owner, row.kind, row.id), row.n, last=bool(row.last))
        keys = self.guard.keys
        return {"key_id": keys.current, "data": keys.seal(_opened(keys, row), *where)}

    def reseal(self, conn: Connection, at_a_time: int) -> int:
        """Seal some of what is sealed with another key than the present one anew; return how much that was."""
        pieces = _pieces(conn, passing.c.key_id != self.guard.keys.current, at_a_time)
        for piece in pieces:
            row = conn.execute(select(passing).where(piece)).one()
            conn.execute(update(passing).where(piece).values(**self._again(row, row.owner)))
        return len(pieces)


def forsaken(conn: Connection) -> None:
    """Take away what was left by sessions that are over; in the transaction that ends them."""
    over = (passing.c.owner != NOBODY) & passing.c.owner.not_in(select(sessions.c.sid))
    conn.execute(delete(passing).where(over))


def place(thing: Thing, n: int, *, last: bool) -> tuple[str, ...]:
    """Return what a piece is bound to: kind and owner first, as :meth:`Keys.seal` takes them."""
    return (f"passing {thing.kind}", thing.owner, thing.id, str(n), "last" if last else "more")


def _opened(keys: Keys, row: Any) -> bytes:
    where = place(Thing(row.owner, row.kind, row.id), row.n, last=bool(row.last))
    return keys.open(row.key_id, row.data, *where)


def _of(owner: str, kind: str | None = None, name: str | None = None) -> ColumnElement[bool]:
    found = passing.c.owner == owner
    if kind is not None:
        found &= passing.c.kind == kind
    return found if name is None else found & (passing.c.id == name)


def _pieces(conn: Connection, which: ColumnElement[bool], most: int | None = None) -> list[ColumnElement[bool]]:
    """Return what picks each of the pieces that a condition does, locked; not what they hold, which can be large."""
    query = select(passing.c.owner, passing.c.kind, passing.c.id, passing.c.n).where(which).limit(most)
    found = conn.execute(query.with_for_update()).all()
    return [_of(row.owner, row.kind, row.id) & (passing.c.n == row.n) for row in found]


def _counted(owner: str, kind: str) -> ColumnElement[bool]:
    """Return what is of a kind, and the number that its latest had."""
    return _of(owner, kind) | _of(owner, _COUNT, kind)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
