"""The chore `make mutants`: which faults it makes, which tests it gives them, and how it puts them in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING

import pytest

from scripts.mutants.reach import Reach
from scripts.mutants.running import functions_of, put_in

if TYPE_CHECKING:
    from scripts.mutants.making import Mutant

ROOT = Path(__file__).resolve().parents[1]


def mutants(tmp_path: Path, source: str, *, words: bool = False) -> list[Mutant]:
    from scripts.mutants.making import Mutations  # noqa: PLC0415  # it parses code by what takes long to import

    (tmp_path / "m.py").write_text(source, "utf-8")
    found = Mutations(tmp_path, "m.py", words=words)
    return [found[number] for number in range(len(found))]


def diffs(tmp_path: Path, source: str) -> list[str]:
    return [mutant.diff(source) for mutant in mutants(tmp_path, source)]


def test_a_boundary_is_moved(tmp_path: Path) -> None:
    assert diffs(tmp_path, "def f(a):\n    return a < LEAST\n") == [
        "-    return a < LEAST\n+    return a <= LEAST",
    ]


@pytest.mark.parametrize(
    "source",
    [
        '"""Docs."""\n',
        'def f(a: "int | None" = None) -> "str":\n    """Docs."""\n',
        "@cache(maxsize=3)\ndef f():\n    pass\n",
        'def f(a):\n    raise ValueError(f"{a} should be {1 + 1}.")\n',
        'Refused("No.", remedy="Try again.")\n',
        "from a import b\n",
        "len(1 < 2)\n",
        "zip(strict=True)\n",
        "if TYPE_CHECKING:\n    a = 1\n",
        '__all__ = ["a"]\n',
    ],
)
def test_what_no_test_should_notice_is_left_alone(tmp_path: Path, source: str) -> None:
    assert diffs(tmp_path, source) == []


def test_words_are_left_alone_where_a_module_is_nothing_else(tmp_path: Path) -> None:
    source = 'call("Said to people.", 1)\n'
    assert len(mutants(tmp_path, source)) - len(mutants(tmp_path, source, words=True)) == 3


def test_a_fault_knows_its_function_and_its_statement(tmp_path: Path) -> None:
    source = """
A = 1
class C:
    B = 2
    def f(self, a=3):
        def g():
            return (
                4
            )
        return g
"""
    found = {mutant.diff(source).split("+")[-1].strip(): mutant for mutant in mutants(tmp_path, source)}
    assert [(found[each].function, found[each].lines) for each in ("A = 2", "B = 3", "def f(self, a=4):", "5")] == [
        (None, (2, 2)),
        (None, (4, 4)),
        (None, (5, 5)),
        ("C.f", (7, 9)),
    ]


def test_a_fault_is_put_into_what_is_imported(tmp_path: Path) -> None:
    source = "class C:\n    @property\n    def a(self):\n        return 1\n\ndef b():\n    return 2\n"
    path = str(tmp_path / "m.py")
    space: dict[str, object] = {}
    exec(compile(source, path, "exec", dont_inherit=True), space)  # noqa: S102 - our own source
    kept = space["b"]
    assert isinstance(kept, FunctionType)
    first, second = (each for each in mutants(tmp_path, source) if each.function)
    live = functions_of(path)
    assert put_in(first, source, path, live)
    assert put_in(second, source, path, live)
    assert space["C"]().a == 2  # type: ignore[operator]
    assert kept() == 3


def reach() -> Reach:
    known = Reach({"tests/a/test_1.py::slow": 5.0, "tests/a/test_1.py::quick": 1.0, "tests/a/test_1.py::other": 0.1})
    known.seconds |= {"tests/b/test_2.py::x": 0.2, "tests/a/test_3.py::far": 0.1}
    known.lines["m.py"][3] = {"tests/a/test_1.py::slow", "tests/b/test_2.py::x"}
    known.lines["m.py"][4] = {"tests/a/test_1.py::quick"}
    return known


def test_the_tests_that_run_the_lines_come_first_the_quickest_before_all() -> None:
    tests = reach().tests("m.py", (3, 4), ["tests/a"])
    assert [test.split("::")[1] for test in tests] == ["quick", "slow", "other"]
    assert [test.split("::")[1] for test in reach().tests("m.py", None, ["tests/a", "tests/b/test_2.py"])] == [
        "other",
        "x",
        "quick",
        "slow",
    ]
    assert reach().tests("m.py", (5, 9), ["tests/a"]) == []
    assert reach().tests("other.py", None, ["tests/a"]) == []


def test_patience_ends_with_the_seconds_but_one_test_is_run() -> None:
    assert [len(reach().tests("m.py", (3, 4), ["tests/a"], seconds)) for seconds in (0, 1, 5.9, 6, 6.1)] == [
        1,
        1,
        1,
        2,
        3,
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_process_is_heard_and_one_that_does_not_end_is_ended() -> None:
    script = (
        "from scripts.mutants.running import forked\n"
        "def endless():\n    while True: pass\n"
        "print(forked(lambda: 'x' * 100_000, 5) == 'x' * 100_000, repr(forked(endless, 0)))\n"
    )
    run = [sys.executable, "-c", script]
    said = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    assert said.stdout == "True ''\n"
