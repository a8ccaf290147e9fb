"""Pages of figures of many events: of kept figures, opened reports, beside peers.

Run as ``python benchmarks/bench_figures.py [--events N] [--registrants N] [--sizes 5,50,500]``. The events are a
dozen different ones of the sandbox that come again under other event ids, with other people every 48 events, so that
a person comes to about four. Each size is measured in a process of its own that has just started, up to the key
figures over all events, those of each event and how many came again: of kept figures; with one event that changed; of
opened reports. Campaigns and Companies (``groups``), Surveys and Questions (``voices``), Registrants, and its list
by score and by name, are measured apart by processor time, when they are merged for the first time and from then on;
of the largest size of opened reports too. The peers count the same registrants, attendees, distinct persons and watch
times, all together and of each event: DuckDB out of a Parquet file, pandas in memory; neither opens anything sealed,
and neither merges what a person watched twice. Of the largest size the figures of live attendees
alone are made too: with all reports opened, and with some opened after others, as is done of more than 500,000
registrants. Exponents are of time over size, both as logarithms.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import polars as pl

from benchmarks.bench_library import ACCOUNT, VARIANTS, responses, settings
from benchmarks.goals import limit, tell
from benchmarks.memory import most_mb
from webcast.analysis import (
    asked_list,
    askers,
    attendance,
    funnel,
    people,
    people_list,
    portfolio,
    qa,
    rollups,
    rollups_by_event,
    stages,
    summary,
    survey_counts,
    surveys,
    terms,
    waiting,
)
from webcast.analysis.asked_list import Wanted
from webcast.analysis.audience import Audience
from webcast.analysis.codes import CODED
from webcast.analysis.list_order import Order
from webcast.analysis.score import Weights, scores
from webcast.cohorts import presets
from webcast.decode import decode
from webcast.library import Library
from webcast.library.narrowing import narrowed
from webcast.presentation import asked_question, measures
from webcast.reports import Report, schema
from webcast.view.filters import Filters

OTHERS_EVERY = 48
FILTERED = ("filtered-together", "filtered-after")
OPENED = "opened-"
EVENTS = 500


def ids(events: int) -> list[str]:
    """Return the ids of so many events."""
    return [str(1_000_000 + n) for n in range(events)]


def made_of(variant: Report, number: int) -> Report:
    """Return a report as one of another event, with other people than those of 48 events before."""
    again = pl.concat_str(pl.lit(f"{number // OTHERS_EVERY}."), "email_key").alias("email_key")
    tables = {
        name: frame.with_columns(pl.lit(ids(number + 1)[-1]).alias("event_id"))
        for name, frame in variant.tables().items()
    }
    return Report(**(tables | {"registrants": tables["registrants"].with_columns(again)}))


def fill(folder: Path, events: int, registrants: int, *, figures: bool = True) -> float:
    """Fill a library with events and their figures; return the seconds that an event's figures take to make."""
    library = Library.open(settings(folder))
    empty = [pl.lit(None, dtype=kind).alias(name) for name, kind in schema.EVENT_LIST.items() if name != "event_id"]
    listing = pl.DataFrame({"event_id": ids(events)}).with_columns(empty).select(list(schema.EVENT_LIST))
    library.remember_events(ACCOUNT, listing.with_columns(is_expired=pl.lit(value=False)))
    variants = [decode(raw, "xml", event_id="EVENT-ID") for raw in responses(registrants)]
    for number, event in enumerate(ids(events)):
        library.hold(ACCOUNT, event, None, made_of(variants[number % VARIANTS], number))
    began = time.perf_counter()
    if figures:
        library.make_figures()
    seconds = time.perf_counter() - began
    library.close()
    return seconds / events


def all_of(found: Audience) -> list[Any]:
    """Return the figures of these pages."""
    return [
        summary.overall(found),
        summary.key_figures(found),
        portfolio.event_analytics(found),
        people.repeat(found),
        people.times_attended(found),
        funnel.funnel(found),
        funnel.by_event(found, stages.USUAL),
        waiting.wait(found),
        waiting.waits(found),
    ]


def groups_of(found: Audience) -> list[Any]:
    """Return the figures of Campaigns and Companies."""
    return [
        rollups.campaigns(found),
        rollups.companies(found),
        rollups_by_event.companies(found).collect(),
        rollups_by_event.CAMPAIGNS.of(found),
    ]


def voices_of(found: Audience) -> list[Any]:
    """Return the figures of Surveys and Questions, and the questions that are listed first."""
    asked = asked_question.questions(found)
    first = asked_question.Question.of(found, asked.row(0, named=True))
    return [
        first,
        measures.survey(first).by_event(found),
        measures.answers(first).by_event(found),
        surveys.scales(found),
        surveys.attendance_checks(found),
        surveys.answering(found),
        qa.summary(found),
        qa.by_event(found),
        terms.of_questions(found),
        asked_list.listed(found, Wanted(), 400),
        asked_list.listed(found, Wanted(answered=False), 100),
        askers.leading(found),
    ]


