"""New passwords that are refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from webcast.api.breached import is_breached
from webcast.api.passwords import _common, why_refused
from webcast.errors import SettingsError

SHORT = "A new password should have 8 characters at least; 15 and more are better."
COMMON = "A new password should be none of the most common ones, but is; several unusual words are better."
CONTEXT = (
    "A new password should have 8 characters at least beside words of the user name and of what this is about, but "
    "has fewer; several unusual words are better."
)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("1234567", SHORT),
        ("12345678", COMMON),
        ("qwertyuiop", COMMON),
        ("TrustNo1", COMMON),
        ("webcast2026", CONTEXT),
        ("Insights!Webcast", CONTEXT),
        ("acme-marketing", CONTEXT),
        ("MARKETING-1234567", None),
        ("marketing-123456", CONTEXT),
        ("ann@acme.example", CONTEXT),
        ("a7 unusual", None),
        ("correct horse webcast", None),
        ("пароль и ещё", None),
    ],
)
def test_what_is_short_common_or_of_the_context_is_refused(password: str, why: str | None) -> None:
    # Of seven characters beside the words: refused; of eight: taken.
    assert why_refused(password, "marketing.ann@acme.example") == why


def test_the_list_is_long_enough() -> None:
    assert len(_common()) == 11_611
    assert min(len(one) for one in _common()) == 8
    assert all(one == one.casefold() for one in _common())


BREACHED = "A new password should be none that came out of a breach, but is; several unusual words are better."


def listed(path: Path, passwords: list[str], end: str = "\r\n") -> Path:
    """Write a list as it is downloaded."""
    hashes = sorted(hashlib.sha1(password.encode()).hexdigest().upper() for password in passwords)  # noqa: S324 its form
    path.write_text("".join(f"{name}:{3 ** (number % 12)}{end}" for number, name in enumerate(hashes)), "ascii")
    return path


def test_what_came_out_of_a_breach_is_refused(tmp_path: Path) -> None:
    found = listed(tmp_path / "list", ["a7 unusual", "b8 unusual", "c9 unusual"])
    assert why_refused("a7 unusual", "ann", found) == BREACHED
    assert why_refused("a8 unusual", "ann", found) is None
    assert why_refused("a7 unusual", "ann") is None


@pytest.mark.parametrize("count", [1, 2, 3, 64, 257])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_line_of_a_list_is_found_and_nothing_else(tmp_path: Path, count: int, end: str) -> None:
    passwords = [f"password {number}" for number in range(count)]
    found = listed(tmp_path / "list", passwords, end)
    assert all(is_breached(password, found) for password in passwords)
    assert not any(is_breached(f"other {number}", found) for number in range(count))


def test_a_list_that_is_none_refuses_every_password(tmp_path: Path) -> None:
    nothing, wrong, empty = tmp_path / "nothing", tmp_path / "wrong", tmp_path / "empty"
    wrong.write_text("secret\n" * 9)
    empty.write_bytes(b"")
    for path in (nothing, wrong):
        with pytest.raises(SettingsError, match="WEBCAST_BREACHED_PASSWORDS"):
            why_refused("a7 unusual", "ann", path)
    assert why_refused("a7 unusual", "ann", empty) is None
