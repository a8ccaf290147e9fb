"""Files, streamed to who is signed in: no copy in memory, no file that another user's page could sweep away."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from webcast import zones
from webcast.analysis.audience import Audience
from webcast.cohorts import cohort
from webcast.errors import ChangeRequest, UnknownEvent, WebcastError
from webcast.exports import listings, summary
from webcast.exports.csv import Mode
from webcast.exports.kinds import KINDS, Kind
from webcast.exports.names import file_name
from webcast.exports.table import Table
from webcast.presentation.about import About, about
from webcast.view.choices import Choices
from webcast.view.filters import Filters
from webcast.web import links
from webcast.web.audiences import filtered, load_audience
from webcast.web.links import Selected
from webcast.web.session import Visitor
from webcast.web.state import AppState

_STATUS: Final[tuple[tuple[type[WebcastError], HTTPStatus], ...]] = (
    (UnknownEvent, HTTPStatus.NOT_FOUND),
    (ChangeRequest, HTTPStatus.BAD_REQUEST),
    (WebcastError, HTTPStatus.SERVICE_UNAVAILABLE),
)

_LOG: Final = logging.getLogger(__name__)


class LinkTooOld(ChangeRequest):
    """A link's private part is no longer known: the dashboard was restarted, or the session is another one."""


@dataclass(frozen=True)
class Wanted:
    """What an export's address asks for."""

    events: tuple[str, ...]
    zone: str
    selected: Selected
    columns: tuple[str, ...] | None
    mode: Mode
    merged: bool
    table: str


class Downloads:
    """The export routes.

    Args:
        state: The process's state.
    """

    def __init__(self, state: AppState) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Return a route for each kind of file; they run in threads, not on the event loop."""
        return [
            Route(f"{links.EXPORT}.{name}", partial(self.answer, kind), methods=["GET"])
            for name, kind in KINDS.items()
        ] + [
            Route(f"{links.SUMMARY}.{kind}", partial(self.summary, kind), methods=["GET"])
            for kind in links.SUMMARY_KINDS
        ]

    def answer(self, kind: Kind, request: Request) -> Response:
        """Stream every registrant who passes the filters and is in the sets."""
        visitor = self._state.cookies.read_from(request.cookies)
        if visitor is None:  # the gate has asked already; a route that leans on it alone would be one mistake away
            return PlainTextResponse("Sign in to see this.", HTTPStatus.UNAUTHORIZED)
        try:
            wanted = self._read(visitor, request.query_params)
            audience = self._people(visitor, wanted)
            table = listings.table(wanted.table, audience, wanted.zone, wanted.columns, wanted.selected.choices)
            self._audit(visitor, audience, wanted, kind.name, table=table)
            pieces = kind.write(table, self._about(audience, wanted), wanted.mode)
        except WebcastError as exc:
            return _refusal(exc)
        name = file_name(table, table.file, kind.name, _titles(audience))
        return StreamingResponse(_logged(pieces), headers=_headers(name, audience), media_type=kind.media_type)

    def summary(self, kind: str, request: Request) -> Response:
        """Return the one-page summary, ``html`` or printed as ``pdf``: figures alone, no person."""
        visitor = self._state.cookies.read_from(request.cookies)
        if visitor is None:
            return PlainTextResponse("Sign in to see this.", HTTPStatus.UNAUTHORIZED)
        try:
            wanted = self._read(visitor, request.query_params)
            audience = self._people(visitor, wanted)
            page = summary.page(audience, self._about(audience, wanted), wanted.zone).encode("utf-8")
            content = self._state.printer.pdf(page) if kind == "pdf" else page
            self._audit(visitor, audience, wanted, "summary pdf" if kind == "pdf" else "summary")
        except WebcastError as exc:
            return _refusal(exc)
        name = summary.file_name(_titles(audience), kind)
        return Response(content, headers=_headers(name, audience), media_type=links.SUMMARY_KINDS[kind])

    def _about(self, audience: Audience, wanted: Wanted) -> About:
        selected = wanted.selected
        return about(audience, selected.filters, wanted.zone, sets=selected.sets, now=self._state.now())

    def _people(self, visitor: Visitor, wanted: Wanted) -> Audience:
        everyone = load_audience(self._state, visitor, wanted.events, merged=wanted.merged)
        return cohort.apply_all(wanted.selected.sets, filtered(everyone, wanted.selected.filters, wanted.zone))

    def _read(self, visitor: Visitor, query: QueryParams) -> Wanted:
        return Wanted(
            events=tuple(part.strip() for part in query.get(links.EVENTS, "").split(",") if part.strip()),
            zone=zones.of(query.get(links.ZONE) or self._state.settings.time_zone).key,
            selected=self._selected(visitor, query),
            columns=tuple(query.getlist(links.COLUMN)) or None,
            mode=Mode.parse(query.get(links.MODE, Mode.SPREADSHEET)),
            merged=query.get(links.MERGE) == "on",
            table=query.get(links.TABLE, listings.REGISTRANTS),
        )

    def _selected(self, visitor: Visitor, query: QueryParams) -> Selected:
        key = query.get(links.PRIVATE)
        if not key:
            sets = tuple(cohort.parse(text) for text in query.getlist(links.SET))
            return Selected(Filters.from_query(query), sets, Choices.from_query(query))
        kept = self._state.stash.get(visitor.sid, key)
        if not isinstance(kept, Selected):
            raise LinkTooOld(
                "This link holds a search that is kept in one session only, and it is not known any more.",
                remedy="Reload the page and use its link.",
            )
        return kept

    def _audit(
        self, visitor: Visitor, audience: Audience, wanted: Wanted, what: str, *, table: Table | None = None
    ) -> None:
        counts = {"events": len(wanted.events), "registrants": audience.count}
        action = f"export {what}"
        if table is not None:
            counts["columns"] = len(table.headers)
            if wanted.table != listings.REGISTRANTS:
                action, counts["rows"] = f"{action}: {wanted.table}", table.height
        self._state.library.audit(visitor.account, visitor.username or "files only", action, counts)


def routes(state: AppState) -> list[Route]:
    """Return the export routes."""
    return Downloads(state).routes()


def _titles(audience: Audience) -> list[str]:
    return audience.events["title"].fill_null("").to_list()


def _headers(name: str, audience: Audience) -> dict[str, str]:
    return {
        "Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "X-Registrants": f"{audience.count} of {audience.total}",
    }


def _refusal(exc: WebcastError) -> Response:
    status = next(status for kind, status in _STATUS if isinstance(exc, kind))
    return PlainTextResponse(str(exc), status, headers={"Cache-Control": "no-store"})


def _logged(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Pass the bytes on; a failure in the middle cuts the file off, which browsers show as a failed download."""
    try:
        yield from parts
    except WebcastError as exc:
        _LOG.error("An export broke off: %s", type(exc).__name__)
        raise
