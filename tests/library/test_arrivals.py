"""People whom a provider lets in: known by its name for them, kept as it says they are, out when it says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from tests.library.stage import FakeClock
from webcast.library import Library
from webcast.library.arrivals import Arrival, Why
from webcast.library.people import Person, holder
from webcast.library.sessions import Began
from webcast.roles import Role

ISSUER = "https://login.example"
ANN = "ann@corp.example"
NOW = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def here(opened: Callable[..., Library], clock: FakeClock) -> Library:
    return opened(clock=clock)


def arrive(
    library: Library,
    subject: str = "s-1",
    *,
    email: str = ANN,
    name: str = "Ann Example",
    roles: Mapping[str, Role] | None = None,
    decides_on: tuple[str, ...] = ("acc",),
    new_people: bool = True,
    join: bool = False,
    issuer: str = ISSUER,
    provider: str = "contoso",
) -> Person | Why:
    given = {"acc": Role.PEOPLE} if roles is None else roles
    one = Arrival(provider, issuer, subject, email, name, given, decides_on)
    return library.arrivals.arrive(one, new_people=new_people, join=join, where="192.0.2.7")


def came_in(found: Person | Why) -> Person:
    assert isinstance(found, Person), found
    return found


def begun(library: Library, person: Person, sid: str) -> None:
    began = Began(NOW, NOW + timedelta(hours=1), holder(person.id))
    library.sessions.begin(sid, "token", began)


def test_who_comes_for_the_first_time_is_added_and_recorded(here: Library) -> None:
    ann = came_in(arrive(here))
    assert (ann.name, ann.email, dict(ann.accounts)) == ("Ann Example", ANN, {"acc": Role.PEOPLE})
    assert (ann.ready, ann.providers) == (True, ("contoso",))
    assert here.people.all() == [ann]
    (entry,) = here.audit_entries()
    assert (entry.user, entry.action, entry.whom) == ("provider contoso", "add person", ANN)
    assert entry.where == "192.0.2.7"
    assert came_in(arrive(here)) == ann
    assert len(here.audit_entries()) == 1


def test_nobody_is_added_where_new_people_are_not_wanted(here: Library) -> None:
    assert arrive(here, new_people=False) is Why.UNKNOWN
    assert here.people.all() == []


def test_a_person_is_known_by_subject_and_issuer_and_not_by_their_address(here: Library) -> None:
    ann = came_in(arrive(here))
    assert came_in(arrive(here, email="ann.new@corp.example", name="Ann New")).id == ann.id
    assert here.people.all()[0].email == "ann.new@corp.example"
    assert arrive(here, "s-2", email="ann.new@corp.example") is Why.KNOWN
    assert arrive(here, "s-2", email="ann.new@corp.example", join=True) is Why.KNOWN
    assert arrive(here, "s-1", email="ann.new@corp.example", issuer="https://other.example") is Why.KNOWN


def test_an_address_that_somebody_else_has_is_not_taken_over(here: Library) -> None:
    arrive(here)
    bob = came_in(arrive(here, "s-2", email="bob@corp.example", name="Bob"))
    assert came_in(arrive(here, "s-2", email="ANN@corp.example", name="Bob")).email == "bob@corp.example"
    assert came_in(arrive(here, "s-2", email="bob@corp.example", name="Bob")) == bob


def test_who_was_invited_is_joined_only_where_that_is_wanted(here: Library) -> None:
    invited = here.people.add("Ann", ANN, "acc", Role.FIGURES, "operator")
    assert arrive(here) is Why.KNOWN
    joined = came_in(arrive(here, join=True))
    assert (joined.id, dict(joined.accounts)) == (invited.id, {"acc": Role.PEOPLE})
    assert came_in(arrive(here)).id == invited.id
    assert [entry.action for entry in here.audit_entries()][:1] == ["join person"]


@pytest.mark.parametrize("join", [False, True])
def test_somebody_disabled_is_not_let_in_nor_changed(here: Library, join: bool) -> None:
    here.people.add("Ann", ANN, "acc", Role.FIGURES, "operator")
    here.people.disable(ANN, "operator")
    assert arrive(here, join=True) is Why.DISABLED
    bob = came_in(arrive(here, "s-2", email="bob@corp.example", name="Bob"))
    here.people.disable("bob@corp.example", "operator")
    assert arrive(here, "s-2", email="b@corp.example", roles={"acc": Role.ADMIN}, join=join) is Why.DISABLED
    kept = next(one for one in here.people.all() if one.id == bob.id)
    assert (kept.email, dict(kept.accounts), kept.disabled) == ("bob@corp.example", {"acc": Role.PEOPLE}, True)


def test_the_role_follows_the_provider_and_less_ends_sessions(here: Library) -> None:
    ann = came_in(arrive(here))
    begun(here, ann, "one")
    assert dict(came_in(arrive(here, roles={"acc": Role.ADMIN})).accounts) == {"acc": Role.ADMIN}
    assert here.sessions.in_force("one", None, NOW)
    assert dict(came_in(arrive(here, roles={"acc": Role.FIGURES})).accounts) == {"acc": Role.FIGURES}
    assert not here.sessions.in_force("one", None, NOW)
    begun(here, ann, "two")
    assert arrive(here, roles={}) is Why.NO_ROLE
    assert not here.sessions.in_force("two", None, NOW)
    assert dict(here.people.all()[0].accounts) == {}


def test_without_a_role_nobody_is_added(here: Library) -> None:
    assert arrive(here, roles={}) is Why.NO_ROLE
    assert here.people.all() == []
    assert here.audit_entries() == []


def test_roles_in_accounts_that_the_provider_does_not_decide_on_stay(here: Library) -> None:
    here.people.add("Ann", ANN, "other", Role.ADMIN, "operator")
    joined = came_in(arrive(here, join=True))
    assert dict(joined.accounts) == {"other": Role.ADMIN, "acc": Role.PEOPLE}
    assert dict(came_in(arrive(here, roles={})).accounts) == {"other": Role.ADMIN}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("", "ann"),
        ("ann@corp.example", "ann"),
        (" Ann\n\x00 \u202eExample ", "Ann Example"),
        ("A" * 300, "A" * 200),
    ],
)
def test_a_name_is_one_line_and_never_an_address(here: Library, said: str, kept: str) -> None:
    assert came_in(arrive(here, name=said)).name == kept


def test_to_forget_a_registrant_locks_nobody_out_who_comes_by_a_provider(here: Library) -> None:
    arrive(here, subject=ANN, name=ANN)
    here.forget_person(ANN, user="operator")
    assert [one.email for one in here.people.all()] == [ANN]


def test_a_provider_ends_the_sessions_of_who_it_names(here: Library) -> None:
    ann = came_in(arrive(here))
    begun(here, ann, "one")
    begun(here, ann, "two")
    assert here.arrivals.end(ISSUER, "s-2") is None
    assert here.arrivals.end("https://other.example", "s-1") is None
    assert here.arrivals.end(ISSUER, "s-1") == (ann, 2)
    assert not here.sessions.in_force("one", None, NOW)


def test_a_provider_ends_the_sessions_that_began_in_one_of_its_own(here: Library) -> None:
    ann = came_in(arrive(here))
    for sid, theirs in (("one", "t-1"), ("two", "t-1"), ("three", "t-2"), ("four", "")):
        begun(here, ann, sid)
        assert here.sign_ons.began(sid, "contoso", theirs, subject="s-1", since=here.sign_ons.moment())
    assert [here.sign_ons.of(sid) for sid in ("one", "four", "none")] == ["contoso", "contoso", ""]
    assert here.sign_ons.end("google", "t-1") == 0
    assert here.sign_ons.end("contoso", "") == 0
    assert here.sign_ons.end("contoso", "t-1") == 2
    assert [here.sessions.in_force(sid, None, NOW) for sid in ("one", "two", "three", "four")] == [
        False, False, True, True,
    ]  # fmt: skip
    here.sign_ons.began("three", "contoso", "t-3", subject="s-1", since=0)
    assert here.sign_ons.of("one") == ""


def test_a_provider_ends_what_goes_on_in_another_session(here: Library) -> None:
    ann = came_in(arrive(here))
    begun(here, ann, "one")
    here.sign_ons.began("one", "contoso", "t-1", subject="s-1", since=0)
    begun(here, ann, "two")
    here.sign_ons.goes_on("one", "two")
    begun(here, ann, "three")
    here.sign_ons.goes_on("none", "three")
    here.sessions.end("one")
    assert [here.sign_ons.of(sid) for sid in ("two", "three")] == ["contoso", ""]
    assert here.sign_ons.end("contoso", "t-1") == 1
    assert [here.sessions.in_force(sid, None, NOW) for sid in ("two", "three")] == [False, True]


def test_what_works_once_works_once_in_all_processes(opened: Callable[..., Library], clock: FakeClock) -> None:
    one, other = opened(clock=clock), opened(clock=clock)
    assert one.once.take("state", 600)
    assert not other.once.take("state", 600)
    assert other.once.take("another", 600)
    clock.advance(600 + 3599)
    assert not one.once.take("state", 600)
    clock.advance(2)
    assert one.once.take("state", 600)


def test_what_a_provider_said_while_somebody_came_from_there_ends_what_began(opened: Callable[..., Library]) -> None:
    clock = FakeClock()
    here = opened(clock=clock)
    ann = came_in(arrive(here))

    def came(sid: str, theirs: str, since: int) -> bool:
        begun(here, ann, sid)
        goes_on = here.sign_ons.began(sid, "contoso", theirs, subject="s-1", since=since)
        assert here.sessions.in_force(sid, None, NOW) is goes_on
        assert here.sign_ons.of(sid) == ("contoso" if goes_on else "")
        return goes_on

    asked = here.sign_ons.moment()
    here.sign_ons.said_over("contoso", session="t-1")
    here.sign_ons.said_over("google", session="t-2")
    here.sign_ons.said_over("google", subject="s-1")
    assert [came("one", "t-1", asked), came("two", "t-2", asked), came("three", "", asked)] == [False, True, True]
    here.sign_ons.said_over("contoso", subject="s-1")
    # Who comes from there after that comes anew; a session that is over there is over for good.
    assert [came("four", "t-4", asked), came("five", "t-4", asked + 1), came("six", "t-1", asked + 1)] == [
        False, True, False,
    ]  # fmt: skip
    clock.advance(3601)
    here.sign_ons.said_over("contoso", subject="s-2")
    assert came("seven", "t-1", asked)
