"""What serves needs no demo platform: an installation can be without it, as the container is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from webcast.cli import main

ROOT = Path(__file__).resolve().parent.parent.parent
NAME = "webcast.sandbox"


def test_only_the_demo_s_commands_use_it() -> None:
    files = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "webcast").rglob("*.py")]
    ours = [file for file in files if ROOT / "webcast" / "sandbox" not in file.parents]
    using = [file for file in ours if f"from {NAME}" in (text := file.read_text("utf-8")) or f"import {NAME}" in text]
    assert [file.relative_to(ROOT).as_posix() for file in using] == ["webcast/commands/demo.py"]


@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_without_it_they_say_so(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name == NAME or name.startswith(f"{NAME}.")]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, NAME, None)
    monkeypatch.delitem(sys.modules, "webcast.commands.demo", raising=False)
    assert main([command, "--port", "1"]) == 1
    assert capsys.readouterr().err == (
        "webcast: The sandbox platform should be part of this installation, but is not: it was left out, as for "
        "production. Run this where the whole package is installed.\n"
    )


def test_the_container_is_without_it() -> None:
    build, final = (ROOT / "Dockerfile").read_text("utf-8").split("\nFROM python:3.12-slim\n")
    assert " && rm -r /opt/venv/lib/python3*/site-packages/webcast/sandbox\n" in build
    assert "COPY --from=build /opt/venv /opt/venv\n" in final
    assert final.count("COPY") == 1
