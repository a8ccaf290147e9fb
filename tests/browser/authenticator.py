"""Chromium's virtual authenticator (Chrome DevTools Protocol, *WebAuthn*), for tests in which somebody has a passkey.

``plug_in(page)`` gives the page's browser tab one; the passkeys that it makes stay in it for as long as the tab is
there, over navigations and sign-outs. Browsers have passkeys at ``localhost`` and over TLS, and never at a number:
``at_name(url)`` is a dashboard's address by that name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from playwright.sync_api import CDPSession, Locator, Page

from tests.browser.visit import Visit
from webcast.ui.frame import account_words

USE_A_PASSKEY = "Use a passkey"
"""The button behind an invitation."""


@dataclass
class Authenticator:
    """A device of somebody's that makes passkeys and shows who they are, without being touched.

    Attributes:
        session: To the browser tab that it is plugged in to.
        id: What the browser calls it.
    """

    session: CDPSession
    id: str

    def passkeys(self) -> list[dict[str, Any]]:
        """Return the passkeys in it, as the protocol describes them: ``credentialId``, ``rpId``, ``signCount`` …"""
        found: list[dict[str, Any]] = self._ask("getCredentials")["credentials"]
        return found

    def verifies(self, yes: bool) -> None:
        """Have it know its owner from now on, by finger, face or PIN, or fail to."""
        self._ask("setUserVerified", isUserVerified=yes)

    def touched(self, yes: bool) -> None:
        """Have it answer by itself from now on, or wait for a touch that never comes."""
        self._ask("setAutomaticPresenceSimulation", enabled=yes)

    def forget(self) -> None:
        """Lose all passkeys in it, as a device that was wiped."""
        self._ask("clearCredentials")

    def take(self, other: Authenticator) -> None:
        """Take over the passkeys of another one, as password managers do from device to device."""
        for one in other.passkeys():
            self._ask("addCredential", credential=one)

    def unplug(self) -> None:
        """Take it away from the tab."""
        self._ask("removeVirtualAuthenticator")

    def _ask(self, what: str, **more: object) -> dict[str, Any]:
        found: dict[str, Any] = self.session.send(f"WebAuthn.{what}", {"authenticatorId": self.id, **more})
        return found


_NOT_AMONG_NAMES = """
if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = async () => false;
"""


def plug_in(
    page: Page, *, transport: str = "internal", verifies: bool = True, among_names: bool = False
) -> Authenticator:
    """Give a tab an authenticator; answers come at once.

    Args:
        page: The tab.
        transport: ``internal`` of the device itself, ``usb`` of a key.
        verifies: Whether it knows its owner.
        among_names: Offer passkeys among the names that the browser fills in. People choose one there; this one
            chooses at once, so that a sign-in page signs in by itself.
    """
    if not among_names:
        page.add_init_script(_NOT_AMONG_NAMES)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": transport,
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return Authenticator(session, added["authenticatorId"])


def at_name(url: str) -> str:
    """Return the address of a dashboard on this machine by its name, at which browsers have passkeys."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.replace("127.0.0.1", "localhost")))


def accept(visit: Visit, invitation: str) -> None:
    """Open the link of an invitation, make a passkey, and wait until the dashboard is there, signed in."""
    visit.page.goto(invitation)
    with visit.page.expect_navigation():
        visit.page.get_by_role("button", name=USE_A_PASSKEY).click()
    visit.wait()


def sign_in(visit: Visit) -> None:
    """Press the button of the sign-in page, and wait for the page that it leads to."""
    with visit.page.expect_navigation():
        button(visit).click()
    visit.wait()


def button(visit: Visit) -> Locator:
    """Return the button of the sign-in page."""
    return visit.page.get_by_role("button", name=account_words.SIGN_IN_WITH_PASSKEY)
