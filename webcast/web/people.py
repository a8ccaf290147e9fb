"""People sign in with their own passphrase, and set it by the link of an invitation: forms that post to routes.

The dashboard then signs in at the platform with the account that it holds for them; they never see its password.
"""

from __future__ import annotations

import logging
from functools import partial
from html import escape
from http import HTTPStatus
from typing import Final

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from webcast.errors import SettingsError
from webcast.happenings import happened
from webcast.language import phrase, say, speaking, using
from webcast.library import passphrases
from webcast.library.held_accounts import Held
from webcast.library.people import Person
from webcast.roles import Role
from webcast.web import journal, plain_page, readers
from webcast.web.app_state import AppState
from webcast.web.live import HeldCredentials
from webcast.web.passkeys import markup, places
from webcast.web.passkeys.places import asked_for
from webcast.web.requests import network, read_form
from webcast.web.signin import (
    NOBODY_KNOWN,
    REFUSED_HERE,
    Failed,
    SignIn,
    came,
    see,
    stray,
)
from webcast.web.visitor import Visitor, new_visitor

ENTER: Final = "/enter"
WELCOME: Final = "/welcome"

INVITATION: Final = "invitation"
"""The query parameter, and the field, that holds the secret of an invitation."""

OVER: Final = phrase("This invitation works no more: it was used, or its time is over. Ask for a new one.")

_AT_ONCE: Final = 2
"""Passphrases that are checked at once: each takes 64 MB for as long."""

_LOG: Final = logging.getLogger(__name__)


class PeopleSignIn(SignIn):
    """The routes of people.

    Args:
        state: The process's state.
    """

    def __init__(self, state: AppState) -> None:
        super().__init__(state)
        self._checking: anyio.CapacityLimiter | None = None

    def routes(self) -> list[Route]:
        """Return the routes: what takes the sign-in form of people, and the page behind an invitation."""
        return [
            Route(ENTER, self.enter, methods=["GET", "POST"]),
            Route(WELCOME, self.welcome, methods=["GET", "POST"]),
        ]

    async def enter(self, request: Request) -> Response:
        """Let a person in and set the cookie; go on to ``next``, or back to it with an error code."""
        return await self._let_in(request, self._person)

    async def _person(self, request: Request, form: dict[str, str]) -> Visitor:
        person = await self._by_passphrase(request, form.get("username", "").strip(), form.get("password", ""))
        return await self._enters(request, person, "sign in", "A person signed in.")

    async def _by_passphrase(self, request: Request, email: str, passphrase: str) -> Person:
        """Return whose address and passphrase these are; each try is counted, and recorded where they are nobody's.

        Raises:
            Failed: They are nobody's, or too many tries failed.
        """
        if not email or not passphrase:
            raise Failed("missing")
        attempts, where = self._state.library.attempts, network(request)
        device = self._state.devices.known(request.cookies, email)
        attempt = await self._attempt(email, where, device)
        person = await self._in_thread(partial(self._state.library.people.known, email, passphrase))
        if person is None:
            await anyio.to_thread.run_sync(self._record, "", NOBODY_KNOWN, "sign-in refused", where)
            raise Failed(REFUSED_HERE)
        await anyio.to_thread.run_sync(attempts.succeeded, attempt)
        return person

    async def _enters(
        self, request: Request, person: Person, action: str, line: str, *, proved: bool = True
    ) -> Visitor:
        """Begin the session of somebody who is known, with an account that is held for them.

        Args:
            request: What they came with.
            person: Who.
            action: What the audit log calls it.
            line: What the process log says.
            proved: Whether they have shown just now who they are; a provider may have let them in without asking.
        """
        where = network(request)
        held, role = await anyio.to_thread.run_sync(self._account_of, person)
        api = await self._asked_as_held(held.key)
        visitor = new_visitor(
            account=held.key,
            username=person.email,
            api=api,
            expires_at=self._state.session_ends(),
            role=role,
            person=person.id,
            proved_at=self._state.now() if proved else None,
        )
        await anyio.to_thread.run_sync(self._record, held.key, person.email, action, where)
        journal.known(held.key)
        happened(_LOG, "sign-in", line)
        await anyio.to_thread.run_sync(self._begin, request, visitor, held)
        self._renewed_soon(visitor)
        return visitor

    def _account_of(self, person: Person) -> tuple[Held, Role]:
        """Return which held account somebody comes into, the last or else the first, and their role in it."""
        last = self._state.library.sign_ins.account(person.id)
        for key in sorted(person.accounts, key=lambda one: one != last):
            held = self._state.library.held.of(key)
            if held is not None:
                return held, person.accounts[key]
        raise Failed("no-account")

    def _begin(self, request: Request, visitor: Visitor, held: Held) -> None:
        present = self._state.cookies.read_from(request.cookies)
        self._state.person_signed_in(visitor, HeldCredentials(self._state.library.held, held.key), came(request))
        if not self._state.library.people.may_sign_in(visitor.person):  # disabled between the question and the answer
            self._state.sign_out(visitor)
            raise Failed(REFUSED_HERE)
        if present is not None:
            self._ends(present, visitor)

    async def _in_thread(self, check: partial[Person | None]) -> Person | None:
        if self._checking is None:
            self._checking = anyio.CapacityLimiter(_AT_ONCE)
        return await anyio.to_thread.run_sync(check, limiter=self._checking)

    async def welcome(self, request: Request) -> Response:
        """Show the form behind an invitation, or set the passphrase that came by it and lead to the sign-in page."""
        with using(readers.of_browser(request)):
            if request.method != "POST":
                secret = request.query_params.get(INVITATION, "")
                person = await anyio.to_thread.run_sync(self._state.library.people.invited, secret)
                return self._invited(request, secret, person) if person else over()
            refused = stray(request, self._state.home)
            if refused is not None:
                return refused
            return await self._accept(request, await read_form(request))

    async def _accept(self, request: Request, form: dict[str, str]) -> Response:
        people, secret = self._state.library.people, form.get(INVITATION, "")
        person = await anyio.to_thread.run_sync(people.invited, secret)
        if person is None:
            return over()
        passphrase = form.get("password", "")
        if passphrase != form.get("again", ""):
            return self._invited(request, secret, person, say("The passphrase should be the same both times."))
        try:
            listed = self._state.settings.breached_passwords
            why = passphrases.why_refused(passphrase, person.email, person.name, listed)
        except SettingsError:
            why = say("The passphrase cannot be checked at the moment. Ask whoever runs this dashboard.")
        if why:
            return self._invited(request, secret, person, str(why))
        taken = await self._in_thread(partial(people.accept, secret, passphrase, where=network(request)))
        return see(self._state.home) if taken else over()

    def _invited(self, request: Request, secret: str, person: Person, wrong: str = "") -> Response:
        """Return the page behind an invitation.

        Args:
            request: What asks for it.
            secret: Of the invitation.
            person: Whose it is.
            wrong: Why nothing came of the last try.
        """
        base, ways = self._state.base, asked_for(self._state.settings, request) is not None
        title = say("Choose how you sign in") if ways else say("Choose your passphrase")
        alert = f'<p role="alert" id="wrong">{escape(wrong)}</p>' if wrong else ""
        ends = say("Once you have chosen, what you signed in with before works no more.") if person.has_own else ""
        body = f"<h1>{escape(title)}</h1>{f'<p>{escape(ends)}</p>' if ends else ''}{alert}"
        if ways:
            body += _passkey_form(base, secret)
        status = HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK
        return plain_page.page(title, body + _passphrase_form(base, secret, second=ways), status, base=base)


