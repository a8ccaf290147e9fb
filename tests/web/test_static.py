"""Streamlit's scripts go out compressed."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.web.serving import Browser, serve
from webcast.web.static import CompressedStatic

SCRIPT = "console.log('x');\n" * 500
GZIP = {"Accept-Encoding": "br, gzip"}


def behind(request: Request) -> PlainTextResponse:
    return PlainTextResponse("not compressed")


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    scripts = tmp_path / "static" / "js"
    scripts.mkdir(parents=True)
    (scripts / "a.js").write_text(SCRIPT)
    (scripts / "tiny.js").write_text("x")
    (scripts / "a.woff2").write_bytes(b"w" * 5000)
    (tmp_path / "secret.js").write_text(SCRIPT)
    inner = Starlette(routes=[Route("/{path:path}", behind, methods=["GET", "POST"])])
    with serve(CompressedStatic(inner, tmp_path)) as url:
        yield Browser(url)


def test_a_script_is_compressed_for_who_takes_it(browser: Browser) -> None:
    answer = browser.get("/static/js/a.js", GZIP)
    assert gzip.decompress(answer.body).decode() == SCRIPT
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, immutable, max-age=31536000"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) == len(answer.body) < len(SCRIPT) / 10


def test_the_second_time_only_the_tag_is_compared(browser: Browser) -> None:
    tag = browser.get("/static/js/a.js", GZIP).headers["etag"]
    answer = browser.get("/static/js/a.js", {**GZIP, "If-None-Match": tag})
    assert (answer.status, answer.body) == (304, b"")


def test_head_has_the_headers_alone(browser: Browser) -> None:
    answer = browser.get("/static/js/a.js", GZIP, method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["content-length"]) > 0


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/js/a.js", {}),
        ("/static/js/a.js", {"Accept-Encoding": "gzip;q=0, br"}),
        ("/static/js/a.js", {"Accept-Encoding": "identity"}),
        ("/static/js/a.js", {**GZIP, "Range": "bytes=0-9"}),
        ("/static/js/tiny.js", GZIP),
        ("/static/js/a.woff2", GZIP),
        ("/static/js/none.js", GZIP),
        ("/static/../secret.js", GZIP),
        ("/static/js/../../secret.js", GZIP),
        ("/static/js/%2e%2e/%2e%2e/secret.js", GZIP),
        ("/", GZIP),
    ],
)
def test_everything_else_is_left_to_streamlit(browser: Browser, path: str, headers: dict[str, str]) -> None:
    assert browser.get(path, headers).text == "not compressed"


def test_a_quality_above_zero_is_a_yes(browser: Browser) -> None:
    answer = browser.get("/static/js/a.js", {"Accept-Encoding": "gzip;q=0.5"})
    assert answer.headers["content-encoding"] == "gzip"
