"""What routes of passkeys have in common: whether an answer is to a question of ours, and whose passkey signed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final, TypeVar

import anyio
from starlette.requests import Request

from webcast.happenings import happened
from webcast.language import say
from webcast.library.attempts import Attempt
from webcast.library.passkey import NewPasskey
from webcast.library.passkeys import Why
from webcast.library.people import Person
from webcast.web import browsers
from webcast.web.app_state import AppState
from webcast.web.passkeys import ceremony, said
from webcast.web.passkeys.ceremony import Answer, Refused
from webcast.web.passkeys.challenges import SECONDS, Challenges
from webcast.web.passkeys.places import Site, asked_for
from webcast.web.people import PeopleSignIn
from webcast.web.requests import network
from webcast.web.signin import NOBODY_KNOWN, Failed
from webcast.web.visitor import Visitor

T = TypeVar("T")

PROVED_FOR: Final = timedelta(minutes=10)
"""For so long after showing who they are people may change with what they sign in."""

_LOG: Final = logging.getLogger(__name__)
_WHY: Final = {Why.UNKNOWN: said.UNKNOWN, Why.DISABLED: said.DISABLED, Why.COUNT: said.COUNT}


class Checking(PeopleSignIn):
    """Questions and answers.

    Args:
        state: The process's state, which knows where the dashboard stands.
    """

    def __init__(self, state: AppState) -> None:
        super().__init__(state)
        self._challenges = Challenges(
            state.library.keys.derive("passkey challenge"),
            secure=state.settings.secure_cookies,
            base=state.base,
            now=state.now,
        )

    def _own(self, cookies: Mapping[str, str]) -> tuple[Visitor, Person] | None:
        """Return who is signed in as a person, and what is known of them; None: nobody."""
        visitor = self._state.cookies.read_from(cookies)
        person = self._state.library.people.of(visitor.person) if visitor is not None and visitor.person else None
        return (visitor, person) if visitor is not None and person is not None else None

    def _proved(self, visitor: Visitor) -> bool:
        """Tell whether somebody has shown lately who they are: a cookie that was stolen later is not enough."""
        at = visitor.proved_at
        return at is not None and self._state.now() - at < PROVED_FOR

    async def _signer(self, request: Request, text: str, purpose: str, *, whose: str = "") -> tuple[Person, Attempt]:
        """Return whose passkey has signed, and the try that this is, which is counted as those with passphrases.

        Args:
            request: What they came with.
            text: The answer of the authenticator.
            purpose: What the challenge has to be for.
            whose: Who it has to be; empty: anybody, whom the answer names.

        Raises:
            Failed: Nobody's, or it is not believed, which is recorded; or too many tries failed.
        """
        where, site, cookies = network(request), asked_for(self._state.settings, request), dict(request.cookies)
        # Each passkey has a count of its own, and those of one network address together another.
        attempt = await self._attempt(f"passkey {await off(lambda: _named(text))}", where, None)

        def check() -> Person:
            return self._signed(cookies, site, text, purpose, whose=whose)

        try:
            return await off(check), attempt
        except Refused as refused:
            action = f"sign-in refused: passkey, {refused.why}"
            user = refused.user or NOBODY_KNOWN
            await off(lambda: self._record("", user, action, where))
            _noted(refused)
            raise Failed(refused.code) from None

    def _signed(
        self, cookies: Mapping[str, str], site: Site | None, text: str, purpose: str, *, whose: str
    ) -> Person:
        here, passkeys = _known(site), self._state.library.passkeys
        answer = ceremony.signed(text)
        self._use_up(cookies, answer, purpose)
        found = passkeys.find(answer.id, here.id)
        if found is None:
            raise Refused(said.UNKNOWN, "unknown")
        person, passkey = found
        # Who was not named before is named by the authenticator.
        named = (b"", passkeys.handle(person.id)) if whose else (passkeys.handle(person.id),)
        if answer.handle not in named or whose not in ("", person.id):
            raise Refused(said.ODD, "another person")
        count = ceremony.believed_signed(answer, here, passkey)
        noted = passkeys.used(person.id, passkey.id, count)
        if isinstance(noted, Why):
            raise Refused(_WHY[noted], noted.value, person.email)
        return noted

    async def _made(
        self, request: Request, text: str, purpose: str, label: str, keep: Callable[[NewPasskey], T]
    ) -> T:
        """Return what keeping the passkey brings that an authenticator has made.

        Args:
            request: What they came with.
            text: The answer of the authenticator.
            purpose: What the challenge has to be for.
            label: What the passkey is called; empty: as the browser is.
            keep: Keeps it.

        Raises:
            Refused: The answer is not believed, which is recorded.
            ChangeRequest: It cannot be kept.
        """
        site, cookies = asked_for(self._state.settings, request), dict(request.cookies)
        called = label or browsers.named(request.headers.get("user-agent", ""))

        def check() -> T:
            here, answer = _known(site), ceremony.made(text)
            self._use_up(cookies, answer, purpose)
            return keep(ceremony.believed_made(answer, here, called))

        try:
            return await off(check)
        except Refused as refused:
            action, where = f"passkey refused: {refused.why}", network(request)
            await off(lambda: self._record("", NOBODY_KNOWN, action, where))
            _noted(refused)
            raise

    def _use_up(self, cookies: Mapping[str, str], answer: Answer, purpose: str) -> None:
        """See to it that an answer is to a question of ours, and the only one to it."""
        challenge, once = answer.client.challenge, self._state.library.once
        if not self._challenges.works(challenge, purpose, cookies):
            raise Refused(said.STATE, "challenge")
        if not once.take(f"passkey {challenge.hex()}", float(SECONDS)):
            raise Refused(said.STATE, "challenge used")


def told(failure: Refused | Failed) -> str:
    """Say to somebody why their passkey was refused."""
    return say(said.PASSKEY_ERRORS[failure.code])


def changed(what: str, outcome: str) -> None:
    """Write the line of a passkey that its person made, named or removed.

    Args:
        what: What they did, as a sentence of ours.
        outcome: The same in a word.
    """
    happened(_LOG, "passkey", what, outcome=outcome)


def _noted(refused: Refused) -> None:
    """Write the line of one that was not believed."""
    happened(
        _LOG, "passkey", "Did not believe a passkey: %s.", refused.why,
        level=logging.WARNING, outcome="refused", detail=refused.why,
    )  # fmt: skip


def _known(site: Site | None) -> Site:
    if site is None:
        raise Refused(said.NOWHERE, "address")
    return site


def _named(text: str) -> str:
    """Return which passkey a try is counted for; all that cannot be read are one."""
    try:
        return ceremony.signed(text).id.hex()
    except Refused:
        return ""


async def off(what: Callable[[], T]) -> T:
    """Do something off the event loop."""
    return await anyio.to_thread.run_sync(what)
