"""People sign in with a passkey, and make their first one by the link of an invitation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from webcast.errors import ChangeRequest, LibraryError
from webcast.language import phrase, say, using
from webcast.library.people import Person
from webcast.web import people, readers
from webcast.web.passkeys import ceremony, markup, places, said
from webcast.web.passkeys.ceremony import Refused, User
from webcast.web.passkeys.checking import Checking, changed, off, told
from webcast.web.passkeys.places import Site
from webcast.web.people import INVITATION, over
from webcast.web.requests import network, read_form
from webcast.web.signin import Failed, stray
from webcast.web.visitor import Visitor

_CONFIRM: Final = phrase("Confirm first that it is you.")
_NOT_IN: Final = phrase("You are not signed in any more. Sign in, and try again.")
_HEADERS: Final = {"Cache-Control": "no-store"}


class NotAsked(Exception):
    """There is nothing to ask an authenticator for; the message is a sentence that says why."""


class PasskeySignIn(Checking):
    """The routes."""

    def routes(self) -> list[Route]:
        """Return the routes: what to ask an authenticator for, and what takes its answers."""
        return [
            Route(places.OPTIONS, self.options, methods=["GET", "POST"]),
            Route(places.ENTER, self.enter, methods=["GET", "POST"]),
            Route(places.WELCOME, self.welcome, methods=["GET", "POST"]),
        ]

    # What to ask for

    async def options(self, request: Request) -> Response:
        """Answer, as JSON, with what the browser is to ask an authenticator for; or with a sentence why not."""
        refused = stray(request, self._state.home)
        if refused is not None:
            return refused
        form, browser = await read_form(request), self._challenges.browser(request.cookies)
        site = places.asked_for(self._state.settings, request)
        with using(readers.of_browser(request)):
            try:
                found = await off(partial(self._options, dict(request.cookies), site, form, browser))
            except (NotAsked, LibraryError) as exc:
                status = HTTPStatus.CONFLICT if isinstance(exc, NotAsked) else HTTPStatus.SERVICE_UNAVAILABLE
                return JSONResponse({"error": str(exc)}, status, headers=_HEADERS)
        response = JSONResponse(found, headers=_HEADERS)
        self._challenges.remember(response, browser)
        return response

    def _options(
        self, cookies: Mapping[str, str], site: Site | None, form: Mapping[str, str], browser: str
    ) -> dict[str, Any]:
        if site is None:
            raise NotAsked(say(said.PASSKEY_ERRORS[said.NOWHERE]))
        ways: dict[str, Callable[[], dict[str, Any]]] = {
            markup.ENTER: lambda: ceremony.to_sign(site, self._challenges.new(markup.ENTER, browser)),
            markup.WELCOME: lambda: self._to_welcome(site, form.get(INVITATION, ""), browser),
            markup.ADD: lambda: self._to_add(site, cookies, browser),
            markup.CONFIRM: lambda: self._to_confirm(site, cookies, browser),
        }
        way = ways.get(form.get(markup.FOR, ""))
        if way is None:
            raise NotAsked(say(said.PASSKEY_ERRORS[said.ODD]))
        return way()

    def _to_welcome(self, site: Site, secret: str, browser: str) -> dict[str, Any]:
        person = self._state.library.people.invited(secret)
        if person is None:
            raise NotAsked(people.OVER)
        # None that is there is left out: it ends with the link, and its authenticator puts the new one in its place.
        challenge = self._challenges.new(f"{markup.WELCOME} {secret}", browser)
        return ceremony.to_add(site, challenge, self._user(person))

    def _to_add(self, site: Site, cookies: Mapping[str, str], browser: str) -> dict[str, Any]:
        visitor, person = self._there(cookies)
        if not self._proved(visitor):
            raise NotAsked(say(_CONFIRM))
        challenge = self._challenges.new(f"{markup.ADD} {visitor.sid}", browser)
        return ceremony.to_add(site, challenge, self._user(person), person.passkeys)

    def _to_confirm(self, site: Site, cookies: Mapping[str, str], browser: str) -> dict[str, Any]:
        visitor, person = self._there(cookies)
        challenge = self._challenges.new(f"{markup.CONFIRM} {visitor.sid}", browser)
        return ceremony.to_sign(site, challenge, [one for one in person.passkeys if one.site == site.id])

    def _there(self, cookies: Mapping[str, str]) -> tuple[Visitor, Person]:
        found = self._own(cookies)
        if found is None:
            raise NotAsked(say(_NOT_IN))
        return found

    def _user(self, person: Person) -> User:
        return User(self._state.library.passkeys.handle(person.id), person.email, person.name)

    # What takes the answers

    async def enter(self, request: Request) -> Response:
        """Let in whose passkey has signed and set the cookie; go on to ``next``, or back to it with an error code."""
        return await self._let_in(request, self._by_passkey)

    async def _by_passkey(self, request: Request, form: dict[str, str]) -> Visitor:
        person, attempt = await self._signer(request, form.get(markup.CREDENTIAL, ""), markup.ENTER)
        await off(partial(self._state.library.attempts.succeeded, attempt))
        return await self._enters(request, person, "sign in: passkey", "A person signed in with a passkey.")

    async def welcome(self, request: Request) -> Response:
        """Take the passkey of who was invited, and let them in; or show the page behind the link again, with why."""
        refused = stray(request, self._state.home)
        if refused is not None:
            return refused
        form = await read_form(request)
        try:
            with using(readers.of_browser(request)):
                person = await self._accepted(request, form)
            if isinstance(person, Response):
                return person
            line = "A person signed in with a new passkey."
            visitor = await self._enters(request, person, "sign in: passkey", line)
        except Failed as failure:
            return self._back(self._state.home, failure.code, {})
        except LibraryError:
            return self._back(self._state.home, "library", {})
        response = self._welcome(visitor, self._state.home)
        self._remember_device(request, response, visitor.username)
        return response

    async def _accepted(self, request: Request, form: dict[str, str]) -> Person | Response:
        """Return who was invited, once their passkey is kept; or the page that says why it is not."""
        secret, library = form.get(INVITATION, ""), self._state.library
        person = await off(partial(library.people.invited, secret))
        if person is None:
            return over()
        purpose, text = f"{markup.WELCOME} {secret}", form.get(markup.CREDENTIAL, "")
        keep = partial(library.passkeys.accept, secret, where=network(request))
        try:
            taken = await self._made(request, text, purpose, "", keep)
            changed("A person who was invited made a passkey.", "set")
            return taken or over()
        except (Refused, ChangeRequest) as exc:
            return self._invited(request, secret, person, told(exc) if isinstance(exc, Refused) else str(exc))
