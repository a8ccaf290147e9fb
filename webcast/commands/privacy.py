"""``forget``, ``retention`` and ``redecode``: what an operator does to the library as a whole."""

from __future__ import annotations

import argparse
import getpass
import sys
from contextlib import closing

from webcast import formats
from webcast.commands.console import Console, one_line
from webcast.errors import ChangeRequest
from webcast.library import Library
from webcast.library.insiders import Insider
from webcast.settings import Settings


def forget(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Forget a person, whose address is read from standard input, or events."""
    if args.person == bool(args.events):
        raise ChangeRequest("Either --person or event ids should be given.", remedy="'forget --help' explains.")
    # Before the library is opened: who types an address should not wait, nor change anything before it is there.
    email = _address(console) if args.person else ""
    with closing(Library.open(settings)) as library:
        if args.person:
            _forget_person(library, email, console)
        for event_id in args.events:
            count = library.forget_event(event_id, user=operator())
            console.say(f"Event {one_line(event_id)}: {formats.plural(count, 'snapshot', 'snapshots')} deleted.")


def _forget_person(library: Library, email: str, console: Console) -> None:
    found = library.forget_person(email, user=operator())
    registrants, snapshots = (
        formats.plural(found.registrants, "registrant", "registrants"),
        formats.plural(found.snapshots, "snapshot", "snapshots"),
    )
    console.say(
        f"{registrants} taken out of {snapshots} of {formats.plural(found.events, 'event', 'events')}; "
        f"raw responses: {found.raw_rewritten} rewritten, {found.raw_dropped} deleted; "
        f"saved views: {found.views} deleted."
    )
    _say_what_stays(library.insiders.of(email), console)
    console.say(
        "The platform still has this person: what is fetched later brings them back unless it forgets them too."
    )


def _say_what_stays(found: Insider, console: Console) -> None:
    """Say what of somebody forgetting leaves, and what takes it away."""
    if found.person is not None:
        console.warn("This person may sign in to the dashboard, which stays: 'people remove' takes them away.")
    if found.accounts:
        console.warn("An account of this name is held, which stays: 'accounts remove' lets go of it.")


def _address(console: Console) -> str:
    # Never an argument: those can be read by every user of the machine, and stay in the shell's history.
    email = console.ask("E-mail address of the person") if console.interactive else sys.stdin.readline().strip()
    if "@" not in email:
        raise ChangeRequest("The person's e-mail address should come on standard input, but none came.")
    return email


def retention(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Delete old snapshots."""
    with closing(Library.open(settings)) as library:
        count = library.apply_retention(args.days, user=operator(), newest_too=args.newest_too)
    console.say(f"{formats.plural(count, 'snapshot', 'snapshots')} deleted.")


def redecode(args: argparse.Namespace, settings: Settings, console: Console) -> None:  # noqa: ARG001 every command's
    """Decode all raw responses again."""
    with closing(Library.open(settings)) as library:
        done, failed = library.decode_again()
    console.say(
        f"{formats.plural(done, 'snapshot', 'snapshots')} decoded again; {failed} could not be and stay as they were."
    )


def operator() -> str:
    """Return who runs the command, for the audit log."""
    try:
        return f"{getpass.getuser()} (command line)"
    except (KeyError, OSError):
        return "command line"  # a container's user without a name
