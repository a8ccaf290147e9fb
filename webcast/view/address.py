"""Addresses: a view as parameters of a page's or a file's address, and read again, each value by itself.

One name a parameter, for pages, files, saved views and the command line (there ``--include-domain`` for
``include_domain``); older names are read by way of :mod:`webcast.view.older_names`. A value that cannot be read, or
that contradicts another, loses itself alone, and is told as a :class:`Problem`: a page says so and shows the rest, a
file is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from webcast import privacy, zones
from webcast.analysis.stages import Rules
from webcast.cohorts import cohort
from webcast.errors import FilterError
from webcast.language import later
from webcast.view import comparison, keys, older_names, values
from webcast.view.choices import Choices
from webcast.view.filters import SWITCHES, Filters
from webcast.view.record import REGISTRANTS, View

Part = Literal["filters", "rules", "choices"]

EVENTS: Final = "events"
"""Event ids and ids of opened files, joined by commas."""

MERGE: Final = "merge"
"""``on`` takes the broadcasts of one programme as one event."""

ZONE: Final = "time_zone"
EVENT: Final = "event"
SET: Final = "set"
"""A set of people, see :mod:`webcast.cohorts.cohort`; given several times, who is in all of them."""

TABLE: Final = "table"
"""Which table a file holds; the registrants where none is named."""

COLUMN: Final = "column"
"""A header that a file keeps; given once for each."""

COLUMNS: Final = "columns"
"""The columns of the list on the Registrants page, by name."""

CUT: Final = "cut"
"""``on`` where the file of that list holds these columns alone."""

LANGUAGE: Final = "language"
"""The language of a file: of its headings too."""

DISPLAY: Final = (
    "all_answers", "more_answers", "more_groups", "question_type", "show", "rank", "stretch", "follow",
)  # fmt: skip
"""How a page shows what it shows; read by the page, which knows what there is to choose from."""

_SEVERAL: Final = frozenset({SET, COLUMN})


@dataclass(frozen=True)
class Parameter:
    """One value of a view in an address.

    Attributes:
        name: In the address.
        part: Of the view.
        field: Of that part.
        write: Makes its text; what is as usual is not written.
        read: Makes the value of the text and of the name under which the reader knows it.
    """

    name: str
    part: Part
    field: str
    write: Callable[[Any], str]
    read: Callable[[str, str], Any]


def _parameters() -> tuple[Parameter, ...]:
    listed = {
        "campaign": "campaigns",
        "referrer": "referrers",
        "include_domain": "include_domains",
        "exclude_domain": "exclude_domains",
        "company": "companies",
        "country": "countries",
    }
    days, answered = ("start", "end"), ("registration_answer", "survey_answer")
    ranges = ("registered_in_range", "viewed_in_range")
    texts = {"question": "question", "before": "before", "after": "after", "shared": "shared"}
    texts |= {"session_type": "mode", "stretch_type": "stretch_mode"}
    of_number, of_switch = values.of_number, values.of_switch
    return (
        *(Parameter(name, "filters", name, str, values.day) for name in days),
        *(Parameter(name, "filters", name, of_switch, values.switch) for name in (*ranges, *SWITCHES)),
        *(Parameter(name, "filters", name, of_number, values.number) for name in ("min_minutes", "max_minutes")),
        *(Parameter(name, "filters", field, values.of_list, values.listed) for name, field in listed.items()),
        *(Parameter(name, "filters", f"{name}s", values.of_answers, values.answers) for name in answered),
        Parameter("stayed_minutes", "rules", "stayed_minutes", of_number, values.number),
        Parameter("stayed_share", "rules", "stayed_share", of_number, values.share),
        Parameter("live_funnel", "rules", "live", of_switch, values.switch),
        Parameter("with_simlive", "rules", "include_simlive", of_switch, values.switch),
        Parameter("compare", "choices", "compare", str, comparison.read),
        Parameter("weights", "choices", "weights", values.of_weights, values.weights),
        Parameter("of_previous", "choices", "of_previous", of_switch, values.switch),
        *(Parameter(name, "choices", name, values.of_cohort, values.people) for name in ("first", "second")),
        Parameter("window", "choices", "window", values.of_window, values.window),
        Parameter("by", "choices", "by", str, values.dimension),
        *(Parameter(name, "choices", field, str, values.plain) for name, field in texts.items()),
        Parameter("rate", "choices", "rate", str, values.rate),
    )


PARAMETERS: Final = {parameter.name: parameter for parameter in _parameters()}
"""The parameters of filters, rules and choices, in the order in which they are written."""

KNOWN: Final = frozenset(PARAMETERS) | {
    EVENTS,
    MERGE,
    ZONE,
    EVENT,
    SET,
    TABLE,
    COLUMN,
    COLUMNS,
    CUT,
    LANGUAGE,
    *DISPLAY,
}
"""Every parameter that a view is written with."""

OURS: Final = KNOWN | older_names.OLDER
"""Every parameter that a view is read from."""


@dataclass(frozen=True)
class Problem:
    """A value that was left out.

    Attributes:
        name: The parameter, as the address has it today.
        why: What was expected, and that it was something else; never the value, which may be anybody's address.
    """

    name: str
    why: str


@dataclass(frozen=True)
class Read:
    """An address, as far as it can be read.

    Attributes:
        view: What it says; what it says nothing of is as usual.
        said: The parameters that it gives.
        problems: What was left out of it.
        unknown: Parameters that no view has.
    """

    view: View
    said: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    unknown: tuple[str, ...] = ()


def write(view: View, *, keyed: bool = False) -> list[tuple[str, str]]:
    """Return the parameters that :func:`read` makes the view of again; what is as usual is left out.

    The page is left to the path. What may be anybody's address, a text searched for and costs are left out as well:
    see :meth:`Filters.private`.

    Args:
        view: What is looked at.
        keyed: Name questions, surveys and groups by keys, as the address of a page does.
    """
    chosen = keys.of_choices(view.choices) if keyed else view.choices
    columns = view.columns.get(REGISTRANTS, ())
    found = [
        (EVENTS, ",".join(view.events)),
        (ZONE, view.zone),
        (MERGE, "on" if view.merged else ""),
        (TABLE, "" if view.table == REGISTRANTS else view.table),
        (EVENT, view.event),
        (LANGUAGE, view.language),
        *_written(view.filters.shareable(), Filters(), "filters"),
        *_written(chosen.rules, Rules(), "rules"),
        *_written(chosen, Choices(), "choices"),
        *((name, view.display.get(name, "")) for name in DISPLAY),
        (COLUMNS, values.of_list(columns)),
        (CUT, "on" if columns and REGISTRANTS in view.cut else ""),
        *((SET, people.to_text()) for people in view.cohorts),
        *((COLUMN, header) for header in view.headers),
    ]
    return [(name, text) for name, text in found if text]


def _written(part: object, usual: object, of: Part) -> list[tuple[str, str]]:
    return [
        (name, parameter.write(value))
        for name, parameter in PARAMETERS.items()
        if parameter.part == of
        and (value := getattr(part, parameter.field)) != getattr(usual, parameter.field)
        and value is not None
    ]


@dataclass
class _Reading:
    """What is gathered of an address."""

    label: Callable[[str], str]
    problems: list[Problem] = field(default_factory=list)

    def value(self, name: str, text: str, read: Callable[[str, str], Any]) -> Any:
        """Return a value, or None where it cannot be read, which is noted."""
        try:
            return read(text, self.label(name))
        except FilterError as exc:
            self.problems.append(Problem(name, exc.message))
            return None

    def drop(self, name: str, why: str) -> None:
        self.problems.append(Problem(name, why))


def read(pairs: Iterable[tuple[str, str]], label: Callable[[str], str] = str) -> Read:
    """Return the view of an address, and what of it could not be read.

    Args:
        pairs: Parameters and their values, as often as they are given.
        label: How the reader of a problem knows a parameter.
    """
    reading = _Reading(label)
    given = [(name, text) for name, text in older_names.present(pairs) if text]
    single = _each_once([pair for pair in given if pair[0] not in _SEVERAL], reading)
    filters = _filters(single, reading)
    chosen = _choices(single, reading)
    sets = [reading.value(SET, text, values.people) for name, text in given if name == SET]
    columns = values.listed(single.get(COLUMNS, ""))
    view = View(
        events=values.events(single.get(EVENTS, "")),
        merged=bool(_switch(single, MERGE, reading)),
        filters=filters,
        zone=reading.value(ZONE, single[ZONE], _zone) or "" if ZONE in single else "",
        event=single.get(EVENT, ""),
        cohorts=tuple(people for people in sets if people is not None),
        choices=chosen,
        display={name: single[name] for name in DISPLAY if name in single},
        columns={REGISTRANTS: columns} if columns else {},
        cut=frozenset({REGISTRANTS}) if _switch(single, CUT, reading) else frozenset(),
        table=single.get(TABLE, REGISTRANTS),
        headers=tuple(text for name, text in given if name == COLUMN),
        language=reading.value(LANGUAGE, single[LANGUAGE], values.language) or "" if LANGUAGE in single else "",
    )
    unknown = tuple(dict.fromkeys(name for name, _ in given if name not in KNOWN))
    return Read(view, frozenset(name for name, _ in given) & KNOWN, tuple(reading.problems), unknown)


def _each_once(given: Sequence[tuple[str, str]], reading: _Reading) -> dict[str, str]:
    """Return each parameter's value; of one that contradicts itself, the first."""
    found: dict[str, str] = {}
    for name, text in given:
        if found.setdefault(name, text) != text:
            label = reading.label(name)
            reading.drop(name, f"The parameter '{label}' should be given once, but is given with several values.")
    return found


