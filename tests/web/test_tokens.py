"""A cookie's value is a token of ours in one spelling alone."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet, InvalidToken

from webcast.web import tokens

BOX = Fernet(b"QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=")


@pytest.mark.parametrize("size", range(45, 80))
def test_it_comes_back(size: int) -> None:
    value = tokens.to_cookie(BOX.encrypt(b"x" * size))
    assert "=" not in value
    assert BOX.decrypt(tokens.from_cookie(value)) == b"x" * size


@pytest.mark.parametrize("size", [14, 15, 16, 30, 31, 32, 46, 47, 48])
def test_no_other_spelling_is_one(size: int) -> None:
    value = tokens.to_cookie(BOX.encrypt(b"x" * size))
    loose = [value[:-1] + chr(ord(value[-1]) + 1)] if len(value) % 4 else []
    for other in (
        f"{value} ",
        f" {value}",
        f"{value}=",
        f"{value}\t",
        f"{value}.",
        f"{value}\xe9",
        value[:-1],
        *loose,
    ):
        with pytest.raises(InvalidToken):
            BOX.decrypt(tokens.from_cookie(other))


@pytest.mark.parametrize("value", ["", "x", "xxxxx", "=", "é"])
def test_nothing_of_ours_is_none(value: str) -> None:
    with pytest.raises(InvalidToken):
        BOX.decrypt(tokens.from_cookie(value))
