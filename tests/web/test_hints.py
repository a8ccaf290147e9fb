"""Pages tell the browser which large parts of Streamlit's front end it will need."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from tests.web.serving import Browser, serve
from webcast.web import hints
from webcast.web.hints import Hints, chunks

MANIFEST = {
    "index.html": {"file": "js/index.js", "imports": ["_react.js"]},
    "_react.js": {"file": "js/react.js"},
    "../lib/PlotlyChart/PlotlyChart.tsx": {"file": "js/PlotlyChart.js", "imports": ["_react.js", "_screen.js"]},
    "_screen.js": {"file": "js/screen.js", "imports": ["_react.js", "_again.js"]},
    "_again.js": {"file": "js/again.js", "imports": ["_screen.js"]},
    "../lib/Map/Map.tsx": {"file": "js/Map.js", "imports": ["_react.js"]},
}
LINK = '<{}/js/{}.js>; rel="modulepreload"; crossorigin; fetchpriority="low"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    return tmp_path


def test_what_a_chart_needs_beyond_the_shell_is_named_once(folder: Path) -> None:
    assert chunks(folder) == ["js/PlotlyChart.js", "js/screen.js", "js/again.js"]


@pytest.mark.parametrize(
    "manifest",
    [
        None,
        "",
        "[]",
        "{}",
        '{"index.html": {}}',
        '{"index.html": {"imports": 1}}',
        '{"index.html": {"imports": ["a"]}}',
    ],
)
def test_a_front_end_that_is_built_otherwise_gets_no_hints(tmp_path: Path, manifest: str | None) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    assert chunks(tmp_path) == []


def test_of_the_installed_streamlit_the_charts_code_is_found() -> None:
    folder = Path(streamlit.__file__).with_name("static")
    found = [folder / file for file in chunks(folder)]
    assert sum(file.name.startswith("PlotlyChart.") for file in found) == 1
    assert sum(file.stat().st_size for file in found) > 4_000_000
    assert len(found) < 10  # each is 100 bytes of a head; nginx takes 4 KB of that


@pytest.mark.parametrize("prefix", ["", "/insights"])
def test_pages_have_the_hints_and_nothing_else_has(folder: Path, prefix: str) -> None:
    def page(request: Request) -> HTMLResponse:
        return HTMLResponse("<html>", headers={"Link": '<a>; rel="b"'})

    def other(request: Request) -> PlainTextResponse:
        return PlainTextResponse("text")

    with serve(Hints(Starlette(routes=[Route("/page", page), Route("/other", other)]), folder, prefix)) as url:
        links = Browser(url).get("/page").headers.get_all("link")
        assert Browser(url).get("/other").headers.get_all("link") is None
    hinted = ", ".join(LINK.format(prefix, name) for name in ("PlotlyChart", "screen", "again"))
    assert links == ['<a>; rel="b"', hinted]


def test_where_nothing_is_known_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "chunks", lambda _folder: [])
    page = HTMLResponse("<html>")
    with serve(Hints(page, tmp_path)) as url:
        assert Browser(url).get("/").headers.get_all("link") is None
