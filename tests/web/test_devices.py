"""The cookie of browsers that signed in before."""

from __future__ import annotations

import pytest

from tests.web.conftest import Clock
from webcast.web.devices import Devices

KEY = b"k" * 32


@pytest.fixture
def devices(clock: Clock) -> Devices:
    return Devices(KEY, now=clock)


def test_a_browser_is_known_for_the_name_that_it_signed_in_with(devices: Devices) -> None:
    cookies = {"webcast_device": devices.remember({}, "Ann@example.com")}
    known = devices.known(cookies, " ann@EXAMPLE.com ")
    assert known
    assert devices.known(cookies, "bob@example.com") is None
    assert devices.known({}, "ann@example.com") is None


def test_each_browser_has_a_name_of_its_own(devices: Devices) -> None:
    first, second = ({"webcast_device": devices.remember({}, "ann")} for _ in range(2))
    assert devices.known(first, "ann") != devices.known(second, "ann")


def test_it_knows_the_last_five_names(devices: Devices) -> None:
    cookies: dict[str, str] = {}
    for n in range(6):
        cookies = {"webcast_device": devices.remember(cookies, f"name {n}")}
    assert [devices.known(cookies, f"name {n}") is not None for n in range(6)] == [False] + [True] * 5
    again = {"webcast_device": devices.remember(cookies, "name 1")}
    again = {"webcast_device": devices.remember(again, "name 9")}
    assert devices.known(again, "name 1") is not None
    assert devices.known(again, "name 2") is None


def test_it_ends_half_a_year_after_the_last_sign_in(devices: Devices, clock: Clock) -> None:
    cookies = {"webcast_device": devices.remember({}, "ann")}
    clock.advance(days=180)
    assert devices.known(cookies, "ann")
    clock.advance(seconds=1)
    assert devices.known(cookies, "ann") is None


def test_nobody_else_can_make_or_read_one(devices: Devices, clock: Clock) -> None:
    made = devices.remember({}, "ann")
    assert devices.known({"webcast_device": Devices(b"x" * 32, now=clock).remember({}, "ann")}, "ann") is None
    changed = made[:30] + ("B" if made[30] == "A" else "A") + made[31:]
    for value in (made[:-2], changed, "", "é", "x" * 100_000):
        assert devices.known({"webcast_device": value}, "ann") is None
    assert "ann" not in made


def test_behind_tls_it_has_the_name_that_no_neighbour_can_set(clock: Clock) -> None:
    secure = Devices(KEY, secure=True, now=clock)
    value = secure.remember({}, "ann")
    assert secure.known({"__Host-webcast_device": value}, "ann")
    assert secure.known({"webcast_device": value}, "ann") is None
