"""The scripts of our own: by their addresses alone, kept by browsers, and the same for all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.serving import Browser
from webcast.web import scripts


@pytest.mark.parametrize("name", scripts.NAMES)
def test_a_script_is_text_that_browsers_keep(anonymous: Browser, name: str) -> None:
    answer = anonymous.get(scripts.ADDRESSES[name])
    assert (answer.status, answer.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text == Path(scripts.__file__).with_name(f"{name}.js").read_text("utf-8")
    assert "set-cookie" not in answer.headers


def test_their_addresses_change_with_what_is_in_them() -> None:
    assert [re.sub(r"[0-9a-f]{12}", "…", address) for address in scripts.ADDRESSES.values()] == [
        f"/webcast-{name}.….js" for name in scripts.NAMES
    ]
