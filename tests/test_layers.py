"""Who may import whom: the layout is a promise, and this test keeps it."""

from __future__ import annotations

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).resolve().parent.parent
PURE = (
    "language",
    "decode",
    "reports",
    "analysis",
    "charts",
    "exports",
    "view/filters.py",
    "formats.py",
    "privacy.py",
    "zones.py",
    "bodies.py",
)
ALLOWED = {
    "streamlit": ("app.py", "pages/", "webcast/ui/"),
    "requests": ("webcast/api/", "webcast/openid/wire.py"),
    "urllib3": ("webcast/api/", "webcast/openid/wire.py"),
    "authlib": ("webcast/openid/",),
    "joserfc": ("webcast/openid/",),
    "webauthn": ("webcast/web/passkeys/ceremony.py",),
    "sqlalchemy": ("webcast/library/",),
    "alembic": ("webcast/library/migrations/",),
    "psycopg": ("webcast/library/",),
    "plotly": ("webcast/charts/",),
    "kaleido": ("webcast/printing/",),
    "choreographer": ("webcast/printing/",),
    "starlette": ("app.py", "webcast/web/", "webcast/sandbox/"),
    "prometheus_client": ("webcast/web/",),
    "uvicorn": ("webcast/web/", "webcast/sandbox/"),
    "lxml": ("webcast/api/", "webcast/decode/"),
    "cryptography": ("webcast/library/", "webcast/web/"),
    "dask": ("webcast/cluster/",),
    "distributed": ("webcast/cluster/",),
    "polars": ("pages/", "webcast/"),
}
ORDER = (
    "language",
    "references",
    "happenings",
    "errors",
    "formats",
    "privacy",
    "zones",
    "bodies",
    "reports",
    "api",
    "openid",
    "decode",
    "workers",
    "analysis",
    "cohorts",
    "view",
    "charts",
    "presentation",
    "exports",
    "cluster",
    "library",
    "printing",
    "web",
    "ui",
    "commands",
)
"""From left to right along the data flow; a package imports only from its left."""


def product_files() -> list[Path]:
    return [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py")), *sorted((ROOT / "webcast").rglob("*.py"))]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


@pytest.mark.parametrize("library", sorted(ALLOWED))
def test_a_library_is_imported_only_where_it_belongs(library: str) -> None:
    strays = [
        str(path.relative_to(ROOT))
        for path in product_files()
        if any(name.split(".")[0] == library for name in imports(path))
        and not str(path.relative_to(ROOT)).startswith(ALLOWED[library])
    ]
    assert strays == []


@pytest.mark.parametrize("part", PURE)
def test_pure_parts_reach_no_impure_package(part: str) -> None:
    """Not even through another of our modules."""
    impure = {"streamlit", "requests", "urllib3", "sqlalchemy", "psycopg", "starlette", "uvicorn"}
    start = ROOT / "webcast" / part
    todo = [start] if start.is_file() else sorted(start.rglob("*.py"))
    seen: set[Path] = set()
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        names = imports(path)
        reached = {name for name in names if name.split(".")[0] in impure}
        assert reached == set(), f"{path.relative_to(ROOT)}"
        todo.extend(module for name in names if (module := module_file(name)) is not None)


def module_file(name: str) -> Path | None:
    if name.split(".", maxsplit=1)[0] != "webcast":
        return None
    base = ROOT.joinpath(*name.split("."))
    if base.with_suffix(".py").is_file():
        return base.with_suffix(".py")
    return base / "__init__.py" if (base / "__init__.py").is_file() else None


@pytest.mark.parametrize("place", range(len(ORDER)))
def test_packages_import_only_from_their_left(place: int) -> None:
    package = ORDER[place]
    right = {f"webcast.{name}" for name in ORDER[place + 1 :]}
    start = ROOT / "webcast" / package
    files = sorted(start.rglob("*.py")) if start.is_dir() else [start.with_suffix(".py")]
    strays = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imports(path)
        if ".".join(name.split(".")[:2]) in right
    }
    assert strays == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {path: needed(path) - {path} for path in product_files()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as exc:
        pytest.fail(" needs ".join(str(path.relative_to(ROOT)) for path in exc.args[1]))


def needed(path: Path) -> set[Path]:
    """Return the modules of ours that one imports: a package itself only where a name of its own is taken."""
    found: set[Path | None] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.update(module_file(f"{node.module}.{a.name}") or module_file(node.module) for a in node.names)
        elif isinstance(node, ast.Import):
            found.update(module_file(alias.name) for alias in node.names)
    return {module for module in found if module is not None}


WINGS = ("administration", "home", "picking", "overview", "registrants", "funnel", "timeline", "voices", "across")
"""Of the house of pages: each a page or two. The frame stands alone, the kit is built on it, wings on both."""


@pytest.mark.parametrize("wing", ["frame", "kit", *WINGS])
def test_a_wing_imports_frame_and_kit_and_no_other_wing(wing: str) -> None:
    allowed = {"frame": {"frame"}, "kit": {"frame", "kit"}}.get(wing, {"frame", "kit", wing})
    router = ROOT / "webcast" / "ui" / "frame" / "main.py"
    strays = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOT / "webcast" / "ui" / wing).rglob("*.py"))
        if path != router  # Streamlit runs it; it prepares what the page works with
        for name in imports(path)
        if name.startswith("webcast.ui.") and name.split(".")[2] not in allowed
    }
    assert strays == set()


