"""Documents of views: whole, also those that older versions wrote; what cannot be read is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from tests.analysis.reports import PROFILE
from tests.view.making import any_view
from webcast.analysis.stages import Rules
from webcast.view import document
from webcast.view.choices import Choices
from webcast.view.document import UnreadableView
from webcast.view.filters import Filters
from webcast.view.record import View


@PROFILE
@given(any_view())
def test_a_document_brings_back_everything(view: View) -> None:
    view = replace(view, choices=replace(view.choices, costs={"Mail": 1.5}))
    assert document.read(json.loads(json.dumps(document.write(view)))) == view


OLDER: dict[str, Any] = {
    "page": "funnel",
    "events": ["101"],
    "filters": {"text": "ann@example.com", "live": True},
    "zone": "UTC",
    "merged": False,
    "columns": {},
    "options": {"stay": "30", "stay_in": "share", "funnel": "live", "campaign_id": "not one of ours"},
    "titles": {},
}


def test_a_document_of_an_older_version_is_read() -> None:
    assert document.read(OLDER) == View(
        page="funnel",
        events=("101",),
        filters=Filters(text="ann@example.com", live=True),
        zone="UTC",
        choices=Choices(rules=Rules(stayed_share=0.3, live=True)),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"filters": {"colour": "red"}},
        {"filters": {"start": "soon"}},
        {"filters": {"include_domains": ["a.com"], "exclude_domains": ["b.com"]}},
        {"filters": {"survey_answers": [{"question": "Why?"}]}},
        {"options": {"stayed_minutes": "many"}},
        {"sets": ["nose:long"]},
        {"costs": {"Mail": "many"}},
        {"events": None},
    ],
)
def test_a_view_is_never_opened_without_a_part_of_it(change: dict[str, Any]) -> None:
    with pytest.raises(UnreadableView):
        document.read({**OLDER, **change})
