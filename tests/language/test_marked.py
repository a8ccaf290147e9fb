"""Every failure, and every warning of a decoder, is marked for the catalogue: none is plain text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.catalogues import ENGLISH, extracted
from webcast import errors
from webcast.decode.notes import Notes

ROOT = Path(__file__).resolve().parents[2] / "webcast"
FILES = [path for path in sorted(ROOT.rglob("*.py")) if not set(ENGLISH) & set(path.relative_to(ROOT).parts)]
WARNED = {"add": 0, "add_each": 2, "tally": 1}
"""Methods of notes → which argument is the message."""


def parsed() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in FILES}


def kinds(trees: dict[Path, ast.Module]) -> set[str]:
    """Return the names of our errors: of those that derive from the root of the tree, however far."""
    classes = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found, before = {errors.WebcastError.__name__}, 0
    while len(found) > before:
        before = len(found)
        found |= {node.name for node in classes if {name(base) for base in node.bases} & found}
    return found


def name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def said(tree: ast.AST, ours: set[str]) -> Iterator[ast.expr]:
    """Yield what errors and warnings of a module say."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if name(node.func) in ours or ast.unparse(node.func) == "super().__init__":
            yield from node.args[:1]
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "remedy")
        place = WARNED.get(name(node.func))
        if place is not None and "notes" in ast.unparse(node.func) and place < len(node.args):
            yield node.args[place]


def plain(node: ast.expr) -> bool:
    """Tell whether an expression puts a text there that no catalogue knows."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value != ""
    if isinstance(node, ast.BinOp):
        return plain(node.left) or plain(node.right)
    if isinstance(node, ast.IfExp):
        return plain(node.body) or plain(node.orelse)
    return isinstance(node, ast.JoinedStr)


ALLOWED = {"sessions.py"}
"""Whose error is made of which limit was met."""


def test_no_error_and_no_warning_says_plain_text() -> None:
    trees = parsed()
    ours = kinds(trees)
    assert {"DecodeError", "NotReached", "TooManySessions", "Unfinished"} <= ours
    assert set(WARNED) <= set(vars(Notes))
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)[:80]}"
        for path, tree in trees.items()
        for node in said(tree, ours)
        if plain(node) and path.name not in ALLOWED
    ] == []


@pytest.mark.parametrize(
    "code",
    [
        "raise DecodeError(f'It has {n} rows.')",
        "raise DecodeError(later('A.'), remedy='B.')",
        "raise DecodeError('A' if n else later('B'))",
        "super().__init__('A ' + later('B'))",
        "self.notes.add('It is damaged.', field='row')",
        "notes.add_each([1], 'email', f'{n}')",
    ],
)
def test_a_plain_text_would_be_found(code: str) -> None:
    assert [node for node in said(ast.parse(code), {"DecodeError"}) if plain(node)] != []


PIECE = re.compile(r"^[ ,;:)]|[ (]$|^\. ")
"""How a text begins or ends that another goes on before or after."""


def test_no_text_is_a_piece_of_another() -> None:
    """Another language would put the pieces in another order."""
    assert [form for message in extracted() for form in forms(message.id) if PIECE.search(form)] == []
    assert all(PIECE.search(piece) for piece in (" or more", ", few", "; and {n} more", "came; ", ". It also"))


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)
