"""The XML report, in the shape of the guide's sample."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from webcast.sandbox import zones
from webcast.sandbox.analytics import Analytics
from webcast.sandbox.content import Content
from webcast.sandbox.events import CAMPAIGN_QUESTION, FIXED_QUESTIONS, Facts, Response, Session, Survey, Viewer
from webcast.sandbox.selection import Selection

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
_SPECIAL: Final = re.compile('[&<>"\r]')
BATCH: Final = 500
"""Viewers a piece: a report is sent while it is made."""


def escape(text: str) -> str:
    """Return text as element content or attribute value; characters that XML cannot carry are left out."""
    if text.isalnum():
        return text
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], _FORBIDDEN.sub("", text))


def head(now: int, zone: str) -> str:
    """Return the beginning, with the time at which the report was run."""
    return (
        f'<convey_api version="2.0">\n<currentTimeZone>{escape(zones.display_name(zone))}</currentTimeZone>\n'
        f"<currentDateTime>{zones.written([now], zone)[0]}</currentDateTime>\n"
    )


def body(content: Content) -> Iterator[str]:
    """Return the rest, piece by piece."""
    facts, selection, viewers = content.facts, content.selection, content.viewers
    yield (
        "<result>\n<returnCode>\n1</returnCode>\n<report_type>Audience Details Report</report_type>\n"
        + _date_range(selection)
        + _filters(selection)
        + "<report_data>\n"
        + _event(facts, content.event_zone)
        + _analytics(content.analytics)
        + _questions(facts)
        + "<surveys>\n"
        + "".join(map(_survey, facts.surveys))
        + "</surveys>\n<viewers>\n"
    )
    kinds = {question.id: question.kind for survey in facts.surveys for question in survey.questions}
    for first in range(0, len(viewers), BATCH):
        yield _viewers(viewers[first : first + BATCH], content.zone, kinds)
    yield "</viewers>\n</report_data>\n</result>\n</convey_api>\n"


def _date_range(selection: Selection) -> str:
    if not selection.has_range:
        return "<report_date_range/>\n"
    nodes = "".join(_element(name, text) for name, text in selection.echoed_range().items())
    return f"<report_date_range>\n{nodes}</report_date_range>\n"


def _filters(selection: Selection) -> str:
    # Two nodes that the guide's table lists and its sample, which has no date range, lacks.
    ranged = (
        _switch("registration_date_filter", selection.registered_in_range)
        + _switch("viewing_session_date_filter", selection.viewed_in_range)
        if selection.has_range
        else ""
    )
    return (
        "<filters>\n"
        + ranged
        + _element("sti_filter", "|".join(selection.campaigns))
        + _element("email_domain_exclude_filter", "|".join(selection.exclude_domains))
        + _element("email_domain_include_filter", "|".join(selection.include_domains))
        + _switch("qa_data_filter", selection.asked_question)
        + _switch("survey_data_filter", selection.answered_survey)
        + _switch("no_show_filter", selection.no_shows)
        + _switch("live_viewers_filter", selection.live)
        + _switch("od_viewers_filter", selection.on_demand)
        + _switch("simlive_viewers_filter", selection.simlive)
        + "</filters>\n"
    )


def _switch(name: str, value: bool) -> str:
    return f"<{name}>{'on' if value else 'off'}</{name}>\n"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>\n" if text else f"<{name}/>\n"


def _event(facts: Facts, zone: str) -> str:
    created, start, end, published, expires = zones.written(
        [facts.created_at, facts.live_start, facts.live_end, facts.od_published, facts.expires_at], zone
    )
    return (
        _element("eventid", facts.id)
        + _element("eventtitle", facts.title)
        + _element("costcenter", facts.cost_center)
        + _element("event_create_time", created)
        + _element("live_start_time", start)
        + _element("live_end_time", end)
        + _element("od_first_published_time", published)
        + _element("od_expiration_time", expires)
    )


def _analytics(analytics: Analytics) -> str:
    nodes = (_element(f.name, str(getattr(analytics, f.name))) for f in fields(analytics))
    return "<event_analytics>\n" + "".join(nodes) + "</event_analytics>\n"


def _questions(facts: Facts) -> str:
    every = (*FIXED_QUESTIONS, CAMPAIGN_QUESTION, *facts.questions)
    nodes = (f'<rq id="{escape(name)}">{escape(text)}</rq>\n' for name, text in every)
    return "<registration_questions>\n" + "".join(nodes) + "</registration_questions>\n"


def _survey(survey: Survey) -> str:
    opening = f'<survey id="{survey.id}" name="{escape(survey.name)}" type="{escape(survey.kind)}"'
    if not survey.questions:
        return opening + "/>\n"
    nodes = (f'<sq id="{q.id}" type="{escape(q.kind)}">{escape(q.text)}</sq>\n' for q in survey.questions)
    return opening + ">\n" + "".join(nodes) + "</survey>\n"


def _viewers(viewers: list[Viewer], zone: str, kinds: dict[str, str]) -> str:
    # All times of a piece are written at once: a call a time would take most of the time.
    times: list[int | None] = []
    for viewer in viewers:
        times.append(viewer.registered_at)
        for session in viewer.sessions:
            times += (session.start, session.end)
    written = iter(zones.written(times, zone))
    return "".join([_viewer(viewer, written, kinds) for viewer in viewers])


def _viewer(viewer: Viewer, times: Iterator[str], kinds: dict[str, str]) -> str:
    parts = [f"<viewer>\n<registration_date>{next(times)}</registration_date>\n<registration_answers>\n"]
    parts += [f'<ra id="{key}">{escape(value)}</ra>\n' for key, value in viewer.answers.items()]
    parts.append("</registration_answers>\n")
    if viewer.sessions:
        parts.append("<sessions>\n")
        parts += [_session(session, next(times), next(times)) for session in viewer.sessions]
        parts.append("</sessions>\n")
    parts.append(_asked(viewer))
    parts.append(_responses(viewer.responses, kinds))
    parts.append("</viewer>\n")
    return "".join(parts)


def _session(session: Session, start: str, end: str) -> str:
    # The guide's sample names no player; where none is known the node is empty.
    media = "<media/>" if session.media == "Unknown" else f"<media>{session.media}</media>"
    return (
        f"<session>\n<type>{session.mode}</type>\n<start_time>{start}</start_time>\n<end_time>{end}</end_time>\n"
        f"<duration>{session.end - session.start}</duration>\n{media}\n</session>\n"
    )


def _asked(viewer: Viewer) -> str:
    if not viewer.asked:
        return "<qa/>\n"
    parts = ["<qa>\n"]
    for asked in viewer.asked:
        answer = "" if asked.answer is None else f"<answer>{escape(asked.answer)}</answer>\n"
        parts.append(f"<question>\n{escape(asked.question)}\n{answer}</question>\n")
    parts.append("</qa>\n")
    return "".join(parts)


def _responses(responses: tuple[Response, ...], kinds: dict[str, str]) -> str:
    if not responses:
        return "<survey_responses/>\n"
    parts = ["<survey_responses>\n"]
    for response in responses:
        question = f'\nquestion_id="{response.question_id}"' if response.question_id in kinds else ""
        text = escape(" | ".join(response.choices))
        parts.append(f'<sr survey_id="{response.survey_id}"{question}>{text}</sr>\n')
    parts.append("</survey_responses>\n")
    return "".join(parts)
