"""Pages outside of Streamlit: a heading and a form, or a sentence. They take nothing from elsewhere."""

from __future__ import annotations

from html import escape
from http import HTTPStatus
from typing import Final

from starlette.responses import HTMLResponse, Response

from webcast.language import reader

_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:12vh auto;padding:0 1rem;"
    "color:#1a1d21;background:#fff}h1{font-size:1.4rem}label{display:block;margin:.8rem 0 .2rem}"
    "input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #767b82;border-radius:4px}"
    "button{font:inherit;margin-top:1rem;padding:.5rem 1rem;border:0;border-radius:4px;color:#fff;background:#1f4fa3}"
    "a{color:#1f4fa3}[role=alert]{border-left:3px solid #b3261e;padding-left:.6rem}"
    "@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#16181c}input{color:inherit;background:#22252a}"
    "a{color:#8ab4f8}}"
)


def page(title: str, body: str, status: HTTPStatus = HTTPStatus.OK, *, head: str = "") -> Response:
    """Return a page of its own, which takes nothing from elsewhere, and tells others the name of the server alone.

    Args:
        title: Of the window; a text.
        body: What it shows; HTML of ours.
        status: Of the answer.
        head: What else stands in its head; HTML of ours.
    """
    text = (
        f'<!doctype html><html lang="{escape(reader().language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        # The name of the server alone: with none at all browsers do not say where a form comes from.
        f'<meta name="referrer" content="strict-origin">{head}'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )
    return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})
