"""What somebody who is limited is shown of an account: events, reports, fetches, views, visits, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import polars as pl
import pytest
from sqlalchemy import create_engine, text

from tests.library import stage
from tests.library.office import Opener
from tests.library.stage import FakeClock
from webcast.errors import UnknownEvent
from webcast.library import Library
from webcast.library.people import MayEverything, NoSuchPerson, NotInAccount, holder
from webcast.library.sessions import Began
from webcast.library.theirs import Theirs
from webcast.library.views import BadName, NamedView, UnknownView
from webcast.reach import Reach
from webcast.roles import Role
from webcast.sandbox.faults import Drip
from webcast.view.filters import Filters
from webcast.view.record import View

ACCOUNT = "acc"
ANN = "ann@corp.example"
ONE = Reach.to(cost_centers=["Sales"])


def listing(**cost_centers: str) -> pl.DataFrame:
    """Return an event list: ``e11="Sales"`` is event 11 of that cost center."""
    whose = pl.Series(list(cost_centers.values()), dtype=pl.String)
    return stage.listing(*(name[1:] for name in cost_centers)).with_columns(cost_center=whose)


@pytest.fixture
def here(opened: Callable[..., Library], clock: FakeClock) -> Library:
    library = opened(clock=clock)
    library.remember_events(ACCOUNT, listing(e11="Sales", e12="Sales", e21="Finance", e22="Finance"))
    for event_id in ("11", "21"):
        library.hold(ACCOUNT, event_id, None, stage.report(event_id))
    return library


@pytest.fixture
def theirs(here: Library) -> Theirs:
    return Theirs(here, ACCOUNT, ONE, "person ann")


def said(ask: Callable[[], object]) -> str:
    with pytest.raises(UnknownEvent) as caught:
        ask()
    return str(caught.value)


def test_their_event_list_is_one_of_their_own(theirs: Theirs, here: Library) -> None:
    assert theirs.events()["event_id"].to_list() == ["11", "12"]
    assert Theirs(here, ACCOUNT).events()["event_id"].to_list() == ["11", "12", "21", "22"]
    assert Theirs(here, ACCOUNT, Reach()).events().is_empty()
    assert Theirs(here, "").events().is_empty()
    assert not Theirs(here, "").known


@pytest.mark.parametrize("what", ["audience", "versions", "newest", "must_show", "follow", "start"])
def test_an_event_outside_is_answered_as_one_that_does_not_exist(theirs: Theirs, what: str) -> None:
    session = object()  # it is not asked for: a session that were used would fail
    asks: dict[str, Callable[[str], object]] = {
        "audience": lambda event: theirs.audience(["11", event]),
        "versions": lambda event: theirs.versions([event]),
        "newest": theirs.newest,
        "must_show": lambda event: theirs.must_show([event]),
        "follow": lambda event: theirs.follow(session, event),  # type: ignore[arg-type]
        "start": lambda event: theirs.start(session, [event]),  # type: ignore[arg-type]
    }
    outside, nowhere = said(lambda: asks[what]("21")), said(lambda: asks[what]("99"))
    assert outside == nowhere.replace("99", "21")
    assert outside.startswith("Event 21 should be in your event list, but is not.")


def test_what_is_within_is_as_for_everybody(theirs: Theirs, here: Library) -> None:
    assert theirs.audience(["11"]) is here.audience(ACCOUNT, ["11"])
    assert theirs.versions(["11"]) == here.versions(ACCOUNT, ["11"])
    assert theirs.newest("11") == here.newest(ACCOUNT, "11")
    assert "none was fetched yet" in said(lambda: theirs.audience(["12"]))


def test_an_event_that_leaves_the_cost_center_is_gone_at_once(
    theirs: Theirs, here: Library, clock: FakeClock
) -> None:
    clock.advance(1)
    here.remember_events(ACCOUNT, listing(e11="Finance", e12="Sales", e21="Sales", e22="Finance"))
    assert theirs.events()["event_id"].to_list() == ["12", "21"]
    said(lambda: theirs.audience(["11"]))
    assert theirs.audience(["21"]).events["event_id"].to_list() == ["21"]


# Fetching


def test_they_are_told_of_fetches_of_their_events_alone_and_cancel_no_others(office: Opener) -> None:
    at = office("11", "12", "13", people=2000)
    theirs = Theirs(at.library, at.account, Reach.to(events=["11"]), "person ann")
    others = Theirs(at.library, at.account, Reach.to(events=["12", "13"]), "person bob")
    at.library.sync.refresh_events(at.account, at.session)
    at.sandbox.faults.add(Drip(chunk=200, pause=0.01), endpoint="report", event_id="11", times=1)
    others.start(at.session, ["12"])
    theirs.start(at.session, ["11"])
    stage.until(lambda: at.progress().current_title == "Event 11")
    others.start(at.session, ["13"])
    mine, theirs_too = theirs.progress(), others.progress()
    assert mine is not None
    assert theirs_too is not None
    assert (mine.done, mine.total, mine.current_title, mine.state) == (0, 1, "Event 11", "running")
    assert (theirs_too.done, theirs_too.total, theirs_too.current_title) == (1, 2, None)
    theirs.cancel()
    assert at.outcome().total == 3
    ended = [found.state for found in (theirs.progress(), others.progress()) if found]
    assert ended == ["cancelled", "done"]
    assert at.library.events(at.account)["freshness"].to_list() == ["missing", "current", "current"]


def test_of_a_fetch_of_others_they_are_told_nothing(office: Opener) -> None:
    at = office("11", "12")
    assert at.fetch("11", "99").failures[0][0] == "99"
    assert Theirs(at.library, at.account, Reach.to(events=["12"]), "person ann").progress() is None
    assert Theirs(at.library, at.account, Reach(), "person ann").progress() is None


# Views and visits


def view(*events: str, name: str = "A view") -> NamedView:
    looked_at = View(page="overview", events=events, filters=Filters(text="secret"), zone="UTC")
    return NamedView(name, looked_at, {event: f"Event {event}" for event in events})


def test_views_are_theirs_where_all_their_events_are(theirs: Theirs, here: Library) -> None:
    made = {
        name: here.views.save(ACCOUNT, view(*events, name=name), "bob").id
        for name, events in {"in": ["11"], "both": ["11", "21"], "out": ["21"], "none": []}.items()
    }
    assert [saved.name for saved in theirs.views.all()] == ["in"]
    assert theirs.views.get(made["in"]).name == "in"
    assert len(Theirs(here, ACCOUNT).views.all()) == 4
    with pytest.raises(UnknownView) as nowhere:
        theirs.views.get("nowhere")
    for name in ("both", "out", "none"):
        for ask in (
            theirs.views.get,
            lambda of: theirs.views.rename(of, "mine", "ann"),
            lambda of: theirs.views.replace(of, view("11"), "ann"),
            lambda of: theirs.views.save(view("11", name="mine"), "ann", view_id=of),
        ):
            with pytest.raises(UnknownView) as caught:
                ask(made[name])
            assert str(caught.value) == str(nowhere.value)
        theirs.views.delete(made[name], "ann")
    assert len(here.views.all(ACCOUNT)) == 4


def test_the_name_of_a_view_that_they_may_not_see_is_free_to_them(theirs: Theirs, here: Library) -> None:
    here.views.save(ACCOUNT, view("21", name="Quarter"), "bob")
    mine = theirs.views.save(view("11", name="Quarter"), "ann")
    assert [saved.name for saved in theirs.views.all()] == ["Quarter"]
    with pytest.raises(BadName):  # of their own, or of one that they see
        theirs.views.save(view("11", name="QUARTER"), "ann")
    other = theirs.views.save(view("11", name="Half"), "ann")
    with pytest.raises(BadName):
        theirs.views.rename(other.id, "quarter", "ann")
    theirs.views.delete(mine.id, "ann")
    assert theirs.views.rename(other.id, "quarter", "ann").name == "quarter"
    # Who sees both is told that there are two, and neither is in the way of a change.
    with pytest.raises(BadName):
        here.views.save(ACCOUNT, view("11", name="Quarter"), "bob")
    with pytest.raises(UnknownView, match="Several saved views of the account have this name"):
        here.views.find(ACCOUNT, "Quarter")
    assert here.views.find(ACCOUNT, other.id).id == other.id
    assert here.views.replace(ACCOUNT, other.id, view("21"), "bob").name == "quarter"


def test_they_keep_views_of_their_events_alone(theirs: Theirs, here: Library) -> None:
    said(lambda: theirs.views.save(view("11", "21"), "ann"))
    saved = theirs.views.save(view("11"), "ann")
    said(lambda: theirs.views.replace(saved.id, view("21"), "ann"))
    assert theirs.views.rename(saved.id, "Another", "ann").name == "Another"
    theirs.views.delete(saved.id, "ann")
    assert theirs.views.all() == here.views.all(ACCOUNT) == []
    assert theirs.views.save(view("11"), "ann", view_id=saved.id).id == saved.id


def test_their_visits_are_their_own(theirs: Theirs, here: Library, clock: FakeClock) -> None:
    everybody = Theirs(here, ACCOUNT)
    for whose in (everybody, theirs):
        assert whose.arrive(whose.events()) is None
    clock.advance(timedelta(hours=2).total_seconds())
    last = [whose.arrive(whose.events()) for whose in (everybody, theirs)]
    assert [found.events for found in last if found] == [frozenset({"11", "12", "21", "22"}), frozenset({"11", "12"})]


def test_the_columns_that_they_choose_are_their_own(theirs: Theirs, here: Library) -> None:
    everybody = Theirs(here, ACCOUNT)
    everybody.choose_columns("registrants", ("What did event 21 ask?",))
    assert theirs.columns() == {}
    theirs.choose_columns("registrants", ("email",))
    assert theirs.columns() == {"registrants": ("email",)}
    assert everybody.columns() == {"registrants": ("What did event 21 ask?",)}
    assert Theirs(here, ACCOUNT, ONE, "person bob").columns() == {}


# In the person's record


@pytest.fixture
def ann(here: Library) -> str:
    return here.people.add("Ann", ANN, ACCOUNT, Role.PEOPLE, "operator", reach=ONE).id


def _begin(library: Library, sid: str, account: str) -> None:
    library.sessions.begin(sid, "t", Began(stage.NOON, stage.NOON + timedelta(hours=1), account))


def test_a_limit_is_the_persons_in_one_account(here: Library, ann: str) -> None:
    assert here.people.reach(ann, ACCOUNT) == ONE
    assert here.people.all()[0].limits == {ACCOUNT: ONE}
    here.people.put_role(ANN, "other", Role.FIGURES, "operator")
    assert here.people.reach(ann, "other") is None
    assert here.people.reach(ann, ACCOUNT) == ONE


def test_to_limit_somebody_ends_their_sessions_and_is_recorded(here: Library, ann: str) -> None:
    _begin(here, "hers", holder(ann))
    _begin(here, "others", ACCOUNT)
    assert here.people.limit(ANN, ACCOUNT, Reach.to(events=["11", "21"]), "operator") == 1
    assert here.sessions.in_force("others", None, stage.NOON)
    (entry,) = here.audit_entries(limit=1)
    assert (entry.user, entry.action, dict(entry.counts)) == ("operator", "limit person", {"people": 1, "events": 2})
    assert here.people.limit(ANN, ACCOUNT, None, "operator") == 0
    assert here.people.reach(ann, ACCOUNT) is None


def test_who_is_not_there_or_not_in_the_account_reaches_nothing(here: Library, ann: str) -> None:
    assert here.people.reach("nobody", ACCOUNT) == Reach()
    assert here.people.reach(ann, "other") == Reach()
    here.people.disable(ANN, "operator")
    assert here.people.reach(ann, ACCOUNT) == Reach()


def test_a_limit_outlasts_leaving_the_account(here: Library, ann: str) -> None:
    here.people.put_role(ANN, ACCOUNT, None, "operator")
    assert here.people.reach(ann, ACCOUNT) == Reach()
    here.people.put_role(ANN, ACCOUNT, Role.PEOPLE, "operator")
    assert here.people.reach(ann, ACCOUNT) == ONE


def test_who_may_everything_is_not_limited(here: Library, ann: str) -> None:
    with pytest.raises(MayEverything):
        here.people.put_role(ANN, ACCOUNT, Role.ADMIN, "operator")
    assert here.people.all()[0].accounts == {ACCOUNT: Role.PEOPLE}
    with pytest.raises(MayEverything):
        here.people.add("Bob", "bob@corp.example", ACCOUNT, Role.ADMIN, "operator", reach=ONE)
    here.people.add("Bob", "bob@corp.example", ACCOUNT, Role.ADMIN, "operator")
    with pytest.raises(MayEverything):
        here.people.limit("bob@corp.example", ACCOUNT, ONE, "operator")
    with pytest.raises(NotInAccount):
        here.people.limit(ANN, "other", ONE, "operator")
    with pytest.raises(NoSuchPerson):
        here.people.limit("nobody@corp.example", ACCOUNT, ONE, "operator")


def test_whom_a_provider_makes_an_admin_is_none_while_limited(here: Library, ann: str) -> None:
    with here.people._kept.changing(here.people._place, "person") as shelf:
        document = shelf.document(ann)
        shelf.put(ann, {**(document.data if document else {}), "accounts": {ACCOUNT: "admin", "b": "admin"}}, most=10)
    assert here.people.all()[0].accounts == {ACCOUNT: Role.FILES, "b": Role.ADMIN}


def test_a_limit_is_sealed(here: Library, ann: str, url: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as conn:
        rows = [bytes(row.data) for row in conn.execute(text("select * from kept")).all()]
    engine.dispose()
    assert rows
    assert not [row for row in rows if b"Sales" in row]


def test_somebody_of_an_earlier_version_is_limited_to_nothing(here: Library, ann: str) -> None:
    with here.people._kept.changing(here.people._place, "person") as shelf:
        document = shelf.document(ann)
        data = {name: value for name, value in (document.data if document else {}).items() if name != "limits"}
        shelf.put(ann, data, most=10)
    assert here.people.reach(ann, ACCOUNT) is None
    assert here.people.all()[0].limits == {}
