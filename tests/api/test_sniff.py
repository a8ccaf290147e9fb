from __future__ import annotations

import pytest

from webcast.api.sniff import HEAD_LIMIT, Verdict, sniff

XML_OK = b'<?xml version="1.0"?>\n<convey_api version="2.0"><result><returnCode>\n1</returnCode>'
BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("head", "verdict"),
    [
        (XML_OK, Verdict("xml", 1)),
        (BOM + b" \r\n" + XML_OK, Verdict("xml", 1)),
        ("\ufeff<convey_api><returnCode>1</returnCode>".encode("utf-16-le"), Verdict("xml", 1)),
        (b"<convey_api><result><report_data><eventid>7", Verdict("xml")),
        (b"<convey_api><returnCode>62</returnCode></convey_api>", Verdict("xml", 62, failed=True)),
        (b"<c><returnCode> 0 </returnCode ></c>          ", Verdict("xml", 0, failed=True)),
        (b"<c><report_data><x><returnCode>62</returnCode>", Verdict("xml")),
        (b"<!-- made --><?x y?>\n<!DOCTYPE html><html>   ", Verdict("html")),
        (b"<HTML lang='en'><head><title>Down", Verdict("html")),
        (b'{"currentTimeZone":"GMT","event_data":{"event_title":"x', Verdict("json")),
        (b'{"returnCode": "10", "description": "no"}', Verdict("json", 10, failed=True)),
        (b'{"result":{"returnCode":1},"event_data":', Verdict("json", 1)),
        (b'{"event_data":{"a":"\\"returnCode\\":10"', Verdict("json")),
        (b"Event Id,Event Title,Cost Center\r\n7,", Verdict("csv")),
        (BOM + b'"Event Id","Event Title"\n', Verdict("csv")),
    ],
)
def test_the_beginning_tells(head: bytes, verdict: Verdict) -> None:
    assert sniff(head, complete=False) == verdict


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (b"", Verdict("empty")),
        (b" \r\n ", Verdict("empty")),
        (b"Service unavailable", Verdict("text")),
        (b"Event Id,Event Title", Verdict("csv")),
        (b"<a/>", Verdict("xml")),
        (b"<p>no</p>", Verdict("html")),
        (b"[]", Verdict("json")),
        (b"error,description\r\n62,Too many\r\n", Verdict("csv", 62, failed=True)),
        (b'"Error","Message","Return Code"\r\n7,Too many 99,61\r\n', Verdict("csv", 61, failed=True)),
        (b"error\r\n10\r\n", Verdict("csv", 10, failed=True)),
        (b"error,10\r\n", Verdict("csv", 10, failed=True)),
        (b"error,description\r\ntrue,Return code: 74\r\n", Verdict("csv", 74, failed=True)),
        (b"error,description\r\ntrue,Nobody knows\r\n", Verdict("csv", failed=True)),
    ],
)
def test_a_whole_short_body_tells(body: bytes, verdict: Verdict) -> None:
    assert sniff(body, complete=True) == verdict


@pytest.mark.parametrize(
    "head", [b"", b"\r\n", b"<", b"<!doctype h", b"<convey_api version='2.0'>", b"{", b"Event Id,Ev", b"error,x\n6"]
)
def test_too_little_asks_for_more(head: bytes) -> None:
    assert sniff(head, complete=False) is None


@pytest.mark.parametrize(
    "body",
    [XML_OK + b"<report_data>", b"<c><returnCode>62</returnCode></c>", b'{"returnCode":11}', b"error,c\n61,x\n"],
)
def test_it_does_not_matter_where_the_chunks_end(body: bytes) -> None:
    whole = sniff(body, complete=True)
    early = [sniff(body[:end], complete=False) for end in range(len(body))]
    assert {verdict for verdict in early if verdict is not None} <= {whole}


def test_the_beginning_is_all_there_is_to_wait_for() -> None:
    assert sniff(b"<convey_api>" + b" " * HEAD_LIMIT, complete=False) == Verdict("xml")
