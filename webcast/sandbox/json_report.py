"""The JSON report, in the shape of the guide's sample, but well-formed and with rows of full length."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields

from webcast.sandbox import zones
from webcast.sandbox.analytics import Analytics
from webcast.sandbox.content import Content
from webcast.sandbox.events import Facts, Session, Viewer
from webcast.sandbox.rows import Layout, duration
from webcast.sandbox.selection import Selection
from webcast.sandbox.xml import BATCH


def head(now: int, zone: str) -> str:
    """Return the beginning, with the time at which the report was run."""
    return (
        f'{{\n"currentTimeZone":{_text(zones.display_name(zone))},\n"api_version":"2.0",\n'
        f'"report_run_time":"{zones.written([now], zone)[0]}",\n"report_type":"Audience Details Report",\n'
    )


def body(content: Content) -> Iterator[str]:
    """Return the rest, piece by piece."""
    facts, selection, viewers = content.facts, content.selection, content.viewers
    layout = Layout.of(facts, viewers)
    yield f'"event_data":{_dump(_event(facts, content.analytics, content.event_zone))},\n'
    if selection.has_range:
        # Inferred: the guide has no JSON sample with a date range.
        yield f'"report_date_range":{_dump(selection.echoed_range())},\n'
    yield f'"filters":{_dump(_filters(selection))},\n'
    yield f'"data_headers":{_dump([*layout.headers(), "sessions"])},\n"data_rows":['
    for first in range(0, len(viewers), BATCH):
        piece = viewers[first : first + BATCH]
        yield ("," if first else "") + ",".join(_rows(layout, piece, content.zone))
    yield "\n]\n}\n"


def _rows(layout: Layout, viewers: list[Viewer], zone: str) -> Iterator[str]:
    times = iter(zones.written([t for v in viewers for s in v.sessions for t in (s.start, s.end)], zone))
    for viewer, cells in zip(viewers, layout.rows(viewers, zone), strict=True):
        sessions = [_session(session, next(times), next(times)) for session in viewer.sessions]
        yield "\n" + _text([*cells, sessions])


def _session(session: Session, start: str, end: str) -> list[str | int]:
    return [session.mode, start, end, session.end - session.start, session.media]


def _event(facts: Facts, analytics: Analytics, zone: str) -> dict[str, object]:
    created, start, end, published, expires, scheduled, simlive = zones.written(
        [
            facts.created_at,
            facts.live_start,
            facts.live_end,
            facts.od_published,
            facts.expires_at,
            facts.live_scheduled,
            facts.simlive_start,
        ],
        zone,
    )
    over = facts.live_start is not None and facts.live_end is not None
    return {
        "event_creation_date": created,
        "event_od_last_published_time": published,
        "event_od_expiration_time": expires,
        "event_duration": duration((facts.live_end or 0) - (facts.live_start or 0)) if over else "",
        "event_live_start_time": start,
        "event_title": facts.title,
        "event_analytics": {f.name: str(getattr(analytics, f.name)) for f in fields(analytics)},
        "event_id": facts.id,
        "event_live_end_time": end,
        "event_sim_live_scheduled_time": simlive,
        "event_cost_center": facts.cost_center,
        "event_creator": facts.creator,
        "event_pre_live_scheduled_time": scheduled,
    }


def _filters(selection: Selection) -> dict[str, object]:
    ranged = (
        {"dr_regs": selection.registered_in_range, "dr_sessions": selection.viewed_in_range}
        if selection.has_range
        else {}
    )
    return {
        **ranged,
        "incl_domain": list(selection.include_domains),
        "od_viewers": selection.on_demand,
        "user_survey": selection.answered_survey,
        "live_viewers": selection.live,
        "excl_domain": list(selection.exclude_domains),
        "simlive_viewers": selection.simlive,
        "sti_filter": list(selection.campaigns),
        "users_qa": selection.asked_question,
        "no_shows": selection.no_shows,
    }


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=0)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
