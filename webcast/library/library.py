"""The library: what pages, exports and the command line ask for reports.

Longer than other files, since it is one door: a method a thing that may be asked for, each handed on to who does it.
"""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import polars as pl

from webcast.analysis.audience import Audience
from webcast.api.limits import Limiter
from webcast.errors import LibraryError, UnknownEvent
from webcast.language import later
from webcast.library import languages
from webcast.library.arrivals import Arrivals
from webcast.library.attempts import Attempts
from webcast.library.audit import EVERYBODY, Audit, Entry, Wanted
from webcast.library.background import Background
from webcast.library.cache import AudienceCache
from webcast.library.catalogue import Catalogue
from webcast.library.chosen import MOST_READINGS, READINGS, Chosen
from webcast.library.clock import Clock, system_clock
from webcast.library.condition import Condition, condition
from webcast.library.entrusted import Logins
from webcast.library.figures import Figures
from webcast.library.following import Following
from webcast.library.goals import Goals
from webcast.library.guard import Guard
from webcast.library.held_accounts import PLACE as HELD_ACCOUNTS
from webcast.library.held_accounts import HeldAccounts
from webcast.library.held_of_person import HeldOf
from webcast.library.held_sign_in import HeldSignIn
from webcast.library.insiders import Insiders
from webcast.library.intake import Intake
from webcast.library.jobs import Jobs
from webcast.library.kept import Kept
from webcast.library.keys import Keys
from webcast.library.known_facts import Facts
from webcast.library.languages import Languages
from webcast.library.leases import LEASE_SECONDS, Leases
from webcast.library.ledger import Ledger
from webcast.library.listings import Listings
from webcast.library.memberships import Memberships
from webcast.library.noted import Noted
from webcast.library.offered_zones import OfferedZones
from webcast.library.on_cluster import OnCluster
from webcast.library.once import Once
from webcast.library.ours import OurCompany
from webcast.library.parts import Parts
from webcast.library.passing import Passing
from webcast.library.passkeys import Passkeys
from webcast.library.people import PLACE as PEOPLE
from webcast.library.people import People
from webcast.library.privacy import Forgotten
from webcast.library.quotas import Quotas
from webcast.library.recovery import Recovery
from webcast.library.reopening import Reopening
from webcast.library.retries import Pace
from webcast.library.schedule import Schedule
from webcast.library.sessions import Sessions
from webcast.library.sign_ins import SignIns
from webcast.library.sign_ons import SignOns
from webcast.library.snapshot import Snapshot, Stamps
from webcast.library.snapshots import Snapshots
from webcast.library.standing import TAG, Standing, standing
from webcast.library.steps import Step, untold
from webcast.library.store import Store
from webcast.library.sync import Syncer
from webcast.library.told import Telling
from webcast.library.unbroken import Verdict
from webcast.library.upkeep import Asked, Upkeep
from webcast.library.views import Views
from webcast.library.visits import Visits
from webcast.reports import Report
from webcast.reports.unopened import Unopened
from webcast.settings import Settings
from webcast.workers import Decoder

_PIECE: Final = 1024 * 1024


def account_key(username: str, platform_url: str | None) -> str:
    """Return what separates the data of different people: a hash of the user name and the platform.

    Args:
        username: The API account's name, as the platform was told it.
        platform_url: ``settings.platform_url``; None for the platform's own hosts.
    """
    return hashlib.sha256(f"{platform_url or ''}\n{username.strip()}".encode()).hexdigest()[:32]


