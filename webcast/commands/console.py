"""Where a command writes and reads: standard output, progress on a terminal, questions to a person."""

from __future__ import annotations

import getpass
import sys
from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True)
class Console:
    """The terminal of one run.

    Attributes:
        out: Standard output: results alone.
        err: Standard error: progress and questions, on a terminal alone.
    """

    out: TextIO
    err: TextIO

    def say(self, text: str = "") -> None:
        """Write a line of the result."""
        self.out.write(f"{text}\n")

    def warn(self, text: str) -> None:
        """Write a line that is no result, whoever is looking."""
        self.err.write(f"{text}\n")

    def write_bytes(self, data: bytes) -> None:
        """Write to standard output as it is."""
        self.out.flush()
        self.out.buffer.write(data)

    @property
    def interactive(self) -> bool:
        """Whether a person is there to ask."""
        return sys.stdin is not None and sys.stdin.isatty() and self.err.isatty()

    def ask(self, question: str) -> str:
        """Ask the person for something that may be seen."""
        self.err.write(f"{question}: ")
        self.err.flush()
        return sys.stdin.readline().strip()

    def ask_secret(self, question: str) -> str:
        """Ask the person for something that nobody should see."""
        return getpass.getpass(f"{question}: ", self.err)

    def progress(self, text: str) -> None:
        """Show how far it is, over the line before; nothing where nobody is looking."""
        if self.err.isatty():
            self.err.write(f"\r\x1b[K{text}")
            self.err.flush()

    def table(self, headers: list[str], rows: list[list[str]], *, right: frozenset[int] = frozenset()) -> None:
        """Write rows under headers, each column as wide as it needs to be."""
        widths = [max(len(line[n]) for line in [headers, *rows]) for n in range(len(headers))]
        for line in [headers, *rows]:
            cells = [
                c.rjust(w) if n in right else c.ljust(w) for n, (c, w) in enumerate(zip(line, widths, strict=True))
            ]
            self.say("  ".join(cells).rstrip())


def one_line(text: str) -> str:
    """Return foreign text so that it cannot break a line or steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
