"""Who reads: which language, and how their locale writes numbers and dates.

Whoever starts something for a person says who reads it: a page at the beginning of its run, a route with its request.
Everywhere else nobody is said to read, and what is said is English: files, logs, the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

from webcast.language import catalogues


@dataclass(frozen=True)
class Reader:
    """Somebody who reads.

    Attributes:
        language: One that is offered: ``de``.
        locale: Of that language, as a browser names it: ``de-AT``.
    """

    language: str = catalogues.SOURCE
    locale: str = catalogues.SOURCE


ENGLISH: Final = Reader()

_reader: ContextVar[Reader | None] = ContextVar("reader", default=None)
_asked: Final[list[Callable[[], Reader | None]]] = []


def reader() -> Reader:
    """Return who reads what is said now."""
    found = _reader.get()
    if found is not None:
        return found
    for ask in _asked:
        found = ask()
        if found is not None:
            return found
    return ENGLISH


def use(who: Reader) -> None:
    """Say who reads what this thread, or this request, says from now on."""
    _reader.set(who)


@contextmanager
def using(who: Reader) -> Iterator[None]:
    """Say who reads what is said within."""
    before = _reader.set(who)
    try:
        yield
    finally:
        _reader.reset(before)


def whom_to_ask(ask: Callable[[], Reader | None]) -> None:
    """Name a function that knows who reads where nobody has said so: in threads that something else starts."""
    if ask not in _asked:
        _asked.append(ask)


def of_browser(accepted: str | None, chosen: str = "") -> Reader:
    """Return who reads, by what a browser says that it accepts, and what was chosen.

    Dates and numbers follow the first locale of the browser that is of the language: an American and a Briton read
    the same words and different dates.

    Args:
        accepted: As ``Accept-Language`` has it: ``de-AT,de;q=0.9,en;q=0.8``; one locale will do.
        chosen: A language that the account chose; empty where it left that to the browser.
    """
    wanted = _locales(accepted or "")
    languages = catalogues.offered()
    found = [(locale.split("-")[0].lower(), locale) for locale in wanted]
    if chosen in languages:
        return Reader(chosen, next((locale for language, locale in found if language == chosen), chosen))
    return next((Reader(language, locale) for language, locale in found if language in languages), ENGLISH)


def _locales(accepted: str) -> list[str]:
    """Return the locales that a browser accepts and that we know, the most wanted first."""
    ranked: list[tuple[float, str]] = []
    for part in accepted[:1000].split(","):
        name, _, weight = part.strip().partition(";")
        try:
            rank = float(weight.strip().removeprefix("q=")) if weight else 1.0
            Locale.parse(name.strip().replace("_", "-"), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
        if rank > 0:
            ranked.append((rank, name.strip().replace("_", "-")))
    return [name for _, name in sorted(ranked, key=lambda found: -found[0])]


def localised(written: str) -> str:
    """Return a number that was written the English way with the separators of the reader's locale: ``1.234,5``."""
    group, point = separators()
    if (group, point) == (",", "."):
        return written
    return written.translate({ord(","): group, ord("."): point})


def separators() -> tuple[str, str]:
    """Return what the reader's locale puts between thousands, and before decimals."""
    return _separators(reader().locale)


@lru_cache(maxsize=64)
def _separators(locale: str) -> tuple[str, str]:
    known = known_locale(locale)
    return get_group_symbol(known), get_decimal_symbol(known)


def known_locale(name: str | None) -> Locale:
    """Return a locale, the reader's where none is named; plain English where it is none that we know."""
    return _locale((name or reader().locale).replace("-", "_"))


@lru_cache(maxsize=256)
def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale("en")
