"""The registrant export beside the platform's own CSV of the same event: the sandbox's, byte for byte.

What differs is in docs/command-line.md: the byte-order mark and the last column, ``Time Zone``, are ours; blanks
around a text are none of it; a report in XML alone has no referrers.
"""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from functools import cache

import pytest

from webcast.analysis.audience import Audience
from webcast.decode.decoder import decode
from webcast.exports import registrants
from webcast.exports.csv import Mode, stream
from webcast.reports import Report
from webcast.reports.joined import joined
from webcast.sandbox.events import Event
from webcast.sandbox.reports import render
from webcast.sandbox.world import make_world


@cache
def events() -> dict[str, Event]:
    """The smallest event of each kind, both with questions of their own."""
    smallest = sorted(make_world(), key=lambda event: len(event.moments.registrations))
    past = [event for event in smallest if event.moments.registrations and event.facts.questions]
    return {"live": past[0], "simlive": next(event for event in past if event.facts.simlive_start)}


@cache
def platform(name: str) -> bytes:
    """The platform's CSV, without the blanks around its texts."""
    rows = list(csv.reader(io.StringIO(render(events()[name], "csv").decode(), newline="")))
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[cell.strip() for cell in row] for row in rows])
    return out.getvalue().encode()


def test_few_texts_have_blanks_around() -> None:
    bare, sent = platform("live").split(b"\r\n"), render(events()["live"], "csv").split(b"\r\n")
    assert [mine != theirs for mine, theirs in zip(bare, sent, strict=True)].count(True) == 1


def report(event: Event, form: str) -> Report:
    return decode(io.BytesIO(render(event, form)), form)


def exact(found: Report) -> bytes:
    return b"".join(stream(registrants(Audience.of(found), "UTC"), Mode.EXACT))


def without_ours(data: bytes) -> bytes:
    """The file without its mark and its last column, in the same quotes."""
    assert data.startswith(BOM_UTF8)
    lines = data.removeprefix(BOM_UTF8).decode().replace(",Time Zone\r\n", "\r\n", 1).replace(",UTC\r\n", "\r\n")
    return lines.encode()


def must_be_alike(ours: bytes, theirs: bytes) -> None:
    """See to it that two files are the same, byte for byte; what differs first is shown, and not all of both."""
    for mine, theirs_ in zip(ours.splitlines(), theirs.splitlines(), strict=False):
        assert mine == theirs_
    assert len(ours) == len(theirs)


@pytest.mark.parametrize("name", ["live", "simlive"])
def test_the_export_of_both_formats_is_the_platform_s_csv(name: str) -> None:
    event = events()[name]
    must_be_alike(without_ours(exact(joined(report(event, "xml"), report(event, "json")))), platform(name))


@pytest.mark.parametrize("name", ["live", "simlive"])
@pytest.mark.parametrize("form", ["json", "csv"])
def test_the_export_of_each_is_too(name: str, form: str) -> None:
    event = events()[name]
    must_be_alike(without_ours(exact(report(event, form))), platform(name))


def test_xml_alone_lacks_the_referrers_alone() -> None:
    event = events()["live"]
    ours = list(csv.reader(io.StringIO(without_ours(exact(report(event, "xml"))).decode(), newline="")))
    theirs = list(csv.reader(io.StringIO(platform("live").decode(), newline="")))
    place = theirs[0].index("Referrer")
    for row in theirs[1:]:
        row[place] = ""
    assert ours == theirs
