"""The name of the dashboard that passkeys are bound to: its own address, else the one that was asked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.web.authenticator import Device
from webcast.settings import Settings
from webcast.web.app_state import AppState
from webcast.web.passkeys.places import Site, site


@pytest.fixture
def outside(settings: Settings) -> Settings:
    return replace(settings, address="https://webcasts.example.com/insights")


@pytest.mark.parametrize(
    ("host", "tls", "found"),
    [
        ("webcasts.example.com", True, Site("webcasts.example.com", "https://webcasts.example.com")),
        ("WEBCASTS.example.com:443", False, Site("webcasts.example.com", "https://webcasts.example.com")),
        ("webcasts.example.com:8501", True, None),
        ("127.0.0.1:8501", False, None),
        ("evil.example", True, None),
        ("", True, None),
    ],
)
def test_with_an_address_passkeys_are_its_own(outside: Settings, host: str, tls: bool, found: Site | None) -> None:
    assert site(outside, [host], tls=tls) == found


@pytest.mark.parametrize(
    ("host", "tls", "found"),
    [
        ("localhost:8501", False, Site("localhost", "http://localhost:8501")),
        ("localhost", False, Site("localhost", "http://localhost")),
        ("localhost:80", False, Site("localhost", "http://localhost")),
        ("webcasts", True, Site("webcasts", "https://webcasts")),
        ("webcasts:8443", True, Site("webcasts", "https://webcasts:8443")),
        ("webcasts.example.com", False, None),
        ("127.0.0.1:8501", False, None),
        ("192.0.2.1", True, None),
        ("127.1", True, None),
        ("[::1]:8501", True, None),
        ("a_b.example", True, None),
        ("-a.example", True, None),
        ("webcasts.example.com.", True, None),
        ("a b", True, None),
    ],
)
def test_without_one_they_are_of_the_name_that_was_asked(
    settings: Settings, host: str, tls: bool, found: Site | None
) -> None:
    assert site(settings, [host], tls=tls) == found
    assert site(settings, [host, host], tls=tls) is None
    assert site(settings, [], tls=tls) is None


def test_secure_cookies_say_that_we_are_reached_over_tls(settings: Settings) -> None:
    secure = replace(settings, secure_cookies=True)
    assert site(secure, ["webcasts.example.com"], tls=False) == Site(
        "webcasts.example.com", "https://webcasts.example.com"
    )


def test_at_another_address_there_are_none(state: AppState, ann: Device, url: str) -> None:
    other = Device(url)
    answer = other.post("/passkeys/options", {"for": "enter"})
    assert (answer.status, json.loads(answer.text)["error"][:29]) == (409, "Passkeys work at the dashboar")
    signed = ann.authenticator.get(ann.asked("enter"), ann.url)
    other.jar = dict(ann.jar)
    assert other.entered(signed) == "/?error=passkey-nowhere"
