"""Reports as bytes: the three formats, made when asked for and kept while nothing changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from webcast.sandbox import analytics, csv_report, json_report, xml, zones
from webcast.sandbox.content import Content
from webcast.sandbox.events import Event
from webcast.sandbox.selection import Selection

FORMATS: Final = {
    "xml": "application/xml;charset=utf-8",
    "json": "application/json;charset=utf-8",
    "csv": "text/plain;charset=utf-8",
}
"""Content types by format (guide, "Data Format Options")."""

_BODIES: Final = {"xml": xml.body, "json": json_report.body, "csv": csv_report.body}


@dataclass(frozen=True)
class Order:
    """How a report is to be.

    Attributes:
        format: A key of :data:`FORMATS`.
        zone: A time-zone id; all times are written in it.
        selection: The filters.
        event_zone: Another zone for the event's own times, as in the guide's XML sample.
    """

    format: str = "xml"
    zone: str = zones.GMT
    selection: Selection = field(default_factory=Selection)
    event_zone: str | None = None


def render(
    event: Event,
    format: str = "xml",  # noqa: A002 the platform's word
    zone: str = zones.GMT,
    selection: Selection | None = None,
    *,
    now: int | None = None,
) -> bytes:
    """Return a report, made anew.

    Args:
        event: Of which event.
        format: A key of :data:`FORMATS`.
        zone: A time-zone id; all times are written in it.
        selection: The filters; none when absent.
        now: As of when, in milliseconds; after everything that will ever happen when absent.

    Raises:
        KeyError: There is no such format.
    """
    order = Order(format, zone, selection or Selection())
    moment = event.moments.last if now is None else now
    return _head(order, moment) + _rest(event, order, moment)


def _head(order: Order, now: int) -> bytes:
    """Return the beginning, which tells when the report was run; a CSV does not say."""
    heads = {"xml": xml.head, "json": json_report.head}
    return heads[order.format](now, order.zone).encode() if order.format in heads else b""


def _rest(event: Event, order: Order, now: int) -> bytes:
    everybody = event.viewers(now)
    facts = event.facts.as_of(now)
    chosen = order.selection.apply(everybody, order.zone)
    figures = analytics.of(everybody, facts)
    content = Content(facts, figures, order.selection, chosen, order.zone, order.event_zone or order.zone)
    return "".join(_BODIES[order.format](content)).encode("utf-8")


class Shelf:
    """Keeps the reports that were made last, so that asking again costs nothing while nothing has changed.

    Args:
        size: Bytes to keep at most.
    """

    def __init__(self, size: int = 150_000_000) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def render(self, event: Event, order: Order, now: int) -> bytes:
        """Return what :func:`render` returns, all but its beginning from the shelf where it stands there."""
        key = (event.id, event.version(now), order)
        with self._lock:
            rest = self._kept.get(key)
            if rest is not None:
                self._kept.move_to_end(key)
        if rest is None:
            rest = _rest(event, order, now)
            self._keep(key, rest)
        return _head(order, now) + rest

    def _keep(self, key: tuple[object, ...], body: bytes) -> None:
        with self._lock:
            self._kept[key] = body
            while len(self._kept) > 1 and sum(map(len, self._kept.values())) > self._size:
                self._kept.popitem(last=False)
