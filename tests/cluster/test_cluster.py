"""A scheduler and two workers, real processes: what they make and merge is what one process does, whoever dies."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests import certificates
from tests.analysis.reports import Rolled, report_of, tables
from tests.analysis.test_pairs import assert_same, everything, never
from tests.cases import cases
from tests.cluster.running import Cluster, cluster
from tests.library import stage
from webcast.analysis import summary
from webcast.analysis.audience import Audience
from webcast.analysis.parts import NOTHING, Partials
from webcast.cluster.session import Away, Session, session
from webcast.library import Library, cluster_tasks, figures, on_cluster, partials
from webcast.library import merged as merged_figures
from webcast.library.on_cluster import OnCluster
from webcast.library.snapshot import Snapshot
from webcast.reports import Report
from webcast.setting_dask import DaskScheduler

ACCOUNT = "account"
EVENTS = tuple(str(number) for number in range(11, 23))
CROWD = [(f"First {n}", f"Last {n}", f"person{n}@crowd.example") for n in range(60)]
SECRETS = (b"person0", b"crowd.example", b"First 1", b"Last 1", b"Why, 1?")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture
def two(running: Cluster) -> Cluster:
    """The cluster with two workers, whatever became of those that it had."""
    running.add_workers(2)
    return running


@pytest.fixture(autouse=True)
def small_ones_count(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LEAST", "FROM", "MANY", "ON_CLUSTER_FROM"):
        monkeypatch.setattr(figures, name, 1)
    monkeypatch.setattr(partials, "AT_ONCE", 50)
    monkeypatch.setattr(on_cluster, "GROUP", 100)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Library]:
    """A library of twelve events, figures of none of which are kept."""
    library = Library.open(stage.settings(tmp_path / "data"), pace=stage.QUICK)
    library.remember_events(ACCOUNT, stage.listing(*EVENTS))
    for place, event in enumerate(EVENTS):
        library.hold(ACCOUNT, event, None, stage.report(event, CROWD[place : 60 - place]))
    yield library
    library.close()


def joined(library: Library, scheduler: DaskScheduler) -> OnCluster:
    """Have a library work on a cluster."""
    found = OnCluster(scheduler, library._guard, library._snapshots.packed)
    library._figures._cluster = found
    library._cache.clear()
    return found


@pytest.fixture
def opened_of(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by the events whose reports this process opens."""
    found: list[str] = []
    held = figures.Figures._made
    made = figures.Figures.make

    def making(kept: figures.Figures, snapshot: Snapshot) -> None:
        found.append(snapshot.event_id)
        made(kept, snapshot)

    def opening(kept: figures.Figures, missing: list[Snapshot]) -> Any:
        found.extend(snapshot.event_id for snapshot in missing)
        return held(kept, missing)

    monkeypatch.setattr(figures.Figures, "make", making)
    monkeypatch.setattr(figures.Figures, "_made", opening)
    return found


def whole(library: Library) -> dict[str, Any]:
    return everything(Audience.of(library.report(ACCOUNT, EVENTS)))


# Made there


def test_figures_that_lack_are_made_on_the_cluster_and_kept(
    alone: Library, two: Cluster, opened_of: list[str]
) -> None:
    joined(alone, two.scheduler)
    alone._figures.make_all(lambda: False)
    assert (alone._figures.lacking(), opened_of) == ([], [])
    alone._figures._cluster = None
    found = alone.audience(ACCOUNT, EVENTS)
    assert not found.opened
    assert_same(everything(found), whole(alone))


