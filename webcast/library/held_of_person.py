"""What is held of one person: counted as forgetting would count it, and written out for who asks what that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import polars as pl

from webcast.library.insiders import Insider
from webcast.library.kept import Kept
from webcast.library.person_in import in_raw, together
from webcast.library.privacy import Forgotten, key_of, registrants_of
from webcast.library.snapshot import DamagedReport, Snapshot
from webcast.library.snapshots import Snapshots
from webcast.library.steps import Step
from webcast.library.tables import HELD
from webcast.reports import Report

_OF_PEOPLE: Final = ("registrants", "registration_answers", "sessions", "qa", "survey_responses")
_KEYS: Final = ["event_id", "registrant"]
_OURS: Final = frozenset({"event_id", "registrant", "email_key"})
"""Columns that stand for others, or number rows."""


@dataclass(frozen=True)
class HeldOf:
    """What is held of a person.

    Attributes:
        counts: What forgetting would take out.
        reports: Of each report in which they are: its event, when it was fetched, and their rows of each table.
        documents: What is kept beside the reports and names them, such as saved views.
        insider: What is held for them to sign in here, which forgetting leaves.
    """

    counts: Forgotten
    reports: Sequence[Mapping[str, Any]] = field(repr=False)
    documents: Sequence[Mapping[str, Any]] = field(repr=False)
    insider: Insider = field(default_factory=Insider)

    def to_json(self) -> dict[str, Any]:
        """Return all of it, as JSON can hold it."""
        return {
            "counts": self.counts.counts(),
            "reports": list(self.reports),
            "kept": list(self.documents),
            "signing_in": self.insider.to_json(),
        }


class Looker:
    """Looks for a person, and takes nothing away.

    Args:
        held: The snapshots.
        kept: What accounts keep beside them.
        opened: Opens the tables of snapshots.
    """

    def __init__(self, held: Snapshots, kept: Kept, opened: Callable[[list[Snapshot]], Report]) -> None:
        self._held = held
        self._kept = kept
        self._opened = opened

    def look(self, email: str, found: Sequence[Snapshot], accounts: frozenset[str] | None, step: Step) -> HeldOf:
        """Return what is held of a person.

        Args:
            email: Their address, in any case.
            found: The snapshots to look into.
            accounts: Tags of the accounts whose documents are looked into; None: of all.
            step: Is told how many are done.
        """
        key = key_of(email)
        counted, reports = [], []
        for number, snapshot in enumerate(found):
            step(number, len(found))
            counts, rows = self._in(snapshot, key)
            counted.append((snapshot, counts))
            reports += [rows] if rows else []
        documents = self._kept.naming(key, accounts)
        return HeldOf(together(counted, len(documents)), reports, documents)

    def _in(self, snapshot: Snapshot, key: str) -> tuple[Forgotten, dict[str, Any]]:
        raw = in_raw(self._held, snapshot, key).counts
        if snapshot.state != HELD:
            return raw, {}
        try:
            report = self._opened([snapshot])
        except DamagedReport:
            return raw, {}
        people = registrants_of(report, key)
        counts = Forgotten(people.height, 0, 0, raw.raw_rewritten, raw.raw_dropped)
        return counts, _written(report, people, snapshot) if people.height else {}


def _written(report: Report, people: pl.DataFrame, snapshot: Snapshot) -> dict[str, Any]:
    """Return somebody's rows of a report; what is not known is left out."""
    tables = report.tables()
    rows = {name: tables[name].join(people, on=_KEYS, how="semi", maintain_order="left") for name in _OF_PEOPLE}
    titles = report.event["title"].to_list()
    return {
        "event": snapshot.event_id,
        "title": titles[0] if titles else None,
        "fetched": _plain(snapshot.fetched_at),
        "response_as_received": snapshot.raw_bytes is not None,
        **{name: [_row(row) for row in frame.iter_rows(named=True)] for name, frame in rows.items()},
    }


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items() if name not in _OURS and value is not None}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value
