"""Names of zones: known only where Python, polars and Babel all know them."""

from __future__ import annotations

import re
import zoneinfo
from typing import Any

import pytest

from webcast import zones
from webcast.errors import FilterError


@pytest.fixture(autouse=True)
def _ask_anew() -> None:
    zones._known.cache_clear()


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+12", "EST5EDT"])
def test_names_that_all_know(name: str) -> None:
    assert zones.known(name)
    assert zones.of(name).key == name


@pytest.mark.parametrize(
    "name",
    [
        "localtime",  # the first five: files beside the zones, which Python opens and polars does not know
        "Factory",
        "posixrules",
        "posix/UTC",
        "right/UTC",
        "utc",  # the next three: polars alone
        "+02:00",
        "",
        "Europe",  # a folder
        "Europe/Berlin ",
        "../UTC",
        "/etc/passwd",
        "tzdata.zi",
        "UTC\0",
        "\ud800",
        "Mars/Base",
        "x" * 65,
        "x" * 100_000,
    ],
)
def test_names_that_somebody_does_not_know(name: str) -> None:
    assert not zones.known(name)
    with pytest.raises(FilterError):
        zones.of(name)


@pytest.mark.parametrize("library", ["_python_knows", "_polars_knows", "_babel_knows"])
def test_each_library_is_asked(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    monkeypatch.setattr(zones, library, lambda _: False)
    assert not zones.known("Europe/Berlin")


def test_babel_is_really_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise LookupError

    monkeypatch.setattr(zones, "get_timezone", unknown)
    assert not zones.known("Europe/Berlin")


def test_the_message_says_what_came_but_no_address() -> None:
    expected = "--time-zone should be an IANA name such as 'Europe/Berlin', but is 'Mars'."
    with pytest.raises(FilterError, match=f"^{re.escape(expected)}$"):
        zones.of("Mars", "--time-zone")
    with pytest.raises(FilterError, match=r"but is not\.$"):
        zones.of("ann%40a.example")


def test_the_list_has_only_what_is_known_and_all_places() -> None:
    assert all(zones.known(name) for name in zones.names())
    places = {name for name in zoneinfo.available_timezones() if name.startswith(("Europe/", "America/", "Asia/"))}
    assert places <= zones.names()
    assert not zones.names() & {"localtime", "Factory"}
