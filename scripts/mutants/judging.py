"""Judges faults: puts each in, runs the tests that can notice it, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TextIO

import pytest

from scripts.mutants import running
from scripts.mutants.making import Mutant
from scripts.mutants.reach import Reach

UNREACHED: Final = "reached by no test"
ENDLESS: Final = "killed: took too long, or crashed"
SURVIVED: Final = running.SURVIVED
DEAD: Final = frozenset({running.KILLED, running.BROKE, ENDLESS})
"""The verdicts of faults that the tests notice."""

_NOT_PUT_IN: Final = "not put in"


def judged(
    root: Path,
    path: str,
    mutants: Sequence[Mutant],
    find: Callable[[tuple[int, int] | None], list[str]],
    known: Reach,
) -> Iterator[tuple[str, str]]:
    """Yield the key of each of a module's faults with the verdict of the tests, as it is found.

    Args:
        root: The checkout.
        path: The module.
        mutants: Its faults.
        find: Returns the tests that judge some of its lines, or all.
        known: What is known of the tests.
    """
    warm, cold = list[tuple[Mutant, list[str]]](), list[tuple[Mutant, list[str]]]()
    for mutant in mutants:
        first, last = mutant.lines
        at_import = mutant.function is None or any(first <= line <= last for line in known.early[path])
        tests = find(None if at_import else mutant.lines)
        if not tests:
            yield mutant.key, UNREACHED
        else:
            (cold if at_import else warm).append((mutant, tests))
    original = (root / path).read_text("utf-8")
    lines = running.told(lambda pipe: _in_session(root / path, original, warm, known.seconds, pipe)) if warm else ()
    for line in lines:
        number, tab, verdict = line.partition("\t")
        if not tab:
            raise RuntimeError(f"The tests of {path} could not be run: {line}")
        if verdict:
            yield warm[int(number)][0].key, verdict
        else:
            cold.append(warm[int(number)])
    for mutant, tests in cold:
        said = running.forked(
            lambda mutant=mutant, tests=tests: running.afresh(root, mutant, tests, known.seconds),  # type: ignore[misc]
            _allowed(tests, known.seconds),
        )
        yield mutant.key, said or ENDLESS


def _in_session(
    path: Path, original: str, mutants: Sequence[tuple[Mutant, list[str]]], seconds: Mapping[str, float], pipe: TextIO
) -> None:
    """Judge faults in functions, and write a line for each: its number, and the verdict where it could be put in."""

    def judge(session: running.Session) -> None:
        live = running.functions_of(str(path))
        for number, (mutant, tests) in enumerate(mutants):

            def work(mutant: Mutant = mutant, tests: list[str] = tests) -> str:
                return session.run(tests) if running.put_in(mutant, original, str(path), live) else _NOT_PUT_IN

            said = running.forked(work, _allowed(tests, seconds)) or ENDLESS
            pipe.write(f"{number}\t{said.removeprefix(_NOT_PUT_IN)}\n")
            pipe.flush()

    files = sorted({test.split("::")[0] for _, tests in mutants for test in tests})
    if running.run_tests(files, running.Session(seconds, judge)) != pytest.ExitCode.OK:
        raise RuntimeError(f"Tests of {path} could not be collected.")


def _allowed(tests: Sequence[str], seconds: Mapping[str, float]) -> float:
    return sum(running.allowed(seconds[test]) for test in tests)
