"""``sign-out``: ends sessions of the dashboard, in all its processes."""

from __future__ import annotations

import argparse
from contextlib import closing

from webcast import formats
from webcast.commands.account import Account
from webcast.commands.console import Console
from webcast.commands.privacy import operator
from webcast.library import Library
from webcast.settings import Settings


def sign_out(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """End the sessions of the account, or all; running dashboards notice within seconds."""
    account = None if args.all else Account(settings, console).key
    with closing(Library.open(settings)) as library:
        if account is None:
            count = library.sessions.end_all()
            library.audit_whole(operator(), "end all sessions", {"sessions": count})
        else:
            count = library.sessions.end_account(account)
            library.audit(account, operator(), "end sessions", {"sessions": count})
    console.say(f"{formats.plural(count, 'session', 'sessions')} ended.")
