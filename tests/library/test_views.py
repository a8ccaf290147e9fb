"""Saved views and chosen columns: kept for an account alone, sealed, and lost by nobody.

Longer than other modules: views and columns lie on one shelf, and are lost or kept together.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, create_engine, delete, inspect, select, update

from tests.library import child, stage
from webcast.analysis.score import Weights
from webcast.analysis.stages import Rules
from webcast.cohorts.cohort import Group
from webcast.errors import ChangeRequest, Damaged
from webcast.library import Library, account_key, views
from webcast.library.kept import TooMuch
from webcast.library.keys import KEY_FILE, read_ring
from webcast.library.rekey import rekey
from webcast.library.tables import kept, listings
from webcast.library.views import BadName, NamedView, UnknownView
from webcast.settings import Settings
from webcast.view import document
from webcast.view.answer_choice import Choice
from webcast.view.choices import Choices
from webcast.view.filters import Filters
from webcast.view.record import View

ACCOUNT = account_key("api@example.com", None)
OTHER = account_key("other@example.com", None)

EVERY_FILTER = Filters(
    start=date(2026, 3, 1),
    end=date(2026, 3, 31),
    viewed_in_range=False,
    campaigns=("mail",),
    referrers=("https://a.example/?to=ada@analytical.example", "No referrer"),
    exclude_domains=("acme.example",),
    asked_question=True,
    answered_survey=True,
    answered_check=True,
    not_opted_out=True,
    no_shows=True,
    live=True,
    on_demand=True,
    simlive=True,
    without_ours=True,
    min_minutes=1.5,
    max_minutes=90.0,
    companies=("Acme", "Globex | Sons"),
    countries=("Norway",),
    registration_answers=(Choice("Your role?", ("Buyer", "ada@analytical.example")),),
    survey_answers=(Choice("Exit: Why?", ("Because",)),),
    text="ada@analytical.example",
)
FULL = NamedView(
    "Ada's way",
    View(
        page="funnel",
        events=("2", "1"),
        filters=EVERY_FILTER,
        zone="Europe/Berlin",
        merged=True,
        event="2",
        cohorts=(Group("company", "Acme"),),
        choices=Choices(Weights(0.8, 0.2, 0.2), {"mail": 12.5}, Rules(stayed_share=0.335), question="Exit: Why?"),
        display={"show": "open"},
        columns={"registrants": ("email", "survey: Exit: Why?")},
        cut=frozenset({"registrants"}),
    ),
    {"1": "Event 1", "2": "Event 2"},
)
PLAIN = NamedView("Everybody", View(page="overview", events=("1",)))


def table_of(settings: Settings) -> Engine:
    return create_engine(settings.database_url)


# What is kept


def test_a_view_comes_back_as_it_was_saved(opened: Callable[..., Library]) -> None:
    saved = opened().views.save(ACCOUNT, FULL, "ann")
    assert saved.named == FULL
    again = opened().views.get(ACCOUNT, saved.id)
    assert again == saved
    assert again.view.filters == EVERY_FILTER
    assert (again.saved_by, again.view.events) == ("ann", ("2", "1"))


def test_every_filter_is_kept_in_full() -> None:
    every = document.write(View(filters=EVERY_FILTER))
    assert document.read(json.loads(json.dumps(every))).filters == EVERY_FILTER
    included = View(filters=Filters(include_domains=("acme.example",), registered_in_range=False))
    assert document.read(document.write(included)) == included
    assert document.write(View())["filters"] == {}
    assert {*every["filters"], "include_domains", "registered_in_range", "ours"} == set(Filters.__dataclass_fields__)


def test_views_are_listed_the_latest_saved_first(opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    library = opened(clock=clock)
    first = library.views.save(ACCOUNT, PLAIN, "ann")
    clock.advance(60)
    second = library.views.save(ACCOUNT, FULL, "bob")
    assert [saved.id for saved in library.views.all(ACCOUNT)] == [second.id, first.id]
    clock.advance(60)
    library.views.rename(ACCOUNT, first.id, " All   of them ", "bob")
    assert [(saved.name, saved.saved_by) for saved in library.views.all(ACCOUNT)] == [
        ("All of them", "bob"),
        ("Ada's way", "bob"),
    ]


def test_a_view_is_replaced_under_its_id_and_name(library: Library) -> None:
    saved = library.views.save(ACCOUNT, PLAIN, "ann")
    library.views.replace(ACCOUNT, saved.id, FULL, "bob")
    assert library.views.get(ACCOUNT, saved.id).named == replace(FULL, name="Everybody")


def test_a_deleted_view_is_gone_and_can_be_put_back(library: Library) -> None:
    saved = library.views.save(ACCOUNT, FULL, "ann")
    library.views.delete(ACCOUNT, saved.id, "ann")
    library.views.delete(ACCOUNT, saved.id, "ann")
    assert library.views.all(ACCOUNT) == []
    library.views.save(ACCOUNT, saved.named, "ann", view_id=saved.id)
    assert library.views.get(ACCOUNT, saved.id).named == FULL


def test_a_view_is_found_by_id_and_by_name_in_any_case(library: Library) -> None:
    saved = library.views.save(ACCOUNT, PLAIN, "ann")
    assert library.views.find(ACCOUNT, saved.id) == library.views.find(ACCOUNT, "  everyBODY ") == saved
    with pytest.raises(UnknownView, match="should have this name or id, but none has"):
        library.views.find(ACCOUNT, "nobody@nowhere.example")


def test_another_account_s_view_and_one_that_never_was_look_the_same(library: Library) -> None:
    saved = library.views.save(ACCOUNT, FULL, "ann")
    said = []
    for account, view_id in ((OTHER, saved.id), (OTHER, "0" * 16), (ACCOUNT, "0" * 16)):
        with pytest.raises(UnknownView) as caught:
            library.views.get(account, view_id)
        said.append(str(caught.value))
    (message,) = set(said)
    assert message == (
        "This account should have the view that the link names, but has not. "
        "It belongs to another account, or was deleted."
    )
    assert library.views.all(OTHER) == []
    with pytest.raises(UnknownView):
        library.views.rename(OTHER, saved.id, "Mine", "bob")
    with pytest.raises(UnknownView):
        library.views.replace(OTHER, saved.id, PLAIN, "bob")
    library.views.delete(OTHER, saved.id, "bob")
    assert library.views.get(ACCOUNT, saved.id) == saved


# Limits


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (" \t ", "A view should have a name, but has none."),
        ("x" * 121, "A view's name should have 120 characters at most, but has 121."),
    ],
)
def test_a_name_that_is_none_is_refused(library: Library, name: str, message: str) -> None:
    with pytest.raises(BadName, match=message):
        library.views.save(ACCOUNT, replace(PLAIN, name=name), "ann")
    saved = library.views.save(ACCOUNT, replace(PLAIN, name="x" * 120), "ann")
    with pytest.raises(BadName, match=message):
        library.views.rename(ACCOUNT, saved.id, name, "ann")


def test_a_name_is_given_once(library: Library) -> None:
    first = library.views.save(ACCOUNT, PLAIN, "ann")
    second = library.views.save(ACCOUNT, FULL, "ann")
    with pytest.raises(BadName, match="has a view of this name already"):
        library.views.save(ACCOUNT, replace(FULL, name="EVERYBODY "), "bob")
    with pytest.raises(BadName, match="has a view of this name already"):
        library.views.rename(ACCOUNT, second.id, "everybody", "bob")
    library.views.rename(ACCOUNT, first.id, "EVERYBODY", "bob")
    library.views.save(OTHER, PLAIN, "bob")


def test_an_account_keeps_so_many_views_and_no_more(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert views.MOST == 200
    monkeypatch.setattr(views, "MOST", 2)
    saved = [library.views.save(ACCOUNT, replace(PLAIN, name=name), "ann") for name in ("one", "two")]
    with pytest.raises(TooMuch, match="An account can keep 2 of these, and it has 2"):
        library.views.save(ACCOUNT, PLAIN, "ann")
    assert issubclass(TooMuch, ChangeRequest)
    library.views.replace(ACCOUNT, saved[0].id, FULL, "ann")
    library.views.save(OTHER, PLAIN, "ann")
    assert len(library.views.all(ACCOUNT)) == 2


def test_a_view_that_is_too_large_changes_nothing(library: Library) -> None:
    saved = library.views.save(ACCOUNT, PLAIN, "ann")
    large = replace(PLAIN, view=View(filters=Filters(companies=tuple(f"Company {n:040}" for n in range(6000)))))
    with pytest.raises(TooMuch, match="should be 256 KB at most, but is 3"):
        library.views.replace(ACCOUNT, saved.id, large, "ann")
    assert library.views.get(ACCOUNT, saved.id) == saved


# Several at once


def save_some(settings: Settings, who: str) -> None:
    library = Library.open(settings)
    for n in range(10):
        library.views.save(ACCOUNT, replace(PLAIN, name=f"{who} {n}"), who)
    library.close()


def test_two_processes_that_save_lose_nothing_of_each_other_s(
    settings: Settings, opened: Callable[..., Library]
) -> None:
    library = opened()
    processes = [child.CONTEXT.Process(target=save_some, args=(settings, who)) for who in ("ann", "bob")]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    assert {saved.name for saved in library.views.all(ACCOUNT)} == {
        f"{who} {n}" for who in ("ann", "bob") for n in range(10)
    }


# At rest


def test_nothing_of_a_view_is_in_the_clear(settings: Settings, opened: Callable[..., Library]) -> None:
    library = opened()
    saved = library.views.save(ACCOUNT, FULL, "ann@example.com")
    library.columns.choose(ACCOUNT, "registrants", ["registration: Your role?"])
    engine = table_of(settings)
    with engine.connect() as conn:
        rows = conn.execute(select(kept).order_by(kept.c.kind)).all()
    engine.dispose()
    assert [(row.kind, row.id) for row in rows] == [("columns", "registrants"), ("views", saved.id)]
    everything = b"\n".join(bytes(v) if isinstance(v, bytes) else str(v).encode() for row in rows for v in row)
    for secret in (b"Ada", b"ada@", b"analytical", b"funnel", b"Acme", b"role", b"ann", ACCOUNT.encode()):
        assert secret not in everything
    for shown in ("ada@", "Ada's", "ann@", "w_watch"):
        assert shown not in repr(saved)


@pytest.mark.parametrize("column", ["id", "kind", "account", "changed_at"])
def test_a_view_opens_in_its_place_alone(
    settings: Settings, opened: Callable[..., Library], column: str, caplog: pytest.LogCaptureFixture
) -> None:
    library = opened()
    library.views.save(ACCOUNT, FULL, "ann")
    moved = library.views.save(OTHER, PLAIN, "bob")
    tag = library.keys.tag(f"account {ACCOUNT}")
    values: dict[str, str | int] = {"id": "f" * 16, "kind": "columns", "account": tag, "changed_at": 1}
    now_at = "f" * 16 if column == "id" else moved.id
    engine = table_of(settings)
    with engine.begin() as conn:
        conn.execute(update(kept).where(kept.c.id == moved.id).values({column: values[column]}))
    engine.dispose()
    if column == "kind":
        assert library.columns.of(OTHER) == {}
    else:
        account = ACCOUNT if column == "account" else OTHER
        assert [saved.name for saved in library.views.all(account)] == ["Ada's way"] * (account == ACCOUNT)
        with pytest.raises(Damaged):
            library.views.get(account, now_at)
        library.views.delete(account, now_at, "bob")
        assert "Everybody" not in [saved.name for saved in library.views.all(account)]
    assert "was damaged; it is left out" in caplog.text


def test_a_library_that_lost_another_table_does_not_get_it_back_empty(
    settings: Settings, opened: Callable[..., Library]
) -> None:
    opened().close()
    engine = table_of(settings)
    with engine.begin() as conn:
        listings.drop(conn)
    opened().close()
    assert not inspect(engine).has_table("listings")
    engine.dispose()


def test_views_are_sealed_with_the_new_key(settings: Settings, opened: Callable[..., Library]) -> None:
    library = opened()
    saved = library.views.save(ACCOUNT, FULL, "ann")
    library.columns.choose(ACCOUNT, "companies", ["company", "attendees"])
    old = read_ring(settings).current
    assert rekey(settings)["saved_documents"] == 2
    engine = table_of(settings)
    with engine.connect() as conn:
        assert old not in set(conn.scalars(select(kept.c.key_id)))
    engine.dispose()
    assert (settings.data_dir / KEY_FILE).read_text("ascii").count("\n") == 1
    for each in (library, opened()):
        assert each.views.get(ACCOUNT, saved.id) == saved
        assert each.columns.of(ACCOUNT) == {"companies": ("company", "attendees")}


def test_a_view_of_a_newer_version_is_left_out_and_never_shows_more_people(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        newer = {**document.write(PLAIN.view), "filters": {"born_on_a_monday": True}}
        patch.setattr(document, "write", lambda _: newer)
        with pytest.raises(document.UnreadableView, match="another version of the program saved it"):
            library.views.save(ACCOUNT, PLAIN, "ann")
    assert library.views.all(ACCOUNT) == []


# Who did what, and forgetting


def test_saving_changing_and_deleting_are_in_the_audit_log_without_names(library: Library) -> None:
    saved = library.views.save(ACCOUNT, FULL, "ann", where="192.0.2.1")
    library.views.rename(ACCOUNT, saved.id, "Another", "bob", where="192.0.2.2")
    library.views.replace(ACCOUNT, saved.id, FULL, "bob", where="192.0.2.3")
    library.views.delete(ACCOUNT, saved.id, "cy")
    with pytest.raises(BadName):
        library.views.save(ACCOUNT, replace(PLAIN, name=""), "ann")
    found = [(entry.user, entry.action, entry.counts, entry.where) for entry in library.audit_entries(ACCOUNT)]
    full = {"views": 1, "events": 2, "filters": 19}
    assert found == [
        ("cy", "delete view", {"views": 1}, ""),
        ("bob", "change view", full, "192.0.2.3"),
        ("bob", "change view", full, "192.0.2.2"),
        ("ann", "save view", full, "192.0.2.1"),
    ]


@pytest.mark.parametrize(
    "view",
    [
        replace(PLAIN, view=View(filters=Filters(text="ADA.Lovelace@analytical.example"))),
        replace(PLAIN, view=View(filters=Filters(text="ada.lovelace@analyt"))),
        replace(PLAIN, view=View(filters=Filters(companies=("x", "Ada <ada.lovelace@analytical.example>")))),
        NamedView("Q", View(filters=Filters(survey_answers=(Choice("Q", ("ada.lovelace%40analytical.example",)),)))),
        replace(PLAIN, name="For ada.lovelace@analytical.example"),
        replace(PLAIN, view=View(choices=Choices(question="ada.lovelace＠analytical.example"))),
    ],
    ids=["text", "part of the address", "company", "answer", "name", "option"],
)
def test_forgetting_a_person_deletes_the_views_that_name_them(library: Library, view: NamedView) -> None:
    kept_ones = [
        NamedView("domain", View(filters=Filters(include_domains=("analytical.example",)))),
        NamedView("somebody else", View(filters=Filters(text="grace.hopper@navy.example"))),
        NamedView("no address", View(filters=Filters(text="analytical"))),
    ]
    for each in (view, *kept_ones):
        library.views.save(ACCOUNT, each, "ann")
    library.views.save(OTHER, view, "bob")
    forgotten = library.forget_person(" Ada.Lovelace@Analytical.example", user="operator")
    assert forgotten.views == 2
    assert {saved.name for saved in library.views.all(ACCOUNT)} == {"domain", "somebody else", "no address"}
    assert library.views.all(OTHER) == []
    assert library.audit_entries()[0].counts["views"] == 2


def test_a_damaged_view_is_deleted_when_a_person_is_forgotten(
    settings: Settings, opened: Callable[..., Library]
) -> None:
    library = opened()
    library.views.save(ACCOUNT, PLAIN, "ann")
    engine = table_of(settings)
    with engine.begin() as conn:
        conn.execute(update(kept).values(data=b"not what was sealed, by far"))
    assert library.forget_person("ada@analytical.example", user="operator").views == 1
    with engine.begin() as conn:
        assert conn.execute(delete(kept)).rowcount == 0
    engine.dispose()


# Columns


def test_chosen_columns_are_remembered_for_the_account(opened: Callable[..., Library]) -> None:
    opened().columns.choose(ACCOUNT, "registrants", ["email", "survey: Exit: Why?"])
    opened().columns.choose(ACCOUNT, "companies", ["company"])
    library = opened()
    assert library.columns.of(ACCOUNT) == {"registrants": ("email", "survey: Exit: Why?"), "companies": ("company",)}
    assert library.columns.of(OTHER) == {}
    library.columns.choose(ACCOUNT, "registrants", [])
    assert library.columns.of(ACCOUNT) == {"companies": ("company",)}
    assert library.audit_entries(ACCOUNT) == []
