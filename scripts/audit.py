"""What the product is made of, under which licences, and which holes in it are known: ``python scripts/audit.py``.

Installs what ``requirements.txt`` pins into an environment of its own, and writes into ``dist``:

``sbom.cdx.json``
    The bill of materials (CycloneDX 1.6, JSON): every package, its version, purl and licence.
``vulnerabilities.json``
    What pip-audit found, as it says it.

Prints the licences, counted, and each package with a known hole. The exit code is 1 where there is one, or where a
licence is none of :data:`LICENCES`; packages that no list of holes was reached for are named, and are no good news.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
STORE: Final = ROOT / ".cache" / "audit"
OUT: Final = ROOT / "dist"
SBOM: Final = OUT / "sbom.cdx.json"
FOUND: Final = OUT / "vulnerabilities.json"

LICENCES: Final = (
    "0BSD",
    "3-Clause BSD",
    "Apache",
    "BSD",
    "CC0-1.0",
    "ISC",
    "LGPL-3.0",
    "MIT",
    "MPL-2.0",
    "Mozilla Public License 2.0",
    "PSF-2.0",
    "The MIT License",
    "Zlib",
)
"""What licences begin with under which a package may be used by a product that is passed on: those that ask to be
named, and two that ask for their own files alone (MPL-2.0; LGPL-3.0, whose packages are installed as they are)."""


@dataclass(frozen=True)
class Hole:
    """A known vulnerability of a package.

    Attributes:
        package: Its name and version.
        name: The vulnerability's identifier.
        fixed: The versions that no longer have it; none, where there is none yet.
    """

    package: str
    name: str
    fixed: tuple[str, ...]

    def __str__(self) -> str:
        """Return a line for people."""
        return f"{self.package}: {self.name}, fixed in {', '.join(self.fixed) or 'no version yet'}"


def licences(bill: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return of a CycloneDX bill of materials: package and version → its licences, none where it names none."""
    return {
        f"{part['name']} {part['version']}": tuple(
            dict.fromkeys(
                text
                for said in part.get("licenses", ())
                if (text := said.get("expression") or said["license"].get("id") or said["license"].get("name"))
            )
        )
        for part in bill.get("components", ())
    }


def unfit(found: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return the packages none of whose licences is one of :data:`LICENCES`, those without any among them."""
    return {package: tuple(said) for package, said in found.items() if not any(map(_fits, said))}


def _fits(licence: str) -> bool:
    """Judge one: an expression fits where one side of each ``OR`` does, and both sides of each ``AND``."""
    either = re.split(r"\s+OR\s+", licence.strip("() "))
    return any(
        all(
            part.strip("() ").removeprefix("License :: OSI Approved :: ").startswith(LICENCES)
            for part in re.split(r"\s+AND\s+", side)
        )
        for side in either
    )


def holes(answer: Mapping[str, Any]) -> tuple[list[Hole], list[str]]:
    """Return of pip-audit's JSON: the known vulnerabilities, and the packages that could not be looked up."""
    found = [
        Hole(f"{package['name']} {package['version']}", hole["id"], tuple(hole["fix_versions"]))
        for package in answer["dependencies"]
        for hole in package.get("vulns", ())
    ]
    return found, [package["name"] for package in answer["dependencies"] if "skip_reason" in package]


def main() -> int:
    """Make the bill, and print what it says; return the exit code."""
    OUT.mkdir(exist_ok=True)
    tools, product = _environment("tools", "requirements-audit.txt"), _environment("product", "requirements.txt")
    _run(
        tools / "cyclonedx-py", "environment", "--pyproject", ROOT / "pyproject.toml", "--output-reproducible",
        "--sv", "1.6", "--output-file", SBOM, product / _PYTHON,
    )  # fmt: skip
    older = json.loads(_run(product / _PYTHON, "-c", _OLDER).stdout)
    said = {
        package: own or older.get(package, ())
        for package, own in licences(json.loads(SBOM.read_text("utf-8"))).items()
    }
    wrong = {package: own for package, own in unfit(said).items() if package.split(" ")[0] not in _TOOLS_OF_VENV}
    print(f"{len(said)} packages: {SBOM.relative_to(ROOT)}\n\nLicences")
    for licence, count in Counter("; ".join(own) or "none named" for own in said.values()).most_common():
        print(f"{count:5}  {licence}")
    for package, own in wrong.items():
        print(f"NOT FIT: {package}: {'; '.join(own) or 'no licence named'}")
    return _known_holes(tools) | bool(wrong)


_PYTHON: Final = "python.exe" if os.name == "nt" else "python"
_TOOLS_OF_VENV: Final = ("pip", "setuptools")
_OLDER: Final = """
import importlib.metadata, json
print(json.dumps({
    f"{m['Name']} {m['Version']}": [m["License"].splitlines()[0]]
    for m in (d.metadata for d in importlib.metadata.distributions()) if m.get("License")
}))
"""
"""Prints the field in which packages named their licence before there were identifiers; cyclonedx-py passes it by."""


def _known_holes(tools: Path) -> int:
    print("\nKnown vulnerabilities")
    FOUND.unlink(missing_ok=True)
    said = _run(
        tools / "pip-audit", "-r", ROOT / "requirements.txt", "--require-hashes", "--disable-pip",
        "--progress-spinner", "off", "-f", "json", "-o", FOUND, may_fail=True,
    )  # fmt: skip
    if not FOUND.is_file():
        why = (said.stderr.strip() or "no reason given").splitlines()[-1]
        print(f"NOT CHECKED: the list of known vulnerabilities could not be reached: {why}")
        return 0
    found, unknown = holes(json.loads(FOUND.read_text("utf-8")))
    for hole in found:
        print(f"FOUND: {hole}")
    if unknown:
        print(
            f"NOT CHECKED: the list of known vulnerabilities has no answer for {len(unknown)}: {', '.join(unknown)}"
        )
    if not found:
        print("None found in what was checked." if unknown else "None.")
    return 1 if found else 0


def _environment(name: str, requirements: str) -> Path:
    """Make an environment of exactly these packages; return the folder of its programs."""
    folder = STORE / name
    venv.create(folder, clear=True, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = (programs / _PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes")
    _run(*pip, "-r", ROOT / requirements)
    return programs


def _run(*command: str | Path, may_fail: bool = False) -> subprocess.CompletedProcess[str]:
    words = [str(part) for part in command]
    said = subprocess.PIPE if may_fail else None  # of what may fail, its reason is ours to tell
    return subprocess.run(words, cwd=ROOT, check=not may_fail, text=True, stdout=subprocess.PIPE, stderr=said)


if __name__ == "__main__":
    sys.exit(main())
