"""Passkeys at rest: sealed with their person, theirs alone, counted, and never the last way in that goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text

from tests.library.stage import FakeClock
from webcast.library import Library
from webcast.library.arrivals import Arrival
from webcast.library.passkey import (
    ByProviderAlone,
    LastWayIn,
    NewPasskey,
    NoSuchPasskey,
    PasskeyKnown,
    TooManyPasskeys,
    to_text,
)
from webcast.library.passkeys import Why
from webcast.library.people import Person
from webcast.library.rekey import rekey
from webcast.library.sign_ins import Standing, standing_of
from webcast.roles import Role
from webcast.settings import Settings

ANN, BOB = "ann@corp.example", "bob@corp.example"
SITE = "webcasts.example.com"
FIRST = NewPasskey(b"credential-1", b"public-key-1", 0, ("internal",), "Chrome on macOS", SITE)
SECOND = replace(FIRST, credential=b"credential-2", label="Blue key")


@pytest.fixture
def here(opened: Callable[..., Library], clock: FakeClock) -> Library:
    library = opened(clock=clock)
    for name, email in (("Ann", ANN), ("Bob", BOB)):
        library.people.add(name, email, "acc", Role.PEOPLE, "operator")
    return library


def ann(library: Library) -> Person:
    return library.people.find(ANN)


@pytest.fixture
def ready(here: Library) -> Library:
    assert here.passkeys.accept(here.people.invite(ANN, "operator"), FIRST) == ann(here)
    return here


def test_a_passkey_is_kept_with_its_person(ready: Library, clock: FakeClock) -> None:
    (mine,) = ann(ready).passkeys
    assert (mine.credential, mine.public_key, mine.count, mine.transports) == (
        b"credential-1", b"public-key-1", 0, ("internal",),
    )  # fmt: skip
    assert (mine.label, mine.site, mine.used) == ("Chrome on macOS", SITE, None)
    assert (ann(ready).ready, ann(ready).has_own, ann(ready).passphrase) == (True, True, False)
    assert standing_of(ann(ready), mine.added) is Standing.ACTIVE
    clock.advance(60)
    assert ready.passkeys.used(ann(ready).id, mine.id, 3) == ann(ready)
    (used,) = ann(ready).passkeys
    assert (used.count, used.used) == (3, mine.added.fromtimestamp(clock().wall_ms / 1000, mine.added.tzinfo))
    assert ready.people.known(ANN, "") is None


def test_it_is_found_by_credential_and_site_alone(ready: Library) -> None:
    found = ready.passkeys.find(b"credential-1", SITE)
    assert found == (ann(ready), ann(ready).passkeys[0])
    assert ready.passkeys.find(b"credential-1", "other.example.com") is None
    assert ready.passkeys.find(b"credential-2", SITE) is None
    assert (ready.passkeys.any_for(SITE), ready.passkeys.any_for("other.example.com")) == (True, False)


@pytest.mark.parametrize(
    ("kept", "said", "fine"),
    [(0, 0, True), (0, 1, True), (5, 6, True), (5, 5, False), (5, 4, False), (5, 0, False)],
)
def test_a_count_goes_up_or_is_none(ready: Library, kept: int, said: int, fine: bool) -> None:
    person, mine = ann(ready).id, ann(ready).passkeys[0].id
    if kept:
        ready.passkeys.used(person, mine, kept)
    assert ready.passkeys.used(person, mine, said) == (ann(ready) if fine else Why.COUNT)
    assert ann(ready).passkeys[0].count == (said if fine else kept)


def test_who_is_disabled_or_has_it_no_more_is_not_let_in(ready: Library) -> None:
    person, mine = ann(ready).id, ann(ready).passkeys[0].id
    ready.people.disable(ANN, "operator")
    assert ready.passkeys.used(person, mine, 1) is Why.DISABLED
    with pytest.raises(NoSuchPasskey):
        ready.passkeys.add(person, SECOND)
    assert ready.passkeys.used(person, "other", 1) is Why.UNKNOWN
    assert ready.passkeys.used("nobody", mine, 1) is Why.UNKNOWN


def test_a_passkey_is_one_persons(ready: Library) -> None:
    with pytest.raises(PasskeyKnown):
        ready.passkeys.add(ann(ready).id, FIRST)
    secret = ready.people.invite(BOB, "operator")
    with pytest.raises(PasskeyKnown):
        ready.passkeys.accept(secret, FIRST)
    assert ready.people.invited(secret) == ready.people.find(BOB)
    # Whoever gets a new link may make the one again that they had.
    assert ready.passkeys.accept(ready.people.invite(ANN, "operator"), FIRST) == ann(ready)


def test_ten_are_as_many_as_there_may_be(ready: Library) -> None:
    for number in range(9):
        ready.passkeys.add(ann(ready).id, replace(SECOND, credential=b"more-%d" % number))
    with pytest.raises(TooManyPasskeys):
        ready.passkeys.add(ann(ready).id, SECOND)
    assert len(ann(ready).passkeys) == 10


def test_whom_a_provider_alone_lets_in_adds_none(here: Library) -> None:
    one = Arrival("contoso", "https://login.example", "s-1", "cid@corp.example", "Cid", {"a": Role.FIGURES}, {"a"})
    arrived = here.arrivals.arrive(one, new_people=True, join=False, where="")
    assert isinstance(arrived, Person)
    with pytest.raises(ByProviderAlone):
        here.passkeys.add(arrived.id, FIRST)


def test_the_last_way_in_stays(ready: Library) -> None:
    person, first = ann(ready).id, ann(ready).passkeys[0].id
    # One for another name of the dashboard is no way in.
    ready.passkeys.add(person, replace(SECOND, site="other.example.com"))
    with pytest.raises(LastWayIn):
        ready.passkeys.remove(person, first, SITE, "sid")
    ready.passkeys.add(person, replace(SECOND, credential=b"credential-3"))
    ready.passkeys.remove(person, first, SITE, "sid")
    assert [one.credential for one in ann(ready).passkeys] == [b"credential-2", b"credential-3"]


def test_to_forget_a_registrant_locks_nobody_out(ready: Library) -> None:
    ready.forget_person(ANN, user="operator")
    assert ann(ready).passkeys[0].credential == b"credential-1"


def test_nothing_of_a_passkey_is_in_the_clear(ready: Library, url: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as conn:
        rows = [
            bytes(row.data) + f"{row.id} {row.account}".encode() for row in conn.execute(text("select * from kept"))
        ]
    engine.dispose()
    assert rows
    for word in ("Chrome", SITE, to_text(b"credential-1"), to_text(b"public-key-1"), "internal"):
        assert not [row for row in rows if word.encode() in row], word


def test_a_rotation_of_the_key_leaves_passkeys_and_what_people_are_known_by(
    opened: Callable[..., Library], ready: Library, settings: Settings
) -> None:
    before, handle = ann(ready), ready.passkeys.handle(ann(ready).id)
    ready.close()
    rekey(settings)
    again = opened()
    assert (ann(again), again.passkeys.handle(before.id)) == (before, handle)


def test_what_was_done_is_in_the_audit_log(ready: Library) -> None:
    person = ann(ready).id
    ready.passkeys.add(person, SECOND, where="192.0.2.1")
    first, second = (one.id for one in ann(ready).passkeys)
    ready.passkeys.name(person, second, "Green key", where="192.0.2.1")
    ready.passkeys.remove(person, first, SITE, "sid", where="192.0.2.1")
    said = [(entry.user, entry.action, dict(entry.counts), entry.where) for entry in ready.audit_entries(limit=4)]
    assert said == [
        (ANN, "remove passkey", {"passkeys": 1}, "192.0.2.1"),
        (ANN, "name passkey", {}, "192.0.2.1"),
        (ANN, "add passkey", {"passkeys": 2}, "192.0.2.1"),
        (ANN, "set passkey", {}, ""),
    ]