def test_every_module_of_the_pages_is_in_a_wing() -> None:
    there = {path.name for path in (ROOT / "webcast" / "ui").iterdir() if path.name != "__pycache__"}
    assert there == {"__init__.py", "frame", "kit", *WINGS}


def drawing(path: Path) -> set[str]:
    """Return the functions of our charts that a module names: those that draw, not their words and constants."""
    tree = parsed(path)
    modules = {
        alias.asname or alias.name: f"webcast.charts.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "webcast.charts"
        for alias in node.names
    }
    named = {
        f"{modules[node.value.id]}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules
    }
    return {name for name in named | imports(path) if name in charts()}


@cache
def charts() -> frozenset[str]:
    """Return every function that makes a figure."""
    return frozenset(
        f"webcast.charts.{path.stem}.{node.name}"
        for path in sorted((ROOT / "webcast" / "charts").glob("*.py"))
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef) and node.returns is not None and "Figure" in ast.unparse(node.returns)
    )


def test_a_chart_of_page_and_picture_is_prepared_once() -> None:
    """What a picture draws, no page draws by itself: both take it from ``webcast/presentation``."""
    pages = [*sorted((ROOT / "pages").rglob("*.py")), *sorted((ROOT / "webcast" / "ui").rglob("*.py"))]
    of_pages = {name for path in pages for name in drawing(path)}
    of_both = {name for path in sorted((ROOT / "webcast" / "presentation").rglob("*.py")) for name in drawing(path)}
    assert {"webcast.charts.funnel.funnel", "webcast.charts.curves.retention"} <= of_both
    assert of_pages & of_both == set()
    assert of_pages == {
        "webcast.charts.strip.strip",  # to drag across
        "webcast.charts.voices.terms",  # to narrow a list by
    }


EVENTS: Final = frozenset(
    {
        "events",
        "audience",
        "report",
        "versions",
        "newest",
        "snapshots",
        "snapshot_report",
        "views",
        "visits",
        "following",
        "columns",
    }
)
"""What of the library tells of events, or lets them be asked for."""

NOT_OF_EVENTS: Final = frozenset({"takes", "resume", "refresh_events"})
"""What of :class:`webcast.library.sync.Syncer` names no event to who asks."""


def of_the_library(path: Path) -> set[str]:
    """Return what a module asks of a library: ``events`` of ``app.library.events``, ``sync.start``."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Attribute):
            parts = ast.unparse(node).split(".")
            if "library" in parts[:-1]:
                found.add(".".join(parts[parts.index("library") + 1 :]))
    return found


def test_pages_and_routes_get_events_through_one_door() -> None:
    """It is :class:`webcast.library.theirs.Theirs`, which knows what somebody is limited to."""
    past_it = {
        f"{path.relative_to(ROOT)}: {asked}"
        for path in product_files()
        if path.relative_to(ROOT).as_posix().startswith(("webcast/web/", "webcast/ui/", "pages/", "app.py"))
        for asked in of_the_library(path)
        if asked.split(".")[0] in EVENTS or (asked.startswith("sync.") and asked.split(".")[1] not in NOT_OF_EVENTS)
    }
    assert past_it == set()
