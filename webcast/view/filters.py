"""Filters on registrants: one object that applies itself and describes itself.

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

What a filter keeps and how it says so stand together here; words for single values are in
:mod:`webcast.view.fragments`, and what a report request can carry of it is in :mod:`webcast.view.report_request`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import polars as pl

from webcast import formats, zones
from webcast.analysis.codes import NO_REFERRER
from webcast.analysis.masks import Masking
from webcast.errors import FilterError
from webcast.language import later, phrase, say, speaking
from webcast.privacy import personal
from webcast.view import answer_choice, domains, fragments, tidying, untold
from webcast.view.answer_choice import Choice
from webcast.view.filterable import Filterable
from webcast.view.ours import Ours

EVERYONE: Final = phrase("All registrants")
MINUTE_MS: Final = 60_000
DAY: Final = timedelta(days=1)


A = TypeVar("A", bound=Filterable)


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
        start, end = tidying.dates(self.start, self.end)
        least, most = tidying.minutes(self.min_minutes, self.max_minutes)
        tidied = {
            "start": start,
            "end": end,
            "min_minutes": least,
            "max_minutes": most,
            "text": self.text.strip(),
            "include_domains": domains.tidy(self.include_domains),
            "exclude_domains": domains.tidy(self.exclude_domains),
            **{
                name: tidying.tidy(getattr(self, name))
                for name in ("campaigns", "referrers", "companies", "countries")
            },
            **{
                name: answer_choice.tidied(getattr(self, name)) for name in ("registration_answers", "survey_answers")
            },
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
        conditions = self._conditions(zone, audience.masking)
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
            kept = kept.only(answer_choice.rows_choosing(kept.registration_choices(choice.question), choice))
        for choice in self.survey_answers:
            kept = kept.only(answer_choice.rows_choosing(kept.survey_choices(choice.question), choice))
        return kept.containing(self.text) if self.text else kept

    @property
    def _dated(self) -> bool:
        return self.start is not None or self.end is not None

    def _range_ms(self, zone: str) -> tuple[int | None, int | None]:
        tz = zones.of(zone)
        start = None if self.start is None else _midnight_ms(self.start, tz)
        end = None if self.end is None else _midnight_ms(self.end + DAY, tz)
        return start, end

    def _conditions(self, zone: str, masking: Masking | None) -> list[pl.Expr]:
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
        found += [~self.ours.condition(masking)] if self.without_ours and self.ours else []
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
        if self._dated and self.viewed_in_range and (lacking := untold.titles(audience.without_sessions)):
            found.append(
                say(
                    "Viewing dates are unknown in {listed}: its report has no session rows, so none of its people "
                    "match.",
                    listed=", ".join(lacking),
                )
            )
        if self.referrers and (said := untold.referrers_unknown(audience)):
            found.append(say("{said} None of these people match.", said=said))
        if self.without_ours and self.ours:
            found.append(
                say(
                    "{count_of} of ours left out.",
                    count_of=formats.number(audience.count_of(self.ours.condition(audience.masking), self.ours)),
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
            (say("campaign"), self.campaigns),
            (say("referrer"), tuple(say("(none)") if value == NO_REFERRER else value for value in self.referrers)),
            (say("e-mail at"), self.include_domains),
            (say("e-mail not at"), self.exclude_domains),
            (say("company"), self.companies),
            (say("country"), self.countries),
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
            fragments.dates(self.start, self.end, registered=self.registered_in_range, viewed=self.viewed_in_range),
            *(f"{name} {fragments.either(values)}" for name, values in lists if values),
            *(words for on, words in switches if on),
            fragments.minutes(self.min_minutes, self.max_minutes),
            *(choice.describe() for choice in (*self.registration_answers, *self.survey_answers)),
            say("name, e-mail, company or title contains “{text}”", text=self.text) if self.text else "",
        ]
        return tuple(part for part in found if part)

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
        picks: dict[str, Any] = {name: tuple(answer_choice.without_personal(getattr(self, name))) for name in ANSWERS}
        return replace(self, text="", **lists, **picks)

    def private(self) -> tuple[str, ...]:
        """Return in words, without the values, what :meth:`shareable` leaves out: ``("the text searched for",)``."""
        shown = self.shareable()
        found = [say("the text searched for")] if self.text else []
        for name, words in _NAMES.items():
            if getattr(shown, name) != getattr(self, name):
                found.append(say("{words} with an e-mail address", words=say(words)))
        return tuple(found)


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
    "campaigns": phrase("campaigns"),
    "referrers": phrase("referrers"),
    "include_domains": phrase("domains"),
    "exclude_domains": phrase("domains"),
    "companies": phrase("companies"),
    "countries": phrase("countries"),
    "registration_answers": phrase("registration answers"),
    "survey_answers": phrase("survey answers"),
}


def _midnight_ms(day: date, tz: ZoneInfo) -> int:
    """Return the first instant of a day, also where the clock skips or repeats its midnight."""
    instant = datetime.combine(day, time(), tzinfo=tz).astimezone(UTC)
    return round((instant - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)


speaking(__name__)
