"""``events`` and ``sync``: what the account may see, and fetching what changed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import polars as pl

from webcast import formats
from webcast.api.client import ReportingClient
from webcast.commands.account import Account
from webcast.commands.console import Console, one_line
from webcast.commands.fetching import fetch
from webcast.commands.following import follow
from webcast.commands.spending import agree, expired_among
from webcast.errors import ChangeRequest, UnknownEvent
from webcast.library import Library
from webcast.library.following import due_room
from webcast.settings import Settings


def list_events(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write the account's events with what the library holds of each."""
    account = Account(settings, console)
    with closing(Library.open(settings)) as library:
        if not args.offline:
            # Not by way of the syncer, which would go on with a fetch that was interrupted.
            library.remember_events(account.key, ReportingClient(settings).events(account.session()))
        events = library.events(account.key)
    chosen = _chosen(events, args)
    if args.json:
        console.say(json.dumps([_plain(row) for row in chosen.iter_rows(named=True)], indent=2))
    else:
        _write(chosen, events.height, args.time_zone or settings.time_zone, console)


def sync(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Fetch the events that are new or moved, and say how many there were."""
    if args.follow and not args.events:
        raise ChangeRequest("--follow should name the events to follow, but names none.")
    account = Account(settings, console)
    with closing(Library.open(settings)) as library:
        library.sync.refresh_events(account.key, account.session())
        events = library.events(account.key)
        wanted = _to_sync(events, args, library.limits(account.key))
        stale = [event for event in wanted if args.force or event not in _current(events)]
        agree(library, account.key, expired_among(library, account.key, stale), console, given=args.expired)
        progress = fetch(library, account, wanted, console, force=args.force, spend=True) if wanted else None
        left = library.limits(account.key)
        fetched = progress.fetched if progress else 0
        total = len(args.events) or events.height
        console.say(
            f"Fetched {fetched} of {formats.plural(total, 'event', 'events')}; "
            f"{formats.plural(left, 'request', 'requests')} left this hour."
        )
        if told := _left_out(events, args, wanted):
            console.say(f"Left out: {told}.")
        if args.follow:
            follow(library, account, wanted, args.time_zone or settings.time_zone, console)


def _to_sync(events: pl.DataFrame, args: argparse.Namespace, left: int) -> list[str]:
    if args.events:
        known = set(events["event_id"])
        strange = [event_id for event_id in args.events if event_id not in known]
        if strange:
            raise UnknownEvent(
                f"The account's event list should hold {', '.join(one_line(e) for e in strange)}, but does not.",
                remedy="'events' lists what it holds.",
            )
        return list(dict.fromkeys(args.events))
    wanted = events if args.force else events.filter(pl.col("freshness") != "current")
    if not args.expired:
        wanted = wanted.filter(~pl.col("is_expired").fill_null(value=False))
    if args.force:
        return wanted["event_id"].to_list()
    due = pl.col("freshness") == "due"
    moved = wanted.filter(~due)["event_id"].to_list()
    return moved + wanted.filter(due)["event_id"].to_list()[: due_room(left, len(moved))]


def _current(events: pl.DataFrame) -> set[str]:
    return set(events.filter(pl.col("freshness") == "current")["event_id"])


def _left_out(events: pl.DataFrame, args: argparse.Namespace, wanted: Sequence[str]) -> str:
    """Return what was not asked for, and why; empty where everything was."""
    among = events.filter(pl.col("event_id").is_in(list(args.events))) if args.events else events
    current = among.filter(pl.col("freshness") == "current")["event_id"].to_list()
    same = 0 if args.force else len(current)
    expired = events.filter(pl.col("is_expired").fill_null(value=False))["event_id"].to_list()
    spared = set(expired) - set(wanted) - set(current if not args.force else ())
    parts = []
    waits = set(events.filter(pl.col("freshness") == "due")["event_id"]) - set(wanted)
    if waits and not args.events:
        parts.append(
            f"{formats.plural(len(waits), 'event', 'events')} that may have late answers, "
            "for too little is left this hour"
        )
    if same:
        parts.append(
            f"{formats.plural(same, 'event', 'events')} whose report has not changed (--force fetches it again)"
        )
    if spared and not args.events:
        parts.append(
            f"{formats.plural(len(spared), 'expired presentation', 'expired presentations')}, "
            "each of which gives one report per 48 hours (--expired fetches them)"
        )
    return "; ".join(parts)


def _chosen(events: pl.DataFrame, args: argparse.Namespace) -> pl.DataFrame:
    if args.search:
        words = pl.concat_str(pl.col("title", "event_id", "cost_center"), separator=" ", ignore_nulls=True)
        needle = pl.Series([args.search]).str.to_lowercase()[0]
        events = events.filter(words.str.to_lowercase().str.contains(needle, literal=True))
    if args.changed:
        events = events.filter(pl.col("freshness") != "current")
    return events


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else value
        for name, value in row.items()
    }


def _write(events: pl.DataFrame, total: int, zone: str, console: Console) -> None:
    rows = [
        [
            row["event_id"],
            formats.instant(row["at"], zone) if row["at"] else formats.UNKNOWN,
            formats.instant(row["last_activity"], zone) if row["last_activity"] else formats.UNKNOWN,
            one_line(row["title"] or "")[:60],
            one_line(row["cost_center"] or ""),
            "expired" if row["is_expired"] else "",
            row["freshness"],
            formats.number(row["registrants"]) if row["registrants"] is not None else "",
        ]
        for row in events.iter_rows(named=True)
    ]
    headers = ["Event", "Date", "Last activity", "Title", "Cost center", "", "Report", "Registrants"]
    console.table(headers, rows, right=frozenset((7,)))
    console.say(f"{events.height} of {formats.plural(total, 'event', 'events')} · times in {zone}")
