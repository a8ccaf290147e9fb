"""Which snapshots are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from webcast.library.snapshot import Snapshot


def too_many(held: Iterable[Snapshot], keep: int) -> list[Snapshot]:
    """Return the snapshots beyond the newest ``keep`` of each event; the newest of all is always kept."""
    return [old for group in _by_event(held) for old in group[max(1, keep) :]]


def too_old(held: Iterable[Snapshot], before: datetime, *, newest_too: bool = False) -> list[Snapshot]:
    """Return the snapshots fetched before a moment; the newest of an event only if ``newest_too``."""
    first = 0 if newest_too else 1
    return [old for group in _by_event(held) for old in group[first:] if (old.fetched_at or old.asked_at) < before]


def safe_limit(held: Iterable[Snapshot], now: datetime, days: int) -> datetime:
    """Return the moment before which snapshots are old, unmoved by a clock that jumped ahead.

    Days count from the newest report, not from a clock that nothing confirms: one set to next year would otherwise
    empty the library at the next start.
    """
    newest = max((s.fetched_at or s.asked_at for s in held), default=now)
    return min(now, newest) - timedelta(days=days)


def _by_event(held: Iterable[Snapshot]) -> list[list[Snapshot]]:
    """Return the snapshots of each event, the newest first; they come the oldest first."""
    groups: dict[tuple[str, str], list[Snapshot]] = defaultdict(list)
    for snapshot in held:
        groups[snapshot.account, snapshot.event_id].insert(0, snapshot)
    return list(groups.values())
