"""Older names of parameters: addresses, links and views that were made with them are still read, never written.

Pages and files once spoke two languages. :data:`RENAMED` has what only changed its name; what also changed its form
has a function. Everything that reads an address or a view asks :func:`present` first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from urllib.parse import quote

Pairs = Iterable[tuple[str, str]]

RENAMED: Final[Mapping[str, str]] = {
    "tz": "time_zone",
    "from": "start",
    "to": "end",
    "registered": "registered_in_range",
    "viewed": "viewed_in_range",
    "asked": "asked_question",
    "surveyed": "answered_survey",
    "at": "include_domain",
    "not_at": "exclude_domain",
    "answer": "registration_answer",
    "survey": "survey_answer",
    "stayed": "stayed_minutes",
}
"""Older name → name, where the value is written as ever."""

_HASH: Final = re.compile(r"[0-9a-f]{10}")
"""A hash of blake2s, five bytes."""

_SECONDS: Final = re.compile(r"(\d{1,12})-(\d{1,12})")
_TYPES: Final = {"live": "Live", "od": "On-Demand", "simlive": "SimLive"}
_PRESETS: Final = ("on-demand-only", "hot-leads", "askers")


def present(pairs: Pairs) -> list[tuple[str, str]]:
    """Return parameters and values under the names of today; what is of today, or nobody's, stays as it is."""
    given = list(pairs)
    older = {name: text for name, text in given if name in _FORMS}
    found: list[tuple[str, str]] = []
    done: set[str] = set()
    for name, text in given:
        if name in RENAMED:
            found.append((RENAMED[name], text))
        elif name not in _FORMS or _of_today(name, text):
            found.append((name, text))
        elif (form := _FORMS[name]) not in done:
            done.add(form)
            found += _MADE[form](older)
    return found


def _of_today(name: str, text: str) -> bool:
    """Tell whether a name that is in use still has a value that is."""
    if name in ("by", "shared"):
        return _key_of(text) == text and text != "none"
    return name == "window" and not _SECONDS.fullmatch(text)


def _stayed(older: Mapping[str, str]) -> Pairs:
    if older.get("stay_in") != "share":
        return [("stayed_minutes", older["stay"])] if "stay" in older else []
    amount = older.get("stay", "10")
    # Hundredths that were not plain digits stay as they are, for their reader to refuse.
    known = amount.isascii() and amount.isdigit() and len(amount) <= 3
    return [("stayed_share", repr(min(int(amount), 100) / 100) if known else amount)]


def _funnel(older: Mapping[str, str]) -> Pairs:
    return [("live_funnel", {"live": "on", "all": "off"}.get(older["funnel"], older["funnel"]))]


def _segments(older: Mapping[str, str]) -> Pairs:
    """A page named a dimension and two groups by hashes, or two ways of taking part by names."""
    by = older.get("apart", "none")
    if by == "none":
        return []
    ways = by == "ways"
    first = _way(older.get("segment", "live")) if ways else _group(by, older.get("segment", "~1"))
    second = older.get("against", "" if ways else "~2")
    if second == "rest":
        return [("first", first), ("second", f"not:{quote(first, safe=' =')}")]
    if not second:
        return [("first", first), ("second", _way("od" if first == _way("live") else "live"))]
    return [("first", first), ("second", _way(second) if ways else _group(by, second))]


def _key_of(text: str) -> str:
    """Return a hash, which may stand behind ``q-``, as a key; any other text as it is."""
    found = _HASH.fullmatch(text.removeprefix("q-"))
    return f"~{found[0]}" if found else text


def _way(name: str) -> str:
    return f"preset:{name}" if name in _PRESETS else f"attended:{name}"


def _group(by: str, group: str) -> str:
    dimension = f"group:{_key_of(by)}"
    if group == "none":
        return dimension
    return f"{dimension}:{group if group.startswith('~') else '~' + group.removeprefix('g-')}"


def _shares(older: Mapping[str, str]) -> Pairs:
    return [("of_previous", {"before": "on", "all": "off"}.get(older["shares"], older["shares"]))]


def _type(older: Mapping[str, str]) -> Pairs:
    text = older["first_session"]
    return [] if text == "any" else [("session_type", _TYPES.get(text, text))]


def _stretch_type(older: Mapping[str, str]) -> Pairs:
    return [] if older["type"] == "all" else [("stretch_type", older["type"])]


def _key(name: str, of: str) -> Callable[[Mapping[str, str]], Pairs]:
    def made(older: Mapping[str, str]) -> Pairs:
        text = older[of]
        return [] if text == "none" else [(name, _key_of(text))]

    return made


def _window(older: Mapping[str, str]) -> Pairs:
    first, _, last = older["window"].partition("-")
    return [("window", f"{first}000/{last}000")]


def _weights(older: Mapping[str, str]) -> Pairs:
    usual = {"w_watch": "60", "w_questions": "20", "w_survey": "20"}
    return [("weights", ",".join(older.get(name, text) for name, text in usual.items()))]


_MADE: Final[Mapping[str, Callable[[Mapping[str, str]], Pairs]]] = {
    "stayed": _stayed,
    "funnel": _funnel,
    "segments": _segments,
    "shares": _shares,
    "first_session": _type,
    "type": _stretch_type,
    "by": _key("by", "by"),
    "answers_by": _key("by", "answers_by"),
    "q": _key("question", "q"),
    "pair": _key("before", "pair"),
    "shared": _key("shared", "shared"),
    "window": _window,
    "weights": _weights,
}
_FORMS: Final[Mapping[str, str]] = {
    "stay": "stayed",
    "stay_in": "stayed",
    "funnel": "funnel",
    "apart": "segments",
    "segment": "segments",
    "against": "segments",
    "shares": "shares",
    "first_session": "first_session",
    "type": "type",
    "by": "by",
    "answers_by": "answers_by",
    "q": "q",
    "pair": "pair",
    "shared": "shared",
    "window": "window",
    "w_watch": "weights",
    "w_questions": "weights",
    "w_survey": "weights",
}
"""Older parameter → what it is made into; several together are one thing today."""

OLDER: Final = frozenset(RENAMED) | frozenset(_FORMS)
"""Every older parameter; some names are in use still, with values of another form."""
