"""Where a person is in what is held, and what could stay without them: the same for who looks and for who forgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from webcast.errors import Damaged, UnknownEvent
from webcast.library.privacy import Forgotten, cut_out, mentions
from webcast.library.snapshot import Snapshot
from webcast.library.snapshots import Snapshots
from webcast.library.tables import RAW, RAW_JSON
from webcast.reports.joined import BOTH


@dataclass(frozen=True)
class InRaw:
    """Whether a person is in what was received.

    Attributes:
        named: They are, or it cannot be known.
        responses: How many responses that would cost, where nothing can stay.
        kept: What can stay without them; None: nothing can.
    """

    named: bool = False
    responses: int = 0
    kept: bytes | None = field(default=None, repr=False)

    @property
    def counts(self) -> Forgotten:
        """What forgetting them does to it."""
        if not self.named:
            return Forgotten()
        return Forgotten(raw_rewritten=1) if self.kept is not None else Forgotten(raw_dropped=self.responses)


def in_raw(held: Snapshots, snapshot: Snapshot, key: str) -> InRaw:
    """Return whether a person is in what was received of a report.

    Args:
        held: The snapshots.
        snapshot: Which.
        key: See :func:`webcast.library.privacy.key_of`.
    """
    if snapshot.raw_bytes is None:
        return InRaw()
    if snapshot.format == BOTH:
        return _in_both(held, snapshot, key)
    try:
        raw = held.raw(snapshot).readall() or b""
    except Damaged:
        return InRaw(named=True, responses=1)  # it cannot be known who is in it
    return InRaw(named=True, responses=1, kept=cut_out(raw, key)) if mentions(raw, key) else InRaw()


def _in_both(held: Snapshots, snapshot: Snapshot, key: str) -> InRaw:
    """Look into the responses in XML and JSON: without one the other makes no report, so neither can stay."""
    try:
        named = any(mentions(held.raw(snapshot, kind).readall() or b"", key) for kind in (RAW, RAW_JSON))
    except (Damaged, UnknownEvent):
        named = True  # it cannot be known who is in them
    return InRaw(named=named, responses=2)


def together(found: Iterable[tuple[Snapshot, Forgotten]], documents: int) -> Forgotten:
    """Return the counts of all snapshots.

    Args:
        found: Snapshot and what is forgotten in it.
        documents: How many documents name the person.
    """
    touched = [(snapshot, counts) for snapshot, counts in found if counts != Forgotten()]
    return Forgotten(
        registrants=sum(counts.registrants for _, counts in touched),
        snapshots=len(touched),
        events=len({snapshot.event_id for snapshot, _ in touched}),
        raw_rewritten=sum(counts.raw_rewritten for _, counts in touched),
        raw_dropped=sum(counts.raw_dropped for _, counts in touched),
        views=documents,
    )
