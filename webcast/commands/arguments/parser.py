"""How a command is added, how its options are read, and how a wrong one is refused: in one line."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Final, NoReturn, TypeAlias

from webcast.commands.console import one_line

PROGRAM: Final = "webcast-insights"
"""What an installation calls it; in a checkout that is not installed, ``python -m webcast`` is the same."""

MISUSED: Final = 2
"""The exit code of a command that was not understood."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Say it and end the program."""
        sys.stderr.write(f"{self.prog}: {one_line(message)} ({self.prog} --help explains)\n")
        raise SystemExit(MISUSED)


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 argparse has no public name for it
"""Where commands are added; a text, since argparse's class takes no parameter at run time."""


def command(
    commands: Commands,
    name: str,
    target: tuple[str, str],
    summary: str,
    more: str = "",
    *,
    example: str = "",
) -> Parser:
    """Add a command.

    Args:
        commands: Where to.
        name: What is typed.
        target: Module of :mod:`webcast.commands`, and the function in it.
        summary: What it does, for the list of commands.
        more: What else to know, for its own help.
        example: Its arguments, for its own help.
    """
    made: Parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary}. {more}".strip(),
        epilog=f"example:\n  {PROGRAM} {example}" if example else None,
        formatter_class=argparse.RawDescriptionHelpFormatter if example else argparse.HelpFormatter,
        allow_abbrev=False,
    )
    made.set_defaults(command=target)
    return made


def port(text: str) -> int:
    """Read a port."""
    number = int(text)
    if not 0 <= number < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return number


def days(text: str) -> int:
    """Read a whole number above zero."""
    if text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000:
        return int(text)
    raise argparse.ArgumentTypeError(f"a whole number above zero is expected, not '{text}'")


def since(text: str) -> datetime:
    """Read a moment, or a day in UTC from its begin on."""
    return _moment(text, timedelta())


def until(text: str) -> datetime:
    """Read a moment, or a day in UTC up to its end."""
    return _moment(text, timedelta(days=1))


def _moment(text: str, later: timedelta) -> datetime:
    try:
        if len(text) == len("2026-03-01"):
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, tzinfo=UTC) + later
        found = datetime.fromisoformat(text)
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise argparse.ArgumentTypeError(
        f"a day such as 2026-03-01 is expected, or a moment with its offset such as 2026-03-01T14:00Z, not '{text}'"
    )


def pixels(text: str) -> int:
    """Read a width."""
    if text.isascii() and text.isdigit() and 400 <= int(text) <= 4000:
        return int(text)
    raise argparse.ArgumentTypeError("a width is a number of pixels from 400 to 4000")
