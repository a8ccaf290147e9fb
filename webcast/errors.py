"""The error tree, grouped by what the reader can do next.

::

    WebcastError
    ├── TryAgainLater        the same request may succeed later
    │   ├── PlatformUnreachable      no answer, a timeout, or a server error (5xx)
    │   └── codes 0, 50, 60, 61, 62  see webcast.api.codes
    ├── SignInAgain          the platform session ended or the credentials were refused
    │   └── code 11
    ├── ChangeRequest        what was asked for cannot be had; ask for something else
    │   ├── FilterError              filters that exclude each other, or cannot be read
    │   ├── SettingsError            a setting is missing or malformed
    │   ├── UnknownEvent             an event that the account cannot see, or the library does not hold
    │   └── codes 10, 70 to 74
    ├── BadData              what came cannot be read
    │   ├── DecodeError              says where: line and column, or record and field
    │   ├── UnexpectedAnswer         a body of another kind than was asked for
    │   └── code 51
    └── LibraryError         what is at rest cannot be opened
        ├── WrongKey                 encrypted with a master key that we don't have
        └── Damaged                  fails its integrity check

Every message says what was expected, what came, and what to do. No message holds a secret or a person's data:
:mod:`webcast.api.redaction` is the one place that takes them out of foreign text.
"""

from __future__ import annotations

from webcast.language import spoken


class WebcastError(Exception):
    """Any failure that we can explain.

    Args:
        message: What happened, in one sentence for the person in front of the screen.
        remedy: What that person can do about it; empty when there is nothing.
    """

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """Say it to whoever reads: English in logs, the reader's language on a page."""
        return f"{spoken(self.message)} {spoken(self.remedy)}".strip()


class TryAgainLater(WebcastError):
    """The same request may succeed later; ``retry_after`` says in how many seconds, if known."""

    def __init__(self, message: str, *, remedy: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, remedy=remedy)
        self.retry_after = retry_after


class PlatformUnreachable(TryAgainLater):
    """No answer in time, a refused connection, or a server error (5xx)."""


class SignInAgain(WebcastError):
    """The platform session ended, or the credentials were refused."""


class ChangeRequest(WebcastError):
    """What was asked for cannot be had; asking again unchanged will not help."""


class FilterError(ChangeRequest):
    """Filters that exclude each other, or that cannot be read."""


class SettingsError(ChangeRequest):
    """A setting is missing or malformed; the message names it."""


class UnknownEvent(ChangeRequest):
    """An event that the account cannot see, or that the library does not hold yet."""


class BadData(WebcastError):
    """What came cannot be read."""


class DecodeError(BadData):
    """A report that cannot be decoded; ``line`` and ``column`` (1-based) say where, if known."""

    def __init__(self, message: str, *, remedy: str = "", line: int | None = None, column: int | None = None) -> None:
        super().__init__(message, remedy=remedy)
        self.line = line
        self.column = column


class UnexpectedAnswer(BadData):
    """The platform answered with a body of another kind than was asked for."""


class LibraryError(WebcastError):
    """What is at rest cannot be opened."""


class WrongKey(LibraryError):
    """Encrypted with a master key that we don't have."""


class Damaged(LibraryError):
    """Stored bytes fail their integrity check."""
