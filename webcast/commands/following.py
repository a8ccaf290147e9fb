"""``sync --follow``: refreshes the reports of events on air until they end, as the pages do."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from webcast import formats
from webcast.analysis import on_air
from webcast.commands.account import Account
from webcast.commands.console import Console, one_line
from webcast.commands.fetching import must_be_done
from webcast.library import Library
from webcast.library.snapshot import Snapshot

_LOOK_EVERY: Final = 1.0
"""Seconds between looks: another process may have refreshed the report."""


def _utc() -> datetime:
    return datetime.now(UTC)


def follow(
    library: Library,
    account: Account,
    event_ids: Sequence[str],
    zone: str,
    console: Console,
    *,
    now: Callable[[], datetime] = _utc,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Refresh the reports of events on air whenever it is their turn, and say what is known; until all are over.

    Args:
        library: Where they are held.
        account: Whose they are.
        event_ids: The events; a report of each is held.
        zone: The zone of the times that are said.
        console: Where it is said.
        now: The time.
        pause: Waits so many seconds.

    Raises:
        NotFetched: A report could not be had.
        SignInAgain: The platform ended the session, and signing in again did not work.
    """
    said: dict[str, str] = {}
    marks: dict[str, str] = {}
    events: dict[str, dict[str, Any]] = {}
    while True:
        for event_id in event_ids:
            newest = library.newest(account.key, event_id)
            mark = f"{newest.id} {newest.revision}" if newest else ""
            if marks.get(event_id) != mark:
                # Reports are read only where a newer one came: this looks every second.
                marks[event_id] = mark
                events[event_id] = library.report(account.key, [event_id]).event.row(0, named=True)
                line = _known(events[event_id], newest, event_id, zone)
                if said.get(event_id) != line:
                    said[event_id] = line
                    console.say(line)
        running = [event_id for event_id in event_ids if on_air.is_on_air(events[event_id], now())]
        if not running:
            console.say("No event is on air any more.")
            return
        if not any(_refreshed(library, account, event_id) for event_id in running):
            pause(_LOOK_EVERY)


def _refreshed(library: Library, account: Account, event_id: str) -> bool:
    if not library.following.refresh(account.key, account.session(), event_id, account):
        return False
    must_be_done(library.sync.wait(account.key), event_id)
    return True


def _known(event: Mapping[str, Any], newest: Snapshot | None, event_id: str, zone: str) -> str:
    count = formats.plural(newest.registrants or 0, "registrant", "registrants") if newest else ""
    known = formats.clock(event["run_at"], zone, "en-GB", seconds=True) if event["run_at"] else formats.UNKNOWN
    return f"{event_id} {one_line(event['title'] or '')}: known up to {known} ({zone}), {count}"
