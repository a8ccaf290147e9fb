"""Every call and every request field of the Reporting API, as data, each with what is known about it.

The platform's guide lost parameter names and one URL on its way to us. What it does say is
:attr:`Status.DOCUMENTED`; our best reading of the rest is :attr:`Status.INFERRED` and must never be presented as
fact. An operator who has the platform's complete guide corrects any of it without touching code: the setting
``WEBCAST_URL_<CALL>`` replaces a URL, ``WEBCAST_PARAM_<FIELD>`` a parameter name (see ``docs/api.md``).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Final, Literal, Self
from urllib.parse import SplitResult, urlsplit

from webcast.errors import SettingsError
from webcast.settings import PREFIX, Settings

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


@dataclass(frozen=True)
class Endpoints:
    """The calls and fields of one installation: the built-in ones with the operator's corrections."""

    calls: Mapping[str, Call]
    fields: Mapping[str, Field]

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Return the calls and fields with the overrides of ``settings.api`` and ``settings.platform_url``.

        The platform URL replaces scheme and host of every call, overridden ones too: whoever points this product
        at a sandbox must be sure that nothing goes elsewhere. The expired report follows an overridden report URL
        unless it has one of its own.

        Raises:
            SettingsError: An override names no call or field (the message lists those that exist), or its value is
                not an ``https`` URL or a parameter name.
        """
        urls, parameters = _overrides(settings.api)
        if "report" in urls:
            urls.setdefault("expired_report", urls["report"])
        calls = {c.name: _with_url(c, urls.get(c.name), settings.platform_url) for c in CALLS}
        fields = {f.name: _with_parameter(f, parameters.get(f.name)) for f in FIELDS}
        made = cls(MappingProxyType(calls), MappingProxyType(fields))
        for call in CALLS:
            made._check_distinct(call)
        return made

    def fallback(self, name: str) -> str | None:
        """Return the call that a report is asked for with where ``name`` is no resource of the platform's.

        None where there is no other URL, or where the operator has set this one and no other.
        """
        call, other = self.calls[name], self.calls[REPORT_FALLBACK]
        settled = call.status is Status.CONFIGURED and other.status is not Status.CONFIGURED
        return None if settled or call.url == other.url else other.name

    def parameters(self, call: str, values: Mapping[str, str]) -> dict[str, str]:
        """Return ``values``, given by field name, by the parameter names that ``call`` takes.

        Raises:
            KeyError: The call takes no such field; that is a mistake in our code, not in anybody's data.
        """
        taken = self.calls[call].fields
        strange = sorted(set(values) - set(taken))
        if strange:
            raise KeyError(f"The call '{call}' takes {', '.join(taken)}, not {', '.join(strange)}.")
        return {self.fields[name].parameter: value for name, value in values.items()}

    def _check_distinct(self, call: Call) -> None:
        seen: dict[str, str] = {}
        for name in call.fields:
            other = seen.setdefault(self.fields[name].parameter, name)
            if other != name:
                raise SettingsError(
                    f"{PREFIX}PARAM_{name.upper()} and {PREFIX}PARAM_{other.upper()} should differ, but the call "
                    f"'{call.name}' would send both as '{self.fields[name].parameter}'."
                )


def _overrides(api: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    known = {f"URL_{c.name.upper()}": c.name for c in CALLS} | {f"PARAM_{f.name.upper()}": f.name for f in FIELDS}
    strange = sorted(set(api) - set(known))
    if strange:
        kind = strange[0].split("_", 1)[0]
        valid = ", ".join(PREFIX + key for key in known if key.startswith(f"{kind}_"))
        raise SettingsError(f"{PREFIX}{strange[0]} overrides nothing that exists. The names are: {valid}.")
    urls = {known[key]: value for key, value in api.items() if key.startswith("URL_")}
    return urls, {known[key]: value for key, value in api.items() if key.startswith("PARAM_")}


def _with_url(call: Call, override: str | None, platform_url: str | None) -> Call:
    made = call
    if override is not None:
        _checked_url(f"URL_{call.name.upper()}", override)
        made = replace(made, url=override, status=Status.CONFIGURED, note="")
    if platform_url is not None:
        base = _checked_url("PLATFORM_URL", platform_url)
        path = urlsplit(made.url)
        made = replace(
            made,
            url=path._replace(
                scheme=base.scheme, netloc=base.netloc, path=base.path.rstrip("/") + path.path
            ).geturl(),
        )
    return made


def _checked_url(setting: str, url: str) -> SplitResult:
    problem = ""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, problem = urlsplit(""), "", "cannot be read as a URL"
    if not problem and (parts.scheme not in ("http", "https") or not host):
        problem = "has another scheme or no host"
    elif parts.username is not None or parts.fragment:
        problem = "holds credentials or a fragment"
    elif parts.scheme == "http" and not _is_near(host):
        problem = "would send the password unencrypted (plain http is for this machine or a host without a dot)"
    elif re.search(r"\s", url):
        problem = "holds white space"
    if problem:
        # The value is not quoted: somebody may have put credentials into it.
        raise SettingsError(
            f"{PREFIX}{setting} should be a URL such as 'https://api.example.com/api/login', but {problem}."
        )
    return parts


def _is_near(host: str) -> bool:
    """Say whether plain http reaches ``host`` without a public network: loopback, or a container beside us."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return "." not in host


def _with_parameter(field: Field, override: str | None) -> Field:
    if override is None:
        return field
    if not re.fullmatch(r"[A-Za-z0-9_.\-\[\]]+", override):
        raise SettingsError(
            f"{PREFIX}PARAM_{field.name.upper()} should be a parameter name of letters, digits, '_', '-' and '.', "
            f"such as '{field.parameter}', but is '{override}'."
        )
    return replace(field, parameter=override, status=Status.CONFIGURED, note="")
