"""In the pseudo-language no summary, About sheet, heading or refusal shows a text that bypasses the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import polars as pl
import pytest

from tests.exports import small
from tests.pseudo import Pseudo, unmarked
from webcast.analysis.audience import Audience
from webcast.exports import headings, listings, summary, xlsx
from webcast.exports.columns import PLATFORM, TIME_ZONE, UNSUBSCRIBED
from webcast.language import Reader, catalogues, using
from webcast.presentation.about import about
from webcast.view.filters import Filters

PSEUDO = Reader("pseudo", "de")
NOW = datetime(2024, 6, 1, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(catalogues._TRANSLATIONS, "pseudo", Pseudo())
    with using(PSEUDO):
        yield


def data(audience: Audience) -> set[str]:
    frames = audience.report.tables().values()
    texts = [str(v) for f in frames for c in f.select(pl.col(pl.String)).iter_columns() for v in c.drop_nulls()]
    return set(re.findall(r"[^\W\d_]{2,}", " ".join(texts))) | {"Europe", "Berlin"}


def test_the_summary_and_what_heads_files() -> None:
    audience = small.audience()
    head = about(audience, Filters(), "Europe/Berlin", now=NOW)
    page = summary.page(audience, head, "Europe/Berlin")
    assert unmarked(page.partition("<body>")[2]) - data(audience) == set()
    assert unmarked(" ".join(part for line in head.lines for part in line)) - data(audience) == set()
    assert unmarked(xlsx.cut_in_words(2)) == set()


def test_headings_of_files() -> None:
    every = {header for listing in listings.LISTINGS.values() for header in listing.headers.values()}
    said = headings.said([*every, *PLATFORM, UNSUBSCRIBED, TIME_ZONE, "Question 1", "Answer 1"])
    assert {header: words for header, words in said.items() if unmarked(words)} == {}
