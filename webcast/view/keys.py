"""Keys: what stands in the address of a page for a text that may hold anything, or anybody's name.

Questions, surveys and the groups of a break-down are named by whoever asked or answered. The address of a page says a
short hash in their place, ``~1f0c3a9b72``; with the people at hand it is told again what it stands for. ``~1`` and
``~2`` are the largest and second largest group, for addresses that left a choice as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2s
from typing import Final

from webcast.analysis import before_after, dimensions
from webcast.analysis.audience import Audience
from webcast.cohorts.cohort import KEY, Cohort, Group, Others
from webcast.view.choices import Choices

SIGN: Final = KEY


def key(*names: str) -> str:
    """Return what stands for a name, or for several together."""
    return SIGN + blake2s("\x1f".join(names).encode(), digest_size=5).hexdigest()


def named(text: str, known: Iterable[str]) -> str:
    """Return which of the known names a key stands for; the text itself where it is no key, or stands for none."""
    if not text.startswith(SIGN):
        return text
    return next((name for name in known if key(name) == text), text)


def of_choices(choices: Choices) -> Choices:
    """Return the choices with a key in place of every name that people gave."""
    return replace(
        choices,
        by=_of_dimension(choices.by),
        question=_of_text(choices.question),
        before=_of_text(choices.before),
        after=_of_text(choices.after),
        shared=_of_text(choices.shared),
        first=None if choices.first is None else of_people(choices.first),
        second=None if choices.second is None else of_people(choices.second),
    )


def of_people(people: Cohort) -> Cohort:
    """Return a set of people with a key in place of a group's name."""
    if isinstance(people, Others):
        return Others(of_people(people.people))
    if isinstance(people, Group):
        return Group(_of_dimension(people.dimension), None if people.value is None else _of_text(people.value))
    return people


def _of_text(text: str) -> str:
    return text if not text or text.startswith(SIGN) else key(text)


def _of_dimension(by: str) -> str:
    return key(by) if by.startswith(dimensions.QUESTION) else by


def choices(chosen: Choices, everyone: Audience) -> Choices:
    """Return the choices with every key replaced by what it stands for among these people."""
    if not _holds_keys(chosen):
        return chosen
    before, after = _surveys(chosen, everyone)
    first, second = _segments(chosen, everyone)
    texts = everyone.survey_questions["text"].drop_nulls().unique(maintain_order=True)
    return replace(
        chosen,
        by=_dimension(chosen.by, everyone),
        question=named(chosen.question, everyone.survey_questions["label"].drop_nulls()),
        shared=named(chosen.shared, texts),
        before=before,
        after=after,
        first=first,
        second=second,
    )


def _segments(chosen: Choices, everyone: Audience) -> tuple[Cohort | None, Cohort | None]:
    first, second = (None if given is None else people(given, everyone) for given in (chosen.first, chosen.second))
    if first == second and isinstance(chosen.second, Group) and chosen.second.value == f"{SIGN}2":
        # Not compared with itself: the second largest was meant as "another one".
        second = people(Group(chosen.second.dimension, f"{SIGN}1"), everyone)
    return first, second


def people(chosen: Cohort, everyone: Audience) -> Cohort:
    """Return a set of people with the key of its group replaced by the group's name."""
    if isinstance(chosen, Others):
        return Others(people(chosen.people, everyone))
    if not isinstance(chosen, Group):
        return chosen
    by = _dimension(chosen.dimension, everyone)
    if chosen.value is None or not chosen.value.startswith(SIGN) or by.startswith(SIGN):
        return Group(by, chosen.value)
    groups: list[str | None] = dimensions.values(everyone, by)["group"].to_list()
    place = chosen.value.removeprefix(SIGN)
    if place in ("1", "2") and int(place) <= len(groups):
        return Group(by, groups[int(place) - 1])
    return Group(by, named(chosen.value, (group for group in groups if group is not None)))


def is_unknown(value: object) -> bool:
    """Tell whether a value is still a key, or a set of people whose group is."""
    if isinstance(value, Others):
        return is_unknown(value.people)
    if isinstance(value, Group):
        return is_unknown(value.dimension) or is_unknown(value.value)
    return isinstance(value, str) and value.startswith(SIGN)


def _holds_keys(chosen: Choices) -> bool:
    texts = (chosen.by, chosen.question, chosen.before, chosen.after, chosen.shared)
    return any(map(is_unknown, (*texts, chosen.first, chosen.second)))


def _dimension(by: str, everyone: Audience) -> str:
    return named(by, (*dimensions.available(everyone), dimensions.ATTENDANCE))


def _surveys(chosen: Choices, everyone: Audience) -> tuple[str, str]:
    """Return the two surveys; in older addresses one key stands for both."""
    surveys = everyone.survey_questions["survey"].drop_nulls().unique(maintain_order=True)
    if chosen.before.startswith(SIGN) and not chosen.after:
        for pair in before_after.pairs(everyone):
            for before, after in ((pair.before, pair.after), (pair.after, pair.before)):
                if key(before, after) == chosen.before:
                    return before, after
    return named(chosen.before, surveys), named(chosen.after, surveys)