def test_a_worker_that_is_killed_in_the_middle_takes_nothing_along(
    alone: Library, two: Cluster, opened_of: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    on = joined(alone, two.scheduler)
    there = on.made(figures.kind(), alone._figures.lacking())
    made = dict([next(there)])
    two.kill_one()
    made |= dict(there)
    assert sorted(snapshot.event_id for snapshot in made) == sorted(EVENTS)
    for snapshot, data in made.items():
        report = alone.report(ACCOUNT, [snapshot.event_id])
        assert data == partials.packed_of_all(Audience.of(report, lasting=True))
    assert opened_of == []
    assert caplog.messages == []


def test_making_ends_when_somebody_says_so(alone: Library, two: Cluster, opened_of: list[str]) -> None:
    joined(alone, two.scheduler)
    alone._figures.make_all(lambda: True)
    assert len(alone._figures.lacking()) == len(EVENTS) - 1
    assert opened_of == []


def test_a_report_that_was_damaged_is_left_to_who_can_repair_it(
    alone: Library, two: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    on = joined(alone, two.scheduler)
    first, *others = alone._figures.lacking()
    elsewhere = replace(first, account="another")  # as bytes that belong elsewhere
    packed = on._tables
    on._tables = lambda some: [(elsewhere if one == first else one, rows) for one, rows in packed(some)]
    made = [snapshot for snapshot, _ in on.made(figures.kind(), [first, *others])]
    assert len(made) == len(others)
    assert caplog.messages == ["The cluster could not make the figures of 1 of 12 events."]


# Merged there


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by the events whose kept figures this process opens."""
    found: list[str] = []
    read = figures.Figures._read

    def reading(kept: figures.Figures, snapshot: Snapshot, row: Any) -> Any:
        found.append(snapshot.event_id)
        return read(kept, snapshot, row)

    monkeypatch.setattr(figures.Figures, "_read", reading)
    return found


def test_many_events_open_merged_on_the_cluster(
    alone: Library, two: Cluster, opened_of: list[str], read_here: list[str]
) -> None:
    joined(alone, two.scheduler)
    found = alone.audience(ACCOUNT, EVENTS[::-1])
    assert not found.opened
    assert found.events["event_id"].to_list() == list(EVENTS[::-1])
    assert (everything(found)["overall"].people, found.total) == (60, sum(60 - 2 * n for n in range(12)))
    figures_found = everything(found)
    assert (opened_of, read_here) == ([], [])
    assert_same(figures_found, everything(Audience.of(alone.report(ACCOUNT, EVENTS[::-1]))))


def test_a_worker_that_is_killed_while_they_are_merged_changes_nothing(
    alone: Library, two: Cluster, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    joined(alone, two.scheduler)
    alone._figures.make_all(lambda: False)
    result, killed = Session.result, [False]

    def last(at: Session, future: Any) -> Any:
        if not killed[0]:
            killed[0] = True
            two.kill_one()
        return result(at, future)

    monkeypatch.setattr(Session, "result", last)
    found = alone.audience(ACCOUNT, EVENTS)
    assert killed == [True]
    assert caplog.messages == []
    assert_same(everything(found), whole(alone))


@dataclass
class Here:
    """Does at once what a cluster would."""

    def submit(self, function: Callable[..., Any], *args: Any) -> Any:
        return function(*args)

    def result(self, future: Any) -> Any:
        return future


def merged(at: Any, on: OnCluster, report: Report, events: Sequence[str]) -> Audience:
    people = [Audience.of(report.of_events([event]), lasting=True) for event in events]
    snapshots: Any = [Held(event, some.total) for event, some in zip(events, people, strict=True)]

    def material(family: int) -> Any:
        return on._material(figures.kind(), snapshots, [], [partials.packed(some, family) for some in people])

    @cache
    def further(family: int) -> Partials:
        return on._further(at, material(family), family, snapshots) if family else NOTHING

    found = on._merged(at, material(0), snapshots)
    return Audience.of_parts(replace(found, further=lambda name: further(partials.family_of(name))), never)


@dataclass
class Held:
    """What merging asks of a snapshot."""

    event_id: str
    registrants: int


def rolled(*numbers: int) -> Iterator[tuple[Report, list[str]]]:
    """Give random reports, each with its events."""
    for number in numbers:
        report = report_of(tables(Rolled(random.Random(number)), most_events=6, most_registrants=12))  # noqa: S311
        if events := report.event["event_id"].to_list():
            yield report, events


@pytest.mark.parametrize("first", range(0, cases(10, 40), 5))
def test_random_reports_merged_in_pieces_are_the_whole(
    alone: Library, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    monkeypatch.setattr(partials, "AT_ONCE", 5)
    on = OnCluster(DaskScheduler("tcp://127.0.0.1:1"), alone._guard, alone._snapshots.packed)
    for report, events in rolled(*range(first, first + 5)):
        found = merged(Here(), on, report, events)
        assert_same(everything(found), everything(Audience.of(report)))


def test_so_they_are_on_the_cluster(alone: Library, two: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partials, "AT_ONCE", 5)
    on = joined(alone, two.scheduler)
    with session(two.scheduler, 60) as at:
        for report, events in rolled(*range(40, cases(42, 46))):
            found = merged(at, on, report, events)
            assert_same(everything(found), everything(Audience.of(report)))


def test_what_it_merged_is_kept_as_what_one_process_merged(
    alone: Library, two: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merged_figures, "LEAST_EVENTS", 1)
    joined(alone, two.scheduler)
    first = summary.overall(alone.audience(ACCOUNT, EVENTS))
    joined(alone, DaskScheduler("tcp://127.0.0.1:1"))  # nobody there, and nobody asked
    again = alone.audience(ACCOUNT, EVENTS)
    assert (summary.overall(again), again.opened) == (first, False)
    assert first == summary.overall(Audience.of(alone.report(ACCOUNT, EVENTS)))


# Away


@pytest.fixture
def another(tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "another"
    folder.mkdir()
    return certificates.made(folder, "127.0.0.1")


@pytest.mark.parametrize("why", ["nobody there", "another certificate", "another authority"])
def test_without_it_one_process_does_it_and_the_log_says_so(
    alone: Library,
    two: Cluster,
    another: tuple[Path, Path],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    *,
    why: str,
) -> None:
    monkeypatch.setattr("webcast.cluster.session._CONNECT_SECONDS", 2)
    at = two.scheduler
    joined(
        alone,
        {
            "nobody there": DaskScheduler("tcp://127.0.0.1:1"),
            "another certificate": replace(at, cert=another[0], key=another[1]),
            "another authority": replace(at, ca=another[0]),
        }[why],
    )
    with caplog.at_level(logging.WARNING, "webcast"):
        alone._figures.make_all(lambda: False)
        found = alone.audience(ACCOUNT, EVENTS)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("webcast.")]
    assert len(ours) == 1  # it is not asked again for a minute
    assert ours[0].startswith("Figures are made without the cluster. Dask at t")
    assert alone._figures.lacking() == []
    assert_same(everything(found), whole(alone))


def test_a_cluster_without_workers_is_away(tmp_path: Path) -> None:
    with cluster(tmp_path, workers=0) as empty, pytest.raises(Away, match="no workers"), session(empty.scheduler, 5):
        pass


def test_what_takes_too_long_is_not_waited_for(two: Cluster) -> None:
    with pytest.raises(Away, match="Timeout"), session(two.scheduler, 0.2) as at:
        at.result(at.submit(__import__("time").sleep, 5))


def test_another_version_of_the_program_makes_nothing(alone: Library, two: Cluster, monkeypatch: Any) -> None:
    on = joined(alone, two.scheduler)
    monkeypatch.setattr(partials, "version", lambda: "another")
    assert list(on.made("fanother", alone._figures.lacking())) == []
    alone._figures._cluster = None
    monkeypatch.setattr(on_cluster, "SECONDS", 30)
    alone._figures.make_all(lambda: False)
    joined(alone, two.scheduler)
    assert_same(everything(alone.audience(ACCOUNT, EVENTS)), whole(alone))


# Sealed


def test_nothing_that_the_cluster_writes_is_in_the_clear(alone: Library, two: Cluster) -> None:
    on = joined(alone, two.scheduler)
    lacking = alone._figures.lacking()
    people = Audience.of(alone.report(ACCOUNT, EVENTS), lasting=True)
    numbers = people.numbers(people.pick("person")["person"]).unique().to_numpy()
    secrets = [*SECRETS, *(number.tobytes() for number in numbers), *master_secrets(alone)]
    with session(two.scheduler, 60) as at:
        calls = [args for _, args in on._reports(figures.kind(), lacking)]
        made = [at.submit(cluster_tasks.made, *args) for args in calls]
        assert all(len(data) > 100 for future in made for data in at.result(future))
        written = dict(two.written())
        spilled = [path for path in written if "storage" in path.parts]
        assert len(spilled) >= len(EVENTS)  # to this cluster's disks everything goes at once
        for path, data in written.items():
            assert [secret for secret in secrets if secret in data] == [], path


def master_secrets(library: Library) -> list[bytes]:
    keys = library._guard.keys
    lent = keys.lent((keys.current, "tables", "a"))
    return [keys._root, *(key.secret for key in lent._keys.values())]


def test_what_goes_wrong_there_says_nothing_of_what_was_opened(alone: Library) -> None:
    work = cluster_tasks.Work(partials.version(), figures.kind(), alone._guard.keys.lent())
    with pytest.raises(cluster_tasks.Failed, match=r"^Damaged$") as caught:
        cluster_tasks.merge(work, [b"x" * 40])
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_only_the_keys_to_an_account_s_reports_are_lent(alone: Library) -> None:
    keys = alone._guard.keys
    lent = keys.lent((keys.current, "tables", "a"))
    sealed = keys.seal(b"of a", "tables", "a", "place")
    assert lent.open(keys.current, sealed, "tables", "a", "place") == b"of a"
    for kind, account in (("tables", "b"), ("raw", "a")):
        with pytest.raises(KeyError):
            lent.open(keys.current, keys.seal(b"other", kind, account), kind, account)
    assert "secret" not in repr(lent)
