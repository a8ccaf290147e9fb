"""The audit log: who did what to people's data, when, and to how much of it.

Never about which registrant. Who may sign in is named, as who does something is, where that is done to them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, insert, select

from webcast.errors import Damaged, WrongKey
from webcast.library.chain import ANCHOR, HEAD, Mark
from webcast.library.clock import Clock
from webcast.library.guard import Guard
from webcast.library.tables import audit
from webcast.library.unbroken import AT_A_TIME, KIND, Verdict, Walk, judge

EVERYBODY: Final = ""
"""Stands for the account of what was done to the whole library."""

PROGRAM: Final = "the program"
"""Who did what nobody asked for."""

UNREADABLE: Final = "cannot be read"
"""The action of an entry that was changed."""

MOST_EVENTS: Final = 1000
"""So many events an entry names; how many there were is in its counts."""

PRUNED_AT_A_TIME: Final = 5000
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True)
class Entry:
    """One entry.

    Attributes:
        at: When.
        account: The account's tag; empty for the whole library.
        user: Who: a user name, or "command line".
        action: What: "export", "forget person", "forget event", "retention", "rekey" ….
        counts: To how much: counts by name.
        where: From which network address; empty where it came from none.
        events: Ids of the events that it was about, :data:`MOST_EVENTS` at most.
        number: Its number in the log, from 1; 0 of one that the program did not write.
        whom: To whom of those who may sign in it was done, by their e-mail address; empty where to nobody.
    """

    at: datetime
    account: str
    user: str
    action: str
    counts: Mapping[str, int]
    where: str = ""
    events: tuple[str, ...] = ()
    number: int = 0
    whom: str = ""


@dataclass(frozen=True)
class Wanted:
    """Which entries are asked for; all of them, unless something is said.

    Attributes:
        account: Of the account with this tag.
        since: Not before this moment.
        until: Before this moment.
        action: Whose action is this, or begins with it and a blank: "export" also means "export csv: questions".
        who: Of the user of this name, in any case: what they did, and what was done to them.
        actions: Whose action is one of these, in the same way; any where there are none.
        event: About the event of this id.
        accounts: Of the accounts with these tags; None: of any.
    """

    account: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    action: str = ""
    who: str = ""
    actions: tuple[str, ...] = ()
    event: str = ""
    accounts: frozenset[str] | None = None

    def takes(self, entry: Entry) -> bool:
        """Tell whether an entry is of action, event and user that are asked for; the database finds the rest."""
        if self.action.strip() and not _is(entry, self.action):
            return False
        if self.actions and not any(_is(entry, action) for action in self.actions):
            return False
        if self.event and self.event not in entry.events:
            return False
        return not self.who or self.who.strip().casefold() in (entry.user.casefold(), entry.whom.casefold())


def _is(entry: Entry, asked: str) -> bool:
    """Tell whether an entry's action is the one that is asked for, or begins with it."""
    action, asked = entry.action.casefold(), asked.strip().casefold()
    return action == asked or action.startswith((f"{asked} ", f"{asked}:"))


