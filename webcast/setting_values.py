"""How the text of a setting is read: numbers, switches, lists, networks, host names, zones.

Each function takes what was collected by name without prefix, and the name of one setting. Its SettingsError names
the setting, what was expected and what is there: none of these is a secret.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_network

from webcast import zones
from webcast.errors import SettingsError
from webcast.language import later

PREFIX = "WEBCAST_"
ON = "on"
OFF = "off"
UNIX = "unix"
"""Of peers: those that connect through a Unix socket, where there are no addresses."""

_TIMES = re.compile(r"([01]\d|2[0-3]):([0-5]\d) ?- ?([01]\d|2[0-3]):([0-5]\d)")
_HOST = re.compile(r"\[[0-9A-Fa-f:.]+\]|(\*\.)?[^\s:/?#@*\[\]\\]+")


def number(raw: Mapping[str, str], name: str, default: float, *, least: int = 0) -> float:
    """Return a number of ``least`` or more; ``default`` where nothing is set.

    Raises:
        SettingsError: It cannot be read so.
    """
    text = raw.get(name, "")
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not least <= value < float("inf"):
        named = {"setting": f"{PREFIX}{name}", "text": text}
        raise SettingsError(
            later("{setting} should be a number of {least} or more, but is '{text}'.", **named, least=least)
            if least
            else later("{setting} should be a number of zero or more, but is '{text}'.", **named)
        )
    return value


def switch(raw: Mapping[str, str], name: str, default: str = "off") -> bool:
    """Return whether ``on`` is set.

    Raises:
        SettingsError: It cannot be read so.
    """
    text = raw.get(name, default)
    if text not in ("on", "off"):
        raise SettingsError(
            later("{setting} should be 'on' or 'off', but is '{text}'.", setting=f"{PREFIX}{name}", text=text)
        )
    return text == "on"


def listed(raw: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return words that are parted by commas or blanks."""
    return tuple(raw.get(name, "").replace(",", " ").split())


def formats(raw: Mapping[str, str]) -> tuple[str, ...]:
    """Return in which formats reports are asked for, XML first.

    Raises:
        SettingsError: It cannot be read so.
    """
    found = set(listed(raw, "REPORT_FORMATS")) or {"xml"}
    if not found <= {"xml", "json"}:
        raise SettingsError(
            later(
                "{setting} should be 'xml', 'json' or 'xml,json', but is '{text}'.",
                setting=f"{PREFIX}REPORT_FORMATS",
                text=raw["REPORT_FORMATS"],
            )
        )
    return tuple(sorted(found, reverse=True))


LEAST_MINUTES = 5
"""More often no account is refreshed by itself."""


def refresh_every(raw: Mapping[str, str]) -> float:
    """Return how often held accounts are refreshed, in minutes; 0: they are not.

    Raises:
        SettingsError: It cannot be read so, or is too often.
    """
    every = number(raw, "REFRESH_EVERY_MINUTES", 0.0)
    if 0 < every < LEAST_MINUTES:
        raise SettingsError(
            later(
                "{setting} should be 0, or {least} or more, but is '{text}'.",
                setting=f"{PREFIX}REFRESH_EVERY_MINUTES",
                least=LEAST_MINUTES,
                text=raw["REFRESH_EVERY_MINUTES"],
            )
        )
    return every


def times_of_day(raw: Mapping[str, str], name: str) -> tuple[int, int] | None:
    """Return two times of day in minutes, such as those of ``06:00-20:00``; None where nothing is set.

    Raises:
        SettingsError: They cannot be read so, or are the same.
    """
    text = raw.get(name, "")
    if not text:
        return None
    found = _TIMES.fullmatch(text.strip())
    if found is not None:
        hours, minutes, more_hours, more_minutes = map(int, found.groups())
        first, last = hours * 60 + minutes, more_hours * 60 + more_minutes
        if first != last:
            return first, last
    raise SettingsError(
        later(
            "{setting} should be two times of day, such as '06:00-20:00' or '22:00-05:30', but is '{text}'.",
            setting=f"{PREFIX}{name}",
            text=text,
        )
    )


def log(raw: Mapping[str, str]) -> str:
    """Return how the process log is written.

    Raises:
        SettingsError: It cannot be read so.
    """
    how = raw.get("LOG") or "lines"
    if how not in ("lines", "json"):
        raise SettingsError(
            later("{setting} should be 'lines' or 'json', but is '{text}'.", setting=f"{PREFIX}LOG", text=how)
        )
    return how


def networks(raw: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return the networks of trusted proxies; none may hold everybody.

    Raises:
        SettingsError: It cannot be read so.
    """
    found = listed(raw, name)
    for text in found:
        try:
            usable = text == UNIX or ip_network(text).prefixlen > 0
        except ValueError:
            usable = False
        if not usable:
            # A network of everybody would let every visitor say where they come from.
            raise SettingsError(
                later(
                    "{setting} should name the proxies' addresses or networks, such as '192.0.2.7, "
                    "10.1.0.0/16', or 'unix', but has '{text}'.",
                    setting=f"{PREFIX}{name}",
                    text=text,
                )
            )
    return found


def whom(raw: Mapping[str, str], name: str, default: str) -> tuple[str, ...]:
    """Return whom an endpoint answers: ``on``, ``off``, or networks.

    Raises:
        SettingsError: It cannot be read so.
    """
    found = listed(raw, name) or (default,)
    if found in ((ON,), (OFF,)):
        return found
    for text in found:
        try:
            usable = text == UNIX or bool(ip_network(text))
        except ValueError:
            usable = False
        if not usable:
            raise SettingsError(
                later(
                    "{setting} should be 'on', 'off', or the addresses and networks that it answers, such as "
                    "'192.0.2.7, 10.1.0.0/16' or 'unix', but has '{text}'.",
                    setting=f"{PREFIX}{name}",
                    text=text,
                )
            )
    return found


def hosts(raw: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return names of hosts, without scheme and port.

    Raises:
        SettingsError: It cannot be read so.
    """
    found = listed(raw, name)
    for text in found:
        if not _HOST.fullmatch(text):
            raise SettingsError(
                later(
                    "{setting} should hold names without scheme and port, such as 'webcasts.example.com, "
                    "*.example.org', but has '{text}'.",
                    setting=f"{PREFIX}{name}",
                    text=text,
                )
            )
    return found


def zone(raw: Mapping[str, str]) -> str:
    """Return the IANA name of the zone that times are shown in.

    Raises:
        SettingsError: It cannot be read so.
    """
    name = raw.get("TIME_ZONE") or "UTC"
    if not zones.known(name):
        raise SettingsError(
            later(
                "{setting} should be an IANA time zone such as 'Europe/Berlin', but is '{name}'.",
                setting=f"{PREFIX}TIME_ZONE",
                name=name,
            )
        )
    return name
