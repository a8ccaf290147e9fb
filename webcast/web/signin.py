"""Sign-in, sign-out and work with files only: forms that post to routes, outside of any Streamlit session."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from webcast import happenings
from webcast.api.codes import ReturnCode
from webcast.api.failures import UNCLEAR_AT_SIGN_IN, CredentialsRefused
from webcast.api.redaction import Secret
from webcast.api.session import ApiSession
from webcast.errors import ChangeRequest, LibraryError, SignInAgain, TryAgainLater, WebcastError
from webcast.formats import duration
from webcast.happenings import Asked, happened
from webcast.language import phrase, say, using
from webcast.library import account_key
from webcast.library.attempts import Attempt
from webcast.library.sessions import TooManySessions
from webcast.roles import Role
from webcast.web import browsers, journal, readers
from webcast.web.app_state import AppState
from webcast.web.devices import LIFETIME
from webcast.web.live import Credentials
from webcast.web.openid import leaving
from webcast.web.openid.said import SIGN_ON_ERRORS
from webcast.web.passkeys.said import PASSKEY_ERRORS
from webcast.web.references import COOKIE_NAME as REFERENCE
from webcast.web.references import LIFETIME as REFERENCE_LIFETIME
from webcast.web.requests import HOME, local_target, network, read_form, same_origin
from webcast.web.typed_names import LIFETIME as TYPED_LIFETIME
from webcast.web.visitor import Came, Visitor, files_only_visitor, new_visitor

LOGIN: Final = "/login"
LOGOUT: Final = "/logout"
FILES_ONLY: Final = "/files-only"

ERROR: Final = "error"
"""The query parameter in which a failed try comes back to the page."""

REFUSED_HERE: Final = "not-known"
"""The code of a person who is not known so; not why."""

SIGN_IN_ERRORS: Final = {
    "missing": phrase("Enter both user name and password."),
    "refused": phrase(
        "The platform refused the sign-in: user name or password may be wrong. Check both and try again."
    ),
    "unclear": phrase(
        "The platform did not let you in and does not say why: user name or password may be wrong. "
        "Check both; if they are right, try again in a few minutes."
    ),
    "wait": phrase("Too many tries failed. Wait a little, then try again."),
    "unreachable": phrase("The platform cannot be reached at the moment. Try again in a few minutes."),
    "failed": phrase(
        "The platform did not answer as expected. Try again; if it stays, ask whoever runs this dashboard."
    ),
    "library": phrase("The dashboard's library does not answer at the moment. Try again in a minute."),
    "no-demo": phrase("This dashboard has no demo account."),
    "full": phrase(
        "Too many people work with files only at the moment. Sign in, or try again later. Whoever runs "
        "this dashboard can raise WEBCAST_FILES_ONLY_SESSIONS."
    ),
    "full-here": phrase(
        "Too many people at your network address work with files only at the moment. Sign in, or try "
        "again later. Whoever runs this dashboard can raise WEBCAST_FILES_ONLY_PER_ADDRESS."
    ),
    REFUSED_HERE: phrase("E-mail address or passphrase may be wrong. Check both and try again."),
    "no-account": phrase(
        "You are in no account that this dashboard holds. Ask whoever runs it to add you to one, or to hold it again."
    ),
    "account-refused": phrase(
        "The platform does not take the password that this dashboard holds. Whoever runs it has to enter the new one."
    ),
    "switch": phrase(
        "You are not in this account any more, or the dashboard does not hold it. You go on in this one."
    ),
    "platform-off": phrase("Signing in with the platform's account is turned off here. Sign in with your own."),
    "no-files-only": phrase("Working with files only is turned off here. Sign in."),
}
"""What each code of :data:`ERROR` says to the person; ``wait-15`` says how many seconds: see :func:`said`."""

DEMO_DEVICE: Final = "demo button"
"""The demo button counts as one browser that signed in before: whoever fails with its name does not block it."""

_AT_ONCE: Final = 4
"""Sign-ins that wait for the platform at once; they have threads of their own, so that slow ones hinder no page."""


_WRONG: Final = ("refused", "unclear")
"""Of :data:`SIGN_IN_ERRORS`: the platform does not take what was typed."""

NOBODY_KNOWN: Final = "not signed in"
"""Who a refused try is recorded under: what strangers type is kept nowhere; the account's tag tells whose."""

