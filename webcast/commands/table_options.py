"""What a table depends on beyond the people, as options; :mod:`webcast.commands.asked` reads them.

Apart from what reads them, so that ``--help`` loads no analysis.
"""

from __future__ import annotations

import argparse
from typing import Final

_TYPES: Final = ("Live", "On-Demand", "SimLive", "Other")


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command."""
    group = parser.add_argument_group(
        "what a table or a chart depends on", "Each for some of them: see docs/command-line.md."
    )
    group.add_argument("--weights", metavar="W,Q,S", help="of the engagement score, in per cent (default: 60,20,20)")
    group.add_argument("--costs", metavar="FILE", help="what campaigns cost: CSV with the columns campaign and cost")
    group.add_argument("--stayed-minutes", metavar="N", help="watch time of who stayed (default: 10)")
    group.add_argument("--stayed-share", metavar="S", help="in its place a share of the live event")
    group.add_argument("--live-funnel", action="store_true", help="the funnel of the live event")
    group.add_argument("--with-simlive", action="store_true", help="in the live funnel, SimLive counts as Live")
    group.add_argument("--of-previous", action="store_true", help="segments by shares of the stage before")
    group.add_argument(
        "--by",
        default="",
        metavar="DIMENSION",
        help="break down by event, campaign, domain, company, country, referrer, or "
        "'question: <registration question>'; answers also by attendance",
    )
    group.add_argument("--first", metavar="SET", help="a segment to compare, written as for --set")
    group.add_argument("--second", metavar="SET", help="the other segment (default: everybody else)")
    group.add_argument("--session-type", "--type", choices=_TYPES, default="", help="sessions of this type alone")
    group.add_argument(
        "--stretch-type", choices=_TYPES, default="", help="figures of a stretch for sessions of this type alone"
    )
    group.add_argument(
        "--window", metavar="FROM/TO", help="this stretch of time alone, e.g. 2026-03-01T14:00Z/2026-03-01T15:00Z"
    )
    group.add_argument("--question", default="", metavar="QUESTION", help="the survey question 'Survey: Question'")
    group.add_argument("--before", default="", metavar="SURVEY", help="the survey that was taken first")
    group.add_argument("--after", default="", metavar="SURVEY", help="the survey that was taken afterwards")
    group.add_argument(
        "--shared", default="", metavar="QUESTION", help="of two surveys, the question in view, by its text"
    )
    group.add_argument(
        "--compare",
        default="",
        metavar="WITH",
        help="what key figures are compared with: before, period, median, picked, everybody, goal, or view-ID",
    )
    group.add_argument("--rate", default="", metavar="RATE", help="what events are compared by")
