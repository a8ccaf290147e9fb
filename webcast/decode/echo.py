"""The filters that a report says it was made with, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

_LISTS: Final = {
    "sti_filter": "campaigns",
    "sti_filters": "campaigns",
    "email_domain_exclude_filter": "without domains",
    "excl_domain": "without domains",
    "email_domain_include_filter": "only domains",
    "incl_domain": "only domains",
    "inclu_domain": "only domains",
    "start": "from",
    "end": "to",
}
_SWITCHES: Final = {
    "qa_data_filter": "asked a question",
    "users_qa": "asked a question",
    "survey_data_filter": "answered a survey",
    "user_survey": "answered a survey",
    "no_show_filter": "no-shows",
    "no_shows": "no-shows",
    "live_viewers_filter": "live viewers",
    "live_viewers": "live viewers",
    "od_viewers_filter": "on-demand viewers",
    "od_viewer_filter": "on-demand viewers",
    "od_viewers": "on-demand viewers",
    "simlive_viewers_filter": "SimLive viewers",
    "simelive_viewers_filter": "SimLive viewers",
    "simlive_viewers": "SimLive viewers",
}
_IN_RANGE: Final = {
    "registration_date_filter": "registered in the range",
    "dr_regs": "registered in the range",
    "viewing_session_date_filter": "viewed in the range",
    "dr_sessions": "viewed in the range",
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
