"""The calls and fields of one installation: those of :mod:`webcast.api.guide` with the operator's corrections.

An operator who has the platform's complete guide corrects any of it without touching code: the setting
``WEBCAST_URL_<CALL>`` replaces a URL, ``WEBCAST_PARAM_<FIELD>`` a parameter name (see ``docs/api.md``).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Self
from urllib.parse import SplitResult, urlsplit

from webcast.api.guide import CALLS, FIELDS, REPORT_FALLBACK, Call, Field, Status
from webcast.errors import SettingsError
from webcast.language import later, phrase
from webcast.setting_values import PREFIX
from webcast.settings import Settings


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
                    later(
                        "{prefix}PARAM_{name} and {prefix}PARAM_{other} should differ, but the call '{call}' would "
                        "send both as '{parameter}'.",
                        prefix=PREFIX,
                        name=name.upper(),
                        other=other.upper(),
                        call=call.name,
                        parameter=self.fields[name].parameter,
                    )
                )


def _overrides(api: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    known = {f"URL_{c.name.upper()}": c.name for c in CALLS} | {f"PARAM_{f.name.upper()}": f.name for f in FIELDS}
    strange = sorted(set(api) - set(known))
    if strange:
        kind = strange[0].split("_", 1)[0]
        valid = ", ".join(PREFIX + key for key in known if key.startswith(f"{kind}_"))
        raise SettingsError(
            later(
                "{prefix}{strange} overrides nothing that exists. The names are: {valid}.",
                prefix=PREFIX,
                strange=strange[0],
                valid=valid,
            )
        )
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
    wrong = ""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, wrong = urlsplit(""), "", _NO_URL
    if not wrong and (parts.scheme not in ("http", "https") or not host):
        wrong = _NO_SCHEME
    elif parts.username is not None or parts.fragment:
        wrong = _CREDENTIALS
    elif parts.scheme == "http" and not _is_near(host):
        wrong = _UNENCRYPTED
    elif re.search(r"\s", url):
        wrong = _WHITE_SPACE
    if wrong:
        # The value is not quoted: somebody may have put credentials into it.
        raise SettingsError(later(wrong, setting=f"{PREFIX}{setting}"))
    return parts


_NO_URL: Final = phrase(
    "{setting} should be a URL such as 'https://api.example.com/api/login', but cannot be read as a URL."
)
_NO_SCHEME: Final = phrase(
    "{setting} should be a URL such as 'https://api.example.com/api/login', but has another scheme or no host."
)
_CREDENTIALS: Final = phrase(
    "{setting} should be a URL such as 'https://api.example.com/api/login', but holds credentials or a fragment."
)
_UNENCRYPTED: Final = phrase(
    "{setting} should be a URL such as 'https://api.example.com/api/login', but would send the password unencrypted "
    "(plain http is for this machine or a host without a dot)."
)
_WHITE_SPACE: Final = phrase(
    "{setting} should be a URL such as 'https://api.example.com/api/login', but holds white space."
)


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
            later(
                "{prefix}PARAM_{name} should be a parameter name of letters, digits, '_', '-' and '.', such "
                "as '{parameter}', but is '{override}'.",
                prefix=PREFIX,
                name=field.name.upper(),
                parameter=field.parameter,
                override=override,
            )
        )
    return replace(field, parameter=override, status=Status.CONFIGURED, note="")
