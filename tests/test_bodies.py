"""One table of bodies: what each is, to what fetches it and to what opens it."""

from __future__ import annotations

import codecs
import gzip

import pytest

from webcast.api.sniff import HEAD_LIMIT, sniff
from webcast.bodies import Kind, kind_of
from webcast.decode.recognise import recognise
from webcast.errors import DecodeError, UnexpectedAnswer, WebcastError

BODIES: dict[str, tuple[bytes, Kind]] = {
    "XML": (b'<?xml version="1.0"?>\n<convey_api version="2.0">', "xml"),
    "XML without a declaration": (b"<convey_api/>", "xml"),
    "XML behind a mark and blanks": (codecs.BOM_UTF8 + b" \r\n<convey_api/>", "xml"),
    "XML behind comments": (b"<!-- a --><!-- b -->\n<?x y?><convey_api/>", "xml"),
    "XML whose comment names a page": (b"<!-- <html> --><convey_api/>", "xml"),
    "XML in UTF-16 without a mark": ("<convey_api/>".encode("utf-16-le"), "xml"),
    "XML in UTF-16, big end first": ("\ufeff<convey_api/>".encode("utf-16-be"), "xml"),
    "XML in UTF-32": ("\ufeff<convey_api/>".encode("utf-32-le"), "xml"),
    "XML whose root begins like a page's": (b"<pages/>", "xml"),
    "JSON": (b'{"event_data": {}}', "json"),
    "JSON, a list": (b"\n[1]", "json"),
    "JSON in UTF-16": (codecs.BOM_UTF16_LE + '{"a": 1}'.encode("utf-16-le"), "json"),
    "CSV": (b"Event Id,Email\r\n1,a\r\n", "csv"),
    "CSV with semicolons": (b"Event Id;Email\r\n1;a\r\n", "csv"),
    "CSV with tabs in UTF-16": (codecs.BOM_UTF16_LE + "Event Id\tEmail\r\n".encode("utf-16-le"), "csv"),
    "CSV behind blank lines": (b"\r\n\r\nEvent Id,Email\r\n", "csv"),
    "CSV whose header has a line break": (b'"Event\nId",Email\r\n', "csv"),
    "CSV that says failure": (b"error\r\n10\r\n", "csv"),
    "CSV that says failure, with semicolons": (b"Error;Code\r\nno;61\r\n", "csv"),
    "workbook": (b"PK\x03\x04\x14\x00", "xlsx"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    "gzip": (gzip.compress(b"Event Id,Email\r\n", mtime=0), "gzip"),
    "page": (b"<!DOCTYPE html><html>", "html"),
    "page in capitals behind a comment": (b"<!-- x -->\n<HTML lang='en'>", "html"),
    "page behind a declaration": (b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'><html/>", "html"),
    "page behind an instruction": (b"<?x y?><!DOCTYPE html><html>", "html"),
    "page in pieces": (b"<p>Sorry</p>", "html"),
    "page in UTF-16": ("\ufeff<html>".encode("utf-16-be"), "html"),
    "page of a proxy": (b"<center><h1>502 Bad Gateway</h1></center>", "html"),
    "text": (b"Service unavailable\n", "text"),
    "text of many lines": (b"Sorry.\nWe are back soon, we hope.\n", "text"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
    "NULs and more": (b"\x00\x01\x02\x03", "binary"),
    "nothing": (b"", "empty"),
    "blanks": (b" \r\n\t", "empty"),
    "a mark alone": (codecs.BOM_UTF8, "empty"),
    "NULs": (b"\0\0\0\0\0\0", "empty"),
}

FAILURES: dict[Kind, type[WebcastError]] = {
    "html": UnexpectedAnswer,
    "empty": UnexpectedAnswer,
    "text": DecodeError,
    "binary": DecodeError,
    "xls": DecodeError,
    "gzip": DecodeError,
}


@pytest.mark.parametrize(("body", "kind"), BODIES.values(), ids=BODIES)
def test_what_a_body_is(body: bytes, kind: Kind) -> None:
    assert kind_of(body) == kind


@pytest.mark.parametrize(("body", "kind"), BODIES.values(), ids=BODIES)
def test_fetching_and_opening_agree(body: bytes, kind: Kind) -> None:
    verdict = sniff(body, complete=True)
    assert verdict is not None
    assert verdict.kind == kind
    if kind in FAILURES:
        with pytest.raises(FAILURES[kind]):
            recognise(body)
    else:
        assert recognise(body) == kind


@pytest.mark.parametrize(("body", "kind"), BODIES.values(), ids=BODIES)
def test_it_does_not_matter_where_the_chunks_end(body: bytes, kind: Kind) -> None:
    long = body + b" " * HEAD_LIMIT if kind in ("xml", "json", "html") else body
    early = {kind_of(long[:end], complete=False) for end in range(len(body) + 30)}
    assert early <= {None, kind}


def test_more_is_asked_for_where_the_beginning_does_not_tell() -> None:
    for head in (b"", b"P", b"PK\x03", b"<", b"<!doctype  ", b"<?xml version='1.0' encoding='UTF-8'", b"Event Id,Em"):
        assert kind_of(head, complete=False) is None
    assert kind_of(b"<!-- a comment that is long but has no end yet", complete=False) is None
