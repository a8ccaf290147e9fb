from __future__ import annotations

import copy
import json
import pickle

import pytest

from webcast.api.redaction import HIDDEN, Secret, redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'https://a.example:443 "GET /api/login?username=ann&password=p%20w&ver=2.0 HTTP/1.1" 200 5',
            'https://a.example:443 "GET /api/login?••• HTTP/1.1" 200 5',
        ),
        ("Max retries exceeded with url: /api/login?password=x (Caused by …)", None),
        ("see https://ann:pw@a.example/x for more", "see https://•••@a.example/x for more"),
        ("{'ui': 'abc', 'si': 'def', 'ver': '2.0'}", "{'ui': '•••', 'si': '•••', 'ver': '2.0'}"),
        ("ui=abc&si=def&ei=7", "ui=•••&si=•••&ei=7"),
        ('{"sessionid": "abc"}', '{"sessionid": "•••"}'),
        (
            "<sessionid><description>An id.</description><value>abc</value></sessionid>",
            "<sessionid><description>An id.</description><value>•••</value></sessionid>",
        ),
        ("Authorization: Basic abc", "Authorization: ••• abc"),
        ("Nothing to hide in 'Quite easy' or ui.", "Nothing to hide in 'Quite easy' or ui."),
    ],
)
def test_secrets_leave_text(text: str, expected: str | None) -> None:
    assert redact(text) == (expected or text.replace("?password=x", "?•••"))


def test_known_values_leave_text_in_every_form_they_take_in_a_url() -> None:
    assert redact("a p w/ü b p%20w%2F%C3%BC c p+w%2F%C3%BC d", ["p w/ü", ""]) == "a ••• b ••• c ••• d"


def test_a_secret_hides_itself_but_can_be_asked() -> None:
    secret = Secret("canary")
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>20}",
        f"{secret!r}",
        repr({"a": secret}),
    ]
    assert [text for text in shown if "canary" in text] == []
    assert str(secret) == HIDDEN
    assert secret.reveal() == "canary"
    assert Secret(secret) == secret
    assert (bool(Secret("")), bool(secret), secret == "canary", len({secret, Secret("canary")})) == (
        False,
        True,
        False,
        1,
    )
    assert copy.deepcopy(secret) == secret


def test_a_secret_is_written_nowhere_by_accident() -> None:
    with pytest.raises(TypeError, match="A secret is not pickled"):
        pickle.dumps(Secret("canary"))
    with pytest.raises(TypeError):
        json.dumps(Secret("canary"))
