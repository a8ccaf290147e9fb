"""In the pseudo-language no summary, About sheet, heading or refusal shows a text that bypasses the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from tests.exports import small
from tests.pseudo import Around, unmarked
from webcast.analysis.audience import Audience
from webcast.analysis.stages import STAGES, Rules
from webcast.cohorts.cohort import Attended, Cohort, Group, Others, Stage
from webcast.exports import headings, listings, summary, xlsx
from webcast.exports.columns import PLATFORM, TIME_ZONE, UNSUBSCRIBED
from webcast.language import Reader, catalogues, using
from webcast.presentation.about import about
from webcast.view.answer_choice import Choice
from webcast.view.filters import SWITCHES, Filters

PSEUDO = Reader("pseudo", "de")
NOW = datetime(2024, 6, 1, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(catalogues._TRANSLATIONS, "pseudo", Around())
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


ON: dict[str, Any] = dict.fromkeys(SWITCHES, True)
EVERY_FILTER = Filters(
    start=date(2020, 1, 1), end=date(2030, 1, 1), campaigns=("spring", "mail"), referrers=("No referrer",),
    exclude_domains=("spring.mail",), companies=("spring",), countries=("mail",), min_minutes=1, max_minutes=900,
    registration_answers=(Choice("spring", ("mail", "spring")),), survey_answers=(Choice("mail", ("spring",)),),
    text="spring", **ON,
)  # fmt: skip
SETS: tuple[Cohort, ...] = (
    Attended("live"), Attended("none"), Group("company", "spring"), Group("country", None), Others(Attended("od")),
    *(Stage(stage, how, Rules(10)) for stage in STAGES for how in ("passed", "dropped")),
)  # fmt: skip


def test_filters_and_sets_say_themselves_to_the_last_word() -> None:
    allowed = {"spring", "mail"}
    assert {text for text in EVERY_FILTER.fragments() if unmarked(text) - allowed} == set()
    dated = [
        replace(EVERY_FILTER, registered_in_range=a, viewed_in_range=b) for a in (True, False) for b in (True, False)
    ]
    ended = [
        Filters(start=EVERY_FILTER.start),
        Filters(end=EVERY_FILTER.end),
        Filters(min_minutes=1),
        Filters(max_minutes=1),
    ]
    assert {filters.describe() for filters in (*dated, *ended) if unmarked(filters.describe()) - allowed} == set()
    lists = ("campaigns", "referrers", "companies", "countries")
    addresses: dict[str, Any] = dict.fromkeys(lists, ("a@b.example",))
    private = replace(EVERY_FILTER, **addresses)
    assert [text for text in private.private() if unmarked(text)] == []
    assert [text for cohort in SETS if unmarked(text := cohort.describe()) - allowed] == []


def test_headings_of_files() -> None:
    every = {header for listing in listings.LISTINGS.values() for header in listing.headers.values()}
    said = headings.said([*every, *PLATFORM, UNSUBSCRIBED, TIME_ZONE, "Question 1", "Answer 1"])
    assert {header: words for header, words in said.items() if unmarked(words)} == {}
