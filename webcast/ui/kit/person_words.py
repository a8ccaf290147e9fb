"""What is said of one person: in a sentence, and touch point by touch point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from webcast.analysis.touch_points import Judged, Kind, TouchPoint
from webcast.formats import duration, number, plural
from webcast.language import phrase, say, speaking

OPTED_OUT: Final = phrase("Opted out of messages.")

BACK_TO_LIST: Final = phrase("Back to the list")
NAMELESS: Final = phrase("Somebody without a name")
ONE_PERSON: Final = phrase("Person")
PREVIOUS: Final = phrase("Previous")
NEXT: Final = phrase("Next")
TOUCH_POINTS: Final = phrase("Touch points")
REGISTRATION_GIVEN: Final = phrase("Answers at registration")
SURVEYS_GIVEN: Final = phrase("Survey answers")


def judged(of: Judged) -> str:
    """Sum up one person in a sentence."""
    untold = of.registered - of.told
    parts = [_came(of)]
    if of.each_ms:
        parts.append(
            say("{each_ms} each", each_ms=duration(of.each_ms))
            if (of.attended or 0) > 1
            else say("watched {each_ms}", each_ms=duration(of.each_ms))
        )
    if of.questions:
        parts.append(say("asked {times}", times=times(of.questions)))
    if of.answers:
        parts.append(
            say(
                "answered {survey_questions}",
                survey_questions=plural(of.answers, "survey question", "survey questions"),
            )
        )
    said = f"{', '.join(parts)}."
    return (
        say(
            "{said} Of {more_events} no report tells who came.",
            said=said,
            more_events=plural(untold, "more event", "more events"),
        )
        if untold and of.told
        else said
    )


def _came(of: Judged) -> str:
    if of.attended is None:
        return say(
            "Registered for {events}; no report tells of attendance", events=plural(of.registered, "event", "events")
        )
    if of.told == 1:
        return say("Came") if of.attended else say("Registered and did not attend")
    return say(
        "Came to {rest} of {events}",
        rest=number(of.attended) if of.attended else say("none"),
        events=plural(of.told, "event", "events"),
    )


def times(count: int) -> str:
    """Say how often, in words as far as there are any."""
    return {1: say("once"), 2: say("twice")}.get(count) or say("{count} times", count=number(count))


def touch_point(point: TouchPoint) -> str:
    """Say what happened."""
    return _HAPPENED[point.kind](point)


CAME: Final = {
    "Live": phrase("Came live"),
    "SimLive": phrase("Watched SimLive"),
    "On-Demand": phrase("Watched the recording"),
}
"""Type of a viewing → what it is to come by it."""
CAME_OTHERWISE: Final = phrase("Watched in a way that is not known")


def _registered(point: TouchPoint) -> str:
    return say("Registered (campaign: {text})", text=point.text) if point.text else say("Registered")


def _left(point: TouchPoint) -> str:
    lasted = duration(point.watch_ms)
    return (
        say("Left after {lasted}", lasted=lasted)
        if point.count == 1
        else say("Left, after {lasted} in {count} visits", lasted=lasted, count=number(point.count))
    )


def _untimed(point: TouchPoint) -> str:
    lasted = "" if point.watch_ms is None else f", {duration(point.watch_ms)}"
    return say("{came}{lasted}; when is not known", came=say(CAME.get(point.mode, "Came")), lasted=lasted)


def _answered(point: TouchPoint) -> str:
    survey = f"“{point.text}”" if point.text else say("a survey")
    return say(
        "Answered {questions} of {survey}", questions=plural(point.count, "question", "questions"), survey=survey
    )


_HAPPENED: Final[dict[Kind, Callable[[TouchPoint], str]]] = {
    Kind.REGISTERED: _registered,
    Kind.CAME: lambda point: say(CAME[point.mode]),
    Kind.LEFT: _left,
    Kind.THERE: lambda point: say(
        "Still there when the report was made, after {lasted}", lasted=duration(point.watch_ms)
    ),
    Kind.WATCHED: lambda point: f"{say(CAME.get(point.mode, CAME_OTHERWISE))}, {duration(point.watch_ms)}",
    Kind.WATCHED_AGAIN: lambda point: say("Watched again, {lasted}", lasted=duration(point.watch_ms)),
    Kind.UNTIMED: _untimed,
    Kind.ASKED: lambda point: say("Asked “{text}”", text=point.text) if point.text else say("Asked a question"),
    Kind.ANSWERED: _answered,
    Kind.CHECKED: lambda point: say(
        "Answered {checks}", checks=plural(point.count, "attendance check", "attendance checks")
    ),
    Kind.ABSENT: lambda _: say("Did not attend"),
    Kind.UNTOLD: lambda _: say("No report tells whether this person came"),
}


def touch_point_more(point: TouchPoint) -> str:
    """Say what came of it, where there is more to say."""
    if point.kind is not Kind.ASKED:
        return ""
    return say("Answer: {answer}", answer=point.answer) if point.answer else say("Not answered")


def place(number_: int, of: int) -> str:
    """Say which of a list this one is."""
    return say("{number} of {of}", number=number(number_), of=number(of))


def seen(first: str, last: str) -> str:
    """Say when a person was first and last seen."""
    return say("First seen {first}, last seen {last}", first=first, last=last)


speaking(__name__)
