"""Warnings as somebody reads them: what each is about is a name of the file's, or words in the reader's language."""

from __future__ import annotations

from webcast.decode.notes import Notes
from webcast.language import Reader, later, using
from webcast.reports import warned

FIELDS = (
    "row", "Email", later("table {n}", n="2"), later("sheet {n}", n="3"), later("after {header}", header="Company"),
    later("{first} to {last}", first="Title", last="Country"), '{"says":"{n.__class__}","values":{"n":"x"}}',
)  # fmt: skip


def fields(language: str) -> list[str]:
    notes = Notes()
    for field in FIELDS:
        notes.add("Something was left out.", field=field)
    with using(Reader(language, language)):
        return warned.said(notes.frame("101"))["field"].to_list()


def test_what_a_warning_is_about_in_english() -> None:
    assert fields("en") == [
        "row", "Email", "table 2", "sheet 3", "after Company", "Title to Country",
        '{"says":"{n.__class__}","values":{"n":"x"}}',
    ]  # fmt: skip


def test_names_of_the_file_stay_in_german_and_words_do_not() -> None:
    assert fields("de") == [
        "Zeile", "Email", "Tabelle 2", "Tabellenblatt 3", "nach Company", "Title bis Country",
        '{"says":"{n.__class__}","values":{"n":"x"}}',
    ]  # fmt: skip
