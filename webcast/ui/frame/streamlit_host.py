"""Streamlit as the gate sees it: see :class:`webcast.web.host.Host`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.web.server.starlette.starlette_app_utils import validate_xsrf_token
from streamlit.web.server.starlette.starlette_server import _get_uvicorn_config_kwargs
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from webcast.web.room import MEGABYTE


def _reload() -> bytes:
    message = ForwardMsg()
    # An empty address is the page's own: the browser loads it anew.
    message.auth_redirect.url = ""
    message.auth_redirect.SetInParent()
    return bytes(message.SerializeToString())


def server_options() -> dict[str, Any]:
    """Return how Streamlit would have uvicorn serve it: sizes and pings of WebSockets."""
    return dict(_get_uvicorn_config_kwargs())


class StreamlitHost:
    """The one Streamlit of this process."""

    reload: Final = _reload()

    def is_act(self, message: bytes) -> bool:
        """Tell whether somebody did something: asked for a page, clicked, typed.

        What a page does by itself is none: to draw itself anew from time to time, and to say that it is there.
        """
        said = BackMsg()
        try:
            said.ParseFromString(message)
        except Exception:  # noqa: BLE001 Streamlit says what it thinks of it; the parser has no kind of its own
            return False
        return said.WhichOneof("type") == "rerun_script" and not said.rerun_script.is_auto_rerun

    def tab(self, message: bytes) -> str | None:
        """Return the session that a page is told it has."""
        told = ForwardMsg()
        try:
            told.ParseFromString(message)
        except Exception:  # noqa: BLE001 as above
            return None
        if told.WhichOneof("type") != "new_session":
            return None
        return str(told.new_session.initialize.session_id) or None

    def close(self, tab: str) -> None:
        """Shut a session down: its state, its files, what runs in it."""
        if Runtime.exists():
            Runtime.instance().close_session(tab)

    @property
    def largest(self) -> int:
        """Bytes of the largest file that may be sent, by ``server.maxUploadSize``."""
        return int(config.get_option("server.maxUploadSize")) * MEGABYTE

    def is_of_page(self, token: str | None, cookies: Mapping[str, str]) -> bool:
        """Tell whether a token is the one of Streamlit's cookie, which pages alone can read."""
        return validate_xsrf_token(token, cookies.get(XSRF_COOKIE_NAME))
