"""The ASGI entry: ``streamlit run app.py`` or ``uvicorn app:app --lifespan on``.

Reads the settings, opens the library, puts routes and gate around Streamlit, and hands over to the router script,
``webcast/ui/main.py``.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from webcast.errors import WebcastError
from webcast.web import asgi
from webcast.web.state import AppState, app_state

HERE = Path(__file__).resolve().parent


def _open() -> AppState:
    try:
        return app_state()
    except WebcastError as exc:
        # One line that says what to correct, in place of a traceback.
        sys.exit(f"webcast: {exc}")


state = _open()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Run what belongs to the server's life: see :func:`webcast.web.asgi.running`."""
    async with asgi.running(state):
        yield


static = Path(st.__file__).parent / "static"
base_path = (st.get_option("server.baseUrlPath") or "").strip("/")

app = st.App(
    HERE / "webcast" / "ui" / "main.py",
    routes=asgi.routes(state),
    middleware=asgi.middleware(state, static, prefix=f"/{base_path}" if base_path else ""),
    lifespan=lifespan,
)
