"""The wheel: what is in it, and the dashboard from where it is installed, from any folder."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import Parser
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT, Installed
from tests.tab import opened
from tests.web.serving import Browser
from webcast import __version__

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_it_holds_the_product_and_nothing_beside_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        files = set(archive.namelist())
    info = f"webcast_insights-{__version__}.dist-info"
    assert {name.split("/")[0] for name in files} == {"webcast", info}
    modules = {
        f"webcast/{path.relative_to(ROOT / 'webcast').as_posix()}" for path in (ROOT / "webcast").rglob("*.py")
    }
    pages = {f"webcast/site/pages/{path.name}" for path in (ROOT / "pages").glob("*.py")}
    assert modules | pages <= files
    assert {name for name in files if name.startswith("webcast/site/")} == pages | {
        "webcast/site/app.py",
        "webcast/site/.streamlit/config.toml",
    }
    assert {"webcast/py.typed", "webcast/mark.svg", f"{info}/licenses/LICENSE"} <= files
    assert not [name for name in files if name.endswith(".pyc") or "secrets" in name]


def test_its_version_stands_in_one_place(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        told = Parser().parsestr(archive.read(f"webcast_insights-{__version__}.dist-info/METADATA").decode())
    assert (told["Name"], told["Version"], told["Requires-Python"]) == ("webcast-insights", __version__, ">=3.11")
    assert "version" not in PROJECT


def test_the_changelog_knows_the_version() -> None:
    sections = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    released = [section.split(" ")[0] for section in sections if section != "Unreleased"]
    assert sections[0] == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ · \d{4}-\d\d-\d\d", section) for section in sections[1:])
    base, _, development = __version__.partition(".dev")
    # What is worked on is the next one; on the commit of a release it is the newest that the changelog has.
    assert (base not in released) if development else (base == released[0])


def test_it_is_the_wheel_that_runs(installed: Installed) -> None:
    code = (
        "import webcast, webcast.places as p; print(webcast.__file__, p.CHECKOUT, p.APP, p.demo_folder(), sep='\\n')"
    )
    file, checkout, app, demo = installed.run("python", "-c", code).splitlines()
    assert Path(file) == installed.packages / "webcast" / "__init__.py"
    assert (checkout, Path(app)) == ("False", installed.packages / "webcast" / "site" / "app.py")
    assert installed.home in Path(demo).parents
    assert installed.run("webcast-insights", "--version") == f"webcast-insights {__version__}\n"
    assert "webcast-insights demo" in installed.run("webcast-insights", "--help")


def printed(process: subprocess.Popen[str], pattern: str) -> str:
    """Return what the process prints in place of the group, or fail with what it said in place of that."""
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(pattern, line)
        if found:
            return found[1]
    raise AssertionError(process.stderr.read() if process.stderr else "")


@contextmanager
def running(installed: Installed, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with installed.start("webcast-insights", *arguments) as process:
        try:
            yield process, printed(process, r"(?:Dashboard|URL:)\s+(http://127\.0\.0\.1:\d+)")
        finally:
            process.kill()


@pytest.fixture
def settled(installed: Installed) -> Iterator[Installed]:
    """The folder with the settings of somebody's real platform in it, with which no dashboard would start."""
    settings = installed.folder / ".streamlit"
    settings.mkdir()
    (settings / "secrets.toml").write_text("[webcast]\ntime_zone = 'Mars/Base'\n", "utf-8")
    yield installed
    shutil.rmtree(settings)


def test_the_demo_shows_the_dashboard_from_any_folder(settled: Installed) -> None:
    installed, before = settled, sorted(settled.packages.rglob("*"))
    with running(installed, "demo", "--port", "0") as (process, url):
        browser = Browser(url)
        assert browser.get("/healthz").text == "ok"
        assert '<div id="root">' in browser.get("/").text
        browser.post("/login", {"demo": "1", "next": "/"})
        with opened(url, f"{browser.name}={browser.cookie}") as tab:
            shown = tab.open("events")
            assert "Analyse" in "".join(button.proto.label for button in shown.of("button"))
            assert "Which events do you want to look at?" in [heading.proto.body for heading in shown.of("heading")]
            assert list(shown.of("exception")) == []
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert sorted(installed.packages.rglob("*")) == before
    assert [path.name for path in installed.folder.iterdir()] == [".streamlit"]
    library = list(installed.home.rglob("library.sqlite3"))
    assert [path.parent.stat().st_mode & 0o777 for path in library] == [0o700]


@pytest.fixture
def littered(installed: Installed) -> Iterator[Installed]:
    """The folder with files in it that Python and Streamlit would take for their own."""
    settings = installed.folder / ".streamlit"
    settings.mkdir()
    (settings / "config.toml").write_text(
        "[client]\nshowErrorDetails = 'full'\ndisableDataExport = false\n[theme]\nbaseFontSize = 11\n", "utf-8"
    )
    (installed.folder / "streamlit.py").write_text("raise SystemExit('the wrong module')\n", "utf-8")
    yield installed
    shutil.rmtree(settings)
    (installed.folder / "streamlit.py").unlink()


def test_it_serves_with_its_own_configuration_whatever_is_in_the_folder(littered: Installed) -> None:
    with running(littered, "serve", "--port", "0") as (process, url):
        assert Browser(url).get("/healthz").text == "ok"
        with opened(url) as nobody:
            shown = nobody.open("events")
            assert [heading.proto.body for heading in shown.of("heading")] == ["Webcast Insights"]
            assert shown.start.config.disable_data_export
            assert shown.start.custom_theme.base_font_size == 15
        process.send_signal(signal.SIGTERM)
        # The parent of several ends by itself; one alone as uvicorn does, first in order, then by the signal.
        assert process.wait(30) in (0, -signal.SIGTERM)
    # Nothing of it is in that folder: a library is kept with the user's data.
    assert {path.name for path in littered.folder.iterdir()} == {"streamlit.py", ".streamlit"}
    assert "webcast-insights" in {path.name for path in littered.home.rglob("*")}


def test_an_asgi_server_of_ones_own_finds_app_and_configuration_too(littered: Installed) -> None:
    options = "('client.showErrorDetails', 'client.disableDataExport', 'theme.baseFontSize', 'runner.postScriptGC')"
    code = f"import streamlit, webcast.site.app as a; print(a.app, [streamlit.get_option(o) for o in {options}])"
    assert littered.run("python", "-P", "-c", code).endswith("['none', True, 15, False]\n")
