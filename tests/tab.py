"""A tab without a browser: speaks with a running dashboard as Streamlit's page does, over its WebSocket."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs, UploadedFileInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

SECONDS = 60.0
Put = Callable[[str, str, bytes], object]
ENDED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@dataclass(frozen=True)
class Element:
    """What a run put on the page.

    Attributes:
        kind: The field of Streamlit's element: ``button``, ``heading`` …
        proto: That field's message.
        fragment: The part of the page that runs again where this is clicked; empty: all of it.
    """

    kind: str
    proto: Any
    fragment: str


@dataclass
class Shown:
    """What the page holds after a run.

    Attributes:
        start: The message that a run of the whole page begins with: configuration, theme, hash of the page.
        elements: By their place on the page.
    """

    start: NewSession = field(default_factory=NewSession)
    elements: dict[tuple[int, ...], Element] = field(default_factory=dict)

    def of(self, *kinds: str) -> Iterator[Element]:
        """Yield the elements of these kinds."""
        return (element for element in self.elements.values() if element.kind in kinds)

    @property
    def text(self) -> str:
        """All headings and texts, a line each."""
        return "\n".join(element.proto.body for element in self.of("heading", "markdown", "html", "alert"))


class Tab:
    """One tab; :func:`opened` makes it."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._states: dict[str, WidgetState] = {}
        self._name = self._query = ""
        self.shown = Shown()

    def open(self, page: str, query: str = "") -> Shown:
        """Open a page under an address, as a link does that stays within the tab."""
        self._name, self._query, self._states = page, query, {}
        return self._run()

    def again(self) -> Shown:
        """Run the page again as it stands, as a click on what changes nothing of it does."""
        return self._run()

    @property
    def session(self) -> str:
        """Streamlit's name of its session."""
        return str(self.shown.start.initialize.session_id)

    @property
    def port(self) -> int:
        """The port of its own end of the connection."""
        return int(self._socket.local_address[1])

    def closed(self) -> bool:
        """Tell whether the other side has gone; what it says meanwhile is passed over."""
        try:
            self._socket.recv(timeout=0.01)
        except TimeoutError:
            pass
        except ConnectionClosed:
            return True
        return False

    def go_on(self, before: Tab) -> Shown:
        """Ask for what a tab shows that lost its connection: its page and address, with what its widgets hold."""
        self._name, self._query, self._states = before._name, before._query, dict(before._states)
        return self._run()

    @property
    def query(self) -> str:
        """The query of its address, which runs change."""
        return self._query

    def set(self, element: Element, **value: Any) -> Shown:
        """Give a widget a value, in the name of Streamlit's ``WidgetState``: ``bool_value=True``."""
        self._states[element.proto.id] = WidgetState(id=element.proto.id, **value)
        return self._run(element.fragment)

    def click(self, button: Element) -> Shown:
        """Click a button; it is not held down at the next run."""
        shown = self.set(button, trigger_value=True)
        self._states.pop(button.proto.id, None)
        return shown

    def pick(self, table: Element, place: int) -> Shown:
        """Pick a row of a table of ours; it is not held."""
        name = f"$$STREAMLIT_INTERNAL_KEY_{table.proto.id}__events"
        picked = json.dumps([{"event": "picked", "value": place}])
        self._states[name] = WidgetState(id=name, json_trigger_value=picked)
        shown = self._run(table.fragment)
        self._states.pop(name, None)
        return shown

    def upload(self, uploader: Element, files: Mapping[str, bytes], put: Put) -> None:
        """Send files where a widget of a form takes them; what is done with them, the form's button says.

        Args:
            uploader: The widget.
            files: By name.
            put: Sends a file to an address of the dashboard, as the same browser.
        """
        message = BackMsg()
        message.file_urls_request.request_id = "files"
        message.file_urls_request.file_names.extend(files)
        message.file_urls_request.session_id = self.shown.start.initialize.session_id
        self._socket.send(message.SerializeToString())
        state = WidgetState(id=uploader.proto.id)
        for (name, data), urls in zip(files.items(), self._urls(), strict=True):
            put(urls.upload_url, name, data)
            info = UploadedFileInfo(name=name, size=len(data), file_id=urls.file_id, file_urls=urls)
            state.file_uploader_state_value.uploaded_file_info.append(info)
        self._states[uploader.proto.id] = state

    def _urls(self) -> list[FileURLs]:
        answer = ForwardMsg()
        while answer.WhichOneof("type") != "file_urls_response":
            answer.ParseFromString(self._socket.recv(timeout=SECONDS))
        return list(answer.file_urls_response.file_urls)

    def _run(self, fragment: str = "") -> Shown:
        message = BackMsg()
        run = message.rerun_script
        run.query_string, run.fragment_id = self._query, fragment
        run.page_name = self._name
        run.page_script_hash = self.shown.start.page_script_hash if fragment else ""
        run.widget_states.widgets.extend(self._states.values())
        run.context_info.timezone, run.context_info.locale = "Europe/Berlin", "en-GB"
        self._socket.send(message.SerializeToString())
        self._receive(fragment)
        return self.shown

    def _receive(self, fragment: str) -> None:
        fresh: dict[tuple[int, ...], Element] = {}
        ends = time.monotonic() + SECONDS
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(self._socket.recv(timeout=max(ends - time.monotonic(), 0.01)))
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                fresh = {}
                self.shown.start = answer.new_session
            elif kind == "page_info_changed":
                self._query = answer.page_info_changed.query_string
            elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                name = str(answer.delta.new_element.WhichOneof("type"))
                proto = getattr(answer.delta.new_element, name)
                fresh[tuple(answer.metadata.delta_path)] = Element(name, proto, answer.delta.fragment_id)
            elif kind == "script_finished" and answer.script_finished in ENDED:
                break
        kept = {at: e for at, e in self.shown.elements.items() if e.fragment != fragment} if fragment else {}
        self.shown.elements = kept | fresh
        there = {getattr(element.proto, "id", "") for element in self.shown.elements.values()}
        self._states = {key: state for key, state in self._states.items() if key in there}


@contextmanager
def opened(url: str, cookie: str = "", base: str = "", had: str = "") -> Iterator[Tab]:
    """Open a tab, which shows nothing yet.

    Args:
        url: Of the dashboard.
        cookie: The header by which somebody is known, ``name=value``; nobody is signed in without.
        base: The path that it stands under.
        had: The session that the tab had before it connected again; see :attr:`Tab.session`.
    """
    address = url.replace("http", "ws", 1) + base + "/_stcore/stream"
    protocols, headers = [Subprotocol("streamlit")], {"Cookie": cookie} if cookie else {}
    if had:  # behind the protocol and a token
        protocols += [Subprotocol("token"), Subprotocol(had)]
    with connect(
        address,
        origin=Origin(url),
        additional_headers=headers,
        subprotocols=protocols,
        max_size=None,
        open_timeout=SECONDS,
    ) as socket:
        yield Tab(socket)
