"""Charts as PNG, SVG and PDF, drawn by plotly's own script in an installed Chromium."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import kaleido
from choreographer.errors import DevtoolsProtocolError
from kaleido.errors import KaleidoError

from webcast.language import later
from webcast.printing.browser import NOWHERE, Browser, NotPrinted, own_folder

KINDS: Final = ("png", "svg", "pdf")
"""What a chart can become, by the ending of its file."""

SECONDS: Final = 60.0
"""How long the browser may take to start, and then for each picture."""

_SCALE: Final = {"png": 2}
"""A PNG has twice as many pixels, so that it is sharp on a slide; the others are sharp at any size."""

_LEADS_TO_PEOPLE: Final = frozenset(
    {"customdata", "hovertext", "hovertemplate", "hoverinfo", "hoverlabel", "ids", "meta", "selected", "unselected"}
)
"""Parts of a trace that no picture shows: what finds the people behind a mark, and what hovering says of them."""


def drawn(
    figures: Sequence[Any],
    kind: str,
    browser: Browser,
    *,
    seconds: float = SECONDS,
    locale: Mapping[str, Any] | None = None,
) -> list[bytes]:
    """Return each figure as a picture, of the width and height of its layout; one browser draws them all.

    Args:
        figures: Plotly figures.
        kind: One of :data:`KINDS`.
        browser: Draws them.
        seconds: How long it may take to start, and then for each.
        locale: What tells plotly how months and numbers are written, as part of its configuration.

    Raises:
        NotPrinted: It did not, or not in time.
    """
    shown = [bare(figure) for figure in figures]
    # A thread of its own, since the calling one may run an event loop already.
    with own_folder() as folder, ThreadPoolExecutor(1, "draw charts") as pool:
        page = folder / "index.html"
        # Plotly's script is that of the installed package; MathJax would come from the network.
        page.write_text(_told(kaleido.PageGenerator(mathjax=False).generate_index(), locale or {}), "utf-8")
        try:
            return pool.submit(asyncio.run, _draw(shown, kind, browser, page, seconds)).result()
        except _FAILURES as exc:
            raise NotPrinted(
                later("The browser did not draw the chart ({said}).", said=type(exc).__name__),
                remedy=later("Check that it starts (WEBCAST_BROWSER names another), or save the chart on its page."),
            ) from None


_FAILURES: Final = (
    OSError,  # no time left, or a channel that closed
    RuntimeError,  # a browser that is none, or closed by itself
    DevtoolsProtocolError,
    KaleidoError,
)


def bare(figure: Any) -> dict[str, Any]:
    """Return a figure as plain data, without what leads to people: only what is seen is handed to the browser."""
    plain: dict[str, Any] = figure.to_plotly_json()
    layout = {name: value for name, value in plain["layout"].items() if name != "meta"}
    return {"data": [_bare(trace) for trace in plain["data"]], "layout": layout}


def _bare(trace: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in trace.items() if name not in _LEADS_TO_PEOPLE} | {"hoverinfo": "skip"}


async def _draw(
    figures: Sequence[Mapping[str, Any]],
    kind: str,
    browser: Browser,
    page: Path,
    seconds: float,
) -> list[bytes]:
    settings = {"path": browser.path, "enable_sandbox": browser.sandbox, "tmp_dir": str(page.parent)}
    drawing = kaleido.Kaleido(page_generator=str(page), timeout=seconds, proxy_server=NOWHERE, **settings)
    async with asyncio.timeout(seconds * (1 + len(figures))), drawing as ready:
        return [await ready.calc_fig(figure, opts=_options(figure, kind)) for figure in figures]


def _told(page: str, locale: Mapping[str, Any]) -> str:
    """Return the page with plotly's usual configuration set, before any figure comes."""
    said = json.dumps(locale).replace("</", "<\\/")
    return page.replace("</body>", f"<script>Plotly.setPlotConfig({said})</script></body>") if locale else page


def _options(figure: Mapping[str, Any], kind: str) -> dict[str, Any]:
    layout = figure["layout"]
    return {"format": kind, "width": layout["width"], "height": layout["height"], "scale": _SCALE.get(kind, 1)}
