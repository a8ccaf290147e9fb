"""Single values of a view as text and back: switches, numbers, days, lists, answers, weights, a stretch of time.

Lists are joined by pipes, answers to several questions by semicolons; a backslash keeps a sign from separating. Each
reader takes the text and the name under which the reader of an error knows it, and raises
:class:`~webcast.errors.FilterError` with what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from webcast.analysis import dimensions, portfolio
from webcast.analysis.score import INPUTS, Weights
from webcast.cohorts import cohort
from webcast.cohorts.cohort import Cohort
from webcast.errors import FilterError
from webcast.language import later, offered, say
from webcast.view import keys
from webcast.view.answer_choice import Choice
from webcast.view.filters import Filters

# Switches, numbers, days, a language


def of_switch(value: object) -> str:
    """Write a switch."""
    return "on" if value else "off"


def switch(text: str, name: str) -> bool:
    """Read a switch."""
    if text not in ("on", "off"):
        raise FilterError(later("The parameter '{name}' should be 'on' or 'off', but is not.", name=name))
    return text == "on"


def of_number(value: float) -> str:
    """Write a number so that :func:`number` reads the very same: whole ones without a point."""
    return f"{int(value)}" if value == int(value) else repr(float(value))


def number(text: str, name: str) -> float:
    """Read a finite number of zero or more."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise FilterError(later("The parameter '{name}' should be a number of zero or more, but is not.", name=name))
    return value


def share(text: str, name: str) -> float:
    """Read a share from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise FilterError(
            later("The parameter '{name}' should be a share from 0 to 1 such as 0.5, but is not.", name=name)
        )
    return value


def day(text: str, name: str) -> date:
    """Read a day."""
    try:
        found = date.fromisoformat(text)
        Filters(start=found)
    except (ValueError, FilterError):
        raise FilterError(
            later("The parameter '{name}' should be a date such as 2024-01-31, but is not.", name=name)
        ) from None
    return found


def language(text: str, name: str) -> str:
    """Read a language that is offered."""
    if text not in offered():
        known = ", ".join(offered())
        raise FilterError(
            later("The parameter '{name}' should be one of {languages}, but is not.", name=name, languages=known)
        )
    return text


def plain(text: str, _name: str) -> str:
    """Read a text as it stands."""
    return text.strip()


def events(text: str) -> tuple[str, ...]:
    """Return the event ids of ``1,2,3``, each once, in order."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


# Lists and answers


def of_list(values: Iterable[str]) -> str:
    """Write a list: ``a|b``."""
    return "|".join(_escape(value) for value in values)


def listed(text: str, _name: str = "") -> tuple[str, ...]:
    """Read a list."""
    return tuple(_split(text, "|"))


def of_answers(choices: Iterable[Choice]) -> str:
    """Write answers to questions: ``question=answer|answer;question=answer``."""
    return ";".join(f"{_escape(choice.question)}={of_list(choice.answers)}" for choice in choices)


def answers(text: str, name: str) -> tuple[Choice, ...]:
    """Read answers to questions."""
    found = []
    for part in _split_raw(text, ";"):
        sides = _split_raw(part, "=")
        if not part:
            continue
        if len(sides) != 2:
            raise FilterError(
                later("The parameter '{name}' should read 'question=answer|answer', but does not.", name=name)
            )
        question, said = (_split(sides[0], "=") or [""])[0], listed(sides[1])
        if not question.strip() or not any(answer.strip() for answer in said):
            raise FilterError(
                later("The parameter '{name}' should name a question and an answer, but does not.", name=name)
            )
        found.append(Choice(question, said))
    return tuple(found)


def wrong_answer(option: str) -> FilterError:
    """Return the error of an answer on the command line that is not of the form ``QUESTION=ANSWER``."""
    return FilterError(
        say("{option} should be QUESTION=ANSWER, such as 'Department=Sales', and one of them is not.", option=option)
    )


def _escape(text: str) -> str:
    return re.sub(r"([\\|;=])", r"\\\1", text)


def _split(text: str, sign: str) -> list[str]:
    """Split at an unescaped sign and take the escapes out of the parts."""
    return [re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in _split_raw(text, sign)] if text else []


def _split_raw(text: str, sign: str) -> list[str]:
    part = rf"(?:\\.|[^\\{re.escape(sign)}]|\\$)*"
    return [found.group(1) for found in re.finditer(rf"(?:^|{re.escape(sign)})({part})", text, flags=re.DOTALL)]


# What analyses depend on


def of_weights(weights: Weights) -> str:
    """Write the weights of the engagement score in per cent: ``60,20,20``."""
    return ",".join(f"{100 * getattr(weights, name):.12g}" for name in INPUTS)


def weights(text: str, name: str) -> Weights:
    """Read the weights of ``60,20,20``: watch time, questions, surveys, in per cent."""
    try:
        watch, questions, survey = (float(part) / 100 for part in text.split(","))
    except ValueError:
        raise FilterError(
            later("The parameter '{name}' should be three weights such as '60,20,20', but is not.", name=name)
        ) from None
    return Weights(watch, questions, survey)


def of_window(window: tuple[int, int]) -> str:
    """Write a stretch of time: ``<from>/<to>`` in milliseconds since 1970."""
    return f"{window[0]}/{window[1]}"


def window(text: str, name: str) -> tuple[int, int]:
    """Read a stretch of time: each end milliseconds since 1970, or ISO 8601 with its offset."""
    first, _, last = text.partition("/")
    start, end = _moment(first, name), _moment(last, name)
    if end <= start:
        raise FilterError(later("The parameter '{name}' should end after it begins, but does not.", name=name))
    return start, end


_LAST_MOMENT = 253_402_214_400_000
"""The last day of the year 9999, in milliseconds since 1970: every zone has it."""


def _moment(text: str, name: str) -> int:
    wrong = FilterError(
        say(
            "The parameter '{name}' should read '2026-03-01T14:00Z/2026-03-01T15:00Z', two instants with "
            "their offset, but does not.",
            name=name,
        )
    )
    if text.isascii() and text.isdigit():
        return int(text) if len(text) < 16 and int(text) < _LAST_MOMENT else _no(wrong)
    try:
        moment = datetime.fromisoformat(text)
        return round(moment.astimezone(UTC).timestamp() * 1000) if moment.tzinfo is not None else _no(wrong)
    except (ValueError, OverflowError):
        raise wrong from None


def _no(error: FilterError) -> int:
    raise error


def dimension(text: str, name: str) -> str:
    """Read what to break down by: a dimension of :mod:`webcast.analysis.dimensions`, or the key of one."""
    if not text.startswith(keys.SIGN):
        try:
            dimensions.label(text)
        except FilterError as exc:
            raise FilterError(
                later("The parameter '{name}' cannot be read: {message}", name=name, message=exc.message)
            ) from None
    return text


def rate(text: str, name: str) -> str:
    """Read what events are compared by."""
    if text not in portfolio.RATES:
        raise FilterError(
            later(
                "The parameter '{name}' should be one of {listed}, but is not.",
                name=name,
                listed=", ".join(portfolio.RATES),
            )
        )
    return text


def of_cohort(people: Cohort) -> str:
    """Write a set of people."""
    return people.to_text()


def people(text: str, _name: str) -> Cohort:
    """Read a set of people."""
    return cohort.parse(text)
