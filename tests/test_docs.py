"""What the documents name is there: every module and every file of ours that they send a reader to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
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
