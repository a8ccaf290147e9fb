"""One account's fetch: a thread that works the queue off, signs in again and tries again.

What it does for one event is in :mod:`webcast.library.fetching`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Event, Lock, Thread
from typing import Final, TypeVar

import polars as pl

from webcast.api.client import ApiSession, ReportingClient
from webcast.api.codes import error_for
from webcast.api.failures import UNCLEAR_AT_SIGN_IN, CredentialsRefused
from webcast.errors import LibraryError, SignInAgain, TryAgainLater, UnexpectedAnswer, WebcastError
from webcast.happenings import happened, present, under
from webcast.language import following, later
from webcast.library.fetching import ASK_EVERY, Fetching, Stopped
from webcast.library.jobs import Job
from webcast.library.ledger import HeldBack
from webcast.library.logins import Credentials, Login
from webcast.library.parts import Parts
from webcast.library.retries import Pace, Waiting
from webcast.library.store import NoRoom

_LOG: Final = logging.getLogger(__name__)

_LOOK_AGAIN: Final = 30.0
"""Seconds after which a limit that takes longer is looked at again."""

_Result = TypeVar("_Result")


class NoSession(WebcastError):
    """Signing in again failed for a reason that may pass; no event can be fetched until it works."""

    def __init__(self, exc: WebcastError) -> None:
        super().__init__(exc.message, remedy=exc.remedy)


class Runner:
    """Works an account's queue off in a thread.

    Attributes:
        current: The event that is being fetched.
        began: When that began, on the monotonic clock.
        fetching: Gets its report, and tells how much of it has come.
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
        self._stopping = Event()
        self._over = False
        self._more = True
        self._lock = Lock()
        self._times: list[float] = []
        self._waiting = Waiting(pace)
        self.current = ""
        self.began = 0.0
        self.waiting_for = ""
        self.gave_up = ""
        self.fetching = Fetching(
            parts,
            tag,
            pace,
            session=lambda: self._session,
            cancelled=self._cancelled,
            ends=self._stopping,
            waits_for=self._waits_for,
        )
        self._asked = present()
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
            if self._over or self._stopping.is_set() or self._login is None:
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
        self._stopping.set()
        self._cancelled.set()

    # The thread

    def _run(self) -> None:
        with under(self._asked):
            self._all()

    def _all(self) -> None:
        try:
            self._parts.leases.show_alive()
            limiter = self._parts.ledger.limiter(self._tag, wait=self._wait_for_limit)
            self._work(ReportingClient(self._parts.settings, limiter=limiter))
        except SignInAgain:
            pass  # the queue waits; nobody at work means "sign_in"
        except Stopped:
            pass
        except WebcastError as exc:
            self.gave_up = following(exc.message, exc.remedy)
        except Exception as exc:
            self.gave_up = bug(exc)
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
            self.began = time.monotonic()
            self.fetching.begin()
            self._finish(client, job)
            self.current = ""

    def _wait_for_event(self) -> None:
        """Wait for one that was put aside; or for another process that is at it: should it die, it is ours."""
        seconds = self._waiting.seconds()
        if seconds is None:
            self._pause(self._pace.turn)
            return
        self.waiting_for = self._waiting.why
        self._pause(min(seconds, ASK_EVERY))

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
        outcome = "put off"
        try:
            fetched = self._with_session(lambda: self.fetching.get(client, job), client, event=True)
        except Stopped:
            outcome = Stopped.__name__
            if self._cancelled.is_set():
                raise
            # This event alone is waited for no more; others may be.
            self._waiting.ended(job.event_id, well=False)
        except (SignInAgain, NoRoom, NoSession) as exc:
            outcome = type(exc).__name__
            raise
        except TryAgainLater as exc:
            failure = self._waiting.failed(job.event_id, exc)
            if failure is not None:
                outcome = type(failure).__name__
                self._failed(job, following(failure.message, failure.remedy))
        except WebcastError as exc:
            outcome = type(exc).__name__
            self._failed(job, following(exc.message, exc.remedy))
        except Exception as exc:  # noqa: BLE001 a bug of ours costs one event; its text could hold people's data
            outcome = type(exc).__name__
            self._failed(job, bug(exc))
        else:
            outcome = "fetched" if fetched else "current"
            if fetched:
                self._times.append(time.monotonic() - began)
            self._waiting.ended(job.event_id, well=fetched)
            self._parts.jobs.ended(self._tag, job.event_id, fetched=fetched)
        finally:
            _said(job, outcome, time.monotonic() - began)

    def _failed(self, job: Job, why: str) -> None:
        self._waiting.ended(job.event_id, well=False)
        self._parts.jobs.ended(self._tag, job.event_id, why)

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

    def _waits_for(self, why: str) -> None:
        self.waiting_for = why

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


def _said(job: Job, outcome: str, seconds: float) -> None:
    """Write the line of a job: which event, and how it ended."""
    well = outcome in ("fetched", "current", "put off", Stopped.__name__)
    happened(
        _LOG, "job", "A report was to be fetched: %s.", outcome, level=logging.INFO if well else logging.WARNING,
        outcome=outcome, event=job.event_id, seconds=round(seconds, 3),
    )  # fmt: skip


def bug(exc: Exception) -> str:
    """Return what is said where something of ours went wrong."""
    return later(
        "Something went wrong that should not ({kind}). Report it with the program's version.",
        kind=type(exc).__name__,
    )


def _of_event() -> UnexpectedAnswer:
    return UnexpectedAnswer(
        later(
            "The platform says of this event that the session has ended, and lists the events with it all the same."
        ),
        remedy=later("Fetch it again later; if it stays, contact the platform's support."),
    )
