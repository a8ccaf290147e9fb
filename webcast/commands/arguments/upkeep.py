"""Commands for who looks after the library: its key, privacy, saved views."""

from __future__ import annotations

from typing import Final

from webcast.commands.arguments.parser import Commands, command, days

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
    made = command(commands, "audit", ("privacy", "audit"), "Show who did what to people's data, the newest first")
    made.add_argument("--limit", type=days, default=100, metavar="N", help="how many entries (default: 100)")
    made.add_argument("--json", action="store_true", help="as JSON")
    command(
        commands,
        "redecode",
        ("privacy", "redecode"),
        "Decode all raw responses again",
        "For after an update: a better decoder then serves the reports that were fetched before it.",
    )


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
