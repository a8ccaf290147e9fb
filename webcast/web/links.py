"""Addresses of files: a view in the query, but nothing that may be a person's address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from webcast.view import address, document
from webcast.view.record import View
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

EXPORT: Final = "/export"
"""Followed by what kind of file: ``/export.csv``."""

SUMMARY: Final = "/summary"
"""The one-page summary, followed by one of :data:`SUMMARY_KINDS`; it takes the same query."""

SUMMARY_KINDS: Final = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}
"""Kind of file → what browsers are told."""

MODE: Final = "mode"
"""How a CSV is written: for spreadsheets, or exact."""

PRIVATE: Final = "private"
"""Stands for what the session's stash holds, in place of filters, sets and choices in the query."""

SHOWN: Final = (address.EVENTS, address.ZONE, address.MERGE, address.TABLE, address.COLUMN)
"""What stands in the query beside such a key, for people who read it."""


def export(state: AppState, visitor: Visitor, view: View, *, mode: str = "spreadsheet", kind: str = "csv") -> str:
    """Return the address of a file of everybody in view, or of a table of theirs: see :func:`exports`."""
    return exports(state, visitor, view, [(kind, mode)])[0]


def exports(state: AppState, visitor: Visitor, view: View, forms: Iterable[tuple[str, str]]) -> list[str]:
    """Return the addresses of the same file in several forms: kinds, and modes, which are those of a CSV.

    Where the view holds an e-mail address, a free text, somebody's words or costs, it is left on the server and the
    address holds a key that works in this session alone.
    """
    # How the page shows it, and which columns, is of no concern to a file: it says outright what it is cut to.
    wanted = replace(view, page="", display={}, columns={}, cut=frozenset())
    query = address.write(wanted)
    if address.is_private(wanted, query):
        query = [(name, said) for name, said in query if name in SHOWN]
        query.append((PRIVATE, state.stash.put(visitor.sid, stashed(wanted))))
    said = urlencode(query)
    return [
        f"{state.base}{SUMMARY if kind in SUMMARY_KINDS else EXPORT}.{kind}?{said}"
        + (f"{'&' if said else ''}{urlencode({MODE: mode})}" if kind == "csv" else "")
        for kind, mode in forms
    ]


def stashed(view: View) -> dict[str, Any]:
    """Return what the session's stash holds of a view: all of it that a file depends on."""
    return {"view": document.write(view), "table": view.table, "headers": list(view.headers)}


def unstashed(found: Any) -> View | None:
    """Return the view that :func:`stashed` wrote; None for anything else.

    Raises:
        UnreadableView: Another version of the program wrote it.
    """
    if not isinstance(found, dict) or "view" not in found:
        return None
    return replace(document.read(found["view"]), table=found["table"], headers=tuple(found["headers"]))
