"""What an administrator may do, and with whom: the one door that the pages for administrators go through.

An administrator looks after the accounts in which that is their role, and nothing beyond: neither their people nor
their audit log. Who signed in with the platform's own account looks after that one, where the dashboard holds it: on
a dashboard that lets anybody in who has an account at the platform, strangers are administrators of nothing.

Every change is that of :mod:`webcast.library.people` and :mod:`webcast.library.sessions`, as the commands make it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from webcast.errors import ChangeRequest
from webcast.language import later
from webcast.library import account_key
from webcast.library.audit import Entry, Wanted
from webcast.library.held_of_person import HeldOf
from webcast.library.insiders import Insider
from webcast.library.people import Person, holder
from webcast.library.privacy import Forgotten
from webcast.library.sessions import Session
from webcast.library.sign_ins import Standing, standing_of
from webcast.library.steps import Step, untold
from webcast.reach import Reach
from webcast.roles import Role
from webcast.web.app_state import AppState
from webcast.web.errands import Errand
from webcast.web.visitor import Visitor


class NotYours(ChangeRequest):
    """Somebody was to be changed who is none of the administrator's people, or not theirs alone."""

    def __init__(self) -> None:
        super().__init__(
            later("This person is in an account that you do not look after."),
            remedy=later("Whoever runs the dashboard can change them."),
        )


class Yourself(ChangeRequest):
    """An administrator was to take away what makes them one."""

    def __init__(self) -> None:
        super().__init__(
            later("Nobody takes their own role away, or disables themselves."),
            remedy=later("Another administrator can."),
        )


class NotHeld(ChangeRequest):
    """Somebody was to be let in to an account that the dashboard does not hold."""

    def __init__(self) -> None:
        super().__init__(
            later("The dashboard does not hold this account's password, so nobody can be let in to it."),
            remedy=later("Whoever runs the dashboard has it held: 'webcast-insights accounts add'."),
        )


@dataclass(frozen=True)
class Known:
    """Somebody, as an administrator sees them.

    Attributes:
        person: Who.
        role: Their role in the account.
        standing: Whether they can sign in.
        sessions: Theirs in force, the latest used first.
        came: When they signed in last; None where that is not known.
        reach: Which events of the account they are limited to; None: none.
        yours: Whether the administrator looks after all of their accounts.
        yourself: Whether they are the administrator.
    """

    person: Person
    role: Role
    standing: Standing
    sessions: Sequence[Session] = field(repr=False)
    came: datetime | None
    reach: Reach | None = field(repr=False)
    yours: bool
    yourself: bool


@dataclass(frozen=True)
class Due:
    """How much retention would delete.

    Attributes:
        reports: So many reports.
        events: Of so many events.
        left_without: So many of these would have none left.
    """

    reports: int
    events: int
    left_without: int


def administers(app: AppState, visitor: Visitor) -> bool:
    """Tell whether somebody is an administrator of what this dashboard holds, as of now: not as of their sign-in."""
    if visitor.role is not Role.ADMIN or visitor.files_only:
        return False
    if visitor.person:
        person = app.library.people.of(visitor.person)
        return person is not None and visitor.account in _administered(person)
    return _is_demo(app, visitor) or app.library.held.of(visitor.account) is not None


def _administered(person: Person) -> frozenset[str]:
    """Return the accounts that somebody looks after."""
    return frozenset() if person.disabled else frozenset(k for k, r in person.accounts.items() if r is Role.ADMIN)


def _is_demo(app: AppState, visitor: Visitor) -> bool:
    name = app.settings.demo_username
    return bool(name) and visitor.account == account_key(name or "", app.settings.platform_url)


