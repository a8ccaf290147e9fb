"""Saved views on the command line: ``views`` lists them, and ``--view`` takes one in place of events and filters."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass

from webcast import formats, zones
from webcast.analysis import programmes
from webcast.analysis.audience import Audience
from webcast.commands import filter_options, sources
from webcast.commands.account import Account
from webcast.commands.console import Console, one_line
from webcast.errors import ChangeRequest
from webcast.library import Library
from webcast.library.views import Saved
from webcast.settings import Settings
from webcast.view.filters import Filters


@dataclass(frozen=True)
class Asked:
    """What a command was asked for: named by itself, or by a saved view.

    Attributes:
        wanted: Events and files.
        filters: Which registrants.
        zone: The zone of days and times.
        merged: Whether the broadcasts of one programme are one event.
        account: Who asks.
    """

    wanted: sources.Wanted
    filters: Filters
    zone: str
    merged: bool
    account: Account

    def everyone(self, settings: Settings, console: Console, file_zone: str) -> Audience:
        """Return the people before any filter; events that the library does not hold are fetched first.

        Raises:
            WebcastError: See :func:`webcast.commands.sources.load`.
        """
        loaded = sources.load(self.wanted, settings, self.account, console, file_zone)
        return Audience.of(programmes.merged(loaded.report)) if self.merged else loaded


def asked(args: argparse.Namespace, settings: Settings, console: Console) -> Asked:
    """Return what the arguments, or the view that they name, ask for.

    A time zone and ``--merge`` given beside a view win; events, files and filters beside it are refused, since it
    would not be plain whose people come.

    Raises:
        ChangeRequest: Events, files or filters are given beside a view.
        UnknownView: The account has no such view.
        FilterError: A filter cannot be read, or the view's time zone is not known (any more).
    """
    filters = filter_options.read(args)
    account = Account(settings, console)
    merged = getattr(args, "merge", False)
    if args.view is None:
        wanted = sources.Wanted.of(args.sources)
        return Asked(wanted, filters, args.time_zone or settings.time_zone, merged, account)
    if args.sources or filters != Filters():
        raise ChangeRequest(
            "A --view brings its own events and filters, but events, files or filters are given beside it.",
            remedy="Leave these out, or name events and filters without --view.",
        )
    library = Library.open(settings)
    try:
        view = library.views.find(account.key, args.view).view
    finally:
        library.close()
    wanted = sources.Wanted(view.events, ())
    zone = args.time_zone or zones.of(view.zone, "The view's time zone").key
    return Asked(wanted, view.filters, zone, merged or view.merged, account)


def list_views(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write the account's saved views, the latest saved first."""
    account = Account(settings, console)
    library = Library.open(settings)
    try:
        found = library.views.all(account.key)
    finally:
        library.close()
    if args.json:
        console.say(json.dumps([_plain(saved) for saved in found], indent=2))
        return
    rows = [
        [
            saved.id,
            one_line(saved.view.name),
            saved.view.page,
            " ".join(saved.view.events),
            one_line(saved.view.filters.describe()),
        ]
        for saved in found
    ]
    console.table(["Id", "Name", "Page", "Events", "Filters"], rows)
    console.say(formats.plural(len(found), "saved view"))


def _plain(saved: Saved) -> dict[str, object]:
    view = saved.view
    return {
        "id": saved.id,
        "name": view.name,
        "page": view.page,
        "events": list(view.events),
        "filters": view.filters.describe(),
        "time_zone": view.zone,
        "merged": view.merged,
        "options": dict(view.options),
        "saved_at": saved.saved_at.isoformat().replace("+00:00", "Z"),
        "saved_by": saved.saved_by,
    }
