"""Filters on registrants: one object that applies itself, describes itself, and goes into a report request.

The first block is what the platform's guide offers with a report request ("Available Parameters"); the rest is ours.
Every filter that is set restricts: a registrant has to pass all of them. What the guide leaves open is decided here
(*inferred*):

- Both date switches restrict, since the guide words each of them as "including only registrants who…": with both on,
  a registrant has registered *and* viewed within the range. "Viewed" wants viewing time, so a session without length
  is none. The viewing dates of an event whose report has no session rows are unknown: nobody in it matches
  (:meth:`Filters.notes` says so).
- Live, on-demand and SimLive together want all of them.
- A domain matches the part after the ``@`` and every domain below it: ``example.com`` matches ``a@mail.example.com``,
  ``mail.example.com`` does not match ``a@example.com``. A registrant without e-mail is on no domain.
- Several values of one filter are alternatives. Companies, countries and answers are compared trimmed and without
  regard to case, campaign ids and referrers exactly. Of whom the report tells no referrer, matches none
  (:meth:`Filters.notes` says so).

What a filter keeps, how it says so and what a request can carry of it stand together, in a module that is longer than
others for it: apart they would drift from each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import polars as pl

from webcast import formats, zones
from webcast.analysis.assembly import NO_REFERRER
from webcast.errors import FilterError
from webcast.language import later, phrase, say, speaking
from webcast.privacy import personal
from webcast.view import domains
from webcast.view.filterable import Filterable
from webcast.view.ours import Ours

EVERYONE: Final = phrase("All registrants")
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
MINUTE_MS: Final = 60_000
DAY: Final = timedelta(days=1)


A = TypeVar("A", bound=Filterable)


@dataclass(frozen=True)
class Choice:
    """A question and the answers that let a registrant through: any of them."""

    question: str
    answers: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "question", self.question.strip())
        object.__setattr__(self, "answers", _tidy(self.answers))

    def describe(self) -> str:
        """Return the choice in words."""
        return say("“{question}” is {either}", question=self.question, either=_either(self.answers, quoted=True))


@dataclass(frozen=True)
class Filters:
    """Which registrants to look at. Frozen and hashable; values are tidied when it is made.

    Reversed ranges are turned round, blanks and repeated values dropped, and domains lower-cased without a leading
    ``@``.

    Raises:
        FilterError: Domains are included and excluded at once, a domain is none, or a number or date is out of range.
    """

    start: date | None = None
    """First whole day of the date range; None leaves it open."""

    end: date | None = None
    """Last whole day of the date range; None leaves it open."""

    registered_in_range: bool = True
    """Only who registered in the date range (as the guide's default: on)."""

    viewed_in_range: bool = True
    """Only who viewed in the date range (as the guide's default: on)."""

    campaigns: tuple[str, ...] = ()
    """Campaign source tracking ids."""

    referrers: tuple[str, ...] = ()
    """Pages that people came from; ``No referrer`` are those who came by none."""

    include_domains: tuple[str, ...] = ()
    """Only e-mails on these domains."""

    exclude_domains: tuple[str, ...] = ()
    """No e-mails on these domains."""

    asked_question: bool = False
    answered_survey: bool = False
    """Only who answered a survey question; an attendance check is none."""

    answered_check: bool = False
    """Only who answered an attendance check."""

    no_shows: bool = False
    """Only who has no session at all."""

    live: bool = False
    on_demand: bool = False
    simlive: bool = False

    min_minutes: float | None = None
    """Watch time in the event, at least."""

    max_minutes: float | None = None
    """Watch time in the event, at most."""

    companies: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    registration_answers: tuple[Choice, ...] = ()
    """Custom registration questions by their text."""

    survey_answers: tuple[Choice, ...] = ()
    """Survey questions by "survey: question"."""

    not_opted_out: bool = False
    """Not who opted out of messages, as far as the reports say."""

    text: str = ""
    """Found in name, e-mail, company or title."""

    without_ours: bool = False
    """Not who is of our company: the domains and test addresses that the account has set."""

    ours: Ours | None = field(default=None, repr=False)
    """Who that is, once it is known (:meth:`knowing`); part of no address and no saved view."""

    def __post_init__(self) -> None:
        start, end = _dates(self.start, self.end)
        least, most = _minutes(self.min_minutes, self.max_minutes)
        tidied = {
            "start": start,
            "end": end,
            "min_minutes": least,
            "max_minutes": most,
            "text": self.text.strip(),
            "include_domains": domains.tidy(self.include_domains),
            "exclude_domains": domains.tidy(self.exclude_domains),
            **{name: _tidy(getattr(self, name)) for name in ("campaigns", "referrers", "companies", "countries")},
            **{name: _choices(getattr(self, name)) for name in ("registration_answers", "survey_answers")},
        }
        for name, value in tidied.items():
            object.__setattr__(self, name, value)
        if self.include_domains and self.exclude_domains:
            raise FilterError(
                later("E-mail domains are included and excluded at the same time."),
                remedy=later("Either include domains or exclude domains."),
            )

    def __bool__(self) -> bool:
        """Whether anything is set."""
        return self.fragments() != ()

    # Apply

    def apply(self, audience: A, zone: str = "UTC") -> A:
        """Return the members of the audience that pass every filter.

        Args:
            audience: Whom to choose from; unchanged.
            zone: IANA name of the zone whose whole days the date range means.

        Raises:
            FilterError: There is no such zone, or our company is to be left out and nobody knows who that is.
        """
        if self.without_ours and not self.ours:
            raise FilterError(
                later("Our company should be left out, but which domains and addresses are ours is not set."),
                remedy=later(
                    "Set them on a page, under 'Without our company' in the filter bar, or leave this filter out."
                ),
            )
        conditions = self._conditions(zone)
        kept = audience.where(pl.all_horizontal(conditions)) if conditions else audience
        if self._dated and self.viewed_in_range:
            kept = kept.viewing(*self._range_ms(zone))
        for column, values in (
            ("campaign", self.campaigns),
            ("referrer", self.referrers),
            ("company", self.companies),
            ("country", self.countries),
        ):
            kept = kept.having(column, values) if values else kept
        for choice in self.registration_answers:
            kept = kept.only(_rows_choosing(kept.registration_choices(choice.question), choice))
        for choice in self.survey_answers:
            kept = kept.only(_rows_choosing(kept.survey_choices(choice.question), choice))
        return kept.containing(self.text) if self.text else kept

    @property
    def _dated(self) -> bool:
        return self.start is not None or self.end is not None

    def _range_ms(self, zone: str) -> tuple[int | None, int | None]:
        tz = zones.of(zone)
        start = None if self.start is None else _midnight_ms(self.start, tz)
        end = None if self.end is None else _midnight_ms(self.end + DAY, tz)
        return start, end

    def _conditions(self, zone: str) -> list[pl.Expr]:
        col = pl.col
        switches = {
            "asked_question": col("questions") > 0,
            "answered_survey": col("survey_answers") > 0,
            "answered_check": col("check_answers") > 0,
            "no_shows": ~col("attended"),
            "live": col("live_attended"),
            "on_demand": col("od_attended"),
            "simlive": col("simlive_attended"),
            # Of whom no report says that they opted out, they did not.
            "not_opted_out": ~col("opted_out").fill_null(value=False),
        }
        found = [mask for name, mask in switches.items() if getattr(self, name)]
        if self.min_minutes is not None:
            found.append(col("watch_ms") >= self.min_minutes * MINUTE_MS)
        if self.max_minutes is not None:
            found.append(col("watch_ms") <= self.max_minutes * MINUTE_MS)
        found += [~self.ours.condition()] if self.without_ours and self.ours else []
        return [*found, *self._domain_conditions(), *self._registered(zone)]

    def _registered(self, zone: str) -> list[pl.Expr]:
        if not (self._dated and self.registered_in_range):
            return []
        start, end = self._range_ms(zone)
        at = pl.col("registered_at").cast(pl.Int64)
        return ([] if start is None else [at >= start]) + ([] if end is None else [at < end])

    def _domain_conditions(self) -> list[pl.Expr]:
        found = []
        if self.include_domains:
            found.append(domains.on(self.include_domains))
        if self.exclude_domains:
            found.append(~domains.on(self.exclude_domains).fill_null(value=False))
        return found

    def notes(self, audience: Filterable) -> tuple[str, ...]:
        """Return what a reader should know about applying these filters to this audience, in sentences."""
        found = []
        if self._dated and self.viewed_in_range and (lacking := _titles(audience.without_sessions)):
            found.append(
                say(
                    "Viewing dates are unknown in {listed}: its report has no session rows, so none of its people "
                    "match.",
                    listed=", ".join(lacking),
                )
            )
        if self.referrers and (said := referrers_unknown(audience)):
            found.append(say("{said} None of these people match.", said=said))
        if self.without_ours and self.ours:
            found.append(
                say(
                    "{count_of} of ours left out.",
                    count_of=formats.number(audience.count_of(self.ours.condition(), self.ours)),
                )
            )
        return tuple(found)

    # Describe

    def describe(self) -> str:
        """Return the one sentence that pages, captions, exports and the command line use."""
        found = self.fragments()
        return say("Registrants: {listed}", listed="; ".join(found)) if found else say(EVERYONE)

    def fragments(self) -> tuple[str, ...]:
        """Return the parts of the sentence, one a filter that is set, always in the same order."""
        lists = (
            ("campaign", self.campaigns),
            ("referrer", tuple("none" if value == NO_REFERRER else value for value in self.referrers)),
            (say("e-mail at"), self.include_domains),
            (say("e-mail not at"), self.exclude_domains),
            ("company", self.companies),
            ("country", self.countries),
        )
        switches = (
            (self.asked_question, say("asked a question")),
            (self.answered_survey, say("answered a survey")),
            (self.answered_check, say("answered an attendance check")),
            (self.no_shows, say("did not attend")),
            (self.live, say("came live")),
            (self.on_demand, say("watched on demand")),
            (self.simlive, say("watched SimLive")),
            (self.not_opted_out, say("did not opt out")),
            (self.without_ours, say("without our company")),
        )
        found = [
            self._describe_dates(),
            *(f"{name} {_either(values)}" for name, values in lists if values),
            *(words for on, words in switches if on),
            self._describe_minutes(),
            *(choice.describe() for choice in (*self.registration_answers, *self.survey_answers)),
            say("name, e-mail, company or title contains “{text}”", text=self.text) if self.text else "",
        ]
        return tuple(part for part in found if part)

    def _describe_dates(self) -> str:
        if not self._dated:
            return ""
        stretch = self._describe_range()
        if self.registered_in_range and self.viewed_in_range:
            return say("registered and viewed {stretch}", stretch=stretch)
        if self.registered_in_range:
            return say("registered {stretch}", stretch=stretch)
        if self.viewed_in_range:
            return say("viewed {stretch}", stretch=stretch)
        return say("whenever registered or viewed (dates {describe_range} not applied)", describe_range=stretch)

    def _describe_range(self) -> str:
        if self.start == self.end and self.start is not None:
            return say("on {day}", day=_day(self.start))
        if self.end is None and self.start is not None:
            return say("from {day} on", day=_day(self.start))
        if self.start is None and self.end is not None:
            return say("until {day}", day=_day(self.end))
        return (
            say("from {day} to {day_2}", day=_day(self.start), day_2=_day(self.end))
            if self.start and self.end
            else ""
        )

    def _describe_minutes(self) -> str:
        least, most = self.min_minutes, self.max_minutes
        if least is not None and most is not None:
            return say("watched {number} to {number_2} min", number=_number(least), number_2=_number(most))
        if least is not None:
            return say("watched at least {number} min", number=_number(least))
        return "" if most is None else say("watched at most {number} min", number=_number(most))

    # Our company

    def knowing(self, ours: Callable[[], Ours]) -> Filters:
        """Return the filters with who is ours, where that is to be left out.

        Args:
            ours: Returns it; asked only then.
        """
        return replace(self, ours=ours()) if self.without_ours else self

    # What no address may hold

    def shareable(self) -> Filters:
        """Return the filters without what must not be in a URL."""
        lists: dict[str, Any] = {name: tuple(v for v in getattr(self, name) if not personal(v)) for name in LISTS}
        picks: dict[str, Any] = {name: tuple(_without_personal(getattr(self, name))) for name in ANSWERS}
        return replace(self, text="", **lists, **picks)

    def private(self) -> tuple[str, ...]:
        """Return in words, without the values, what :meth:`shareable` leaves out: ``("the text searched for",)``."""
        shown = self.shareable()
        found = [say("the text searched for")] if self.text else []
        for name, words in _NAMES.items():
            if getattr(shown, name) != getattr(self, name):
                found.append(say("{words} with an e-mail address", words=words))
        return tuple(found)

    # Report request

    def to_request(self) -> dict[str, str]:
        """Return what of these filters a report request can carry: fields of :mod:`webcast.api.endpoints`.

        Lists are joined by pipes (guide, "Available Parameters"); a list with a value that itself holds a pipe is
        left out, so that the answer is never narrower than the filters.
        """
        request: dict[str, str] = {}
        if self._dated:
            request["start_date"] = self.start.strftime("%m/%d/%Y") if self.start else ""
            request["end_date"] = self.end.strftime("%m/%d/%Y") if self.end else ""
            request["registered_in_range"] = _on_off(on=self.registered_in_range)
            request["viewed_in_range"] = _on_off(on=self.viewed_in_range)
        for listed in ("campaigns", "include_domains", "exclude_domains"):
            values = getattr(self, listed)
            request[listed] = "" if any("|" in value for value in values) else "|".join(values)
        for name in SWITCHES:
            if name in ("answered_check", "not_opted_out", "without_ours"):
                continue  # the platform has no such parameters
            request[name] = "on" if getattr(self, name) else ""
        return {field: value for field, value in request.items() if value}


SWITCHES: Final = (
    "asked_question",
    "answered_survey",
    "answered_check",
    "no_shows",
    "live",
    "on_demand",
    "simlive",
    "not_opted_out",
    "without_ours",
)
"""Fields that restrict when they are on."""

LISTS: Final = ("campaigns", "referrers", "include_domains", "exclude_domains", "companies", "countries")
"""Fields whose values are alternatives."""

ANSWERS: Final = ("registration_answers", "survey_answers")
"""Fields of questions, each with the answers that let through."""

_NAMES: Final = {
    "campaigns": "campaigns",
    "referrers": "referrers",
    "include_domains": "domains",
    "exclude_domains": "domains",
    "companies": "companies",
    "countries": "countries",
    "registration_answers": phrase("registration answers"),
    "survey_answers": phrase("survey answers"),
}


def referrers_unknown(audience: Filterable) -> str:
    """Say of how many events, and of whom in the others, it is not known by which pages people came; else empty."""
    lacking, events, others = audience.without_referrers
    found = []
    if lacking.height:
        of = (
            say("this event")
            if events == 1
            else say(
                "{height} of {events} events", height=formats.number(lacking.height), events=formats.number(events)
            )
        )
        found.append(say("Referrer not loaded for {of}: {listed}.", of=of, listed=", ".join(_titles(lacking))))
    if others:
        who = formats.plural(others, "registrant", "registrants")
        found.append(say("Referrer unknown of {who}{rest}.", who=who, rest=say(" more") if found else ""))
    return " ".join(found)


def _titles(events: pl.DataFrame) -> list[str]:
    """Return the titles of events in quotes, the first few of many."""
    named = [f"“{title}”" for title in events["title"].fill_null(say("Untitled")).to_list()]
    more = len(named) - _NAMED
    return [*named[:_NAMED], say("and {more} more", more=formats.number(more))] if more > 0 else named


_NAMED: Final = 10
"""Titles that a note names."""


# Expressions


def _plain(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars().str.to_lowercase()


def _plain_values(values: Iterable[str]) -> list[str]:
    # By polars too, so that both sides of the comparison are folded by the same rules.
    return pl.DataFrame({"v": list(values)}, schema={"v": pl.String}).select(_plain(pl.col("v")))["v"].to_list()


def _rows_choosing(given: pl.DataFrame, choice: Choice) -> pl.Series:
    return given.filter(_plain(pl.col("answer")).is_in(_plain_values(choice.answers)))["row"]


def _midnight_ms(day: date, tz: ZoneInfo) -> int:
    """Return the first instant of a day, also where the clock skips or repeats its midnight."""
    instant = datetime.combine(day, time(), tzinfo=tz).astimezone(UTC)
    return round((instant - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)


# Tidying


def _tidy(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))


def _choices(values: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(dict.fromkeys(choice for choice in values if choice.question and choice.answers))


def _dates(start: date | None, end: date | None) -> tuple[date | None, date | None]:
    for day in (start, end):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise FilterError(
                later(
                    "A date should lie in the years {first_year} to {last_year}, but is {isoformat}.",
                    first_year=FIRST_YEAR,
                    last_year=LAST_YEAR,
                    isoformat=day.isoformat(),
                )
            )
    return (end, start) if start and end and end < start else (start, end)


def _minutes(least: float | None, most: float | None) -> tuple[float | None, float | None]:
    for minutes in (least, most):
        if minutes is not None and not (math.isfinite(minutes) and minutes >= 0):
            raise FilterError(
                later("Minutes watched should be a number of zero or more, but are {minutes}.", minutes=minutes)
            )
    return (most, least) if least is not None and most is not None and most < least else (least, most)


# Words


def _either(values: tuple[str, ...], *, quoted: bool = False) -> str:
    shown = [f"“{value}”" if quoted else value for value in values]
    return shown[0] if len(shown) == 1 else say("{listed} or {shown}", listed=", ".join(shown[:-1]), shown=shown[-1])


def _day(day: date | None) -> str:
    return formats.day(day) if day else ""


def _number(value: float | None) -> str:
    return "" if value is None else formats.localised(formats.exact(value))


def _on_off(*, on: bool) -> str:
    return "on" if on else "off"


def _without_personal(choices: Iterable[Choice]) -> Iterable[Choice]:
    for choice in choices:
        answers = tuple(answer for answer in choice.answers if not personal(answer))
        if answers and not personal(choice.question):
            yield Choice(choice.question, answers)


speaking(__name__)
