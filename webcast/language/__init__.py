"""What is said to a reader, in the reader's language: see ``docs/languages.md``.

The English text stands in the code where it is said, and is the key of its translation. How, depends on where:

``say("Load {events} again", events=…)``
    In a function: a whole sentence with named placeholders, never one cut in pieces.
``plural(3, "event", "events")`` of :mod:`webcast.formats`, ``counted("{n} is gone", "{n} are gone", n)``
    Where there is a count: a language has as many forms as it needs.
``X: Final = phrase("Add filter")``
    A constant of a module that ends with ``speaking(__name__)``: whoever reads ``words.X`` gets it in the language of
    the reader of that moment, not of the import. In the module itself it is read as ``say(X)``.
``later("A date should be …, but is {date}.", date=…)``
    The message of an error: English in logs, and in the reader's language where it is shown, by ``spoken``. Whole
    numbers among its values are counts, written as the reader's locale does; ``counted_later`` is that with a count.
``carried(message)``, ``taken(text)``
    The same on its way to another process, or to the store: a text that is its message and its values.
``heading("First Name")``
    The heading of a column of a file, in a context of its own; ``say_heading`` says it.
``spoken(value)``
    A dict, tuple or dataclass that holds such constants, with each in the reader's language.
"""

from webcast.language.carrying import carried, is_carried, taken
from webcast.language.catalogues import offered
from webcast.language.reader import (
    ENGLISH,
    Reader,
    known_locale,
    localised,
    of_browser,
    reader,
    separators,
    use,
    using,
    whom_to_ask,
)
from webcast.language.texts import (
    counted,
    counted_later,
    following,
    forms,
    heading,
    later,
    phrase,
    say,
    say_heading,
    speaking,
    spoken,
    within,
)

__all__ = [
    "ENGLISH",
    "Reader",
    "carried",
    "counted",
    "counted_later",
    "following",
    "forms",
    "heading",
    "is_carried",
    "known_locale",
    "later",
    "localised",
    "of_browser",
    "offered",
    "phrase",
    "reader",
    "say",
    "say_heading",
    "separators",
    "speaking",
    "spoken",
    "taken",
    "use",
    "using",
    "whom_to_ask",
    "within",
]
