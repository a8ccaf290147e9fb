"""The forms that ask for a passkey: their button shows where the browser has passkeys, and a script fills them in."""

from __future__ import annotations

from html import escape
from typing import Final

from webcast.language import phrase, say, speaking
from webcast.web.passkeys import places

CREDENTIAL: Final = "credential"
"""The field with the answer of an authenticator."""

FOR: Final = "for"
"""The field that says what a passkey is asked for."""

ENTER: Final = "enter"
WELCOME: Final = "welcome"
ADD: Final = "add"
CONFIRM: Final = "confirm"

NO: Final = phrase("Nothing was done: the passkey was not used, or its time was over. Try again when you are ready.")
KNOWN: Final = phrase("This device or password manager has a passkey for you here already.")
FAILED: Final = phrase("Your browser could not use a passkey here. Try again, or go another way.")


def form(
    base: str,
    action: str,
    asked: str,
    label: str,
    fields: dict[str, str],
    *,
    first: str = "",
    inside: str = "",
    css: str = "",
    button: str = "",
) -> str:
    """Return a form that asks for a passkey; where the browser has none it shows nothing but ``first``.

    Args:
        base: The path that the dashboard stands under.
        action: Where it posts to.
        asked: What for: :data:`ENTER` and so on.
        label: Of its button.
        fields: What goes along, and is not shown.
        first: What stands before all else; HTML of ours.
        inside: What stands before the button, and shows with it; HTML of ours.
        css: Classes of the form.
        button: Classes of the button.
    """
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in ({FOR: asked, **fields, CREDENTIAL: ""}).items()
    )
    shown = f"<div hidden>{inside}</div>" if inside else ""
    said = "".join(
        f' data-{name}="{escape(say(text))}"' for name, text in (("no", NO), ("known", KNOWN), ("failed", FAILED))
    )
    return (
        f'<form class="{css}" action="{base}{action}" method="post" data-passkey="{base}{places.OPTIONS}"{said}>'
        f'{hidden}{first}{shown}<p class="wi-alert wi-said" role="alert" hidden></p>'
        f'<button class="{button}" type="submit" hidden>{escape(label)}</button></form>'
    )


speaking(__name__)
