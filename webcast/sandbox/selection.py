"""The filters of a report request, as the platform applies them to an event's viewers.

*Inferred*, since the guide does not say: every filter restricts, so that several together keep who passes all of
them; with a date range, the two switches (both on by default) keep who registered *and* viewed within it; a viewer
who is kept comes with all sessions; a domain also stands for the hosts below it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from webcast.sandbox import codes, zones
from webcast.sandbox.codes import Refusal
from webcast.sandbox.events import LIVE, ON_DEMAND, SIMLIVE, Viewer
from webcast.sandbox.wire import DATE_FORMAT, OFF, ON, PARAMETER


@dataclass(frozen=True)
class Selection:
    """Which viewers a report is about; as it stands, all."""

    start: date | None = None
    end: date | None = None
    registered_in_range: bool = True
    viewed_in_range: bool = True
    campaigns: tuple[str, ...] = ()
    exclude_domains: tuple[str, ...] = ()
    include_domains: tuple[str, ...] = ()
    asked_question: bool = False
    answered_survey: bool = False
    no_shows: bool = False
    live: bool = False
    on_demand: bool = False
    simlive: bool = False

    @property
    def has_range(self) -> bool:
        """Say whether a first or a last day is given."""
        return self.start is not None or self.end is not None

    def echoed_range(self) -> dict[str, str]:
        """Return the date range as reports echo it; empty where one end is open."""
        return {
            "start": f"{self.start:%m/%d/%Y} 12:00:00 AM" if self.start else "",
            "end": f"{self.end:%m/%d/%Y} 11:59:59 PM" if self.end else "",
        }

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Selection:
        """Read the parameters of a request.

        Raises:
            Refusal: Code 72: a date that is none, a range that ends before it starts, a switch that is neither
                ``on`` nor ``off``, or domains both included and excluded.
        """
        found = cls(
            start=_date(parameters, "start_date"),
            end=_date(parameters, "end_date"),
            registered_in_range=_switch(parameters, "registered_in_range", default=True),
            viewed_in_range=_switch(parameters, "viewed_in_range", default=True),
            campaigns=_list(parameters, "campaigns"),
            exclude_domains=_list(parameters, "exclude_domains"),
            include_domains=_list(parameters, "include_domains"),
            asked_question=_switch(parameters, "asked_question"),
            answered_survey=_switch(parameters, "answered_survey"),
            no_shows=_switch(parameters, "no_shows"),
            live=_switch(parameters, "live"),
            on_demand=_switch(parameters, "on_demand"),
            simlive=_switch(parameters, "simlive"),
        )
        if found.exclude_domains and found.include_domains:
            raise Refusal(codes.INVALID_PARAMETERS)
        if found.start is not None and found.end is not None and found.end < found.start:
            raise Refusal(codes.INVALID_PARAMETERS)
        return found

    def apply(self, viewers: list[Viewer], zone: str) -> list[Viewer]:
        """Return the viewers that pass every filter; days are whole days in ``zone``."""
        tests = self._tests(zone)
        return [viewer for viewer in viewers if all(test(viewer) for test in tests)] if tests else viewers

    def _tests(self, zone: str) -> list[Callable[[Viewer], bool]]:
        tests = [test for on, test in self._switches() if on]
        if self.campaigns:
            tests.append(lambda v: v.answers.get("source_track_id") in self.campaigns)
        if self.exclude_domains:
            tests.append(lambda v: not _in_domains(v, self.exclude_domains))
        if self.include_domains:
            tests.append(lambda v: _in_domains(v, self.include_domains))
        if self.has_range:
            tests.extend(self._range_tests(zone))
        return tests

    def _switches(self) -> tuple[tuple[bool, Callable[[Viewer], bool]], ...]:
        return (
            (self.asked_question, lambda v: bool(v.asked)),
            (self.answered_survey, lambda v: bool(v.responses)),
            (self.no_shows, lambda v: not v.sessions),
            (self.live, lambda v: _watched(v, LIVE)),
            (self.on_demand, lambda v: _watched(v, ON_DEMAND)),
            (self.simlive, lambda v: _watched(v, SIMLIVE)),
        )

    def _range_tests(self, zone: str) -> list[Callable[[Viewer], bool]]:
        first, last = zones.day_range(self.start, self.end, zone)
        low = first if first is not None else 0
        high = last if last is not None else 1 << 62
        tests: list[Callable[[Viewer], bool]] = []
        if self.registered_in_range:
            tests.append(lambda v: low <= v.registered_at <= high)
        if self.viewed_in_range:
            tests.append(lambda v: any(s.start <= high and s.end >= low for s in v.sessions))
        return tests


def _watched(viewer: Viewer, mode: str) -> bool:
    return any(session.mode == mode for session in viewer.sessions)


def _in_domains(viewer: Viewer, domains: tuple[str, ...]) -> bool:
    host = viewer.answers.get("email", "").strip().lower().rpartition("@")[2]
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _date(parameters: Mapping[str, str], field: str) -> date | None:
    text = parameters.get(PARAMETER[field], "")
    if not text:
        return None
    try:
        return datetime.strptime(text, DATE_FORMAT).date()  # noqa: DTZ007 a day, in whatever zone the report has
    except ValueError:
        raise Refusal(codes.INVALID_PARAMETERS) from None


def _switch(parameters: Mapping[str, str], field: str, *, default: bool = False) -> bool:
    text = parameters.get(PARAMETER[field], "")
    if text not in ("", ON, OFF):
        raise Refusal(codes.INVALID_PARAMETERS)
    return text == ON if text else default


def _list(parameters: Mapping[str, str], field: str) -> tuple[str, ...]:
    parts = (part.strip() for part in parameters.get(PARAMETER[field], "").split("|"))
    lower = field.endswith("domains")
    return tuple(part.lower().removeprefix("@") if lower else part for part in parts if part)
