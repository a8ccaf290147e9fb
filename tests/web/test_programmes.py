"""Broadcasts of one programme as one event: one decision for pages and files, made once and shared."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import polars as pl
import pytest

from tests.exports import small
from tests.web.serving import Browser
from webcast.view.record import View
from webcast.web import links
from webcast.web.app_state import AppState
from webcast.web.audiences import load_audience
from webcast.web.visitor import Visitor


@pytest.fixture
def visitor(browser: Browser, state: AppState) -> Visitor:
    """Who signed in, with two broadcasts of one programme as ``file-1``; Ann registered for both."""
    found = state.cookies.read(browser.cookie or "")
    assert found is not None
    report = small.two_events()
    programme = replace(report, event=report.event.with_columns(title=pl.lit("One programme")))
    state.uploads.add(found.sid, programme, "both.xml")
    return found


def test_a_person_of_two_broadcasts_counts_once(state: AppState, visitor: Visitor) -> None:
    assert load_audience(state, visitor, ["file-1"]).count == 3
    merged = load_audience(state, visitor, ["file-1"], merged=True)
    assert merged.count == 2
    assert merged.events["event_id"].to_list() == ["11+12"]


def test_merging_is_done_once(state: AppState, visitor: Visitor) -> None:
    first = load_audience(state, visitor, ["file-1"], merged=True)
    assert load_audience(state, visitor, ["file-1"], merged=True) is first


def test_the_file_holds_what_the_page_shows(browser: Browser, state: AppState, visitor: Visitor) -> None:
    address = links.export(state, visitor, View(events=("file-1",), zone="UTC", merged=True))
    assert "merge=on" in address
    answer = browser.get(address)
    assert answer.headers["x-registrants"] == "2 of 2"
    rows = list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))
    assert [row["Event Id"] for row in rows] == ["11+12", "11+12"]
    apart = links.export(state, visitor, View(events=("file-1",), zone="UTC"))
    assert browser.get(apart).headers["x-registrants"] == "3 of 3"
