"""The command line: the engine of the pages without a browser (``docs/command-line.md``).

A command ends with 0, or with another code and exactly one line on standard error: what happened and what to do,
without a traceback, a secret or a person's data.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from webcast import __version__, settings, zones
from webcast.api.redaction import redact
from webcast.commands import filter_options, table_options
from webcast.commands.console import Console, one_line
from webcast.errors import SignInAgain, TryAgainLater, WebcastError

PROGRAM: Final = "webcast-insights"
"""What an installation calls it; in a checkout that is not installed, ``python -m webcast`` is the same."""

FAILED: Final = 1
MISUSED: Final = 2
LATER: Final = 75
"""The same command may succeed later (``EX_TEMPFAIL``)."""

NOT_SIGNED_IN: Final = 77
"""Credentials are missing or refused (``EX_NOPERM``)."""

INTERRUPTED: Final = 130

_EXAMPLES: Final = """\
examples:
  webcast-insights demo
  webcast-insights analyze report.xml
  webcast-insights analyze report.xml other.json --live --json
  WEBCAST_USERNAME=ann WEBCAST_PASSWORD_FILE=/run/secrets/webcast webcast-insights sync
  webcast-insights export 100234 100235 --no-shows --to no-shows.csv
  webcast-insights report 100234 100235 --master-events --to events.xlsx
  webcast-insights summary 100234 --to summary.html
  webcast-insights chart 100234 --chart funnel --to funnel.png

Credentials come from WEBCAST_USERNAME and WEBCAST_PASSWORD (or WEBCAST_PASSWORD_FILE), else they are asked for; they
are never an argument. Exit codes: 0 done, 1 failed, 2 wrong usage, 75 try again later, 77 sign in, 130 interrupted.
"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{self.prog}: {one_line(message)} ({self.prog} --help explains)\n")
        raise SystemExit(MISUSED)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Args:
        argv: The arguments after the program's name; those of the process when absent.
    """
    args = parser().parse_args(argv)
    if "view" in args and args.view is None and not args.sources:
        args.refuse("the following arguments are required: EVENT_OR_FILE or --view")
    # A library's log line on standard error would be a second one there.
    if not logging.getLogger().handlers:
        logging.getLogger().addHandler(logging.NullHandler())
    console = Console(sys.stdout, sys.stderr)
    try:
        _run(args, console)
        console.out.flush()
    except BrokenPipeError:
        _discard_output()
        return _fail("Whoever read the output stopped before its end.", FAILED)
    except KeyboardInterrupt:
        return _fail("Interrupted.", INTERRUPTED)
    except WebcastError as exc:
        return _fail(str(exc), _code(exc))
    except Exception as exc:  # noqa: BLE001 the last resort: a traceback could show anything
        return _fail(_unexpected(exc), FAILED)
    return 0


def _run(args: argparse.Namespace, console: Console) -> None:
    if getattr(args, "time_zone", None) is not None:
        zones.of(args.time_zone, "--time-zone")
    if getattr(args, "file_zone", None) is not None:
        zones.of(args.file_zone, "--file-zone")
    module, function = args.command
    # Each command brings its own libraries; only those of the one at hand are loaded.
    command = getattr(importlib.import_module(f"webcast.commands.{module}"), function)
    if module == "serving":  # about no real platform or library, so without their settings
        command(args, console)
    else:
        command(args, settings.load(), console)


def _fail(message: str, code: int) -> int:
    sys.stderr.write(f"webcast: {one_line(redact(message))}\n")
    return code


def _code(exc: WebcastError) -> int:
    if isinstance(exc, SignInAgain):
        return NOT_SIGNED_IN
    return LATER if isinstance(exc, TryAgainLater) else FAILED


def _unexpected(exc: Exception) -> str:
    """Return where it happened and of which kind it is; its text could hold anything."""
    frame = traceback.extract_tb(exc.__traceback__)[-1]
    return (
        f"Something went wrong that should not: {type(exc).__name__} in {Path(frame.filename).name}, "
        f"line {frame.lineno}. Please report it with the command that you ran."
    )


def _discard_output() -> None:
    """Give what is still buffered somewhere to go, so that the interpreter does not complain when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    made = _Parser(
        prog=PROGRAM,
        description="Analytics over a webcast platform's Reporting API, without a browser.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("--version", action="version", version=f"webcast-insights {__version__}")
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)
    _add_events(commands)
    _add_sync(commands)
    _add_analyze(commands)
    _add_export(commands)
    _add_report(commands)
    _add_summary(commands)
    _add_chart(commands)
    _add_servers(commands)
    _command(
        commands,
        "rekey",
        ("keys", "replace_key"),
        "Encrypt the library with a new master key",
        "With a key file a new key is made. With WEBCAST_MASTER_KEY, set it to NEW,PRESENT first (docs/library.md). "
        "An interrupted run goes on with the next one.",
    )
    _add_upkeep(commands)
    _add_views(commands)
    return made


