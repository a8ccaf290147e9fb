"""The one-page summary: what it says, what it leaves out, and that it needs nothing from anywhere."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import polars as pl
import pytest

from tests.exports import small
from webcast.analysis.audience import Audience
from webcast.exports import summary
from webcast.exports.summary import NobodyToSumUp
from webcast.presentation.about import about
from webcast.reports import Report
from webcast.view.filters import Filters

NOW = datetime(2024, 6, 1, 8, 0, tzinfo=UTC)


def page(audience: Audience, filters: Filters | None = None) -> str:
    chosen = filters or Filters()
    people = chosen.apply(audience, "Europe/Berlin")
    return summary.page(people, about(people, chosen, "Europe/Berlin", now=NOW), "Europe/Berlin")


def said(html: str) -> str:
    body = html.partition("<body>")[2]
    return " ".join(unescape(re.sub("<[^>]+>", " ", body)).split())


def one_event() -> Audience:
    tables = small.two_events().tables()
    return Audience.of(Report(**{name: frame.filter(pl.col("event_id") == "11") for name, frame in tables.items()}))


def test_it_says_what_how_and_of_when() -> None:
    text = said(page(small.audience()))
    assert text.startswith(
        "2 events 1 of 3 who registered by the end came live (33 %). "
        "Counting on-demand, 1 of all 3 registrants have watched. "
    )
    assert "Events : Spring launch; Summer demo · Filters : All registrants · Registrants : 3 of 3" in text
    assert "Time zone : Europe/Berlin · Data as of : unknown · Made : Jun 1, 2024, 10:00 AM" in text


def test_figures_stand_with_base_and_definition() -> None:
    text = said(page(small.audience()))
    assert "Registrants 3 2 people" in text
    assert "Live conversion 33 % of 3 registered by the end" in text
    assert "Average watch time 30 min of 1 attending person" in text
    assert "Peak viewers 1 on May 7, 2024, 5:00 PM" in text
    assert "Live conversion Share of those registered by the end of the live event who have a Live session." in text


def test_the_funnel_has_its_stages() -> None:
    text = said(page(small.audience()))
    assert "Registered 3 100 % – Attended 1 33 % 33 % Stayed 10 min 1 33 % 100 %" in text


def test_several_events_are_compared_and_one_has_its_curve() -> None:
    assert "Event by event" in page(small.audience())
    assert "<path" not in page(small.audience())
    alone = page(one_event())
    assert "Event by event" not in alone
    assert "Live viewers from May 7, 2024, 5:00 PM to May 7, 2024, 6:00 PM; peak 1" in said(alone)
    assert '<path d="M0,90H0.0V4.0' in alone


def test_answers_have_their_base_and_say_when_they_are_few() -> None:
    text = said(page(small.audience()))
    assert "Exit: Liked it? 1 respondent; 0 of 1 attendee answered; that is few Yes 1 100 %" in text


def test_free_text_stays_out() -> None:
    report = small.two_events()
    asked = report.survey_questions.with_columns(question_type=pl.lit("Textbox"))
    free = Audience.of(replace(report, survey_questions=asked))
    assert "Yes" not in said(page(free))


def test_it_names_nobody() -> None:
    text = page(small.audience())
    for person in ("ann", "Ann", "bob", "Bob", "example.com", "Acme", "Why?", "+49"):
        assert person not in text


def test_filters_are_said() -> None:
    text = said(page(small.audience(), Filters(no_shows=True)))
    assert "Filters : Registrants: did not attend · Registrants : 2 of 3" in text


def test_foreign_text_is_text() -> None:
    report = small.two_events()
    named = report.event.with_columns(title=pl.lit("<script>alert(1)</script>"))
    html = page(Audience.of(replace(report, event=named)))
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_it_needs_nothing_from_anywhere() -> None:
    html = re.sub(
        r'<img class="wi-mark" alt="" src="data:image/[a-z+]+;base64,[\w+/=]+">', "", page(small.audience())
    )
    assert not re.search(r"<script|<link|<img|src=|href=|url\(|@import|https?:|style=", html)
    assert "@media print" in html
    assert "@page" in html


def test_it_bears_the_product_s_mark_and_one_s_own_beside_it() -> None:
    people = small.audience()
    of = about(people, Filters(), "Europe/Berlin", now=NOW)
    assert page(people).count("<img") == 1
    assert 'src="data:image/png;base64,AA=="' in summary.page(people, of, "UTC", "data:image/png;base64,AA==")


def test_nobody_is_no_summary() -> None:
    with pytest.raises(NobodyToSumUp, match="the filters leave none"):
        page(small.audience(), Filters(text="nobody"))


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (["Spring launch"], "spring-launch-summary.html"),
        (["A", "B"], "2-events-summary.html"),
        (["日本"], "summary.html"),
        ([""], "summary.html"),
    ],
)
def test_the_file_is_named_after_the_events(titles: list[str], name: str) -> None:
    assert summary.file_name(titles, "html") == name
