"""``backup`` and ``restore``: the whole library as one file, and back."""

from __future__ import annotations

import argparse
from pathlib import Path

from webcast import formats
from webcast.commands.console import Console, one_line
from webcast.commands.privacy import operator
from webcast.library import backups
from webcast.library.backups import Manifest
from webcast.settings import Settings


def take(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write a backup, and say which key it needs."""
    path = Path(args.file)
    made = backups.backup(settings, path, replace=args.replace, user=operator())
    console.say(
        f"Backup written to {one_line(args.file)}: {_held(made)}, {formats.number(path.stat().st_size)} bytes. "
        f"It opens with master key {made.key} alone, which is not in it: keep that elsewhere."
    )


def put_back(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Restore a backup, or only see whether it could be."""
    path = Path(args.file)
    if args.check:
        found = backups.check(settings, path)
        said = found.manifest
        opens = (
            f"opens with the master key given, {one_line(said.key)}"
            if found.opens
            else f"needs master key {one_line(said.key)}, which is not here and was not tried"
        )
        console.say(
            f"{one_line(args.file)} is whole and {opens}: {_held(said)}, taken {one_line(said.at)} by version "
            f"{one_line(said.product)}."
        )
        return
    said = backups.restore(settings, path, user=operator())
    console.say(f"Restored {_held(said)}, as of {one_line(said.at)}. Start the dashboard; everybody signs in again.")


def _held(made: Manifest) -> str:
    rows = formats.plural(made.rows, "row", "rows")
    return f"{rows} in {formats.plural(len(made.tables), 'table', 'tables')}"
