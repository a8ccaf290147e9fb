"""The filters as options: one for each filter's parameter; :mod:`webcast.commands.asked` reads them.

Apart from what reads them, so that ``--help`` loads no analysis.
"""

from __future__ import annotations

import argparse
from typing import Final

_SWITCHES: Final = {
    "asked_question": "only who asked a question",
    "answered_survey": "only who answered a survey",
    "answered_check": "only who answered an attendance check",
    "not_opted_out": "not who opted out of messages (Unsubscribed)",
    "without_ours": "not who is of our company: the domains and test addresses that the account has set",
    "no_shows": "only who has no session at all",
    "live": "only who came live",
    "on_demand": "only who watched on demand",
    "simlive": "only who watched SimLive",
}
_LISTS: Final = {
    "campaign": ("--campaign", "ID", "only this campaign source tracking id"),
    "referrer": ("--referrer", "ADDRESS", "only who came by this page; 'No referrer': by none"),
    "include_domain": ("--include-domain", "DOMAIN", "only e-mails at this domain, e.g. example.com"),
    "exclude_domain": ("--exclude-domain", "DOMAIN", "no e-mails at this domain"),
    "company": ("--company", "NAME", "only this company"),
    "country": ("--country", "NAME", "only this country"),
}
_CHOICES: Final = {
    "registration_answer": ("--registration-answer", "only who answered the registration question so"),
    "survey_answer": ("--survey-answer", "only who answered the survey question so; name it 'Survey: Question'"),
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
            help=f"whether the date range wants who {words} in it (default: on)",
        )
    for name, (option, metavar, words) in _LISTS.items():
        group.add_argument(
            option, dest=name, metavar=metavar, action="append", default=[], help=f"{words} (can be repeated)"
        )
    for name, words in _SWITCHES.items():
        group.add_argument(f"--{name.replace('_', '-')}", action="store_true", help=words)
    group.add_argument("--min-minutes", metavar="N", help="only who watched at least so many minutes")
    group.add_argument("--max-minutes", metavar="N", help="only who watched at most so many minutes")
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
