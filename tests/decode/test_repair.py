"""Rows that don't fit their headers: which of several cells is known by its looks."""

from __future__ import annotations

from tests.decode.making import HEADERS, row
from webcast.decode.notes import Notes
from webcast.decode.tabular.layout import read_headers
from webcast.decode.tabular.repair import Lost, placed

LAYOUT = read_headers(HEADERS, Notes())
FULL = [cell or f"<{header}>" for header, cell in zip(HEADERS, row(Email="zoe@x.com"), strict=True)]


def without(cells: list[str], *headers: str) -> list[str]:
    return [cell for header, cell in zip(HEADERS, cells, strict=True) if header not in headers]


def put(**cells: str) -> list[str]:
    return [cells.get(header.replace(" ", "_"), cell) for header, cell in zip(HEADERS, FULL, strict=True)]


def repaired(cells: list[str]) -> tuple[dict[str, object], list[Lost]]:
    found, lost = placed(cells, LAYOUT, "77")
    return dict(zip(HEADERS, found, strict=True)), lost


def test_of_two_emails_the_one_counts_that_is_as_far_from_the_left_as_its_header() -> None:
    cells, lost = repaired(without(put(Title="boss@x.com"), "City"))
    assert (cells["Email"], cells["Title"], cells["Company"]) == ("zoe@x.com", None, "<Company>")
    assert lost == [Lost("Title to Campaign ID", 11)]


def test_or_else_the_one_that_is_as_far_from_the_right() -> None:
    cells, lost = repaired(without(put(Company="info@x.com"), "Last Name"))
    assert (cells["Email"], cells["Title"], cells["Company"]) == ("zoe@x.com", "<Title>", None)
    assert lost == [Lost("First Name to Company", 2)]


def test_of_two_that_are_neither_none_is_taken() -> None:
    cells, lost = repaired(without(put(Company="info@x.com"), "Last Name", "Country", "City"))
    assert (cells["Email"], cells["Company"], cells["Live Sessions"]) == (None, None, "1")
    assert lost == [Lost("First Name to Campaign ID", 13)]


def test_the_left_goes_first_where_both_fit() -> None:
    # One cell is missing before the e-mail and one has come in behind it, which looks like an e-mail itself.
    cells = without(put(Company="info@x.com"), "Last Name")
    cells.insert(7, "boss@x.com")
    found, _ = repaired(cells)
    assert (found["Email"], found["Title"]) == ("boss@x.com", "<Title>")
