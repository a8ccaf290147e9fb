"""Media files belong to the session that was sent their address."""

from __future__ import annotations

from webcast.web.media import _KEPT_PER_SESSION, MediaOwners

FIRST = "/media/" + "a1" * 28 + ".png"
SECOND = "/media/" + "b2" * 28 + ".csv"


def test_only_whom_it_was_sent_to() -> None:
    owners = MediaOwners()
    owners.read_message("ann", b"\x0a\x50" + FIRST.encode() + b"\x12 and " + SECOND.encode())
    assert owners.may_see("ann", FIRST)
    assert owners.may_see("ann", SECOND)
    assert owners.may_see("ann", f"/base{FIRST}")
    assert not owners.may_see("bob", FIRST)
    assert not owners.may_see(None, FIRST)


def test_what_a_page_without_session_shows_is_anybody_s() -> None:
    owners = MediaOwners()
    owners.read_message(None, FIRST.encode())
    assert owners.may_see("ann", FIRST)
    assert owners.may_see(None, FIRST)


def test_other_addresses_are_nobody_s() -> None:
    owners = MediaOwners()
    owners.read_message("ann", b"/media/x /media/../../etc")
    assert not owners.may_see("ann", "/media/x")
    assert not owners.may_see("ann", "/media/")


def test_the_oldest_make_room_and_sign_out_drops_all() -> None:
    owners = MediaOwners()
    for n in range(_KEPT_PER_SESSION + 1):
        owners.read_message("ann", f"/media/{n:032x}".encode())
    assert not owners.may_see("ann", f"/media/{0:032x}")
    assert owners.may_see("ann", f"/media/{1:032x}")
    owners.drop("ann")
    assert not owners.may_see("ann", f"/media/{1:032x}")
