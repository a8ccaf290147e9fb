from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcast.api import responses
from webcast.api.codes import ERRORS
from webcast.api.guide import CALLS
from webcast.api.sniff import sniff
from webcast.errors import UnexpectedAnswer, WebcastError
from webcast.reports import schema

EVENTS = next(call for call in CALLS if call.name == "event_list")
LOGIN = next(call for call in CALLS if call.name == "login")

GUIDE_EVENT = (
    b'<event_info cost_center="" event_expiry="2019-07-24 15:39:40" id="2227117" is_expired="false" '
    b'folder_id="4fdc91f0ec60425c502f02f965c72b3abcc5ca71" latest_registration="1554920268000" '
    b'latest_session="1554920650000" sched_end="" sched_start="">test event</event_info>'
)
GUIDE_ROW = {
    "event_id": "2227117",
    "title": "test event",
    "cost_center": None,
    "folder_id": "4fdc91f0ec60425c502f02f965c72b3abcc5ca71",
    "expires_at": datetime(2019, 7, 24, 15, 39, 40, tzinfo=UTC),
    "is_expired": False,
    "latest_registration": datetime(2019, 4, 10, 18, 17, 48, tzinfo=UTC),
    "latest_session": datetime(2019, 4, 10, 18, 24, 10, tzinfo=UTC),
    "scheduled_start": None,
    "scheduled_end": None,
}


@pytest.mark.parametrize(
    "body",
    [
        GUIDE_EVENT,
        b"\xef\xbb\xbf\r\n" + GUIDE_EVENT,
        b'<?xml version="1.0" encoding="UTF-8"?>' + GUIDE_EVENT,
        b"<convey_api><result><returnCode> 1 </returnCode><events>"
        + GUIDE_EVENT
        + b"</events></result></convey_api>",
        b'<x:list xmlns:x="urn:x">' + GUIDE_EVENT + b"<!-- that was all --></x:list >",
    ],
)
def test_the_guide_s_event_is_found_in_any_wrapper_and_in_none(body: bytes) -> None:
    assert responses.events(body, EVENTS).rows(named=True) == [GUIDE_ROW]


def test_bare_events_side_by_side_are_a_list_and_an_event_listed_twice_is_one() -> None:
    other = GUIDE_EVENT.replace(b"2227117", b"2227118")
    assert responses.events(GUIDE_EVENT + b"\n" + other + GUIDE_EVENT, EVENTS)["event_id"].to_list() == [
        "2227117",
        "2227118",
    ]


@pytest.mark.parametrize("body", [b"", b" \n", b"<events/>", b"<e><returnCode>1</returnCode><t>GMT</t></e>"])
def test_no_event_is_an_empty_list(body: bytes) -> None:
    assert responses.events(body, EVENTS).equals(pl.DataFrame(schema=schema.EVENT_LIST))


@pytest.mark.parametrize("stamp", ["9999-12-31 23:59:59", "01/01/0001 12:00:00 AM", "99999999999999"])
def test_a_time_that_no_page_can_show_is_null(stamp: str) -> None:
    body = f'<event_info id="7" event_expiry="{stamp}" latest_session="{stamp}"/>'.encode()
    assert responses.events(body, EVENTS).select("expires_at", "latest_session").rows() == [(None, None)]


def test_what_is_not_said_or_cannot_be_read_is_null() -> None:
    body = (
        b'<event_info id="7" is_expired="perhaps" event_expiry="soon" latest_registration="0" latest_session="" '
        b'sched_start="11/04/2014 03:04:01 PM" sched_end="1415113441000"/>'
    )
    assert responses.events(body, EVENTS).rows() == [
        (
            "7",
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            datetime(2014, 11, 4, 15, 4, 1, tzinfo=UTC),
            datetime(2014, 11, 4, 15, 4, 1, tzinfo=UTC),
        )
    ]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (b"R&D &amp; You", "R&D & You"),
        (b"Caf&eacute;&nbsp;Q&A &bogus; &#38;", "Café\xa0Q&A &bogus; &"),
        (b"a\x0bb<![CDATA[ <live> ]]>", "ab <live>"),
        ("Grüße an 日本".encode(), "Grüße an 日本"),
        ("Grüße – “jetzt”".encode("cp1252"), "Grüße – “jetzt”"),
    ],
)
def test_titles_are_typed_by_people(written: bytes, title: str) -> None:
    body = b'<?xml version="1.0" encoding="ISO-8859-1"?><l><event_info id="7">' + written + b"</event_info></l>"
    assert responses.events(body, EVENTS)["title"].to_list() == [title]


