"""The client of the Reporting API: every call of the platform's guide."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Final, TypeVar
from urllib.parse import urlsplit

import polars as pl

from webcast.api import responses, stream
from webcast.api.codes import ReturnCode, UnknownResource, error_for
from webcast.api.endpoints import Endpoints
from webcast.api.failures import REFUSALS, CredentialsRefused, NoSuchPage, for_status, unexpected
from webcast.api.fetches import Fetch
from webcast.api.guide import VERSION, Call
from webcast.api.limits import Limiter, Unlimited
from webcast.api.redaction import Secret
from webcast.api.request import ReportRequest
from webcast.api.session import ApiSession
from webcast.api.stream import ReportStream
from webcast.api.transport import Answer, Bounds, Transport
from webcast.errors import SignInAgain, WebcastError
from webcast.language import phrase
from webcast.settings import Settings

__all__ = ["ApiSession", "ReportRequest", "ReportStream", "ReportingClient"]

_SMALL: Final = 2**20
"""Bytes of a short answer: a sign-in, a password change, the time zones, or an error in place of a report."""

_LIST: Final = 32 * 2**20
"""Bytes of an event list: those of 100,000 events."""

_log = logging.getLogger(__name__)

T = TypeVar("T")
_Values = Mapping[str, str | Secret]

_ACCEPT: Final = {
    "xml": "application/xml, text/xml;q=0.9, */*;q=0.1",
    "json": "application/json, */*;q=0.1",
    "csv": "text/csv, text/plain;q=0.9, */*;q=0.1",
}


class ReportingClient:
    """Talks to the platform. One object serves any number of accounts and threads; it holds nothing of any of them.

    Args:
        settings: Timeouts, certificates, and the URLs and names that differ from the built-in ones.
        limiter: Keeps the platform's limits on reports; None where the caller keeps them.
        now: The clock.

    Raises:
        SettingsError: An override names no call or field, or a value cannot be used.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        limiter: Limiter | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.endpoints = Endpoints.from_settings(settings)
        self._transport = Transport(settings, self.endpoints)
        self._limiter = limiter or Unlimited()
        self._now = now
        self._elsewhere = False
        # An answer that should be small gets the time of a slow connection and two silences.
        self._patience = settings.connect_timeout + 2 * (settings.read_timeout or 300.0)
        self._small = Bounds(self._patience, self._patience, _SMALL)
        self._list = Bounds(self._patience, self._patience, _LIST)
        self._report = Bounds(
            self._patience, (settings.report_minutes * 60) or None, (settings.report_megabytes * 2**20) or None
        )

    def sign_in(self, username: str | Secret, password: str | Secret) -> ApiSession:
        """Open a session (guide, "Authentication"). It ends after two hours.

        Raises:
            CredentialsRefused: The platform does not take them, or answers with a code that can mean that.
            WebcastError: See the error tree: unreachable, untrusted, or no answer of the guide.
        """
        username, password = Secret(username), Secret(password)  # from here on no traceback can show them
        if not username or not password:
            raise CredentialsRefused
        asked_at = self._now()
        values: _Values = {"username": username, "password": password, "version": VERSION}
        answer = self._with_credentials("login", values, responses.read)
        user_id, session_id = Secret(answer.find("userid") or ""), Secret(answer.find("sessionid") or "")
        if not user_id or not session_id:
            raise unexpected(
                self.endpoints.calls["login"],
                phrase("The platform answered the {call} with no session id or no user id."),
            )
        return ApiSession(user_id, session_id, asked_at)

    def change_password(self, username: str | Secret, current: str | Secret, new: str | Secret) -> None:
        """Change the account's password (guide, "Password Reset"); its sessions are the platform's affair.

        Raises:
            CredentialsRefused: The platform does not take user name or current password.
            WebcastError: As for :meth:`sign_in`.
        """
        username, current, new = Secret(username), Secret(current), Secret(new)
        if not username or not current or not new:
            raise CredentialsRefused
        values: _Values = {"username": username, "current_password": current, "new_password": new, "version": VERSION}
        self._with_credentials("password_change_xml", values, responses.confirmed)

    def time_zones(self, session: ApiSession) -> list[str]:
        """Return the ids of the time zones that a report can be asked in (guide, "Time Zone Values Request").

        Raises:
            SessionEnded: Sign in again.
            WebcastError: As for :meth:`sign_in`.
        """
        return self._ask("time_zones", _of(session), responses.time_zones)

    def events(self, session: ApiSession) -> pl.DataFrame:
        """Return the events that the account may see (guide, "Event ID List Request").

        Returns:
            One row an event, with the columns of :data:`webcast.reports.schema.EVENT_LIST`.

        Raises:
            SessionEnded: Sign in again.
            WebcastError: As for :meth:`sign_in`.
        """
        return self._ask("event_list", _of(session), responses.events, self._list)

    def open_report(self, session: ApiSession, request: ReportRequest) -> ReportStream:
        """Ask for a report and return it as it arrives (guide, "Event Reporting Request"); close it when done.

        Everything that the platform says against it is raised here, before the first byte is handed out. The
        limiter is entered first and left when the stream is closed. Where the first of the two addresses that are
        inferred knows no reports (HTTP status 404, code 74), the other is asked, once; the stream's ``host`` says
        which answered.

        Raises:
            ReturnCode: Each code its own class, see :mod:`webcast.api.codes`.
            UnexpectedAnswer: A web page, an empty body, or another format than asked for; reading it, TooLarge too.
            TookTooLong: While it is read: it takes longer than a report may.
            TryAgainLater: The limiter holds the call back, or the platform cannot be reached.
        """
        with ExitStack() as stack:
            stack.enter_context(self._limiter.report(expired=request.expired, event_id=request.event_id))
            other = self.endpoints.fallback(request.call)
            if other is not None and self._elsewhere:
                return self._open(other, session, request, stack)
            try:
                return self._open(request.call, session, request, stack)
            except WebcastError as exc:
                if other is None or not (isinstance(exc, UnknownResource | NoSuchPage)):
                    raise
            found = self._open(other, session, request, stack)
            self._elsewhere = True
            _log.warning("Reports are not at the first of the two inferred addresses; %s answered.", found.host)
            return found

    def _open(self, name: str, session: ApiSession, request: ReportRequest, held: ExitStack) -> ReportStream:
        """Ask for a report by one of the calls for it; what ``held`` holds is the stream's from then on."""
        with ExitStack() as stack:
            values = _of(session) | request.values()
            fetch = stack.enter_context(Fetch(name))
            fetch.answer = answer = self._transport.send(name, values, _ACCEPT[request.format], self._report)
            stack.enter_context(answer.body)
            if not answer.ok:
                raise self._refusal(answer)
            head = stream.read_head(answer.body, self._patience)
            stream.check(head, request.format, answer.call, self.endpoints.fields["format"])
            held.push(stack.pop_all())
            host = urlsplit(answer.call.url).hostname or ""
            return ReportStream(answer.body, head, request.format, held.pop_all(), host)

    def _ask(self, name: str, values: _Values, read: Callable[[bytes, Call], T], bounds: Bounds | None = None) -> T:
        """Send a call with a small answer and return what ``read`` makes of that."""
        with Fetch(name) as fetch:
            fetch.answer = answer = self._transport.send(name, values, _ACCEPT["xml"], bounds or self._small)
            if not answer.ok:
                raise self._refusal(answer)
            try:
                return read(answer.body.read_all(), answer.call)
            except WebcastError as exc:
                # The frames beneath hold the answer, and that can hold the session id.
                failure = exc.with_traceback(None)
            raise failure

    def _with_credentials(self, name: str, values: _Values, read: Callable[[bytes, Call], T]) -> T:
        """Do :meth:`_ask`; what refuses an event or a session elsewhere refuses the credentials here."""
        code = None
        try:
            return self._ask(name, values, read)
        except ReturnCode as exc:
            if exc.code not in REFUSALS:
                raise
            code = exc.code
        except SignInAgain:
            pass
        raise CredentialsRefused(code)

    def _refusal(self, answer: Answer) -> WebcastError:
        """Return the error of an answer with a status other than 2xx: its return code says more, if it has one."""
        with answer.body:
            verdict = stream.read_head(answer.body, self._patience).verdict
        if verdict and verdict.failed and verdict.code is not None:
            return error_for(verdict.code)
        return for_status(answer.call, answer.status, answer.retry_after, self._now().timestamp())


def _of(session: ApiSession) -> dict[str, str | Secret]:
    return {"user_id": session.user_id, "session_id": session.session_id}
