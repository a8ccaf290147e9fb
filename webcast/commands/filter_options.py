"""The filters as options: one for each field of :class:`webcast.view.filters.Filters`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from webcast.errors import FilterError
from webcast.view.filters import Choice, Filters

_SWITCHES: Final = {
    "asked_question": "only who asked a question",
    "answered_survey": "only who answered a survey",
    "no_shows": "only who has no session at all",
    "live": "only who viewed live",
    "on_demand": "only who viewed on demand",
    "simlive": "only who viewed SimLive",
}
_LISTS: Final = {
    "campaigns": ("--campaign", "ID", "only this campaign source tracking id"),
    "include_domains": ("--include-domain", "DOMAIN", "only e-mails at this domain, e.g. example.com"),
    "exclude_domains": ("--exclude-domain", "DOMAIN", "no e-mails at this domain"),
    "companies": ("--company", "NAME", "only this company"),
    "countries": ("--country", "NAME", "only this country"),
}
_CHOICES: Final = {
    "registration_answers": ("--registration-answer", "only who answered the registration question so"),
    "survey_answers": ("--survey-answer", "only who answered the survey question so; name it 'Survey: Question'"),
}


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command."""
    group = parser.add_argument_group(
        "filters", "Each that is given restricts. Those that can be repeated take any of their values."
    )
    group.add_argument("--start", metavar="DATE", help="first day of the date range, e.g. 2026-03-01")
    group.add_argument("--end", metavar="DATE", help="last day of the date range")
    for name, words in (("registered", "registered"), ("viewed", "viewed")):
        group.add_argument(
            f"--{name}-in-range",
            choices=("on", "off"),
            default="on",
            help=f"whether the date range wants who {words} in it (default: on)",
        )
    for name, (option, metavar, words) in _LISTS.items():
        group.add_argument(
            option, dest=name, metavar=metavar, action="append", default=[], help=f"{words} (can be repeated)"
        )
    for name, words in _SWITCHES.items():
        group.add_argument(f"--{name.replace('_', '-')}", action="store_true", help=words)
    group.add_argument("--min-minutes", metavar="N", type=float, help="only who watched at least so many minutes")
    group.add_argument("--max-minutes", metavar="N", type=float, help="only who watched at most so many minutes")
    for name, (option, words) in _CHOICES.items():
        group.add_argument(
            option,
            dest=name,
            metavar="QUESTION=ANSWER",
            action="append",
            default=[],
            help=f"{words} (can be repeated: answers to one question are alternatives)",
        )
    group.add_argument("--text", default="", help="only whose name, e-mail, company or title contains this")


def read(args: argparse.Namespace) -> Filters:
    """Return the filters that were asked for.

    Raises:
        FilterError: One cannot be read, or two exclude each other.
    """
    values: dict[str, Any] = {
        "start": _day("--start", args.start),
        "end": _day("--end", args.end),
        "registered_in_range": args.registered_in_range == "on",
        "viewed_in_range": args.viewed_in_range == "on",
        "min_minutes": args.min_minutes,
        "max_minutes": args.max_minutes,
        "text": args.text,
        **{name: tuple(getattr(args, name)) for name in _LISTS},
        **{name: getattr(args, name) for name in _SWITCHES},
        **{name: tuple(_choices(option, getattr(args, name))) for name, (option, _) in _CHOICES.items()},
    }
    return Filters(**values)


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FilterError(f"{option} should be a day such as 2026-03-31, but is '{text}'.") from None


def _choices(option: str, given: Iterable[str]) -> Iterable[Choice]:
    """Return one choice a question; a question may hold '=', an answer that does is rarer."""
    answers: dict[str, list[str]] = {}
    for text in given:
        question, equals, answer = text.rpartition("=")
        if not (equals and question.strip() and answer.strip()):
            raise FilterError(
                f"{option} should be QUESTION=ANSWER, such as 'Department=Sales', and one of them is not."
            )
        answers.setdefault(question.strip(), []).append(answer)
    return [Choice(question, tuple(said)) for question, said in answers.items()]