class Library:
    """Reports at rest. Safe to use from any thread; open one a process, with :meth:`open`.

    ``account`` is the :func:`account_key` of who asks. A person sees of the library exactly the events that the
    account's own event list shows.

    Attributes:
        keys: Derives keys for other purposes: ``keys.derive("cookie")``.
        sessions: The sessions in force.
        attempts: Failed sign-ins.
        quotas: What may be done so often in an hour.
        views: The accounts' saved views.
        ours: Who is of the accounts' own companies.
        goals: The numbers that accounts have set for their key figures.
        noted: The settings that a dashboard was last started with.
        visits: When accounts' people were here last.
        people: Who may sign in without the platform's password.
        passkeys: What these sign in with, in place of a passphrase or beside it.
        sign_ins: When these signed in last, and to which account.
        memberships: In which held accounts they are.
        insiders: Which of them an e-mail address is of.
        held: The platform's accounts that they are signed in with.
        sign_in_held: Signs in with these, and changes their passwords.
        schedule: Refreshes these with nobody signed in, where the settings say so.
        arrivals: Takes people in whom an OpenID provider has let in.
        sign_ons: By which provider sessions began.
        once: What works once alone.
        passing: What one process leaves for the others.
        columns: The columns that accounts chose for their tables.
        languages: The languages that accounts read.
        sync: Fetches reports in the background.
        background: Fetches and refreshes for the processes that only answer, where this process is the one that does.
        logins: Whom the platform is asked as there, on behalf of sessions.
        following: Refreshes the reports of events on air.
        decoder: Decodes reports, in processes of their own; closed with the library.
    """

    def __init__(
        self, settings: Settings, guard: Guard, clock: Clock, *, lease_seconds: float, pace: Pace | None
    ) -> None:
        self.settings = settings
        self._guard = guard
        self._clock = clock
        self.keys: Keys = guard.keys
        idle = timedelta(minutes=settings.idle_minutes) if settings.idle_minutes else None
        self.sessions = Sessions(guard, clock, idle)
        self.attempts = Attempts(guard, clock)
        self.quotas = Quotas(guard, clock)
        self._snapshots = Snapshots(guard, clock)
        self._listings = Listings(guard, clock)
        self._audit = Audit(guard, clock)
        self._cache = AudienceCache()
        kept = Kept(guard, clock, self._audit)
        self.views = Views(kept, self._tag)
        self.columns = Chosen(kept, self._tag)
        self.languages = Languages(Chosen(kept, self._tag, languages.KIND, 1))
        self.readings = Chosen(kept, self._tag, READINGS, MOST_READINGS)
        self.zones = OfferedZones(kept, self._tag)
        self.ours = OurCompany(kept, self._tag)
        self.goals = Goals(kept, self._tag)
        self.noted = Noted(guard, self._audit)
        self.visits = Visits(kept, self._tag, clock)
        self.people = People(kept, self.keys.tag, clock, self.sessions)
        self.passkeys = Passkeys(kept, self.keys.tag, clock, self.sessions)
        self.sign_ins = SignIns(kept, self.keys.tag, clock)
        self.held = HeldAccounts(kept, self.keys.tag)
        self.memberships = Memberships(guard, self.people, self.held, self.keys.tag)
        self.insiders = Insiders(self.people, self.sign_ins, self.held)
        self.arrivals = Arrivals(kept, self.keys.tag, self.sessions)
        self.sign_ons = SignOns(guard, self.sessions, clock)
        self.once = Once(guard, clock)
        self.passing = Passing(guard)
        self.decoder = Decoder(settings)
        intake = Intake(self._snapshots, self.decoder)
        self._upkeep = Upkeep(
            settings, clock, self._snapshots, intake=intake, audit=self._audit, kept=kept, forgotten=self._clean_up
        )
        self._figures = Figures(guard, self._upkeep.open, OnCluster.of(settings, guard, self._snapshots.packed))
        self._leases = Leases(guard.store, clock, uuid.uuid4().hex, seconds=lease_seconds)
        self._ledger = Ledger(guard, clock, self._leases)
        facts = Facts(guard)
        self._catalogue = Catalogue(settings, clock, self._listings, self._snapshots, facts)
        parts = Parts(
            settings=settings,
            guard=guard,
            clock=clock,
            leases=self._leases,
            ledger=self._ledger,
            listings=self._listings,
            catalogue=self._catalogue,
            snapshots=self._snapshots,
            intake=intake,
            jobs=Jobs(guard, self._leases),
            keep=self._settle,
        )
        telling = Telling(self.passing)
        self.sync = Syncer(parts, self._tag, telling, pace=pace)
        self.sign_in_held = HeldSignIn(self.held, clock)
        self.schedule = Schedule(parts, kept, self.held, self.sign_in_held, self.sync, tag=self._tag)
        self.logins = Logins(self.passing, self._tag)
        self.background = Background(parts, telling, self.sync, self.schedule)
        self.following = Following(self._ledger, parts.jobs, self._tag, self.sync.resume)
        self._recovery = Recovery(guard, self._leases, self._snapshots, intake, facts=facts, figures=self._figures)
        self._begin()

    def _begin(self) -> None:
        """Put right what dead processes left, and prune what is too old."""
        self._recovery.begin()
        self._upkeep.prune_all()

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        clock: Clock = system_clock,
        lease_seconds: float = LEASE_SECONDS,
        pace: Pace | None = None,
    ) -> Library:
        """Open the library of the settings; it is made when there is none.

        Args:
            settings: Where it is, and its key.
            clock: The clock.
            lease_seconds: After so long without a sign of life a process is taken for dead.
            pace: How long fetching waits for what.

        Raises:
            WrongKey: It is encrypted with a master key that we don't have.
            LibraryError: It cannot be opened; the message says why and what to do.
            SettingsError: The master key or the database URL cannot be read.
        """
        store = Store(settings.database_url, connections=settings.database_connections)
        try:
            return cls(settings, Guard(store, settings), clock, lease_seconds=lease_seconds, pace=pace)
        except BaseException:
            store.close()
            raise

    def close(self) -> None:
        """Stop what runs and close the database. A report that is being decoded waits for the next start."""
        self._recovery.stop()
        self.background.stop()
        self.schedule.stop()
        self.sync.stop()
        self.decoder.close()
        self.background.close()
        self.schedule.close()
        self.sync.close()
        self._recovery.close()
        self._leases.close()
        self._guard.store.close()

    def once_each(self) -> AbstractContextManager[None]:
        """Have this thread read once, meanwhile, what it asks for again and again: see :mod:`~.reading`."""
        return self._guard.store.reading.once_each()

    def only_answer(self) -> None:
        """Fetch nothing in this process from now on: another one of the dashboard does (:attr:`background`)."""
        self.sync.elsewhere = True

    def check(self) -> None:
        """See to it that the library answers, and that what is sealed in it opens.

        Raises:
            LibraryError: It does not.
        """
        self._guard.check()

    def standing(self, now: datetime) -> Standing:
        """Return how the library stands, in numbers: sessions in force at a time, the queue, what limits leave.

        Raises:
            LibraryError: It does not answer.
        """
        return standing(self._guard, self.sessions, self._ledger, now)

    def condition(self, accounts: Sequence[str]) -> Condition:
        """Return in which condition the library is, and what of some accounts it holds.

        Raises:
            LibraryError: It does not answer.
        """
        return condition(self._guard, self._audit, [self._tag(account) for account in accounts])

    # Events

    def remember_events(self, account: str, listing: pl.DataFrame) -> None:
        """Keep the event list that the platform gave an account (columns: ``schema.EVENT_LIST``).

        Raises:
            BadData: It has other columns.
        """
        self._listings.remember(self._tag(account), listing)

    def events(self, account: str) -> pl.DataFrame:
        """Return the account's events: the event list and what is held of each.

        Columns and what they mean: :data:`~webcast.library.catalogue.EVENT_COLUMNS`.
        """
        return self._catalogue.events(self._tag(account))

    # Reports

    def hold(
        self,
        account: str,
        event_id: str,
        raw: bytes | Path | BinaryIO | None,
        report: Report,
    ) -> Snapshot:
        """Keep a report that came in another way than :attr:`sync`, as the event's newest snapshot.

        Args:
            account: Whose it is.
            event_id: The event it is of.
            raw: The response as received: bytes, a file, or a stream; None when there is none.
            report: What was decoded from it.

        Raises:
            BadData: The report is of another event.
            NoRoom: The disk is full; nothing was kept.
        """
        tag = self._tag(account)
        known = self._stamps(tag, event_id)
        self._leases.show_alive()
        worker = self._leases.worker
        snapshot = self._snapshots.begin(
            tag, event_id, stamps=known, expired=False, format="xml", zone="UTC", worker=worker
        )
        try:
            if raw is not None:
                self._take(snapshot, raw)
            held = self._snapshots.hold(snapshot, report)
        except BaseException:
            # What cannot be dropped now (the disk is full) is dropped when the library is opened again.
            with suppress(LibraryError):
                self._snapshots.drop([snapshot.id])
            raise
        self._upkeep.prune_event(tag, event_id)
        return held

    def _take(self, snapshot: Snapshot, raw: bytes | Path | BinaryIO) -> None:
        if isinstance(raw, Path):
            with raw.open("rb") as file:
                return self._take(snapshot, file)
        stream = io.BytesIO(raw) if isinstance(raw, bytes) else raw
        writer = self._snapshots.writer(snapshot)
        while piece := stream.read(_PIECE):
            writer.write(piece)
        return self._snapshots.received(snapshot, writer)

    def report(self, account: str, event_ids: Iterable[str]) -> Report:
        """Return the newest reports of events as one.

        Raises:
            UnknownEvent: An event is not in the account's list, or no report of it is held.
            Damaged: Stored bytes fail their integrity check.
        """
        return self._upkeep.open(self._newest(account, list(dict.fromkeys(event_ids))))

    def audience(self, account: str, event_ids: Iterable[str]) -> Audience:
        """Return the newest reports of events as an audience; shared and cached, so never change it.

        Raises:
            UnknownEvent: An event is not in the account's list, or no report of it is held.
            Damaged: Stored bytes fail their integrity check.
        """
        wanted = self._newest(account, list(dict.fromkeys(event_ids)))
        return self._cache.get(self._key(account, wanted), lambda: self._audience(wanted))

    def unopened(self, account: str, event_ids: Iterable[str]) -> Unopened | None:
        """Return the newest reports of events without opening them; None where their people are at hand already.

        Raises:
            UnknownEvent: An event is not in the account's list, or no report of it is held.
        """
        wanted = self._newest(account, list(dict.fromkeys(event_ids)))
        if self._cache.has_people(self._key(account, wanted)):
            return None
        return self._unopened(wanted)

    def _unopened(self, wanted: list[Snapshot]) -> Unopened:
        each = {snapshot.event_id: snapshot for snapshot in wanted}
        registrants = {event_id: snapshot.registrants or 0 for event_id, snapshot in each.items()}
        reopening = Reopening(self._snapshots, self._upkeep, each)
        return Unopened(
            registrants,
            reopening.open,
            open_few=reopening.few,
            read_columns=reopening.columns,
            may_have=partial(self._figures.may_have, wanted),
        )

    def _key(self, account: str, wanted: Sequence[Snapshot]) -> tuple[str, ...]:
        return (self._tag(account), *(f"{snapshot.id} {snapshot.revision}" for snapshot in wanted))

    def _audience(self, wanted: list[Snapshot]) -> Audience:
        """Return the reports as an audience, or what is kept of them, whose people come when asked for."""
        parts = self._figures.of(wanted)
        if parts is None:
            return Audience.of(self._upkeep.open(wanted))
        return Audience.of_parts(parts, lambda: self._upkeep.open(wanted), self._unopened(wanted))

    def make_figures(self) -> int:
        """Make the figures that lack now, as is done when the library opens, and say of how many reports."""
        return self._figures.make_all(lambda: False)

    def versions(self, account: str, event_ids: Iterable[str]) -> tuple[str, ...]:
        """Return what stands for the newest reports of events as they are now: another report is another version.

        Raises:
            UnknownEvent: An event is not in the account's list, or no report of it is held.
        """
        wanted = self._newest(account, list(dict.fromkeys(event_ids)))
        return tuple(f"{snapshot.id} {snapshot.revision}" for snapshot in wanted)

    def newest(self, account: str, event_id: str) -> Snapshot | None:
        """Return the event's newest snapshot; None when no report of it is held.

        Raises:
            UnknownEvent: The event is not in the account's list.
        """
        tag = self._tag(account)
        self._listings.must_show(tag, [event_id])
        return self._snapshots.current(tag, [event_id]).get(event_id)

    def snapshots(self, account: str, event_id: str) -> list[Snapshot]:
        """Return an event's snapshots, the newest first.

        Raises:
            UnknownEvent: The event is not in the account's list.
        """
        self._listings.must_show(self._tag(account), [event_id])
        return self._snapshots.history(self._tag(account), event_id)

    def snapshot_report(self, account: str, event_id: str, snapshot_id: str) -> Report:
        """Return the report of one snapshot.

        Raises:
            UnknownEvent: The event is not in the account's list, or has no such snapshot.
            Damaged: Stored bytes fail their integrity check.
        """
        return self._upkeep.open([self._one(account, event_id, snapshot_id)])

    # The rest

    def limits(self, account: str, *, expired: bool = False) -> int:
        """Return how many reports the account may still ask for this hour."""
        return self._ledger.left(self._tag(account), expired=expired)

    def limiter(self, account: str) -> Limiter:
        """Return what keeps the platform's limits for who asks it for a report past :attr:`sync`."""
        return self._ledger.limiter(self._tag(account))

    def audit(
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
        """Record what was done to people's data: an export, say, and of how many registrants.

        Args:
            account: Whose they are.
            user: Who did it.
            action: What.
            counts: To how much.
            where: From which network address.
            events: Ids of the events that it was about.
            whom: To whom of those who may sign in, by their e-mail address.
        """
        self._audit.record(self._tag(account), user, action, counts, where=where, events=events, whom=whom)

    def audit_whole(self, user: str, action: str, counts: Mapping[str, int]) -> None:
        """Record what was done to all accounts."""
        self._audit.record(EVERYBODY, user, action, counts)

    def audit_holds(self, newest: int | None = None) -> Verdict:
        """Look whether the audit log is as it was written.

        Args:
            newest: Look at so many of the newest entries, and only count the others.
        """
        return self._audit.verify(newest)

    def fingerprint(self, account: str) -> str:
        """Return what stands for an account in the process log: the beginning of its tag in the audit log."""
        return self._tag(account)[:TAG]

    def audit_entries(
        self, account: str | None = None, *, limit: int | None = 1000, wanted: Wanted | None = None
    ) -> list[Entry]:
        """Return the newest entries of the audit log, the newest first: of an account, or of all.

        Args:
            account: Whose.
            limit: How many at most; None is all.
            wanted: Which of them; all when absent.
        """
        wanted = wanted or Wanted()
        if account is not None:
            wanted = replace(wanted, account=self._tag(account))
        return self._audit.entries(wanted, limit=limit)

    def audit_of(
        self, accounts: Sequence[str], *, whole: bool, wanted: Wanted, limit: int | None = None
    ) -> list[Entry]:
        """Return the newest entries of some accounts, the newest first.

        Args:
            accounts: Which.
            whole: Those of the whole library too, of its people, and of who was refused without an account.
            wanted: Which of them.
            limit: How many at most; None is all.
        """
        tags = {self._tag(account) for account in accounts}
        if whole:
            tags |= {EVERYBODY, self._tag(""), self.keys.tag(PEOPLE), self.keys.tag(HELD_ACCOUNTS)}
        return self._audit.entries(replace(wanted, accounts=frozenset(tags)), limit=limit)

    # Privacy

    def held_of(self, email: str, within: Sequence[str] | None = None, *, step: Step = untold) -> HeldOf:
        """Return what is held of a person: what :meth:`forget_person` would take out, their rows, and what it leaves.

        Args:
            email: The person's address, in any case.
            within: The accounts that are looked into; None: all.
            step: Is told how far it is.
        """
        found = self._upkeep.look_for(email, None if within is None else frozenset(map(self._tag, within)), step)
        return replace(found, insider=self.insiders.of(email, within))

    def forget_person(
        self,
        email: str,
        *,
        user: str,
        where: str = "",
        within: Sequence[str] | None = None,
        step: Step = untold,
    ) -> Forgotten:
        """Take a person out of every event and snapshot, raw responses included.

        Who may sign in with the address still may, and a held account of that name stays: see ``insiders``.

        Saved views that hold the address are deleted: without the filter that names the person they would show
        everybody. The platform still has the person: what is fetched later brings them back unless they are deleted
        there too.

        Args:
            email: The person's address, in any case.
            user: Who asks, for the audit log.
            where: From which network address.
            within: The accounts that it is done in, the first of them the one under which it is recorded; None: all.
            step: Is told how far it is. Where that ends it, or anything else does, what was done is recorded.
        """
        return self._upkeep.forget_person(email, self._asked(user, where, within), step)

    def forget_event(
        self,
        event_id: str,
        *,
        user: str,
        where: str = "",
        within: Sequence[str] | None = None,
        step: Step = untold,
    ) -> int:
        """Delete every snapshot of an event, and return how many there were; the rest as :meth:`forget_person`."""
        return self._upkeep.forget_event(event_id, self._asked(user, where, within), step)

    def reports_of(self, event_id: str, within: Sequence[str] | None = None) -> int:
        """Return how many snapshots of an event :meth:`forget_event` would delete."""
        return self._upkeep.reports_of(event_id, None if within is None else frozenset(map(self._tag, within)))

    def retention_due(
        self, days: int, *, newest_too: bool = False, within: Sequence[str] | None = None
    ) -> list[Snapshot]:
        """Return the snapshots that :meth:`apply_retention` would delete."""
        accounts = None if within is None else frozenset(map(self._tag, within))
        return self._upkeep.due(days, accounts, newest_too=newest_too)

    def apply_retention(
        self,
        days: int,
        *,
        user: str,
        newest_too: bool = False,
        where: str = "",
        within: Sequence[str] | None = None,
        step: Step = untold,
    ) -> int:
        """Delete the snapshots fetched longer ago, and return how many there were.

        Args:
            days: How many days a snapshot may be old.
            user: Who asks, for the audit log.
            newest_too: Delete an event's newest snapshot as well when it is too old.
            where: From which network address.
            within: As for :meth:`forget_person`.
            step: As there.
        """
        asked = self._asked(user, where, within)
        return self._upkeep.apply_retention(days, asked, newest_too=newest_too, step=step)

    def _asked(self, user: str, where: str, within: Sequence[str] | None) -> Asked:
        if within is None:
            return Asked(user, where)
        return Asked(user, where, frozenset(map(self._tag, within)), self._tag(within[0]))

    def decode_again(self) -> tuple[int, int]:
        """Decode every raw response again, with the decoder of today; return how many could and could not be."""
        return self._upkeep.decode_again()

    # Inside

    def _clean_up(self) -> None:
        self._cache.clear()
        self._guard.store.shrink()

    def _tag(self, account: str) -> str:
        return self.keys.tag(f"account {account}")

    def _settle(self, tag: str, event_id: str) -> None:
        """Prune an event's older reports, now that a new one is held, and keep the figures of this one."""
        self._upkeep.prune_event(tag, event_id)
        for snapshot in self._snapshots.current(tag, [event_id]).values():
            self._figures.make(snapshot)

    def _stamps(self, tag: str, event_id: str) -> Stamps:
        listing = self._listings.get(tag)
        rows = listing.frame.filter(pl.col("event_id") == event_id).to_dicts() if listing else []
        return Stamps(rows[0]["latest_registration"], rows[0]["latest_session"]) if rows else Stamps()

    def _newest(self, account: str, event_ids: list[str]) -> list[Snapshot]:
        tag = self._tag(account)
        self._listings.must_show(tag, event_ids)
        reading, asked = self._guard.store.reading, ("current", tag, *event_ids)
        held = reading.of(asked, lambda: self._snapshots.current(tag, event_ids))
        missing = [event_id for event_id in event_ids if event_id not in held]
        if missing:
            raise UnknownEvent(
                later(
                    "A report of event {missing} should be held, but none was fetched yet.",
                    missing=", ".join(missing[:5]),
                ),
                remedy=later("Fetch it on the Events page."),
            )
        return [held[event_id] for event_id in event_ids]

    def _one(self, account: str, event_id: str, snapshot_id: str) -> Snapshot:
        for snapshot in self.snapshots(account, event_id):
            if snapshot.id == snapshot_id:
                return snapshot
        raise UnknownEvent(
            later(
                "Event {event_id} should have the snapshot asked for, but it has not: it may have been pruned.",
                event_id=event_id,
            ),
            remedy=later("Pick one of the snapshots listed."),
        )
