"""The one script of ours: by its address alone, kept by browsers, and the same for all."""

from __future__ import annotations

from pathlib import Path

from tests.web.serving import Browser
from webcast.web import scripts


def test_the_script_of_the_keyboard_is_text_that_browsers_keep(anonymous: Browser) -> None:
    answer = anonymous.get(scripts.KEYBOARD)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text == Path(scripts.__file__).with_name("keyboard.js").read_text("utf-8")
    assert "set-cookie" not in answer.headers


def test_its_address_changes_with_what_is_in_it() -> None:
    assert scripts.KEYBOARD.startswith("/webcast-keyboard.")
    assert len(scripts.KEYBOARD) == len("/webcast-keyboard.") + 12 + len(".js")
