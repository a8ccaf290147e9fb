from __future__ import annotations

import base64
import logging
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import create_engine

from tests.library import child, stage
from tests.library.test_crash import Place
from webcast.decode import decode
from webcast.errors import UnknownEvent
from webcast.library import Library, account_key
from webcast.library.privacy import cut_out, mentions
from webcast.library.sessions import Began
from webcast.library.tables import metadata
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.running import run_sandbox
from webcast.sandbox.world import World, make_world
from webcast.settings import Settings

pytestmark = pytest.mark.usefixtures("without_tables")

ACCOUNT = account_key("api@example.com", None)
GUIDE = Path(__file__).parent.parent / "data"


# Nothing personal in the clear


@pytest.fixture
def whole_world() -> World:
    """The sandbox's own world, cut to what a test can fetch quickly."""
    world = make_world()
    small = sorted(world, key=lambda event: len(event.moments.registrations))[:6]
    world.events = {event.id: event for event in small}
    return world


def needles(place: Place, library: Library) -> list[bytes]:
    """What must not be found: e-mails, names, user, session ids and passwords, in every form they could take."""
    report = library.report(place.account, library.events(place.account)["event_id"].to_list())
    people = report.registrants.sample(min(12, report.registrants.height), seed=1)
    found = {place.account, DEMO_USERNAME, DEMO_PASSWORD, *place.session.to_json().values()}
    for column in ("email", "email_key", "last_name", "company", "phone"):
        found.update(value for value in people[column].drop_nulls().to_list() if len(value) > 5)
    found.update(value for value in report.qa["question"].head(8).to_list() if value)
    found.update(report.event["title"].drop_nulls().to_list())
    assert len(found) > 40
    return [form for text in found for form in forms(text)]


def forms(text: str) -> set[bytes]:
    plain = text.encode()
    return {
        plain,
        plain.lower(),
        text.encode("utf-16-le"),
        urllib.parse.quote(text).encode(),
        base64.b64encode(plain)[:-4] if len(plain) > 9 else plain,
        plain.hex().encode(),
    } - {b""}


@pytest.fixture
def place(whole_world: World, settings: Settings, opened: Callable[..., Library]) -> Iterator[Place]:
    with run_sandbox(world=whole_world) as sandbox:
        yield Place(sandbox, settings, opened)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have temporary files made where the test looks."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()


