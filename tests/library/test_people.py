"""People and held accounts: who is known by which passphrase, what an invitation is good for, and what ends when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, select, text

from tests.library.stage import FakeClock
from webcast.api.redaction import Secret
from webcast.errors import ChangeRequest
from webcast.library import Library, passphrases
from webcast.library.audit import Wanted
from webcast.library.people import KnownAlready, LastAdministrator, NoSuchPerson, Person, holder
from webcast.library.sessions import Began
from webcast.library.tables import kept
from webcast.library.theirs import Theirs
from webcast.reach import Reach
from webcast.roles import Role

PHRASE = "seven quiet lighthouses"
ANN = "ann@corp.example"


@pytest.fixture
def here(opened: Callable[..., Library], clock: FakeClock) -> Library:
    library = opened(clock=clock)
    library.people.add("  Ann   Example ", ANN, "acc", Role.PEOPLE, "operator")
    return library


def ready(library: Library) -> None:
    assert called(library.people.accept(library.people.invite(ANN, "operator"), PHRASE)) == "Ann Example"


def called(person: Person | None) -> str:
    """Return what somebody is called; nothing of nobody."""
    return "" if person is None else person.name


def test_somebody_added_may_not_sign_in_until_they_set_a_passphrase(here: Library) -> None:
    (ann,) = here.people.all()
    assert (ann.name, ann.email, dict(ann.accounts), ann.ready) == ("Ann Example", ANN, {"acc": Role.PEOPLE}, False)
    assert here.people.known(ANN, "") is None
    assert here.people.known(ANN, PHRASE) is None
    ready(here)
    (ann,) = here.people.all()
    assert ann.ready
    assert here.people.known(" ANN@corp.example ", PHRASE) == ann
    assert here.people.known(ANN, PHRASE + " ") is None
    assert here.people.known("bob@corp.example", PHRASE) is None


def test_an_invitation_works_once_and_the_newest_alone(here: Library) -> None:
    first = here.people.invite(ANN, "operator")
    second = here.people.invite(ANN, "operator")
    assert here.people.invited(first) is None
    assert called(here.people.invited(second)) == "Ann Example"
    assert called(here.people.accept(second, PHRASE)) == "Ann Example"
    assert here.people.invited(second) is None
    assert here.people.accept(second, "another good passphrase") is None
    assert called(here.people.known(ANN, PHRASE)) == "Ann Example"


def test_an_invitation_works_for_72_hours(here: Library, clock: FakeClock) -> None:
    secret = here.people.invite(ANN, "operator")
    clock.advance(72 * 3600 - 1)
    assert called(here.people.invited(secret)) == "Ann Example"
    clock.advance(1)
    assert here.people.invited(secret) is None
    assert here.people.accept(secret, PHRASE) is None


def _in_force(library: Library, sid: str) -> bool:
    return library.sessions.in_force(sid, None, datetime(2025, 3, 4, tzinfo=UTC))


def _begin(library: Library, sid: str, account: str) -> None:
    at = datetime(2025, 3, 4, tzinfo=UTC)
    library.sessions.begin(sid, "t", Began(at, at + timedelta(hours=1), account))


@pytest.mark.parametrize("what", ["disable", "role", "new passphrase"])
def test_a_change_of_somebody_ends_their_sessions_and_nobody_elses(here: Library, what: str) -> None:
    ready(here)
    (ann,) = here.people.all()
    _begin(here, "hers", holder(ann.id))
    _begin(here, "others", "acc")
    if what == "disable":
        assert here.people.disable(ANN, "operator") == 1
    elif what == "role":
        assert here.people.put_role(ANN, "acc", Role.FIGURES, "operator") == 1
    else:
        here.people.accept(here.people.invite(ANN, "operator"), PHRASE)
    assert (_in_force(here, "hers"), _in_force(here, "others")) == (False, True)


def test_who_is_disabled_is_known_no_more_until_enabled(here: Library) -> None:
    ready(here)
    secret = here.people.invite(ANN, "operator")
    here.people.disable(ANN, "operator")
    assert here.people.known(ANN, PHRASE) is None
    assert here.people.invited(secret) is None
    (ann,) = here.people.all()
    assert not here.people.may_sign_in(ann.id)
    here.people.disable(ANN, "operator", disabled=False)
    assert here.people.may_sign_in(ann.id)
    assert called(here.people.known(ANN, PHRASE)) == "Ann Example"
    assert not here.people.may_sign_in("nobody")


@pytest.mark.parametrize("email", [ANN, "ANN@CORP.EXAMPLE"])
def test_an_address_is_one_person(here: Library, email: str) -> None:
    with pytest.raises(KnownAlready):
        here.people.add("Another", email, "acc", Role.FIGURES, "operator")


@pytest.mark.parametrize("email", ["", "ann", "@", "a b@c.d", "a@" + "b" * 253])
def test_what_is_no_address_is_refused(here: Library, email: str) -> None:
    with pytest.raises(ChangeRequest, match="An e-mail address should be like"):
        here.people.add("Bob", email, "acc", Role.FIGURES, "operator")


@pytest.mark.parametrize(("name", "taken"), [("", False), (" ", False), ("b" * 200, True), ("b" * 201, False)])
def test_a_name_has_1_to_200_characters(here: Library, name: str, taken: bool) -> None:
    try:
        here.people.add(name, "bob@corp.example", "acc", Role.FIGURES, "operator")
    except ChangeRequest:
        assert not taken
    else:
        assert taken


def test_nobody_such_is_an_error(here: Library) -> None:
    for change in (here.people.invite, here.people.disable):
        with pytest.raises(NoSuchPerson):
            change("bob@corp.example", "operator")


def test_to_forget_a_registrant_locks_nobody_out(here: Library) -> None:
    ready(here)
    here.held.put("key", ANN, Secret("platform's"), "operator")
    here.forget_person(ANN, user="operator")
    assert called(here.people.known(ANN, PHRASE)) == "Ann Example"
    held = [(one.username, one.password.reveal()) for one in here.held.all()]
    assert held == [(ANN, "platform's")]


def test_nothing_of_people_and_accounts_is_in_the_clear(here: Library, url: str) -> None:
    ready(here)
    secret = here.people.invite(ANN, "operator")
    here.held.put("key", "acme-api", Secret("pass-at-platform"), "operator")
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as conn:
        kept = conn.execute(text("select * from kept")).all()
    engine.dispose()
    rows = [bytes(row.data) + f"{row.id} {row.account}".encode() for row in kept]
    assert len(rows) == 2
    for word in ("ann", "corp", "Example", "argon2", "acme-api", "pass-at-platform", secret, PHRASE):
        assert not [row for row in rows if word.encode() in row], word


def test_what_was_done_is_in_the_audit_log(here: Library) -> None:
    ready(here)
    here.people.disable(ANN, "operator")
    actions = [(entry.user, entry.action) for entry in here.audit_entries()]
    assert actions == [
        ("operator", "disable person"),
        (ANN, "set passphrase"),
        ("operator", "invite person"),
        ("operator", "add person"),
    ]


def test_an_account_is_held_in_place_of_what_was_held_and_let_go(here: Library) -> None:
    here.held.put("b", "zeta", Secret("one"), "operator")
    here.held.put("a", "alpha", Secret("two"), "operator")
    here.held.put("b", "zeta", Secret("three"), "operator")
    assert [(held.key, held.username, held.password.reveal()) for held in here.held.all()] == [
        ("a", "alpha", "two"), ("b", "zeta", "three"),
    ]  # fmt: skip
    assert here.held.remove("b", "operator")
    assert not here.held.remove("b", "operator")
    assert here.held.of("b") is None
    assert "two" not in repr(here.held.all())


@pytest.mark.parametrize(
    ("passphrase", "said"),
    [
        ("eleven char", "12 characters at least"),
        ("twelve chars", ""),
        ("x1 " * 333 + "x", ""),
        ("x1 " * 333 + "xy", "1,000 characters at most"),
        ("1234567887654321", "most common"),
        ("ann corp example", "8 characters at least beside words"),
    ],
)
def test_which_passphrases_are_refused(passphrase: str, said: str) -> None:
    why = passphrases.why_refused(passphrase, ANN, "Ann Example")
    assert (said in str(why)) if said else why is None


def test_a_hash_is_argon2id_with_a_salt_of_its_own(
    monkeypatch: pytest.MonkeyPatch, passphrases_hashed_in_no_time: int
) -> None:
    monkeypatch.setattr(passphrases, "MEMORY_KIB", passphrases_hashed_in_no_time)
    one, other = passphrases.hashed(PHRASE), passphrases.hashed(PHRASE)
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert one != other
    assert passphrases.matches(PHRASE, one)
    assert not passphrases.matches(PHRASE, None)
    assert not passphrases.matches("\ud800", one)


def _admins(library: Library) -> None:
    """Make Ann and Bob administrators of the account, and Cid one of another."""
    library.people.put_role(ANN, "acc", Role.ADMIN, "operator")
    library.people.add("Bob", "bob@corp.example", "acc", Role.ADMIN, "operator")
    library.people.add("Cid", "cid@corp.example", "other", Role.ADMIN, "operator")


@pytest.mark.parametrize("change", ["role", "out", "disable"])
def test_the_last_administrator_of_an_account_is_kept_where_that_is_asked_for(here: Library, change: str) -> None:
    _admins(here)
    people = here.people

    def take(email: str) -> None:
        if change == "disable":
            people.disable(email, "ann", keeping_admin=True)
        else:
            role = Role.FILES if change == "role" else None
            people.put_role(email, "acc", role, "ann", keeping_admin=True)

    take("bob@corp.example")
    before = (people.all(), len(here.audit_entries()))
    with pytest.raises(LastAdministrator):
        take(ANN)
    assert (people.all(), len(here.audit_entries())) == before
    assert people.disable(ANN, "operator") == 0  # by the command, whoever runs the dashboard may


def test_who_is_disabled_is_no_administrator_who_is_left(here: Library) -> None:
    _admins(here)
    here.people.disable("bob@corp.example", "operator")
    with pytest.raises(LastAdministrator):
        here.people.put_role(ANN, "acc", Role.FIGURES, "bob", keeping_admin=True)
    here.people.disable("bob@corp.example", "operator", disabled=False, keeping_admin=True)
    assert here.people.put_role(ANN, "acc", Role.FIGURES, "bob", keeping_admin=True) == 0


def test_who_is_removed_is_out_and_nothing_of_them_is_left_but_the_log(here: Library) -> None:
    ready(here)
    (ann,) = here.people.all()
    now = datetime.now(UTC)
    here.sessions.begin("sid", "token", Began(now, now + timedelta(hours=1), holder(ann.id)))
    here.sign_ins.note(ann.id, "acc")
    here.people.limit(ANN, "acc", Reach.to(events=["1"]), "operator")
    here.sessions.begin("sid", "token", Began(now, now + timedelta(hours=1), holder(ann.id)))
    theirs = Theirs(here, "acc", Reach.to(events=["1"]), holder(ann.id))
    theirs.choose_columns("registrants", ("Email",))
    assert here.people.remove(ANN.upper(), "operator") == 1
    assert (here.people.all(), here.sign_ins.last(), here.people.known(ANN, PHRASE)) == ([], {}, None)
    with here._guard.store.read() as conn:
        assert conn.execute(select(kept)).all() == []
    (newest,) = here.audit_entries(limit=1)
    assert (newest.user, newest.action, newest.whom) == ("operator", "remove person", ANN)
    with pytest.raises(NoSuchPerson):
        here.people.remove(ANN, "operator")


def test_what_is_done_to_people_says_to_whom_and_from_where(here: Library) -> None:
    bob = "Bob@corp.example"
    here.people.add("Bob", bob, "acc", Role.FIGURES, "ann", where="192.0.2.1")
    secret = here.people.invite("bob@corp.example", "ann", where="192.0.2.2")
    here.people.accept(secret, PHRASE, where="192.0.2.3")
    here.people.put_role(bob, "acc", Role.PEOPLE, "ann", where="192.0.2.4")
    here.people.limit(bob, "acc", Reach.to(folders=["Trade"]), "ann", where="192.0.2.5")
    here.people.disable(bob, "ann", where="192.0.2.6")
    assert [(entry.user, entry.action, entry.whom, entry.where) for entry in here.audit_entries(limit=6)] == [
        ("ann", "disable person", bob, "192.0.2.6"),
        ("ann", "limit person", bob, "192.0.2.5"),
        ("ann", "change role", bob, "192.0.2.4"),
        (bob, "set passphrase", "", "192.0.2.3"),
        ("ann", "invite person", bob, "192.0.2.2"),
        ("ann", "add person", bob, "192.0.2.1"),
    ]
    # Both what they did and what was done to them.
    assert len(here.audit_entries(wanted=Wanted(who="bob@CORP.example"))) == 6
    here.forget_person(bob, user="operator")
    assert here.audit_entries(limit=1)[0].whom == ""


def test_it_is_known_when_somebody_signed_in_last(here: Library, clock: FakeClock) -> None:
    (ann,) = here.people.all()
    assert here.sign_ins.last() == {}
    assert here.sign_ins.account(ann.id) == ""
    here.sign_ins.note(ann.id, "other")
    clock.advance(60)
    here.sign_ins.note(ann.id, "acc")
    at = datetime.fromtimestamp(clock().wall_ms / 1000, UTC)
    assert here.sign_ins.last() == {ann.id: at}
    assert here.sign_ins.account(ann.id) == "acc"
    here.forget_person("nobody@corp.example", user="operator")
    assert here.sign_ins.last() == {ann.id: at}
