from __future__ import annotations

import argparse
import dataclasses
import re
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import GUIDE, Run
from webcast import settings
from webcast.cli import parser
from webcast.commands import asked
from webcast.commands.account import Account
from webcast.commands.console import Console
from webcast.view.answer_choice import Choice
from webcast.view.filters import Filters
from webcast.view.record import View

DOCS = Path(__file__).resolve().parents[2] / "docs" / "command-line.md"


def read(*argv: str) -> Filters:
    return options(*argv).filters


def options(*argv: str) -> View:
    """Return the view that options of ``export`` ask for."""
    args = parser().parse_args(["export", "101", "--to", "-", *argv])
    loaded = settings.load({}, secrets_file=Path("none.toml"))
    return asked.view(args, loaded, Account(loaded, Console(sys.stdout, sys.stderr)))[0]


GIVEN: dict[str, tuple[list[str], object]] = {
    "start": (["--start", "2026-03-01"], date(2026, 3, 1)),
    "end": (["--end", "2026-03-31"], date(2026, 3, 31)),
    "registered_in_range": (["--registered-in-range", "off"], False),
    "viewed_in_range": (["--viewed-in-range", "off"], False),
    "campaigns": (["--campaign", "a|b", "--campaign", "c"], ("a|b", "c")),
    "referrers": (
        ["--referrer", "https://a.example/?a=b", "--referrer", "No referrer"],
        ("https://a.example/?a=b", "No referrer"),
    ),
    "include_domains": (["--include-domain", "@Example.com"], ("example.com",)),
    "exclude_domains": (["--exclude-domain", "example.com"], ("example.com",)),
    "asked_question": (["--asked-question"], True),
    "answered_survey": (["--answered-survey"], True),
    "answered_check": (["--answered-check"], True),
    "not_opted_out": (["--not-opted-out"], True),
    "without_ours": (["--without-ours"], True),
    "no_shows": (["--no-shows"], True),
    "live": (["--live"], True),
    "on_demand": (["--on-demand"], True),
    "simlive": (["--simlive"], True),
    "min_minutes": (["--min-minutes", "2.5"], 2.5),
    "max_minutes": (["--max-minutes", "9"], 9.0),
    "companies": (["--company", "A, Inc", "--company", "B"], ("A, Inc", "B")),
    "countries": (["--country", "Norway"], ("Norway",)),
    "registration_answers": (
        ["--registration-answer", "Is 1=1?=Yes", "--registration-answer", "Is 1=1?=No"],
        (Choice("Is 1=1?", ("Yes", "No")),),
    ),
    "survey_answers": (["--survey-answer", "Exit: Why?=Because"], (Choice("Exit: Why?", ("Because",)),)),
    "text": (["--text", " ann "], "ann"),
}


def test_every_filter_has_an_option() -> None:
    # Who is ours is the account's; no option says it.
    assert set(GIVEN) == {field.name for field in dataclasses.fields(Filters)} - {"ours"}


@pytest.mark.parametrize("name", GIVEN)
def test_an_option_sets_its_filter_and_no_other(name: str) -> None:
    argv, value = GIVEN[name]
    assert read(*argv) == dataclasses.replace(Filters(), **{name: value})  # type: ignore[arg-type]  # values of many types


def test_without_options_nobody_is_left_out() -> None:
    assert read() == Filters()


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--start", "1.3.2026"], "The parameter '--start' should be a date such as 2024-01-31, but is not."),
        (["--survey-answer", "Exit"], "--survey-answer should be QUESTION=ANSWER, such as 'Department=Sales'"),
        (
            ["--include-domain", "a.com", "--exclude-domain", "b.com"],
            "'--exclude-domain' should not be given beside '--include-domain', but is.",
        ),
        (["--min-minutes", "-1"], "webcast: "),
        (["--registered-in-range", "maybe"], "invalid choice: 'maybe'"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(run: Run, argv: list[str], message: str) -> None:
    done = run("analyze", GUIDE, *argv)
    assert done.code in (1, 2)
    assert (done.out, done.err.count("\n")) == ("", 1)
    assert message in done.err


def test_the_documentation_has_every_option_and_no_other() -> None:
    subparsers = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    real = {option for command in subparsers.choices.values() for option in command._option_string_actions}
    text = DOCS.read_text("utf-8")
    documented = set(re.findall(r"--[a-z]+[a-z-]*", text))
    assert {option for option in real if option.startswith("--")} - documented == set()
    assert documented - real == set()
    overview = text.partition("## Who asks")[0]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", overview, re.MULTILINE)) == set(subparsers.choices)
