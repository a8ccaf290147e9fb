"""Sentences that are put together, and the tone of all of them."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest

from webcast.analysis.stages import STAGES, names
from webcast.presentation import headline
from webcast.presentation.pictures import PICTURES
from webcast.ui.across import words as across_words
from webcast.ui.frame import loading_words
from webcast.ui.frame import words as frame_words
from webcast.ui.funnel import words as funnel_words
from webcast.ui.kit import comparison_words, download_words
from webcast.ui.overview import words as overview_words
from webcast.ui.picking import words as picking_words
from webcast.ui.registrants import words as registrants_words
from webcast.ui.timeline import words as timeline_words
from webcast.ui.voices import question_words
from webcast.ui.voices import words as voices_words

ROOT = Path(__file__).resolve().parents[2]


def test_progress_says_what_and_how_long() -> None:
    assert (
        loading_words.fetching(6, 12, 40.0, 988) == "Fetching 7 of 12 · about 40 s left · 988 requests left this hour"
    )
    assert loading_words.fetching(12, 12, None, None) == "Fetching 12 of 12"


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        (0.09, "9 points above the median event"),
        (-0.014, "1 point below the median event"),
        (0.0, "the same as the median event"),
    ],
)
def test_shares_are_compared_in_points(difference: float, text: str) -> None:
    assert comparison_words.compared_points(difference, comparison_words.MEDIAN_EVENT) == text


def test_an_answer_names_numbers_and_comparison() -> None:
    said = headline.live(412, 1036, "9 points above the median event", 600, 1100)
    assert said == (
        "412 of 1,036 who registered by the end came live (40\u00a0%), 9 points above the median event. "
        "Counting on-demand, 600 of all 1,100 registrants have watched."
    )


def test_where_attendance_is_unknown_nothing_is_claimed() -> None:
    assert headline.registered(1) == "1 registrant; these reports don't tell who attended."


def test_before_an_event_nothing_is_compared() -> None:
    assert headline.attended(0, 329, "the same as the median event") == "329 registrants; nobody has watched yet."


def test_leading_companies_are_listed() -> None:
    said = registrants_words.answer_registrants(3, 5, [("Acme", 2), ("Globex", 1)])
    assert said == "3 of 5 registrants came; most of them from Acme (2) and Globex (1)."
    said = registrants_words.answer_registrants(6, 9, [("Acme", 2), ("Globex", 1)])
    assert (
        said == "6 of 9 registrants came; the largest groups are Acme (2) and Globex (1)."
    )  # exactly half is not most
    assert registrants_words.answer_registrants(7, 9, [("Acme", 3)]).endswith("; the largest group is Acme (3).")
    assert registrants_words.answer_registrants(0, 5, []) == "0 of 5 registrants came."


def test_downloads_carry_their_row_count() -> None:
    whole, narrow = download_words.list_of(412, 0), download_words.list_of(1, 8)
    assert download_words.download(whole, download_words.SPREADSHEET_CSV) == "Download 412 registrants"
    assert download_words.download(narrow, "Excel") == "Download 1 registrant, 8 columns (Excel)"


def test_both_limits_are_told_apart() -> None:
    assert picking_words.limits_left(988, 50) == "988 requests left this hour; expired presentations: 50"


def test_what_a_fetch_costs_is_said_before() -> None:
    assert picking_words.will_load(2, 1, 0) == "2 not loaded yet and 1 with new activity"
    assert picking_words.will_load(0, 0, 1) == "1 that may have late answers"
    assert picking_words.will_load(1, 1, 2) == (
        "1 not loaded yet, 1 with new activity and 2 that may have late answers"
    )
    assert picking_words.will_load(0, 0, 0) == ""


def test_the_oldest_report_dates_the_data() -> None:
    times = [datetime(2025, 3, 4, 9, 0, tzinfo=UTC), datetime(2025, 3, 3, 9, 0, tzinfo=UTC)]
    assert frame_words.as_of(times, "UTC", "en-GB") == "data as of 3 Mar 2025, 09:00"
    assert frame_words.as_of([], "UTC", "en") == "data as of an unknown time"


def constants() -> list[str]:
    """Return every constant that pages say, of each ``words.py`` and ``…_words.py``."""
    files = sorted((ROOT / "webcast" / "ui").rglob("*words.py"))
    rooms = [import_module(".".join(file.relative_to(ROOT).with_suffix("").parts)) for file in files]
    known = [item for room in rooms for item in vars(room).items()]
    return [value for name, value in known if name.isupper() and isinstance(value, str)]


@pytest.mark.parametrize("text", constants())
def test_words_are_plain(text: str) -> None:
    """Sentence case, no emoji, no shouting, no false politeness."""
    # What begins small is a piece of another sentence; what begins with a value is none.
    whole_sentence = text.endswith(".") and not text.startswith("{")
    assert text.lstrip("“*\n")[:1].isupper() or not whole_sentence
    assert all(ord(char) < 0x2600 for char in text)
    assert "!" not in text
    assert "sorry" not in text.lower()


def test_pictures_are_called_as_their_pages() -> None:
    titles = {name: found.title for name, found in PICTURES.items()}
    assert titles["funnel"] == funnel_words.FUNNEL
    assert titles["companies"] == across_words.COMPANIES_CAME
    assert titles["campaigns"] == across_words.CAMPAIGNS_BROUGHT
    assert titles["attendance"] == overview_words.ATTENDANCE
    assert titles["groups"] == registrants_words.REGISTRANTS
    assert titles["viewers"] == timeline_words.VIEWERS
    assert titles["segments"] == funnel_words.SEGMENTS
    assert titles["waits"] == funnel_words.WAITING
    assert titles["retention"] == timeline_words.RETENTION
    assert titles["registrations"] == timeline_words.REGISTRATIONS
    assert titles["times"] == across_words.REPEAT
    assert titles["answers-by"] == voices_words.COMPARE
    assert titles["survey-change"] == voices_words.BEFORE_AFTER
    assert titles["attendance-checks"] == voices_words.CHECKS


def test_what_changed_is_counted_and_never_called_right() -> None:
    assert voices_words.twice(87, 54) == "87 people answered both; 54 of them (62\u00a0%) changed their answer."
    assert voices_words.twice(1, 0) == "1 person answered both; 0 of them changed their answer."
    assert voices_words.means(7.1, 8.9) == "The mean went from 7.1 to 8.9."
    assert voices_words.means(7.02, 7.04) == "The mean stayed at 7.0."
    assert voices_words.means(None, None) == ""


def test_attendance_checks_say_their_base() -> None:
    def said(respondents: int, eligible: int | None, rate: float | None, every: int) -> str:
        row = {"respondents": respondents, "eligible": eligible, "response_rate": rate, "answered_all": every}
        return voices_words.checks(row)

    assert said(22, 24, 22 / 24, 16) == (
        "22 of 24 attendees (92\u00a0%) answered an attendance check, 16 of them every one."
    )
    assert said(3, 5, 0.6, 1) == "3 of 5 attendees answered an attendance check, 1 of them every one."
    assert said(3, None, None, 1) == "3 registrants answered an attendance check, 1 of them every one."
    assert said(4, 5, 0.6, 1) == (
        "4 registrants answered an attendance check, 1 of them every one; 3 of 5 attendees did."
    )
    assert said(0, 5, 0.0, 0) == "Nobody answered an attendance check."


def test_who_waits_for_an_answer_is_counted() -> None:
    assert question_words.waiting(1, 2) == "1 person waits for an answer to 2 questions."
    assert question_words.most_asked(3, 0) == "3 people asked, each one question."


@pytest.mark.parametrize(
    ("listed", "count", "unknown", "says"),
    [
        (2, 2, False, "2 companies"),
        (1, 1, True, "1 company; the last row is everybody whose company is not known"),
        (500, 670, False, "500 of 670 companies"),
        (0, 670, False, "0 of 670 companies"),
        (3, 670, True, "3 of 670 companies; the last row is everybody whose company is not known"),
    ],
)
def test_a_table_says_of_how_many_companies(listed: int, count: int, unknown: bool, says: str) -> None:
    assert across_words.companies_listed(listed, count, unknown=unknown) == says


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ((10, 4, 4, 1, 1), "That is where most are lost; of those who came, 100\u00a0% stayed 10 min."),
        ((10, 5, 5, 0, 0), "The largest loss: 5 of 10 did not attend."),  # half of all who are lost is not most
        ((10, 9, 3, 3, 3), "The largest loss: 6 of 9 left before 10 min."),
    ],
)
def test_where_most_are_lost_is_where_more_than_half_are(counts: tuple[int, ...], says: str) -> None:
    found = [
        {"stage": stage, "registrants": count, "of_first": count / 10, "of_previous": count / before}
        for stage, count, before in zip(STAGES, counts, (10, *(count or 1 for count in counts)), strict=False)
    ]
    assert funnel_words.funnel_answer(found, names()).endswith(says)


def test_what_loading_costs() -> None:
    assert loading_words.cost(3, 1000, "about 10 s") == "3 requests of 1,000 left this hour, about 10 s"
    assert loading_words.cost(1, 1, "") == "1 request of 1 left this hour"


def test_what_is_under_way() -> None:
    assert loading_words.under_way("Launch", "", 3.2, reading=False) == [
        "Launch", "waiting for the platform's answer", "3 s",
    ]  # fmt: skip
    assert loading_words.under_way("Launch", "1.4 MB", 12, reading=False) == ["Launch", "1.4 MB so far", "12 s"]
    assert loading_words.under_way("Launch", "120 MB", 60, reading=True) == [
        "Launch",
        "120 MB came, being read",
        "60 s",
    ]
    assert loading_words.under_way("Launch", "", None, reading=False) == ["Launch", "", ""]


def test_how_a_fetch_ended() -> None:
    assert loading_words.fetch_ended(2, 0, 0) == "2 reports loaded"
    assert loading_words.fetch_ended(0, 0, 0) == "0 reports loaded"
    assert loading_words.fetch_ended(1, 2, 1) == "1 report loaded, 2 up to date, 1 could not be loaded"
    assert loading_words.fetch_ended(0, 3, 0) == "3 up to date"
