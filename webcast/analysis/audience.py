"""The audience: a report plus everything known of each registrant, ready for filters and analyses.

``Audience.of`` works once, on the whole report; a filter only narrows which rows are kept, so that a change of filter
on a million registrants costs milliseconds. Nothing here is ever changed after it was made: users share audiences.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from typing import Final, TypeVar

import polars as pl

from webcast.analysis import of_events, untold
from webcast.analysis.answers_kept import Held, Once
from webcast.analysis.assembly import HELPERS, Whole, assemble
from webcast.analysis.codes import CODED, codes_of
from webcast.analysis.cutting import cut, cut_child
from webcast.analysis.later import Later
from webcast.analysis.masks import Masking
from webcast.analysis.parts import Parts, Stacked
from webcast.analysis.running import known_until
from webcast.analysis.runs import different
from webcast.analysis.visits import kept
from webcast.reports import Report
from webcast.reports.columns import constant
from webcast.reports.unopened import Unopened

T = TypeVar("T")

MINUTE_MS: Final = 60_000


class Audience:
    """The registrants of one event or of many, all of them or those that filters let through.

    Attributes:
        total: Registrants before any filter.
        held: What was asked of it before: :mod:`webcast.analysis.held`.
        reports: Its reports, to be opened some after others; None where they cannot be.
    """

    def __init__(
        self,
        whole: Whole | Later[Whole],
        keep: pl.Series | None,
        parts: Parts | None = None,
        reports: Unopened | None = None,
    ) -> None:
        self._source = whole
        self._keep = keep
        self._parts = parts if keep is None else None
        self.reports = reports
        self._once = Once()
        self.held = Held()
        self.total = self._whole.table.height if parts is None else parts.registrants

    @classmethod
    def of(cls, report: Report, masking: Masking | None = None, *, lasting: bool = False) -> Audience:
        """Compute what is known of each registrant of the report, masked so or not; ``lasting``: see there."""
        return cls(assemble(report, masking, lasting=lasting), None)

    @classmethod
    def of_parts(cls, parts: Parts, report: Callable[[], Report], reports: Unopened | None = None) -> Audience:
        """Return everybody of events of which parts are at hand; ``report`` opens them when these tell too little.

        With ``reports`` some are opened after others, where that is enough: see :mod:`~.pieces`.
        """
        return cls(Later(lambda: assemble(report())), None, parts, reports)

    @property
    def _whole(self) -> Whole:
        return self._source.get() if isinstance(self._source, Later) else self._source

    def __repr__(self) -> str:
        # Never people.
        return f"Audience({self.count} of {self.total} registrants, {self.events.height} events)"

    # What is in it

    @cached_property
    def count(self) -> int:
        """Registrants after all filters."""
        return self.total if self._keep is None else int(self._keep.sum())

    @property
    def everyone(self) -> Audience:
        """The audience before any filter."""
        return self if self._keep is None else Audience(self._source, None)

    def passing(self, report: Report) -> Audience:
        """Return those of them whom a report of some of the events has."""
        return Audience.of(report)

    @property
    def masking(self) -> Masking | None:
        """How the report was masked for whom figures are enough; None where it says who is who."""
        return None if self._parts is not None else self._whole.masking

    @cached_property
    def people(self) -> int:
        """Persons after all filters."""
        return different(self.pick("person")["person"])

    @property
    def has_duplicates(self) -> bool:
        """Whether any person has two registrants in one event, before any filter."""
        return self._whole.twice

    @property
    def events(self) -> pl.DataFrame:
        """The event table, all events, also those without a registrant left."""
        return self._whole.report.event if self._parts is None else self._parts.events

    @cached_property
    def known_until(self) -> pl.Series:
        """By event, up to when it is known where its report was made on air, else null: see :mod:`~.running`."""
        return self._whole.known_until if self._parts is None else self.events.select(known_until()).to_series()

    @property
    def warnings(self) -> pl.DataFrame:
        """What the decoder had to mend in the reports of all events."""
        return self._whole.report.warnings if self._parts is None else self._parts.warnings

    @property
    def opened(self) -> bool:
        """Whether the registrants are at hand; if not, whoever asks for more than partials tell waits for them."""
        return not isinstance(self._source, Later) or self._source.there

    def stacked(self, name: str, partial: Callable[[Audience], pl.DataFrame]) -> Stacked:
        """Return the partials of a kind: those that were kept, or the one that ``partial`` makes of these people."""
        found = self._kept(name)
        return Stacked(partial(self)) if found is None else found

    def _kept(self, name: str) -> Stacked | None:
        return None if self._parts is None else self._parts.with_name(name).stacked.get(name)

    def answer(self, name: str) -> pl.DataFrame | None:
        """Return what was kept under the name of an :class:`~webcast.analysis.pairs.Answer`, if it was."""
        return None if self._parts is None else self._parts.with_name(name).answers.get(name)

    @property
    def lasting(self) -> bool:
        """Whether persons bear the same :meth:`numbers` in all audiences that are so: partials can be merged."""
        return self._whole.numbers is not None

    def numbers(self, persons: pl.Series) -> pl.Series:
        """Return the numbers by which partials know persons, given by ``person``."""
        numbers = self._whole.numbers
        return persons if numbers is None else numbers.gather(persons).alias(persons.name)

    @cached_property
    def members(self) -> pl.DataFrame:
        """One row a registrant: the columns of ``registrants`` and those that :meth:`of` computed.

        ``row`` (unique over all events), ``person``, ``domain`` (registrable e-mail domain), ``event_title``,
        ``live_start``, ``live_end``, ``attended`` and ``live_``, ``od_``, ``simlive_attended`` (this registrant;
        null where the report cannot tell), ``watch_ms`` and ``live_``, ``od_``, ``simlive_watch_ms`` (union of
        this registrant's sessions, milliseconds), ``questions`` (asked), ``survey_answers`` (survey questions
        answered), ``check_answers`` (attendance checks answered, which are no survey questions), ``live_registrant``
        (registered ≤ end of the live event; null when either is unknown).
        """
        return self._cut(self._whole.table.drop(HELPERS))

    def pick(self, *columns: str | pl.Expr, **named: pl.Expr) -> pl.DataFrame:
        """Return some columns of ``members``, or expressions of them; quicker than ``members`` where few are needed.

        Knows some more: ``event`` (the event's row in ``events``), ``unit`` (a number an event and person),
        ``live_length`` (milliseconds from the start of the live event to its end, else the event's duration),
        ``live_exit`` (end of this registrant's last live session, milliseconds since 1970), ``broadcast_watch_ms``
        (Live and SimLive together), ``n_sessions``, ``n_live_sessions``, ``n_od_sessions``, ``n_simlive_sessions``,
        ``played_ms`` (sessions and the sum of their durations from the session rows, else the platform's totals),
        ``told``, ``live_told``, ``broadcast_told`` (whether the event's report tells who attended, who live, who
        live or SimLive: of anybody, whatever the filters), and
        ``campaign_code``, ``domain_code``, ``company_code``, ``country_code``, ``referrer_code`` (:meth:`values`).
        """
        names = [column for column in columns if isinstance(column, str)]
        if named or len(names) < len(columns):
            return self.plan(*columns, **named).collect()
        # Columns as they are need no plan.
        found = self._whole.table[names]
        return found if self._keep is None else pl.DataFrame([found[name].filter(self._keep) for name in names])

    def plan(self, *columns: str | pl.Expr, **named: pl.Expr) -> pl.LazyFrame:
        """Return what :meth:`pick` does, to be executed together with what is made of it."""
        table = self._whole.table.lazy()
        kept = table if self._keep is None else table.filter(self._keep)
        return kept.select(*columns, **named)

    def of_rows(self, rows: pl.Series, *columns: str) -> pl.DataFrame:
        """Return some columns of the registrants with these row numbers, in that order, whether members or not."""
        return self._whole.table[rows, list(columns)]

    def by_row(self, column: str) -> pl.Series:
        """Return a column of all registrants, members or not, by their row number."""
        return self._whole.table[column]

    @cached_property
    def without_attendance(self) -> pl.DataFrame:
        """Events with members of whom no report tells whether they attended: ``event_id``, ``title``."""
        return self.stacked("silent", of_events.silent).rows

    def values(self, column: str) -> pl.Series:
        """Return the values of one of :data:`~webcast.analysis.codes.CODED` by their ``…_code``, sorted."""
        return self._whole.labels[column]

    def spellings(self, column: str) -> pl.LazyFrame:
        """Return how often each value is spelt in which way, by members or not: ``group``, ``spelling``, ``seen``."""
        return self._whole.spellings.lazy().filter(pl.col("of") == CODED.index(column)).drop("of")

    def lazy(self) -> pl.LazyFrame:
        """Return ``members`` lazily, without a copy of a million rows."""
        return self.plan(pl.exclude(*HELPERS))

    @cached_property
    def sessions(self) -> pl.DataFrame:
        """The sessions of the members, with ``row`` and ``person``, in the order of the report."""
        return self._cut_child(self._whole.sessions)

    def viewed(self) -> pl.LazyFrame:
        """Return :attr:`sessions` as a plan, to be executed with what is made of it."""
        return kept(self._whole.sessions, self._keep)

    @cached_property
    def visits(self) -> pl.DataFrame:
        """Sessions that can be placed in time, with ``row``, ``person``, ``unit`` and ``event``.

        ``mode`` is the place in :data:`~webcast.reports.schema.MODES`, ``start`` and ``end`` are milliseconds since
        1970, the end never before the start. Sorted by person and start, as :mod:`~.spans` wants it.
        """
        return self._cut_child(self._whole.visits.frame)

    def watched_together(self, members: pl.LazyFrame) -> pl.LazyFrame:
        """Return how long groups of members watched, of no more groups: see :meth:`.Visits.watched_together`."""
        return self._whole.visits.watched_together(members, self.total)

    def visited(self) -> pl.LazyFrame:
        """Return :attr:`visits` as a plan, to be executed with what is made of it."""
        return kept(self._whole.visits.frame, self._keep)

    def arrivals(self, mode: str | None = None) -> pl.LazyFrame:
        """Return the arrivals and departures of persons in order, ``step``: see :func:`.spans.steps`."""
        return self._whole.visits.arrivals(mode, self._keep)

    def arrivals_by_event(self) -> pl.LazyFrame:
        """Return ``event``, ``step``: the arrivals and departures of each event by itself, by event and in order."""
        return self._whole.visits.arrivals_by_event(self._whole.table["event"], self._keep)

    @cached_property
    def qa(self) -> pl.DataFrame:
        """The questions that members asked, with ``row`` and ``person``."""
        return self._cut_child(self._whole.qa)

    @cached_property
    def survey_responses(self) -> pl.DataFrame:
        """The members' survey responses as sent, with ``row`` and ``person``."""
        return self._cut_child(self._whole.survey_responses)

    @cached_property
    def registration_answers(self) -> pl.DataFrame:
        """The members' answers to custom registration questions, with ``row`` and ``person``."""
        return self._cut_child(self._whole.registration_answers)

    @property
    def registration_questions(self) -> pl.DataFrame:
        """The custom registration questions of all events."""
        return self._whole.report.registration_questions

    @property
    def survey_questions(self) -> pl.DataFrame:
        """All survey questions, ``listed`` or only answered, with their place ``q``.

        ``label`` is how filters name one ("survey: question"); ``survey`` is the name, else the id; ``several`` says
        whether an answer may hold several, ``single`` whether it can be but one, ``check`` whether it is an
        attendance check.
        """
        kept = None if self.opened else self._kept("survey questions")
        if kept is None:
            return self._whole.surveys.questions
        return self.once("survey questions", lambda: of_events.questions(kept.rows))

    @cached_property
    def answered(self) -> pl.DataFrame:
        """Which member answered which survey question: ``row``, ``q``."""
        return self._cut_child(self._whole.surveys.given)

    @cached_property
    def choices(self) -> pl.DataFrame:
        """Every choice of every member in every survey question: ``row``, ``q``, ``answer``."""
        return self._cut_child(self._whole.surveys.choices)

    def survey_choices(self, label: str) -> pl.DataFrame:
        """Return ``row``, ``answer`` for the survey questions with this label; several choices are split at ``|``."""
        surveys = self._whole.surveys
        return self._cut_child(surveys.chosen(label, surveys.choices))

    def registration_choices(self, text: str) -> pl.DataFrame:
        """Return ``row``, ``answer`` for one registration question by its text, split at ``|``."""
        registration = self._whole.registration
        return self._cut_child(registration.chosen(text.strip(), registration.choices))

    @cached_property
    def without_sessions(self) -> pl.DataFrame:
        """Events whose report has no session rows: ``event_id``, ``title``. Curves cannot contain them."""
        named, has_sessions = self.events[["event_id", "title"]], self.events["has_sessions"]
        return named.clear() if has_sessions.all() else named.filter(~has_sessions)

    @cached_property
    def without_referrers(self) -> tuple[pl.DataFrame, int, int]:
        """Which events tell no referrers of anybody, before any filter: see :func:`~.untold.without_referrers`."""
        return untold.without_referrers(self.everyone.stacked("referrers", of_events.referrers).rows)

    @cached_property
    def report(self) -> Report:
        """The report, cut to the members. Events, questions and warnings stay."""
        return self._whole.report if self._keep is None else cut(self._whole, self._keep)

    # Narrowing

    def where(self, mask: pl.Expr) -> Audience:
        """Return the members for whom an expression over ``members`` is true (null is not true)."""
        return self.each_where({"keep": mask})["keep"]

    def each_where(self, masks: Mapping[str, pl.Expr]) -> dict[str, Audience]:
        """Return :meth:`where` of each of several expressions, by their names; quicker than one after the other."""
        # The row number beside them makes even a literal as long as the table.
        found = self._whole.table.select("row", **{name: mask.fill_null(value=False) for name, mask in masks.items()})
        return {name: self._narrowed(found[name]) for name in masks}

    def only(self, rows: pl.Series) -> Audience:
        """Return the members whose ``row`` is among ``rows``."""
        none = constant(self.total, pl.Boolean, value=False)
        return self._narrowed(none.scatter(rows, values=True) if rows.len() else none)

    def without(self, others: Audience) -> Audience:
        """Return the members who are not among ``others``, an audience narrowed from the same report."""
        if others._keep is None:
            return self.only(pl.Series([], dtype=pl.UInt32))
        return self._narrowed(~others._keep)

    def event(self, *event_ids: str) -> Audience:
        """Return the members of some events, as an audience of these events alone."""
        return Audience.of(self.where(pl.col("event_id").is_in(event_ids)).report.of_events(event_ids), self.masking)

    def having(self, column: str, values: Iterable[str]) -> Audience:
        """Return the members with any of these values of a column: campaign, referrer, domain, company, country.

        Trimmed; companies and countries without regard to case.

        Raises:
            FilterError: There is no such column.
        """
        codes = codes_of(self._whole.labels, column, values)
        return self.where(pl.col(f"{column}_code").is_in(codes.implode()))

    def containing(self, text: str) -> Audience:
        """Return the members with ``text``, taken literally, in name, e-mail, company or title, whatever its case."""
        needle = pl.Series([text]).str.to_lowercase()[0]
        return self._narrowed(self._whole.haystack.str.contains(needle, literal=True).fill_null(value=False))

    def viewing(self, start_ms: int | None, end_ms: int | None) -> Audience:
        """Return the members who were viewing at some moment of ``[start, end)`` (milliseconds since 1970)."""
        overlaps = pl.col("end") > pl.col("start")
        if start_ms is not None:
            overlaps &= pl.col("end") > start_ms
        if end_ms is not None:
            overlaps &= pl.col("start") < end_ms
        return self.only(self._whole.visits.frame.filter(overlaps)["row"])

    def fresh(self) -> Audience:
        """Return the same members without anything remembered, for measurements."""
        return Audience(self._source, self._keep, self._parts, self.reports)

    def once(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return what ``compute`` returned when it was first asked for under this key.

        For what several figures share, too large or dear for :mod:`webcast.analysis.held`: data, never texts, since
        readers of every language get the same. The last ones stay. Two threads may both compute; results are equal.
        """
        return self._once.get(key, compute)

    def count_of(self, condition: pl.Expr, key: Hashable) -> int:
        """Return how many members meet the condition; counted once a key, which tells conditions apart."""
        return self.once(("count of", key), lambda: self.where(condition).count)

    def count_of_known(self, key: Hashable, count: int) -> None:
        """Have :meth:`count_of` know what it will be asked under this key."""
        self.once(("count of", key), lambda: count)

    def _narrowed(self, mask: pl.Series) -> Audience:
        return Audience(self._source, mask if self._keep is None else self._keep & mask)

    def _cut(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame if self._keep is None else frame.filter(self._keep)

    def _cut_child(self, child: pl.DataFrame) -> pl.DataFrame:
        return child if self._keep is None else cut_child(child, self._keep)
