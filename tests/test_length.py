"""A file is short enough to be read in one go: one topic, at most 400 lines."""

from __future__ import annotations

from pathlib import Path

from tests.test_layers import ROOT, product_files

MOST = 400

LONGER = {
    "webcast/analysis/definitions.py": "one table, an entry a number: nobody reads it past an entry",
    "webcast/library/library.py": "the library's one door: a method a thing that may be asked of it, each handed on",
    "webcast/web/signin.py": "one conversation: form, refusal and cookie of a sign-in rely on each other",
}
"""File → why it is longer."""


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_file_is_longer_than_400_lines_without_a_reason() -> None:
    long = {path.relative_to(ROOT).as_posix(): lines(path) for path in product_files() if lines(path) > MOST}
    assert {name: count for name, count in long.items() if name not in LONGER} == {}


def test_a_reason_is_given_for_what_is_longer_alone() -> None:
    assert [name for name in LONGER if lines(ROOT / name) <= MOST] == []
