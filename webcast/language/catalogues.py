"""The catalogues of translations: gettext's PO files beside this module, one a language.

They are read as they are, once a process and only where somebody reads that language (some 0.1 s), and turned into
what :mod:`gettext` works with in memory: there is no compiled copy that could be older than what a translator wrote,
and nothing to build before a checkout runs. ``make catalogues`` brings them up to what the code says.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE: Final = "en"
"""The language that stands in the code."""

FOLDER: Final = Path(__file__).parent / "catalogues"

NAMES: Final = {SOURCE: "English", "de": "Deutsch"}
"""Language → what it calls itself."""


def translations(language: str) -> NullTranslations:
    """Return what translates into a language; what it lacks stays English."""
    return _TRANSLATIONS.get(language) or _translations(language)


_TRANSLATIONS: Final[dict[str, NullTranslations]] = {SOURCE: NullTranslations()}
"""Those in use; tests put one of their own beside them."""


@cache
def _translations(language: str) -> NullTranslations:
    return compiled(catalogue(language)) if (FOLDER / f"{language}.po").is_file() else NullTranslations()


def compiled(of: Catalog) -> NullTranslations:
    """Return a catalogue as :mod:`gettext` reads it."""
    written = BytesIO()
    write_mo(written, of)
    written.seek(0)
    return GNUTranslations(written)


def catalogue(language: str) -> Catalog:
    """Read the catalogue of a language."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, domain="webcast")


@cache
def offered() -> tuple[str, ...]:
    """Return the languages that a reader may choose: English, and those whose catalogue is complete."""
    return tuple(name for name in NAMES if name == SOURCE or _complete(name))


def _complete(language: str) -> bool:
    return (FOLDER / f"{language}.po").is_file() and complete(catalogue(language))


def complete(of: Catalog) -> bool:
    """Tell whether everything is translated."""
    return all(translated(message) for message in of if message.id)


def translated(message: Message) -> bool:
    """Tell whether a message is translated, in each of its plural forms, and not marked as doubtful."""
    forms = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return not message.fuzzy and all(forms)
