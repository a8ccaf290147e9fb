"""Decoding 100,000 registrants: as a multiple of the bare tokenizers expat and orjson, with memory, beside pandas.

Run: ``python benchmarks/bench_decode.py [--registrants N] [--rounds N]``. The multiple of a peer, over the same bytes
in the same run, makes machines comparable; on a machine that does other things too, that of processor time. Times
are the best of several rounds, in which the competitors take turns.
"""

from __future__ import annotations

import argparse
import json
import pyexpat
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.goals import limit, tell  # noqa: E402  # needs ROOT
from benchmarks.memory import most_mb  # noqa: E402  # needs ROOT
from tests.decode.making import HEADERS, Session, Viewer, csv_report, json_report, row, xml  # noqa: E402  # needs ROOT
from webcast.decode import decode  # noqa: E402  # needs ROOT
from webcast.decode.clocks import NAIVE  # noqa: E402  # needs ROOT

CAMPAIGNS = ("Linkedin Campaign", "newsletter-june", "partner", "")
TOPICS = ("pricing", "the roadmap", "security", "on-premise use", "support & training", "files over 1 GB", "the API")
DEPARTMENTS = ("Marketing", "Engineering", "Sales", "Research & Development", "Operations")
COUNTRIES = ("Germany", "United States of America", "Japan")
START = datetime(2024, 6, 19, 15, 0)  # noqa: DTZ001  # as a report has it
EVENT = (
    "<live_start_time>06/19/2024 03:00:00 PM</live_start_time>\n<live_end_time>06/19/2024 04:00:00 PM</live_end_time>"
)


def stamp(when: datetime) -> str:
    return when.strftime("%m/%d/%Y %I:%M:%S %p")


def session(kind: str, start: datetime, seconds: int) -> Session:
    return Session(kind, stamp(start), stamp(start + timedelta(seconds=seconds)), str(seconds * 1000))


def viewers(count: int) -> list[Viewer]:
    """Make viewers up, the same every time: two in five live, one in four on demand, one in ten with a question."""
    rng = random.Random(20240619)  # noqa: S311  # a seed, not a secret
    return [viewer(n, rng) for n in range(count)]


def viewer(n: int, rng: random.Random) -> Viewer:
    sessions = []
    if rng.random() < 0.4:
        sessions.append(session("Live", START + timedelta(seconds=rng.randrange(600)), rng.randrange(60, 3000)))
    if rng.random() < 0.25:
        later = START + timedelta(days=1, seconds=rng.randrange(30 * 86400))
        sessions.append(session("On-Demand", later, rng.randrange(60, 3600)))
    answers = (
        ("firstname", f"First{n % 977}"),
        ("lastname", f"Lastname{n % 4999}"),
        ("company", f"Company {n % 3001}" if n % 20 else f"Smith & Sons {n % 3001}"),
        ("email", f"person{n}@company{n % 3001}.example"),
        ("title", f"Manager {n % 31}"),
        ("city", f"City {n % 89}"),
        ("country", rng.choice(COUNTRIES)),
        ("source_track_id", rng.choice(CAMPAIGNS)),
        ("phone", f"+1 555 {n:07}"),
        ("dept_1", rng.choice(DEPARTMENTS)),
    )
    asked = [(f"How does this work with {rng.choice(TOPICS)}?", "")] if rng.random() < 0.1 else []
    rated = [("s1", "q1", rng.choice(("Yes", "No")))] if rng.random() < 0.25 else []
    registered = stamp(START - timedelta(seconds=rng.randrange(21 * 86400)))
    return Viewer(registered, [a for a in answers if a[1]], sessions, asked, rated)


def cells(given: Viewer) -> list[str]:
    answers = dict(given.answers)
    return row(
        Registered_On=given.registered,
        First_Name=answers["firstname"],
        Last_Name=answers["lastname"],
        Company=answers["company"],
        Email=answers["email"],
        Title=answers["title"],
        City=answers["city"],
        Country=answers["country"],
        Phone_Number=answers["phone"],
        Department=answers["dept_1"],
        Campaign_ID=answers.get("source_track_id", ""),
        Question_1=given.questions[0][0] if given.questions else "",
    )


def lists(given: Viewer) -> list[list[object]]:
    return [[s.type, s.start, s.end, int(s.duration), "HTML5 Video"] for s in given.sessions]


def pandas_xml(path: Path) -> int:
    """Do what a script would: pandas.read_xml cannot read nested records, so a loop over lxml feeds the frames."""
    import pandas as pd  # noqa: PLC0415  # not part of what is measured elsewhere
    from lxml import etree  # noqa: PLC0415

    people, sessions, answered = [], [], []
    for n, (_, one) in enumerate(etree.iterparse(path, tag="viewer")):
        people.append(
            {"registered": one.findtext("registration_date")} | {ra.get("id"): ra.text for ra in one.iter("ra")}
        )
        sessions += [{"viewer": n} | {part.tag: part.text for part in s} for s in one.iter("session")]
        answered += [{"viewer": n, **sr.attrib, "answer": sr.text} for sr in one.iter("sr")]
        one.clear()
    registrants, watched = pd.DataFrame(people), pd.DataFrame(sessions)
    registrants["registered"] = pd.to_datetime(registrants["registered"], format="%m/%d/%Y %I:%M:%S %p")
    for column in ("start_time", "end_time"):
        watched[column] = pd.to_datetime(watched[column], format="%m/%d/%Y %I:%M:%S %p")
    return len(registrants) + len(watched) + len(pd.DataFrame(answered))


