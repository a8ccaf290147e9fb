"""What a process of the dashboard imports before its first visitor."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Final

from webcast import ui

ROUTER: Final = Path(__file__).with_name("main.py")
"""What Streamlit runs for every visit; importing it would draw a page."""

_OTHERS: Final = ("pandas", "pyarrow", "xlsxwriter", "sqlalchemy.dialects.sqlite", "streamlit.web.server.starlette")
"""What Streamlit, plotly and files import when they are first asked for something."""


def load() -> None:
    """Import all that pages need; again and again is once.

    What Streamlit and plotly import at the first table or chart is there before the first visitors, too: plotly takes
    up pandas while another thread is still importing it.
    """
    for name in _OTHERS:
        importlib.import_module(name)
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        if module.name != f"{ui.__name__}.frame.{ROUTER.stem}":
            importlib.import_module(module.name)
