"""The page of one's own passkeys: what there is, another one, other names, and away with one.

Whoever changes anything here has shown who they are within the last minutes; a cookie alone is not enough for it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from webcast.errors import ChangeRequest, LibraryError
from webcast.language import Reader, using
from webcast.library.passkey import label_of
from webcast.library.people import Person
from webcast.web import plain_page, readers
from webcast.web.passkeys import markup, own_page, places
from webcast.web.passkeys.ceremony import Refused
from webcast.web.passkeys.checking import Checking, changed, off, told
from webcast.web.passkeys.own_page import Shown
from webcast.web.requests import local_target, network, read_form
from webcast.web.signin import Failed, see, stray
from webcast.web.signin import said as said_of
from webcast.web.visitor import Visitor, having_proved

NEXT: Final = "next"
"""Where the page leads back to."""

DONE: Final = "done"
"""The query parameter that says what was done."""

_Press = Callable[["OwnPasskeys", Request, Visitor, Person, dict[str, str]], Awaitable[str]]


class OwnPasskeys(Checking):
    """The routes."""

    def routes(self) -> list[Route]:
        """Return the routes: the page, and what takes its forms."""
        presses: dict[str, _Press] = {
            places.ADD: OwnPasskeys._add,
            places.NAME: OwnPasskeys._name,
            places.REMOVE: OwnPasskeys._remove,
        }
        return [
            Route(places.OWN, self.page, methods=["GET"]),
            Route(places.CONFIRM, self.confirm, methods=["GET", "POST"]),
            *(Route(path, partial(self._pressed, press), methods=["GET", "POST"]) for path, press in presses.items()),
        ]

    async def page(self, request: Request) -> Response:
        """Show what there is to a person who is signed in; others are sent home."""
        found = await off(partial(self._own, dict(request.cookies)))
        if found is None:
            return see(self._state.home)
        with using(await self._reader(request, found[0])):
            done = own_page.DONE.get(request.query_params.get(DONE, ""), "")
            return self._shown(request, *found, request.query_params.get(NEXT, ""), done=done)

    async def confirm(self, request: Request) -> Response:
        """Take a passkey or the passphrase of who is signed in, and have their cookie say that they have shown it."""
        return await self._answered(request, OwnPasskeys._confirmed)

    async def _pressed(self, press: _Press, request: Request) -> Response:
        """Do what was asked for, and show the page anew; or show it with why that cannot be."""

        async def do(
            _: OwnPasskeys, request: Request, found: tuple[Visitor, Person], form: dict[str, str]
        ) -> Response:
            visitor, person = found
            if not self._proved(visitor):
                return self._shown(request, visitor, person, form.get(NEXT, ""), wrong=own_page.CONFIRM_FIRST)
            done = await press(self, request, visitor, person, form)
            return see(self._address(form, done))

        return await self._answered(request, do)

    async def _answered(
        self,
        request: Request,
        do: Callable[[OwnPasskeys, Request, tuple[Visitor, Person], dict[str, str]], Awaitable[Response]],
    ) -> Response:
        refused = stray(request, self._state.home)
        if refused is not None:
            return refused
        form = await read_form(request)
        found = await off(partial(self._own, dict(request.cookies)))
        if found is None:
            return see(self._state.home)
        with using(await self._reader(request, found[0])):
            try:
                return await do(self, request, found, form)
            except Refused as exc:
                why = told(exc)
            except Failed as exc:
                why = said_of(exc.code) or ""
            except (ChangeRequest, LibraryError) as exc:
                why = str(exc)
            return self._shown(request, *found, form.get(NEXT, ""), wrong=why)

    # What is done

    async def _confirmed(self, request: Request, found: tuple[Visitor, Person], form: dict[str, str]) -> Response:
        visitor, person = found
        if form.get(markup.CREDENTIAL):
            purpose = f"{markup.CONFIRM} {visitor.sid}"
            _, attempt = await self._signer(request, form[markup.CREDENTIAL], purpose, whose=person.id)
            await off(partial(self._state.library.attempts.succeeded, attempt))
        else:
            await self._by_passphrase(request, person.email, form.get("password", ""))
        return self._welcome(having_proved(visitor, self._state.now()), self._address(form))

    async def _add(self, request: Request, visitor: Visitor, person: Person, form: dict[str, str]) -> str:
        text, label = form.get(markup.CREDENTIAL, ""), form.get("label", "").strip()
        if label:
            label = label_of(label)  # before the challenge is used up
        keep = partial(self._state.library.passkeys.add, person.id, where=network(request))
        await self._made(request, text, f"{markup.ADD} {visitor.sid}", label, keep)
        changed("A person added a passkey.", "added")
        return "added"

    async def _name(self, request: Request, _: Visitor, person: Person, form: dict[str, str]) -> str:
        passkeys, where = self._state.library.passkeys, network(request)
        await off(partial(passkeys.name, person.id, form.get("id", ""), form.get("label", ""), where=where))
        changed("A person gave a passkey another name.", "named")
        return "named"

    async def _remove(self, request: Request, visitor: Visitor, person: Person, form: dict[str, str]) -> str:
        site = places.asked_for(self._state.settings, request)
        remove = partial(
            self._state.library.passkeys.remove,
            person.id,
            form.get("id", ""),
            "" if site is None else site.id,
            visitor.sid,
            where=network(request),
        )
        await off(remove)
        changed("A person removed a passkey.", "removed")
        return "removed"

    # The page

    def _shown(
        self, request: Request, visitor: Visitor, person: Person, onward: str, *, wrong: str = "", done: str = ""
    ) -> Response:
        shown = Shown(
            base=self._state.base,
            person=person,
            site=places.asked_for(self._state.settings, request),
            zone=self._state.settings.time_zone,
            handle=self._state.library.passkeys.handle(person.id),
            back=local_target(onward or self._state.home, self._state.base),
            proved=self._proved(visitor),
            wrong=wrong,
            done=done,
        )
        status = HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK
        return plain_page.page(own_page.TITLE, own_page.body(shown), status, base=self._state.base)

    def _address(self, form: dict[str, str], done: str = "") -> str:
        """Return the page's address, with what was done, and where it leads back to."""
        asked = {DONE: done, NEXT: local_target(form.get(NEXT, "") or self._state.home, self._state.base)}
        return f"{self._state.base}{places.OWN}?{urlencode({name: value for name, value in asked.items() if value})}"

    async def _reader(self, request: Request, visitor: Visitor) -> Reader:
        return await off(partial(readers.of_request, self._state, visitor, request))
