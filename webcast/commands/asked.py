"""What a command was asked for, as the one record: read from its options, or taken of a saved view."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from webcast import zones
from webcast.cohorts import presets
from webcast.commands import sources
from webcast.commands.account import Account
from webcast.commands.console import one_line
from webcast.commands.files import UnreadableFile
from webcast.decode import costs
from webcast.decode.encodings import CHOICES
from webcast.decode.understood import MEANINGS, Reading
from webcast.errors import BadData, ChangeRequest
from webcast.library import Library
from webcast.settings import Settings
from webcast.view import address, command, values
from webcast.view.choices import Choices
from webcast.view.filters import Filters
from webcast.view.record import View


def view(args: argparse.Namespace, settings: Settings, account: Account) -> tuple[View, sources.Wanted]:
    """Return what is to be looked at, and the events and files that it is looked at in.

    What is given beside a saved view wins over what the view holds: the time zone, merging, what tables depend on;
    sets of people narrow it further. Events, files and filters beside it are refused, since it would not be plain
    whose people come.

    Raises:
        ChangeRequest: Events, files or filters are given beside a view.
        UnknownView: The account has no such view.
        FilterError: An option cannot be read, or the view's time zone is not known (any more).
        UnreadableFile: The file of costs cannot be read.
        BadData: It is no such file.
    """
    said = address.read(_given(args), label=command.option)
    given = address.strict(said)
    # By its text alone, as everything of an address; here it may hold an address.
    given = replace(given, filters=replace(given.filters, text=args.text))
    if args.view is None:
        wanted = sources.Wanted.of(args.sources)
        zone = given.zone or settings.time_zone
        found = replace(given, events=wanted.event_ids, zone=zone)
        return _with_costs(found, args), wanted
    if args.sources or given.filters != Filters():
        raise ChangeRequest(
            "A --view brings its own events and filters, but events, files or filters are given beside it.",
            remedy="Leave these out, or name events and filters without --view.",
        )
    kept = _saved(args.view, settings, account)
    found = replace(
        kept,
        merged=given.merged or kept.merged,
        zone=given.zone or zones.of(kept.zone or settings.time_zone, "The view's time zone").key,
        event=given.event or kept.event,
        cohorts=(*kept.cohorts, *given.cohorts),
        language=given.language or kept.language,
        choices=_over(kept.choices, given.choices, said.said),
    )
    return _with_costs(found, args), sources.Wanted(found.events, ())


def reading(args: argparse.Namespace) -> Reading:
    """Return how files are to be read, where they leave a doubt.

    Raises:
        ChangeRequest: A column is named that there is none of, or an encoding that is not known.
    """
    columns = []
    for text in args.file_columns:
        header, _, column = text.rpartition("=")
        if not header or column not in MEANINGS:
            raise ChangeRequest(
                f"--file-column should be a header and what it means, such as 'Employer=company', but is '{text}'.",
                remedy=f"What it means is one of {', '.join(MEANINGS)}.",
            )
        columns.append((header, column))
    if args.file_encoding is not None and args.file_encoding not in CHOICES:
        raise ChangeRequest(
            f"--file-encoding should be one of {', '.join(CHOICES)}, but is '{args.file_encoding}'.",
            remedy="Leave it out where the file is in Unicode.",
        )
    day_first = None if args.file_dates is None else args.file_dates == "day"
    return Reading(day_first, args.file_encoding, tuple(columns))


def _saved(name: str, settings: Settings, account: Account) -> View:
    with closing(Library.open(settings)) as library:
        return library.views.find(account.key, name).view


def _over(kept: Choices, given: Choices, said: frozenset[str]) -> Choices:
    """Return a view's choices with those that were given in their place."""
    parameters = [parameter for name, parameter in address.PARAMETERS.items() if name in said]
    rules = {p.field: getattr(given.rules, p.field) for p in parameters if p.part == "rules"}
    if "stayed_minutes" in rules:
        rules["stayed_share"] = None  # one of the two is in force: that which was asked for last
    fields = {p.field: getattr(given, p.field) for p in parameters if p.part == "choices"}
    return replace(kept, rules=replace(kept.rules, **rules), **fields)


def _given(args: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Yield the options as parameters of an address; those that a command does not have are not given."""
    for name in (*address.PARAMETERS, address.ZONE, address.EVENT, address.MERGE, address.LANGUAGE):
        value = getattr(args, name, None)
        if name in command.ANSWERS and value:
            yield name, command.answers(value, command.option(name))
        elif name in command.LISTS and value:
            yield name, values.of_list(value)
        elif value is True:
            yield name, "on"
        elif value:
            yield name, value
    yield from ((address.SET, text) for text in getattr(args, "sets", ()))
    yield from ((address.SET, presets.Preset(name).to_text()) for name in getattr(args, "presets", ()))


def _with_costs(found: View, args: argparse.Namespace) -> View:
    name = getattr(args, "costs", None)
    return replace(found, choices=replace(found.choices, costs=_costs(name))) if name else found


def _costs(name: str) -> dict[str, float]:
    try:
        return costs.read(Path(name).read_bytes())
    except BadData as exc:
        exc.message = f"{one_line(name)}: {exc.message}"
        raise
    except OSError as exc:
        raise UnreadableFile(f"{one_line(name)} cannot be read: {exc.strerror or type(exc).__name__}.") from None
