"""Encrypted tokens as values of cookies: what all our cookies have in common."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode


def to_cookie(token: bytes) -> str:
    """Return a token of Fernet as the value of a cookie: without the padding, which would ask for quotes."""
    return token.decode("ascii").rstrip("=")


def from_cookie(value: str) -> bytes:
    """Return the token that a cookie's value stands for; what is none of ours becomes a token that is not valid.

    So does another spelling of one of ours: who reads Base64 leaves out blanks, and takes loose bits for nothing.
    """
    said = value.encode("ascii", "replace")
    token = said + b"=" * (-len(said) % 4)
    try:
        written = urlsafe_b64encode(urlsafe_b64decode(token))
    except ValueError:
        return b""
    return token if written.rstrip(b"=") == said else b""
