"""Who reads the answer to a request: the language that the account chose, else the browser's, else English."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from webcast import language
from webcast.errors import WebcastError
from webcast.language import Reader
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor


def of_browser(request: HTTPConnection) -> Reader:
    """Return who reads what is answered to somebody of whom the browser alone is known."""
    return language.of_browser(request.headers.get("accept-language"))


def of_request(state: AppState, visitor: Visitor, request: HTTPConnection) -> Reader:
    """Return who reads what is answered to a visitor."""
    try:
        chosen = "" if visitor.files_only else state.library.languages.of(visitor.account)
    except WebcastError:
        chosen = ""
    return language.of_browser(request.headers.get("accept-language"), chosen)
