"""Whatever the pages keep in a session stands in one list, so that no two things are kept under one name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from webcast.ui.frame import session_keys, state

UI = Path(session_keys.__file__).parents[1]
LISTS = ("session_keys", "state")
"""The modules that list keys."""

OPTIONS = UI / "frame" / "options.py"
"""Keeps a widget an option; its three keys are its own affair."""


def asked_for(path: Path) -> Iterator[tuple[int, ast.expr]]:
    """Return every key by which a module reads or writes the session."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "st.session_state":
            yield node.lineno, node.slice
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("st.session_state.") and node.args:
            yield node.lineno, node.args[0]


def is_listed(key: ast.expr, path: Path) -> bool:
    """Tell whether a key is one of the lists', or the one that a widget was drawn with just there."""
    if isinstance(key, ast.Attribute) and isinstance(key.value, ast.Name):
        return key.value.id in LISTS or ast.unparse(key) == "views.POPOVER"  # a widget's, closed from its list
    return isinstance(key, ast.Name) and (key.id == "key" or path.stem in LISTS)


@pytest.mark.parametrize("path", sorted(set(UI.rglob("*.py")) - {OPTIONS}), ids=lambda path: path.stem)
def test_nothing_is_kept_under_a_name_that_is_not_listed(path: Path) -> None:
    assert [(line, ast.unparse(key)) for line, key in asked_for(path) if not is_listed(key, path)] == []


def test_no_two_things_are_kept_under_one_name() -> None:
    listed = [value for name, value in vars(session_keys).items() if name.isupper()] + list(state.DEFAULTS)
    assert len(set(listed)) == len(listed)
