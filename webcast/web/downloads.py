"""Files, streamed to who is signed in: no copy in memory, no file that another user's page could sweep away."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from webcast import language
from webcast.analysis.audience import Audience
from webcast.cohorts.cohort import Cohort
from webcast.errors import ChangeRequest, TryAgainLater, UnknownEvent, WebcastError
from webcast.exports import listings, summary
from webcast.exports.csv import Mode
from webcast.exports.file_names import file_name
from webcast.exports.kinds import KINDS, Kind
from webcast.exports.listings.events import KEY_FIGURES
from webcast.exports.table import Table
from webcast.language import Reader, later, say
from webcast.presentation.about import About, about
from webcast.view import address
from webcast.view.record import View
from webcast.web import beside, links, readers
from webcast.web.app_state import AppState
from webcast.web.audiences import filtered, load_audience
from webcast.web.beside import Looking
from webcast.web.references import Reference
from webcast.web.requests import network
from webcast.web.visitor import Visitor

_LOG: Final = logging.getLogger(__name__)


class LinkTooOld(ChangeRequest):
    """A link's private part is no longer known: the dashboard was restarted, or the session is another one."""


class TooManyFiles(TryAgainLater):
    """An account has taken as many files along in the last hour as it may."""

    def __init__(self, most: int, wait: float) -> None:
        super().__init__(
            later("This account has downloaded {most} files within an hour, the most that it may.", most=f"{most:,}"),
            remedy=later(
                "Try again in {minutes} min. Whoever runs the dashboard can raise WEBCAST_EXPORTS_PER_HOUR.",
                minutes=math.ceil(wait / 60),
            ),
            retry_after=wait,
        )


_STATUS: Final[tuple[tuple[type[WebcastError], HTTPStatus], ...]] = (
    (UnknownEvent, HTTPStatus.NOT_FOUND),
    (ChangeRequest, HTTPStatus.BAD_REQUEST),
    (TooManyFiles, HTTPStatus.TOO_MANY_REQUESTS),
    (WebcastError, HTTPStatus.SERVICE_UNAVAILABLE),
)

_REFUSED: Final[tuple[tuple[type[WebcastError], str], ...]] = (
    (UnknownEvent, "it is of an event that the account does not see"),
    (TooManyFiles, "as many as may were taken along in an hour"),
    (ChangeRequest, "its address cannot be answered"),
    (WebcastError, "it could not be made"),
)
"""Kind of failure → what the log says of it."""


