"""What is shipped to start from, by the rules of those who read it; engines that would run it are on few machines."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.dashboard import ROOT
from tests.deploy.proxies import DEPLOY
from webcast import __version__

FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
KNOWN = set(re.findall(r"`(WEBCAST_[A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text("utf-8")))
MADE_UP = {"WEBCAST_HOST"}  # of compose.yaml itself, told in its .env


def said(*command: str) -> str:
    """Run a program of the environment that judges a file; return what it has to say against it."""
    ran = subprocess.run(
        [str(Path(sys.executable).parent / command[0]), *command[1:]],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr


def test_the_container_s_file_is_as_hadolint_wants_it() -> None:
    assert said("hadolint", "--no-color", "Dockerfile") == ""


def test_compose_takes_its_file() -> None:
    assert said("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "deploy/compose/compose.yaml") == ""


def test_kubernetes_takes_its_file() -> None:
    assert said("kubernetes-validate", "--strict", "--quiet", "deploy/kubernetes/webcast-insights.yaml") == ""


def test_a_field_that_kubernetes_does_not_know_is_found(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    text = (DEPLOY / "kubernetes" / "webcast-insights.yaml").read_text("utf-8")
    broken.write_text(text.replace("readinessProbe:", "readynessProbe:"), "utf-8")
    assert "readynessProbe" in said("kubernetes-validate", "--strict", str(broken))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_takes_its_units(tmp_path: Path) -> None:
    units = []
    for unit in sorted((DEPLOY / "systemd").iterdir()):
        # It looks for the programs too.
        text = re.sub(r"/opt/webcast-insights/bin/webcast-insights", "/bin/true", unit.read_text("utf-8"))
        units.append(tmp_path / unit.name)
        units[-1].write_text(text, "utf-8")
    ran = subprocess.run(
        ["systemd-analyze", "verify", *map(str, units)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert [line for line in ran.stderr.splitlines() if line.startswith("webcast-insights")] == []


@pytest.mark.parametrize("file", FILES, ids=[str(path.relative_to(DEPLOY)) for path in FILES])
def test_settings_that_are_named_exist(file: Path) -> None:
    named = set(re.findall(r"\bWEBCAST_[A-Z_]+[A-Z]\b", file.read_text("utf-8"))) - MADE_UP
    assert {name.removesuffix("_FILE") for name in named} <= KNOWN


def test_the_image_is_of_this_version() -> None:
    text = (DEPLOY / "kubernetes" / "webcast-insights.yaml").read_text("utf-8")
    assert re.findall(r"image: \S+:(\S+)", text) == [__version__.partition(".dev")[0]]


def test_both_files_of_caddy_say_the_same() -> None:
    """They differ in the host name, and in where the dashboard is."""
    alone, composed = ((DEPLOY / kind / "Caddyfile").read_text("utf-8") for kind in ("caddy", "compose"))
    alone = alone.replace("webcasts.example.com {", "{$WEBCAST_HOST} {").replace("127.0.0.1:8501", "dashboard:8501")
    assert alone.partition("\n\n")[2] == composed.partition("\n\n")[2]
