"""What decoding says, refusals and warnings, is in the catalogue: in a pseudo-language nothing stays English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pseudo import Around, unmarked
from webcast.bodies import text_of
from webcast.decode.decoder import open_report
from webcast.errors import WebcastError
from webcast.language import Reader, catalogues, spoken, using
from webcast.reports import warned

DATA = Path(__file__).resolve().parents[1] / "data"
FILES = sorted(
    path for folder in ("field", "hostile", "corpus") for path in (DATA / folder).iterdir() if path.is_file()
)
NAMES = frozenset(
    re.findall(
        r"\w+",
        "UTC GMT UTF Europe Berlin America New York Eastern Standard Time Windows MB GB Zoom Microsoft Teams GoTo "
        "Webinar Webex Employer",
    )
)
"""Names, not words: of zones, encodings, settings, systems, and a header of a workbook."""


@pytest.fixture(autouse=True)
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(catalogues._TRANSLATIONS, "pseudo", Around())
    with using(Reader("pseudo", "de")):
        yield


def said(path: Path) -> list[str]:
    """Return what opening a file says: why it is refused, or its warnings."""
    try:
        report, _ = open_report(path)
    except WebcastError as exc:
        return [spoken(exc.message), spoken(exc.remedy)]
    return warned.said(report.warnings)["message"].unique().to_list()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_stays_english(path: Path) -> None:
    own = set(re.findall(r"[^\W\d_]{2,}", text_of(path.read_bytes()[:200_000]))) | {path.name}
    allowed = NAMES | own | set(re.findall(r"[^\W\d_]{2,}", path.name))
    assert [message for message in said(path) if unmarked(message) - allowed] == []


def test_enough_is_said() -> None:
    """Else the test above would have nothing to look at."""
    messages = {re.sub(r"\d+", "#", message) for path in FILES for message in said(path)}
    assert len(messages) > 30