def registrants_of(found: Audience) -> list[Any]:
    """Return the figures of Registrants, and the first page of its list as reported."""
    return [
        *(attendance.by_group(found, by) for by in CODED),
        askers.counted(found),
        presets.counts(found, Weights(), opted_out=False),
        survey_counts.question_labels(found),
        people_list.page(found, Order(), 0, 100, shown),
    ]


def by_score_of(found: Audience) -> list[Any]:
    """Return the first page of the list by score, the highest first: of a hundred events, mostly."""
    return [people_list.page(found, Order("score", falling=True), 0, 100, shown)]


def by_name_of(found: Audience) -> list[Any]:
    """Return the first page of the list by what is not kept."""
    return [people_list.page(found, Order("last_name"), 0, 100, shown)]


def shown(some: Audience, rows: pl.Series) -> pl.DataFrame:
    """Return what a list shows of some members."""
    found = some.lazy().filter(pl.col("row").is_in(rows.implode())).collect()
    score = scores(some.everyone.only(rows)).lazy().select("row", "score")
    members = rows.to_frame().lazy().join(found.lazy(), on="row", how="left", maintain_order="left")
    return members.join(score, on="row", how="left", maintain_order="left").collect()


PAGES: dict[str, Callable[[Audience], list[Any]]] = {
    "groups": groups_of,
    "voices": voices_of,
    "registrants": registrants_of,
    "by-score": by_score_of,
    "by-name": by_name_of,
}
"""Figures that are merged for the pages that ask for them: these are measured apart, first and from then on."""

OF = ("kept", *PAGES, *(f"{OPENED}{name}" for name in PAGES), "opened", "peers", *FILTERED)


