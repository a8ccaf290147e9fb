"""What of filters a report request can carry: the fields of :mod:`webcast.api.guide`."""

from __future__ import annotations

from typing import Final

from webcast.view.filters import SWITCHES, Filters

_NOT_THERE: Final = ("answered_check", "not_opted_out", "without_ours")
"""Switches of ours that the platform has no parameters for."""


def fields(filters: Filters) -> dict[str, str]:
    """Return the fields and their values, those alone that are set.

    Lists are joined by pipes (guide, "Available Parameters"); a list with a value that itself holds a pipe is left
    out, so that the answer is never narrower than the filters.
    """
    request: dict[str, str] = {}
    if filters.start is not None or filters.end is not None:
        request["start_date"] = filters.start.strftime("%m/%d/%Y") if filters.start else ""
        request["end_date"] = filters.end.strftime("%m/%d/%Y") if filters.end else ""
        request["registered_in_range"] = _on_off(on=filters.registered_in_range)
        request["viewed_in_range"] = _on_off(on=filters.viewed_in_range)
    for listed in ("campaigns", "include_domains", "exclude_domains"):
        values = getattr(filters, listed)
        request[listed] = "" if any("|" in value for value in values) else "|".join(values)
    for name in SWITCHES:
        if name not in _NOT_THERE:
            request[name] = "on" if getattr(filters, name) else ""
    return {field: value for field, value in request.items() if value}


def _on_off(*, on: bool) -> str:
    return "on" if on else "off"
