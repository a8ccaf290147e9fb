"""A page over a bare WebSocket: what Streamlit's front end sends and gets, without a browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.web.serving import Browser

SECONDS = 60.0


@dataclass
class Page:
    """An open page.

    Attributes:
        session: Streamlit's name of its session; known after the first run.
        received: All messages that came, as they came.
    """

    connection: ClientConnection
    session: str = ""
    received: list[bytes] = field(default_factory=list)

    def run(self, path: str = "", query: str = "", hashes: Sequence[str] = ()) -> list[ForwardMsg]:
        """Run the page as a browser does when it is opened, and return what came until the run was over."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = path
        message.rerun_script.cached_message_hashes.extend(hashes)
        self.connection.send(message.SerializeToString())
        found: list[ForwardMsg] = []
        while not found or found[-1].WhichOneof("type") != "script_finished":
            found.append(self.next())
        return found

    def text(self, path: str = "", query: str = "") -> str:
        """Return everything that a run of the page sent, as readable text."""
        return "\n".join(str(message) for message in self.run(path, query))

    def next(self) -> ForwardMsg:
        """Return the next message that comes."""
        data = self.connection.recv(SECONDS)
        assert isinstance(data, bytes)
        self.received.append(data)
        message: ForwardMsg = ForwardMsg.FromString(data)
        if message.WhichOneof("type") == "new_session":
            self.session = message.new_session.initialize.session_id
        return message


@contextmanager
def open_page(browser: Browser, session: str = "") -> Iterator[Page]:
    """Open the socket of a page with a browser's cookies.

    Args:
        browser: Whose.
        session: The session that the tab had before.
    """
    headers = {"Cookie": browser.cookies} if browser.cookies else {}
    protocols = [Subprotocol("streamlit"), Subprotocol("token"), *([Subprotocol(session)] if session else [])]
    address = browser.url.replace("http", "ws", 1) + browser.base + "/_stcore/stream"
    with connect(
        address,
        origin=Origin(browser.url),
        additional_headers=headers,
        ssl=browser.trusted,
        subprotocols=protocols,
        max_size=None,
        open_timeout=SECONDS,
    ) as connection:
        yield Page(connection)
