"""``analyze``: figures, funnel and surveys, as JSON or to be read."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from webcast import formats
from webcast.analysis import definitions
from webcast.analysis import stages as names_of
from webcast.analysis.stages import Rules
from webcast.commands import common
from webcast.commands.console import Console, one_line
from webcast.commands.findings import FIGURES, findings
from webcast.presentation import bases
from webcast.settings import Settings


def analyze(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write what the named events and files say."""
    job = common.begin(args, settings, console)
    zone, rules = job.view.zone, job.view.choices.rules
    found = findings(job.people, job.view.filters, rules)
    if args.json:
        console.say(json.dumps(found, indent=2))
        return
    _write(found, job.everyone.total, zone, rules, console)
    for note in job.view.filters.notes(job.everyone):
        console.say(one_line(note))


def _write(found: Mapping[str, Any], total: int, zone: str, rules: Rules, console: Console) -> None:
    console.say(f"{found['filters']} · {found['registrants']:,} of {total:,} registrants · {zone}")
    for event in found["events"]:
        _write_event(event, console)
    console.say()
    console.say(f"People            {formats.number(found['people'])}")
    console.say(f"Watch time        {_time(found['watch_seconds'])}{_platform_time(found)}")
    console.say(f"Peak viewers      {_peak(found, zone)}")
    console.say()
    _write_funnel(found["funnel"], rules, console)
    for survey in found["surveys"]:
        _write_survey(survey, many=len(found["events"]) > 1, console=console)


def _write_event(event: Mapping[str, Any], console: Console) -> None:
    console.say()
    console.say(f"{event['event_id']}  {one_line(event['title'] or 'Untitled')}  ({event['format']})")
    rows = [
        [definitions.label(name), _figure(name, event["computed"][name]), _figure(name, event["reported"][name])]
        for name in FIGURES
    ]
    console.table(["", "computed", "reported"], rows, right=frozenset((1, 2)))
    for warning in event["warnings"]:
        record = f"record {warning['record']}, " if warning["record"] is not None else ""
        console.say(f"Warning: {record}{one_line(warning['field'] or '')}: {one_line(warning['message'])}")


def _write_funnel(stages: Sequence[Mapping[str, Any]], rules: Rules, console: Console) -> None:
    names = names_of.names(rules).stages
    rows = [
        [
            names[stage["stage"]],
            formats.number(stage["registrants"]),
            formats.percent(stage["of_first"]),
            formats.percent(stage["of_previous"]),
        ]
        for stage in stages
    ]
    console.table(["Funnel", "registrants", "of first", "of previous"], rows, right=frozenset((1, 2, 3)))


def _write_survey(survey: Mapping[str, Any], *, many: bool, console: Console) -> None:
    console.say()
    event = f"{survey['event_id']}  " if many else ""
    question = f": {one_line(survey['question'])}" if survey["question"] else ""
    console.say(f"{event}{one_line(survey['survey'] or survey['survey_id'])}{question}")
    console.say(f"{survey['type'] or 'Type unknown'} · {bases.respondents(survey)}")
    rows = [
        [formats.number(answer["count"]), formats.percent(answer["share"]), one_line(answer["answer"])]
        for answer in survey["answers"]
    ]
    for count, share, answer in rows:
        console.say(f"{count:>8}  {share:>6}  {answer}")


def _figure(name: str, value: float | None) -> str:
    return formats.percent(value) if name.endswith("_rate") else formats.number(value)


def _time(seconds: float | None) -> str:
    return formats.duration(None if seconds is None else seconds * 1000)


def _platform_time(found: Mapping[str, Any]) -> str:
    platform = found["watch_seconds_platform"]
    return "" if platform in (None, found["watch_seconds"]) else f" (platform: {_time(platform)})"


def _peak(found: Mapping[str, Any], zone: str) -> str:
    viewers = formats.number(found["peak_viewers"])
    if found["peak_at"] is None:
        return viewers
    return f"{viewers} at {formats.instant(datetime.fromisoformat(found['peak_at']), zone)}"
