"""Encrypted tokens as values of cookies: what all our cookies have in common."""

from __future__ import annotations


def to_cookie(token: bytes) -> str:
    """Return a token of Fernet as the value of a cookie: without the padding, which would ask for quotes."""
    return token.decode("ascii").rstrip("=")


def from_cookie(value: str) -> bytes:
    """Return the token that a cookie's value stands for; what is none of ours becomes a token that is not valid."""
    token = value.encode("ascii", "replace")
    return token + b"=" * (-len(token) % 4)
