"""Named sets of people behind a point of a timeline; see :mod:`webcast.cohorts.cohort`, which reads them.

- ``watching:<mode>:<from>:<to>``: who was viewing in a mode between two instants (milliseconds since 1970);
- ``arrived:<mode>:<from>:<to>``, ``left:<mode>:<from>:<to>``: who began or stopped viewing then; the mode of these
  three may be ``all``;
- ``started:<mode>:<first day>:<last day>:<zone>``: who started viewing on these days;
- ``staying:<minute>``: live attendees still there so many minutes after the live start;
- ``watched:<minutes>``: on-demand viewers with at least so much watch time;
- ``ahead:<days>``: who registered so many days before the live start;
- ``waited:<hours>:<hours>[:<mode>]``: who waited at least and less than so many hours from the registration to the
  first session, or the first one of a mode; ``waited:24:`` has no upper limit, and ``waited::0`` are those who
  registered after that session had begun.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from webcast import zones
from webcast.analysis import moments, waiting
from webcast.analysis.audience import MINUTE_MS, Audience
from webcast.cohorts import spelling
from webcast.formats import plural
from webcast.language import counted, say
from webcast.reports.schema import MODES

ALL: Final = "all"
"""In place of a mode: all of them together."""


@dataclass(frozen=True)
class _InTime:
    """A mode, or :data:`ALL`, and ``[start, end)`` in milliseconds since 1970."""

    mode: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if self.mode != ALL:
            _known(self.mode)
        if not spelling.within_calendar(self.start, self.end):
            raise ValueError("beyond the calendar")

    @property
    def _mode(self) -> str | None:
        return None if self.mode == ALL else self.mode

    @property
    def _when(self) -> str:
        return spelling.between(self.start, self.end)

    @property
    def _of(self) -> str:
        return "" if self.mode == ALL else f" ({self.mode})"


@dataclass(frozen=True)
class Watching(_InTime):
    """Who was viewing at some moment of the stretch."""

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return moments.viewing(audience, self._mode, self.start, self.end)

    def describe(self) -> str:
        """Return mode and window, in UTC."""
        return f"{say('Viewers') if self.mode == ALL else say('{mode} viewers', mode=self.mode)} {self._when}"

    def to_text(self) -> str:
        """Return the text of this set."""
        return f"watching:{self.mode}:{self.start}:{self.end}"


@dataclass(frozen=True)
class Arrived(_InTime):
    """Who began to view in the stretch."""

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return moments.arrived(audience, self._mode, self.start, self.end)

    def describe(self) -> str:
        """Return mode and window, in UTC."""
        return say("Came{of} {when}", of=self._of, when=self._when)

    def to_text(self) -> str:
        """Return the text of this set."""
        return f"arrived:{self.mode}:{self.start}:{self.end}"


@dataclass(frozen=True)
class Left(_InTime):
    """Who stopped viewing in the stretch."""

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return moments.left(audience, self._mode, self.start, self.end)

    def describe(self) -> str:
        """Return mode and window, in UTC."""
        return say("Left{of} {when}", of=self._of, when=self._when)

    def to_text(self) -> str:
        """Return the text of this set."""
        return f"left:{self.mode}:{self.start}:{self.end}"


@dataclass(frozen=True)
class Started:
    """Who started viewing in a mode on some days of a zone, both included."""

    mode: str
    first: date
    last: date
    zone: str

    def __post_init__(self) -> None:
        _known(self.mode)
        if not zones.known(self.zone):
            raise ValueError("an unknown zone")

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return moments.started(audience, self.mode, self.first, self.last, self.zone)

    def describe(self) -> str:
        """Return mode and days."""
        days = (
            say("on {first}", first=self.first)
            if self.first == self.last
            else say("from {first} to {last}", first=self.first, last=self.last)
        )
        return say("{mode} views {days} ({zone})", mode=self.mode, days=days, zone=self.zone)

    def to_text(self) -> str:
        """Return the text of this set."""
        return spelling.text("started", self.mode, str(self.first), str(self.last), self.zone)


@dataclass(frozen=True)
class Staying:
    """Live attendees who were still there so many minutes after the live start."""

    minute: int

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return moments.staying(audience, self.minute)

    def describe(self) -> str:
        """Return e.g. ``Still there after minute 30``."""
        return say("Still there after minute {minute}", minute=self.minute)

    def to_text(self) -> str:
        """Return the text of this set."""
        return f"staying:{self.minute}"


@dataclass(frozen=True)
class Watched:
    """On-demand viewers with at least so many minutes of watch time."""

    minutes: int

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return moments.watched(audience, self.minutes)

    def describe(self) -> str:
        """Return e.g. ``Watched at least 12 min on demand``."""
        return say("Watched at least {minutes} min on demand", minutes=self.minutes)

    def to_text(self) -> str:
        """Return the text of this set."""
        return f"watched:{self.minutes}"


@dataclass(frozen=True)
class RegisteredAhead:
    """Who registered so many days before the live start; negative: after it."""

    days: int

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return moments.registered_ahead(audience, self.days)

    def describe(self) -> str:
        """Return e.g. ``Registered in the last 24 hours before the live start``."""
        if self.days == 0:
            return say("Registered in the last 24 hours before the live start")
        if self.days == -1:
            return say("Registered in the first 24 hours after the live start")
        number = self.days if self.days > 0 else -self.days - 1
        side = "before" if self.days > 0 else "after"
        if side == "before":
            return counted(
                "Registered {days} day before the live start",
                "Registered {days} days before the live start",
                number,
                days=number,
            )
        return counted(
            "Registered {days} day after the live start",
            "Registered {days} days after the live start",
            number,
            days=number,
        )

    def to_text(self) -> str:
        """Return the text of this set."""
        return f"ahead:{self.days}"


@dataclass(frozen=True)
class Waited:
    """Who waited so many hours from the registration to the first session, or the first one of a mode.

    Attributes:
        least: At least so many; None, with ``below`` 0, are those who registered after the session had begun.
        below: Less than so many; None is no limit.
        mode: Empty for any.
    """

    least: int | None
    below: int | None
    mode: str = ""

    def __post_init__(self) -> None:
        if self.mode:
            _known(self.mode)
        least, below = self.least, self.below
        known = below == 0 if least is None else least >= 0 and (below is None or below > least)
        if not known:
            raise ValueError("no stretch of hours")

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        start, end = (None if hours is None else hours * 60 * MINUTE_MS for hours in (self.least, self.below))
        return waiting.waited(audience, start, end, self.mode or None)

    def describe(self) -> str:
        """Return e.g. ``Registered 1 day to 7 days before the first session``."""
        session = say("the first {mode} session", mode=self.mode) if self.mode else say("the first session")
        if self.least is None:
            return say("Registered after {session} had begun", session=session)
        if self.below is None:
            return say("Registered {span} or more before {session}", span=_span(self.least), session=session)
        if not self.least:
            return say("Registered less than {span} before {session}", span=_span(self.below), session=session)
        return say(
            "Registered {span} to {span_2} before {session}",
            span=_span(self.least),
            span_2=_span(self.below),
            session=session,
        )

    def to_text(self) -> str:
        """Return the text of this set."""
        limits = ("" if hours is None else str(hours) for hours in (self.least, self.below))
        return ":".join(("waited", *limits, *([self.mode] if self.mode else [])))


def _span(hours: int) -> str:
    return plural(hours, "hour", "hours") if hours % 24 else plural(hours // 24, "day", "days")


def _known(mode: str) -> None:
    if mode not in MODES:
        raise ValueError("an unknown mode")


def _in_time(make: Callable[[str, int, int], Any]) -> Callable[[list[str]], Any]:
    def read(pieces: list[str]) -> Any:
        mode, start, end = pieces
        return make(mode, int(start), int(end))

    return read


def _started(pieces: list[str]) -> Started:
    mode, first, last, zone = pieces
    return Started(mode, date.fromisoformat(first), date.fromisoformat(last), zone)


def _one_number(make: Callable[[int], Any]) -> Callable[[list[str]], Any]:
    def read(pieces: list[str]) -> Any:
        (number,) = pieces
        return make(int(number))

    return read


def _waited(pieces: list[str]) -> Waited:
    least, below, *mode = pieces
    (kind,) = mode or [""]
    return Waited(int(least) if least else None, int(below) if below else None, kind)


READERS: Final[Mapping[str, Callable[[list[str]], Any]]] = {
    "watching": _in_time(Watching),
    "arrived": _in_time(Arrived),
    "left": _in_time(Left),
    "started": _started,
    "staying": _one_number(Staying),
    "watched": _one_number(Watched),
    "ahead": _one_number(RegisteredAhead),
    "waited": _waited,
}
"""How each kind is read; ValueError where the pieces make no sense."""
