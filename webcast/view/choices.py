"""What a table or a picture depends on beyond its people: weights, thresholds, which question, which stretch of time.

One object for pages, addresses of files and the command line, so that all three make the same file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from webcast.analysis.score import INPUTS, Weights
from webcast.analysis.stages import Rules
from webcast.cohorts import cohort
from webcast.cohorts.cohort import Cohort
from webcast.errors import FilterError
from webcast.reports.schema import MODES

_NAMED: Final = 20
"""So many known values an error names."""


@dataclass(frozen=True)
class Choices:
    """What some tables and pictures depend on beyond the people; each takes what it needs.

    Raises:
        FilterError: A value makes no sense.
    """

    weights: Weights = field(default_factory=Weights)
    """Of the engagement score."""

    costs: Mapping[str, float] = field(default_factory=dict)
    """What campaigns cost. Nobody else's business, so never in an address."""

    rules: Rules = field(default_factory=Rules)
    """What the stages of the funnel mean."""

    of_previous: bool = False
    """Segments are compared by shares of the stage before, not of the first."""

    by: str = ""
    """A dimension of :mod:`webcast.analysis.dimensions` to break down by."""

    first: Cohort | None = None
    """One of two segments to compare."""

    second: Cohort | None = None
    """The other segment; everybody who is not in the first where there is none."""

    mode: str = ""
    """A session type; all together where there is none."""

    window: tuple[int, int] | None = None
    """A stretch of time, from and to (not included), in milliseconds since 1970."""

    question: str = ""
    """A survey question by its label, "survey: question"."""

    before: str = ""
    """Name of the survey that was taken first."""

    after: str = ""
    """Name of the survey that was taken afterwards."""

    rate: str = ""
    """What events are compared by; see :data:`webcast.analysis.portfolio.RATES`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "costs", dict(sorted(self.costs.items())))
        if self.mode and self.mode not in MODES:
            raise FilterError(f"A session type should be one of {', '.join(MODES)}, but is '{self.mode[:30]}'.")
        if self.window is not None and self.window[1] <= self.window[0]:
            raise FilterError("A stretch of time should end after it begins, but does not.")

    @property
    def segments(self) -> tuple[Cohort, Cohort]:
        """The two segments to compare.

        Raises:
            FilterError: None is named.
        """
        if self.first is None:
            raise FilterError(
                "Two segments are compared by what the first of them is, but none is named.",
                remedy="Name it as a set of people, e.g. 'group:company:Acme'.",
            )
        return self.first, self.second or cohort.others(self.first)

    def to_query(self) -> dict[str, str]:
        """Return what :meth:`from_query` reads, as parameters of an address, without costs and what is as usual."""
        return _written(self, Choices(), _PARAMETERS) | _written(self.rules, Rules(), _RULES)

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Choices:
        """Return the choices of an address; parameters that are not ours are ignored.

        Raises:
            FilterError: A value cannot be read; the message says what was expected.
        """
        return cls(**_read(query, _PARAMETERS), rules=Rules(**_read(query, _RULES)))


def not_offered(what: str, asked: str, known: Iterable[str]) -> FilterError:
    """Return the error of a choice that is needed, and that these people do not offer."""
    names = [f"'{name}'" for name in known]
    listed = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    said = f"'{asked[:60]}' was asked for" if asked else "none was asked for"
    return FilterError(
        f"This needs {what}, but {said}. "
        + (f"These are known: {listed}." if names else "There is none in these events."),
        remedy="Name one of them." if names else "Pick other events.",
    )


def read_weights(text: str) -> Weights:
    """Return the weights of ``60,20,20``: watch time, questions, surveys, in per cent.

    Raises:
        FilterError: It is something else.
    """
    try:
        watch, questions, survey = (float(part) / 100 for part in text.split(","))
    except ValueError:
        raise FilterError("Weights should be three numbers such as '60,20,20', but are not.") from None
    return Weights(watch, questions, survey)


def read_window(text: str) -> tuple[int, int]:
    """Return the stretch of time of ``<from>/<to>``: each milliseconds since 1970, or ISO 8601 with its offset.

    Raises:
        FilterError: It is something else.
    """
    first, _, last = text.partition("/")
    return _moment(first), _moment(last)


def _moment(text: str) -> int:
    try:
        if text.lstrip("-").isdigit():
            return int(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise FilterError(
            "A stretch of time should read '2026-03-01T14:00Z/2026-03-01T15:00Z', two instants with their offset, "
            "but does not."
        )
    return round(moment.astimezone(UTC).timestamp() * 1000)


def _number(what: str) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            return float(text)
        except ValueError:
            raise FilterError(f"{what} should be a number, but is not.") from None

    return read


def _switch(text: str) -> bool:
    if text not in ("on", "off"):
        raise FilterError("A switch should be 'on' or 'off', but is not.")
    return text == "on"


def _of_weights(weights: Weights) -> str:
    return ",".join(f"{100 * getattr(weights, name):g}" for name in INPUTS)


def _of_set(people: Cohort) -> str:
    return people.to_text()


def _of_number(value: float) -> str:
    return f"{value:g}"


def _of_switch(value: object) -> str:
    return "on" if value else "off"


_Parameters = Mapping[str, tuple[str, Callable[[Any], str], Callable[[str], Any]]]
"""Parameter of an address → the field, how it is written, how it is read."""


def _written(chosen: object, usual: object, parameters: _Parameters) -> dict[str, str]:
    values = (
        (key, write, getattr(chosen, name), getattr(usual, name)) for key, (name, write, _) in parameters.items()
    )
    return {key: write(value) for key, write, value, as_usual in values if value != as_usual}


def _read(query: Mapping[str, str], parameters: _Parameters) -> dict[str, Any]:
    return {name: read(query[key]) for key, (name, _, read) in parameters.items() if query.get(key)}


_RULES: Final[_Parameters] = {
    "stayed": ("stayed_minutes", _of_number, _number("Minutes")),
    "stayed_share": ("stayed_share", _of_number, _number("A share of the live event")),
    "live_funnel": ("live", _of_switch, _switch),
    "with_simlive": ("include_simlive", _of_switch, _switch),
}
_PARAMETERS: Final[_Parameters] = {
    "weights": ("weights", _of_weights, read_weights),
    "of_previous": ("of_previous", _of_switch, _switch),
    "by": ("by", str, str),
    "first": ("first", _of_set, cohort.parse),
    "second": ("second", _of_set, cohort.parse),
    "session_type": ("mode", str, str),
    "window": ("window", lambda window: f"{window[0]}/{window[1]}", read_window),
    "question": ("question", str, str),
    "before": ("before", str, str),
    "after": ("after", str, str),
    "rate": ("rate", str, str),
}

PARAMETERS: Final = (*_PARAMETERS, *_RULES)
"""Every parameter that :meth:`Choices.to_query` may use."""
