"""What the documents name is there: every module and every file of ours that they send a reader to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
]
_FILES = re.compile(r"`((?:webcast|pages|tests|scripts|benchmarks|docs)/[\w./-]+|(?:\w+/)+\w+\.py)`")
_MODULES = re.compile(r"`(webcast(?:\.\w+)+)`")


IN_A_WHEEL = {"webcast/site"}
"""Only there once the package is built."""


def is_there(path: str) -> bool:
    """Tell whether a path of ours is there, named from the top or from within the package or its pages' house."""
    return path in IN_A_WHEEL or any(
        (ROOT / base / path).exists() for base in ("", "webcast", "webcast/ui", "webcast/decode")
    )


def names_something(dotted: str) -> bool:
    """Tell whether a dotted name is a module, or something in one."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        base = ROOT.joinpath(*parts[:length])
        module = base.with_suffix(".py") if base.with_suffix(".py").is_file() else base / "__init__.py"
        if module.is_file():
            rest = parts[length:]
            return not rest or re.search(rf"\b{rest[0]}\b", module.read_text("utf-8")) is not None
    return False


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_is_named_is_there(document: Path) -> None:
    named = set(_FILES.findall(document.read_text("utf-8")))
    assert sorted(path for path in named if not is_there(path)) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_module_that_is_named_is_there(document: Path) -> None:
    named = set(_MODULES.findall(document.read_text("utf-8")))
    assert sorted(name for name in named if not names_something(name)) == []


@pytest.mark.parametrize("name", ["performance.md", "scale.md"])
def test_what_was_measured_is_told_in_two_pages(name: str) -> None:
    """What a figure was before, and what was tried besides, is in the changelog."""
    lines = (ROOT / "docs" / name).read_text("utf-8").splitlines()
    assert len(lines) <= 90
    assert max(map(len, lines)) <= 170


# SECURITY.md: the whole standard, and tests that are there

SECURITY = ROOT / "SECURITY.md"
_MANY = (
    "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 "
    "4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 "
    "7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 "
    "11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 "
    "14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2 "
)
LEVELS_1_AND_2 = dict(re.findall(r"([\d.]+):(\d+)", _MANY))
"""How many requirements of ASVS 5.0.0's sections are of level 1 or 2; in each section they are the first."""

_ROW = re.compile(r"^\| V([\d.]+) \| (.+?) \| (held|does not apply|operator|not held) \| (.+) \|$", re.MULTILINE)
_TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def rows() -> list[tuple[str, str, str, str]]:
    return _ROW.findall(SECURITY.read_text("utf-8"))


def test_every_requirement_is_gone_through_once() -> None:
    asked = [f"{section}.{n}" for section, many in LEVELS_1_AND_2.items() for n in range(1, int(many) + 1)]
    assert len(asked) == 253
    assert [number for number, *_ in rows()] == asked


def test_the_sums_are_right() -> None:
    text = SECURITY.read_text("utf-8")
    for status in ("held", "does not apply", "operator", "not held"):
        count = sum(found == status for _, _, found, _ in rows())
        assert f"| {status} | {count} |" in text


def test_every_test_that_is_named_is_there() -> None:
    named = sorted(set(_TEST.findall(SECURITY.read_text("utf-8"))))
    assert len(named) > 80
    for path, name in named:
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), f"{path}::{name}"


def test_what_is_held_is_shown() -> None:
    assert [
        number
        for number, _, status, why in rows()
        if status == "held" and not _TEST.search(why + " ") and not re.search(r"\.md|^above", why)
    ] == []
