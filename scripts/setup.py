"""Set up and run, with Python ≥ 3.11 alone, on Linux, macOS and Windows: ``python scripts/setup.py COMMAND``.

``run``
    The dashboard on the embedded sandbox. Options are those of ``webcast-insights demo``.
``serve``
    The dashboard against the platform. Options are those of ``webcast-insights serve``.
``test``
    Lint, types and all tests. Options are those of pytest.
``ready run``, ``ready test``
    Nothing but what these need first; for ``make``.

The virtual environment gets what the product runs on; ``test`` adds what tests need: their packages, a browser and a
PostgreSQL server. Done once: a stamp remembers which requirements were installed. Only the standard library is used
here, since nothing is installed yet.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
REQUIREMENTS = {"run": "requirements.txt", "test": "requirements-dev.txt"}
WORKERS_A_PROCESSOR = 2
"""Many tests wait: for servers to start, pages to rest, limits to pass."""

SHELL = "chromium-headless-shell"
"""A browser without windows, which takes half the time: Playwright's and Debian's have the same name."""

PROXIES = {"nginx": "usr/sbin/nginx", "caddy": "usr/bin/caddy"}
"""Debian package and program → where it is in the package."""

BROWSERS = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(*arguments: str) -> int:
    """Do what the command says; return the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this script is what finds out
        return _fail(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    match arguments:
        case ("ready", "run" | "test" as purpose):
            return 0 if _ready(purpose) else 1
        case ("run", *options):
            return _start("-m", "webcast", "demo", *options) if _ready("run") else 1
        case ("serve", *options):
            return _start("-m", "webcast", "serve", *options) if _ready("run") else 1
        case ("test", *options):
            return _test(options) if _ready("test") else 1
    return _fail(f"setup.py takes run, serve, test, or ready run|test, not '{' '.join(arguments)}'.")


def _ready(purpose: str) -> bool:
    if not _environment() or not _packages(REQUIREMENTS[purpose]):
        return False
    return purpose == "run" or (_driver() and _browser() and _postgres() and _proxies())


def _start(*arguments: str) -> int:
    """Become a program of the environment; Windows cannot, and keeps it beside this one until it ends."""
    command = [str(PYTHON), *arguments]
    os.chdir(ROOT)
    if os.name == "posix":
        sys.stdout.flush()
        os.execv(command[0], command)  # noqa: S606 - our own program
    child = subprocess.Popen(command)
    while True:
        with suppress(KeyboardInterrupt):  # it hears of Ctrl-C as well, and ends by itself
            return child.wait()


def _test(options: list[str]) -> int:
    """Check format, lint and types, and run the tests; the types are checked beside them.

    Compiled code is kept even where the environment says otherwise: the tests start Python some hundred times.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if not all(_run(str(PYTHON), "-m", "ruff", *check) for check in (("format", "--check", "."), ("check", "."))):
        return 1
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        types = subprocess.Popen((str(PYTHON), "-m", "mypy"), cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        workers = ("-n", str(WORKERS_A_PROCESSOR * (os.cpu_count() or 1)))
        passed = _run(str(PYTHON), "-m", "pytest", *workers, *options)
        typed = types.wait() == 0
        said.seek(0)
        print(said.read(), end="")
    return 0 if passed and typed else 1


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


def _run(*command: str, quiet: bool = False, folder: Path = ROOT) -> bool:
    output = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(command, cwd=folder, check=False, stdout=output, stderr=output).returncode == 0
    except FileNotFoundError:
        return False


def _environment() -> bool:
    """Make the virtual environment; Debian ships Python without the part of it that does so."""
    if _run(str(PYTHON), "-m", "pip", "--version", quiet=True):
        return True
    print("Making the virtual environment …")
    make = (sys.executable, "-m", "venv", "--clear", str(VENV))
    if _run(*make, quiet=True):
        return True
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    _debian(f"python{version}-venv")
    if _run(*make):
        return True
    _fail(f"Python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python{version}-venv")
    return False


def _packages(requirements: str) -> bool:
    """Install the pinned packages unless the stamp says that exactly these are there."""
    digest = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()
    stamp = VENV / f"installed-{requirements}"
    if stamp.is_file() and stamp.read_text("ascii") == digest:
        return True
    print(f"Installing {requirements} …", flush=True)
    pip = (str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r")
    if not _run(*pip, requirements):
        _fail(f"Installing {requirements} failed; pip says above why. Is the package index reachable?")
        return False
    stamp.write_text(digest, "ascii")
    return True


def _driver() -> bool:
    """See that what drives the browser starts; a small Debian lacks a library that it needs."""
    start = (str(PYTHON), "-m", "playwright", "--version")
    if _run(*start, quiet=True) or (_debian("libatomic1") and _run(*start)):
        return True
    _fail("Playwright does not start; it says above why. On Debian and Ubuntu: apt-get install libatomic1 libstdc++6")
    return False


def _browser() -> bool:
    """Find a browser without windows, else install Playwright's or Debian's; else any Chromium or Chrome will do."""
    if os.environ.get("WEBCAST_CHROMIUM") or shutil.which(SHELL) or _playwright_has_one():
        return True
    print("Installing a browser for the tests …", flush=True)
    if _debian(SHELL) or _run(str(PYTHON), "-m", "playwright", "install", "--with-deps", SHELL, quiet=True):
        return True
    if any(map(shutil.which, BROWSERS)) or (_debian("chromium") and any(map(shutil.which, BROWSERS))):
        return True
    _fail("No Chromium or Chrome was found or could be installed. Install one, or name it in WEBCAST_CHROMIUM.")
    return False


def _playwright_has_one() -> bool:
    probe = (
        "from playwright.sync_api import sync_playwright as s; p = s().start(); p.chromium.launch().close(); p.stop()"
    )
    return _run(str(PYTHON), "-c", probe, quiet=True)


def _postgres() -> bool:
    """Find PostgreSQL's server programs, else install Debian's; without them those tests are skipped and say so."""
    if shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return True
    print("Installing PostgreSQL for the tests …", flush=True)
    if not _debian("postgresql"):
        print("PostgreSQL could not be installed; its tests will be skipped.", file=sys.stderr)
    return True


def _proxies() -> bool:
    """Find nginx and Caddy, else unpack Debian's: to install them would start them on this machine's port 80."""
    folder = ROOT / ".cache" / "programs"
    missing = [name for name, path in PROXIES.items() if not (shutil.which(name) or (folder / path).is_file())]
    if not missing:
        return True
    print("Fetching nginx and Caddy for the tests …", flush=True)
    packages = folder / "packages"
    packages.mkdir(parents=True, exist_ok=True)
    download = ("apt-get", "download", *missing)
    fetched = _run(*download, quiet=True, folder=packages) or (
        _run(*_as_root(), "apt-get", "update", quiet=True) and _run(*download, quiet=True, folder=packages)
    )
    if not fetched or not all(_run("dpkg", "-x", str(path), str(folder)) for path in packages.glob("*.deb")):
        print("nginx and Caddy could not be fetched; their tests will be skipped.", file=sys.stderr)
    shutil.rmtree(packages)
    return True


def _as_root() -> tuple[str, ...]:
    return () if getattr(os, "geteuid", int)() == 0 else ("sudo", "-n")


def _debian(package: str) -> bool:
    """Install a Debian package where that can be done without asking for a password."""
    if os.name != "posix" or not shutil.which("apt-get"):
        return False
    prefix = _as_root()
    environment = ("env", "DEBIAN_FRONTEND=noninteractive")
    install = (*prefix, *environment, "apt-get", "install", "-y", "--no-install-recommends", package)
    return _run(*install, quiet=True) or (
        _run(*prefix, "apt-get", "update", quiet=True) and _run(*install, quiet=True)
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
