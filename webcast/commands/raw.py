"""``fetch`` and ``password``: the platform's own report as it came, and a new password for the API account."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from webcast.api.client import ApiSession, ReportingClient
from webcast.api.guide import FILTER_FIELDS
from webcast.api.passwords import why_refused
from webcast.api.redaction import Secret
from webcast.api.request import ReportRequest
from webcast.commands.account import Account
from webcast.commands.console import Console, one_line
from webcast.commands.files import write_file
from webcast.commands.privacy import operator
from webcast.commands.spending import agree
from webcast.errors import ChangeRequest, SignInAgain, UnknownEvent, WebcastError
from webcast.library import Library
from webcast.settings import Settings

_PIECE: Final = 256 * 1024
_STDOUT: Final = "-"
_NEAR: Final = 5


def fetch(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write a report as the platform sends it, byte for byte; the library keeps the limits and nothing else."""
    filters = {name: _value(getattr(args, name)) for name in FILTER_FIELDS}
    # What cannot be sent is said before anybody signs in.
    ReportRequest(args.event, args.format, args.zone, filters, expired=args.expired)
    account = Account(settings, console)
    with closing(Library.open(settings)) as library:
        client = ReportingClient(settings, limiter=library.limiter(account.key))
        session = account.session()
        expired = _expired(library, client, session, account, args.event)
        if args.zone:
            _must_offer(client, session, args.zone)
        if expired or args.expired:
            agree(library, account.key, [args.event], console, given=args.expired)
        request = ReportRequest(args.event, args.format, args.zone, filters, expired=expired or args.expired)
        action = f"fetch {args.format}"
        library.audit(account.key, account.username, action, {"events": 1}, events=(args.event,))
        hosts: list[str] = []
        pieces = _pieces(client, session, request, hosts)
        if args.to == _STDOUT:
            for piece in pieces:
                console.write_bytes(piece)
            return
        write_file(Path(args.to), pieces)
        size = Path(args.to).stat().st_size if Path(args.to).is_file() else 0
        console.say(
            f"The platform's report of event {args.event}, {size:,} bytes, answered by "
            f"{one_line(hosts[0])}, written to {one_line(args.to)}"
        )


def _pieces(
    client: ReportingClient, session: ApiSession, request: ReportRequest, hosts: list[str]
) -> Iterator[bytes]:
    """Yield the report as it comes; it is asked for with the first piece, when the file is known to take it."""
    with client.open_report(session, request) as stream:
        hosts.append(stream.host)
        while piece := stream.read(_PIECE):
            yield piece


def _value(given: str | list[str] | None) -> str:
    return "|".join(given) if isinstance(given, list) else given or ""


def _expired(library: Library, client: ReportingClient, session: ApiSession, account: Account, event_id: str) -> bool:
    """Say whether the platform's list says that the event has expired.

    Raises:
        UnknownEvent: The list does not show it.
    """
    listing = client.events(session)
    library.remember_events(account.key, listing)
    rows = dict(listing.select("event_id", "is_expired").iter_rows())
    if event_id not in rows:
        raise UnknownEvent(
            f"The account's event list should hold {one_line(event_id)}, but does not.",
            remedy="'events' lists what it holds.",
        )
    return bool(rows[event_id])


def _must_offer(client: ReportingClient, session: ApiSession, zone: str) -> None:
    """See to it that the platform's own list has a zone, where it answers; else it decides itself.

    Raises:
        ChangeRequest: It has other zones; the message names the likeliest.
        SignInAgain: The session has ended.
    """
    try:
        offered = client.time_zones(session)
    except SignInAgain:
        raise
    except WebcastError:
        return
    if zone in offered:
        return
    part = zone.rsplit("/", 1)[-1].casefold()
    near = [name for name in offered if part and part in name.casefold()][:_NEAR]
    raise ChangeRequest(
        f"--zone should be one of the {len(offered):,} time zones that the platform lists, but is not."
        + (f" It lists {', '.join(one_line(name) for name in near)}." if near else ""),
        remedy="'zones' lists them all.",
    )


def list_zones(args: argparse.Namespace, settings: Settings, console: Console) -> None:  # noqa: ARG001
    """Write the ids of the time zones that a report can be asked in, as the platform lists them."""
    account = Account(settings, console)
    for name in ReportingClient(settings).time_zones(account.session()):
        console.say(one_line(name))


def change_password(args: argparse.Namespace, settings: Settings, console: Console) -> None:  # noqa: ARG001
    """Change the API account's password; the new one is asked for twice, or read from standard input.

    The account's sessions in the dashboard end.
    """
    account = Account(settings, console)
    username, current = account.username, account.password
    new = _new_password(console, username, settings.breached_passwords)
    if new.reveal() == current.reveal():
        raise ChangeRequest("The new password should differ from the present one, but does not.")
    client = ReportingClient(settings)
    try:
        library = Library.open(settings)
    except WebcastError:
        client.change_password(username, current, new)
        console.say(_CHANGED)
        console.say("No session could be ended: the library does not open. 'sign-out' ends them where it does.")
        return
    with closing(library):
        if library.held.of(account.key) is None:
            client.change_password(username, current, new)
        else:  # sealed for people before it is sent, so that nothing can lose it
            library.sign_in_held.change(client, account.key, operator(), new=new, current=current)
        console.say(_CHANGED)
        count = library.sessions.end_account(account.key)
        library.audit(account.key, account.username, "end sessions: new password", {"sessions": count})
    console.say(f"Sessions of this account in the dashboard that were ended: {count}.")


_CHANGED: Final = "The password is changed. Wherever WEBCAST_PASSWORD is set, set the new one."


def _new_password(console: Console, username: str, breached: Path | None) -> Secret:
    if console.interactive:
        new, again = (Secret(console.ask_secret(question)) for question in ("New password", "New password, again"))
        if new.reveal() != again.reveal():
            raise ChangeRequest("The new password should be the same both times, but is not.")
    else:
        new = Secret(sys.stdin.readline().rstrip("\r\n"))
    if not new:
        raise ChangeRequest(
            "A new password is expected on standard input, but none came.",
            remedy="For example: webcast-insights password < file-with-the-new-password",
        )
    if why := why_refused(new.reveal(), username, breached):
        raise ChangeRequest(why)
    return new
