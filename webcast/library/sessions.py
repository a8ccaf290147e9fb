"""The sessions in force, for all processes and over restarts: who may come in, until when, and with which cookie.

A session is in force while its row is here. Signing out, the operator, a changed password and time take the row away;
so does whoever puts back a backup from before it began. Session ids and cookies are kept as tags, since who has them
has the session; where and with which browser it began is sealed, with a key that outlives a rotation.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, delete, func, insert, select, update

from webcast.errors import ChangeRequest
from webcast.language import later
from webcast.library.clock import Clock
from webcast.library.guard import Guard
from webcast.library.passing import forsaken
from webcast.library.tables import sessions

_BELIEVED: Final = 1.0
"""Seconds for which a session is taken for in force without asking: every rerun and every request asks."""

_WRITTEN_AFTER_MS: Final = 60_000
"""Use of a session is written down so much later than the last time at the earliest."""

_MOST_KNOWN: Final = 10_000
_IN_ONE_QUERY: Final = 500
_CHECK_BITS: Final = 16


class TooManySessions(ChangeRequest):
    """There are as many sessions without account as there may be.

    Attributes:
        here: Whether it is as many as may begin at one network address; else as many as there may be at all.
    """

    def __init__(self, which: str) -> None:
        self.here = which == "here"
        setting = "WEBCAST_FILES_ONLY_PER_ADDRESS" if self.here else "WEBCAST_FILES_ONLY_SESSIONS"
        super().__init__(
            later("As many people as may work with files only from one network address do.")
            if self.here
            else later("As many people as may work with files only do."),
            remedy=later(
                "Sign in, or try again later. Whoever runs the dashboard can raise {setting}.", setting=setting
            ),
        )


@dataclass(frozen=True)
class Began:
    """How a session began.

    Attributes:
        at: When.
        until: When it ends whatever is done in it.
        account: Whose it is; empty without account.
        where: The network address that it began at.
        browser: With which browser, in a few words.
        check: What tells a password from another one: see :meth:`Sessions.check`.
    """

    at: datetime
    until: datetime
    account: str = ""
    where: str = field(default="", repr=False)
    browser: str = field(default="", repr=False)
    check: int = field(default=0, repr=False)


@dataclass(frozen=True)
class Session:
    """A session in force, for its owner.

    Attributes:
        id: Stands for it; lets nobody in.
        began: When it began.
        used: When somebody last did something in it, to the minute.
        where: The network address that it began at.
        browser: With which browser, in a few words.
    """

    id: str
    began: datetime
    used: datetime
    where: str = field(repr=False)
    browser: str = field(repr=False)


@dataclass(frozen=True)
class _Known:
    """A session that was in force when it was last asked for, and until when that is believed."""

    believed: float
    token: str
    until: int
    seen: int


class Sessions:
    """The list.

    Args:
        guard: The store and its keys.
        clock: The steady clock; times of sessions come from who asks, so that they agree with those of cookies.
        idle: Without use for so long a session ends; None: it does not.
    """

    def __init__(self, guard: Guard, clock: Clock, idle: timedelta | None) -> None:
        self._guard = guard
        self._clock = clock
        self._idle_ms = None if idle is None else round(idle.total_seconds() * 1000)
        self._box = Fernet(urlsafe_b64encode(guard.keys.derive("places of sessions")))
        self._known: dict[str, _Known] = {}
        self._written: dict[str, int] = {}
        self._changes = 0
        self._lock = Lock()

    def tag(self, sid: str) -> str:
        """Return what stands for a session in the list."""
        return self._guard.keys.tag(f"session {sid}")

    def check(self, account: str, password: str) -> int:
        """Return what tells a password from another one of the account, and is far from enough to find it.

        16 bits of a keyed hash: that a password was changed is missed once in 65,536 times; and who had the keys
        and the list would still have all but a 65,536th part of all passwords to try, at the platform.
        """
        key = self._guard.keys.derive("changes of passwords")
        return int.from_bytes(hmac.digest(key, f"{account}\x1f{password}".encode(), "sha256")[: _CHECK_BITS // 8])

    def begin(self, sid: str, token: str, began: Began) -> None:
        """Put a session in force; one that goes on gets a new cookie, and its older one ends.

        Args:
            sid: Names it.
            token: Tells its cookie from earlier ones.
            began: How it began.
        """
        with self._guard.write(lock="sessions") as conn:
            self._put(conn, sid, token, began)
        self._changed(self.tag(sid))

    def begin_guest(self, sid: str, token: str, began: Began, *, most: int, most_here: int) -> None:
        """Put a session without account in force.

        Args:
            sid: Names it.
            token: Tells its cookie from earlier ones.
            began: How it began.
            most: How many such sessions there may be.
            most_here: How many of them may have begun at one network address.

        Raises:
            TooManySessions: There are as many as that.
        """
        guests = sessions.c.network.is_not(None) & self._in_force(began.at)
        here = self._guard.keys.tag(f"network {began.where}")
        with self._guard.write(lock="sessions") as conn:
            if _count(conn, guests) >= most:
                raise TooManySessions("all")
            if _count(conn, guests & (sessions.c.network == here)) >= most_here:
                raise TooManySessions("here")
            self._put(conn, sid, token, began, here)
        self._changed(self.tag(sid))

    def in_force(self, sid: str, token: str | None, now: datetime) -> bool:
        """Tell whether a session is in force, at the latest a second ago.

        Args:
            sid: The session.
            token: That of the cookie that was shown; None: by whichever cookie.
            now: The moment.
        """
        tag, at = self.tag(sid), _ms(now)
        with self._lock:
            known = self._known.get(tag)
        believed = known is not None and known.believed > self._clock().steady and self._stands(known, at)
        # Another process may just have given a newer cookie: one that differs is looked up before it is refused.
        if known is None or not believed or not self._shows(known, token):
            known = self._looked_up([tag], now).get(tag)
        return known is not None and self._shows(known, token)

    def cookies(self, sids: Collection[str], now: datetime) -> dict[str, str]:
        """Return the cookies, as tags, of those sessions that are in force."""
        tags = {self.tag(sid): sid for sid in sids}
        return {tags[tag]: known.token for tag, known in self._looked_up(tags, now).items()}

    def _looked_up(self, tags: Collection[str], now: datetime) -> dict[str, _Known]:
        """Read sessions, and believe what was read unless this process ended or changed one meanwhile."""
        query = select(sessions).where(sessions.c.sid.in_(tags) & self._in_force(now))
        believed = self._clock().steady + _BELIEVED
        with self._lock:
            changes = self._changes
        with self._guard.store.read() as conn:
            found = {row.sid: _Known(believed, row.token, row.until, row.seen) for row in conn.execute(query)}
        with self._lock:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
                self._written.clear()
            for tag in tags:
                self._known.pop(tag, None)
            if changes == self._changes:
                self._known.update(found)
        return found

    def _shows(self, known: _Known, token: str | None) -> bool:
        return token is None or hmac.compare_digest(known.token, self._token(token))

    def _changed(self, tag: str | None = None) -> None:
        """Believe no more what was known of a session, or of all; called when a change of it is in force."""
        with self._lock:
            self._changes += 1
            if tag is None:
                self._known.clear()
            else:
                self._known.pop(tag, None)

    def _stands(self, known: _Known, at: int) -> bool:
        return known.until > at and (self._idle_ms is None or known.seen > at - self._idle_ms)

    def is_current(self, cookie: str, token: str) -> bool:
        """Tell whether a cookie that :meth:`cookies` returned is the one with this token."""
        return hmac.compare_digest(cookie, self._token(token))

    def is_due(self, sid: str, now: datetime) -> bool:
        """Tell whether it is time to write down that a session is used: at most once a minute."""
        often = _WRITTEN_AFTER_MS if self._idle_ms is None else min(_WRITTEN_AFTER_MS, self._idle_ms // 10)
        with self._lock:
            last = self._written.get(self.tag(sid))
        return last is None or abs(_ms(now) - last) >= often

    def used(self, sid: str, now: datetime) -> None:
        """Write down that somebody did something in a session."""
        tag, at = self.tag(sid), _ms(now)
        with self._lock:
            self._written[tag] = at
        with self._guard.write() as conn:
            conn.execute(update(sessions).where((sessions.c.sid == tag) & self._in_force(now)).values(seen=at))
        self._changed(tag)

    def end(self, sid: str) -> None:
        """End a session."""
        self._end(sessions.c.sid == self.tag(sid))

    def end_one(self, account: str, session_id: str) -> bool:
        """End a session of an account by what stands for it; False: there is none such."""
        mine = sessions.c.account == self._account(account)
        return self._end((sessions.c.sid == session_id) & mine) > 0

    def end_others(self, account: str, sid: str) -> int:
        """End all sessions of an account but one, and return how many there were."""
        return self._end((sessions.c.account == self._account(account)) & (sessions.c.sid != self.tag(sid)))

    def end_account(self, account: str) -> int:
        """End all sessions of an account, and return how many there were."""
        return self._end(sessions.c.account == self._account(account))

    def end_tagged(self, tags: Collection[str]) -> int:
        """End the sessions that tags stand for: see :meth:`tag`; return how many there were."""
        return self._end(sessions.c.sid.in_(list(tags))) if tags else 0

    def end_all(self) -> int:
        """End all sessions, those without account too, and return how many there were."""
        return self._end(None)

    def end_by_password(self, account: str, sid: str, check: int, *, same: bool) -> int:
        """End the sessions of an account that began with the same password, or with another one.

        Args:
            account: The account.
            sid: A session that stays.
            check: Tells the password: see :meth:`check`.
            same: End those that began with it; else those that began with another.
        """
        mine = (sessions.c.account == self._account(account)) & (sessions.c.sid != self.tag(sid))
        with self._guard.store.read() as conn:
            rows = conn.execute(select(sessions.c.sid, sessions.c.data).where(mine)).all()
        ended = [row.sid for row in rows if (self._opened(row)["check"] == check) is same]
        return self._end(sessions.c.sid.in_(ended)) if ended else 0

    def of(self, account: str, now: datetime) -> list[Session]:
        """Return an account's sessions in force, the latest used first."""
        return self.of_each([account], now)[account]

    def of_each(self, accounts: Collection[str], now: datetime) -> dict[str, list[Session]]:
        """Return the sessions in force of several accounts, each one's as :meth:`of` does; all of them are there."""
        tags = {self._account(account): account for account in accounts}
        found: dict[str, list[Session]] = {account: [] for account in accounts}
        names = list(tags)
        with self._guard.store.read() as conn:
            for start in range(0, len(names), _IN_ONE_QUERY):
                theirs = sessions.c.account.in_(names[start : start + _IN_ONE_QUERY]) & self._in_force(now)
                query = select(sessions).where(theirs).order_by(sessions.c.seen.desc(), sessions.c.sid)
                for row in conn.execute(query).all():
                    found[tags[row.account]].append(self._session(row))
        return found

    def _session(self, row: Any) -> Session:
        opened = self._opened(row)
        return Session(row.sid, _moment(row.began), _moment(row.seen), opened["where"], opened["browser"])

    def count(self, now: datetime) -> int:
        """Return how many are in force."""
        with self._guard.store.read() as conn:
            return _count(conn, self._in_force(now))

    def sweep(self, now: datetime) -> None:
        """Take away what is over anyway."""
        with self._guard.write(lock="sessions") as conn:
            conn.execute(delete(sessions).where(~self._in_force(now)))

    def _put(self, conn: Connection, sid: str, token: str, began: Began, network: str | None = None) -> None:
        tag = self.tag(sid)
        first = conn.scalar(select(sessions.c.began).where(sessions.c.sid == tag))
        conn.execute(delete(sessions).where(sessions.c.sid == tag))
        said = {"sid": tag, "where": began.where, "browser": began.browser, "check": began.check}
        row = {
            "sid": tag,
            "account": self._account(began.account) if began.account else tag,
            "network": network,
            "token": self._token(token),
            "began": first or _ms(began.at),
            "seen": _ms(began.at),
            "until": _ms(began.until),
            "data": self._box.encrypt(json.dumps(said).encode()),
        }
        conn.execute(insert(sessions).values(row))

    def _end(self, which: Any) -> int:
        query = delete(sessions) if which is None else delete(sessions).where(which)
        with self._guard.write(lock="sessions") as conn:
            count = conn.execute(query).rowcount
            forsaken(conn)
        self._changed()
        return int(count)

    def _in_force(self, now: datetime) -> Any:
        at = _ms(now)
        standing = sessions.c.until > at
        return standing if self._idle_ms is None else standing & (sessions.c.seen > at - self._idle_ms)

    def _opened(self, row: Any) -> dict[str, Any]:
        """Return where, with which browser and password a session began; nothing where that cannot be read."""
        with suppress(InvalidToken, KeyError, TypeError, ValueError):
            said = json.loads(self._box.decrypt(bytes(row.data)))
            if said["sid"] == row.sid:
                return {"where": str(said["where"]), "browser": str(said["browser"]), "check": int(said["check"])}
        return {"where": "", "browser": "", "check": -1}

    def _account(self, account: str) -> str:
        return self._guard.keys.tag(f"account {account}")

    def _token(self, token: str) -> str:
        return self._guard.keys.tag(f"cookie {token}")


def _count(conn: Connection, which: Any) -> int:
    return int(conn.scalar(select(func.count()).select_from(sessions).where(which)) or 0)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
