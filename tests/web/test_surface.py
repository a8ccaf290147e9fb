"""What the running dashboard shows to who only knocks: methods, folders, kinds of text, other origins."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tests.browser.dashboard import Dashboard, run_dashboard, streamlit_run
from tests.web.conftest import STATIC
from tests.web.serving import Browser
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.running import Sandbox
from webcast.web.app_state import AppState


@pytest.fixture(scope="module")
def dashboard(running_platform: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    with run_dashboard(running_platform, tmp_path_factory.mktemp("dashboard"), streamlit_run()) as running:
        yield running


@pytest.mark.parametrize("path", ["/", "/healthz", "/export.csv", "/media/x", "/login"])
def test_nothing_is_traced(dashboard: Dashboard, path: str) -> None:
    answer = Browser(dashboard.url).get(path, {"X-Canary": "canary"}, method="TRACE")
    assert answer.status >= 400
    assert "canary" not in answer.text


@pytest.mark.parametrize("path", ["/static/", "/static/js/", "/static/css", "/static/../", "/.git/config", "/app.py"])
def test_no_folder_is_listed_and_no_file_of_ours_served(dashboard: Dashboard, path: str) -> None:
    answer = Browser(dashboard.url).get(path)
    assert answer.status >= 300 or '<div id="root">' in answer.text  # Streamlit's shell, as for any page
    for name in ("index.", "[core]", "def main", "webcast.ui"):
        assert f">{name}" not in answer.text
        assert not answer.text.startswith(name)


@pytest.mark.parametrize("path", ["/", "/funnel", "/healthz", "/export.csv", "/_stcore/metrics", "/media/x"])
def test_every_text_says_its_encoding(dashboard: Dashboard, path: str) -> None:
    kind = Browser(dashboard.url).get(path).headers["content-type"]
    assert kind in ("text/html; charset=utf-8", "text/plain; charset=utf-8")


@pytest.mark.parametrize("path", ["/", "/healthz", "/export.csv?events=1", "/_stcore/health", "/media/x", "/login"])
def test_no_other_origin_may_read(dashboard: Dashboard, path: str) -> None:
    browser = Browser(dashboard.url)
    browser.post("/login", {"username": DEMO_USERNAME, "password": DEMO_PASSWORD})
    for origin in ("https://evil.example", "null"):
        assert browser.get(path, {"Origin": origin}).headers["access-control-allow-origin"] is None


def test_no_other_window_is_listened_to(dashboard: Dashboard) -> None:
    """Where no origin is trusted, Streamlit's front end does not listen; by default it trusts its own hosting."""
    assert json.loads(Browser(dashboard.url).get("/_stcore/host-config").text)["allowedOrigins"] == []
    script = next(file for file in STATIC.glob("static/js/index.*.js") if b"setAllowedOrigins=" in file.read_bytes())
    said = script.read_text("utf-8").split("setAllowedOrigins=", 1)[1][:250]
    assert re.search(r"(\w+)\?\.length&&\(this\.allowedOrigins=\1,this\.openHostCommunication\(\)\)", said)


PASSWORDS = [" lead and trail ", "Ä" * 64, "a" * 200, "&=%+;\"'<>\\", "1"]


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_password_goes_to_the_platform_as_it_was_typed(
    anonymous: Browser, state: AppState, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    asked: list[str] = []
    sign_in = state.client.sign_in

    def noting(username: str, secret: object) -> object:
        asked.append(secret.reveal())  # type: ignore[attr-defined]
        return sign_in(DEMO_USERNAME, DEMO_PASSWORD)

    monkeypatch.setattr(state.client, "sign_in", noting)
    anonymous.post("/login", {"username": "ann", "password": password})
    assert asked == [password]
