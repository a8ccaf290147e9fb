"""What `make audit` makes of the answers of its tools."""

from __future__ import annotations

from typing import Any

import pytest

from scripts import audit


def part(name: str, *licences: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "version": "1.0", "licenses": list(licences)}


def test_licences_are_read_from_a_bill_of_materials() -> None:
    bill = {
        "components": [
            part("a", {"license": {"id": "MIT"}}, {"license": {"name": "MIT"}}),
            part("b", {"expression": "MIT OR GPL-3.0-only"}),
            part("c", {"license": {"name": "License :: OSI Approved :: BSD License"}}),
            {"name": "d", "version": "2"},
        ]
    }
    assert audit.licences(bill) == {
        "a 1.0": ("MIT",),
        "b 1.0": ("MIT OR GPL-3.0-only",),
        "c 1.0": ("License :: OSI Approved :: BSD License",),
        "d 2": (),
    }


@pytest.mark.parametrize(
    "licence",
    ["MIT", "BSD-3-Clause", "MIT OR GPL-3.0-only", "(MIT AND Zlib)", "License :: OSI Approved :: BSD License"],
)
def test_what_asks_for_no_more_than_its_name_is_fit(licence: str) -> None:
    assert audit.unfit({"a 1": (licence,)}) == {}


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-only", "MIT AND GPL-3.0-only", "AGPL-3.0", "Proprietary", "LicenseRef-X"]
)
def test_what_asks_for_more_or_for_what_is_not_known_is_not(licence: str) -> None:
    assert audit.unfit({"a 1": (licence,)}) == {"a 1": (licence,)}


def test_no_licence_is_not_fit() -> None:
    assert audit.unfit({"a 1": ()}) == {"a 1": ()}


def test_known_holes_and_what_could_not_be_looked_up() -> None:
    answer = {
        "dependencies": [
            {"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1", "2"]}]},
            {"name": "b", "version": "1", "vulns": [{"id": "CVE-2", "fix_versions": []}]},
            {"name": "c", "version": "1", "vulns": []},
            {"name": "d", "skip_reason": "Dependency not found"},
        ]
    }
    found, unknown = audit.holes(answer)
    assert list(map(str, found)) == ["a 1: CVE-1, fixed in 1.1, 2", "b 1: CVE-2, fixed in no version yet"]
    assert unknown == ["d"]
