"""The sentences of saved views: the list, what is kept under a name, links that open one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from webcast.formats import number, plural
from webcast.language import phrase, say, speaking
from webcast.library.views import LONGEST_NAME
from webcast.view.filters import Filters

VIEWS: Final = phrase("Saved views")
SAVE_HEADING: Final = phrase("Save what you see now")
NAME: Final = phrase("Name")
SAVE: Final = phrase("Save view")
SAVE_HINT: Final = phrase(
    "Page, events, filters, columns and options are kept under this name, encrypted, for everybody who signs in with "
    "this account."
)
YOURS: Final = phrase("Views of this account")
NONE_YET: Final = phrase("No view is saved yet.")
SEARCH_HERE: Final = phrase("Search")
FIND: Final = phrase("Find a view")
NONE_FOUND: Final = phrase("No view has this in its name.")
CHANGE: Final = phrase("Change")
DONE: Final = phrase("Done")
RENAME: Final = phrase("Rename")
REPLACE: Final = phrase("Replace with what you see now")
DELETE: Final = phrase("Delete")
UNDO: Final = phrase("Undo")
CLOSE: Final = phrase("Close")
LINK: Final = phrase("Link: opens for whoever signs in with this account")
FILES_STAY: Final = phrase("Opened files belong to this session and are not saved with it.")
NOTHING_TO_SAVE: Final = phrase("Pick events first: there is nothing to save yet.")
ANOTHER_ACCOUNT_TITLE: Final = phrase("This view is not one of yours")
ANOTHER_ACCOUNT: Final = phrase(
    "The link leads to a view that this account does not have: it belongs to another account, or was deleted. "
    "Ask whoever sent it for the ordinary address of the page, or sign in with the account that the view belongs to."
)
VIEWS_NEED_AN_ACCOUNT: Final = phrase(
    "Saved views belong to an account. Sign in with the account that the view belongs to."
)
NOT_OPENED_TITLE: Final = phrase("The saved view could not be opened")
EVENTS_GONE_TITLE: Final = phrase("Some events of this view are not in your event list any more")
EVENTS_GONE: Final = phrase(
    "You see the others. If you miss them, ask the platform's support, or refresh the event list."
)
ALL_GONE: Final = phrase("None of its events is left. Pick others, and save the view again.")


def default_name(page: str, titles: Sequence[str], filters: Filters) -> str:
    """Propose a name: page, events, filters; nothing in it that no address may hold."""
    events = (
        titles[0]
        if len(titles) == 1
        else say("{titles} and {titles_2} more", titles=titles[0], titles_2=number(len(titles) - 1))
        if titles
        else ""
    )
    parts = [*filters.shareable().fragments(), *([say("a search")] if filters.private() else [])]
    name = f"{page}: {events}" + (f", {'; '.join(parts)}" if parts else "")
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def holds(page: str, events: int, filters: str) -> list[str]:
    """Say what a view holds."""
    return [page, plural(events, "event", "events"), filters]


def saved(when: str, who: str) -> str:
    """Say when a view was saved, and by whom."""
    return say("Saved {when} by {who}", when=when, who=who) if who else say("Saved {when}", when=when)


def deleted(name: str) -> str:
    """Confirm that a view is gone."""
    return say("“{name}” is deleted.", name=name)


def replaced(name: str) -> str:
    """Confirm that a view holds what is seen now."""
    return say("“{name}” now holds what you see.", name=name)


def others(count: int) -> str:
    """Say how many views are in the sidebar's list alone."""
    return say("and {more} in the sidebar", more=plural(count, "more", "more"))


def more(count: int) -> str:
    """Say how many views the list leaves out."""
    return say("{more_views}: search for a part of the name.", more_views=plural(count, "more view", "more views"))


def gone(names: Sequence[str]) -> str:
    """Name the events that are not in the account's list any more."""
    listed = "; ".join(names[:8])
    return (
        say("{listed}; and {names} more", listed=listed, names=number(len(names) - 8)) if len(names) > 8 else listed
    )


def event(title: str | None, event_id: str) -> str:
    """Name an event of a view, by title and id."""
    return f"{title} ({event_id})" if title else say("Event {event_id}", event_id=event_id)


speaking(__name__)
