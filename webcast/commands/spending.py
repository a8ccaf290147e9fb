"""Before the report of an expired presentation is spent: somebody says yes, on every way that leads there."""

from __future__ import annotations

from collections.abc import Sequence

from webcast.api import limits
from webcast.commands.console import Console
from webcast.errors import ChangeRequest
from webcast.library import Library


def agree(library: Library, account: str, event_ids: Sequence[str], console: Console, *, given: bool) -> None:
    """Return when the reports of expired presentations may be asked for.

    Args:
        library: Knows what is left of the hour.
        account: Whose account key.
        event_ids: The expired presentations.
        console: Where to ask.
        given: ``--expired`` was said.

    Raises:
        ChangeRequest: Nobody says yes; nothing was asked for.
    """
    if not event_ids or given:
        return
    told = limits.spends(len(event_ids), library.limits(account, expired=True))
    if not console.interactive:
        raise ChangeRequest(told, remedy="Say --expired to ask for them; nothing was asked for.")
    if console.ask(f"{told} Ask now? [y/N]").strip().lower() not in ("y", "yes"):
        raise ChangeRequest("Nothing was asked for.")


def expired_among(library: Library, account: str, event_ids: Sequence[str]) -> list[str]:
    """Return those of the events whose report the account's list says is that of an expired presentation."""
    events = library.events(account)
    expired = set(events.filter(events["is_expired"].fill_null(value=False))["event_id"])
    return [event_id for event_id in event_ids if event_id in expired]
