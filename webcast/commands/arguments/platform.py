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
        help="also expired presentations, whose reports are given once in 48 hours (named ones are asked about)",
    )
    made.add_argument("--force", action="store_true", help="also what has not changed")
    made.add_argument(
        "--follow",
        action="store_true",
        help="go on refreshing the named events while they are on air, as often as the limits allow",
    )
    common.zone(made)


def fetch(commands: Commands) -> None:
    """Add ``fetch``."""
    made = command(
        commands,
        "fetch",
        ("raw", "fetch"),
        "Write the platform's own report, untouched",
        "Any format, with any of the platform's parameters. The library keeps the limits and holds nothing of it. "
        "Parameter names that the platform's guide does not have are inferred (docs/api.md).",
        example="fetch 100234 --format csv --start 2026-03-01 --end 2026-03-31 --viewed-in-range off --to report.csv",
    )
    made.add_argument("event", metavar="EVENT", help="event id")
    made.add_argument("--to", required=True, metavar="FILE", help="the file to write; - for standard output")
    made.add_argument("--format", choices=("xml", "json", "csv"), default="xml", help="data format (default: xml)")
    made.add_argument("--zone", metavar="ID", help="time zone, an id of 'zones' (default: the platform's, GMT)")
    made.add_argument("--start", dest="start_date", metavar="DATE", help="first day of the range, e.g. 2026-03-01")
    made.add_argument("--end", dest="end_date", metavar="DATE", help="last day of the range")
    lists = (
        ("--campaign", "campaigns", "ID", "only this campaign source tracking id"),
        ("--exclude-domain", "exclude_domains", "DOMAIN", "no e-mails at this domain"),
        ("--include-domain", "include_domains", "DOMAIN", "only e-mails at this domain"),
    )
    for option, name, metavar, words in lists:
        made.add_argument(
            option, dest=name, metavar=metavar, action="append", default=[], help=f"{words} (can be repeated)"
        )
    switches = (
        ("registered_in_range", "who registered within the range (the platform's default: on)"),
        ("viewed_in_range", "who viewed within the range (the platform's default: on)"),
        ("asked_question", "who asked a question"),
        ("answered_survey", "who answered a survey"),
        ("no_shows", "who has no session"),
        ("live", "who came live"),
        ("on_demand", "who watched on demand"),
        ("simlive", "who watched SimLive"),
    )
    for name, words in switches:
        made.add_argument(f"--{name.replace('_', '-')}", choices=("on", "off"), help=f"only {words}")
    made.add_argument(
        "--expired", action="store_true", help="spend the report of an expired presentation: one in 48 hours"
    )


def zones(commands: Commands) -> None:
    """Add ``zones``."""
    command(
        commands,
        "zones",
        ("raw", "list_zones"),
        "List the time zones that the platform offers for reports",
        "Asks the platform for its own list.",
    )


def password(commands: Commands) -> None:
    """Add ``password``."""
    command(
        commands,
        "password",
        ("raw", "change_password"),
        "Change the API account's password",
        "Asks for the new one twice; without a terminal it is the first line of standard input. Never an argument.",
    )
