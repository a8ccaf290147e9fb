"""What the page of one's own passkeys shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final

from webcast import formats
from webcast.language import phrase, say, speaking
from webcast.library.passkey import LONGEST_LABEL, MOST, Passkey, to_text
from webcast.library.person import Person
from webcast.web.passkeys import markup, places, said
from webcast.web.passkeys.places import Site

TITLE: Final = phrase("Your passkeys")
CONFIRM_FIRST: Final = phrase("Confirm first that it is you.")
DONE: Final[Mapping[str, str]] = {
    "added": phrase("The passkey is added: you can sign in with it from now on."),
    "named": phrase("The passkey has its new name."),
    "removed": phrase("The passkey is removed, and you are signed out in all other browsers."),
}


@dataclass(frozen=True)
class Shown:
    """What is shown.

    Attributes:
        base: The path that the dashboard stands under.
        person: Whose passkeys.
        site: The name of the dashboard as it was asked; None: none works there.
        zone: Of times.
        handle: What authenticators know them by.
        back: Where the page leads back to.
        proved: Whether they have shown lately who they are.
        wrong: Why nothing came of the last press.
        done: What came of it.
    """

    base: str
    person: Person = field(repr=False)
    site: Site | None
    zone: str
    handle: bytes = field(repr=False)
    back: str = field(repr=False)
    proved: bool
    wrong: str = ""
    done: str = ""


def body(shown: Shown) -> str:
    """Return the page as HTML: what there is, and forms."""
    parts = [f"<h1>{escape(say(TITLE))}</h1>"]
    if shown.wrong:
        parts.append(f'<p role="alert">{escape(shown.wrong)}</p>')
    if shown.done:
        parts.append(f'<p role="status">{escape(shown.done)}</p>')
    parts.append(f"<p>{escape(_answer(shown.person))}</p>")
    if shown.person.passkeys:
        parts.append(f"<ul{_accepted(shown)}>{''.join(_item(shown, one) for one in shown.person.passkeys)}</ul>")
    if shown.person.has_own:
        parts.append(_add(shown) if shown.proved else _confirm(shown))
    parts.append(f'<p><a href="{escape(shown.back)}">{escape(say("Back to the dashboard"))}</a></p>')
    return "".join(parts)


def _accepted(shown: Shown) -> str:
    """Return what tells the browser which passkeys are left, so that it can drop those that were removed here."""
    if shown.site is None:
        return ""
    here = [to_text(one.credential) for one in shown.person.passkeys if one.site == shown.site.id]
    left = {"rpId": shown.site.id, "userId": to_text(shown.handle), "allAcceptedCredentialIds": here}
    return f' data-passkeys="{escape(json.dumps(left))}"'


def _answer(person: Person) -> str:
    if not person.has_own:
        return say("You sign in with your organisation's account, which decides whether you may: without passkeys.")
    if not person.passkeys:
        return say("You sign in with a passphrase. A passkey is quicker, and nobody can talk you out of it.")
    count = formats.plural(len(person.passkeys), "passkey", "passkeys")
    if person.passphrase:
        return say("You sign in with {passkeys} or your passphrase.", passkeys=count)
    return say("You sign in with {passkeys}.", passkeys=count)


def _item(shown: Shown, one: Passkey) -> str:
    parts = [say("added {day}", day=formats.day_of(one.added, shown.zone))]
    if one.used is not None:
        parts.append(say("last used {time}", time=formats.instant(one.used, shown.zone)))
    if shown.site is None or one.site != shown.site.id:
        parts.append(say("works at {site} alone", site=one.site))
    head = f'<strong><bdi>{escape(one.label)}</bdi></strong><p class="when">{escape(" · ".join(parts))}</p>'
    return f"<li>{head}{_change(shown, one) if shown.proved else ''}</li>"


def _change(shown: Shown, one: Passkey) -> str:
    """Return the forms that give one another name, and take it away."""
    fields = {"id": one.id, "next": shown.back}
    name = escape(say("New name"))
    remove = say("Remove {label}", label=one.label)
    return (
        f'<form class="row" action="{shown.base}{places.NAME}" method="post">{_hidden(fields)}'
        f'<div><label for="name-{one.id}">{name}</label>{_label_field(f"name-{one.id}", one.label)}</div>'
        f'<button class="second" type="submit">{escape(say("Rename"))}</button></form>'
        f'<form action="{shown.base}{places.REMOVE}" method="post">{_hidden(fields)}'
        f'<button class="second" type="submit" aria-label="{escape(remove)}">{escape(say("Remove"))}</button></form>'
    )


def _add(shown: Shown) -> str:
    head = f"<h2>{escape(say('Add a passkey'))}</h2>"
    if shown.site is None:
        return f"{head}<p>{escape(say(said.PASSKEY_ERRORS[said.NOWHERE]))}</p>"
    if len(shown.person.passkeys) >= MOST:
        return f"{head}<p>{escape(say('You have {most} passkeys, which is as many as there may be.', most=MOST))}</p>"
    label = f'<label for="label">{escape(say("Name (optional)"))}</label>{_label_field("label", "", needed=False)}'
    return head + markup.form(
        shown.base, places.ADD, markup.ADD, say("Add a passkey"), {"next": shown.back}, inside=label
    )


def _confirm(shown: Shown) -> str:
    """Return the ways to show who one is."""
    parts = [f"<h2>{escape(say('Confirm that it is you'))}</h2>"]
    parts.append(f"<p>{escape(say('Then you can add, rename and remove passkeys for ten minutes.'))}</p>")
    site, fields = shown.site, {"next": shown.back}
    works = site is not None and any(one.site == site.id for one in shown.person.passkeys)
    if works:
        parts.append(markup.form(shown.base, places.CONFIRM, markup.CONFIRM, say("Confirm with a passkey"), fields))
    if shown.person.passphrase:
        parts.append(
            f'<form action="{shown.base}{places.CONFIRM}" method="post">{_hidden(fields)}'
            f'<label for="password">{escape(say("Passphrase"))}</label>'
            '<input id="password" name="password" type="password" autocomplete="current-password" required>'
            f'<button{" class=second" if works else ""} type="submit">{escape(say("Confirm with the passphrase"))}'
            "</button></form>"
        )
    return "".join(parts)


def _label_field(name: str, value: str, *, needed: bool = True) -> str:
    required = " required" if needed else ""
    return (
        f'<input id="{name}" name="label" value="{escape(value)}" maxlength="{LONGEST_LABEL}" pattern="[^@]*" '
        f'autocomplete="off"{required}>'
    )


def _hidden(fields: Mapping[str, str]) -> str:
    return "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in fields.items())


speaking(__name__)