def _passkey_form(base: str, secret: str) -> str:
    said = say("A passkey stays on your device or in your password manager, and asks for your finger, face or PIN.")
    form = markup.form(
        base, places.WELCOME, markup.WELCOME, say("Use a passkey"), {INVITATION: secret},
        inside=f"<p>{escape(said)}</p>",
    )  # fmt: skip
    return f"{form}<h2>{escape(say('Or choose a passphrase'))}</h2>"


def _passphrase_form(base: str, secret: str, *, second: bool) -> str:
    least = say(
        "At least {shortest} characters: several unusual words are easy to keep.",
        shortest=str(passphrases.SHORTEST),
    )
    fields = "".join(
        f'<label for="{name}">{escape(label)}</label><input id="{name}" name="{name}" type="password" '
        f'autocomplete="new-password" required minlength="{passphrases.SHORTEST}">'
        for name, label in (("password", say("Passphrase")), ("again", say("Passphrase, again")))
    )
    return (
        f"<p>{escape(least)}</p>"
        f'<form action="{base}{WELCOME}" method="post">'
        f'<input type="hidden" name="{INVITATION}" value="{escape(secret)}">{fields}'
        f'<button type="submit"{" class=second" if second else ""}>{escape(say("Save passphrase"))}</button></form>'
    )


def over() -> Response:
    """Return the page behind a link that works no more, or never did."""
    title = say("Invitation")
    return plain_page.page(title, f"<h1>{escape(title)}</h1><p>{escape(say(OVER))}</p>", HTTPStatus.GONE)


speaking(__name__)
