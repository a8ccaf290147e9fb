"""New passwords that are refused."""

from __future__ import annotations

import pytest

from webcast.api.passwords import _common, why_refused

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
