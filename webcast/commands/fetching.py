"""Fetching reports into the library from the command line: the same queue, limits and store as the pages use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from webcast import formats
from webcast.commands.account import Account
from webcast.commands.console import Console, one_line
from webcast.errors import SignInAgain, TryAgainLater, WebcastError
from webcast.library import Library, Progress

_LOOK_EVERY: Final = 0.2


class NotFetched(WebcastError):
    """Some events could not be fetched; what could be is held."""


def fetch(
    library: Library,
    account: Account,
    event_ids: Sequence[str],
    console: Console,
    *,
    force: bool = False,
    spend: bool = False,
) -> Progress | None:
    """Fetch the events that are new or moved, and wait for them.

    Returns:
        How it ended; None when nothing had to be done.

    Raises:
        NotFetched: Some of them failed; the message names them.
        WebcastError: Nothing could be fetched at all.
    """
    try:
        library.sync.start(account.key, account.session(), event_ids, credentials=account, force=force, spend=spend)
        progress = library.sync.wait(account.key, _LOOK_EVERY)
        while progress is not None and progress.state in ("running", "waiting"):
            console.progress(_told(progress))
            progress = library.sync.wait(account.key, _LOOK_EVERY)
    except KeyboardInterrupt:
        library.sync.cancel(account.key)
        raise
    finally:
        console.progress("")
    must_be_done(progress)
    return progress


def _told(progress: Progress) -> str:
    title = f" · {one_line(progress.current_title)}" if progress.current_title else ""
    left = formats.eta(progress.eta_seconds)
    parts = [f"Fetching {min(progress.done + 1, progress.total)} of {progress.total}{title}"]
    parts += [left] if left else []
    parts += [progress.waiting_for] if progress.waiting_for else []
    return " · ".join([*parts, f"{formats.plural(progress.requests_left, 'request', 'requests')} left this hour"])


def must_be_done(progress: Progress | None, event_id: str | None = None) -> None:
    """See to it that a fetch ended well: of all that was waited for, or of one event.

    Raises:
        NotFetched: Some of them failed; the message names them.
        SignInAgain: The session ended and could not be opened again.
        TryAgainLater: It was cancelled.
    """
    if progress is None:
        return
    if event_id is not None:
        mine = tuple(failure for failure in progress.failures if failure[0] in ("", event_id))
        progress = replace(progress, failures=mine, total=1)
    if progress.state == "sign_in":
        raise SignInAgain("The platform ended the session, and signing in again did not work.")
    if progress.failures:
        told = [f"{event_id}: {message}" if event_id else message for event_id, _title, message in progress.failures]
        raise NotFetched(
            f"{len(told)} of {formats.plural(progress.total, 'event', 'events')} could not be fetched. "
            + " ".join(told[:5])
        )
    if progress.state == "cancelled":
        raise TryAgainLater("The fetch was cancelled.", remedy="Start it again; what was fetched is held.")