_LOG: Final = logging.getLogger(__name__)


ANSWERED_WITHIN: Final = 1.0
"""Seconds in which a browser gets the answer to a form, and its new cookie, before its open pages are told."""


def came(request: Request) -> Came:
    """Return where a request comes from: network address and browser."""
    return Came(network(request), browsers.named(request.headers.get("user-agent", "")))


class Failed(Exception):
    """A try that ends with one of :data:`SIGN_IN_ERRORS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SignIn:
    """The three routes.

    Args:
        state: The process's state.
    """

    def __init__(self, state: AppState) -> None:
        self._state = state
        self._threads: anyio.CapacityLimiter | None = None

    @property
    def _path(self) -> str:
        """Where our cookies are sent: to us, and to nothing that stands beside us."""
        return self._state.base or "/"

    def routes(self) -> list[Route]:
        """Return the routes; each takes a POST from a page of ours, and sends a stray GET home."""
        return [
            Route(LOGIN, self.login, methods=["GET", "POST"]),
            Route(LOGOUT, self.logout, methods=["GET", "POST"]),
            Route(FILES_ONLY, self.files_only, methods=["GET", "POST"]),
        ]

    async def login(self, request: Request) -> Response:
        """Sign in at the platform and set the cookie; go on to ``next``, or back to it with an error code."""
        return await self._let_in(request, self._sign_in)

    async def _let_in(
        self, request: Request, sign_in: Callable[[Request, dict[str, str]], Awaitable[Visitor]]
    ) -> Response:
        """Answer a form that signs in: with the cookie of who it is, or with what went wrong."""
        refused = stray(request, self._state.home)
        if refused is not None:
            return refused
        form = await read_form(request)
        target = local_target(form.get("next", self._state.home), self._state.base)
        try:
            visitor = await sign_in(request, form)
        except Failed as failure:
            return self._back(target, failure.code, form)
        except LibraryError:
            return self._back(target, "library", form)
        response = self._welcome(visitor, without_error(target))
        self._remember_device(request, response, visitor.username)
        return response

    async def logout(self, request: Request) -> Response:
        """End the session in every tab and go to the start page."""
        refused = stray(request, self._state.home)
        if refused is not None:
            return refused
        visitor, onward = self._state.cookies.read_from(request.cookies), None
        if visitor is not None:
            provider = await anyio.to_thread.run_sync(self._by_provider, visitor)
            await anyio.to_thread.run_sync(self._state.sign_out, visitor, ANSWERED_WITHIN)
            await anyio.to_thread.run_sync(self._recorded_or_said, visitor, network(request))
            journal.known(visitor.account)
            happened(_LOG, "sign-out", "Somebody signed out.")
            onward = await leaving.way_out(self._state, request, provider) if provider else None
        response = onward or see(self._state.home)
        cookies = self._state.cookies
        # The device cookie stays: it is what tells this browser from a stranger at the next sign-in.
        response.delete_cookie(cookies.name, path=self._path, secure=cookies.secure, httponly=True, samesite="lax")
        return response

    async def files_only(self, request: Request) -> Response:
        """Let somebody in without account: they see the files that they open, and nothing else."""
        refused = stray(request, self._state.home)
        if refused is not None:
            return refused
        form = await read_form(request)
        target = local_target(form.get("next", self._state.home), self._state.base)
        try:
            visitor = await anyio.to_thread.run_sync(self._guest, request)
        except TooManySessions as exc:
            return self._back(target, "full-here" if exc.here else "full", {})
        except LibraryError:
            return self._back(target, "library", {})
        if visitor is None:
            return self._back(target, "no-files-only", {})
        return self._welcome(visitor, without_error(target))

    def _guest(self, request: Request) -> Visitor | None:
        """Return who is there already, or a new visitor without account; None where these are not let in.

        Raises:
            TooManySessions: There are as many as there may be.
        """
        present = self._state.cookies.read_from(request.cookies)
        if present is not None or not self._state.settings.files_only_sessions:
            return present
        visitor = files_only_visitor(self._state.session_ends())
        self._state.let_in(visitor, came(request))
        happened(_LOG, "sign-in", "Somebody works with files only.", files_only=1)
        return visitor

    async def _sign_in(self, request: Request, form: dict[str, str]) -> Visitor:
        username, password = self._asked_for(form)
        device = DEMO_DEVICE if form.get("demo") else self._state.devices.known(request.cookies, username)
        account = account_key(username, self._state.settings.platform_url)
        where = network(request)
        try:
            api = await self._ask_within_counts(username, password, where, device)
        except Failed as failure:
            if failure.code in _WRONG:
                await anyio.to_thread.run_sync(self._record, account, NOBODY_KNOWN, "sign-in refused", where)
            raise
        await anyio.to_thread.run_sync(self._record, account, username, "sign in", where)
        journal.known(account)
        happened(_LOG, "sign-in", "Somebody signed in.")
        present = await anyio.to_thread.run_sync(self._state.cookies.read_from, request.cookies)
        role = _tried(form)
        entering = partial(self._enter, present, Credentials(username, password), api, came(request), role)
        visitor = await anyio.to_thread.run_sync(entering)
        self._renewed_soon(visitor)
        return visitor

    def _asked_for(self, form: dict[str, str]) -> tuple[str, Secret]:
        settings = self._state.settings
        if not settings.platform_sign_in:
            raise Failed("platform-off")
        if form.get("demo"):
            if not settings.demo_username or not settings.demo_password:
                raise Failed("no-demo")
            return settings.demo_username, Secret(settings.demo_password)
        username, password = form.get("username", "").strip(), form.get("password", "")
        if not username or not password:
            raise Failed("missing")
        return username, Secret(password)

    async def _ask_within_counts(self, username: str, password: Secret, place: str, device: str | None) -> ApiSession:
        """Ask the platform, unless too many tries failed; they are counted in the library, off the event loop."""
        attempts = self._state.library.attempts
        attempt = await self._attempt(username, place, device)
        try:
            api = await self._ask_platform(username, password)
        except Failed as failure:
            if failure.code not in _WRONG:
                await anyio.to_thread.run_sync(attempts.undecided, attempt)
            raise
        await anyio.to_thread.run_sync(attempts.succeeded, attempt)
        return api

    async def _attempt(self, username: str, place: str, device: str | None) -> Attempt:
        """Count a try before it is made; too many that failed are held back."""
        attempt = await anyio.to_thread.run_sync(self._state.library.attempts.begin, username, place, device)
        if attempt.wait > 0:
            raise Failed(f"wait-{math.ceil(attempt.wait)}")
        return attempt

    async def _ask_platform(self, username: str, password: Secret) -> ApiSession:
        return await self._asked(partial(self._state.client.sign_in, username, password))

    async def _asked_as_held(self, account: str) -> ApiSession:
        """Sign in with an account that is held: that the platform refuses it is nothing that a person could mend."""
        sign_in = partial(self._state.library.sign_in_held.sign_in, self._state.client, account)
        try:
            return await self._asked(sign_in)
        except Failed as failure:
            raise Failed("account-refused" if failure.code in ("refused", "unclear") else failure.code) from None

    def _renewed_soon(self, visitor: Visitor) -> None:
        """Have the pages that this browser has open come back with the new cookie, once the answer has brought it."""
        asyncio.get_running_loop().call_later(ANSWERED_WITHIN, self._state.renewed, visitor)

    async def _asked(self, ask: Callable[[], ApiSession]) -> ApiSession:
        """Ask the platform for a session, off the event loop; what goes wrong becomes a code for the form."""
        if self._threads is None:
            self._threads = anyio.CapacityLimiter(_AT_ONCE)
        try:
            return await anyio.to_thread.run_sync(ask, limiter=self._threads)
        except CredentialsRefused as exc:
            raise Failed("unclear" if exc.code in UNCLEAR_AT_SIGN_IN else "refused") from None
        except (SignInAgain, ChangeRequest) as exc:
            # A return code: a name or password with signs that the platform takes from nobody.
            raise Failed("refused" if isinstance(exc, ReturnCode) else "failed") from None
        except TryAgainLater:
            raise Failed("unreachable") from None
        except WebcastError:
            raise Failed("failed") from None

    def _record(self, account: str, user: str, action: str, where: str) -> None:
        self._state.library.audit(account, user, action, {}, where=where)

    def _by_provider(self, visitor: Visitor) -> str:
        """Return by which provider a session began; a library that is away keeps nobody in."""
        try:
            return self._state.library.sign_ons.of(visitor.sid) if self._state.settings.openid else ""
        except LibraryError:
            return ""

    def _recorded_or_said(self, visitor: Visitor, where: str) -> None:
        """Record a sign-out; that it cannot be recorded keeps nobody in."""
        if visitor.files_only:
            return
        try:
            self._record(visitor.account, visitor.username, "sign out", where)
        except LibraryError as exc:
            _LOG.error("A sign-out is not in the audit log: %s", type(exc).__name__)

    def _enter(
        self, present: Visitor | None, credentials: Credentials, api: ApiSession, where: Came, role: Role
    ) -> Visitor:
        """Return the new visitor.

        Whoever signs in again to the same account goes on in the same session by a new cookie, so that other tabs get
        the new platform session too. Anybody else gets a fresh one, and the old one ends, its opened files handed on
        where it worked with files only.
        """
        username = credentials.username.reveal()
        account = account_key(username, self._state.settings.platform_url)
        goes_on = present is not None and (present.account, present.role) == (account, role)
        visitor = new_visitor(
            account=account,
            username=username,
            api=api,
            expires_at=self._state.session_ends(),
            sid=present.sid if present is not None and goes_on else None,
            role=role,
        )
        self._state.signed_in(visitor, credentials, where)
        if present is not None and not goes_on:
            self._ends(present, visitor)
        return visitor

    def _ends(self, present: Visitor, visitor: Visitor) -> None:
        """End the session that a browser had before; files that were opened without account go on in the new one."""
        if present.files_only:
            self._state.uploads.move(present.sid, visitor.sid)
        self._state.sign_out(present, ANSWERED_WITHIN)

    def _welcome(self, visitor: Visitor, target: str) -> Response:
        response = see(target)
        cookies = self._state.cookies
        response.set_cookie(
            cookies.name,
            cookies.seal(visitor),
            max_age=max(0, int((visitor.expires_at - self._state.now()).total_seconds())),
            path=self._path,
            secure=cookies.secure,
            httponly=True,
            samesite="lax",
        )
        return response

    def _back(self, target: str, code: str, form: dict[str, str]) -> Response:
        """Return to the form with what went wrong, and the name that was typed: in a cookie, never in the address."""
        present = happenings.present() or Asked()
        self._refused(code, form)
        response = see(with_error(target, code))
        typed = self._state.typed_names
        response.set_cookie(
            typed.name,
            "" if form.get("demo") else typed.seal(form.get("username", "")),
            max_age=TYPED_LIFETIME,
            path=self._path,
            secure=typed.secure,
            httponly=True,
            samesite="strict",
        )
        response.set_cookie(
            REFERENCE,
            present.reference.text,
            max_age=REFERENCE_LIFETIME,
            path=self._path,
            secure=typed.secure,
            httponly=True,
            samesite="strict",
        )
        return response

    def _refused(self, code: str, form: dict[str, str]) -> None:
        """Write the one line of a try that failed: whose by tag alone, and nothing that was typed."""
        kind, _, seconds = code.partition("-")
        if kind == "wait":
            said = "Held a sign-in back for %d s: too many tries failed."
            happened(_LOG, "refused", said, int(seconds), level=logging.WARNING, why="wait", seconds=int(seconds))
        elif code in _WRONG:
            tag = self._state.library.fingerprint(account_key(self._named(form), self._state.settings.platform_url))
            said = "Refused a sign-in: account %s."
            happened(_LOG, "refused", said, tag, level=logging.WARNING, why="password", account=tag, code=code)
        else:
            said = "Let nobody in: %s."
            happened(_LOG, "refused", said, code, level=logging.WARNING, why="sign-in", code=code)

    def _named(self, form: dict[str, str]) -> str:
        """Return the user name that a form asks with."""
        return (self._state.settings.demo_username or "") if form.get("demo") else form.get("username", "")

    def _remember_device(self, request: Request, response: Response, username: str) -> None:
        devices = self._state.devices
        response.set_cookie(
            devices.name,
            devices.remember(request.cookies, username),
            max_age=int(LIFETIME.total_seconds()),
            path=self._path,
            secure=devices.secure,
            httponly=True,
            samesite="strict",
        )


def _tried(form: dict[str, str]) -> Role:
    """Return the role in which somebody tries the demo; whoever signs in with an account of the platform has all."""
    asked = form.get("role", "")
    return Role(asked) if form.get("demo") and asked in list(Role) else Role.ADMIN


def said(code: str) -> str | None:
    """Return what a code of :data:`ERROR` says to the person; None for one that is none of ours."""
    kind, _, seconds = code.partition("-")
    if kind != "wait" or not (seconds.isascii() and seconds.isdigit()):
        found = {**SIGN_IN_ERRORS, **SIGN_ON_ERRORS, **PASSKEY_ERRORS}.get(code)
        return None if found is None else say(found)
    # An address can say any number; nobody waits longer than a quarter of an hour.
    wait = min(int(seconds[:6]), 900)
    time = duration(1000 * wait if wait < 60 else 60_000 * math.ceil(wait / 60))
    return say("Too many tries failed. Wait {time}, then try again.", time=time)


def stray(request: Request, home: str) -> Response | None:
    """Return the answer to what is no form post of ours; None where it is one."""
    if request.method != "POST":
        return see(home)
    if not same_origin(request):
        present = happenings.present() or Asked()
        happened(
            _LOG, "refused", "Refused a form that is not of a page of ours.",
            level=logging.WARNING, why="form", status=HTTPStatus.FORBIDDEN.value,
        )  # fmt: skip
        with using(readers.of_browser(request)):
            said = present.reference.after(say("This form can only be sent from the dashboard itself."))
        return PlainTextResponse(said, HTTPStatus.FORBIDDEN)
    return None


def see(target: str) -> Response:
    """Return what sends a browser on to an address of ours."""
    return RedirectResponse(target, HTTPStatus.SEE_OTHER, headers={"Cache-Control": "no-store"})


def with_error(target: str, code: str) -> str:
    """Return a local address with an error code in its query."""
    return _with_query(target, [(ERROR, code)])


def without_error(target: str) -> str:
    """Return a local address without an error code of an earlier try."""
    return _with_query(target, [])


def _with_query(target: str, more: list[tuple[str, str]]) -> str:
    parts = urlsplit(target)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != ERROR]
    return urlunsplit(("", "", parts.path or HOME, urlencode(kept + more), ""))
