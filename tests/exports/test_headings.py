"""Headings of files in another language: all of ours, each once in a table, and nobody's question."""

from __future__ import annotations

import polars as pl
import pytest

from tests.exports import small
from webcast.exports import headings, listings
from webcast.exports.columns import PLATFORM, TIME_ZONE, UNSUBSCRIBED
from webcast.exports.table import Table
from webcast.language import Reader, using
from webcast.view.choices import Choices

GERMAN = Reader("de", "de")


def ours() -> set[str]:
    every = [header for listing in listings.LISTINGS.values() for header in listing.headers.values()]
    return {header.removesuffix(" (platform)") for header in (*every, *PLATFORM, UNSUBSCRIBED, TIME_ZONE)}


def test_every_heading_of_ours_is_in_the_catalogue_and_nothing_else() -> None:
    assert sorted(ours() ^ headings.HEADINGS) == []


@pytest.mark.parametrize("name", listings.LISTINGS)
def test_no_two_headings_of_a_table_become_one(name: str) -> None:
    headers = list(listings.LISTINGS[name].headers.values())
    with using(GERMAN):
        said = headings.said(headers)
    assert len(set(said.values())) == len(headers)


def test_registrants_bear_german_headings_and_their_own_questions() -> None:
    english = listings.table("registrants", small.audience(), "UTC")
    german = listings.table("registrants", small.audience(), "UTC", language="de")
    names = dict(zip(english.headers, german.headers, strict=True))
    assert (names["First Name"], names["Title"], names["Time Zone"]) == ("Vorname", "Position", "Zeitzone")
    assert (names["Question 1"], names["Answer 1"]) == ("Frage 1", "Antwort 1")
    surveys = {header: said for header, said in names.items() if header.startswith("Survey: ")}
    assert surveys
    assert all(said == header.replace("Survey: ", "Umfrage: ", 1) for header, said in surveys.items())
    assert german.frame().rows() == english.frame().rows()


def test_words_of_ours_within_cells_are_german_too() -> None:
    made = listings.table("scores", small.audience(), "UTC", ["Attended"], Choices(), language="de")
    assert made.headers == ("Teilgenommen",)
    assert set(made.frame()["Teilgenommen"]) <= {"ja", "nein", None}
    made = listings.table(
        "events", small.audience(), "UTC", ["No-shows (platform)", "Live conversion"], language="de"
    )
    assert made.headers == ("No-Shows (Plattform)", "Live-Teilnahmequote")
    assert "Live-Teilnahmequote" in made.shares


def test_columns_are_chosen_by_the_platforms_names_and_files_are_english_unless_asked_otherwise() -> None:
    with using(GERMAN):
        assert listings.table("registrants", small.audience(), "UTC", ["Email"]).headers == ("Email",)
        assert listings.table("registrants", small.audience(), "UTC", ["Email"], language="de").headers == ("E-Mail",)


def test_two_headers_of_one_name_are_told_apart() -> None:
    table = Table.of(pl.DataFrame({"a": [1], "b": [2], "Ort": [3]})).renamed({"a": "Ort", "b": "Ort"})
    assert table.headers == ("Ort", "Ort (2)", "Ort (3)")
    assert table.frame().rows() == [(1, 2, 3)]
