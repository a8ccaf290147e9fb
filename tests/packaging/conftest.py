"""The wheel, and an environment that it is installed in: built once for all that ask."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = "import sys, hatchling.build; print(hatchling.build.build_wheel(sys.argv[1]))"


@dataclass(frozen=True)
class Installed:
    """A fresh environment that holds the wheel.

    Attributes:
        programs: The folder of its programs.
        packages: The folder of its packages; dependencies are those of the tests' own environment.
        home: An empty home.
        folder: A folder of somebody's, with nothing of ours in it.
        environ: What its programs are started with.
    """

    programs: Path
    packages: Path
    home: Path
    folder: Path
    environ: Mapping[str, str]

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a program of the environment in the folder."""
        return subprocess.Popen(
            [str(self.programs / command[0]), *command[1:]],
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str) -> str:
        """Run a program of the environment in the folder, and return what it printed."""
        with self.start(*command) as process:
            out, err = process.communicate(timeout=60)
            assert (process.returncode, err) == (0, "")
            return out


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as ``pip install .`` does, with the build backend of the tests' own environment."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-c", BUILD, str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    return folder / built.stdout.splitlines()[-1]


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    base = tmp_path_factory.mktemp("installed")
    home, folder, venv = base / "home", base / "folder", base / "venv"
    home.mkdir()
    folder.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True, timeout=60)
    paths = sysconfig.get_paths("venv", {"base": str(venv), "platbase": str(venv)})
    programs, packages = Path(paths["scripts"]), Path(paths["purelib"])
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python"), "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--no-index", "--disable-pip-version-check", str(wheel)], check=True, timeout=60)
    # The dependencies, which would take minutes and a network, are those that are here already.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("WEBCAST_", "STREAMLIT_", "XDG"))
    }
    kept.pop("PYTHONPATH", None)
    environ = kept | {"HOME": str(home), "USERPROFILE": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    return Installed(programs, packages, home, folder, environ)
