"""Nothing that failed is shown without the reference that the log has too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = {"filter_bar.py": "FilterError"}
"""What is no failure: a filter that was typed wrong is said beside what was typed."""


def shown_without(path: Path, source: str) -> Iterator[str]:
    """Yield the places where an error that was caught is written without its reference."""
    for handler in ast.walk(ast.parse(source)):
        if not isinstance(handler, ast.ExceptHandler):
            continue
        caught = ast.unparse(handler.type) if handler.type else ""
        if ("Error" not in caught and caught != "SignInAgain") or caught == EXPECTED.get(path.name):
            continue
        for node in (found for statement in handler.body for found in ast.walk(statement)):
            if not isinstance(node, (ast.Call, ast.Attribute)):
                continue
            said = ast.unparse(node)
            if said in (f"str({handler.name})", f"{handler.name}.message") or said.startswith("st.toast(words."):
                yield f"{path.name}:{node.lineno} {said}"


def test_pages_show_no_error_without_its_reference() -> None:
    files = [*(ROOT / "webcast/ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    assert [said for path in files for said in shown_without(path, path.read_text("utf-8"))] == []


def test_one_without_would_be_found() -> None:
    wrong = "try:\n    save()\nexcept WebcastError as exc:\n    st.text(str(exc))\n    st.toast(words.NOT_KEPT)\n"
    assert list(shown_without(Path("views.py"), wrong)) == [
        "views.py:4 str(exc)",
        "views.py:5 st.toast(words.NOT_KEPT)",
    ]