@pytest.mark.parametrize(
    "damaged",
    [
        b'<event_info id="8"agenda</event_info>',
        b'<event_info id="8">a < b</event_info>',
        b'<event_info id="8"><b>bold</event_info>',
        b'<event_info id="8" id="9">twice</event_info>',
        b'<event_info id="8">never ends',
        b'<event_info id="">no id</event_info>',
        b"<event_info>no id</event_info>",
    ],
)
def test_a_damaged_event_costs_itself_alone(damaged: bytes, caplog: pytest.LogCaptureFixture) -> None:
    other = GUIDE_EVENT.replace(b"2227117", b"2227118")
    body = b"<l><returnCode>1</returnCode><events>" + GUIDE_EVENT + damaged + b"\n" + other + b"</events ></l>"
    assert responses.events(body, EVENTS)["event_id"].to_list() == ["2227117", "2227118"]
    assert caplog.messages == ["1 of the listed events are damaged or have no id, and are left out."]


@pytest.mark.parametrize("cut", [-1, -5, -12, -40, -150, -400])
def test_a_list_that_is_cut_off_is_never_taken_for_a_shorter_one(cut: int) -> None:
    body = b"<l><events>" + GUIDE_EVENT + b'<event_info id="8"agenda</event_info>' + GUIDE_EVENT + b"</events></l>"
    with pytest.raises(UnexpectedAnswer, match="XML that is cut off or not well-formed"):
        responses.events(body[:cut], EVENTS)


XML_PIECES = (
    b'<event_info|</event_info>|<l>|</l >|<returnCode>|1|</returnCode>|<!--|-->|&|&#0;|encoding="hex"?>|<![CDATA['
)
JSON_PIECES = b'"|{|}|[|]|:|,|"return_code"|\\ud800|error,|<?xml '
PIECES = [GUIDE_EVENT, *XML_PIECES.split(b"|"), *JSON_PIECES.split(b"|"), b"\r", b"\n", b"\0", b"\xff\xfe", b" " * 99]


@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=12,
    ).map(b"".join)
    | st.binary(max_size=40)
)
def test_whatever_comes_is_an_answer_or_an_error_of_ours(body: bytes) -> None:
    for read in (responses.events, responses.time_zones, responses.confirmed, responses.read):
        with suppress(WebcastError):
            read(body, EVENTS)
    for complete in (False, True):
        verdict = sniff(body, complete=complete)
        assert verdict is not None or not complete


@pytest.mark.parametrize(
    "beginning",
    [
        b'{"returnCode":' + b" " * 65_000,
        b'{"returnCode":"' + b" " * 65_000,
        b'{"returnCode": ' + b"9" * 65_000,
        b'{"returnCode":1' + b" " * 65_000,
        b"<a>" + b"<returnCode " * 5_400,
        b"<a><returnCode>" + b" " * 65_000,
        b"<a><returnCode>1</returnCode" + b" " * 65_000,
        b"<a>" + b"<!--" * 16_000,
        b"error,code\r\n" + b'"' * 65_000,
        b"error\r\ncode" + b"code" * 16_000,
    ],
    ids=lambda body: body[:20].decode(),
)
def test_a_beginning_is_told_in_no_time(beginning: bytes) -> None:
    began = time.process_time()
    sniff(beginning, complete=True)
    assert time.process_time() - began < 0.5


def test_half_a_pair_in_json_is_replaced() -> None:
    body = b'{"event_info": [{"id": "7", "title": "\\ud83d\\ude00 \\ud83d"}]}'
    assert responses.read(body, EVENTS).find("title") == "\U0001f600 \ufffd"


