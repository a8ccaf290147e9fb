"""Every call and every request field of the Reporting API, as data, each with what is known about it.

The platform's guide lost parameter names and one URL on its way to us. What it does say is
:attr:`Status.DOCUMENTED`; our best reading of the rest is :attr:`Status.INFERRED` and must never be presented as
fact. What an operator corrects of it: :mod:`webcast.api.endpoints`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

VERSION: Final = "2.0"
"""The API version that every versioned request sends (guide, "Available Parameters")."""

DATE_FORMAT: Final = "%m/%d/%Y"
"""How a date range is sent; inferred from the dates in the guide's samples."""

ON: Final = "on"
OFF: Final = "off"
"""Values of a switch, exactly so (guide, "Notes")."""


class Status(Enum):
    """What is known about a URL or a parameter name."""

    DOCUMENTED = "documented"
    """Said by the platform's guide."""

    INFERRED = "inferred"
    """Our best reading; the guide does not say."""

    CONFIGURED = "configured"
    """Set by the operator of this installation."""


@dataclass(frozen=True)
class Call:
    """One call of the API.

    Attributes:
        name: Ours; ``WEBCAST_URL_<NAME>`` in upper case overrides the URL.
        url: Where it goes.
        method: POST wherever the guide allows it, so that session ids stay out of URLs and access logs.
        status: What is known about the URL.
        fields: Names of the :class:`Field`s that it takes.
        section: The guide's section.
        note: What the status rests on, where that is not plain.
    """

    name: str
    url: str
    method: Literal["GET", "POST"]
    status: Status
    fields: tuple[str, ...]
    section: str
    note: str = ""


@dataclass(frozen=True)
class Field:
    """One request field.

    Attributes:
        name: Ours; ``WEBCAST_PARAM_<NAME>`` in upper case overrides the parameter.
        parameter: What the platform calls it.
        status: What is known about that name.
        meaning: What it holds.
        switch: Takes ``on`` and ``off`` alone.
        note: What the status rests on, where that is not plain.
    """

    name: str
    parameter: str
    status: Status
    meaning: str
    switch: bool = False
    note: str = ""


_KNOWN: Final = Status.DOCUMENTED
_GUESS: Final = Status.INFERRED

FILTER_FIELDS: Final = (
    "start_date",
    "end_date",
    "registered_in_range",
    "viewed_in_range",
    "campaigns",
    "exclude_domains",
    "include_domains",
    "asked_question",
    "answered_survey",
    "no_shows",
    "live",
    "on_demand",
    "simlive",
)
"""The fields that narrow a report; ``exclude_domains`` and ``include_domains`` exclude each other."""

_SESSION: Final = ("user_id", "session_id")
_REPORT: Final = (*_SESSION, "version", "event_id", "format", "zone", *FILTER_FIELDS)
_LOGIN: Final = ("username", "password", "version")
_PASSWORD: Final = ("username", "current_password", "new_password", "version")
REPORT_FALLBACK: Final = "report_fallback"
_NO_REPORT_URL: Final = "the guide's sample request is missing; an older public client of the platform uses this path"

