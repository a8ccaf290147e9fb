"""Pages outside of Streamlit: a heading and forms, or a sentence. They take nothing from elsewhere."""

from __future__ import annotations

from html import escape
from http import HTTPStatus
from typing import Final

from starlette.responses import HTMLResponse, Response

from webcast import mark
from webcast.language import reader
from webcast.web.scripts import ADDRESSES

_STYLE: Final = (
    # Colours and corners are the dashboard's (.streamlit/config.toml, ui/frame/style.css).
    "body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:10vh auto;padding:0 1rem;"
    "color:#1a1d21;background:#fff}h1{font-size:1.5rem;letter-spacing:-.015em}h2{font-size:1.1rem;margin:2rem 0 0}"
    ".brand{display:flex;align-items:center;gap:.5rem;font-weight:650;margin:0 0 2rem}.brand img{height:1.5rem}"
    "label{display:block;margin:.8rem 0 .2rem}"
    "input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem .75rem;border:1px solid #767b82;"
    "border-radius:8px}button{font:inherit;margin-top:1rem;padding:.5rem 1rem;border:1px solid transparent;"
    "border-radius:8px;color:#fff;background:#4338ca}"
    "button.second{color:inherit;background:none;border-color:#767b82}button[hidden]{display:none}"
    ":is(input,button,a):focus-visible{outline:2px solid #4338ca;outline-offset:2px}"
    "ul{list-style:none;padding:0}li{border-top:1px solid #767b8266;padding:.8rem 0}.when{color:#5c6269;margin:0}"
    ".row{display:flex;gap:.5rem;align-items:end;flex-wrap:wrap}.row>div{flex:1 1 8rem}.row label{margin-top:.3rem}"
    "a{color:#4338ca}[role=alert]{border-left:3px solid #9e303b;padding-left:.6rem}"
    "[role=status]{border-left:3px solid #0c5a44;padding-left:.6rem}"
    "@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#14161b}input{color:inherit;background:#1d2027}"
    "button{background:#6a5cf0}a{color:#ada6ff}:is(input,button,a):focus-visible{outline-color:#ada6ff}"
    ".when{color:#a9afb6}[role=alert]{border-color:#f2919a}[role=status]{border-color:#7ed5b0}}"
)


def page(
    title: str, body: str, status: HTTPStatus = HTTPStatus.OK, *, head: str = "", base: str | None = None
) -> Response:
    """Return a page of its own, which takes nothing from elsewhere, and tells others the name of the server alone.

    Args:
        title: Of the window; a text.
        body: What it shows; HTML of ours.
        status: Of the answer.
        head: What else stands in its head; HTML of ours.
        base: The path that the dashboard stands under, where the page asks for passkeys; None: it asks for none.
    """
    if base is not None:
        head += f'<script src="{escape(base)}{ADDRESSES["passkeys"]}" defer></script>'
    text = (
        f'<!doctype html><html lang="{escape(reader().language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        # The name of the server alone: with none at all browsers do not say where a form comes from.
        f'<meta name="referrer" content="strict-origin">{head}'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f'<body><main><p class="brand">{mark.images()}<span>Webcast Insights</span></p>{body}</main></body></html>'
    )
    return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})
