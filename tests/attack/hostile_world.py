"""A world in which every text that the platform can send is hostile: to HTML, Markdown, charts, sheets and eyes.

Each text of which there are many (names, answers, companies) is one of :data:`TRICKS`, so that all of them stand
everywhere; a text of which there is one (a title, a question) is all of those that work within a line, in a row.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Final

from webcast.analysis.audience import Audience
from webcast.decode import decode
from webcast.reports import Report
from webcast.reports.report import stack
from webcast.sandbox.clock import Clock
from webcast.sandbox.events import (
    CHECKBOX,
    FIXED_QUESTIONS,
    LIVE,
    ON_DEMAND,
    RADIO,
    SIMLIVE,
    TEXT_AREA,
    Asked,
    Event,
    Facts,
    Moments,
    Response,
    Session,
    Survey,
    SurveyQuestion,
    Viewer,
)
from webcast.sandbox.reports import render
from webcast.sandbox.world import World

ELSEWHERE: Final = "evil.example"

TRICKS: Final = (
    "<img src=x onerror=pwned()>",
    "<b>bolder</b><script>pwned()</script>",
    '"><svg onload=pwned()>',
    f'<a href="https://{ELSEWHERE}/a">go</a><br>',
    "**bolder** __it__ `code` ~~gone~~",
    f"[go](https://{ELSEWHERE}/b) <https://{ELSEWHERE}/c>",
    f"![pic](https://{ELSEWHERE}/p.png)",
    f"https://{ELSEWHERE}/d",
    "[go](javascript:pwned())",
    r"$\alpha^2$ $$x$$",
    ":material/skull: :smile: :red[redder] :blue-background[x]",
    "\u202egnp.\u2069evil\u202e\u2067x",
    "{{7*7}} ${7*7} {0} %{y} %s",
    "&lt;b&gt; &amp; &#60;",
    f'=HYPERLINK("https://{ELSEWHERE}")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "# bolder",
    "1. - bolder",
)

TITLE: Final = " ".join(TRICKS[n] for n in (0, 4, 8, 9, 10, 11))
QUESTION: Final = " ".join(TRICKS[n] for n in (1, 5, 10, 12, 9))
EVENTS: Final = ("2001", "2002")

NOW: Final = datetime(2026, 3, 18, 12, tzinfo=UTC)
_NOON: Final = int(NOW.timestamp() * 1000)
_DAY: Final = 86_400_000
_MINUTE: Final = 60_000
PEOPLE: Final = 3 * len(TRICKS)

_TEST: Final = (("t1", RADIO), ("t2", RADIO))


def trick(n: int) -> str:
    """Return one of the tricks, whatever the number."""
    return TRICKS[n % len(TRICKS)]


def _survey(n: int, name: str, kind: str, questions: tuple[tuple[str, str], ...]) -> Survey:
    # A question of two surveys is told by its text.
    asked = tuple(SurveyQuestion(f"q{n}-{key}", how, f"{key} {QUESTION}") for key, how in questions)
    return Survey(f"s{n}", f"{name} {TITLE}", kind, asked)


_SURVEYS: Final = (
    _survey(1, "Before", "In Event", _TEST),
    _survey(2, "Check", "Attendance", ()),
    _survey(3, "After", "Post Event", (*_TEST, ("t3", CHECKBOX), ("t4", TEXT_AREA), ("t5", TEXT_AREA))),
)


def _facts(number: int, event_id: str) -> Facts:
    start = _NOON - (10 + 7 * number) * _DAY
    return Facts(
        id=event_id,
        title=f"{number} {TITLE}",
        cost_center=trick(number),
        folder="f",  # an id, which the platform made
        creator=trick(number + 5),
        created_at=start - 30 * _DAY,
        expires_at=_NOON + 300 * _DAY,
        live_scheduled=start,
        live_start=start,
        live_end=start + 60 * _MINUTE,
        simlive_start=start + _DAY,
        simlive_end=start + _DAY + 60 * _MINUTE,
        od_published=start + 2 * _DAY,
        questions=(("c1", f"c1 {QUESTION}"), ("c2", TITLE)),
        surveys=_SURVEYS,
    )


def _viewer(n: int, start: int) -> Viewer:
    answers = {key: trick(n + place) for place, (key, _) in enumerate(FIXED_QUESTIONS)}
    answers |= {"email": f"{n}{trick(n).replace(' ', '')}@{n % 5}.example", "source_track_id": trick(n + 3)}
    answers |= {"c1": trick(n), "c2": f"{trick(n)} | {trick(n + 1)}", "company": trick(n // 3)}
    mode = (LIVE, ON_DEMAND, SIMLIVE, "")[n % 4]
    begun = start + {ON_DEMAND: 3 * _DAY, SIMLIVE: _DAY}.get(mode, 0) + n % 7 * _MINUTE
    ended = begun + (5 + n % 50) * _MINUTE
    sessions = (Session(mode, begun, ended, "HTML5 Video"),) if mode else ()
    if not sessions:
        return Viewer(start - _DAY + n, answers, trick(n))
    asked = (Asked(begun + _MINUTE, f"{trick(n)} {trick(n + 1)}", trick(n + 2) if n % 2 else None),)
    checks = tuple(Response(ended, survey.id, "", ("Yes", "No")) for survey in _SURVEYS if not survey.questions)
    given = tuple(
        Response(ended, survey.id, question.id, (trick(n + (k if question.kind == CHECKBOX else 0)),))
        for survey in _SURVEYS
        for k, question in enumerate(survey.questions)
    )
    return Viewer(start - _DAY + n, answers, trick(n), sessions, asked, (*checks, *given))


def _event(number: int, event_id: str) -> Event:
    facts = _facts(number, event_id)
    viewers = [_viewer(n, facts.live_start or 0) for n in range(PEOPLE)]
    sessions = [session for viewer in viewers for session in viewer.sessions]
    registered = [viewer.registered_at for viewer in viewers]
    moments = Moments(registered, sorted(s.start for s in sessions), sorted(s.end for s in sessions))
    return Event(facts, moments, lambda: viewers)


def world() -> World:
    """Return the world, for a sandbox; the same each time."""
    return World(
        date(2026, 3, 18), NOW, {event_id: _event(number, event_id) for number, event_id in enumerate(EVENTS, 1)}
    )


def clock() -> Clock:
    """Return a clock for the sandbox that stands still."""
    return Clock(NOW, ticking=False)


def sent(event_id: str = EVENTS[0], form: str = "xml") -> bytes:
    """Return the report of an event as the platform would send it."""
    return render(world().events[event_id], form)


@cache
def report() -> Report:
    """Return the reports of all events, decoded."""
    return stack([decode(sent(event_id), "xml") for event_id in EVENTS])


@cache
def audience() -> Audience:
    """Return everybody."""
    return Audience.of(report())


@cache
def one() -> Report:
    """Return the report of the first event, decoded."""
    return decode(sent(EVENTS[0]), "xml")