def _switch(single: Mapping[str, str], name: str, reading: _Reading) -> bool | None:
    found: bool | None = reading.value(name, single[name], values.switch) if name in single else None
    return found


def _filters(single: Mapping[str, str], reading: _Reading) -> Filters:
    found = _of_part(single, "filters", reading)
    if found.get("include_domains") and found.get("exclude_domains"):
        del found["exclude_domains"]
        _contradicts("exclude_domain", "include_domain", reading)
    return Filters(**found)


def _choices(single: Mapping[str, str], reading: _Reading) -> Choices:
    rules = _of_part(single, "rules", reading)
    if "stayed_share" in rules and "stayed_minutes" in rules:
        del rules["stayed_minutes"]
        _contradicts("stayed_minutes", "stayed_share", reading)
    return Choices(**_of_part(single, "choices", reading), rules=Rules(**rules))


def _contradicts(name: str, other: str, reading: _Reading) -> None:
    label = reading.label(name)
    reading.drop(name, f"'{label}' should not be given beside '{reading.label(other)}', but is.")


_PARTS: Final[Mapping[Part, Callable[..., object]]] = {"filters": Filters, "rules": Rules, "choices": Choices}


def _of_part(single: Mapping[str, str], part: Part, reading: _Reading) -> dict[str, Any]:
    """Return field → value of a part, each read and tried alone, so that none takes another with it."""
    found = {}
    for name, parameter in PARAMETERS.items():
        if parameter.part == part and name in single:
            value = reading.value(name, single[name], _tried(parameter))
            if value is not None:
                found[parameter.field] = value
    return found


