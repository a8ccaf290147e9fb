"""``make bench``: one failure stops nothing and is said, and every goal has its figure."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import goals, run

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "benchmarks").glob("bench_*.py"))
OURS = {"webcast", "tests", "benchmarks", "scripts"}


def test_one_that_fails_is_named_at_the_end_and_the_others_go_on(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "bench_first.py", tmp_path / "bench_second.py"
    first.write_text("import sys\nsys.exit(3)\n", "utf-8")
    second.write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom benchmarks.goals import tell\n"
        "tell(rerun_median=30.0, rerun_most=61.0)\nprint('here')\n",
        "utf-8",
    )
    assert run.main([first, second]) == 1
    said = capfd.readouterr().out
    assert said.index("── bench_first.py") < said.index("── bench_second.py") < said.index("\nhere\n")
    assert re.search(r"^a rerun, median .* ≤ 40 ms +30 ms  yes$", said, re.MULTILINE)
    assert re.search(r"^a rerun of the page that takes most +≤ 60 ms +61 ms  NO$", said, re.MULTILINE)
    assert said.endswith("\nfailed: bench_first.py (code 3)\n")


def test_a_goal_that_is_missed_fails_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    only = tmp_path / "bench_only.py"
    only.write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom benchmarks.goals import tell\ntell(csv_pandas=0.5)\n",
        "utf-8",
    )
    assert run.main([only]) == 0
    assert capfd.readouterr().out.endswith("\nnone failed\n")


def test_the_table_says_goal_figure_and_whether_it_holds() -> None:
    lines = list(
        goals.table({"csv_pandas": 2.35, "json_pandas": 1.9, "session_memory": 2.0, "kept_figures": 12345.6})
    )
    cells = {line.split("  ")[0]: re.split(r" {2,}", line)[1:] for line in lines}
    assert cells["figure"] == ["goal", "here", "holds?"]
    assert cells["CSV: times as fast as pandas"] == ["≥ 2 ×", "2.35 ×", "yes"]
    assert cells["JSON: times as fast as pandas"] == ["≥ 2 ×", "1.90 ×", "NO"]
    assert cells["memory a session beyond shared data"] == ["≤ 2 MB", "2 MB", "yes"]
    assert cells["Overview, Portfolio and Funnel of 500 events, 1,000,000 registrants"] == [
        "≤ 150 ms",
        "12,346 ms",
        "NO",
    ]
    assert cells["memory of a further process"] == ["≤ 150 MB", "–", "not measured"]
    assert cells["memory over an hour"] == ["≤ 1.10 ×", "–", "not here: make soak"]
    assert len(lines) == 1 + len(goals.GOALS)


def test_what_is_no_goal_cannot_be_told() -> None:
    with pytest.raises(KeyError, match="speed"):
        goals.tell(speed=1.0)


def told_by(path: Path) -> Iterator[str]:
    """Yield the names under which a benchmark tells figures: ``tell(name=…)``, or a key of a table of its own."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "tell":
            yield from (word.arg for word in node.keywords if word.arg)
        elif isinstance(node, ast.Dict):
            yield from (ast.literal_eval(key) for key in node.keys if isinstance(key, ast.Constant))


def test_every_goal_is_told_by_one_benchmark_or_measured_by_a_command() -> None:
    told = Counter(name for path in FILES for name in set(told_by(path)) if name in goals.GOALS)
    assert told == {name: 1 for name, goal in goals.GOALS.items() if not goal.command}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_benchmark_runs_by_itself(path: Path) -> None:
    """``python benchmarks/bench_….py`` finds what is in the checkout, which is not installed."""
    lines = ast.parse(path.read_text("utf-8")).body
    ours = [
        n
        for n, line in enumerate(lines)
        if isinstance(line, ast.ImportFrom) and (line.module or "").split(".")[0] in OURS
    ]
    found = [n for n, line in enumerate(lines) if ast.unparse(line).startswith("sys.path.insert(0, ")]
    assert found
    assert found[0] < min(ours)