@pytest.mark.parametrize("name", ["hex", "zlib", "rot13", "idna", "punycode", "undefined", "unicode_escape", "x"])
def test_an_encoding_that_is_none_is_not_asked_for(name: str) -> None:
    body = f'<?xml version="1.0" encoding="{name}"?><l><event_info id="7">Caf'.encode() + b"\xe9</event_info></l>"
    assert responses.events(body, EVENTS)["title"].to_list() == ["Café"]


def test_utf_16_is_read_by_its_mark() -> None:
    body = '<?xml version="1.0" encoding="UTF-16"?><event_info id="7">Zürich</event_info>'.encode("utf-16")
    assert responses.events(body, EVENTS)["title"].to_list() == ["Zürich"]


@pytest.mark.parametrize(
    ("body", "came"),
    [
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "a document with a DTD"),
        (b"<events>" + GUIDE_EVENT, "XML that is cut off or not well-formed"),
        (b"Service unavailable", "something other than events"),
        (b"<error>boom</error>", "something other than events"),
        (b'<event_info id="">x</event_info>', "an event without id"),
        (b"<e><returnCode>one</returnCode></e>", "a return code that is no number"),
        (b"{broken", "JSON that cannot be read"),
        (b"[" * 100_000, "JSON that cannot be read"),
        (b'{"returnCode": ' + b"9" * 5_000 + b"}", "JSON that cannot be read"),
        (b"<e><returnCode>" + b"9" * 5_000 + b"</returnCode></e>", "a return code that is no number"),
        (b"<a/>" * 3_000_001, "more than 3,000,000 parts"),
    ],
)
def test_what_is_no_event_list_is_said(body: bytes, came: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=f"The platform answered the event list request with {came}"):
        responses.events(body, EVENTS)


@pytest.mark.parametrize("code", ERRORS)
@pytest.mark.parametrize(
    "shape",
    [
        "<convey_api><result><returnCode>\n{}\n</returnCode ></result></convey_api>",
        '{{"result": {{"returnCode": {}}}}}',
        '{{"convey_api": {{"return_code": "{}"}}}}',
    ],
)
def test_a_return_code_is_its_error_wherever_it_stands(code: int, shape: str) -> None:
    with pytest.raises(ERRORS[code]):
        responses.read(shape.format(code).encode(), LOGIN)


def test_ids_are_found_in_xml_and_in_json() -> None:
    xml = b"<a><sessionid><description>An id.</description><value> S </value></sessionid><userid>U</userid></a>"
    nested = b'{"success": {"sessionid": {"description": "An id.", "value": "S"}, "userid": {"value": "U"}}}'
    flat = b'{"session_id": "S", "userId": "U"}'
    for body in (xml, nested, flat):
        answer = responses.read(body, LOGIN)
        assert (answer.find("sessionid"), answer.find("userid"), answer.find("other")) == ("S", "U", None)


def test_time_zones_keep_their_order() -> None:
    body = b"<convey_api><timezone_id>Etc/GMT+12</timezone_id><timezone_id>HST</timezone_id></convey_api>"
    assert responses.time_zones(body, LOGIN) == ["Etc/GMT+12", "HST"]
    assert responses.time_zones(b'{"timezone_id": ["HST", "UTC", "HST"]}', LOGIN) == ["HST", "UTC"]
    with pytest.raises(UnexpectedAnswer, match="with no time zone"):
        responses.time_zones(b"<convey_api/>", LOGIN)


@pytest.mark.parametrize(
    "body",
    [
        b"Password change successful",
        b"<a><returnCode>1</returnCode><description>Password change successful.</description></a>",
        b'{"message": "Password Change Successful"}',
        b'{"returnCode": 1}',
    ],
)
def test_a_password_change_is_confirmed_in_words_or_by_code(body: bytes) -> None:
    responses.confirmed(body, LOGIN)


def test_a_password_change_that_nobody_confirms_is_no_success() -> None:
    with pytest.raises(UnexpectedAnswer, match="neither success nor failure; try to sign in"):
        responses.confirmed(b"<a>hm</a>", LOGIN)
