"""Files that people have on disk after spreadsheets, mail and other systems have touched them: what is right of each.

They are in ``tests/data/field``; everybody in them is invented. :mod:`tests.decode.test_files` has a test a
way in which files go wrong; here stands file by file what comes out. ``tests/pages/test_opening.py`` holds
that page and command line make the same of them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from webcast.analysis.audience import Audience
from webcast.decode import decode
from webcast.errors import WebcastError
from webcast.reports import warned

FOLDER = Path(__file__).resolve().parents[1] / "data" / "field"


RIGHT: dict[str, Any] = json.loads((FOLDER.parent / "field.json").read_text("utf-8"))
"""File → what is right, or why it is refused.

``events``: ids, blank for one that the file does not name; ``people``: how many persons; ``registered``: when
each registrant did, in UTC, and ``watched``: seconds of each, of the first twelve, both once where all are
alike; ``said``: the warnings, each once.
"""


def test_every_file_has_its_line() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(RIGHT)


@pytest.mark.parametrize("name", RIGHT)
def test_a_file_is_read_right_or_refused_in_one_sentence_about_it(name: str) -> None:
    assert read(name) == RIGHT[name]


def read(name: str) -> dict[str, Any] | str:
    """Return what comes out."""
    try:
        report = decode(FOLDER / name)
    except WebcastError as exc:
        return str(exc)
    audience = Audience.of(report)
    times = [None if at is None else f"{at:%Y-%m-%d %H:%M:%S}" for at in report.registrants["registered_at"]]
    watched = [None if ms is None else ms // 1000 for ms in audience.members["watch_ms"]]
    return {
        "events": ["" if event.startswith("file-") else event for event in report.event["event_id"]],
        "people": audience.people,
        "registered": _once(times),
        "watched": _once(watched)[:12],
        "said": list(dict.fromkeys(warned.said(report.warnings)["message"])),
    }


def _once(values: list[Any]) -> list[Any]:
    return values[:1] if len(set(values)) == 1 else values
