"""The filters that a report says it was made with, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from webcast.language import phrase, say

_LISTS: Final = {
    "sti_filter": phrase("campaigns"),
    "sti_filters": phrase("campaigns"),
    "email_domain_exclude_filter": phrase("without domains"),
    "excl_domain": phrase("without domains"),
    "email_domain_include_filter": phrase("only domains"),
    "incl_domain": phrase("only domains"),
    "inclu_domain": phrase("only domains"),
    "start": phrase("from"),
    "end": phrase("to"),
}
_SWITCHES: Final = {
    "qa_data_filter": phrase("asked a question"),
    "users_qa": phrase("asked a question"),
    "survey_data_filter": phrase("answered a survey"),
    "user_survey": phrase("answered a survey"),
    "no_show_filter": phrase("no-shows"),
    "no_shows": phrase("no-shows"),
    "live_viewers_filter": phrase("live viewers"),
    "live_viewers": phrase("live viewers"),
    "od_viewers_filter": phrase("on-demand viewers"),
    "od_viewer_filter": phrase("on-demand viewers"),
    "od_viewers": phrase("on-demand viewers"),
    "simlive_viewers_filter": phrase("SimLive viewers"),
    "simelive_viewers_filter": phrase("SimLive viewers"),
    "simlive_viewers": phrase("SimLive viewers"),
}
_IN_RANGE: Final = {
    "registration_date_filter": phrase("registered in the range"),
    "dr_regs": phrase("registered in the range"),
    "viewing_session_date_filter": phrase("viewed in the range"),
    "dr_sessions": phrase("viewed in the range"),
}
"""On by default, and without meaning unless there is a range."""


def described(filters: Mapping[str, Sequence[str]]) -> str | None:
    """Return the filters in words, e.g. ``live viewers; campaigns: A, B``; null when none was on.

    Args:
        filters: The report's own names (the guide spells some in two ways); a switch is ``on`` or ``true``.
    """
    parts = []
    ranged = bool(filters.get("start") or filters.get("end"))
    for name, sent in filters.items():
        given = [value.strip() for value in sent if value.strip()]
        on = any(value.casefold() in ("on", "true") for value in given)
        if name in _LISTS:
            named = [value for value in given if value.casefold() not in ("off", "false", "on", "true")]
            parts += [f"{_LISTS[name]}: {', '.join(named)}"] if named else []
        elif name in _IN_RANGE:
            parts += [_IN_RANGE[name]] if on and ranged else []
        elif on:
            parts.append(_SWITCHES.get(name, name.replace("_", " ")))
    return "; ".join(dict.fromkeys(parts)) or None


def said(described_as: str) -> str:
    """Say what :func:`described` wrote, which is kept with the report in English, in the reader's language."""
    parts = []
    for part in described_as.split("; "):
        name, mark, values = part.partition(": ")
        parts.append(f"{say(name)}{mark}{values}" if name in _NAMES else part)
    return "; ".join(parts)


_NAMES: Final = frozenset({*_LISTS.values(), *_SWITCHES.values(), *_IN_RANGE.values()})
