"""Short answers: sign-in, time zones, event list, password change, failures; and what an answer is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from webcast.sandbox import codes, csv_report, zones
from webcast.sandbox.codes import Refusal
from webcast.sandbox.events import Event
from webcast.sandbox.reports import FORMATS
from webcast.sandbox.xml import escape

_PROLOG: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CHUNK: Final = 256 * 1024


@dataclass
class Answer:
    """An answer before it is sent; faults change it.

    Attributes:
        body: All of it.
        content_type: Header; empty for none.
        status: HTTP status.
        headers: Further headers.
        code: Return code in the body; None where there is none.
        chunk: Bytes sent at once.
        pause: Seconds between two of these.
        cut: Bytes after which the connection is closed, though more was announced.
        reset: Bytes after which the connection is reset.
    """

    body: bytes
    content_type: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    code: int | None = codes.SUCCESS
    chunk: int = CHUNK
    pause: float = 0.0
    cut: int | None = None
    reset: int | None = None


def text(content: str, kind: str = "xml", code: int | None = codes.SUCCESS) -> Answer:
    """Return an answer in the content type of a format."""
    return Answer(content.encode("utf-8"), FORMATS[kind], code=code)


def signed_in(session_id: str, user_id: str, now: datetime, kind: str) -> Answer:
    """Return the answer to a successful sign-in; its JSON shape is inferred from the XML."""
    found = (
        ("sessionid", "Authenticated session ID.", session_id),
        ("userid", "Authenticated user ID.", user_id),
    )
    if kind == "json":
        success = {name: {"description": words, "value": value} for name, words, value in found}
        return text(_json(now, codes.SUCCESS, {"success": success}), "json")
    nodes = "".join(
        f"<{name}>\n<description>{words}</description>\n<value>{value}</value>\n</{name}>\n"
        for name, words, value in found
    )
    return text(_xml(now, codes.SUCCESS, f"<success>\n{nodes}</success>\n"))


def password_changed(now: datetime, kind: str) -> Answer:
    """Return the answer to a password change; the guide gives the sentence, its wrapping is inferred."""
    message = "Password change successful"
    if kind == "json":
        return text(_json(now, codes.SUCCESS, {"success": {"message": message}}), "json")
    return text(_xml(now, codes.SUCCESS, f"<success>\n<message>{message}</message>\n</success>\n"))


def failed(refusal: Refusal, now: datetime, kind: str) -> Answer:
    """Return the answer to a request that failed; around the code, XML and JSON shape are inferred."""
    if kind == "csv":
        return text(csv_report.error(refusal), "csv", refusal.code)
    if kind == "json":
        return text(_json(now, refusal.code, {"error": {"description": refusal.meaning}}), "json", refusal.code)
    words = f"<error>\n<description>{escape(refusal.meaning)}</description>\n</error>\n"
    return text(_xml(now, refusal.code, words), "xml", refusal.code)


def time_zones() -> Answer:
    """Return the ids of all time zones."""
    nodes = "".join(f"<timezone_id>{name}</timezone_id>\n" for name in zones.ids())
    return text(f"<convey_api>\n{nodes}</convey_api>\n")


def event_list(events: Iterable[Event], now: int) -> Answer:
    """Return the event list; the guide shows one element, that ``convey_api`` wraps them is inferred."""
    return text("<convey_api>\n" + "".join(_event_info(event, now) for event in events) + "</convey_api>\n")


def _event_info(event: Event, now: int) -> str:
    facts, moments = event.facts, event.moments
    start = facts.scheduled_start if facts.listed_schedule else None
    session = moments.latest_start(now) if facts.stamps_starts else moments.latest_session(now)
    length = (facts.live_end or facts.simlive_end or 0) - (facts.live_start or facts.simlive_start or 0)
    # Schedules are whole quarters of an hour.
    end = None if start is None else start + round(length / 900_000) * 900_000
    return (
        f'<event_info cost_center="{escape(facts.cost_center)}" event_expiry="{zones.plain(facts.expires_at)}"'
        f' id="{facts.id}" is_expired="{str(event.is_expired(now)).lower()}" folder_id="{facts.folder}"'
        f' latest_registration="{_stamp(moments.latest_registration(now))}"'
        f' latest_session="{_stamp(session)}"'
        f' sched_end="{zones.plain(end)}" sched_start="{zones.plain(start)}">{escape(facts.title)}</event_info>\n'
    )


def _stamp(at: int | None) -> str:
    return "" if at is None else str(at)


def _xml(now: datetime, code: int, inner: str) -> str:
    # The blank in the closing tag is the guide's.
    return (
        f'{_PROLOG}<convey_api version="2.0">\n<currentDateTime>{now:%Y-%m-%d %H:%M:%S}</currentDateTime>\n'
        f"<currentTimeZone>GMT</currentTimeZone >\n<result>\n<returnCode>{code}</returnCode>\n{inner}"
        "</result>\n</convey_api>\n"
    )


def _json(now: datetime, code: int, inner: dict[str, object]) -> str:
    return json.dumps(
        {
            "api_version": "2.0",
            "currentDateTime": f"{now:%Y-%m-%d %H:%M:%S}",
            "currentTimeZone": "GMT",
            "result": {"returnCode": code, **inner},
        },
        indent=0,
    )
