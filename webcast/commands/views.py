"""``views``: the account's saved views."""

from __future__ import annotations

import argparse
import json
from contextlib import closing

from webcast import formats
from webcast.commands.account import Account
from webcast.commands.console import Console, one_line
from webcast.library import Library
from webcast.library.views import Saved
from webcast.settings import Settings
from webcast.view import document


def list_views(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write the account's saved views, the latest saved first."""
    account = Account(settings, console)
    with closing(Library.open(settings)) as library:
        found = library.views.all(account.key)
    if args.json:
        console.say(json.dumps([_plain(saved) for saved in found], indent=2))
        return
    rows = [
        [
            saved.id,
            one_line(saved.name),
            saved.view.page,
            " ".join(saved.view.events),
            one_line(saved.view.filters.describe()),
        ]
        for saved in found
    ]
    console.table(["Id", "Name", "Page", "Events", "Filters"], rows)
    console.say(formats.plural(len(found), "saved view", "saved views"))


def _plain(saved: Saved) -> dict[str, object]:
    view = saved.view
    return {
        "id": saved.id,
        "name": saved.name,
        "page": view.page,
        "events": list(view.events),
        "filters": view.filters.describe(),
        "time_zone": view.zone,
        "merged": view.merged,
        "options": document.write(view)["options"],
        "saved_at": saved.saved_at.isoformat().replace("+00:00", "Z"),
        "saved_by": saved.saved_by,
    }
