"""How an account's events stand: the latest beside the one before and the usual, what is next, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

import polars as pl

from webcast.analysis import by_event
from webcast.analysis.by_event import KEY_FIGURES
from webcast.library.theirs import Theirs
from webcast.library.visits import Visit
from webcast.reports.dates import moment
from webcast.roles import Role
from webcast.view.filters import Filters
from webcast.web import beside, history
from webcast.web.history import Whose

NEXT: Final = 3
"""Events on air or to come."""

WAITING: Final = 5
"""Events with unanswered questions, the latest."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """The account's loaded events that are over.

    Attributes:
        listed: All of the account's events: its event list.
        over: By date: columns of the event list.
        figures: Their key figures, in the same order.
        whose: Whose they are, and how they are looked at.
        now: When.
    """

    listed: pl.DataFrame
    over: pl.DataFrame
    figures: pl.DataFrame
    whose: Whose
    now: datetime

    @classmethod
    def of(
        cls,
        theirs: Theirs,
        zone: str,
        now: datetime,
        listed: pl.DataFrame | None = None,
        *,
        role: Role,
    ) -> Standing:
        """Return how an account's events stand; from what is held alone, nothing is asked for.

        Args:
            theirs: The account's events, as who looks may see them.
            zone: Of days.
            now: What is over by now has ended.
            listed: The account's event list, where it is at hand.
            role: What who looks may see.

        Raises:
            WebcastError: They cannot be had.
        """
        whose = Whose(theirs, merged=False, filters=Filters(), zone=zone, role=role)
        listed = theirs.events() if listed is None else listed
        over = history.over(listed, now)
        return cls(listed, over, history.figures(whose, over["event_id"].to_list(), KEY_FIGURES), whose, now)

    @cached_property
    def latest(self) -> dict[str, Any] | None:
        """The latest event: its row of the list with its figures."""
        if self.over.is_empty():
            return None
        return {**self.over.row(-1, named=True), **self.figures.row(-1, named=True)}

    @cached_property
    def before(self) -> dict[str, Any]:
        """The figures of the event before it, one of its programme if there is one; none where it is the first."""
        if self.over.height < 2:
            return {}
        earlier = beside.nearest_last(self.over.head(-1), self.over.tail(1))
        place = self.figures["event_id"].to_list().index(earlier["event_id"][-1])
        return self.figures.row(place, named=True)

    @cached_property
    def usual(self) -> dict[str, Any]:
        """The medians of all of them; none of fewer than two."""
        if self.over.height < 2:
            return {}
        return history.medians(self.figures)

    @cached_property
    def goals(self) -> dict[str, float]:
        """The goals that the account has set, by figure.

        Raises:
            Damaged: They were changed from outside.
        """
        return self.whose.theirs.library.goals.of(self.whose.theirs.account)

    def next(self) -> list[dict[str, Any]]:
        """Return the events on air, then those to come: rows of the event list, and ``on_air``."""
        now = moment(self.now)
        live = self.listed.lazy().filter(pl.col("at_is") != "publication", history.ends() > now)
        return live.sort("at").with_columns(on_air=pl.col("at") <= now).head(NEXT).collect().to_dicts()

    def pace(self, event: dict[str, Any]) -> tuple[float, int] | None:
        """Return how many had usually registered as long before an event, and how many days that is.

        None where the event is not loaded, or fewer than two others tell.

        Args:
            event: Its row of the event list.
        """
        if event["fetched_at"] is None:
            return None
        days = max(0, (event["at"] - event["fetched_at"]) // _DAY)
        ids = self.over["event_id"].to_list()
        known = history.figures(self.whose, ids, by_event.registered(days)) if ids else pl.DataFrame()
        counts = known["registered"].drop_nulls() if "registered" in known.columns else pl.Series([])
        usual = counts.median() if counts.len() > 1 else None
        return None if not isinstance(usual, float) else (usual, days)

    def waiting(self) -> list[dict[str, Any]]:
        """Return the latest events with unanswered questions: ``event_id``, ``title``, ``questions``, ``open``."""
        ids = self.over["event_id"].to_list()
        if not ids:
            return []
        asked = history.figures(self.whose, ids, by_event.ASKED)
        found = [
            {**row, "title": title, "open": row["questions"] - row["answered"]}
            for row, title in zip(asked.rows(named=True), self.over["title"], strict=True)
            if None not in (row["questions"], row["answered"])
        ]
        return [row for row in reversed(found) if row["open"] > 0][:WAITING]


@dataclass(frozen=True)
class Changes:
    """What changed since a visit: titles, the latest event first; None where it cannot be told."""

    new: list[str] | None
    loaded: list[str]
    ended: list[str]

    def __bool__(self) -> bool:
        """Whether anything did."""
        return bool(self.new or self.loaded or self.ended)


def changes(listed: pl.DataFrame, visit: Visit, now: datetime) -> Changes:
    """Return what changed in an account's event list since a visit."""
    latest = listed.lazy().sort("at", descending=True, nulls_last=True)
    then, known = moment(visit.at), visit.events
    conditions = (
        pl.lit(value=False) if known is None else ~pl.col("event_id").is_in(list(known)),
        pl.col("fetched_at") > then,
        (pl.col("ends_at") > then) & (pl.col("ends_at") <= moment(now)),
    )
    titles = pl.coalesce("title", "event_id").alias("title")
    new, loaded, ended = (
        found["title"].to_list()
        for found in pl.collect_all([latest.filter(condition).select(titles) for condition in conditions])
    )
    return Changes(None if known is None else new, loaded, ended)
