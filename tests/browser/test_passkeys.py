"""Somebody who was invited makes a passkey and signs in with it, until they may not any more."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser import authenticator
from tests.browser.conftest import HOME
from tests.browser.dashboard import run_dashboard
from tests.browser.visit import Visit
from webcast import settings
from webcast.api.redaction import Secret
from webcast.library import Library, account_key
from webcast.roles import Role
from webcast.sandbox.running import Sandbox
from webcast.ui.frame import account_words
from webcast.ui.frame import words as frame_words
from webcast.ui.picking import words as picking_words
from webcast.web.passkeys.said import PASSKEY_ERRORS

ANN = "ann@corp.example"

TAKE_APART = """async () => {
  window.pieces = ['form[data-passkey]', 'form:has(input[autocomplete~="webauthn"])'].map(one => {
    const form = document.querySelector(one);
    return [form.parentElement, form];
  });
  for (const [, form] of pieces) form.remove();
  await new Promise(requestAnimationFrame);
}"""
"""Take the form of passkeys and the one with names out of a sign-in page."""

PUT_TOGETHER = """async () => {
  for (const [place, form] of pieces) {
    place.append(form);
    await new Promise(requestAnimationFrame);
  }
}"""
"""Put them back, the form of passkeys a frame before the names."""


def test_from_an_invitation_to_a_passkey_and_out_again(sandbox: Sandbox, tmp_path: Path, chrome: Browser) -> None:
    with ExitStack() as ends:
        department = ends.enter_context(run_dashboard(sandbox, tmp_path))
        home = ends.enter_context(chrome.new_context(**HOME))
        url = authenticator.at_name(department.url)
        library = ends.enter_context(closing(Library.open(settings.load(department.environ))))
        key = account_key(sandbox.username, sandbox.url)
        library.held.put(key, sandbox.username, Secret(sandbox.password), "operator")
        library.people.add("Ann", ANN, key, Role.PEOPLE, "operator")
        link = f"{url}/welcome?invitation={library.people.invite(ANN, 'operator')}"
        ann = Visit(home.new_page(), url)
        device = authenticator.plug_in(ann.page)

        authenticator.accept(ann, link)
        expect(ann.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
        (passkey,) = device.passkeys()
        assert (passkey["rpId"], passkey["isResidentCredential"], passkey["userName"]) == ("localhost", True, ANN)

        ann.sign_out()
        authenticator.sign_in(ann)
        expect(ann.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)

        ann.page.locator(".st-key-wi-account button").first.click()
        menu = ann.page.get_by_test_id("stPopoverBody")
        expect(menu).to_contain_text("1 passkey")
        menu.get_by_role("link", name=account_words.OWN_PASSKEYS).click()
        expect(ann.page.get_by_role("listitem")).to_contain_text("Chrome on Linux")
        ann.page.get_by_label("New name").fill("Ann's laptop")
        ann.page.get_by_role("button", name="Rename").click()
        expect(ann.page.get_by_role("status")).to_be_visible()
        expect(ann.page.get_by_role("listitem")).to_contain_text("Ann's laptop")
        # The device has one already, which it says, and the last one stays.
        ann.page.get_by_role("button", name="Add a passkey").click()
        expect(ann.page.get_by_role("alert")).to_contain_text("has a passkey for you here already")
        with ann.expecting("status 400: POST /passkeys/remove", "console: .*400"):
            ann.page.get_by_role("button", name="Remove").click()
            expect(ann.page.get_by_role("alert").first).to_contain_text("the last thing that you can sign in with")
        ann.check()
        ann.page.get_by_role("link", name="Back to the dashboard").click()
        ann.wait()

        library.people.disable(ANN, "operator")
        expect(authenticator.button(ann)).to_be_visible()
        authenticator.sign_in(ann)
        expect(ann.page.get_by_role("alert").first).to_contain_text(PASSKEY_ERRORS["passkey-disabled"])
        ann.check()

        # Without a press: the browser offers the passkey among the names that it fills in.
        library.people.disable(ANN, "operator", disabled=False)
        other = Visit(home.new_page(), url)
        manager = authenticator.plug_in(other.page, among_names=True)
        manager.take(device)
        other.page.goto(url)
        expect(other.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
        other.check()
        _signs_in_piece_by_piece(other, manager, device)


def _signs_in_piece_by_piece(
    visit: Visit, manager: authenticator.Authenticator, device: authenticator.Authenticator
) -> None:
    """See that it does not matter which piece of the page is drawn first, as on a slow machine."""
    manager.forget()
    visit.page.context.clear_cookies()
    visit.page.goto(visit.url)
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(frame_words.PRODUCT)
    expect(authenticator.button(visit)).to_be_visible()
    visit.page.evaluate(TAKE_APART)
    manager.take(device)
    visit.page.evaluate(PUT_TOGETHER)
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(picking_words.EVENTS)
    visit.check()