def pandas_json(path: Path) -> int:
    import pandas as pd  # noqa: PLC0415

    document = json.loads(path.read_bytes())
    frame = pd.DataFrame(document["data_rows"], columns=document["data_headers"])
    frame["Registered On"] = pd.to_datetime(frame["Registered On"], format="%m/%d/%Y %I:%M:%S %p")
    sessions = pd.DataFrame([s for some in frame["sessions"] for s in some])
    for column in (1, 2):
        sessions[column] = pd.to_datetime(sessions[column], format="%m/%d/%Y %I:%M:%S %p")
    return len(frame) + len(sessions)


def pandas_csv(path: Path) -> int:
    import pandas as pd  # noqa: PLC0415

    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame["Registered On"] = pd.to_datetime(frame["Registered On"], format="%m/%d/%Y %I:%M:%S %p")
    for column in HEADERS:
        if column.endswith("Duration"):
            frame[column] = pd.to_timedelta(frame[column])
    return len(frame)


def load_by_orjson(path: Path) -> None:
    import orjson  # noqa: PLC0415  # not part of what is measured elsewhere

    orjson.loads(path.read_bytes())


def tokenize(path: Path) -> None:
    pyexpat.ParserCreate().Parse(path.read_bytes(), True)  # noqa: FBT003  # expat takes no keyword


class Best(NamedTuple):
    """The least seconds by the clock, and of processor time, which other work on the machine disturbs less."""

    clock: float
    cpu: float


def best(rounds: int, *competitors: Callable[[], object]) -> list[Best]:
    """Return each competitor's best; they take turns, so that a busy moment hits all."""
    times = [Best(float("inf"), float("inf"))] * len(competitors)
    for _ in range(rounds):
        for n, run in enumerate(competitors):
            begin, cpu = time.perf_counter(), time.process_time()
            run()
            clock, cpu = time.perf_counter() - begin, time.process_time() - cpu
            times[n] = Best(min(times[n].clock, clock), min(times[n].cpu, cpu))
    return times


def memory(path: Path) -> float:
    """Return by how many MB the most memory ever in use grows when a fresh process decodes a report."""
    small = path.with_name("small.xml")
    small.write_bytes(xml(viewers(50), event=EVENT))
    done = subprocess.run(
        [sys.executable, __file__, "--memory-of", str(path), "--after", str(small)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    return float(done.stdout)


def print_memory(path: Path, small: Path) -> None:
    decode(small)  # what is loaded once is not the report's
    before = most_mb()
    decode(path)
    print(most_mb() - before)


def report(name: str, path: Path, seconds: Sequence[Best]) -> None:
    ours, pandas = seconds
    size = path.stat().st_size / 1e6
    print(
        f"decode {name:5} {size:6.1f} MB  {ours.clock:6.2f} s   pandas {pandas.clock:6.2f} s   "
        f"{pandas.clock / ours.clock:4.1f} times as fast; processor time {ours.cpu:5.2f} s, {pandas.cpu:5.2f} s, "
        f"{pandas.cpu / ours.cpu:4.1f} times" + (f", goal {limit(f'{name}_pandas'):.0f}" if name != "xml" else "")
    )


def main(registrants: int, rounds: int) -> None:
    made = viewers(registrants)
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"report.{name}" for name in ("xml", "json", "csv")}
        paths["xml"].write_bytes(xml(made, event=EVENT))
        paths["json"].write_bytes(json_report([[*cells(v), lists(v)] for v in made]))
        paths["csv"].write_bytes(csv_report([cells(v) for v in made]))
        decoded = decode(paths["xml"])
        assert decoded.registrants.height == registrants
        assert decoded.warnings.is_empty()
        assert decoded.registrants.schema["registered_at"] != NAIVE
        del decoded
        path = paths["xml"]
        ours, expat, pandas = best(rounds, lambda: decode(path), lambda: tokenize(path), lambda: pandas_xml(path))
        print(f"decode of {registrants:,} registrants, best of {rounds} rounds")
        report("xml", path, (ours, pandas))
        print(
            f"decode xml = {ours.clock / expat.clock:.2f} x the bare expat tokenizer ({expat.clock:.2f} s); "
            f"{ours.cpu / expat.cpu:.2f} x its processor time, on two threads; goal {limit('xml_expat')} x"
        )
        grown = memory(path)
        print(f"decode xml: memory grows by {grown:.0f} MB at most; goal {limit('xml_memory'):.0f} MB")
        tell(xml_expat=ours.cpu / expat.cpu, xml_memory=grown)
        path = paths["json"]
        ours, orjson, pandas = best(
            rounds, lambda: decode(path), lambda: load_by_orjson(path), lambda: pandas_json(path)
        )
        report("json", path, (ours, pandas))
        print(
            f"decode json = {ours.clock / orjson.clock:.2f} x orjson.loads ({orjson.clock:.2f} s); "
            f"{ours.cpu / orjson.cpu:.2f} x its processor time; goal {limit('json_orjson')} x"
        )
        tell(json_orjson=ours.cpu / orjson.cpu, json_pandas=pandas.cpu / ours.cpu)
        ours, pandas = best(rounds, lambda: decode(paths["csv"]), lambda: pandas_csv(paths["csv"]))
        report("csv", paths["csv"], (ours, pandas))
        tell(csv_pandas=pandas.cpu / ours.cpu)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--registrants", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--memory-of", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--after", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.memory_of:
        print_memory(given.memory_of, given.after)
    else:
        main(given.registrants, given.rounds)
