"""Fetching in the background: asks the platform for what is new or moved, and for nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from threading import Lock
from typing import Final

import polars as pl

from webcast.api.client import ApiSession, ReportingClient
from webcast.language import spoken
from webcast.library.fetching import NotAgreed
from webcast.library.jobs import Job
from webcast.library.logins import Credentials, Login
from webcast.library.parts import Parts
from webcast.library.progress import Progress, State
from webcast.library.retries import Pace
from webcast.library.runner import Runner
from webcast.library.tables import CANCELLED, DONE, FAILED, QUEUED, RUNNING
from webcast.library.told import Telling, Told

_PATIENCE: Final = 10.0

Renewed = Callable[[ApiSession], None]
"""Is told when the platform ended a session and another was opened with the credentials."""


class Syncer:
    """Fetches reports in threads of its own, one an account; what is waited for outlives the process.

    ``account`` is the :func:`~webcast.library.account_key`. A platform session is given with every call and forgotten
    when the work is done: after a restart the queue waits, in state "sign_in", until somebody of the account is back.

    Attributes:
        elsewhere: Another process fetches (:mod:`webcast.library.background`); this one says what is wanted.
    """

    def __init__(
        self, parts: Parts, tag: Callable[[str], str], telling: Telling, *, pace: Pace | None = None
    ) -> None:
        self._parts = parts
        self._telling = telling
        self.elsewhere = False
        self._tag = tag
        self._pace = pace or Pace()
        self._runners: dict[str, Runner] = {}
        self._lock = Lock()
        self._closed = False

    def start(
        self,
        account: str,
        session: ApiSession,
        event_ids: Sequence[str],
        credentials: Credentials | None = None,
        *,
        renewed: Renewed | None = None,
        force: bool = False,
        spend: bool = False,
        add_json: bool = False,
    ) -> None:
        """Fetch the events that are new or moved, in the background; those that wait already are waited for once.

        The event list is asked for once, first, unless that was done within the last minute.

        Args:
            account: Whose they are.
            session: The platform session to ask with.
            event_ids: The events; one that is current costs no request.
            credentials: Sign in again with these when the platform ends the session; None asks the person instead.
            renewed: Is told the new session then.
            force: Fetch also what is current: an event on air, say, whose people come and go.
            spend: Somebody was asked, and said that the reports of those that have expired on the platform may be
                spent. It holds for this once.
            add_json: Have the reports in JSON too, now and whenever they are fetched: referrers are in that alone. A
                report that is current costs one request then, not two.

        Raises:
            NotAgreed: An event has expired on the platform, and nobody said that its report may be spent; nothing was
                queued. One that expires while it waits fails by itself.
        """
        tag = self._tag(account)
        if event_ids:
            expired = self._expired(tag, event_ids)
            if add_json:
                self._parts.jobs.want_json(tag, [event_id for event_id in event_ids if event_id not in expired])
            if expired and not spend:
                raise NotAgreed(expired, self._parts.ledger.left(tag, expired=True))
            # Without a list it cannot be known which have expired: whoever says yes says it of them all.
            unknown = self._parts.listings.get(tag) is None
            self._parts.jobs.add(tag, event_ids, force=force, spend=event_ids if spend and unknown else expired)
        if self.elsewhere:
            if self._parts.jobs.pending(tag):
                self._telling.want(tag)
            return
        with self._lock:
            runner = self._runners.get(tag)
            login = Login(session, credentials, renewed)
            if runner is not None and runner.goes_on_with(login):
                return
            if self._closed or not self._parts.jobs.pending(tag):
                return
            self._runners[tag] = Runner(self._parts, tag, login, self._pace)
            self._runners[tag].start()

    def resume(
        self,
        account: str,
        session: ApiSession,
        credentials: Credentials | None = None,
        *,
        renewed: Renewed | None = None,
    ) -> None:
        """Go on with what was waited for when the session ended or the program was stopped; nothing if nothing."""
        self.start(account, session, (), credentials, renewed=renewed)

    def refresh_events(
        self,
        account: str,
        session: ApiSession,
        credentials: Credentials | None = None,
        *,
        renewed: Renewed | None = None,
    ) -> pl.DataFrame:
        """Ask for the account's event list, keep it, go on with what waited for a session, and return the list.

        Raises:
            SignInAgain: The session has ended.
            WebcastError: The platform cannot be reached, or answers with something else.
        """
        tag = self._tag(account)
        listing = ReportingClient(self._parts.settings).events(session)
        self._parts.listings.remember(tag, listing)
        self.resume(account, session, credentials, renewed=renewed)
        return listing

    def cancel(self, account: str, within: Collection[str] | None = None) -> None:
        """Wait no longer for any event; the report of an expired presentation is taken in once it comes.

        Args:
            account: Whose fetch.
            within: Of these events alone; others go on.
        """
        tag = self._tag(account)
        self._parts.jobs.cancel(tag, within)
        with self._lock:
            runner = self._runners.get(tag)
        if runner is not None and (within is None or not self._parts.jobs.pending(tag)):
            runner.cancel()

    def progress(self, account: str, within: Collection[str] | None = None) -> Progress | None:
        """Return how far the account's fetch is, by whichever process; None when there was none.

        Args:
            account: Whose fetch.
            within: Tell of these events alone; how long it takes is told with those that wait before them.
        """
        tag = self._tag(account)
        every, runner = self._fetch(tag, None)
        jobs = every if within is None else [job for job in every if job.event_id in within]
        if not self._is_told(jobs, runner, within):
            return None
        left = self._parts.ledger.left(tag, expired=False)
        todo = sum(_waits(job) for job in jobs)
        current = self._current(jobs, runner)
        titles = self._titles(tag, {current, *(job.event_id for job in jobs if _failed(job))} - {None})
        failures = [
            (job.event_id, titles.get(job.event_id, ""), spoken(job.message or "")) for job in jobs if _failed(job)
        ]
        if runner is not None and runner.gave_up:
            failures.append(("", "", spoken(runner.gave_up)))
        mine = runner is not None and current is not None and runner.current == current
        return Progress(
            state=self._state(jobs, runner),
            done=len(jobs) - todo,
            total=len(jobs),
            current_title=(titles.get(current) or current) if current else None,
            eta_seconds=self._eta(tag, runner, sum(_waits(job) for job in every), left),
            requests_left=left,
            failures=tuple(failures),
            fetched=sum(job.state == DONE and job.fetched for job in jobs),
            waiting_for=spoken(runner.waiting_for) if runner else "",
            bytes_come=runner.fetching.came if runner and mine else 0,
            reading=bool(runner and mine and runner.fetching.whole),
            seconds=time.monotonic() - runner.began if runner and mine else None,
        )

    def state(self, account: str, within: Collection[str] | None = None) -> State | None:
        """Return the state of :meth:`progress`, for who wants to know no more."""
        jobs, runner = self._fetch(self._tag(account), within)
        return self._state(jobs, runner) if self._is_told(jobs, runner, within) else None

    def _runner(self, tag: str) -> Runner | Told | None:
        if self.elsewhere:
            return self._telling.told(tag)
        with self._lock:
            return self._runners.get(tag)

    def running(self) -> dict[str, Runner]:
        """Return what fetches in this process, and what did last, by the account's tag."""
        with self._lock:
            return dict(self._runners)

    def takes(self, account: str, reports: int) -> float | None:
        """Return how many seconds so many reports will take, as far as the latest ones tell; None before the first.

        Where the hour's limit makes them wait, the wait is in it.
        """
        tag = self._tag(account)
        pace = self._parts.snapshots.pace(tag)
        if pace is None:
            return None
        return max(pace * reports, self._parts.ledger.wait_for(tag, reports))

    def wait(self, account: str, timeout: float | None = None) -> Progress | None:
        """Wait until this process has nothing more to do for the account, and return how it ended.

        Args:
            account: Whose fetch.
            timeout: Seconds to wait at most.
        """
        with self._lock:
            runner = self._runners.get(self._tag(account))
        if runner is not None:
            runner.join(timeout)
        return self.progress(account)

    def stop(self) -> None:
        """Begin to stop; what is not done waits in the store for the next start."""
        with self._lock:
            self._closed = True
            runners = list(self._runners.values())
        for runner in runners:
            runner.stop()

    def close(self) -> None:
        """Stop."""
        self.stop()
        with self._lock:
            runners = list(self._runners.values())
        for runner in runners:
            # A platform that has stopped answering must not keep the program from ending; the threads die with it.
            runner.join(_PATIENCE)

    def _fetch(self, tag: str, within: Collection[str] | None) -> tuple[Sequence[Job], Runner | Told | None]:
        """Return what an account's fetch is of, and what is at work on it."""
        every = self._parts.jobs.all(tag)
        jobs = every if within is None else [job for job in every if job.event_id in within]
        return jobs, self._runner(tag)

    @staticmethod
    def _is_told(jobs: Sequence[Job], runner: Runner | Told | None, within: Collection[str] | None) -> bool:
        return bool(jobs) or (within is None and runner is not None and bool(runner.gave_up))

    def _expired(self, tag: str, event_ids: Sequence[str]) -> list[str]:
        """Return those of the events that have expired by the account's list: each gives one report in 48 hours."""
        listing = self._parts.listings.get(tag)
        if listing is None:
            return []
        expired = set(listing.frame.filter(pl.col("is_expired").fill_null(value=False))["event_id"])
        return [event_id for event_id in dict.fromkeys(event_ids) if event_id in expired]

    @staticmethod
    def _current(jobs: Sequence[Job], runner: Runner | Told | None) -> str | None:
        """Return the event that is being fetched: of ours the one at work, since some may be put aside."""
        running = [job.event_id for job in jobs if job.state == RUNNING]
        if runner is not None and runner.current in running:
            return runner.current
        return None if runner is not None and runner.waiting_for else next(iter(running), None)

    def _state(self, jobs: Sequence[Job], runner: Runner | Told | None) -> State:
        waits = any(_waits(job) for job in jobs)
        if runner is not None and runner.is_alive() and waits:
            return "waiting" if runner.waiting_for else "running"
        if waits:
            if runner is not None and runner.gave_up:
                return "failed"
            return "running" if self._parts.jobs.at_work(jobs) else "sign_in"
        if any(job.state == CANCELLED for job in jobs):
            return "cancelled"
        return "failed" if jobs and all(_failed(job) for job in jobs) else "done"

    def _eta(self, tag: str, runner: Runner | Told | None, todo: int, left: int) -> float | None:
        if runner is None or not runner.is_alive():
            return None
        pace = runner.pace_so_far if runner.pace_so_far is not None else self._parts.snapshots.pace(tag)
        if pace is None:
            return None
        eta = pace * todo
        return max(eta, self._parts.ledger.wait_for(tag, todo)) if todo > left else eta

    def _titles(self, tag: str, events: Collection[str | None]) -> dict[str, str]:
        """Return the titles of some events, as the list has them; most often none is asked for."""
        listing = self._parts.listings.get(tag) if events else None
        if listing is None:
            return {}
        named = listing.frame.filter(pl.col("event_id").is_in(list(events)))
        return {event: title or "" for event, title in named.select("event_id", "title").iter_rows()}


def _waits(job: Job) -> bool:
    return job.state in (QUEUED, RUNNING)


def _failed(job: Job) -> bool:
    return job.state == FAILED


__all__ = ["Credentials", "NotAgreed", "Progress", "Syncer"]
