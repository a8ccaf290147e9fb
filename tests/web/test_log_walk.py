"""A walk through everything that is answered, in trouble too: the log has a line of each, and nobody in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.browser.dashboard import Dashboard, run_dashboard, streamlit_run, uvicorn_run
from tests.web.pages import open_page
from tests.web.serving import Browser
from webcast import places
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.running import Sandbox
from webcast.web import gate, scripts, signin
from webcast.web.links import EXPORT, SUMMARY, SUMMARY_KINDS
from webcast.web.passkeys import places as passkeys

CANARY = "c4n4ry"
PERSON = f"{CANARY}@example.com"
STRANGE = {"User-Agent": CANARY, "Referer": CANARY, "Accept-Language": CANARY, "X-Forwarded-For": CANARY}
FILE = f"""First Name,Last Name,Email,Company,Registration Date
{CANARY},{CANARY},{PERSON},{CANARY},2025-03-01 10:00:00
"""


@pytest.fixture(scope="module", params=[streamlit_run, uvicorn_run], ids=["streamlit", "uvicorn"])
def dashboard(
    request: pytest.FixtureRequest, running_platform: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dashboard]:
    command: Callable[[], list[str]] = request.param
    folder = tmp_path_factory.mktemp("dashboard")
    more = {"WEBCAST_LOG": "json", "WEBCAST_HOSTS": "127.0.0.1", "WEBCAST_BROWSER": "", "PYTHONWARNINGS": "ignore"}
    with run_dashboard(running_platform, folder, command(), **more) as running:
        yield running


def paths() -> list[str]:
    """Return an address of each kind that is answered or refused, with a canary wherever one fits."""
    files = [f"{EXPORT}.{kind}" for kind in ("csv", "xlsx", "parquet", CANARY)]
    files += [f"{SUMMARY}.{kind}" for kind in SUMMARY_KINDS]
    known = [*gate.OPEN, *gate.CLOSED, *(f"{start}{CANARY}" for start in gate.GUARDED), *files]
    known += [
        signin.LOGIN,
        signin.LOGOUT,
        signin.FILES_ONLY,
        passkeys.OWN,
        "/healthz",
        *scripts.ADDRESSES.values(),
        f"/{CANARY}",
    ]
    known += [f"/{page.stem}" for page in places.PAGES.glob("*.py")]
    return [f"{path}?events={CANARY}&view={CANARY}&country={CANARY}&search={PERSON}" for path in known]


def walk(dashboard: Dashboard) -> Browser:
    """Ask for everything as a stranger, then as somebody who has signed in; return their browser."""
    stranger, visitor = Browser(dashboard.url), Browser(dashboard.url)
    for wrong in ({"username": PERSON, "password": CANARY}, {"username": DEMO_USERNAME, "password": CANARY}, {}):
        for _ in range(6):
            stranger.post("/login", wrong)
    for path in (passkeys.OPTIONS, passkeys.ENTER, passkeys.WELCOME):
        stranger.post(path, {"credential": CANARY, "invitation": CANARY, "for": CANARY})
    stranger.post("/login", {"demo": "1"}, headers={"Origin": f"https://{CANARY}.example"})
    for path in paths():
        stranger.get(path, STRANGE)
    visitor.post("/login", {"demo": "1", "next": f"/{CANARY}"})
    for path in paths():
        if not path.startswith(signin.LOGOUT):
            visitor.get(path, STRANGE)
    with pytest.raises(InvalidStatus):
        connect(
            dashboard.url.replace("http", "ws", 1) + f"/_stcore/stream?{CANARY}", origin=Origin("https://x.example")
        )
    connection = HTTPConnection(urlsplit(dashboard.url).netloc)
    connection.request("GET", f"/?{CANARY}", headers={"Host": f"{CANARY}.example"})
    assert connection.getresponse().status == 421
    connection.close()
    return visitor


def test_everything_is_a_line_and_nobody_is_in_any(dashboard: Dashboard) -> None:
    visitor = walk(dashboard)
    with open_page(visitor) as page:
        for name in sorted(path.stem for path in places.PAGES.glob("*.py")):
            page.run(name, f"events={CANARY}&view={CANARY}&search={PERSON}&country={CANARY}")
        assert DEMO_USERNAME in page.text("events")
        session = page.session
        event = next(iter(dashboard.sandbox.world.events))
    assert visitor.put(f"/_stcore/upload_file/{session}/{CANARY}", f"{CANARY}.csv", FILE.encode()).status < 500
    assert visitor.get(f"/export.csv?events={event}&columns=email").status in (200, 404)
    cookie = visitor.cookie or ""
    visitor.post("/logout")

    written = dashboard.log.read_text("utf-8").splitlines()
    lines = [line for line in written if line.startswith("{") and "Uvicorn running on" not in line]
    for secret in (CANARY, "@", DEMO_USERNAME, DEMO_PASSWORD, "127.0.0.1", cookie, "Traceback"):
        assert [line for line in lines if secret in line] == []
    said = [json.loads(line) for line in lines]
    kinds = {(line.get("kind", ""), line.get("why", "")) for line in said}
    assert kinds >= {
        ("sign-in", ""), ("sign-out", ""), ("refused", "password"), ("refused", "wait"), ("refused", "sign-in"),
        ("refused", "form"), ("refused", "host"), ("refused", "socket"), ("refused", "gate"), ("refused", "file"),
        ("fetch", ""),
    }  # fmt: skip
    # Of how the audit log stands the process speaks when it starts: no request led to that.
    alone = [line for line in said if line.get("kind") and not line.get("reference")]
    assert [(line["kind"], line["logger"]) for line in alone] == [("audit", "webcast.library.audit_told")]
