"""Puts small faults into modules, and tells which the tests do not notice: ``python -m scripts.mutants``.

What is changed, and which tests judge it, stands under ``[tool.mutants]`` of pyproject.toml. ``--modules`` takes
parts of names, ``--sample`` so many faults of each module, drawn by ``--seed``; ``--again`` judges those alone that
survived last time, or were not judged. Survivors are written to ``.cache/mutants/survivors.txt``. The exit code is
1 where a smaller share is killed than pyproject.toml asks for.

One process works at a time. POSIX alone, since it forks.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
STORE: Final = ROOT / ".cache" / "mutants"

# Before polars is imported: who is forked shares the processors with others. Tests of random cases try few.
os.environ |= {"POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
os.environ["HYPOTHESIS_PROFILE"] = "quick"

from scripts.mutants import judging, reach, running  # noqa: E402
from scripts.mutants.making import Mutant, Mutations  # noqa: E402


@dataclass(frozen=True)
class Plan:
    """What pyproject.toml says.

    Attributes:
        tests: Module → folders and files of the tests that judge it.
        least: The share that is to be killed.
        patience: Seconds of tests that a fault meets before it counts as a survivor.
    """

    tests: dict[str, list[str]]
    least: float
    patience: float

    @classmethod
    def read(cls) -> Plan:
        """Read it."""
        said = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mutants"]
        left_out = set(said["left-out"])
        tests = {
            path.relative_to(ROOT).as_posix(): folders
            for pattern, folders in said["modules"].items()
            for path in sorted(ROOT.glob(pattern))
        }
        judged = {path: folders for path, folders in tests.items() if path not in left_out}
        return cls(judged, said["least"], said["patience"])

    def files(self, modules: Iterable[str]) -> list[str]:
        """Return the files of tests that judge some modules."""
        found: dict[str, None] = {}
        for folder in dict.fromkeys(folder for module in modules for folder in self.tests[module]):
            for path in [ROOT / folder] if folder.endswith(".py") else sorted((ROOT / folder).glob("**/test_*.py")):
                found[path.relative_to(ROOT).as_posix()] = None
        return list(found)


class Results:
    """The verdicts on each module's faults, kept from one run to the next while the module stays as it is."""

    def __init__(self) -> None:
        """Read them."""
        self._file = STORE / "results.json"
        self._kept: dict[str, Any] = json.loads(self._file.read_text("utf-8")) if self._file.exists() else {}

    def of(self, module: str) -> dict[str, str]:
        """Return the verdicts on a module's faults, by their keys."""
        source = hashlib.sha256((ROOT / module).read_bytes()).hexdigest()
        if self._kept.get(module, {}).get("source") != source:
            self._kept[module] = {"source": source, "verdicts": {}}
        verdicts: dict[str, str] = self._kept[module]["verdicts"]
        return verdicts

    def write(self) -> None:
        """Write them."""
        self._file.write_text(json.dumps(self._kept, indent=1), "utf-8")


def main() -> int:
    """Do what the options say; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants", description=__doc__)
    parser.add_argument("--modules", default="", help="parts of paths, joined by commas; all of them otherwise")
    parser.add_argument("--sample", type=int, help="at most so many faults of each module")
    parser.add_argument("--seed", default="1", help="draws others")
    parser.add_argument("--again", action="store_true", help="judge survivors of the last run alone")
    parser.add_argument("--patience", type=float, help="seconds of tests, in place of those in pyproject.toml")
    asked = parser.parse_args()
    plan, results = Plan.read(), Results()
    patience = plan.patience if asked.patience is None else asked.patience
    parts = [part for part in asked.modules.split(",") if part]
    modules = [module for module in plan.tests if not parts or any(part in module for part in parts)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was found is written
    running.prepare()
    print("Which tests run which lines:", flush=True)
    known = reach.measured(ROOT, plan.files(modules), plan.tests, STORE / "reach")
    drawn = {module: _drawn(module, asked.sample, asked.seed) for module in modules}
    for module, mutants in drawn.items():
        verdicts = results.of(module)
        left = [each for each in mutants if not asked.again or verdicts.get(each.key) not in judging.DEAD]
        find = partial(known.tests, module, folders=plan.tests[module], patience=patience)
        try:
            for key, verdict in judging.judged(ROOT, module, left, find, known):
                verdicts[key] = verdict
        finally:
            results.write()
        print(f"  {module}: {len(left)} judged", flush=True)
    return _report(drawn, results, plan.least)


def _drawn(module: str, sample: int | None, seed: str) -> list[Mutant]:
    """Return a module's faults, or so many of them; two that make the same source are one."""
    found = Mutations(ROOT, module)
    numbers: Sequence[int] = range(len(found))
    if sample is not None and sample < len(found):
        numbers = sorted(random.Random(f"{seed} {module}").sample(numbers, sample))  # noqa: S311 - no secret
    return list({each.key: each for each in (found[number] for number in numbers)}.values())


def _report(drawn: dict[str, list[Mutant]], results: Results, least: float) -> int:
    """Print the share killed of each module and of all, write the survivors, and return the exit code."""
    counts, survivors = Counter[str](), []
    print(f"\n{'':44}{'faults':>8}{'killed':>8}")
    for module, mutants in drawn.items():
        verdicts, source = results.of(module), (ROOT / module).read_text("utf-8")
        found = Counter(verdicts[each.key] for each in mutants)
        counts += found
        print(_line(module, found))
        survivors += [
            f"{module}:{each.lines[0]} in {each.function}: {verdict}\n{each.diff(source)}\n"
            for each in mutants
            if (verdict := verdicts[each.key]) not in judging.DEAD
        ]
    (STORE / "survivors.txt").write_text("\n".join(survivors), "utf-8")
    print(_line("all", counts))
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
    print(f"Survivors: {(STORE / 'survivors.txt').relative_to(ROOT)}")
    return 0 if _share(counts) >= least else 1


def _line(name: str, found: Counter[str]) -> str:
    return f"{name:44}{found.total():8}{_share(found):8.1%}"


def _share(found: Counter[str]) -> float:
    return sum(found[verdict] for verdict in judging.DEAD) / (found.total() or 1)


if __name__ == "__main__":
    sys.exit(main())