def _tried(parameter: Parameter) -> Callable[[str, str], Any]:
    def read(text: str, name: str) -> Any:
        value = parameter.read(text, name)
        _PARTS[parameter.part](**{parameter.field: value})
        return value

    return read


def _zone(text: str, name: str) -> str:
    zones.of(text, later("The parameter '{name}'", name=name))
    return text


def strict(found: Read, remedy: str = "") -> View:
    """Return the view of an address that was read whole.

    Args:
        found: The address, as far as it could be read.
        remedy: What to do where it could not.

    Raises:
        FilterError: Something could not be read, or is unknown; the message says what, and why.
    """
    why = [problem.why for problem in found.problems]
    if found.unknown:
        listed = ", ".join(f"'{name[:40]}'" for name in found.unknown[:5])
        why.append(f"Nothing is known of {listed}.")
    if why:
        raise FilterError(" ".join(why), remedy=remedy)
    return found.view


def is_private(view: View, written: Iterable[tuple[str, str]] | None = None) -> bool:
    """Tell whether a view holds something that no address may: it then needs a key in its place.

    Args:
        view: What is looked at.
        written: What :func:`write` returned for it, where that is at hand.
    """
    if view.choices.costs or view.filters.private() or any(map(cohort.own_words, view.cohorts)):
        return True
    return any(
        privacy.personal(text) for name, text in (write(view) if written is None else written) if name != EVENTS
    )
