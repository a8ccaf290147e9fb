"""The command line: a view as the options that ask for the same, named as parameters of an address are.

``include_domain=a|b`` in an address is ``--include-domain a --include-domain b``, ``answered_survey=on`` is
``--answered-survey``. Unlike an address, a command line may hold everything but costs, which are a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from webcast.view import address, values
from webcast.view.answer_choice import Choice
from webcast.view.record import View

FLAGS: Final = (
    "asked_question", "answered_survey", "answered_check", "no_shows", "live", "on_demand", "simlive",
    "not_opted_out", "without_ours",
    "live_funnel", "with_simlive", "of_previous",
)  # fmt: skip
"""Switches that are off as usual: the option alone turns one on."""

LISTS: Final = ("campaign", "referrer", "include_domain", "exclude_domain", "company", "country")
"""Given once for each value."""

ANSWERS: Final = ("registration_answer", "survey_answer")
"""Given once for each answer: ``QUESTION=ANSWER``."""


def option(name: str) -> str:
    """Return the option of a parameter: ``--include-domain``."""
    return f"--{name.replace('_', '-')}"


def write(view: View) -> list[str]:
    """Return the arguments that ask for the view: events, then options; costs and display are left out."""
    found = [*view.events]
    for name, value in _values(view):
        found += [option(name)] if value is True else [f"{option(name)}={value}"]
    return found


def _values(view: View) -> Iterator[tuple[str, str | bool]]:
    """Yield parameters with their texts, or True for an option that needs none."""
    # Lists and answers are written one by one below: an address would leave out those that hold an e-mail address.
    several: dict[str, Any] = dict.fromkeys(map(_field, (*LISTS, *ANSWERS)), ())
    single = replace(view.filters, text="", **several)
    said = View(merged=view.merged, zone=view.zone, event=view.event, language=view.language, filters=single)
    for name, text in address.write(said):
        yield name, name in (*FLAGS, address.MERGE) or text
    for name, text in address.write(View(choices=view.choices)):
        yield name, name in FLAGS or text
    for name in LISTS:
        yield from ((name, value) for value in getattr(view.filters, _field(name)))
    for name in ANSWERS:
        for choice in getattr(view.filters, _field(name)):
            yield from ((name, f"{choice.question}={answer}") for answer in choice.answers)
    if view.filters.text:
        yield "text", view.filters.text
    yield from ((address.SET, people.to_text()) for people in view.cohorts)


def _field(name: str) -> str:
    return address.PARAMETERS[name].field


def answers(given: list[str], name: str) -> str:
    """Return the parameter of answers given one by one, ``QUESTION=ANSWER``, those to one question together.

    A question may hold ``=``; an answer that does is rarer.

    Raises:
        FilterError: One of them is not of this form.
    """
    found: dict[str, list[str]] = {}
    for text in given:
        question, equals, answer = text.rpartition("=")
        if not (equals and question.strip() and answer.strip()):
            raise values.wrong_answer(name)
        found.setdefault(question.strip(), []).append(answer)
    return values.of_answers(Choice(question, tuple(said)) for question, said in found.items())
