"""Commands that say or write what reports tell: figures, files, the summary, charts."""

from __future__ import annotations

from webcast.commands import filter_options, table_options
from webcast.commands.arguments import common
from webcast.commands.arguments.parser import Commands, command, pixels


def analyze(commands: Commands) -> None:
    """Add ``analyze``."""
    made = command(
        commands,
        "analyze",
        ("analyze", "analyze"),
        "Show figures, funnel and surveys",
        example="analyze report.xml other.json --start 2026-03-01 --live --json",
    )
    common.sources(made)
    made.add_argument("--json", action="store_true", help="as JSON, with exact shares")
    made.add_argument("--stayed-minutes", metavar="N", help="watch time of who stayed (default: 10)")
    filter_options.add(made)


def export(commands: Commands) -> None:
    """Add ``export``."""
    made = command(
        commands,
        "export",
        ("export", "export"),
        "Write the registrants, or a table of theirs, to a file, as the page's download does",
        example="export 100234 report.xml --to people.csv --columns 'Email,First Name,\"Survey: Exit: Why?\"'",
    )
    common.sources(made)
    common.target(made)
    made.add_argument(
        "--table",
        default="registrants",
        metavar="TABLE",
        help="registrants (default), or another that docs/command-line.md lists",
    )
    made.add_argument(
        "--columns",
        action="append",
        default=[],
        metavar="HEADERS",
        help="only these columns, in this order: headers separated by commas, in quotes where one has a comma",
    )
    common.people(made)
    filter_options.add(made)


def report(commands: Commands) -> None:
    """Add ``report``."""
    made = command(
        commands,
        "report",
        ("export", "report"),
        "Write a master report over all the events",
        example="report 100234 100235 --master-events --to events.xlsx",
    )
    which = made.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--master-events", action="store_true", help="one row an event: the platform's figures and ours"
    )
    which.add_argument(
        "--master-registration",
        action="store_true",
        help="one row a registrant of an event: the platform's columns, then what each event asked",
    )
    common.sources(made)
    common.target(made)
    common.people(made)
    filter_options.add(made)


def summary(commands: Commands) -> None:
    """Add ``summary``."""
    made = command(
        commands,
        "summary",
        ("export", "summary"),
        "Write the one-page summary: figures and definitions, no person",
        "Its HTML needs no script and no network, so that it can be mailed. A file that ends in .pdf is printed by "
        "Chromium, where that is installed.",
    )
    common.sources(made)
    made.add_argument("--to", required=True, metavar="FILE", help="FILE.html or FILE.pdf; - for standard output")
    common.language(made)
    common.people(made)
    filter_options.add(made)


def chart(commands: Commands) -> None:
    """Add ``chart``."""
    made = command(
        commands,
        "chart",
        ("chart", "chart"),
        "Write a chart of the pages as PNG, SVG or PDF, drawn by an installed Chromium",
        example="chart 100234 --chart funnel --stayed-minutes 30 --to funnel.png\n"
        "  webcast-insights chart 100234 100235 --all --theme dark --to charts",
    )
    which = made.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--chart",
        metavar="NAME",
        help="which chart, e.g. funnel, viewers or answers; docs/command-line.md lists them",
    )
    which.add_argument(
        "--all", action="store_true", help="every chart that has something to draw; says which were left out, and why"
    )
    common.sources(made)
    made.add_argument(
        "--to",
        required=True,
        metavar="FILE",
        help="FILE.png, .svg or .pdf; with --all a folder; - for standard output",
    )
    made.add_argument(
        "--format", choices=("png", "svg", "pdf"), help="kind of file (default: by the file's ending, else png)"
    )
    made.add_argument("--theme", choices=("light", "dark"), default="light", help="default: light")
    made.add_argument(
        "--width",
        type=pixels,
        default=1200,
        metavar="N",
        help="pixels (default: 1200); a PNG has twice as many, so that it is sharp on a slide",
    )
    common.language(made)
    table_options.add(made)
    common.people(made)
    filter_options.add(made)
