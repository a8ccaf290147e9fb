"""Texts: how they are marked in the code, and how they become the reader's."""

from __future__ import annotations

import sys
from dataclasses import fields, is_dataclass, replace
from types import ModuleType
from typing import Any, Final, TypeVar

from webcast.language.catalogues import translations
from webcast.language.reader import localised, reader

T = TypeVar("T")


class Text(str):
    """A constant that waits to be said: the English text, which is the key of its translation."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        """Within a sentence it is said in the reader's language."""
        return format(say(self), form)


def phrase(message: str) -> str:
    """Mark a constant as a text: :func:`say`, or :func:`speaking` of its module, says it."""
    return Text(message)


def forms(one: str, many: str) -> tuple[str, str]:
    """Mark a noun that is counted elsewhere, by ``plural(count, *forms)``."""
    return one, many


HEADING: Final = "heading"
"""Context of the headings of files in catalogues: "Title" above a column is another word than elsewhere."""


def heading(message: str) -> str:
    """Mark the heading of a column of a file, which :func:`say_heading` says."""
    return message


def say_heading(message: str) -> str:
    """Say the heading of a column in the reader's language."""
    return translations(reader().language).pgettext(HEADING, message)


def say(message: str, /, **values: object) -> str:
    """Say a sentence in the reader's language, with values in place of its placeholders.

    Args:
        message: The English text.
        values: Placeholder → what stands there, written already.
    """
    found = translations(reader().language).gettext(message) if message else ""
    if not values:
        return str(found)
    said = found.format(**values)
    # The full stop of an abbreviation ends its sentence too: "Std." at the end of one.
    return said[:-1] if said.endswith("..") and not found.endswith("..") else said


class Later(str):
    """What will be said when somebody reads it, in English until then: for logs, and for whoever has no reader.

    Attributes:
        message: The English text; of a message with a count, that for one.
        values: Placeholder → what stands there.
        many: The English text for any other count; empty where there is no count.
        decides: The number that does.
    """

    message: str
    values: dict[str, object]
    many: str
    decides: float

    def __reduce__(self) -> tuple[object, ...]:
        """Copies and other processes get what it is made of."""
        return _again, (self.message, self.values, self.many, self.decides)


def later(message: str, /, **values: object) -> str:
    """Return a sentence that :func:`spoken` says in the reader's language: of an error, raised where nobody reads.

    Args:
        message: The English text.
        values: Placeholder → what stands there: a text, or a whole number, which is a count and written as one.
    """
    return _again(message, values)


def counted_later(one: str, many: str, count: float, /, **values: object) -> str:
    """Return a sentence with a count that :func:`spoken` says in the reader's language.

    Args:
        one: The English text for one.
        many: That for any other number.
        count: The number that decides.
        values: Placeholder → what stands there, as with :func:`later`.
    """
    return _again(one, values, many, count)


def following(*sentences: str) -> str:
    """Return sentences one after the other as one message: what happened, and what to do."""
    given = [sentence for sentence in sentences if sentence]
    names = [f"s{n}" for n in range(len(given))]
    together = " ".join(f"{{{name}}}" for name in names)
    return given[0] if len(given) == 1 else _again(together, dict(zip(names, given, strict=True)))


def _again(message: str, values: dict[str, object], many: str = "", count: float = 0) -> Later:
    plain = {name: _in_english(value) for name, value in values.items()}
    english = many if many and count != 1 else message
    found = Later(english.format(**plain) if values else english)
    found.message, found.values, found.many, found.decides = message, values, many, count
    return found


def _in_english(value: object) -> object:
    if isinstance(value, Text):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else value


def _said(value: Later) -> str:
    values = {
        name: localised(f"{item:,}") if isinstance(item, int) else spoken(item) for name, item in value.values.items()
    }
    if value.many:
        return counted(value.message, value.many, value.decides, **values)
    return say(value.message, **values)


def counted(one: str, many: str, count: float, /, **values: object) -> str:
    """Say a sentence with a count, in the form that the reader's language has for it.

    Args:
        one: The English text for one.
        many: That for any other number.
        count: The number that decides.
        values: Placeholder → what stands there.
    """
    # Forms go by whole numbers; half an hour is none of them, and is many.
    whole = int(count) if count == int(count) else 2
    found = translations(reader().language).ngettext(one, many, whole)
    return found.format(**values) if values else found


def within(label: str) -> str:
    """Return a label as it stands within a sentence: without its capital, where the language writes nouns small."""
    return label if reader().language in _CAPITALISES else label[:1].lower() + label[1:]


_CAPITALISES: Final = frozenset({"de"})


def spoken(value: T) -> T:
    """Return a value with the texts in it in the reader's language: of dicts, tuples, lists and dataclasses too."""
    said: Any = value
    if isinstance(value, Text):
        said = say(value)
    elif isinstance(value, Later):
        said = _said(value)
    elif isinstance(value, dict):
        said = {key: spoken(item) for key, item in value.items()}
    elif type(value) in (tuple, list):
        said = type(value)(spoken(item) for item in value)  # type: ignore[call-arg, attr-defined]  # the two just named
    elif is_dataclass(value) and not isinstance(value, type) and holds_text(value):
        said = replace(value, **{f.name: spoken(getattr(value, f.name)) for f in fields(value) if f.init})
    found: T = said
    return found


def holds_text(value: object) -> bool:
    """Tell whether there is a text in a value."""
    if isinstance(value, (Text, Later)):
        return True
    if isinstance(value, dict):
        return any(holds_text(item) for item in value.values())
    if isinstance(value, (tuple, list)):
        return any(holds_text(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return any(holds_text(getattr(value, f.name, None)) for f in fields(value))
    return False


def speaking(name: str) -> None:
    """Let a module say its constants in the language of whoever reads them: the module's last line.

    Importing such a constant by its name would say it once and for all; a test holds that nobody does.

    Args:
        name: Of the module.
    """
    module = sys.modules[name]
    texts = {key: value for key, value in vars(module).items() if not key.startswith("__") and holds_text(value)}
    said: dict[tuple[str, str], Any] = {}

    class Speaking(ModuleType):
        """A module whose texts are said when they are read."""

        def __getattribute__(self, key: str) -> Any:
            if key not in texts:
                return ModuleType.__getattribute__(self, key)
            place = key, reader().language
            if place not in said:
                said[place] = spoken(texts[key])
            return said[place]

    module.__class__ = Speaking
