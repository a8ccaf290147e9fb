"""The ASGI entry: ``webcast-insights serve``, ``streamlit run app.py`` or ``uvicorn app:app --lifespan on``.

Reads the settings, opens the library, puts routes and gate around Streamlit, and hands over to the router script,
``webcast/ui/frame/main.py``.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import config

from webcast.errors import WebcastError
from webcast.ui.frame import preloading, sent_files
from webcast.ui.frame.streamlit_host import StreamlitHost
from webcast.ui.kit import grid
from webcast.web import asgi
from webcast.web.app_state import AppState, app_state

BASE_VARIABLE = "STREAMLIT_SERVER_BASE_URL_PATH"
"""Streamlit's name for what the dashboard stands under."""


def _open() -> AppState:
    try:
        return app_state()
    except WebcastError as exc:
        # One line that says what to correct, in place of a traceback.
        sys.exit(f"webcast: {exc}")


state = _open()


def settle() -> None:
    """Import what the pages will need, and let the garbage collector look at none of it again.

    What is there then lives as long as the process: 150,000 objects. A collection that walks through them stops every
    visitor for a tenth of a second and finds nothing.
    """
    preloading.load()
    grid.offer()
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Make ready for the first visitor, then run what lives as long as the server: see :func:`asgi.running`."""
    sent_files.install()
    settle()
    async with asgi.running(state):
        yield


if config._main_script_path is None:  # noqa: SLF001 - only `streamlit run` says where to look for the configuration
    config._main_script_path = __file__  # noqa: SLF001 - our .streamlit/config.toml, whatever folder uvicorn runs in
    config.get_config_options(force_reparse=True)
    if BASE_VARIABLE in os.environ:  # `streamlit run` reads such variables itself
        config.set_option("server.baseUrlPath", os.environ[BASE_VARIABLE])

static = Path(st.__file__).parent / "static"
base_path = (st.get_option("server.baseUrlPath") or "").strip("/")
base = f"/{base_path}" if base_path else ""

app = st.App(
    preloading.ROUTER,
    routes=asgi.routes(state, base),
    middleware=asgi.middleware(state, static, base, StreamlitHost()),
    lifespan=lifespan,
)
