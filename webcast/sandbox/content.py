"""What a report is made of, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass

from webcast.sandbox.analytics import Analytics
from webcast.sandbox.events import Facts, Viewer
from webcast.sandbox.selection import Selection


@dataclass(frozen=True)
class Content:
    """A report before it is written.

    Attributes:
        facts: The event.
        analytics: The event's figures.
        selection: The filters, which are echoed.
        viewers: Who passed them.
        zone: What viewers' times are written in.
        event_zone: What the event's times are written in; in the guide's own XML sample that is another zone.
    """

    facts: Facts
    analytics: Analytics
    selection: Selection
    viewers: list[Viewer]
    zone: str
    event_zone: str