CALLS: Final[tuple[Call, ...]] = (
    Call("login", "https://api.webcasts.com/api/login", "GET", _KNOWN, _LOGIN, "Authentication"),
    Call(
        "login_json",
        "https://api.webcasts.com/api/login/json",
        "GET",
        _KNOWN,
        _LOGIN,
        "Authentication",
        "in the vendor's current guide (help.webcasts.com), not in the one that we have",
    ),
    Call(
        "time_zones",
        "https://reporting.webcasts.com/api/reporting/timezones",
        "POST",
        _KNOWN,
        _SESSION,
        "Time Zone Values Request",
    ),
    Call(
        "event_list",
        "https://api.webcasts.com/api/reporting/eventlist",
        "POST",
        _KNOWN,
        _SESSION,
        "Event ID List Request",
    ),
    Call(
        "report",
        "https://api.webcasts.com/api/reporting/audience_reports",
        "POST",
        _GUESS,
        _REPORT,
        "Event Reporting Request",
        f"the event list is documented beside it; {_NO_REPORT_URL}",
    ),
    Call(
        REPORT_FALLBACK,
        "https://reporting.webcasts.com/api/reporting/audience_reports",
        "POST",
        _GUESS,
        (*_REPORT, "expired"),
        "Event Reporting Request",
        "the host that the time zones are documented on, for where the other knows no reports",
    ),
    Call(
        "expired_report",
        "https://api.webcasts.com/api/reporting/audience_reports",
        "POST",
        _GUESS,
        (*_REPORT, "expired"),
        "API Limits",
        "the guide says only that a separate request must be made",
    ),
    Call(
        "password_change",
        "https://api.webcasts.com/api/passwordchange",
        "GET",
        _KNOWN,
        ("username", "current_password_plain", "new_password", "version"),
        "Password Reset",
    ),
    Call(
        "password_change_xml",
        "https://api.webcasts.com/api/passwordchange/xml",
        "GET",
        _KNOWN,
        _PASSWORD,
        "Password Reset",
    ),
    Call(
        "password_change_json",
        "https://api.webcasts.com/api/passwordchange/json",
        "GET",
        _KNOWN,
        _PASSWORD,
        "Password Reset",
    ),
)

_ECHO: Final = "after the key that the JSON report echoes"

FIELDS: Final[tuple[Field, ...]] = (
    Field("username", "username", _KNOWN, "API user name"),
    Field("password", "password", _KNOWN, "API password"),
    Field("version", "ver", _KNOWN, f'API version, "{VERSION}"'),
    Field("user_id", "ui", _KNOWN, "user id of the sign-in's answer"),
    Field("session_id", "si", _KNOWN, "session id of the sign-in's answer"),
    Field("event_id", "ei", _GUESS, "the event", note="after an older public client of the platform"),
    Field("format", "df", _GUESS, "xml, json or csv; xml when absent"),
    Field("zone", "tz", _GUESS, "an id of the time-zone call; GMT when absent"),
    Field(
        "start_date",
        "start",
        _GUESS,
        "first day, from 12:00:00 AM",
        note="after the XML node; MM/DD/YYYY after the samples",
    ),
    Field(
        "end_date", "end", _GUESS, "last day, to 11:59:59 PM", note="after the XML node; MM/DD/YYYY after the samples"
    ),
    Field(
        "registered_in_range",
        "dr_regs",
        _GUESS,
        "registered within the range; on when absent",
        switch=True,
        note=_ECHO,
    ),
    Field(
        "viewed_in_range", "dr_sessions", _GUESS, "viewed within the range; on when absent", switch=True, note=_ECHO
    ),
    Field("campaigns", "sti_filter", _GUESS, "campaign source tracking ids, joined by pipes", note=_ECHO),
    Field("exclude_domains", "excl_domain", _KNOWN, "e-mail domains to leave out, joined by pipes"),
    Field("include_domains", "inclu_domain", _KNOWN, "e-mail domains to keep, joined by pipes"),
    Field("asked_question", "users_qa", _GUESS, "asked a question", switch=True, note=_ECHO),
    Field("answered_survey", "user_survey", _GUESS, "answered a survey", switch=True, note=_ECHO),
    Field("no_shows", "no_shows", _GUESS, "no viewing session", switch=True, note=_ECHO),
    Field("live", "live_viewers", _GUESS, "a live session", switch=True, note=_ECHO),
    Field("on_demand", "od_viewers", _GUESS, "an on-demand session", switch=True, note=_ECHO),
    Field("simlive", "simlive_viewers", _GUESS, "a SimLive session", switch=True, note=_ECHO),
    Field("expired", "expired", _GUESS, "the report of an expired presentation", switch=True),
    Field("current_password", "currentpassword", _KNOWN, "the password in force"),
    Field(
        "current_password_plain",
        "currenttpassword",
        _KNOWN,
        "the password in force, at the URL that names no format",
        note="spelled with two t in that URL of the guide alone",
    ),
    Field("new_password", "newpassword", _KNOWN, "the password to have from now on"),
)
