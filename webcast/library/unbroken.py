"""Whether the audit log is as it was written: every entry in its order, from the first kept to the newest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, func, select

from webcast.errors import Damaged, WrongKey
from webcast.library.chain import ANCHOR, HEAD, Chain, Mark
from webcast.library.keys import Keys
from webcast.library.tables import audit

KIND: Final = "audit"
"""What entries are sealed as."""

AT_A_TIME: Final = 1000
FINGERPRINT: Final = 8


class Wrong(StrEnum):
    """What can be wrong with it."""

    CHANGED = "changed"
    """An entry is not as it was written, or stands where another one did."""
    MISSING = "missing"
    """An entry is not there, and later ones are."""
    ADDED = "added"
    """An entry was not written by the program: its number is another's, or none."""
    CUT = "cut"
    """The newest entries are not there."""
    HEAD = "head"
    """What says which entry is the newest is gone or not ours, or was when an entry was written."""
    ANCHOR = "anchor"
    """What says where the log begins is gone or not ours."""


@dataclass(frozen=True)
class Fault:
    """The first thing that is wrong.

    Attributes:
        wrong: What it is.
        number: Of the entry; 0 where it is not known which.
        last: The last of the entries, where several in a row are cut off.
    """

    wrong: Wrong
    number: int
    last: int = 0


@dataclass(frozen=True)
class Verdict:
    """What was found.

    Attributes:
        checked: How many entries were looked at and hold, up to the first that does not.
        first: Number of the first entry that is kept: one more than retention took away.
        newest: Number of the newest entry.
        fingerprint: Stands for the whole log as it is; to be kept elsewhere, and compared.
        fault: What is wrong; None when nothing is.
    """

    checked: int
    first: int
    newest: int
    fingerprint: str
    fault: Fault | None = None


@dataclass
class Walk:
    """Goes along entries, from one to another.

    Attributes:
        last: The place that it has come to.
        held: How many entries hold.
    """

    chain: Chain
    keys: Keys
    last: Mark
    held: int = 0

    def to(self, conn: Connection, number: int) -> Iterator[Fault]:
        """Yield what is wrong with the entries up to a number."""
        for start in range(self.last.number, number, AT_A_TIME):
            end = min(start + AT_A_TIME, number)
            here = (audit.c.number > start) & (audit.c.number <= end)
            for row in conn.execute(select(audit).where(here).order_by(audit.c.number, audit.c.id)).all():
                yield from self._step(row)
        if self.last.number < number:
            yield Fault(Wrong.CUT, self.last.number + 1, number)

    def _step(self, row: Any) -> Iterator[Fault]:
        expected = self.last.number + 1
        if row.number < expected:
            yield Fault(Wrong.ADDED, row.number)
            return
        if row.number > expected:
            yield Fault(Wrong.MISSING, expected)
        elif self._holds(row):
            self.held += 1
        else:
            yield Fault(Wrong.CHANGED, row.number)
        self.last = Mark(row.number, row.link or b"")

    def _holds(self, row: Any) -> bool:
        try:
            said = self.keys.open(row.key_id, row.data, KIND, row.account, str(row.at))
        except (Damaged, WrongKey):
            return False
        return self.chain.same(row.link, self.chain.link(self.last.link, row.number, row.at, row.account, said))


def judge(conn: Connection, chain: Chain, keys: Keys, newest: int | None = None) -> Verdict:
    """Look whether the log is whole.

    Args:
        conn: Sees one state of the database.
        chain: Makes its links.
        keys: Open what it says.
        newest: Look at so many of the newest entries alone, and of the others whether they are as many as they
            should be; at all when absent.
    """
    head, anchor = chain.mark(conn, HEAD), chain.mark(conn, ANCHOR)
    begin = anchor or Mark(0, chain.beginning)
    end = head.number if head else _newest(conn)
    walk = Walk(chain, keys, begin if newest is None else _later(conn, begin, end - newest))
    fault = None if anchor else Fault(Wrong.ANCHOR, 0)
    fault = fault or next(walk.to(conn, end), None) or _head(head, walk.last, end) or _others(conn, begin, end)
    fingerprint = head.link.hex()[:FINGERPRINT] if head else ""
    return Verdict(walk.held, begin.number + 1, end, fingerprint, fault)


def _newest(conn: Connection) -> int:
    return int(conn.scalar(select(func.max(audit.c.number))) or 0)


def _later(conn: Connection, begin: Mark, number: int) -> Mark:
    """Return the place before the newest entries; its link is believed, being what the next one hangs on."""
    if number <= begin.number:
        return begin
    found = conn.execute(
        select(audit.c.link).where(audit.c.number == number).order_by(audit.c.id).limit(1)
    ).one_or_none()
    # One that is not there is missing, whatever it hung on.
    return Mark(number - 1, b"") if found is None else Mark(number, found.link or b"")


def _head(head: Mark | None, last: Mark, end: int) -> Fault | None:
    if head is None:
        return Fault(Wrong.HEAD, end + 1)
    if head.link != last.link:
        return Fault(Wrong.CHANGED, end)
    return Fault(Wrong.HEAD, head.torn) if head.torn else None


def _others(conn: Connection, begin: Mark, end: int) -> Fault | None:
    """Return what is wrong with the count: of entries that nobody went along."""
    none_of_ours = audit.c.number.is_(None) | (audit.c.number > end) | (audit.c.number <= begin.number)
    stray = conn.execute(select(audit.c.number).where(none_of_ours).order_by(audit.c.id).limit(1)).one_or_none()
    if stray is not None:
        return Fault(Wrong.ADDED, stray.number or 0)
    there, due = int(conn.scalar(select(func.count()).select_from(audit)) or 0), end - begin.number
    if there == due:
        return None
    return Fault(Wrong.MISSING if there < due else Wrong.ADDED, 0)
