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
from functools import cache
from pathlib import Path
from typing import Final

from webcast import __version__, settings, zones
from webcast.api.redaction import redact
from webcast.commands.arguments import people, platform, results, servers, upkeep
from webcast.commands.arguments.parser import PROGRAM, Parser
from webcast.commands.console import Console, one_line
from webcast.errors import SignInAgain, TryAgainLater, WebcastError

FAILED: Final = 1
"""What it says went wrong. That a command was not understood is :data:`.arguments.parser.MISUSED`."""

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
    if module in ("serving", "demo"):  # about no real platform or library, so without their settings
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


@cache
def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands, made once: it takes longer than most of what it reads."""
    made = Parser(
        prog=PROGRAM,
        description="Analytics over a webcast platform's Reporting API, without a browser.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("--version", action="version", version=f"webcast-insights {__version__}")
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    platform.events(commands)
    platform.sync(commands)
    platform.fetch(commands)
    platform.zones(commands)
    platform.password(commands)
    results.analyze(commands)
    results.export(commands)
    results.report(commands)
    results.summary(commands)
    results.chart(commands)
    servers.servers(commands)
    people.people(commands)
    people.accounts(commands)
    upkeep.keys(commands)
    upkeep.backups(commands)
    upkeep.upkeep(commands)
    upkeep.sessions(commands)
    upkeep.views(commands)
    return made
