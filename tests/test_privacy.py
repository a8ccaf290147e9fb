"""What may be an e-mail address: one table, in which every line needs one step of the undoing."""

from __future__ import annotations

import pytest

from webcast.privacy import personal, undisguised


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ann@a.example", "ann@a.example"),
        ("ann%40a.example", "ann@a.example"),  # percent-encoded, as in an address
        ("ann%2540a.example", "ann@a.example"),  # a link within a link
        ("ann%25252540a.example", "ann@a.example"),  # however deep
        ("ann＠a.example", "ann@a.example"),  # full-width, as East Asian keyboards write it
        ("ann﹫a.example", "ann@a.example"),  # the small form
        ("ann%EF%BC%A0a.example", "ann@a.example"),  # full-width, encoded
        ("ann％40a.example", "ann@a.example"),  # a full-width per cent sign before the code
        ("ann%EF%BC%8540a.example", "ann@a.example"),  # which is encoded itself
        ("ann%４0a.example", "ann@a.example"),  # a full-width digit within the code
    ],
)
def test_what_may_be_an_address(text: str, plain: str) -> None:
    assert undisguised(text) == plain
    assert personal(text)


@pytest.mark.parametrize(
    "text", ["", "a.example", "100 %", "ann at a.example", "%4", "%25", "4%30", "ａnn", "50%40%"]
)
def test_what_is_none(text: str) -> None:
    assert personal(text) == (text == "50%40%")  # 40 follows the sign: we cannot know, so it may be
