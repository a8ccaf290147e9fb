"""Sign-on by a provider: to it, back from it, and out when it says so. Routes of each provider of the settings."""

from __future__ import annotations

import logging
from functools import partial
from http import HTTPStatus
from typing import Final, TypeVar

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from webcast.errors import LibraryError
from webcast.happenings import happened
from webcast.library.arrivals import Arrival, Why
from webcast.library.attempts import Attempt
from webcast.library.kept import TooMuch
from webcast.library.people import Person
from webcast.openid.failures import ProviderAway, ProviderFailure
from webcast.openid.person import Unfit, Who, who
from webcast.openid.provider import Provider
from webcast.openid.tokens import LEEWAY, OLDEST, LoggedOut
from webcast.web.app_state import AppState
from webcast.web.openid import places, said
from webcast.web.openid.flights import SECONDS, Flight, Flights, begun
from webcast.web.openid.leaving import lead_on, noted
from webcast.web.openid.membership import decided
from webcast.web.people import PeopleSignIn
from webcast.web.requests import local_target, network, read_form
from webcast.web.signin import NOBODY_KNOWN, Failed, stray, without_error
from webcast.web.visitor import Visitor

T = TypeVar("T")

_AT_ONCE: Final = 4
"""Questions to one provider at once: a slow one hinders nobody who comes by another, nor pages."""

_LONGEST: Final = 4_096
"""Characters of a code or a state that come back."""

_MESSAGE_SECONDS: Final = float(OLDEST + 2 * LEEWAY)

_UNFIT: Final = {Unfit.EMAIL: said.EMAIL, Unfit.DOMAIN: said.DOMAIN}
_WHY: Final = {
    Why.UNKNOWN: said.UNKNOWN,
    Why.KNOWN: said.KNOWN,
    Why.DISABLED: said.DISABLED,
    Why.NO_ROLE: said.ROLE,
}
_UNDECIDED: Final = (said.AWAY, "library", "unreachable", "failed", "account-refused", "no-account")
"""Of codes: nobody can be guessing who comes back with one of them."""

_BUSY: Final = ("temporarily_unavailable", "server_error")
_NOT_WANTED: Final = (
    "access_denied", "login_required", "consent_required", "interaction_required", "account_selection_required",
)  # fmt: skip
_HEADERS: Final = {"Cache-Control": "no-store"}
_LOG: Final = logging.getLogger(__name__)


