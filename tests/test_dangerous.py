"""What our code does nowhere: run text as code, unpickle, start a shell, write SQL as text, draw weak numbers."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SANDBOX = "webcast/sandbox/"
"""The platform's stand-in: its made-up people are drawn by a number that says which, and it starts no browser."""


@cache
def trees() -> dict[str, ast.Module]:
    """Return what all of our code says, by path; read by the first test that asks."""
    paths = [*sorted((ROOT / "webcast").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py")), ROOT / "app.py"]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in paths}


@cache
def calls(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    """Return each call with its dotted name."""
    return [(ast.unparse(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the first part of what is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def names_in(expression: ast.expr) -> set[str]:
    """Return what an expression takes its parts from."""
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}


OF_OUR_OWN = [("webcast/library/store.py", {"conn", "_WRITES"}), ("webcast/library/store.py", {"table"})]
"""BEGIN or BEGIN IMMEDIATE, and the names of our own tables."""


def where_called(*names: str) -> list[str]:
    return sorted({path for path, tree in trees().items() for name, _ in calls(tree) if name in names})


def where_imported(*names: str) -> list[str]:
    return sorted({path for path, tree in trees().items() if set(names) & set(imports(tree))})


def test_there_is_something_to_look_at() -> None:
    assert len(trees()) > 250
    assert "webcast/library/store.py" in where_imported("sqlalchemy")
    assert "webcast/printing/pdf.py" in where_called("subprocess.run")


def test_no_text_is_run_as_code() -> None:
    assert where_called("eval", "exec", "compile", "__import__") == []
    assert where_imported("jinja2", "mako", "code", "codeop") == []


def test_nothing_is_unpickled() -> None:
    assert where_imported("pickle", "cPickle", "marshal", "shelve", "dill", "joblib", "yaml") == []


def test_no_shell_is_started() -> None:
    assert where_called("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput") == []
    shells = [
        path
        for path, tree in trees().items()
        for _, call in calls(tree)
        if any(k.arg == "shell" for k in call.keywords)
    ]
    assert shells == []


def test_the_only_sql_of_ours_is_constant() -> None:
    """Statements are SQLAlchemy's expressions; the few others are literals, but for these, made of names of ours."""
    variable = [
        (path, names_in(call.args[0]))
        for path, tree in trees().items()
        if "sqlalchemy" in set(imports(tree)) and path.startswith("webcast/library/")
        for name, call in calls(tree)
        if name in ("text", "sqlalchemy.text") or name.endswith((".exec_driver_sql", ".executescript"))
        if not isinstance(call.args[0], ast.Constant)
    ]
    assert variable == OF_OUR_OWN


def test_no_weak_hash_and_no_weak_chance() -> None:
    weak = [
        path for path in where_called("hashlib.md5", "hashlib.sha1", "hashlib.new") if not path.startswith(SANDBOX)
    ]
    # Lists of breached passwords name them by it.
    assert weak == ["webcast/api/breached.py"]
    assert [path for path in where_imported("random") if not path.startswith(SANDBOX)] == []


def test_certificates_are_verified_everywhere() -> None:
    for path, tree in trees().items():
        for _, call in calls(tree):
            unverified = [k for k in call.keywords if k.arg == "verify" and isinstance(k.value, ast.Constant)]
            assert [k for k in unverified if k.value.value is False] == [], path  # type: ignore[attr-defined]
    assert where_called("ssl._create_unverified_context", "urllib3.disable_warnings") == []


@pytest.mark.parametrize(
    ("name", "where"),
    [("unsafe_allow_html", []), ("unsafe_allow_javascript", ["webcast/ui/frame/keyboard.py"])],
)
def test_no_markdown_is_markup(name: str, where: list[str]) -> None:
    """What is drawn as HTML goes through one door, :mod:`webcast.ui.frame.html`, which escapes.

    One page element loads scripts: of constant addresses of ours, under the path that the dashboard stands under.
    """
    found = [
        (path, call)
        for path, tree in trees().items()
        for _, call in calls(tree)
        if any(k.arg == name for k in call.keywords)
    ]
    assert [path for path, _ in found] == where
    assert [ast.unparse(call.args[0]) for _, call in found] == ["_scripts(base)"] * len(where)


def test_which_cryptography_there_is() -> None:
    """All of it: a new one is a new row of the tables in SECURITY.md."""
    found = {
        alias.name
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cryptography")
        for alias in node.names
    }
    assert found == {
        "AESGCM",
        "Argon2id",
        "ChaCha20Poly1305",
        "HKDF",
        "SHA256",
        "Fernet",
        "MultiFernet",
        "InvalidKey",
        "InvalidToken",
        "InvalidTag",
    }


def test_the_configuration_shows_no_fault_serves_no_folder_and_tells_nobody() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["client"]["showErrorDetails"] == "none"
    assert config["client"]["toolbarMode"] == "minimal"
    assert config["server"]["enableStaticServing"] is False
    assert config["server"]["enableXsrfProtection"] is True
    assert config["browser"]["gatherUsageStats"] is False
