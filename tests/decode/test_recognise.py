"""What is in front of us."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.decode.making import csv_report, json_report, row, xml
from webcast.decode import decode
from webcast.decode.recognise import recognise
from webcast.errors import DecodeError, UnexpectedAnswer


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"<convey_api>", "xml"),
        (b"\xef\xbb\xbf\n <?xml version='1.0'?><a/>", "xml"),
        ("<a/>".encode("utf-16"), "xml"),
        (b' {"a": 1}', "json"),
        (b"[1]", "json"),
        (b"Event Id,Email\r\n", "csv"),
        (b"error\r\n", "csv"),
        (b"PK\x03\x04...", "xlsx"),
    ],
)
def test_formats_by_their_first_bytes(head: bytes, expected: str) -> None:
    assert recognise(head) == expected


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        b"\n<html>",
        b"<!-- x --><HTML lang='en'>",
        b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'><html/>",
    ],
)
def test_a_web_page_is_told_as_one(page: bytes) -> None:
    for form in ("xml", "csv"):
        with pytest.raises(UnexpectedAnswer, match="A web page came instead of a report; the platform, or a proxy"):
            decode(page, form)
    with pytest.raises(UnexpectedAnswer, match="The file is a web page without a table") as failure:
        decode(page)
    assert "proxy" not in str(failure.value)


@pytest.mark.parametrize("nothing", [b"", b" \n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)])
def test_nothing_is_said_to_be_nothing(nothing: bytes) -> None:
    with pytest.raises(UnexpectedAnswer, match="nothing came"):
        decode(nothing, "xml")
    with pytest.raises(UnexpectedAnswer, match="The file is empty"):
        decode(nothing)


@pytest.mark.parametrize("junk", [b"hello", b"\x00\x01\x02\x03", b"\xd0\xcf\x11\xe0\xa1\xb1", b"%PDF-1.7"])
def test_other_files_are_refused(junk: bytes) -> None:
    with pytest.raises(DecodeError):
        decode(junk)


def test_another_format_than_asked_for() -> None:
    bodies = {"xml": xml([]), "json": json_report([]), "csv": csv_report([row()])}
    for came, body in bodies.items():
        assert decode(body, came).event["format"].to_list() == [came]
        for asked in bodies.keys() - {came}:
            with pytest.raises(UnexpectedAnswer, match=f"in {asked.upper()} was expected, but {came.upper()} came"):
                decode(body, asked)


def test_a_format_we_never_heard_of() -> None:
    with pytest.raises(ValueError, match="should be one of xml, json, csv, xlsx, but is 'pdf'"):
        decode(b"", "pdf")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DecodeError, match=r"gone\.xml cannot be opened"):
        decode(tmp_path / "gone.xml")


def test_a_path_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "report.bin").write_bytes(gzip.compress(xml([])))
    assert decode(str(tmp_path / "report.bin")).event["event_id"].to_list() == ["77"]