def timed(call: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return how many milliseconds something takes."""
    gc.collect()
    began = clock()
    call()
    return (clock() - began) * 1000


def measure(folder: Path, events: int, what: str) -> dict[str, Any]:
    """Return what one size takes, in a process that has just started."""
    wanted = ids(events)
    found: dict[str, Any] = {}
    if what == "opened":
        with closing(Library.open(settings(folder))) as library:
            found["opened"] = timed(lambda: all_of(Audience.of(library.report(ACCOUNT, wanted))))
    elif what in PAGES:
        found["first"], *again = (kept(folder, wanted, PAGES[what], time.process_time) for _ in range(4))
        found["then"] = min(again)
    elif what.startswith(OPENED):
        page = PAGES[what.removeprefix(OPENED)]
        with closing(Library.open(settings(folder))) as library:
            found["opened"] = timed(lambda: page(Audience.of(library.report(ACCOUNT, wanted))), time.process_time)
    else:
        found["kept"] = min(kept(folder, wanted) for _ in range(4))
        with closing(Library.open(settings(folder))) as library:
            found["registrants"] = library.audience(ACCOUNT, wanted).total
            library.hold(ACCOUNT, wanted[0], None, library.report(ACCOUNT, wanted[:1]))
        found["changed"] = kept(folder, wanted)
    found["peak_mb"] = most_mb()
    return found


def measure_filtered(folder: Path, events: int, *, together: bool) -> dict[str, Any]:
    """Return what figures of live attendees take: with all reports opened together, or some after others."""
    filters = Filters(live=True)
    with closing(Library.open(settings(folder))) as library:
        everyone, reports = library.audience(ACCOUNT, ids(events)), library.unopened(ACCOUNT, ids(events))
        assert reports is not None
        begun = time.process_time()
        if together:
            people = filters.apply(everyone)
        else:
            people = narrowed(everyone, reports, filters.apply, asks_who_opted_out=False)
        said = str(all_of(people))
        return {"seconds": time.process_time() - begun, "peak_mb": most_mb(), "said": said}


def kept(
    folder: Path,
    wanted: list[str],
    figures: Callable[[Audience], list[Any]] = all_of,
    clock: Callable[[], float] = time.perf_counter,
) -> float:
    """Return how many milliseconds figures take of a library that was just opened."""
    with closing(Library.open(settings(folder))) as library:
        gc.freeze()  # as the dashboard does
        return timed(lambda: figures(library.audience(ACCOUNT, wanted)), clock)


def peers(folder: Path, events: int) -> dict[str, float]:
    """Return what the peers take for counts, distinct persons and watch times."""
    import duckdb  # noqa: PLC0415  # peers alone, and in a process of their own
    import pandas as pd  # noqa: PLC0415

    library = Library.open(settings(folder))
    audience = Audience.of(library.report(ACCOUNT, ids(events)))
    rows = audience.pick("event_id", "email_key", "attended", "watch_ms")
    library.close()
    path = folder / "peer.parquet"
    rows.write_parquet(path)
    query = "count(*), sum(attended::int), count(distinct email_key), sum(watch_ms)"
    database = duckdb.connect()

    def duck() -> None:
        for grouped in ("", "event_id, "):
            tail = "group by event_id" if grouped else ""
            database.sql(f"select {grouped}{query} from '{path}' {tail}").fetchall()  # noqa: S608 - no input

    frame = pd.DataFrame(rows.to_dict(as_series=False))

    def pandas() -> None:
        _ = len(frame), frame["attended"].sum(), frame["email_key"].nunique(), frame["watch_ms"].sum()
        frame.groupby("event_id").agg({"attended": ["size", "sum"], "email_key": "nunique", "watch_ms": "sum"})

    found = {"duckdb": min(timed(duck) for _ in range(3)), "pandas": min(timed(pandas) for _ in range(3))}
    path.unlink()
    return found


def apart(folder: Path, events: int, what: str) -> dict[str, Any]:
    """Return what a process of its own measures."""
    command = [sys.executable, __file__, "--of", what, "--folder", str(folder), "--events", str(events)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(answer.splitlines()[-1])
    return found


def exponent(sizes: list[int], taken: list[float]) -> float:
    """Return by which power of the size the time grows, from the first to the last."""
    return math.log(taken[-1] / taken[0]) / math.log(sizes[-1] / sizes[0]) if len(sizes) > 1 else float("nan")


def show(folder: Path, sizes: list[int], *, whole: bool) -> None:
    """Measure and print each size."""
    print("  events  registrants   of kept figures      one changed     of reports        DuckDB        pandas")
    columns: dict[str, list[float]] = {name: [] for name in ("kept", "changed", "opened", "duckdb", "pandas")}
    for events in sizes:
        pages = {name: apart(folder, events, name) for name in PAGES}
        found = apart(folder, events, "kept")
        others = {**apart(folder, events, "opened"), **apart(folder, events, "peers")} if whole else {}
        of_reports = others.get("peak_mb", float("nan"))
        for name, taken in columns.items():
            taken.append(found.get(name, others.get(name, float("nan"))))
        last = {name: taken[-1] for name, taken in columns.items()}
        print(
            f"{events:8,}{found['registrants']:13,}{last['kept']:10,.0f} ms{found['peak_mb']:6,.0f} MB"
            f"{last['changed']:11,.0f} ms {last['opened']:9,.0f} ms{of_reports:6,.0f} MB"
            f"{last['duckdb']:8,.0f} ms{last['pandas']:9,.0f} ms"
        )
        for name, page in pages.items():
            print(
                f"    {name}, processor time: first merged {page['first']:,.0f} ms, then {page['then']:,.0f} ms; "
                f"{page['peak_mb']:,.0f} MB"
            )
            if whole and events == sizes[-1]:
                at_hand = apart(folder, events, f"{OPENED}{name}")
                print(f"        of opened reports {at_hand['opened']:,.0f} ms; {at_hand['peak_mb']:,.0f} MB")
    print("  exponent " + "  ".join(f"{name} {exponent(sizes, taken):.2f}" for name, taken in columns.items()))
    print(f"  goal: {limit('kept_figures'):.0f} ms of kept figures of 500 events and a million registrants")
    if whole:
        print("  live attendees alone, processor time:")
        ways = dict(zip(FILTERED, ("reports opened together", "some after others"), strict=True))
        found_of = {way: apart(folder, sizes[-1], way) for way in ways}
        assert len({found["said"] for found in found_of.values()}) == 1
        for way, name in ways.items():
            print(f"    {name:26}{found_of[way]['seconds']:6.1f} s{found_of[way]['peak_mb']:8,.0f} MB")
    if whole and sizes[-1] == EVENTS:
        tell(kept_figures=columns["kept"][-1], kept_growth=exponent(sizes, columns["kept"]))


def main() -> None:
    """Make a library, and print what its sizes take."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--events", type=int, default=EVENTS)
    options.add_argument("--registrants", type=int, default=1_000_000, help="in all events together")
    options.add_argument("--sizes", help="numbers of events, one after the other")
    options.add_argument("--kept-alone", action="store_true", help="open no reports, for what no memory holds")
    options.add_argument("--folder", type=Path, help="where the library is; made there where it is not")
    options.add_argument("--of", choices=OF, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.of == "peers":
        print(json.dumps(peers(chosen.folder, chosen.events)))
        return
    if chosen.of in FILTERED:
        together = chosen.of == FILTERED[0]
        print(json.dumps(measure_filtered(chosen.folder, chosen.events, together=together)))
        return
    if chosen.of:
        print(json.dumps(measure(chosen.folder, chosen.events, chosen.of), default=str))
        return
    sizes = [
        int(size)
        for size in (chosen.sizes or f"{chosen.events // 100},{chosen.events // 10},{chosen.events}").split(",")
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = chosen.folder or Path(name)
        if not (folder / "library.sqlite3").exists():
            folder.mkdir(exist_ok=True)
            took = fill(folder, chosen.events, chosen.registrants // chosen.events)
            print(
                f"figures of an event of {chosen.registrants // chosen.events:,}: made in {took * 1000:.0f} ms",
                end="",
            )
            print(f", on {os.cpu_count()} cores, polars {pl.__version__}, SQLite")
        show(folder, sizes, whole=not chosen.kept_alone)


if __name__ == "__main__":
    main()
