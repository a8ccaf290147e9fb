"""``people`` and ``accounts``: who may sign in without the platform's password, and the accounts held for them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import Final

from webcast import formats
from webcast.api.client import ReportingClient
from webcast.api.redaction import Secret
from webcast.commands.account import Account
from webcast.commands.console import Console, one_line
from webcast.commands.privacy import operator
from webcast.errors import ChangeRequest
from webcast.library import Library, account_key
from webcast.library.held_accounts import NotHeld
from webcast.library.people import INVITED_HOURS, NotInAccount, Person
from webcast.library.sign_ins import standing_of
from webcast.reach import COLUMNS, Reach
from webcast.roles import Role
from webcast.settings import Settings


def people(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Do what was asked with people."""
    with closing(Library.open(settings)) as library:
        _PEOPLE[args.what](args, settings, library, console)


def _add(args: argparse.Namespace, settings: Settings, library: Library, console: Console) -> None:
    role = Role.ADMIN if args.admin else Role(args.role)
    known = {held.key: held.username for held in library.held.all()}
    named = [_key(name, settings, known) for name in dict.fromkeys(args.account)] or [_only(known)]
    reach = _reach(args)
    library.people.add(args.name, args.email, named[0], role, operator(), reach=reach)
    for account in named[1:]:
        library.people.put_role(args.email, account, role, operator())
        if reach is not None:  # nobody can sign in as them before they are invited, below
            library.people.limit(args.email, account, reach, operator())
    for account in named:
        _say_unlisted(library, account, reach, console)
    _invite(args, settings, library, console)


def _invite(args: argparse.Namespace, settings: Settings, library: Library, console: Console) -> None:  # noqa: ARG001 all have one signature
    secret = library.people.invite(args.email, operator())
    console.say(f"{args.at.rstrip('/')}/welcome?invitation={secret}")
    console.warn(f"Hand the link over yourself: it works once, and for {INVITED_HOURS} hours.")


def _disable(args: argparse.Namespace, settings: Settings, library: Library, console: Console) -> None:  # noqa: ARG001 all have one signature
    count = library.people.disable(args.email, operator())
    console.say(f"Disabled; {formats.plural(count, 'session', 'sessions')} ended.")


def _remove(args: argparse.Namespace, settings: Settings, library: Library, console: Console) -> None:  # noqa: ARG001 all have one signature
    count = library.people.remove(args.email, operator())
    console.say(f"Removed; {formats.plural(count, 'session', 'sessions')} ended.")


def _enable(args: argparse.Namespace, settings: Settings, library: Library, console: Console) -> None:  # noqa: ARG001 all have one signature
    library.people.disable(args.email, operator(), disabled=False)
    console.say("Enabled.")


def _role(args: argparse.Namespace, settings: Settings, library: Library, console: Console) -> None:
    role = Role.ADMIN if args.admin else Role(args.role)
    count = library.people.put_role(args.email, _account(args, settings, library), role, operator())
    console.say(f"Changed; {formats.plural(count, 'session', 'sessions')} ended.")


def _accounts_of(args: argparse.Namespace, settings: Settings, library: Library, console: Console) -> None:  # noqa: ARG001 all have one signature
    person = library.people.find(args.email)
    names = {held.key: held.username for held in library.held.all()}
    rows = [
        [
            one_line(names.get(key, "account not held")),
            role.value,
            _named(person.limits[key]) if key in person.limits else "",
        ]
        for key, role in person.accounts.items()
    ]
    console.table(["Account", "Role", "Limited to"], rows)


def _leave(args: argparse.Namespace, settings: Settings, library: Library, console: Console) -> None:
    account = _account(args, settings, library)
    if account not in library.people.find(args.email).accounts:
        raise NotInAccount
    count = library.people.put_role(args.email, account, None, operator())
    console.say(f"Taken out of the account; {formats.plural(count, 'session', 'sessions')} ended.")


def _limit(args: argparse.Namespace, settings: Settings, library: Library, console: Console) -> None:
    reach = _reach(args)
    if (reach is None) is not args.none:
        raise ChangeRequest(
            "Either what somebody is limited to should be given, or --none, but not both.",
            remedy="For example: people limit ann@example.com --cost-center Marketing",
        )
    account = _account(args, settings, library)
    count = library.people.limit(args.email, account, reach, operator())
    _say_unlisted(library, account, reach, console)
    console.say(f"Changed; {formats.plural(count, 'session', 'sessions')} ended.")


def _reach(args: argparse.Namespace) -> Reach | None:
    """Return the limit that options name; None where they name none."""
    named = {"cost_centers": args.cost_center, "folders": args.folder, "events": args.event}
    return Reach.to(**named) if any(named.values()) else None