class Office:
    """What an administrator works with, made anew for each run and each press of a button.

    Args:
        app: The process's state.
        visitor: Who it is: somebody who :func:`administers`.
        where: From which network address.
    """

    def __init__(self, app: AppState, visitor: Visitor, where: str) -> None:
        self.app = app
        self.visitor = visitor
        self.where = where
        self._people = app.library.people

    @property
    def user(self) -> str:
        """Who acts, as the audit log has it."""
        return self.visitor.username

    def holds(self) -> bool:
        """Tell whether the dashboard holds the account, so that people can be let in to it."""
        return self.app.library.held.of(self.visitor.account) is not None

    def accounts(self) -> frozenset[str]:
        """Return the keys of the accounts that the administrator looks after."""
        return self._accounts(self._people.all())

    def _accounts(self, everybody: Sequence[Person]) -> frozenset[str]:
        if not self.visitor.person:
            return frozenset({self.visitor.account})
        return next((_administered(one) for one in everybody if one.id == self.visitor.person), frozenset())

    def people(self) -> list[Known]:
        """Return everybody of the account in view, by name."""
        everybody, now = self._people.all(), self.app.now()
        mine = self._accounts(everybody)
        here = [one for one in everybody if self.visitor.account in one.accounts]
        sessions = self.app.library.sessions.of_each([holder(one.id) for one in here], now)
        came = self.app.library.sign_ins.last()
        return [
            Known(
                person=one,
                role=one.accounts[self.visitor.account],
                standing=standing_of(one, now),
                sessions=sessions[holder(one.id)],
                came=came.get(one.id),
                reach=one.limits.get(self.visitor.account),
                yours=frozenset(one.accounts) <= mine,
                yourself=one.id == self.visitor.person,
            )
            for one in here
        ]

    def one(self, person_id: str) -> Known | None:
        """Return one of them; None where there is nobody such."""
        return next((known for known in self.people() if known.person.id == person_id), None)

    def account_sessions(self) -> list[Session]:
        """Return the sessions in force that began with the account's own name and password."""
        return self.app.library.sessions.of(self.visitor.account, self.app.now())

    def is_mine(self, session: Session) -> bool:
        """Tell whether a session is the one that asks."""
        return session.id == self.app.library.sessions.tag(self.visitor.sid)

    # Records

    def audit(self, wanted: Wanted, limit: int | None = None) -> list[Entry]:
        """Return the entries of the audit log that are the administrator's to see, the newest first.

        What was done to the whole library is, for who looks after all accounts that it holds.
        """
        mine = self.accounts()
        whole = {held.key for held in self.app.library.held.all()} <= mine
        return self.app.library.audit_of(sorted(mine), whole=whole, wanted=wanted, limit=limit)

    def record(self, action: str, counts: Mapping[str, int], whom: str = "") -> None:
        """Record what the administrator did, and to whom of those who may sign in; never of a registrant."""
        self.app.audit(self.visitor, action, counts, self.where, whom=whom)

    # Privacy

    @property
    def within(self) -> tuple[str, ...]:
        """The accounts that the administrator looks after, that in view first."""
        return (self.visitor.account, *sorted(self.accounts() - {self.visitor.account}))

    def held_of(self, email: str, action: str = "see what is held", *, step: Step = untold) -> HeldOf:
        """Return what is held of a person, and record that it was looked for; never of whom."""
        found = self.app.library.held_of(email, self.within, step=step)
        counts = found.counts
        self.record(action, {"registrants": counts.registrants, "events": counts.events})
        return found

    def insider(self, email: str) -> Insider:
        """Return what of a person forgetting leaves: that they sign in to these accounts, or are one of them."""
        return self.app.library.insiders.of(email, self.within)

    def forget_person(self, email: str, step: Step = untold) -> Forgotten:
        """Take a person out of all that is held in these accounts."""
        return self.app.library.forget_person(email, user=self.user, where=self.where, within=self.within, step=step)

    def retention_due(self, days: int, *, newest_too: bool) -> Due:
        """Return how much :meth:`apply_retention` would delete."""
        library, within = self.app.library, self.within
        due = library.retention_due(days, newest_too=newest_too, within=within)
        kept = {one.id for one in library.retention_due(days, within=within)} if newest_too else set()
        newest = {(one.account, one.event_id) for one in due if newest_too and one.id not in kept}
        return Due(len(due), len({(one.account, one.event_id) for one in due}), len(newest))

    def apply_retention(self, days: int, *, newest_too: bool, step: Step = untold) -> int:
        """Delete the reports that are older, and return how many there were."""
        return self.app.library.apply_retention(
            days, user=self.user, newest_too=newest_too, where=self.where, within=self.within, step=step
        )

    def reports_of(self, event_id: str) -> int:
        """Return how many reports of an event are held."""
        return self.app.library.reports_of(event_id, self.within)

    def forget_event(self, event_id: str, step: Step = untold) -> int:
        """Delete every report of an event, and return how many there were."""
        return self.app.library.forget_event(
            event_id, user=self.user, where=self.where, within=self.within, step=step
        )

    @property
    def errand(self) -> Errand | None:
        """What the administrator began that goes on, or is over and was not taken."""
        return self.app.errands.of(self.visitor.sid)

    # Changes

    def add(self, name: str, email: str, role: Role) -> str:
        """Add somebody to the account, and return the secret of their invitation.

        Raises:
            NotHeld: The account is not held.
            ChangeRequest: Name or address is none, or somebody has the address.
        """
        if not self.holds():
            raise NotHeld
        self._people.add(name, email, self.visitor.account, role, self.user, where=self.where)
        return self._people.invite(email, self.user, where=self.where)

    def invite(self, person_id: str) -> str:
        """Return the secret of a new invitation for somebody.

        Raises:
            NotYours: They are not the administrator's alone: who has the link may sign in as them, wherever they are.
            NotHeld: The account is not held.
        """
        who = self._yours(person_id)
        if not self.holds():
            raise NotHeld
        return self._people.invite(who.person.email, self.user, where=self.where)

    def put_role(self, person_id: str, role: Role) -> int:
        """Give somebody a role in the account, and return how many sessions ended.

        Raises:
            NotYours: There is nobody such in it.
            Yourself: It is the administrator's own.
            LastAdministrator: Nobody else is one.
        """
        who = self._here(person_id)
        if who.yourself:
            raise Yourself
        return self._people.put_role(
            who.person.email, self.visitor.account, role, self.user, where=self.where, keeping_admin=True
        )

    def limit(self, person_id: str, reach: Reach | None) -> int:
        """Limit somebody to a part of the account's events, or no more, and return how many sessions ended.

        Raises:
            NotYours: There is nobody such in it.
            MayEverything: They are an administrator.
        """
        who = self._here(person_id)
        return self._people.limit(who.person.email, self.visitor.account, reach, self.user, where=self.where)

    def events(self) -> pl.DataFrame:
        """Return the account's event list: columns of :data:`webcast.library.catalogue.EVENT_COLUMNS`."""
        return self.app.theirs(self.visitor).events()

    def disable(self, person_id: str, *, disabled: bool = True) -> int:
        """Let somebody sign in no more, or again, and return how many sessions ended.

        Raises:
            NotYours: They are not the administrator's alone.
            Yourself: It is the administrator.
            LastAdministrator: Nobody else is one.
        """
        who = self._yours(person_id)
        if who.yourself:
            raise Yourself
        return self._people.disable(
            who.person.email, self.user, disabled=disabled, where=self.where, keeping_admin=True
        )

    def end_sessions(self, person_id: str = "", session_id: str = "") -> int:
        """End sessions of a person, or of the account's own sign-in, but never the one that asks; return how many.

        Args:
            person_id: Whose; empty: of the account's own.
            session_id: Which; empty: all of them.

        Raises:
            NotYours: They are not the administrator's alone.
        """
        who = self._yours(person_id) if person_id else None
        theirs = who.sessions if who else self.account_sessions()
        wanted = [one for one in theirs if not self.is_mine(one) and session_id in ("", one.id)]
        kept_under = holder(person_id) if person_id else self.visitor.account
        count = sum(self.app.library.sessions.end_one(kept_under, one.id) for one in wanted)
        if count:
            action = "end session" if session_id else "end sessions"
            whose = {"people": 1} if who else {}
            self.record(action, {"sessions": count, **whose}, who.person.email if who else "")
        return count

    def _here(self, person_id: str) -> Known:
        found = self.one(person_id)
        if found is None:
            raise NotYours
        return found

    def _yours(self, person_id: str) -> Known:
        found = self._here(person_id)
        if not found.yours:
            raise NotYours
        return found
