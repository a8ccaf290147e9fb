"""Commands for who looks after the library: its key, privacy, saved views."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from webcast.commands.arguments.parser import Commands, command, days, since, until

CIPHERS: Final = ("aes-256-gcm", "chacha20-poly1305")
"""Those of ``webcast.library.ciphers``, which is not loaded to say so; a test holds them to it."""


def keys(commands: Commands) -> None:
    """Add ``rekey``."""
    made = command(
        commands,
        "rekey",
        ("keys", "replace_key"),
        "Encrypt the library with a new master key",
        "With a key file a new key is made. With WEBCAST_MASTER_KEY, set it to NEW,PRESENT first (docs/library.md). "
        "An interrupted run goes on with the next one.",
    )
    made.add_argument(
        "--cipher",
        choices=CIPHERS,
        help="what the new key is for, where it is made here (default: as the present one)",
    )


def backups(commands: Commands) -> None:
    """Add ``backup`` and ``restore``."""
    made = command(
        commands,
        "backup",
        ("backups", "take"),
        "Write a backup of the whole library to a file, while the dashboard runs",
        "What is sealed stays sealed: the file opens with the library's master key alone, which is not in it. Keep "
        "the key too, and elsewhere (docs/backup.md).",
        example="backup /var/backups/webcast-2026-03-18.backup",
    )
    made.add_argument("file", metavar="FILE", help="the file to write, readable by its owner alone")
    made.add_argument("--replace", action="store_true", help="put it in the place of an earlier backup")
    made = command(
        commands,
        "restore",
        ("backups", "put_back"),
        "Put a backup into an empty library, on SQLite or PostgreSQL",
        "The library is that of WEBCAST_DATA_DIR or WEBCAST_DATABASE_URL; the key has to be there (docs/backup.md).",
        example="restore --check /var/backups/webcast-2026-03-18.backup",
    )
    made.add_argument("file", metavar="FILE", help="a file that 'backup' has written")
    made.add_argument(
        "--check", action="store_true", help="only see whether it is whole and the key opens it; restore nothing"
    )


def upkeep(commands: Commands) -> None:
    """Add ``forget``, ``retention``, ``audit`` and ``redecode``."""
    made = command(
        commands,
        "forget",
        ("privacy", "forget"),
        "Forget a person or events, over all accounts",
        "The person's e-mail address is read from standard input.",
    )
    made.add_argument("--person", action="store_true", help="a person, out of every event, snapshot and raw response")
    made.add_argument("events", nargs="*", metavar="EVENT", help="event ids: every snapshot of them")
    made = command(commands, "retention", ("privacy", "retention"), "Delete snapshots that are too old")
    made.add_argument("--days", type=days, required=True, metavar="N", help="those fetched more than N days ago")
    made.add_argument(
        "--newest-too", action="store_true", help="also the newest of an event, which is kept otherwise"
    )
    _audit(commands)
    command(
        commands,
        "redecode",
        ("privacy", "redecode"),
        "Decode all raw responses again",
        "For after an update: a better decoder then serves the reports that were fetched before it.",
    )


def _audit(commands: Commands) -> None:
    made = command(
        commands,
        "audit",
        ("auditing", "audit"),
        "Show who did what to people's data, the newest first",
        "--verify says whether the log is as it was written, and ends with 1 if it is not.",
        example="audit --since 2026-03-01 --action export --csv exports.csv",
    )
    made.add_argument("--limit", type=days, metavar="N", help="how many entries (default: 100; in a file all)")
    made.add_argument("--since", type=since, metavar="DATE", help="from this day (UTC) or moment on")
    made.add_argument("--until", type=until, metavar="DATE", help="to the end of this day (UTC), or to this moment")
    made.add_argument("--action", metavar="TEXT", help='what was done: "export" means "export csv: questions" too')
    made.add_argument("--who", metavar="NAME", help="who did it: a user name as the list has it, in any case")
    made.add_argument("--event", metavar="EVENT", help="about this event, by its id")
    made.add_argument("--json", action="store_true", help="as JSON")
    made.add_argument("--csv", type=Path, metavar="FILE", help="into a file, for spreadsheets")
    made.add_argument("--verify", action="store_true", help="look whether the log is as it was written")


def sessions(commands: Commands) -> None:
    """Add ``sign-out``."""
    made = command(
        commands,
        "sign-out",
        ("signing_out", "sign_out"),
        "End the account's sessions in the dashboard, wherever it runs",
        "The account is that of WEBCAST_USERNAME, else it is asked for. Pages that are open go blank within seconds.",
    )
    made.add_argument("--all", action="store_true", help="the sessions of all accounts, and those without one")


def views(commands: Commands) -> None:
    """Add ``views``."""
    made = command(
        commands,
        "views",
        ("views", "list_views"),
        "List the account's saved views",
        "Views are saved on the pages; --view of export, report, summary, chart and analyze takes one.",
    )
    made.add_argument("--json", action="store_true", help="as JSON, with zone and options")
