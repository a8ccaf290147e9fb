"""What a report is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from webcast.api.guide import DATE_FORMAT, FIELDS, FILTER_FIELDS, OFF, ON, VERSION
from webcast.errors import ChangeRequest, FilterError
from webcast.language import later

FORMATS: Final = ("xml", "json", "csv")
"""What the platform's report comes in (guide, "Data Format Options")."""

_SWITCHES: Final = frozenset(f.name for f in FIELDS if f.switch)
_DATES: Final = ("start_date", "end_date")


@dataclass(frozen=True)
class ReportRequest:
    """One report (guide, "Event Reporting Request").

    Attributes:
        event_id: The event.
        format: ``xml``, ``json`` or ``csv``.
        zone: An id of the time-zone call; GMT when None. Asked for in GMT, all clocks of a report agree.
        filters: Values by field name (:data:`~webcast.api.guide.FILTER_FIELDS`); days as ``YYYY-MM-DD`` or as
            the platform takes them, switches ``on`` or ``off``, lists joined by pipes.
        expired: Ask for the report of an expired presentation, which has limits of its own.

    Raises:
        FilterError: A filter cannot be sent: the message names it and says what was expected.
        ChangeRequest: The event id or the format is none.
    """

    event_id: str
    format: str = "xml"
    zone: str | None = None
    filters: Mapping[str, str] = field(default_factory=dict)
    expired: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", self.event_id):
            raise ChangeRequest(
                later(
                    "An event id should be letters and digits, as in the platform's event list, and this one is not."
                ),
                remedy=later("Check the event id."),
            )
        if self.format not in FORMATS:
            raise ChangeRequest(
                later(
                    "A report comes as {formats}, not as '{format}'.", formats=", ".join(FORMATS), format=self.format
                )
            )
        object.__setattr__(self, "filters", MappingProxyType(dict(self.filters)))
        _check(self.filters)

    @property
    def call(self) -> str:
        """The name of the call in :data:`~webcast.api.guide.CALLS`."""
        return "expired_report" if self.expired else "report"

    def values(self) -> dict[str, str]:
        """Return the fields to send, without those of the session."""
        values = {"version": VERSION, "event_id": self.event_id, "format": self.format}
        if self.zone:
            values["zone"] = self.zone
        if self.expired:
            values["expired"] = ON
        return values | {name: _sent(name, value) for name, value in self.filters.items() if value}


def _check(filters: Mapping[str, str]) -> None:
    strange = sorted(set(filters) - set(FILTER_FIELDS))
    if strange:
        raise FilterError(
            later(
                "A report is narrowed by {fields}, not by {strange}.",
                fields=", ".join(FILTER_FIELDS),
                strange=", ".join(strange),
            )
        )
    if filters.get("exclude_domains") and filters.get("include_domains"):
        raise FilterError(
            later("E-mail domains can be included or excluded, and both were asked for."),
            remedy=later("Keep one of the two."),
        )
    for name, value in filters.items():
        if name in _SWITCHES and value not in ("", ON, OFF):
            raise FilterError(
                later(
                    "The filter '{name}' should be '{on}' or '{off}', but is '{value}'.",
                    name=name,
                    on=ON,
                    off=OFF,
                    value=value,
                )
            )
    days = [_day(name, filters[name]) for name in _DATES if filters.get(name)]
    if days != sorted(days):
        raise FilterError(
            later("The date range should start before it ends, and it ends first."), remedy=later("Swap the two.")
        )


def _sent(name: str, value: str) -> str:
    return _day(name, value).strftime(DATE_FORMAT) if name in _DATES else value


def _day(name: str, value: str) -> date:
    for form in ("%Y-%m-%d", DATE_FORMAT):
        try:
            # A calendar day of the asked time zone: it has no zone of its own.
            return datetime.strptime(value, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise FilterError(
        later("The filter '{name}' should be a day such as 2026-03-31, but is '{value}'.", name=name, value=value)
    )
