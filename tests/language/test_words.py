"""One name for one thing: what is called otherwise somewhere is found in the catalogue."""

from __future__ import annotations

import re
from functools import cache

import pytest

from scripts.catalogues import extracted
from webcast.language import catalogues

FORBIDDEN = {
    r"\bview(ed|ing)? (live|on[ -]demand|SimLive)\b": "came live, watched on demand, watched SimLive",
    r"\battended (live|SimLive|on[ -]demand)\b": "came live, watched on demand, watched SimLive",
    r"\bregistered in time\b": "registered by the end",
    r"\basked or answered\b": "engaged",
    r"\bdid not come\b(?! \{kinds\})": "did not attend",
    r"\bpresent password\b": "current password",
    r"\btak(e|en|ing)\b.*\bfilter.* away\b|\btake one of these away\b": "remove",
    r"\bfrequent (terms|words)\b": "words that come up",
    r", whole$": "what it holds: all these groups",
    r"^Show \d+$": "what it shows",
    r"\b0 of 1\b": "none",
    r"\be-?mail address(es)? of our\b": "test addresses",
    r"\bemail\b": "e-mail",
    r"\bno ?shows?\b": "no-shows",
    r"\bplease\b": "what to do, without it",
    r"\b(utili[sz]e|leverage|simply|just|successfully)\b": "plain words",
    r"\bregistree|\bparticipant": "registrant, attendee",
}
"""A name that is not ours (without regard to case) → ours."""

QUOTED = frozenset(
    {
        "Please remove any insecure tags from the input parameters and try again.",
        'Please use a valid version number ("2.0").',
        "You are not authorized to run a report on this event. Please check you have the correct event id.",
        "You have reached the maximum number of reports that can be run for an event. Please try again later.",
        "You have reached the maximum number of reports that can be run within one hour. Please try again later.",
        "The table should have the platform's headers ('Registered On', 'Email', …), but has other ones.",
        "The file is a web page, and no table in it has the platform's headers ('Registered On', 'Email', …).",
        "The platform did not list its zones just now, so these are the ones known here.",
    }
)
"""What the platform's guide says in these words, and where a word has its plain meaning."""

GERMAN = {
    r"\bTeilnehmer\b": "Teilnehmende",
    r"\bRegistranten?\b": "Registrierte",
    r"\bReferenz\b": "Kennung",
    r"\bHöchststand\b": "Spitze",
    r"\bEreignis": "Event",
    r"\bBerichte?s?\b": "Report",
    r"\bbitte\b(?! (entfernen|verwenden|prüfen|versuchen))": "what to do, without it",
    r"\b(du|dein|deine|dir)\b": "Sie",
}


@cache
def messages() -> list[str]:
    return [
        form
        for message in extracted()
        if message.id and message.context is None
        for form in ([message.id] if isinstance(message.id, str) else message.id)
    ]


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_thing_has_one_name(name: str) -> None:
    pattern = re.compile(name, re.IGNORECASE)
    assert [text for text in messages() if text not in QUOTED and pattern.search(text)] == [], FORBIDDEN[name]


@pytest.mark.parametrize("name", GERMAN)
def test_a_thing_has_one_name_in_german(name: str) -> None:
    pattern = re.compile(name, re.IGNORECASE)
    said = [
        form
        for message in catalogues.catalogue("de")
        if message.id
        for form in ([message.string] if isinstance(message.string, str) else message.string or ())
    ]
    assert [text for text in said if pattern.search(text)] == [], GERMAN[name]


def test_every_name_that_is_not_ours_would_be_found() -> None:
    wrong = {
        "Viewed live": "view", "Attended SimLive": "attended", "Registered in time": "registered in",
        "Show 30": "Show", "This table, whole": "whole", "Came to 0 of 1 event": "0 of 1",
    }  # fmt: skip
    for text in wrong:
        assert any(re.search(name, text, re.IGNORECASE) for name in FORBIDDEN), text
