"""The goals that the benchmarks measure for, one place for all, and what came of them beside each other.

A benchmark hands its figures over by :func:`tell`. Run by itself it prints them; ``run.py`` names a file in
``WEBCAST_BENCH_FIGURES``, to which each adds a line of JSON, and prints :func:`table` of it at the end.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE: Final = "WEBCAST_BENCH_FIGURES"


@dataclass(frozen=True)
class Goal:
    """One figure that is held up beside what it should be.

    Attributes:
        figure: What is measured.
        limit: What it should be at most, or at least.
        unit: Of both; ``×`` is a multiple of a peer in the same run.
        least: Whether the limit is the least.
        command: What measures it where ``make bench`` does not, as it takes too long.
    """

    figure: str
    limit: float
    unit: str
    least: bool = False
    command: str = ""

    def holds(self, found: float) -> bool:
        """Tell whether a figure is as it should be."""
        return found >= self.limit if self.least else found <= self.limit

    @property
    def words(self) -> str:
        """The limit as it is read."""
        return f"{'≥' if self.least else '≤'} {_said(self.limit, self.unit)}"


GOALS: Final[Mapping[str, Goal]] = {
    "rerun_median": Goal("a rerun, median of the pages, processor time with the server", 40, "ms"),
    "rerun_most": Goal("a rerun of the page that takes most", 60, "ms"),
    "rerun_large": Goal("a rerun with the largest event of the sandbox, median of the pages", 70, "ms"),
    "collects_cold": Goal("collects of a page that is opened, most", 30, ""),
    "collects_rerun": Goal("collects of a rerun, most", 5, ""),
    "p95_people": Goal("60 people, 2 processes: wait at p95", 500, "ms"),
    "session_memory": Goal("memory a session beyond shared data", 2, "MB"),
    "memory_level": Goal("memory over an hour", 1.1, "×", command="make soak"),
    "pages_failed": Goal("pages of people that showed an error", 0, ""),
    "click_median": Goal("Chromium: click to painted page, median", 200, "ms"),
    "click_most": Goal("Chromium: click to painted page, slowest page", 350, "ms"),
    "cold_loopback": Goal("Chromium, empty: first chart on loopback", 1.5, "s"),
    "cold_slow": Goal("Chromium, empty: first chart on 10 Mbit/s, 40 ms", 3, "s"),
    "process_memory": Goal("memory of a further process", 150, "MB"),
    "xml_expat": Goal("XML beside the bare expat tokenizer, processor time", 2.2, "×"),
    "xml_written": Goal("… written otherwise, the worst of fifteen ways", 2.2, "×"),
    "xml_memory": Goal("XML: memory to decode 100,000 registrants", 250, "MB"),
    "json_orjson": Goal("JSON beside orjson.loads, processor time", 2.5, "×"),
    "json_pandas": Goal("JSON: times as fast as pandas", 2, "×", least=True),
    "csv_pandas": Goal("CSV: times as fast as pandas", 2, "×", least=True),
    "damaged_growth": Goal("damaged reports: exponent of time over size, most", 1.1, ""),
    "worker_click": Goal("a click while a worker decodes, beside a quiet one", 1.3, "×"),
    "pages_pandas": Goal("a page's figures: times as fast as pandas, least, processor time", 1, "×", least=True),
    "pages_duckdb": Goal("a page's figures: times as fast as DuckDB, least, processor time", 1, "×", least=True),
    "pages_slowest": Goal("a page's figures at a million registrants, slowest", 100, "ms"),
    "kept_figures": Goal("Overview, Portfolio and Funnel of 500 events, 1,000,000 registrants", 150, "ms"),
    "kept_growth": Goal("… exponent of time over size, 5 to 500 events", 1, ""),
    "ten_million": Goal(
        "… of 10,000,000 registrants", 1500, "ms", command="bench_figures.py --registrants 10000000 --kept-alone"
    ),
    "open_decode": Goal("reports opened from the library: times as fast as decoded", 20, "×", least=True),
    "event_list": Goal("a click on a list of 20,000 events", 1, "s"),
    "csv_written": Goal("a CSV file, formulas defused, beside polars' bare write", 1.5, "×"),
    "csv_level": Goal("… memory at its end beside a tenth of the way", 1.1, "×"),
    "csv_events": Goal("… memory of 250 events of 500,000 registrants beside a tenth of them", 1.3, "×"),
    "cluster_differs": Goal("figures that a cluster says otherwise than one process", 0, ""),
    "store_failed": Goal("the store under 50 accounts: what failed", 0, ""),
}
"""By the name that benchmarks tell them under, in the order of the table."""


def limit(name: str) -> float:
    """Return what a figure should be at most, or at least."""
    return GOALS[name].limit


def tell(**found: float) -> None:
    """Hand figures over, under their names in :data:`GOALS`, to whoever asked for them."""
    for name in found:
        GOALS[name]
    if path := os.environ.get(FILE):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(found) + "\n")


def told(path: Path) -> dict[str, float]:
    """Return what was handed over."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {name: value for line in lines for name, value in json.loads(line).items()}


def table(found: Mapping[str, float]) -> Iterable[str]:
    """Yield the lines of a table of all goals: figure, goal, what came here, whether it holds."""
    rows = [("figure", "goal", "here", "holds?")]
    for name, goal in GOALS.items():
        if name in found:
            rows.append(
                (goal.figure, goal.words, _said(found[name], goal.unit), "yes" if goal.holds(found[name]) else "NO")
            )
        else:
            rows.append(
                (goal.figure, goal.words, "–", f"not here: {goal.command}" if goal.command else "not measured")
            )
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        yield f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}"


def _said(value: float, unit: str) -> str:
    digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {unit}".rstrip()
