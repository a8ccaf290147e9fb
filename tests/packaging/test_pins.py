"""What the product needs is declared, and every version of it fixed, for uv and for pip alike."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import Any

from tests.packaging.conftest import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS: dict[str, Any] = PROJECT["project"]["optional-dependencies"]


def locked() -> dict[str, str]:
    """Return the version of each package in ``uv.lock``."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    return {package["name"]: package["version"] for package in packages if package["name"] != "webcast-insights"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[Any]) -> set[str]:
    """Return what requirements name; a group among them is left out."""
    return {canonical(re.split(r"[^\w.-]", text)[0]) for text in requirements if isinstance(text, str)}


def pins(path: str) -> dict[str, str]:
    """Return the version of each package in a file of requirements."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / path).read_text("utf-8"), re.MULTILINE))


def imported() -> set[str]:
    """Return the top names of all that the product imports."""
    found: set[str] = set()
    for path in [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "webcast").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found


def test_what_the_product_imports_is_declared() -> None:
    foreign = imported() - sys.stdlib_module_names - {"webcast", "_typeshed"}
    providers = packages_distributions()
    declared = names(PROJECT["project"]["dependencies"]) | names(EXTRAS["cluster"])
    assert {canonical(providers[module][0]) for module in foreign} <= declared


def test_what_a_cluster_needs_is_an_extra_that_others_go_without() -> None:
    assert names(EXTRAS["cluster"]) == {"dask", "distributed"}
    assert not names(EXTRAS["cluster"]) & pins("requirements.txt").keys()
    assert names(EXTRAS["cluster"]) <= pins("requirements-dev.txt").keys()


def test_every_dependency_is_pinned() -> None:
    groups = PROJECT["dependency-groups"]
    assert names(PROJECT["project"]["dependencies"]) <= pins("requirements.txt").keys()
    assert names(groups["dev"]) <= pins("requirements-dev.txt").keys()
    assert names(groups["build"]) <= pins("requirements-build.txt").keys()
    assert names(groups["audit"]) <= pins("requirements-audit.txt").keys()


def test_pip_gets_what_uv_gets() -> None:
    versions = locked()
    assert pins("requirements-dev.txt") | pins("requirements-audit.txt") == versions
    for part in ("requirements.txt", "requirements-dev.txt", "requirements-build.txt", "requirements-audit.txt"):
        assert pins(part).items() <= versions.items()


def test_every_pin_has_hashes() -> None:
    for part in ("requirements.txt", "requirements-dev.txt", "requirements-build.txt", "requirements-audit.txt"):
        blocks = re.split(r"^(?=[\w.-]+==)", (ROOT / part).read_text("utf-8"), flags=re.MULTILINE)[1:]
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
