"""One account's fetch: a thread that works the queue off.

Longer than other files: one fetch from start to end, every step of which may lose the turn, the session or the room.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from threading import Event, Lock, Thread
from typing import Any, Final, TypeVar

import polars as pl

from webcast.api import limits
from webcast.api.client import ApiSession, ReportingClient, ReportRequest, ReportStream
from webcast.api.codes import error_for
from webcast.api.failures import UNCLEAR_AT_SIGN_IN, CredentialsRefused
from webcast.errors import ChangeRequest, LibraryError, SignInAgain, TryAgainLater, UnexpectedAnswer, WebcastError
from webcast.language import later
from webcast.library.jobs import Job
from webcast.library.ledger import HeldBack, lease_name
from webcast.library.logins import Credentials, Login
from webcast.library.parts import Parts
from webcast.library.retries import Pace, Waiting
from webcast.library.sealed import RawWriter
from webcast.library.snapshots import Snapshot, Stamps
from webcast.library.store import LibraryBusy, NoRoom

_PIECE: Final = 256 * 1024
XML: Final = "xml"
JSON: Final = "json"
_ROOM: Final = 512 * 1024 * 1024
"""Free space wanted before a report is asked for that cannot be asked for again for 48 hours."""


_ASK_EVERY: Final = 1.0
"""Seconds between looks at whether another process cancelled."""

_LOOK_AGAIN: Final = 30.0
"""Seconds after which a limit that takes longer is looked at again."""

_Result = TypeVar("_Result")


class Stopped(WebcastError):
    """The fetch was cancelled, or the program ends."""

    def __init__(self) -> None:
        super().__init__(later("The fetch was stopped."))


class NotAgreed(ChangeRequest):
    """The report of an expired presentation would be spent, and nobody said that it may be."""

    def __init__(self, event_ids: Sequence[str], left: int) -> None:
        super().__init__(
            later(
                "{left} Nobody said that it may be spent; nothing was asked for.",
                left=limits.spends(len(event_ids), left),
            ),
            remedy=later("Ask for it by itself: on the Events page, or with --expired on the command line."),
        )


class NoSession(WebcastError):
    """Signing in again failed for a reason that may pass; no event can be fetched until it works."""

    def __init__(self, exc: WebcastError) -> None:
        super().__init__(exc.message, remedy=exc.remedy)


class Runner:
    """Works an account's queue off in a thread.

    Attributes:
        current: The event that is being fetched.
        began: When that began, on the monotonic clock.
        came: Bytes of its report that have come.
        whole: All of them have, and are being read.
        waiting_for: Why it waits for a limit; empty when it does not.
        gave_up: Why it gave the whole fetch up; empty when it did not.
        pace_so_far: Seconds a report, so far.
    """

    def __init__(
        self,
        parts: Parts,
        tag: str,
        login: Login,
        pace: Pace,
    ) -> None:
        self._parts = parts
        self._tag = tag
        self._login: Login | None = login
        self._pace = pace
        self._cancelled = Event()
        self._stopping = False
        self._over = False
        self._more = True
        self._lock = Lock()
        self._times: list[float] = []
        self._waiting = Waiting(pace)
        self.current = ""
        self.began = 0.0
        self.came = 0
        self.whole = False
        self.waiting_for = ""
        self.gave_up = ""
        self._thread = Thread(target=self._run, name="library sync", daemon=True)

    @property
    def pace_so_far(self) -> float | None:
        """Seconds a report, so far; None before the first."""
        return sum(self._times) / len(self._times) if self._times else None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def is_alive(self) -> bool:
        """Tell whether it is at work."""
        return not self._over

    def join(self, timeout: float | None) -> None:
        """Wait for its end."""
        self._thread.join(timeout)

    def goes_on_with(self, login: Login) -> bool:
        """Take a newer session and work on; False when it has ended and another runner is needed."""
        with self._lock:
            if self._over or self._stopping or self._login is None:
                return False
            self._login = login if login.credentials else replace(self._login, session=login.session)
            self._more = True
            self._cancelled.clear()
            return True

    def cancel(self) -> None:
        """Leave off; the queue says what is wanted no more."""
        self._cancelled.set()

    def stop(self) -> None:
        """Leave off because the program ends; what is not done waits in the queue."""
        self._stopping = True
        self._cancelled.set()

    # The thread

    def _run(self) -> None:
        try:
            self._parts.leases.show_alive()
            limiter = self._parts.ledger.limiter(self._tag, wait=self._wait_for_limit)
            self._work(ReportingClient(self._parts.settings, limiter=limiter))
        except SignInAgain:
            pass  # the queue waits; nobody at work means "sign_in"
        except Stopped:
            pass
        except WebcastError as exc:
            self.gave_up = str(exc)
        except Exception as exc:
            self.gave_up = _bug(exc)
            raise
        finally:
            self._forget()

    def _forget(self) -> None:
        with self._lock:
            self._over = True
            self._login = None
        self.waiting_for = ""
        # A library that cannot be written frees what we had taken when we are seen to be gone.
        with suppress(LibraryError):
            self._parts.jobs.put_back(self._tag)

    def _work(self, client: ReportingClient) -> None:
        while True:
            if self._more:
                self._settle_current(client)
            aside = self._waiting.not_yet()
            job = None if self._waiting.quiet() else self._parts.jobs.claim(self._tag, aside=aside)
            if job is None:
                with self._lock:
                    # Whoever adds to the queue asks under this lock whether we go on: none is left lying.
                    if not self._parts.jobs.pending(self._tag):
                        self._over = True
                        return
                self._wait_for_event()
                continue
            self.waiting_for, self.current = "", job.event_id
            self.came, self.whole, self.began = 0, False, time.monotonic()
            self._finish(client, job)
            self.current = ""

    def _wait_for_event(self) -> None:
        """Wait for one that was put aside; or for another process that is at it: should it die, it is ours."""
        seconds = self._waiting.seconds()
        if seconds is None:
            self._pause(self._pace.turn)
            return
        self.waiting_for = self._waiting.why
        self._pause(min(seconds, _ASK_EVERY))

    def _settle_current(self, client: ReportingClient) -> None:
        """Ask for the event list once, and be done with what has not moved since it was fetched."""
        self._more = False
        if self._parts.listings.age(self._tag) >= self._pace.listing:
            listing = self._with_session(lambda: self._trying(lambda: client.events(self._session)), client)
            self._parts.listings.remember(self._tag, listing)
        self._parts.jobs.settle(self._tag, self._current())

    def _current(self) -> list[str]:
        events = self._parts.catalogue.events(self._tag)
        wanted = pl.col("event_id").is_in(list(self._parts.jobs.wants_json(self._tag)))
        lacking = wanted & ~pl.col("formats").str.contains("json") & ~pl.col("is_expired").fill_null(value=False)
        current = events.filter((pl.col("freshness") == "current") & ~lacking.fill_null(value=False))
        return current["event_id"].to_list()

    def _finish(self, client: ReportingClient, job: Job) -> None:
        """Get one event's report, put the event aside for another try, or note why there is none."""
        began = time.monotonic()
        try:
            fetched = self._with_session(lambda: self._fetch(client, job), client, event=True)
        except (Stopped, SignInAgain, NoRoom, NoSession):
            raise
        except TryAgainLater as exc:
            failure = self._waiting.failed(job.event_id, exc)
            if failure is not None:
                self._failed(job, str(failure))
        except WebcastError as exc:
            self._failed(job, str(exc))
        except Exception as exc:  # noqa: BLE001 a bug of ours costs one event; its text could hold people's data
            self._failed(job, _bug(exc))
        else:
            if fetched:
                self._times.append(time.monotonic() - began)
            self._waiting.ended(job.event_id, well=fetched)
            self._parts.jobs.ended(self._tag, job.event_id, fetched=fetched)

    def _failed(self, job: Job, why: str) -> None:
        self._waiting.ended(job.event_id, well=False)
        self._parts.jobs.ended(self._tag, job.event_id, why)

    def _fetch(self, client: ReportingClient, job: Job) -> bool:
        """Fetch one event's report and hold it; False when the one held is current."""
        event, stamps = self._event(job.event_id)
        expired = bool(event["is_expired"])
        formats = self._parts.settings.report_formats
        if formats == (XML, JSON) and not expired:
            # Written down first: should the second request fail, it is the only one that is made again.
            self._parts.jobs.want_json(self._tag, [job.event_id])
        both = not expired and formats != (JSON,) and job.event_id in self._parts.jobs.wants_json(self._tag)
        if not job.force and self._parts.catalogue.is_current(self._tag, job.event_id):
            held = self._parts.snapshots.current(self._tag, [job.event_id])[job.event_id]
            if not both or JSON in held.format:
                return False
            self._add_json(client, held)
            return True
        if expired:
            if not self._parts.jobs.may_spend(self._tag, job.event_id):
                raise NotAgreed([job.event_id], self._parts.ledger.left(self._tag, expired=True))
            self._need_room()
        request = ReportRequest(job.event_id, formats[0], expired=expired)
        # What the list said is noted before the request: what changes while the report comes is fetched next time.
        snapshot = self._parts.snapshots.begin(
            self._tag,
            job.event_id,
            stamps=stamps,
            expired=expired,
            format=request.format,
            worker=self._parts.leases.worker,
        )
        try:
            with client.open_report(self._session, request) as stream:
                self._take_in(stream, snapshot)
        except BaseException:
            with suppress(LibraryError):
                self._parts.snapshots.drop([snapshot.id])
            raise
        held = self._parts.intake.decode_and_hold(snapshot)
        self._parts.keep(self._tag, job.event_id)
        if both:
            self._add_json(client, held)
        return True

    def _add_json(self, client: ReportingClient, held: Snapshot) -> None:
        """Ask for a held report in JSON too, and make one of both: referrers and more are in that alone."""
        request = ReportRequest(held.event_id, JSON)
        writer = self._parts.snapshots.json_writer(held)
        with client.open_report(self._session, request) as stream:
            self._copy(stream, writer, held.event_id)
        self._parts.intake.join_json(held, writer)

    def _take_in(self, stream: ReportStream, snapshot: Snapshot) -> None:
        """Put the response into the store as it comes."""
        writer = self._parts.snapshots.writer(snapshot)
        if snapshot.expired:
            self._take_in_at_any_cost(stream, snapshot, writer)
            return
        self._copy(stream, writer, snapshot.event_id)
        self._parts.snapshots.received(snapshot, writer)

    def _copy(self, stream: ReportStream, writer: RawWriter, event_id: str) -> None:
        """Put a response into the store as it comes, unless it is cancelled."""
        asked = self._parts.clock().steady
        self.whole = False
        while piece := stream.read(_PIECE):
            self.came += len(piece)
            writer.write(piece)
            self._parts.leases.check(self._tag, lease_name(expired=False))
            now = self._parts.clock().steady
            if now - asked >= _ASK_EVERY:
                asked = now
                if self._parts.jobs.cancelled(self._tag, event_id):
                    raise Stopped
            if self._cancelled.is_set():
                raise Stopped
        self.whole = True

    def _take_in_at_any_cost(self, stream: ReportStream, snapshot: Snapshot, writer: RawWriter) -> None:
        """Take in what cannot be asked for again for 48 hours: no cancel stops it, a full disk is waited for."""
        while piece := stream.read(_PIECE):
            self.came += len(piece)
            with suppress(NoRoom, LibraryBusy):
                writer.write(piece)  # what cannot be written now stays in memory
        self.whole = True
        waits = iter(self._pace.room)
        while True:
            try:
                self._parts.snapshots.received(snapshot, writer)
            except (NoRoom, LibraryBusy) as exc:
                self.waiting_for = exc.message
                seconds = next(waits, None)
                if seconds is None or self._stopping:
                    raise
                time.sleep(seconds)
            else:
                self.waiting_for = ""
                return

    def _event(self, event_id: str) -> tuple[dict[str, Any], Stamps]:
        self._parts.listings.must_show(self._tag, [event_id])
        listing = self._parts.listings.get(self._tag)
        rows = listing.frame.filter(pl.col("event_id") == event_id).to_dicts() if listing else []
        return rows[0], Stamps(rows[0]["latest_registration"], rows[0]["latest_session"])

    def _need_room(self) -> None:
        path = self._parts.guard.store.path
        if path is not None and shutil.disk_usage(path.parent).free < _ROOM:
            raise NoRoom(
                later(
                    "The report of an expired presentation is given once in 48 hours and should have half a "
                    "gigabyte of "
                    "free disk space before it is asked for, but there is less. It was not asked for."
                ),
                remedy=later("Free some space."),
            )

    # Trying again

    def _with_session(self, ask: Callable[[], _Result], client: ReportingClient, *, event: bool = False) -> _Result:
        """Ask; and ask again after a sign-in when the session has ended.

        Args:
            ask: Asks.
            client: Signs in.
            event: It is one event's report. Where the platform knows the session well enough to list the events, that
                event alone has failed.

        Raises:
            SignInAgain: The person is needed.
            NoSession: The platform could not be asked to sign in.
        """
        try:
            return ask()
        except SignInAgain:
            if not self._sign_in(client):
                self._must_be_valid(client, event=event)
                raise _of_event() from None
        try:
            return ask()
        except SignInAgain:
            self._must_be_valid(client, event=event)
        raise _of_event()

    def _must_be_valid(self, client: ReportingClient, *, event: bool) -> None:
        """Raise SignInAgain unless the session is good, and only the report of an event was refused with it."""
        if not event:
            raise SignInAgain(later("The platform ended this session."))
        self._trying(lambda: client.events(self._session))

    def _trying(self, ask: Callable[[], _Result]) -> _Result:
        """Ask for what all events need, and ask again, in place, where that helps."""
        waits = Waiting(self._pace)
        while True:
            try:
                return ask()
            except TryAgainLater as exc:
                failure = waits.failed("", exc)
                if failure is not None:
                    raise failure from None
            self.waiting_for = waits.why
            try:
                self._pause(waits.seconds() or 0.0)
            finally:
                self.waiting_for = ""

    def _sign_in(self, client: ReportingClient) -> bool:
        """Sign in again with the credentials that are held for the session; False when there are none."""
        with self._lock:
            login = self._login
        if login is None or login.credentials is None:
            return False
        held = login.credentials
        try:
            session = self._trying(lambda: _signed_in(client, held))
        except (SignInAgain, Stopped):
            raise
        except WebcastError as exc:
            raise NoSession(exc) from None
        with self._lock:
            self._login = replace(login, session=session)
        if login.renewed is not None:
            login.renewed(session)
        return True

    @property
    def _session(self) -> ApiSession:
        with self._lock:
            if self._login is None:
                raise Stopped
            return self._login.session

    def _wait_for_limit(self, held_back: HeldBack) -> None:
        """Wait as long as a limit asks for; the ledger calls this."""
        if held_back.reason == "presentation":
            raise held_back
        busy = held_back.reason == "busy"
        self.waiting_for = held_back.message
        try:
            self._pause(self._pace.turn if busy else min(held_back.retry_after or 1.0, _LOOK_AGAIN))
        finally:
            self.waiting_for = ""

    def _pause(self, seconds: float) -> None:
        if self._cancelled.wait(seconds):
            raise Stopped


def _signed_in(client: ReportingClient, held: Credentials) -> ApiSession:
    """Sign in with what let somebody in before: a code that need not mean a wrong password means something else."""
    try:
        return client.sign_in(held.username, held.password)
    except CredentialsRefused as exc:
        if exc.code is None or exc.code not in UNCLEAR_AT_SIGN_IN:
            held.refused()
            raise
        code = exc.code
    raise error_for(code)


def _bug(exc: Exception) -> str:
    return (
        f"Something went wrong that should not ({type(exc).__name__}). Please report it with the program's version."
    )


def _of_event() -> UnexpectedAnswer:
    return UnexpectedAnswer(
        "The platform says of this event that the session has ended, and lists the events with it all the same.",
        remedy="Fetch it again later; if it stays, contact the platform's support.",
    )