def _say_unlisted(library: Library, account: str, reach: Reach | None, console: Console) -> None:
    """Warn of names in a limit that the account's event list does not have, as far as it is known: typing errors."""
    listed = library.events(account)
    if reach is None or listed.is_empty():
        return
    for part, column in COLUMNS.items():
        unlisted = getattr(reach, part) - set(listed[column].drop_nulls())
        for name in sorted(unlisted):
            console.warn(f"No event of the list is of {_PARTS[part]} {one_line(name)!r} yet.")


_PARTS: Final = {"cost_centers": "the cost center", "folders": "the folder", "events": "the id"}


def _list(args: argparse.Namespace, settings: Settings, library: Library, console: Console) -> None:  # noqa: ARG001 all have one signature
    names = {held.key: held.username for held in library.held.all()}
    everybody, now = library.people.all(), datetime.now(UTC)
    rows = [
        [
            one_line(one.name),
            one.email,
            _roles(one, names),
            _limits(one, names),
            _ways_in(one),
            standing_of(one, now).value,
        ]
        for one in everybody
    ]
    console.table(["Name", "E-mail", "Role", "Limited to", "Signs in with", "State"], rows)


def _ways_in(person: Person) -> str:
    own = ["passphrase"] if person.passphrase else []
    own += [formats.plural(len(person.passkeys), "passkey", "passkeys")] if person.passkeys else []
    return ", ".join([*own, *person.providers])


def _roles(person: Person, names: Mapping[str, str]) -> str:
    said = (f"{role.value} ({one_line(names.get(key, 'account not held'))})" for key, role in person.accounts.items())
    return ", ".join(said)


def _limits(person: Person, names: Mapping[str, str]) -> str:
    """Say what somebody is limited to; of several accounts, in which."""
    said = []
    for key, reach in person.limits.items():
        where = f" ({one_line(names.get(key, 'account not held'))})" if len(person.accounts) > 1 else ""
        said.append(_named(reach) + where)
    return "; ".join(said)


def _named(reach: Reach) -> str:
    parts = ((_PARTS[part].removeprefix("the "), names) for part, names in reach.to_json().items())
    return ", ".join(f"{kind} {one_line(name)}" for kind, names in parts for name in names) or "nothing"


def _account(args: argparse.Namespace, settings: Settings, library: Library) -> str:
    """Return the key of the account that was named, else of the only one."""
    known = {held.key: held.username for held in library.held.all()}
    return _key(args.account, settings, known) if args.account else _only(known)


def _key(username: str, settings: Settings, known: Mapping[str, str]) -> str:
    key = account_key(username, settings.platform_url)
    if key not in known:
        raise NotHeld
    return key


def _only(known: Mapping[str, str]) -> str:
    if len(known) != 1:
        raise ChangeRequest(
            f"The dashboard holds {formats.plural(len(known), 'account', 'accounts')}, so one has to be named.",
            remedy="Give --account, or hold one with 'accounts add'.",
        )
    return next(iter(known))


_PEOPLE: Final[dict[str, Callable[[argparse.Namespace, Settings, Library, Console], None]]] = {
    "add": _add,
    "invite": _invite,
    "disable": _disable,
    "enable": _enable,
    "remove": _remove,
    "role": _role,
    "limit": _limit,
    "accounts": _accounts_of,
    "leave": _leave,
    "list": _list,
}


def accounts(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Hold an account that takes its password now, list those held, change the password of one, or let it go."""
    if args.what == "add":
        account = Account(settings, console)
        username, password = account.username, Secret(account.password)
        # Before anything is kept: what the platform does not take is of no use to anybody.
        ReportingClient(settings).sign_in(username, password)
    with closing(Library.open(settings)) as library:
        if args.what == "list":
            _list_accounts(library, settings, console)
        elif args.what == "password":
            key = account_key(args.name, settings.platform_url)
            listed = settings.breached_passwords
            library.sign_in_held.change(ReportingClient(settings), key, operator(), breached=listed)
            count = library.sessions.end_account(key)
            console.say("The platform takes a new password, which is sealed in the library and known to nobody.")
            console.say(f"Sessions that began with the old one and were ended: {count}.")
        elif args.what == "remove":
            if not library.held.remove(account_key(args.name, settings.platform_url), operator()):
                raise NotHeld
            console.say("Held no more; people of it cannot sign in.")
        else:
            library.held.put(account_key(username, settings.platform_url), username, password, operator())
            console.say("The platform takes the password; the account is held.")


def _list_accounts(library: Library, settings: Settings, console: Console) -> None:
    rows = []
    for one in library.schedule.states():
        last, next_one = (formats.instant(at, settings.time_zone) if at else "" for at in (one.last, one.next))
        rows.append([one_line(one.username), last, next_one, one_line(one.failure)])
    console.table(["Account", "Refreshed", "Next", "Last failure"], rows)
