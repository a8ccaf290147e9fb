"""By which OpenID provider sessions began, so that they end when the provider says that they are over there."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from webcast.library.guard import Guard
from webcast.library.sessions import Sessions
from webcast.library.tables import sessions as in_force
from webcast.library.tables import sign_ons


class SignOns:
    """The list. What a provider calls its session is kept as a tag.

    Args:
        guard: The store and its keys.
        sessions: Those in force, which end.
    """

    def __init__(self, guard: Guard, sessions: Sessions) -> None:
        self._guard = guard
        self._sessions = sessions

    def began(self, sid: str, provider: str, theirs: str) -> None:
        """Note by which provider a session began; forget those that are over.

        Args:
            sid: Our session, which is in force.
            provider: As the settings name it.
            theirs: What it calls its own session; empty where it says nothing.
        """
        tag = self._sessions.tag(sid)
        row = {"sid": tag, "provider": provider, "theirs": self._theirs(provider, theirs) if theirs else None}
        with self._guard.write(lock="sessions") as conn:
            conn.execute(delete(sign_ons).where(sign_ons.c.sid.not_in(select(in_force.c.sid))))
            conn.execute(delete(sign_ons).where(sign_ons.c.sid == tag))
            conn.execute(insert(sign_ons).values(row))

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

    def _theirs(self, provider: str, theirs: str) -> str:
        return self._guard.keys.tag(f"session of {provider} {theirs}")
