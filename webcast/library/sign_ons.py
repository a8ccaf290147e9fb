"""By which OpenID provider sessions began, so that they end when the provider says that they are over there.

It may say so while a sign-in is on its way: after it has told us who comes, and before their session is in force. So
what it said is remembered for longer than a sign-in takes, and looked for when one has come to its end. Either looks
after it has written, under one lock, so that no message falls between.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, insert, select

from webcast.library.clock import Clock
from webcast.library.guard import Guard
from webcast.library.sessions import Sessions
from webcast.library.tables import sessions as in_force
from webcast.library.tables import sign_ons, used_once

_REMEMBERED_MS: Final = 3_600_000
"""A sign-in takes ten minutes at most; clocks of several hosts differ."""


class SignOns:
    """The list. What a provider calls its session is kept as a tag.

    Args:
        guard: The store and its keys.
        sessions: Those in force, which end.
        clock: The clock.
    """

    def __init__(self, guard: Guard, sessions: Sessions, clock: Clock) -> None:
        self._guard = guard
        self._sessions = sessions
        self._clock = clock

    def moment(self) -> int:
        """Return when it is now, for :meth:`began`: before the provider is asked who comes."""
        return self._clock().wall_ms

    def began(self, sid: str, provider: str, theirs: str, *, subject: str, since: int) -> bool:
        """Note by which provider a session began; forget those that are over.

        Args:
            sid: Our session, which is in force.
            provider: As the settings name it.
            theirs: What it calls its own session; empty where it says nothing.
            subject: What it calls the person.
            since: When it was asked who comes: see :meth:`moment`.

        Returns:
            Whether it goes on. Where the provider said meanwhile that its session is over, or that the person is out,
            ours has ended.
        """
        tag = self._sessions.tag(sid)
        row = {"sid": tag, "provider": provider, "theirs": self._theirs(provider, theirs) if theirs else None}
        with self._guard.write(lock="sessions") as conn:
            over = bool(theirs) and self._said(conn, self._theirs(provider, theirs)) is not None
            out = self._said(conn, self._out(provider, subject))
            goes_on = not over and (out is None or out < since)
            conn.execute(delete(sign_ons).where(sign_ons.c.sid.not_in(select(in_force.c.sid))))
            conn.execute(delete(sign_ons).where(sign_ons.c.sid == tag))
            if goes_on:
                conn.execute(insert(sign_ons).values(row))
        if not goes_on:
            self._sessions.end_tagged([tag])
        return goes_on

    def said_over(self, provider: str, *, session: str = "", subject: str = "") -> None:
        """Remember what a provider said by a message of its own, for sign-ins on their way.

        Args:
            provider: As the settings name it.
            session: Which of its sessions is over; empty: see ``subject``.
            subject: Who is out of all of them.
        """
        tag, now = self._theirs(provider, session) if session else self._out(provider, subject), self.moment()
        with self._guard.write(lock="sessions") as conn:
            conn.execute(delete(used_once).where((used_once.c.until < now) | (used_once.c.what == tag)))
            conn.execute(insert(used_once).values(what=tag, until=now + _REMEMBERED_MS))

    def goes_on(self, sid: str, other: str) -> None:
        """Note that what began in a session goes on in another one; nothing where no provider had begun it.

        Args:
            sid: The session that it began in.
            other: The one that it goes on in, which is in force.
        """
        tag = self._sessions.tag(other)
        with self._guard.write(lock="sessions") as conn:
            row = conn.execute(select(sign_ons).where(sign_ons.c.sid == self._sessions.tag(sid))).one_or_none()
            if row is not None:
                conn.execute(delete(sign_ons).where(sign_ons.c.sid == tag))
                conn.execute(insert(sign_ons).values(sid=tag, provider=row.provider, theirs=row.theirs))

    def of(self, sid: str) -> str:
        """Return the provider by which a session began; empty: by none."""
        query = select(sign_ons.c.provider).where(sign_ons.c.sid == self._sessions.tag(sid))
        with self._guard.store.read() as conn:
            return conn.scalar(query) or ""

    def end(self, provider: str, theirs: str) -> int:
        """End the sessions that began in one of a provider's, and return how many there were."""
        query = select(sign_ons.c.sid).where(sign_ons.c.theirs == self._theirs(provider, theirs))
        with self._guard.store.read() as conn:
            tags = conn.execute(query).scalars().all()
        return self._sessions.end_tagged(tags)

    def _said(self, conn: Connection, tag: str) -> int | None:
        """Return when a provider said what a tag stands for, in milliseconds since 1970; None: it did not, lately."""
        until = conn.scalar(select(used_once.c.until).where(used_once.c.what == tag))
        return None if until is None else int(until) - _REMEMBERED_MS

    def _out(self, provider: str, subject: str) -> str:
        return self._guard.keys.tag(f"out of {provider} {subject}")

    def _theirs(self, provider: str, theirs: str) -> str:
        return self._guard.keys.tag(f"session of {provider} {theirs}")
