"""What a browser is called, in a few words: for the list of one's own sessions."""

from __future__ import annotations

from typing import Final

_NAMES: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""Parts of a header ``User-Agent``; the first that is found tells, since most browsers name others as well."""

_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def named(user_agent: str) -> str:
    """Return what a browser is called and what it runs on, ``Firefox on Windows``; nothing else of what it says."""
    name = next((name for part, name in _NAMES if part in user_agent), "")
    system = next((name for part, name in _SYSTEMS if part in user_agent), "")
    return " on ".join(part for part in (name, system) if part) if name else (system or "Another browser")
