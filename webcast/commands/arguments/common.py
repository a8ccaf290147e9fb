"""Options that several commands share."""

from __future__ import annotations

from webcast.commands import table_options
from webcast.commands.arguments.parser import Parser


def sources(made: Parser) -> None:
    """Add events, files or a saved view: whose people a command is about."""
    made.set_defaults(refuse=made.error)
    made.add_argument(
        "--view",
        metavar="NAME_OR_ID",
        help="a saved view, whole ('views' lists them), in place of events and filters; what else is given beside "
        "it wins",
    )
    made.add_argument("--event", default="", metavar="ID", help="of several events, look at this one alone")
    made.add_argument(
        "sources",
        nargs="*",
        metavar="EVENT_OR_FILE",
        help="event ids of the library (fetched where it lacks them) and report files: XML, JSON, CSV, XLSX, TSV, "
        "ZIP; - for standard input",
    )
    made.add_argument(
        "--expired",
        action="store_true",
        help="fetch the reports of expired presentations without asking: one in 48 hours",
    )
    zone(made)
    made.add_argument(
        "--file-zone",
        default="UTC",
        metavar="ZONE",
        help="the clock of files that name none, CSV and XLSX (default: UTC)",
    )
    made.add_argument(
        "--file-dates",
        choices=("day", "month"),
        help="what dates of files begin with (default: what they show themselves)",
    )
    made.add_argument("--file-encoding", metavar="NAME", help="the encoding of text files, e.g. cp1250, gb18030")
    made.add_argument(
        "--file-column",
        dest="file_columns",
        action="append",
        default=[],
        metavar="HEADER=MEANING",
        help="what a column of files means, e.g. Employer=company (can be repeated)",
    )


def zone(made: Parser) -> None:
    """Add the zone of days and times."""
    made.add_argument(
        "--time-zone",
        metavar="ZONE",
        help="zone of days and times, e.g. Europe/Berlin (default: WEBCAST_TIME_ZONE, else UTC)",
    )


def people(made: Parser) -> None:
    """Add what narrows the people beyond the filters."""
    made.add_argument(
        "--preset",
        dest="presets",
        action="append",
        default=[],
        choices=("attendees", "no-shows", "on-demand-only", "hot-leads", "askers"),
        help="only these people (can be repeated: who is in all of them)",
    )
    made.add_argument(
        "--set",
        dest="sets",
        action="append",
        default=[],
        metavar="SET",
        help="only the people behind a mark of a chart, e.g. stage:stayed:dropped:minutes=15 (can be repeated: who "
        "is in all of them; docs/command-line.md lists the sets)",
    )
    made.add_argument("--merge", action="store_true", help="take the broadcasts of one programme as one event")


def language(made: Parser) -> None:
    """Add the language of a file."""
    made.add_argument(
        "--language",
        default="",
        metavar="NAME",
        help="en or de: of what the file says, and of its headings (default: English, with the platform's headings)",
    )


def target(made: Parser) -> None:
    """Add the file to write, and of which kind."""
    made.add_argument("--to", required=True, metavar="FILE", help="the file to write; - for standard output")
    made.add_argument(
        "--format",
        choices=("csv", "xlsx", "parquet"),
        help="kind of file (default: by the file's ending, else csv)",
    )
    made.add_argument(
        "--exact",
        action="store_true",
        help="CSV: texts as the platform has them, for an import; else formulas are defused",
    )
    language(made)
    table_options.add(made)
