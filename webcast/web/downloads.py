"""Files, streamed to who is signed in: no copy in memory, no file that another user's page could sweep away."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from webcast import happenings, language
from webcast.errors import ChangeRequest, TryAgainLater, UnknownEvent, WebcastError
from webcast.exports import event_by_event, listings, summary
from webcast.exports.csv import Mode
from webcast.exports.file_names import file_name
from webcast.exports.kinds import KINDS, Kind
from webcast.exports.listings.events import KEY_FIGURES
from webcast.exports.people import AtHand, People
from webcast.exports.table import Table
from webcast.happenings import Asked, happened
from webcast.language import Reader, later, say
from webcast.roles import Role
from webcast.view import address
from webcast.view.filters import Filters
from webcast.view.record import View
from webcast.web import beside, links, readers
from webcast.web.app_state import AppState
from webcast.web.audiences import filtered, load_audience, unopened
from webcast.web.beside import Looking
from webcast.web.requests import network
from webcast.web.uploads import PREFIX
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


class NotAllowed(ChangeRequest):
    """A file was asked for that the visitor's role does not let them take.

    Attributes:
        what: The file, as the audit log has it.

    Args:
        form: Of the file.
        table: What it holds.
    """

    def __init__(self, form: str, table: str) -> None:
        super().__init__(
            later("This file says who people are, which your role does not let you take."),
            remedy=later("Ask whoever runs the dashboard, or take a file of figures."),
        )
        self.what = f"export {form}: {table}"


_STATUS: Final[tuple[tuple[type[WebcastError], HTTPStatus], ...]] = (
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (UnknownEvent, HTTPStatus.NOT_FOUND),
    (ChangeRequest, HTTPStatus.BAD_REQUEST),
    (TooManyFiles, HTTPStatus.TOO_MANY_REQUESTS),
    (WebcastError, HTTPStatus.SERVICE_UNAVAILABLE),
)

_REFUSED: Final[tuple[tuple[type[WebcastError], str], ...]] = (
    (NotAllowed, "it says who people are, to somebody who may not take that"),
    (UnknownEvent, "it is of an event that the account does not see"),
    (TooManyFiles, "as many as may were taken along in an hour"),
    (ChangeRequest, "its address cannot be answered"),
    (WebcastError, "it could not be made"),
)
"""Kind of failure → what the log says of it."""


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
            mode = Mode.parse(request.query_params.get(links.MODE, Mode.SPREADSHEET))
            people = self._people(visitor, request.query_params, kind.name)
            view = people.view
            # What is exact is for an import, which relies on the platform's headings.
            headings = "" if mode is Mode.EXACT else view.language
            table = people.table(view.table, view.headers or None, headings)
            counts = self._audit(visitor, people, kind.name, request, table=table)
            with language.using(_reader(view, who)):
                pieces = kind.write(table, people.about(self._state.now()), mode)
            if view.table == listings.REGISTRANTS:
                self._state.last_formats.took(visitor.sid, kind.name, mode)
        except WebcastError as exc:
            return self._refused(exc, visitor, request, who)
        name = file_name(table, table.file, kind.name, _titles(people))
        taken = _Taken(kind.name, view.table, counts)
        headers = _headers(name, people)
        return StreamingResponse(taken.out(pieces), headers=headers, media_type=kind.media_type)

    def summary(self, kind: str, request: Request) -> Response:
        """Return the one-page summary, ``html`` or printed as ``pdf``: figures alone, no person."""
        visitor = self._state.cookies.read_from(request.cookies)
        if visitor is None:
            return _nobody(request)
        who = readers.of_request(self._state, visitor, request)
        try:
            self._within_quota(visitor)
            found = self._at_hand(visitor, self._asked(visitor, request.query_params))
            own_mark = self._state.settings.own_mark
            with language.using(_reader(found.view, who)):
                about = found.about(self._state.now())
                page = summary.page(found.people, about, found.view.zone, own_mark).encode("utf-8")
            content = self._state.printer.pdf(page) if kind == "pdf" else page
            counts = self._audit(visitor, found, "summary pdf" if kind == "pdf" else "summary", request)
        except WebcastError as exc:
            return self._refused(exc, visitor, request, who)
        name = summary.file_name(_titles(found), kind)
        whole = b"".join(_Taken(kind, "summary", counts).out([content]))
        return Response(whole, headers=_headers(name, found), media_type=links.SUMMARY_KINDS[kind])

    def _people(self, visitor: Visitor, query: QueryParams, form: str) -> People:
        """Return those who are in a file of a table: event by event where they are many, and can be told so.

        Args:
            visitor: Who asks.
            query: The address's.
            form: The kind of file.

        Raises:
            NotAllowed: The table says who people are, and the visitor may take none.
        """
        asked = self._asked(visitor, query)
        if asked.table in listings.OF_PEOPLE and not visitor.role.may(Role.FILES):
            raise NotAllowed(form, asked.table)
        if asked.table in listings.BY_EVENT:
            reports = unopened(self._state, visitor, asked.events)
            if reports is not None and event_by_event.suits(asked, reports):
                return event_by_event.EventByEvent(replace(asked, filters=self._knowing(visitor, asked)), reports)
        return self._at_hand(visitor, asked)

    def _at_hand(self, visitor: Visitor, asked: View) -> AtHand:
        everyone = load_audience(self._state, visitor, asked.events, merged=asked.merged)
        view = replace(asked.resolved(everyone), filters=self._knowing(visitor, asked))
        sets = view.sets(everyone)
        people = view.people(filtered(everyone, view.filters, view.zone), sets)
        if view.table == KEY_FIGURES.name:
            theirs = self._state.theirs(visitor)
            at = Looking(theirs, view, everyone, people, everyone.events, self._state.now())
            view = replace(view, choices=replace(view.choices, beside=beside.key_figures(at)))
        return AtHand(view, everyone, people, sets)

    def _asked(self, visitor: Visitor, query: QueryParams) -> View:
        """Return what an address asks for, in a time zone."""
        asked = self._view(visitor, query)
        return replace(asked, zone=asked.zone or self._state.settings.time_zone)

    def _knowing(self, visitor: Visitor, asked: View) -> Filters:
        return asked.filters.knowing(lambda: self._state.library.ours.of(visitor.account))

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
        kept = links.unstashed(self._state.stash.get(visitor.sid, key))
        if kept is None:
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
        self, visitor: Visitor, people: People, what: str, request: Request, *, table: Table | None = None
    ) -> dict[str, int]:
        """Record the file in the audit log, and return how much is in it."""
        counts = {"events": len(people.view.events), "registrants": people.count}
        action = f"export {what}"
        if table is not None:
            counts["columns"] = len(table.headers)
            if people.view.table != listings.REGISTRANTS:
                action, counts["rows"] = f"{action}: {people.view.table}", table.height
        events = [event for event in people.view.events if not event.startswith(PREFIX)]
        self._state.audit(visitor, action, counts, network(request), events=events)
        return counts

    def _refused(self, exc: WebcastError, visitor: Visitor, request: Request, who: Reader) -> Response:
        """Answer that there is no file, and record what somebody may not have."""
        if isinstance(exc, UnknownEvent | TooManyFiles | NotAllowed):
            action = f"refused: {exc.what}" if isinstance(exc, NotAllowed) else "file refused"
            self._state.audit_refusal(visitor, action, network(request))
        return _refusal(exc, who)


def routes(state: AppState) -> list[Route]:
    """Return the export routes."""
    return Downloads(state).routes()


def _titles(people: People) -> list[str]:
    return people.everyone.events["title"].fill_null("").to_list()


def _headers(name: str, people: People) -> dict[str, str]:
    return {
        "Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "X-Registrants": f"{people.count} of {people.everyone.total}",
    }


def _reader(view: View, who: Reader) -> Reader:
    """Return who reads a file: whoever reads the language that it was asked for in, else who asks for it."""
    return Reader(view.language, view.language) if view.language else who


def _refusal(exc: WebcastError, who: Reader) -> Response:
    present = happenings.present() or Asked()
    why = next(why for kind, why in _REFUSED if isinstance(exc, kind))
    status = next(status for kind, status in _STATUS if isinstance(exc, kind))
    kind = "refused" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "failure"
    happened(
        _LOG, kind, "Refused a file: %s.", why,
        level=logging.WARNING, why="file", status=status.value, error=type(exc).__name__,
    )  # fmt: skip
    again = {"Retry-After": str(math.ceil(exc.retry_after or 0))} if isinstance(exc, TooManyFiles) else {}
    with language.using(who):
        said = present.reference.after(str(exc))
    return PlainTextResponse(said, status, headers={"Cache-Control": "no-store", **again})


def _nobody(request: Request) -> Response:
    present = happenings.present() or Asked()
    said = "Refused a file: nobody is signed in."
    happened(_LOG, "refused", said, level=logging.WARNING, why="gate", status=HTTPStatus.UNAUTHORIZED.value)
    with language.using(readers.of_browser(request)):
        return PlainTextResponse(present.reference.after(say("Sign in to see this.")), HTTPStatus.UNAUTHORIZED)


@dataclass
class _Taken:
    """A file on its way out: one line when it is over, whole or not.

    Args:
        form: Which kind of file.
        table: Which table, by its name of ours.
        counts: Of events, people and rows.
    """

    form: str
    table: str
    counts: Mapping[str, int]
    began: float = field(default_factory=time.monotonic)
    size: int = 0

    def out(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Pass the bytes on; a failure in the middle cuts the file off, which browsers show as a failed download."""
        present, outcome = happenings.present(), "left off"
        try:
            for part in parts:
                self.size += len(part)
                yield part
            outcome = "whole"
        except Exception as exc:
            outcome = type(exc).__name__
            raise
        finally:
            self._said(outcome, present)

    def _said(self, outcome: str, present: Asked | None) -> None:
        level = logging.INFO if outcome in ("whole", "left off") else logging.ERROR
        happened(
            _LOG, "file", "A file was taken: %s.", outcome, level=level, asked=present, failed=None, outcome=outcome,
            form=self.form, table=self.table, bytes=self.size, seconds=round(time.monotonic() - self.began, 3),
            **self.counts,
        )  # fmt: skip
