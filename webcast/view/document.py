"""Documents: a view as JSON can hold it, whole; what the library keeps sealed under a name.

Nothing is left out: a text searched for, an address in a filter and costs are in the document. What cannot be read
again is refused: a view without one of its filters would show more people than were meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any, Final

from webcast.errors import BadData, FilterError
from webcast.language import say
from webcast.view import address, values
from webcast.view.answer_choice import Choice
from webcast.view.filters import Filters
from webcast.view.record import View

_DATES: Final = ("start", "end")
_ANSWERS: Final = ("registration_answers", "survey_answers")


class UnreadableView(BadData):
    """A view that this version of the program cannot read."""


def write(view: View) -> dict[str, Any]:
    """Return what :func:`read` makes the view of again."""
    options = dict(address.write(View(choices=view.choices, display=view.display)))
    return {
        "page": view.page,
        "events": list(view.events),
        "filters": _filters(view.filters),
        "zone": view.zone,
        "merged": view.merged,
        "columns": {table: list(names) for table, names in view.columns.items()},
        "cut": sorted(view.cut),
        "event": view.event,
        "sets": [people.to_text() for people in view.cohorts],
        "options": options,
        "costs": dict(view.choices.costs),
        "language": view.language,
    }


def read(found: Mapping[str, Any]) -> View:
    """Return the view of a document, also of one that an older version wrote.

    Raises:
        UnreadableView: It was written by a version that knows more, or is no document of a view.
    """
    try:
        options = _options(found["options"].items())
        event = found.get("event", options.event)
        costs = {name: float(cost) for name, cost in found.get("costs", {}).items()}
        return View(
            page=found["page"],
            events=tuple(found["events"]),
            merged=found["merged"],
            filters=Filters(**{name: _value(name, value) for name, value in found["filters"].items()}),
            zone=found["zone"],
            event=event,
            cohorts=tuple(values.people(text, "set") for text in found.get("sets", ())),
            choices=replace(options.choices, costs=costs) if costs else options.choices,
            display=options.display,
            columns={table: tuple(names) for table, names in found["columns"].items()},
            cut=frozenset(found.get("cut", ())),
            language=values.language(found["language"], "language") if found.get("language") else "",
        )
    except (KeyError, TypeError, ValueError, AttributeError, FilterError):
        raise unreadable() from None


def unreadable() -> UnreadableView:
    """Return the error of a view that cannot be read."""
    return UnreadableView(
        say("A saved view should be readable, but another version of the program saved it."),
        remedy=say("Open it with that version, or save it anew."),
    )


def _options(pairs: Iterable[tuple[str, str]]) -> View:
    """Return the view of a document's options; one that no page has any more is no reason to refuse the others."""
    return address.strict(replace(address.read(pairs), unknown=()))


def _filters(filters: Filters) -> dict[str, Any]:
    """Return what is set of filters, private ones included; who is ours is the account's, not the view's."""
    unset = Filters()
    found = {f.name: getattr(filters, f.name) for f in fields(filters) if f.name != "ours"}
    return {name: _plain(value) for name, value in found.items() if value != getattr(unset, name)}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Choice):
        return {"question": value.question, "answers": list(value.answers)}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _value(name: str, value: Any) -> Any:
    read: Callable[[Any], Any] = _READ.get(name, lambda found: tuple(found) if isinstance(found, list) else found)
    return read(value)


def _answers(found: Iterable[Mapping[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(choice["question"], tuple(choice["answers"])) for choice in found)


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(_DATES, date.fromisoformat),
    **dict.fromkeys(_ANSWERS, _answers),
}
"""Fields of filters whose JSON needs reading; all others are what they are."""