@pytest.mark.usefixtures("temporary")
def test_nothing_personal_is_in_the_clear_after_a_sync_and_a_crash(
    place: Place, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        library = place.open()
        listing = library.sync.refresh_events(place.account, place.session)
        place.fetch(library, *listing["event_id"].to_list())
        library.audit(place.account, DEMO_USERNAME, "export", {"registrants": 3})
        library.sessions.begin(
            "a-session-id-of-ours",
            "a-token-of-ours",
            Began(stage.NOON, stage.NOON, place.account, "192.0.2.77", "Firefox on Mars", 1),
        )
        # One more comes in half and stays so.
        last = listing["event_id"].to_list()[-1]
        place.sandbox.world.add_registrants(last, 1, place.sandbox.clock.now())
        child.killed(place.errand(last, dies="first piece in"))
        secrets = [*needles(place, library), b"a-token-of-ours", b"192.0.2.77", b"on Mars", b"a-session-id-of-ours"]
        spoken = "\n".join([caplog.text, *capfd.readouterr(), repr(library.__dict__)])
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert "master.key" in {path.name for path in files}
    assert find(secrets, {str(path): path.read_bytes() for path in files}) == []
    assert find(secrets, dumped(place.settings)) == []
    assert find(secrets[:-1], {"log": spoken.encode()}) == []


def dumped(settings: Settings) -> dict[str, bytes]:
    """Every value of every table, as bytes: on PostgreSQL the files are not ours to read."""
    engine = create_engine(settings.database_url)
    with engine.connect() as conn:
        found = {
            table.name: b"\n".join(
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for row in conn.execute(table.select())
                for value in row
            )
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return found


def find(secrets: list[bytes], where: dict[str, bytes]) -> list[tuple[str, bytes]]:
    return [(name, secret) for name, content in where.items() for secret in set(secrets) if secret in content]


def test_the_search_would_find_them(tmp_path: Path) -> None:
    text = "ada.lovelace@analytical.example"
    for n, form in enumerate(forms(text)):
        assert find([*forms(text)], {str(n): b"\x00" + form + b"\xff"}) != []


# Forgetting


def library_of_the_guide(library: Library) -> str:
    raw = (GUIDE / "guide.xml").read_bytes()
    library.remember_events(ACCOUNT, stage.listing("123456", "2"))
    library.hold(ACCOUNT, "123456", raw, decode(raw))
    library.hold(ACCOUNT, "123456", raw, decode(raw))
    people = [*stage.PEOPLE, ("Michael", "Scott", " MScott@CompanyX.com ")]
    report = stage.report("2", people)
    keyed = report.registrants.with_columns(pl.col("email").str.strip_chars().str.to_lowercase().alias("email_key"))
    library.hold(ACCOUNT, "2", b'{"email": "mscott@companyx.com"}', replace(report, registrants=keyed))
    return "mscott@companyx.com"


def test_a_person_is_forgotten_in_all_events_snapshots_and_responses(library: Library) -> None:
    email = library_of_the_guide(library)
    forgotten = library.forget_person("MScott@companyx.com ", user="ada")
    assert forgotten.counts() == {
        "registrants": 3,
        "snapshots": 3,
        "events": 2,
        "raw_rewritten": 2,
        "raw_dropped": 1,
        "views": 0,
    }
    report = library.report(ACCOUNT, ["123456", "2"])
    assert report.registrants.height == 8
    assert "Scott" not in report.registrants["last_name"].to_list()
    gone = pl.DataFrame({"event_id": ["123456", "2"], "registrant": [2, 4]})
    for table in (report.sessions, report.qa, report.registration_answers, report.survey_responses):
        assert table.join(gone, on=["event_id", "registrant"], how="semi").height == 0
    # The others are as they were.
    assert report.registrants.filter(event_id="123456")["registrant"].to_list() == [1, 3, 4, 5, 6]
    for snapshot in library.snapshots(ACCOUNT, "123456"):
        raw = stage.raw(library, ACCOUNT, "123456", snapshot.id)
        assert not mentions(raw, email)
        assert b"awilliams@yourco.com" in raw
        assert decode(raw).registrants.height == 5
    with pytest.raises(UnknownEvent, match="only its tables are"):
        stage.raw(library, ACCOUNT, "2", library.snapshots(ACCOUNT, "2")[0].id)


def test_an_audience_in_memory_forgets_them_too(opened: Callable[..., Library]) -> None:
    one, other = opened(), opened()
    email = library_of_the_guide(one)
    assert one.audience(ACCOUNT, ["123456"]).total == other.audience(ACCOUNT, ["123456"]).total == 6
    one.forget_person(email, user="ada")
    assert one.audience(ACCOUNT, ["123456"]).total == 5
    assert other.audience(ACCOUNT, ["123456"]).total == 5


def test_forgetting_somebody_unknown_changes_nothing(library: Library) -> None:
    library_of_the_guide(library)
    assert set(library.forget_person("nobody@nowhere.example", user="ada").counts().values()) == {0}
    assert library.report(ACCOUNT, ["123456"]).registrants.height == 6


def test_what_was_forgotten_is_not_in_the_files_any_more(tmp_path: Path, opened: Callable[..., Library]) -> None:
    at = stage.settings(tmp_path / "data")
    library = opened(at)
    email = library_of_the_guide(library)
    before = chunks_of(at)
    library.forget_person(email, user="ada")
    left = b"".join(path.read_bytes() for path in at.data_dir.iterdir())
    replaced = [chunk for chunk in before if chunk not in chunks_of(at)]
    assert len(replaced) == 6
    # Not even as sealed bytes, which the key still opens.
    assert [chunk for chunk in replaced if chunk[:64] in left or chunk[-64:] in left] == []


def chunks_of(settings: Settings) -> set[bytes]:
    engine = create_engine(settings.database_url)
    with engine.connect() as conn:
        found = {bytes(row[0]) for row in conn.exec_driver_sql("SELECT data FROM chunks")}
    engine.dispose()
    return found


def test_an_event_is_forgotten_whole(library: Library) -> None:
    library_of_the_guide(library)
    assert library.forget_event("123456", user="ada") == 2
    assert library.events(ACCOUNT)["freshness"].to_list() == ["missing", "current"]
    assert library.snapshots(ACCOUNT, "123456") == []


def test_what_is_too_old_is_forgotten(opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    library = opened(clock=clock)
    library_of_the_guide(library)
    clock.advance(30 * 86_400)
    library.hold(ACCOUNT, "2", None, stage.report("2"))
    assert library.apply_retention(31, user="ada") == 0
    assert library.apply_retention(29, user="ada") == 2
    assert library.events(ACCOUNT)["freshness"].to_list() == ["current", "current"]
    assert library.apply_retention(29, user="ada", newest_too=True) == 1
    assert library.events(ACCOUNT)["freshness"].to_list() == ["missing", "current"]


def test_the_audit_log_says_who_did_what_to_how_much(opened: Callable[..., Library]) -> None:
    clock = stage.FakeClock()
    library = opened(clock=clock)
    email = library_of_the_guide(library)
    library.audit(ACCOUNT, "ada", "export", {"registrants": 8})
    clock.advance(60)
    library.forget_person(email, user="grace")
    library.forget_event("2", user="grace")
    library.apply_retention(1, user="command line")
    entries = library.audit_entries()
    assert [(entry.user, entry.action, dict(entry.counts)) for entry in entries] == [
        ("command line", "retention", {"snapshots": 0, "events": 0}),
        ("grace", "forget event", {"snapshots": 1, "events": 1}),
        (
            "grace",
            "forget person",
            {"registrants": 3, "snapshots": 3, "events": 2, "raw_rewritten": 2, "raw_dropped": 1, "views": 0},
        ),
        ("ada", "export", {"registrants": 8}),
    ]
    assert entries[3].at == stage.NOON
    assert [entry.action for entry in library.audit_entries(ACCOUNT)] == ["export"]
    assert email not in repr(entries)


# Cutting a person out of XML


XML = (
    "<r><filters/><viewer><ra>a@x.example</ra></viewer>\n<viewer id='2'><ra>B@x.example</ra></viewer >"
    "<viewer><ra>c@x.example</ra></viewer></r>"
)


def test_a_viewer_is_cut_out_and_the_rest_stays_byte_for_byte() -> None:
    assert cut_out(XML.encode(), "b@x.example") == (
        b"<r><filters/><viewer><ra>a@x.example</ra></viewer>\n<viewer><ra>c@x.example</ra></viewer></r>"
    )
    assert cut_out(XML.encode(), "nobody@x.example") == XML.encode()


@pytest.mark.parametrize(
    "raw",
    [
        XML.replace("<filters/>", "<filters>b@x.example</filters>"),
        XML.replace("</viewer >", ""),
        '{"email": "b@x.example"}',
        "Email\r\nb@x.example\r\n",
    ],
    ids=["elsewhere too", "damaged", "json", "csv"],
)
def test_what_cannot_be_cut_with_certainty_is_not_kept(raw: str) -> None:
    assert cut_out(raw.encode(), "b@x.example") is None


@pytest.mark.parametrize(
    "raw",
    [
        "B@X.example",
        "b&#64;x.example",
        r"b\u0040x.example",
        "b@x.example",
        "&lt;b@x.example&gt;",
        "\u200bb@x.exam\u2060ple",
        "b&#8203;@x.example",
        r"b\u200b@x.example",
        "\uff42\uff20x.example",  # full-width b and @
    ],
)
def test_an_address_is_found_in_any_writing(raw: str) -> None:
    assert mentions(raw.encode(), "b@x.example")
    assert not mentions(raw.encode(), "c@x.example")
