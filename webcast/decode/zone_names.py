"""Names of time zones in words and in letters, as reports have them: what each can mean.

The platform names zones as its Java does (guide: "based on the JVM version being used, which may change
periodically"), so every name that a Java has given them is listed in ``data/java_zones.tsv``. Others are looked up in
CLDR and in Windows' list, by way of Babel; and a few letters, such as ``EST``, name an offset.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache
from importlib import resources
from typing import Final
from zoneinfo import available_timezones

from babel.core import Locale, get_global

from webcast.language import phrase

_LEADING: Final = {
    "Africa_Central": "Africa/Maputo",
    "America_Central": "America/Chicago",
    "America_Eastern": "America/New_York",
    "America_Mountain": "America/Denver",
    "America_Pacific": "America/Los_Angeles",
    "Arabian": "Asia/Riyadh",
    "Australia_Central": "Australia/Adelaide",
    "Australia_Eastern": "Australia/Sydney",
    "Brasilia": "America/Sao_Paulo",
    "Europe_Central": "Europe/Berlin",
    "Europe_Eastern": "Europe/Bucharest",
    "Europe_Western": "Europe/Lisbon",
    "GMT": "UTC",
    "Hawaii_Aleutian": "Pacific/Honolulu",
    "India": "Asia/Kolkata",
    "Korea": "Asia/Seoul",
    "Moscow": "Europe/Moscow",
}
"""Where several places share a zone's name, the one that most people mean by it."""

_FILLER: Final = frozenset({"standard", "daylight", "summer", "time", "the"})

_SAYS_NOTHING: Final = frozenset(("us & canada", "us and canada", "us/canada", "u.s. & canada"))
"""What stands in brackets after a name and changes nothing. Any other words there tell places apart."""

_MINUTES: Final = {
    "HST": -600,
    "AKST": -540,
    "AKDT": -480,
    "PST": -480,
    "PDT": -420,
    "MST": -420,
    "MDT": -360,
    "CST": -360,
    "CDT": -300,
    "EST": -300,
    "EDT": -240,
    "AST": -240,
    "ADT": -180,
    "NST": -210,
    "NDT": -150,
    "BRT": -180,
    "WET": 0,
    "WEST": 60,
    "BST": 60,
    "CET": 60,
    "MET": 60,
    "WAT": 60,
    "CEST": 120,
    "MEST": 120,
    "EET": 120,
    "CAT": 120,
    "SAST": 120,
    "EEST": 180,
    "EAT": 180,
    "MSK": 180,
    "IDT": 180,
    "GST": 240,
    "PKT": 300,
    "IST": 330,
    "NPT": 345,
    "WIB": 420,
    "ICT": 420,
    "HKT": 480,
    "SGT": 480,
    "AWST": 480,
    "JST": 540,
    "KST": 540,
    "ACST": 570,
    "ACDT": 630,
    "AEST": 600,
    "AEDT": 660,
    "NZST": 720,
    "NZDT": 780,
}
"""Letters → how many minutes their clock is ahead of UTC."""

_PLACES: Final = {
    "AKST": "America/Anchorage",
    "PST": "America/Los_Angeles",
    "MST": "America/Denver",
    "CST": "America/Chicago",
    "EST": "America/New_York",
    "AST": "America/Halifax",
    "NST": "America/St_Johns",
    "WET": "Europe/Lisbon",
    "CET": "Europe/Berlin",
    "MET": "Europe/Berlin",
    "EET": "Europe/Bucharest",
    "ACST": "Australia/Adelaide",
    "AEST": "Australia/Sydney",
    "NZST": "Pacific/Auckland",
}
"""Letters of a standard time → a place that keeps it in winter, and puts its clock forward in summer."""

_SHARED: Final = {
    "ADT": phrase("Atlantic and Arabia daylight time"),
    "AST": phrase("Atlantic, Arabia and Alaska standard time"),
    "BST": phrase("British summer time and Bangladesh standard time"),
    "CDT": phrase("North America's and Cuba's central daylight time"),
    "CST": phrase("North America's central, China's and Cuba's standard time"),
    "GST": phrase("Gulf and South Georgia standard time"),
    "IST": phrase("India, Israel and Irish standard time"),
}
"""Letters that are several zones', in words."""


def offset_of(text: str) -> int | None:
    """Return by how many minutes a clock named by letters is ahead of UTC: ``EDT`` → -240; None: they name none."""
    return _MINUTES.get(text.strip().upper())


def put_forward(text: str) -> str | None:
    """Return the place that keeps the standard time of some letters in winter alone."""
    return _PLACES.get(text.strip().upper())


def shared(text: str) -> str | None:
    """Return in words which zones share some letters; None where they are one zone's."""
    return _SHARED.get(text.strip().upper())


def zone_of(text: str) -> str | None:
    """Return the IANA id of an English display name, of the standard or the summer time; None when it is unknown."""
    if (zone := _java().get(_spelling(text))) is not None:
        return zone
    plain = re.sub(r"\(([^()]*)\)", lambda found: " " if _spelling(found[1]) in _SAYS_NOTHING else found[0], text)
    plain = re.sub(r"^\s*\((?:GMT|UTC)[^)]*\)", " ", plain)
    if (zone := _java().get(_spelling(plain))) is not None:
        return zone
    return _others().get(_key(plain))


@cache
def ids() -> dict[str, str]:
    """Return all IANA ids by their case-folded spelling."""
    return {zone.casefold(): zone for zone in available_timezones()}


@cache
def _java() -> dict[str, str]:
    text = resources.files("webcast.decode").joinpath("data", "java_zones.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {_spelling(name): zone for name, zone in rows}


@cache
def _others() -> dict[str, str]:
    """English display names, as keys, to zones: CLDR's for metazones and single zones, then Windows' own."""
    english = Locale("en")
    windows = dict(get_global("windows_zone_mapping"))
    places = defaultdict(list)
    for zone, metazone in get_global("meta_zones").items():
        places[metazone].append(zone)
    names: dict[str, str] = {}
    for metazone, words in english.meta_zones.items():
        leading = _LEADING.get(metazone) or _first(places[metazone], set(windows.values()))
        if leading is not None:
            for name in words.get("long", {}).values():
                names.setdefault(_key(name), leading)
    for zone, words in english.time_zones.items():
        for name in words.get("long", {}).values():
            names.setdefault(_key(name), ids().get(zone.casefold(), "UTC"))
    for name, zone in windows.items():
        names.setdefault(_key(name), zone)
    return names


def _first(places: list[str], preferred: set[str]) -> str | None:
    known = [zone for zone in places if zone.casefold() in ids()]
    return next((zone for zone in known if zone in preferred), known[0] if known else None)


def _spelling(name: str) -> str:
    """Return a name without accents, case and blanks too many."""
    return " ".join(unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold().split())


def _key(name: str) -> str:
    """Return a display name's words without those that standard and summer time differ by."""
    words = re.findall(r"[a-z]+", _spelling(name))
    return " ".join(word for word in words if word not in _FILLER)
