"""How a text becomes the reader's: by who reads, when it is read, and how many there are."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime
from threading import Thread

import pytest

from webcast import formats, language
from webcast.errors import FilterError
from webcast.language import ENGLISH, Reader, of_browser, using
from webcast.ui.frame import filter_words, loading_words

GERMAN = Reader("de", "de-DE")


def test_a_constant_is_said_when_it_is_read_and_not_when_it_was_imported() -> None:
    assert filter_words.ADD_FILTER == "Add filter"
    with using(GERMAN):
        assert filter_words.ADD_FILTER == "Filter hinzufügen"
        assert filter_words.FLAGS["live"] == "Live gekommen"
    assert filter_words.ADD_FILTER == "Add filter"


def test_a_count_decides_the_form() -> None:
    with using(GERMAN):
        assert [formats.plural(n, "event", "events") for n in (0, 1, 2)] == ["0 Events", "1 Event", "2 Events"]
        assert loading_words.not_loaded_title(1) == "1 Event ist noch nicht geladen"
        assert loading_words.not_loaded_title(3) == "3 Events sind noch nicht geladen"


def test_numbers_times_and_days_are_in_one_style() -> None:
    at = datetime(2026, 11, 29, 15, 4, tzinfo=UTC)
    with using(GERMAN):
        assert formats.number(1234567) == "1.234.567"
        assert formats.decimal(1234.5) == "1.234,5"
        assert formats.percent(0.075) == "7,5\N{NO-BREAK SPACE}%"
        assert formats.duration(72 * 60_000) == "1 Std. 12 Min."
        assert formats.size(1_400_000) == "1,4 MB"
        assert formats.day(date(2026, 11, 29)) == "29.11.2026"
        assert formats.instant(at, "UTC") == "29.11.2026, 15:04"
        assert formats.quoted("Ja") == "„Ja“"
    assert formats.day(date(2026, 11, 29)) == "Nov 29, 2026"


def test_another_thread_reads_its_own_language() -> None:
    said: list[str] = []
    with using(GERMAN):
        thread = Thread(target=lambda: said.append(filter_words.ADD_FILTER))
        thread.start()
        thread.join()
    assert said == ["Add filter"]


def test_an_error_is_english_until_somebody_reads_it() -> None:
    error = FilterError(language.later("Take {n} away.", n=language.later("Remove a filter.")), remedy="Now.")
    assert error.message == "Take Remove a filter. away."
    wrong = FilterError(language.later("Remove a filter."))
    assert str(wrong) == "Remove a filter."
    with using(GERMAN):
        assert str(wrong) == "Entfernen Sie einen Filter."
        assert str(copy.copy(wrong)) == "Entfernen Sie einen Filter."
        assert language.spoken(pickle.loads(pickle.dumps(wrong.message))) == "Entfernen Sie einen Filter."  # noqa: S301


@pytest.mark.parametrize(
    ("accepted", "chosen", "who"),
    [
        (None, "", ENGLISH),
        ("de-AT", "", Reader("de", "de-AT")),
        ("de;q=0.4,en-GB;q=0.9", "", Reader("en", "en-GB")),
        ("fr-FR,fr;q=0.9,de;q=0.8", "", Reader("de", "de")),
        ("fr", "", ENGLISH),
        ("en-GB,en", "de", Reader("de", "de")),
        ("en-GB,de-CH", "de", Reader("de", "de-CH")),
        ("de-DE", "en", Reader("en", "en")),
        ("de-DE", "xx", Reader("de", "de-DE")),
        ("zz;q=x,;,*", "", ENGLISH),
        ("de;q=0", "", ENGLISH),
    ],
)
def test_the_account_chooses_before_the_browser(accepted: str | None, chosen: str, who: Reader) -> None:
    assert of_browser(accepted, chosen) == who
