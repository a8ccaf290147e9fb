"""Pages run in process, on a real library with small literal events; only who is looking is made up."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from tests.pages import small
from webcast.api.redaction import Secret
from webcast.settings import load
from webcast.ui.frame import session_keys, signed_in, state
from webcast.ui.kit import heading, person_words
from webcast.view.record import View
from webcast.web import app_state as state_module
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

MAIN = Path(__file__).resolve().parents[2] / "webcast" / "ui" / "frame" / "main.py"
ACCOUNT = "account"
UNREACHABLE = "http://127.0.0.1:9"


@pytest.fixture(scope="session", autouse=True)
def packages_read_once() -> Iterator[None]:
    """Streamlit reads the metadata of all installed packages for each page that a test opens: half of its time."""
    once = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def pages_compiled_once() -> Iterator[None]:
    """Streamlit's server compiles a page once; each page that a test opens would again, at every run."""
    one = ScriptCache()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(local_script_runner, "ScriptCache", lambda: one)
        yield


@pytest.fixture(scope="session", autouse=True)
def pages_waited_for() -> Iterator[None]:
    """Streamlit asks a thousand times a second whether a page is done, which makes the page wait for the asking."""
    ask = local_script_runner.require_widgets_deltas

    def wait(runner: LocalScriptRunner, timeout: float = 3) -> None:
        if runner._script_thread is not None:
            runner._script_thread.join(timeout)
        ask(runner, timeout=0.1)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(local_script_runner, "require_widgets_deltas", wait)
        yield


def _opened(folder: Path) -> AppState:
    environ = {"WEBCAST_DATA_DIR": str(folder), "WEBCAST_PLATFORM_URL": UNREACHABLE, "WEBCAST_TIME_ZONE": "UTC"}
    return AppState.open(load(environ, secrets_file=folder / "none.toml"))


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library, closed, that holds two of the three events that the account lists."""
    folder = tmp_path_factory.mktemp("shelf")
    with closing(_opened(folder)) as opened:
        opened.library.remember_events(ACCOUNT, small.listing())
        for event_id in (small.LAUNCH, small.PLAYBOOK):
            opened.library.hold(ACCOUNT, event_id, None, small.report(event_id))
    return folder


@pytest.fixture
def app(shelf: Path, tmp_path: Path) -> Iterator[AppState]:
    """A library of its own for each test, as :func:`shelf` has it; no platform answers."""
    shutil.copytree(shelf, tmp_path, dirs_exist_ok=True)
    opened = _opened(tmp_path)
    state_module.use(opened)
    yield opened
    state_module.use(None)
    opened.close()


@pytest.fixture
def held(app: AppState) -> AppState:
    """The library, where the dashboard holds the account: who signed in to it is an administrator."""
    app.library.held.put(ACCOUNT, "marketing@example.com", Secret("secret"), "operator")
    return app


@pytest.fixture
def visitor() -> Visitor:
    """Somebody signed in, whose platform session is not needed."""
    return Visitor(
        sid="sid",
        account=ACCOUNT,
        username="marketing@example.com",
        api=None,
        files_only=False,
        expires_at=datetime(2999, 1, 1, tzinfo=UTC),
    )


OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page(app: AppState, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Return what opens a page as an address would: ``open_page("overview", events="101")``; "" is the start."""

    def opened(name: str, *, who: Visitor | None = visitor, tables_of: Sequence[str] = (), **query: str) -> AppTest:
        monkeypatch.setattr(signed_in, "visitor_from", lambda _: who)
        test = AppTest.from_file(MAIN, default_timeout=30)
        for key, value in query.items():
            test.query_params[key] = value
        if tables_of:
            test.session_state[session_keys.AS_TABLE] = {heading.key_of(title): True for title in tables_of}
        if name:
            test.switch_page(f"../../../pages/{name}.py")
        return test.run()

    return opened


def as_table(test: AppTest, title: str) -> None:
    """Have a block show its numbers as a table in place of its chart, or its chart again, as its menu does."""
    test.button(key=f"wi-as-table-{heading.key_of(title)}").click().run()


def texts(test: AppTest) -> str:
    """Return everything that our own HTML says on the page, one piece a line."""
    bodies = (element.proto.body for element in test.get("html"))
    return "\n".join(unescape(re.sub("<[^>]*>", "", body)) for body in bodies if not body.startswith("<style"))


def figures(test: AppTest) -> dict[str, str]:
    """Return the key figures by their label."""
    return {metric.label: metric.value for metric in test.metric}


def dialog_titles(test: AppTest) -> list[str]:
    """Return what the open drawers are called, as it is read: without the marks that keep it from being Markdown."""
    return [element.proto.dialog.title.replace("\\", "") for element in test.get("dialog")]


def links(test: AppTest) -> list[str]:
    """Return where the downloads on the page lead."""
    bodies = "".join(element.proto.body for element in test.get("html"))
    return [unescape(address) for address in re.findall(r'href="([^"]*)"', bodies)]


def table(test: AppTest, key: str) -> list[dict[str, Any]]:
    """Return the rows of the table whose key begins so."""
    shown = next(element.proto for element in test.get("bidi_component") if f"-{key}" in element.proto.id)
    return _shown(shown).to_dicts()


def person_shown(page: AppTest) -> str:
    """Return whose panel is open."""
    (panel,) = page.get("dialog")
    assert panel.proto.dialog.title == person_words.ONE_PERSON
    name: str = panel.header[0].value
    return name


def tables(block: Any) -> list[pl.DataFrame]:
    """Return the tables of a page or of a part of it, as they are sent: instants as text, columns by their names."""
    return [_shown(element.proto) for element in block.get("bidi_component")]


def _shown(proto: Any) -> pl.DataFrame:
    sent = json.loads(proto.json or proto.mixed.json)
    names = [column["name"] for column in sent["columns"]]
    return pl.DataFrame(sent["rows"], names, orient="row", infer_schema_length=None)


def address(test: AppTest, name: str) -> str | None:
    """Return what the page's address says of an option; None where it says nothing."""
    found = test.query_params.get(name)
    return (found[-1] if found else None) if isinstance(found, list) else found


def looking(test: AppTest) -> View:
    """Return what the session looks at on whichever page."""
    found: View = test.session_state[state.LOOKING]
    return found


def look(test: AppTest, **values: Any) -> None:
    """Change what the session looks at, as no widget does."""
    test.session_state[state.LOOKING] = replace(looking(test), **values)
