"""A person of several accounts goes on in another of them: by a form that posts to a route, as signing in is.

It is another session: it has that account's role, limit, event list and platform session, and nothing that was looked
at in the first one, whose session ends with its open pages. It lasts no longer than the first would have.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Final

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from webcast.errors import LibraryError
from webcast.happenings import happened
from webcast.library.memberships import Membership
from webcast.web import journal
from webcast.web.app_state import AppState
from webcast.web.live import HeldCredentials
from webcast.web.requests import network, read_form
from webcast.web.signin import ANSWERED_WITHIN, Failed, SignIn, came, stray
from webcast.web.visitor import Visitor, new_visitor

SWITCH: Final = "/switch"
ACCOUNT: Final = "account"
"""The field that says which account: its key."""

_LOG: Final = logging.getLogger(__name__)


def choices(state: AppState, visitor: Visitor) -> tuple[Membership, ...]:
    """Return the accounts that somebody is in and that are held, in their order; none for who is no person here.

    Raises:
        LibraryError: The library does not answer.
    """
    return state.library.memberships.of(visitor.person) if visitor.person else ()


class Switching(SignIn):
    """The route."""

    def routes(self) -> list[Route]:
        """Return it; it takes a POST from a page of ours, and sends a stray GET home."""
        return [Route(SWITCH, self.switch, methods=["GET", "POST"])]

    async def switch(self, request: Request) -> Response:
        """Go on in another account, at the start page; or there with an error code, in the account before.

        Never at the address where somebody was: it names what they looked at in the first account.
        """
        refused = stray(request, self._state.home)
        if refused is not None:
            return refused
        form = await read_form(request)
        try:
            visitor = await self._other(request, form)
        except Failed as failure:
            return self._back(self._state.home, failure.code, {})
        except LibraryError:
            return self._back(self._state.home, "library", {})
        return self._welcome(visitor, self._state.home)

    async def _other(self, request: Request, form: dict[str, str]) -> Visitor:
        present = await anyio.to_thread.run_sync(self._state.cookies.read_from, request.cookies)
        if present is None:
            raise Failed("switch")
        wanted = form.get(ACCOUNT, "")
        choice = await anyio.to_thread.run_sync(self._choice, present, wanted)
        if choice is None:
            refused = partial(self._state.audit_refusal, present, "refused: switch account", network(request))
            await anyio.to_thread.run_sync(refused)
            raise Failed("switch")
        api = await self._asked_as_held(choice.key)
        visitor = new_visitor(
            account=choice.key,
            username=present.username,
            api=api,
            expires_at=present.expires_at,
            role=choice.role,
            person=present.person,
            proved_at=present.proved_at,
        )
        await anyio.to_thread.run_sync(self._begin, request, present, visitor)
        journal.known(choice.key)
        happened(_LOG, "sign-in", "A person goes on in another account.")
        self._renewed_soon(visitor)
        return visitor

    def _choice(self, present: Visitor, key: str) -> Membership | None:
        return next((one for one in choices(self._state, present) if one.key == key), None)

    def _begin(self, request: Request, present: Visitor, visitor: Visitor) -> None:
        """Begin the one session and end the other; both accounts' parts of the audit log tell of it."""
        credentials = HeldCredentials(self._state.library.held, visitor.account)
        self._state.person_signed_in(visitor, credentials, came(request))
        self._state.library.sign_ons.goes_on(present.sid, visitor.sid)
        choice = self._choice(visitor, visitor.account)
        if choice is None or choice.role is not visitor.role:  # changed between the question and the answer
            self._state.sign_out(visitor)
            raise Failed("switch")
        for account in (present.account, visitor.account):
            self._record(account, visitor.username, "switch account", network(request))
        self._state.sign_out(present, ANSWERED_WITHIN)
