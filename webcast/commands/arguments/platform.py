"""Commands that ask the platform: its list of events, and their reports."""

from __future__ import annotations

from webcast.commands.arguments import common
from webcast.commands.arguments.parser import Commands, command


def events(commands: Commands) -> None:
    """Add ``events``."""
    made = command(
        commands,
        "events",
        ("events", "list_events"),
        "List the account's events",
        "Asks the platform for its list once.",
    )
    made.add_argument("--search", metavar="TEXT", help="only those with this in title, id or cost center")
    made.add_argument("--changed", action="store_true", help="only those whose report is missing or has changed")
    made.add_argument(
        "--offline", action="store_true", help="the list as the library knows it, without asking the platform"
    )
    made.add_argument("--json", action="store_true", help="as JSON, all columns")
    common.zone(made)


def sync(commands: Commands) -> None:
    """Add ``sync``."""
    made = command(
        commands,
        "sync",
        ("events", "sync"),
        "Fetch the reports that are new or have changed",
        "One request for the list and one for each report that moved; the platform's limits are kept.",
    )
    made.add_argument(
        "events", nargs="*", metavar="EVENT", help="event ids; all of the account's events when none is given"
    )
    made.add_argument(
        "--expired",
        action="store_true",
        help="also expired presentations, whose reports are given once in 48 hours (named events: always)",
    )
    made.add_argument("--force", action="store_true", help="also what has not changed")
    made.add_argument(
        "--follow",
        action="store_true",
        help="go on refreshing the named events while they are on air, as often as the limits allow",
    )
    common.zone(made)