class SignOn(PeopleSignIn):
    """The routes of providers.

    Args:
        state: The process's state, which knows where the dashboard stands.
    """

    def __init__(self, state: AppState) -> None:
        super().__init__(state)
        self._asking: dict[str, anyio.CapacityLimiter] = {}
        self._flights = Flights(
            state.library.keys.derive("sign-on on its way"),
            secure=state.settings.secure_cookies,
            base=state.base,
            now=state.now,
        )

    def routes(self) -> list[Route]:
        """Return the routes: of each provider to it, back from it, and what it says of who signed out."""
        found: list[Route] = []
        for config in self._state.settings.openid:
            provider = self._state.providers.of(config.name)
            if provider is None:
                continue
            found += [
                Route(places.start(config.name), partial(self.start, provider), methods=["GET", "POST"]),
                Route(places.callback(config.name), partial(self.callback, provider), methods=["GET"]),
                Route(places.ended(config.name), partial(self.ended, provider), methods=["GET", "POST"]),
            ]
        return found

    async def start(self, provider: Provider, request: Request) -> Response:
        """Lead somebody on to a provider, or back with an error code."""
        refused = stray(request, self._state.home)
        if refused is not None:
            return refused
        form = await read_form(request)
        target = local_target(form.get("next", self._state.home), self._state.base)
        name, own = provider.config.name, places.own(self._state, request)
        flight = begun(name, own + places.callback(name), without_error(target), self._state.home)
        try:
            if not own:
                raise Failed(said.ODD)
            address = await self._told_by(provider, partial(provider.begin, flight.asked))
        except Failed as failure:
            return self._back(target, failure.code, {})
        response = lead_on(request, address, provider.config.label)
        self._flights.begin(response, flight, request.cookies)
        return response

    async def callback(self, provider: Provider, request: Request) -> Response:
        """Let somebody in whom a provider sent back, and set the cookie; or lead back with an error code."""
        state = _one(request, "state") or ""
        flight = self._flights.read(request.cookies, state)
        target = flight.target if flight else self._state.home
        try:
            visitor = await self._counted(provider, request, flight)
        except Failed as failure:
            response = self._back(target, failure.code, {})
        except LibraryError:
            response = self._back(target, "library", {})
        else:
            response = self._welcome(visitor, target)
        if state:
            self._flights.over(response, state)
        return response

    async def ended(self, provider: Provider, request: Request) -> Response:
        """End what a provider says is over: by a message of its own, or by a frame in who signed out's browser."""
        try:
            if request.method == "POST":
                form = await read_form(request)
                message = await self._message(provider, form.get("logout_token", ""))
                count, user = await anyio.to_thread.run_sync(self._end, provider, message)
            else:
                count, user = await anyio.to_thread.run_sync(self._end_by_frame, provider, request)
        except Failed as failure:
            status = HTTPStatus.SERVICE_UNAVAILABLE if failure.code == said.AWAY else HTTPStatus.BAD_REQUEST
            return JSONResponse({"error": "invalid_request"}, status, headers=_HEADERS)
        if count:
            counts, action = {"sessions": count}, f"end sessions: {provider.config.name}"
            where = network(request)
            record = partial(self._state.library.audit, "", user, action, counts, where=where)
            await anyio.to_thread.run_sync(record)
            happened(_LOG, "sign-out", "A provider ended sessions: %d.", count, provider=provider.config.name)
            await anyio.to_thread.run_sync(self._state.look)
        return Response(status_code=HTTPStatus.OK, headers=_HEADERS)

    # Back from a provider

    async def _counted(self, provider: Provider, request: Request, flight: Flight | None) -> Visitor:
        """Let somebody in, unless too many tries failed at their network address; each is counted and recorded."""
        where, attempts = network(request), self._state.library.attempts
        # Each sign-in has a count of its own, and those of one address together another.
        attempt = await self._attempt(flight.asked.state if flight else "", where, None)
        try:
            visitor = await self._came_back(provider, request, flight)
        except (Failed, LibraryError) as failure:
            await self._refused_at(provider, failure, attempt, where)
            raise
        await anyio.to_thread.run_sync(attempts.succeeded, attempt)
        return visitor

    async def _refused_at(
        self, provider: Provider, failure: Failed | LibraryError, attempt: Attempt, where: str
    ) -> None:
        if isinstance(failure, LibraryError):
            return
        if failure.code in _UNDECIDED:
            await anyio.to_thread.run_sync(self._state.library.attempts.undecided, attempt)
            return
        action = f"sign-in refused: {provider.config.name}"
        await anyio.to_thread.run_sync(self._record, "", NOBODY_KNOWN, action, where)

    async def _came_back(self, provider: Provider, request: Request, flight: Flight | None) -> Visitor:
        once, sign_ons = self._state.library.once, self._state.library.sign_ons
        if flight is None or flight.provider != provider.config.name:
            raise Failed(said.STATE)
        if not await anyio.to_thread.run_sync(once.take, f"state {flight.asked.state}", float(SECONDS)):
            raise Failed(said.STATE)
        code = await self._code(provider, request)
        since = sign_ons.moment()
        now = int(self._state.now().timestamp())
        claims = await self._told_by(provider, partial(provider.redeem, flight.asked, code, now))
        found = who(claims, provider.config)
        if isinstance(found, Unfit):
            raise Failed(_UNFIT[found])
        person = await anyio.to_thread.run_sync(self._arrived, provider, found, network(request))
        name = provider.config.name
        line = "A person signed in by a provider."
        visitor = await self._enters(request, person, f"sign in: {name}", line, proved=False)
        began = partial(sign_ons.began, visitor.sid, name, found.session, subject=found.subject, since=since)
        if not await anyio.to_thread.run_sync(began):
            await anyio.to_thread.run_sync(self._state.sign_out, visitor)
            raise Failed(said.OVER)
        return visitor

    async def _code(self, provider: Provider, request: Request) -> str:
        """Return the code that came back; each thing that has to be said only once."""
        if not await self._told_by(provider, partial(provider.is_from, _one(request, "iss"))):
            noted(provider.config.name, ProviderFailure("iss of the answer"))
            raise Failed(said.ODD)
        error, code = _one(request, "error"), _one(request, "code")
        if error is not None:
            raise Failed(said.AWAY if error in _BUSY else said.DENIED if error in _NOT_WANTED else said.ODD)
        if code is None:
            raise Failed(said.ODD)
        return code

    def _arrived(self, provider: Provider, found: Who, where: str) -> Person:
        config, library = provider.config, self._state.library
        roles, decides_on = decided(found, config, library.held.all(), self._state.settings.platform_url)
        one = Arrival(
            provider=config.name,
            issuer=config.issuer,
            subject=found.subject,
            email=found.email,
            name=found.name,
            roles=roles,
            decides_on=decides_on,
        )
        try:
            person = library.arrivals.arrive(one, new_people=config.new_people, join=config.join, where=where)
        except TooMuch:
            raise Failed(said.FULL) from None
        if isinstance(person, Why):
            raise Failed(_WHY[person])
        return person

    async def _told_by(self, provider: Provider, ask: partial[T]) -> T:
        """Ask a provider in a thread; what fails there becomes a code, and a line of the log."""
        name = provider.config.name
        limiter = self._asking.setdefault(name, anyio.CapacityLimiter(_AT_ONCE))
        try:
            return await anyio.to_thread.run_sync(ask, limiter=limiter)
        except ProviderFailure as failure:
            noted(name, failure)
            raise Failed(said.AWAY if isinstance(failure, ProviderAway) else said.ODD) from None

    # Out

    async def _message(self, provider: Provider, token: str) -> LoggedOut:
        """Return what a provider's message says; once, and never again."""
        now = int(self._state.now().timestamp())
        message = await self._told_by(provider, partial(provider.logged_out, token, now))
        named = f"message of {provider.config.name} {message.token_id}"
        if not await anyio.to_thread.run_sync(self._state.library.once.take, named, _MESSAGE_SECONDS):
            noted(provider.config.name, ProviderFailure("jti"))
            raise Failed(said.ODD)
        return message

    def _end(self, provider: Provider, message: LoggedOut) -> tuple[int, str]:
        """End the sessions that a message is about; return how many, and whose, as the audit log names them."""
        config, library = provider.config, self._state.library
        # Before it is looked for what ends: a sign-in that is on its way looks for this once its session is in force.
        library.sign_ons.said_over(config.name, session=message.session, subject=message.subject)
        if message.session:
            return library.sign_ons.end(config.name, message.session), f"provider {config.name}"
        found = library.arrivals.end(config.issuer, message.subject)
        return (found[1], found[0].email) if found else (0, "")

    def _end_by_frame(self, provider: Provider, request: Request) -> tuple[int, str]:
        """End the sessions that a frame is about: it names a session of the provider, which can't be guessed.

        Our cookie does not come with a frame of another host's, so that it cannot say which.
        """
        issuer, session = _one(request, "iss"), _one(request, "sid")
        if issuer != provider.config.issuer or not session:
            raise Failed(said.ODD)
        name = provider.config.name
        return self._state.library.sign_ons.end(name, session), f"provider {name}"


def _one(request: Request, name: str) -> str | None:
    """Return a parameter of an address that is there once, and not longer than any of them has to be."""
    found = request.query_params.getlist(name)
    return found[0] if len(found) == 1 and len(found[0]) <= _LONGEST else None