class Audit:
    """The log in the store; what entries say is sealed, user names being names."""

    def __init__(self, guard: Guard, clock: Clock) -> None:
        self._guard = guard
        self._clock = clock

    def record(
        self,
        account: str,
        user: str,
        action: str,
        counts: Mapping[str, int],
        *,
        where: str = "",
        events: Iterable[str] = (),
        whom: str = "",
    ) -> None:
        """Write an entry; ``account`` is the tag."""
        with self._guard.write() as conn:
            self.record_in(conn, account, user, action, counts, where=where, events=events, whom=whom)

    def record_in(
        self,
        conn: Connection,
        account: str,
        user: str,
        action: str,
        counts: Mapping[str, int],
        *,
        where: str = "",
        events: Iterable[str] = (),
        whom: str = "",
    ) -> None:
        """Write an entry in the transaction that does what it tells of: neither is there without the other.

        From here to the end of the transaction nobody else writes an entry, so it should be the last thing in it.
        """
        at = self._clock().wall_ms
        said: dict[str, object] = {"user": user, "action": action, "counts": dict(counts)}
        if where:
            said["where"] = where
        if whom:
            said["whom"] = whom
        if named := list(events)[:MOST_EVENTS]:
            said["events"] = named
        data = json.dumps(said).encode()
        keys = self._guard.keys
        row = {"at": at, "account": account, "key_id": keys.current, "data": keys.seal(data, KIND, account, str(at))}
        conn.execute(insert(audit).values(row | self._guard.chain.append(conn, at, account, data)))

    def entries(self, wanted: Wanted | None = None, *, limit: int | None = 1000) -> list[Entry]:
        """Return the newest entries that are asked for, the newest first; one that was changed says that alone.

        Args:
            wanted: Which; all when absent.
            limit: How many at most; None is all.
        """
        found: list[Entry] = []
        for entry in self._all(wanted or Wanted()):
            if limit is not None and len(found) >= limit:
                break
            found.append(entry)
        return found

    def verify(self, newest: int | None = None) -> Verdict:
        """Look whether the log is as it was written.

        Args:
            newest: Look at so many of the newest entries alone, and of the others whether they are as many as they
                should be: it takes as long however many there are.
        """
        with self._guard.store.read(still=True) as conn:
            return judge(conn, self._guard.chain, self._guard.keys, newest)

    def prune(self, days: int) -> int:
        """Delete the entries that are more than ``days`` old, and return how many there were.

        One that is exactly so old stays. Days are counted back from now, or from the newest entry if that is older:
        a clock that jumped ahead while nobody was here empties nothing. Entries go from the first on alone, up to
        one that stays. What goes is looked at once more: how many were not as they were written is said in the log,
        which goes on, and hangs on what was taken away.
        """
        gone = 0
        while self._is_due(days):
            gone += self._prune(days)
        return gone

    def _is_due(self, days: int) -> bool:
        chain = self._guard.chain
        with self._guard.store.read(still=True) as conn:
            head, begin = chain.mark(conn, HEAD), chain.mark(conn, ANCHOR)
            # Without marks of ours nothing is taken away: it could not be said what.
            return head is not None and begin is not None and self._last_old(conn, head, days) > begin.number

    def _prune(self, days: int) -> int:
        chain = self._guard.chain
        with self._guard.write() as conn:
            head = chain.head(conn)
            begin = chain.mark(conn, ANCHOR) or Mark(0, chain.beginning)
            last = min(self._last_old(conn, head, days), begin.number + PRUNED_AT_A_TIME)
            if last <= begin.number:
                return 0  # another process was quicker
            walk = Walk(chain, self._guard.keys, begin)
            bad = sum(1 for _fault in walk.to(conn, last)) + (0 < head.torn <= last)
            count = last - begin.number
            chain.take_away(conn, head, Mark(last, walk.last.link))
            counts = {"entries": count} | ({"not_as_written": bad} if bad else {})
            self.record_in(conn, EVERYBODY, PROGRAM, "retention of the audit log", counts)
        return count

    def _last_old(self, conn: Connection, head: Mark, days: int) -> int:
        newest = conn.scalar(select(audit.c.at).where(audit.c.number == head.number).limit(1))
        now = self._clock().wall_ms
        limit = min(now, now if newest is None else newest) - days * _DAY_MS
        stays = select(audit.c.number).where(audit.c.at >= limit, audit.c.number.is_not(None))
        first: int | None = conn.scalar(stays.order_by(audit.c.number).limit(1))
        return head.number if first is None else first - 1

    def _all(self, wanted: Wanted) -> Iterator[Entry]:
        query = select(audit).order_by(audit.c.number.desc(), audit.c.id.desc()).limit(AT_A_TIME)
        if wanted.account is not None:
            query = query.where(audit.c.account == wanted.account)
        if wanted.accounts is not None:
            query = query.where(audit.c.account.in_(wanted.accounts))
        if wanted.since is not None:
            query = query.where(audit.c.at >= _ms(wanted.since))
        if wanted.until is not None:
            query = query.where(audit.c.at < _ms(wanted.until))
        # Those without a number were put in by somebody else: shown before all others.
        strays, here = query.where(audit.c.number.is_(None)), audit.c.number.is_not(None)
        yield from self._taken(self._rows(strays), wanted)
        while rows := self._rows(query.where(here)):
            yield from self._taken(rows, wanted)
            here = audit.c.number < rows[-1].number

    def _rows(self, query: Select[Any]) -> Sequence[Any]:
        with self._guard.store.read() as conn:
            return conn.execute(query).all()

    def _taken(self, rows: Iterable[Any], wanted: Wanted) -> Iterator[Entry]:
        return (entry for entry in map(self._entry, rows) if wanted.takes(entry))

    def _entry(self, row: Any) -> Entry:
        at = datetime.fromtimestamp(row.at / 1000, UTC)
        number = row.number or 0
        try:
            said = json.loads(self._guard.keys.open(row.key_id, row.data, KIND, row.account, str(row.at)))
        except (Damaged, WrongKey):
            return Entry(at, row.account, "", UNREADABLE, {}, number=number)
        where, events, whom = said.get("where", ""), tuple(said.get("events", ())), said.get("whom", "")
        return Entry(at, row.account, said["user"], said["action"], said["counts"], where, events, number, whom)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