_Commands = argparse._SubParsersAction  # noqa: SLF001 argparse has no public name for it


def _command(
    commands: _Commands[_Parser],
    name: str,
    target: tuple[str, str],
    summary: str,
    more: str = "",
    *,
    example: str = "",
) -> _Parser:
    made: _Parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary}. {more}".strip(),
        epilog=f"example:\n  {PROGRAM} {example}" if example else None,
        formatter_class=argparse.RawDescriptionHelpFormatter if example else argparse.HelpFormatter,
        allow_abbrev=False,
    )
    made.set_defaults(command=target)
    return made


def _add_events(commands: _Commands[_Parser]) -> None:
    made = _command(
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
    _add_zone(made)


def _add_sync(commands: _Commands[_Parser]) -> None:
    made = _command(
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
    _add_zone(made)


def _add_analyze(commands: _Commands[_Parser]) -> None:
    made = _command(
        commands,
        "analyze",
        ("analyze", "analyze"),
        "Show figures, funnel and surveys",
        example="analyze report.xml other.json --start 2026-03-01 --live --json",
    )
    _add_sources(made)
    made.add_argument("--json", action="store_true", help="as JSON, with exact shares")
    made.add_argument("--stayed-minutes", metavar="N", help="watch time of who stayed (default: 10)")
    filter_options.add(made)


def _add_export(commands: _Commands[_Parser]) -> None:
    made = _command(
        commands,
        "export",
        ("export", "export"),
        "Write the registrants, or a table of theirs, to a file, as the page's download does",
        example="export 100234 report.xml --to people.csv --columns 'Email,First Name,\"Survey: Exit: Why?\"'",
    )
    _add_sources(made)
    _add_target(made)
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
    _add_people(made)
    filter_options.add(made)


def _add_report(commands: _Commands[_Parser]) -> None:
    made = _command(
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
    _add_sources(made)
    _add_target(made)
    _add_people(made)
    filter_options.add(made)


def _add_summary(commands: _Commands[_Parser]) -> None:
    made = _command(
        commands,
        "summary",
        ("export", "summary"),
        "Write the one-page summary: figures and definitions, no person",
        "Its HTML needs no script and no network, so that it can be mailed. A file that ends in .pdf is printed by "
        "Chromium, where that is installed.",
    )
    _add_sources(made)
    made.add_argument("--to", required=True, metavar="FILE", help="FILE.html or FILE.pdf; - for standard output")
    _add_people(made)
    filter_options.add(made)


def _add_chart(commands: _Commands[_Parser]) -> None:
    made = _command(
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
    _add_sources(made)
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
        type=_pixels,
        default=1200,
        metavar="N",
        help="pixels (default: 1200); a PNG has twice as many, so that it is sharp on a slide",
    )
    table_options.add(made)
    _add_people(made)
    filter_options.add(made)


def _add_target(made: _Parser) -> None:
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
    table_options.add(made)


def _add_people(made: _Parser) -> None:
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


def _add_servers(commands: _Commands[_Parser]) -> None:
    made = _command(
        commands,
        "sandbox",
        ("serving", "sandbox"),
        "Run the sandbox platform alone, until Ctrl-C",
        "A platform on loopback that follows the Reporting API's guide; all people in it are made up.",
    )
    made.add_argument("--port", type=_port, default=0, metavar="N", help="the port (default: a free one)")
    made = _command(
        commands,
        "demo",
        ("serving", "demo"),
        "Run the sandbox platform and the dashboard on it, until Ctrl-C",
        "Its data stay apart from your library.",
    )
    made.add_argument("--port", type=_port, default=8501, metavar="N", help="the dashboard's port (default: 8501)")
    made.add_argument(
        "--folder",
        metavar="DIR",
        help="where its data are kept (default: .demo in a checkout, else a folder beside your other data)",
    )
    made = _command(
        commands,
        "serve",
        ("serving", "serve"),
        "Run the dashboard against the platform, until Ctrl-C",
        "Its settings are in docs/settings.md. With --address 0.0.0.0 others reach it too; put TLS in front then.",
    )
    made.add_argument("--port", type=_port, default=8501, metavar="N", help="its port (default: 8501)")
    made.add_argument("--address", default="127.0.0.1", help="where it listens (default: this machine alone)")


def _add_upkeep(commands: _Commands[_Parser]) -> None:
    made = _command(
        commands,
        "forget",
        ("privacy", "forget"),
        "Forget a person or events, over all accounts",
        "The person's e-mail address is read from standard input.",
    )
    made.add_argument("--person", action="store_true", help="a person, out of every event, snapshot and raw response")
    made.add_argument("events", nargs="*", metavar="EVENT", help="event ids: every snapshot of them")
    made = _command(commands, "retention", ("privacy", "retention"), "Delete snapshots that are too old")
    made.add_argument("--days", type=_days, required=True, metavar="N", help="those fetched more than N days ago")
    made.add_argument(
        "--newest-too", action="store_true", help="also the newest of an event, which is kept otherwise"
    )
    made = _command(commands, "audit", ("privacy", "audit"), "Show who did what to people's data, the newest first")
    made.add_argument("--limit", type=_days, default=100, metavar="N", help="how many entries (default: 100)")
    made.add_argument("--json", action="store_true", help="as JSON")
    _command(
        commands,
        "redecode",
        ("privacy", "redecode"),
        "Decode all raw responses again",
        "For after an update: a better decoder then serves the reports that were fetched before it.",
    )


def _add_views(commands: _Commands[_Parser]) -> None:
    made = _command(
        commands,
        "views",
        ("views", "list_views"),
        "List the account's saved views",
        "Views are saved on the pages; --view of export, report, summary, chart and analyze takes one.",
    )
    made.add_argument("--json", action="store_true", help="as JSON, with zone and options")


def _add_sources(made: _Parser) -> None:
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
        help="event ids of the library (fetched where it lacks them) and report files: XML, JSON, CSV, XLSX; "
        "- for standard input",
    )
    _add_zone(made)
    made.add_argument(
        "--file-zone",
        default="UTC",
        metavar="ZONE",
        help="the clock of files that name none, CSV and XLSX (default: UTC)",
    )


def _add_zone(made: _Parser) -> None:
    made.add_argument(
        "--time-zone",
        metavar="ZONE",
        help="zone of days and times, e.g. Europe/Berlin (default: WEBCAST_TIME_ZONE, else UTC)",
    )


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


def _days(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000:
        return int(text)
    raise argparse.ArgumentTypeError(f"a whole number above zero is expected, not '{text}'")


def _pixels(text: str) -> int:
    if text.isascii() and text.isdigit() and 400 <= int(text) <= 4000:
        return int(text)
    raise argparse.ArgumentTypeError("a width is a number of pixels from 400 to 4000")
