"""A table as HTML, by a part of the front end of our own (``grid/grid.js``).

It is served from our own address, as the content policy asks, and not sent inline; Streamlit knows such files of
installed packages alone, so that it is told of ours here. What was weighed against it is in ``docs/pages.md``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

import polars as pl
import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer
from streamlit.runtime import Runtime

from webcast.formats import UNKNOWN
from webcast.language import reader
from webcast.language.catalogues import SOURCE
from webcast.ui.kit import words

MOST_ROWS: Final = 2_000
"""Of a table that is sent whole; longer ones are Streamlit's, which draws what is in sight."""

_PACKAGE: Final = "webcast"
_MOUNTS: Final[WeakKeyDictionary[BidiComponentManager, ComponentRenderer]] = WeakKeyDictionary()
_PRINTED: Final = re.compile(r"%(\+?)(?:\.(\d))?[df]")


def mount(
    frame: pl.DataFrame,
    key: str,
    columns: Mapping[str, Any],
    *,
    alt: str,
    height: int | None,
    whole: bool,
    lead: int,
    picked: Callable[[int], None] | None,
) -> None:
    """Draw it; the parameters are those of :func:`webcast.ui.kit.tables.mount`."""

    def told() -> None:
        # A pick can come when the page has left the table already, and with it what the key stood for.
        place = (st.session_state.get(key) or {}).get("picked")
        if isinstance(place, int) and 0 <= place < frame.height and picked is not None:
            picked(place)

    data = {
        "columns": [column(name, frame.schema[name], columns.get(name)) for name in frame.columns],
        "rows": [[as_json(value) for value in row] for row in frame.rows()],
        "alt": alt,
        "height": height,
        "picks": picked is not None,
        "sorts": whole,
        "lead": lead,
        "locale": st.context.locale,
        "words": words.GRID | {"unknown": UNKNOWN},
    }
    _component()(key=key, data=data, on_picked_change=told)


def offer() -> None:
    """Have its code answered from now on: a page of another process asks any of them for it."""
    if Runtime.exists():
        _component()


def _component() -> ComponentRenderer:
    """Return what mounts it, known to the Streamlit of this process; in tests there is one a session."""
    manager = get_bidi_component_manager()
    if manager not in _MOUNTS:
        ours = ComponentManifest(_PACKAGE, "1", [ComponentConfig("grid", "grid")])
        manager.register_from_manifest(ours, Path(__file__).parent)
        _MOUNTS[manager] = st.components.v2.component(f"{_PACKAGE}.grid", js="grid.js", isolate_styles=False)
    return _MOUNTS[manager]


def column(name: str, dtype: pl.DataType, config: Any) -> dict[str, Any]:
    """Return what the front end is told of a column: its words, its kind, and how what is in it is written."""
    given = dict(config or {})
    found: dict[str, Any] = {"name": name, "label": given.get("label") or name, "kind": "text"}
    if given.get("help"):
        found["help"] = given["help"]
    form = (given.get("type_config") or {}).get("format")
    if dtype == pl.Boolean:
        found["kind"] = "check"
    elif dtype.is_numeric():
        found["kind"] = "number"
        found |= _number(form)
    elif dtype.is_temporal():
        clock = dtype != pl.Date and not (form and "H" not in form)
        found["kind"] = "date"
        found["form"] = _day() | ({"hour": "2-digit", "minute": "2-digit"} if clock else {})
    return found


def _day() -> dict[str, str]:
    """Return how the browser writes a day, as :func:`webcast.formats.day` does: ``3 Feb 2026``, ``03.02.2026``."""
    if reader().language == SOURCE:
        return {"day": "numeric", "month": "short", "year": "numeric"}
    return {"day": "2-digit", "month": "2-digit", "year": "numeric"}


def _number(form: str | None) -> dict[str, Any]:
    """Read what Streamlit writes numbers by: ``localized``, or decimals and what stands around them."""
    found = _PRINTED.search(form or "")
    if found is None or form is None:
        return {"decimals": None, "before": "", "after": "", "signed": False}
    before, after = (part.replace("%%", "%") for part in (form[: found.start()], form[found.end() :]))
    return {"decimals": int(found[2] or 0), "before": before, "after": after, "signed": bool(found[1])}


def as_json(value: Any) -> Any:
    """Return a value as JSON has it: instants as the clocks show them, unknown as null."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat()
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00"
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return value if isinstance(value, str | int | float | bool | None) else str(value)