@dataclass(frozen=True)
class Wanted:
    """What a file's address asks for, and who is in view."""

    view: View
    mode: Mode
    audience: Audience
    sets: tuple[Cohort, ...]


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
            return _nobody(request)
        who = readers.of_request(self._state, visitor, request)
        try:
            self._within_quota(visitor)
            wanted = self._wanted(visitor, request.query_params)
            view = wanted.view
            # What is exact is for an import, which relies on the platform's headings.
            headings = "" if wanted.mode is Mode.EXACT else view.language
            table = listings.table(
                view.table, wanted.audience, view.zone, view.headers or None, view.choices, language=headings
            )
            self._audit(visitor, wanted, kind.name, request, table=table)
            with language.using(_reader(view, who)):
                pieces = kind.write(table, self._about(wanted), wanted.mode)
            if view.table == listings.REGISTRANTS:
                self._state.last_formats.took(visitor.sid, kind.name, wanted.mode)
        except WebcastError as exc:
            return _refusal(exc, who)
        name = file_name(table, table.file, kind.name, _titles(wanted.audience))
        return StreamingResponse(_logged(pieces), headers=_headers(name, wanted.audience), media_type=kind.media_type)

    def summary(self, kind: str, request: Request) -> Response:
        """Return the one-page summary, ``html`` or printed as ``pdf``: figures alone, no person."""
        visitor = self._state.cookies.read_from(request.cookies)
        if visitor is None:
            return _nobody(request)
        who = readers.of_request(self._state, visitor, request)
        try:
            self._within_quota(visitor)
            wanted = self._wanted(visitor, request.query_params)
            own_mark = self._state.settings.own_mark
            with language.using(_reader(wanted.view, who)):
                page = summary.page(wanted.audience, self._about(wanted), wanted.view.zone, own_mark).encode("utf-8")
            content = self._state.printer.pdf(page) if kind == "pdf" else page
            self._audit(visitor, wanted, "summary pdf" if kind == "pdf" else "summary", request)
        except WebcastError as exc:
            return _refusal(exc, who)
        name = summary.file_name(_titles(wanted.audience), kind)
        return Response(content, headers=_headers(name, wanted.audience), media_type=links.SUMMARY_KINDS[kind])

    def _about(self, wanted: Wanted) -> About:
        view = wanted.view
        return about(wanted.audience, view.filters, view.zone, sets=wanted.sets, now=self._state.now())

    def _wanted(self, visitor: Visitor, query: QueryParams) -> Wanted:
        asked = self._view(visitor, query)
        asked = replace(asked, zone=asked.zone or self._state.settings.time_zone)
        everyone = load_audience(self._state, visitor, asked.events, merged=asked.merged)
        known = asked.filters.knowing(lambda: self._state.library.ours.of(visitor.account))
        view = replace(asked.resolved(everyone), filters=known)
        sets = view.sets(everyone)
        mode = Mode.parse(query.get(links.MODE, Mode.SPREADSHEET))
        people = view.people(filtered(everyone, view.filters, view.zone), sets)
        if view.table == KEY_FIGURES.name:
            account = None if visitor.files_only else visitor.account
            at = Looking(self._state.library, account, view, everyone, people, everyone.events, self._state.now())
            view = replace(view, choices=replace(view.choices, beside=beside.key_figures(at)))
        return Wanted(view, mode, people, sets)

    def _view(self, visitor: Visitor, query: QueryParams) -> View:
        """Return the view of an address that can be read whole; never more people than it asks for.

        Raises:
            FilterError: A part of it cannot be read.
            LinkTooOld: It has a key that is not known any more.
        """
        given = [(name, text) for name, text in query.multi_items() if name not in (links.MODE, links.PRIVATE)]
        # A file without one of its filters would hold more people than were meant.
        said = address.strict(address.read(given), remedy=later("Open the page again and use the link there."))
        key = query.get(links.PRIVATE)
        if not key:
            return said
        kept = self._state.stash.get(visitor.sid, key)
        if not isinstance(kept, View):
            raise LinkTooOld(
                later("This link works only in the session that made it, as long as that lasts."),
                remedy=later("Reload the page, and use the link there."),
            )
        return kept

    def _within_quota(self, visitor: Visitor) -> None:
        """See to it that nobody takes files along without end.

        Raises:
            TooManyFiles: It is enough for now.
        """
        most = self._state.settings.exports_per_hour
        wait = self._state.library.quotas.take("exports", visitor.account, most)
        if wait:
            raise TooManyFiles(most, wait)

    def _audit(
        self, visitor: Visitor, wanted: Wanted, what: str, request: Request, *, table: Table | None = None
    ) -> None:
        counts = {"events": len(wanted.view.events), "registrants": wanted.audience.count}
        action = f"export {what}"
        if table is not None:
            counts["columns"] = len(table.headers)
            if wanted.view.table != listings.REGISTRANTS:
                action, counts["rows"] = f"{action}: {wanted.view.table}", table.height
        self._state.audit(visitor, action, counts, network(request))


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


def _reader(view: View, who: Reader) -> Reader:
    """Return who reads a file: whoever reads the language that it was asked for in, else who asks for it."""
    return Reader(view.language, view.language) if view.language else who


def _refusal(exc: WebcastError, who: Reader) -> Response:
    reference = Reference.new()
    why = next(why for kind, why in _REFUSED if isinstance(exc, kind))
    _LOG.warning("Refused a file: %s.", why, extra=reference.extra)
    again = {"Retry-After": str(math.ceil(exc.retry_after or 0))} if isinstance(exc, TooManyFiles) else {}
    status = next(status for kind, status in _STATUS if isinstance(exc, kind))
    with language.using(who):
        said = reference.after(str(exc))
    return PlainTextResponse(said, status, headers={"Cache-Control": "no-store", **again})


def _nobody(request: Request) -> Response:
    reference = Reference.new()
    _LOG.warning("Refused a file: nobody is signed in.", extra=reference.extra)
    with language.using(readers.of_browser(request)):
        return PlainTextResponse(reference.after(say("Sign in to see this.")), HTTPStatus.UNAUTHORIZED)


def _logged(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Pass the bytes on; a failure in the middle cuts the file off, which browsers show as a failed download."""
    try:
        yield from parts
    except WebcastError as exc:
        _LOG.error("An export broke off: %s", type(exc).__name__)
        raise
