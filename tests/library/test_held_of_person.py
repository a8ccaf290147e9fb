"""What is held of one person is what forgetting them takes out; and both stay within the accounts that are named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from tests.library import stage
from tests.library.test_privacy import ACCOUNT, library_of_the_guide
from webcast.api.redaction import Secret
from webcast.library import Library
from webcast.library.steps import LeftOff
from webcast.library.views import NamedView
from webcast.reach import Reach
from webcast.roles import Role
from webcast.view.filters import Filters
from webcast.view.record import View

OTHER = "another account"
SCOTT = {"registrants": 3, "snapshots": 3, "events": 2, "raw_rewritten": 2, "raw_dropped": 1, "views": 1}


def filled(library: Library) -> str:
    """Fill the library of an account, with a view that names the person, and that of another with the same person."""
    email = library_of_the_guide(library)
    for account in (ACCOUNT, OTHER):
        view = View(page="overview", events=("2",), filters=Filters(text=email), zone="UTC")
        library.views.save(account, NamedView("Who?", view), "somebody")
    library.remember_events(OTHER, stage.listing("2"))
    report = library.report(ACCOUNT, ["2"])
    library.hold(OTHER, "2", None, report)
    return email


def test_what_is_looked_up_is_what_forgetting_takes_out(library: Library) -> None:
    email = filled(library)
    before = len(library.audit_entries())
    found = library.held_of(f" {email.upper()} ", [ACCOUNT])
    assert found.counts.counts() == SCOTT
    assert library.held_of(email, [ACCOUNT]).counts == found.counts  # looking takes nothing away
    assert len(library.audit_entries()) == before
    assert library.forget_person(email, user="ada", within=[ACCOUNT]) == found.counts
    assert set(library.held_of(email, [ACCOUNT]).counts.counts().values()) == {0}


def test_the_rows_of_the_person_and_of_nobody_else_are_written(library: Library) -> None:
    email = filled(library)
    written: dict[str, Any] = json.loads(json.dumps(library.held_of(email, [ACCOUNT]).to_json()))
    assert written["counts"] == SCOTT
    found = sorted((one["event"], one["response_as_received"]) for one in written["reports"])
    assert found == [("123456", True), ("123456", True), ("2", True)]
    whole = library.report(ACCOUNT, ["123456"])
    scott = whole.registrants.filter(pl.col("email_key") == email).row(0, named=True)
    report = next(one for one in written["reports"] if one["event"] == "123456")
    (registrant,) = report["registrants"]
    assert (registrant["first_name"], registrant["last_name"]) == (scott["first_name"], scott["last_name"])
    assert "email_key" not in registrant
    assert None not in registrant.values()
    for name in ("sessions", "qa", "registration_answers", "survey_responses"):
        theirs = whole.tables()[name].filter(pl.col("registrant") == scott["registrant"])
        assert len(report[name]) == theirs.height
    (kept,) = written["kept"]
    assert (kept["kind"], kept["content"]["name"]) == ("views", "Who?")
    others = whole.registrants.filter(pl.col("email_key") != email)["email"].drop_nulls().to_list()
    assert not [other for other in others if other in json.dumps(written)]


def test_nothing_of_another_account_is_seen_or_taken(library: Library) -> None:
    email = filled(library)
    assert library.held_of(email, [OTHER]).counts.counts() == {
        "registrants": 1, "snapshots": 1, "events": 1, "raw_rewritten": 0, "raw_dropped": 0, "views": 1,
    }  # fmt: skip
    library.forget_person(email, user="ada", where="192.0.2.1", within=[ACCOUNT])
    assert library.held_of(email, [OTHER]).counts.registrants == 1
    assert len(library.views.all(OTHER)) == 1
    assert library.views.all(ACCOUNT) == []
    (entry,) = library.audit_entries(ACCOUNT, limit=1)
    assert (entry.user, entry.action, entry.where) == ("ada", "forget person", "192.0.2.1")
    assert library.held_of(email).counts.registrants == 1  # all accounts


def test_how_far_it_is_is_told_before_each_report(library: Library) -> None:
    email, told = filled(library), list[tuple[int, int]]()
    library.held_of(email, step=lambda done, total: told.append((done, total)))
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4)]
    told.clear()
    library.forget_event("2", user="ada", step=lambda done, total: told.append((done, total)))
    assert told == [(0, 2)]  # twenty at a time


def test_what_was_left_off_half_way_is_recorded_as_far_as_it_came(library: Library) -> None:
    email = filled(library)

    def step(done: int, total: int) -> None:
        if done == 2:
            raise LeftOff

    with pytest.raises(LeftOff):
        library.forget_person(email, user="ada", step=step)
    (entry,) = library.audit_entries(limit=1)
    assert (entry.action, entry.counts["snapshots"], entry.counts["views"]) == ("forget person", 2, 0)
    assert library.held_of(email).counts.snapshots == 2
    assert library.forget_person(email, user="ada").snapshots == 2


def test_who_may_sign_in_is_told_apart_and_stays(library: Library) -> None:
    email = filled(library)
    assert not library.held_of(email).insider
    library.people.add("Mike Scott", email.upper(), OTHER, Role.FIGURES, "operator")
    library.people.limit(email, OTHER, Reach.to(folders=["Trade"]), "operator")
    library.held.put(OTHER, email, Secret("secret words"), "operator")
    person = library.people.find(email)
    library.sign_ins.note(person.id, OTHER)
    found = library.held_of(email)
    assert (found.insider.person, [one.key for one in found.insider.accounts]) == (person, [OTHER])
    written = found.to_json()["signing_in"]
    assert written["held_accounts"] == [email]
    assert written["person"] | {"last_sign_in": ""} == {
        "name": "Mike Scott", "email": email.upper(), "roles": ["figures"], "limited": True, "disabled": False,
        "providers": [], "passkeys": [], "last_sign_in": "",
    }  # fmt: skip
    assert written["person"]["last_sign_in"] is not None
    assert "secret words" not in json.dumps(found.to_json())
    # Nobody is told who is in accounts that they do not look after.
    assert not library.held_of(email, [ACCOUNT]).insider
    assert library.held_of(email, [ACCOUNT, OTHER]).insider.within == (OTHER,)
    library.forget_person(email, user="operator")
    assert library.people.find(email) == person
    assert library.held.of(OTHER) is not None


def test_retention_and_an_event_stay_within_the_accounts_too(opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    library = opened(clock=clock)
    filled(library)
    assert (library.reports_of("2", [ACCOUNT]), library.reports_of("2", [OTHER]), library.reports_of("2")) == (
        1,
        1,
        2,
    )
    assert library.forget_event("2", user="ada", within=[OTHER]) == 1
    assert (library.reports_of("2", [ACCOUNT]), library.reports_of("2", [OTHER])) == (1, 0)
    library.hold(OTHER, "2", None, stage.report("2"))
    clock.advance(30 * 86_400)
    assert [one.event_id for one in library.retention_due(29, within=[ACCOUNT])] == ["123456"]
    assert len(library.retention_due(29, newest_too=True, within=[ACCOUNT])) == 3
    assert library.retention_due(31, newest_too=True, within=[ACCOUNT]) == []
    assert library.apply_retention(29, user="ada", newest_too=True, within=[ACCOUNT]) == 3
    assert library.reports_of("2", [OTHER]) == 1
