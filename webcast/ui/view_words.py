"""The sentences of saved views and of the choice of columns; :mod:`webcast.ui.words` holds all others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from webcast.filters import Filters
from webcast.formats import number, plural
from webcast.library.views import LONGEST_NAME

# Saved views
VIEWS: Final = "Saved views"
SAVE_HEADING: Final = "Save what you see now"
NAME: Final = "Name"
SAVE: Final = "Save view"
SAVE_HINT: Final = (
    "Page, events, filters, columns and options are kept under this name, encrypted, for everybody who signs in with "
    "this account."
)
YOURS: Final = "Views of this account"
NONE_YET: Final = "No view is saved yet."
FIND: Final = "Find a view"
NONE_FOUND: Final = "No view has this in its name."
CHANGE: Final = "Change"
DONE: Final = "Done"
RENAME: Final = "Rename"
REPLACE: Final = "Replace by what you see now"
DELETE: Final = "Delete"
UNDO: Final = "Undo"
CLOSE: Final = "Close"
LINK: Final = "Link: opens for whoever signs in with this account"
FILES_STAY: Final = "Opened files belong to this session and are not saved with it."
NOTHING_TO_SAVE: Final = "Pick events first: there is nothing to save yet."
ANOTHER_ACCOUNT_TITLE: Final = "This view is not one of yours"
ANOTHER_ACCOUNT: Final = (
    "The link leads to a view that this account does not have: it belongs to another account, or was deleted. "
    "Ask whoever sent it for the ordinary address of the page, or sign in with the account that the view belongs to."
)
FILES_ONLY: Final = "Saved views belong to an account. Sign in with the account that the view belongs to."
NOT_OPENED_TITLE: Final = "The saved view could not be opened"
EVENTS_GONE_TITLE: Final = "Some events of this view are not in your event list any more"
EVENTS_GONE: Final = "You see the others. If you miss them, ask the platform's support, or refresh the event list."
ALL_GONE: Final = "None of its events is left. Pick others, and save the view again."


def default_name(page: str, titles: Sequence[str], filters: Filters) -> str:
    """Propose a name: page, events, filters; nothing in it that no address may hold."""
    events = titles[0] if len(titles) == 1 else f"{titles[0]} and {number(len(titles) - 1)} more" if titles else ""
    parts = [*filters.shareable().fragments(), *(["a search"] if filters.private() else [])]
    name = f"{page}: {events}" + (f", {'; '.join(parts)}" if parts else "")
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def holds(page: str, events: int, filters: str) -> list[str]:
    """Say what a view holds."""
    return [page, plural(events, "event"), filters]


def saved(when: str, who: str) -> str:
    """Say when a view was saved, and by whom."""
    return f"Saved {when} by {who}" if who else f"Saved {when}"


def deleted(name: str) -> str:
    """Confirm that a view is gone."""
    return f"“{name}” is deleted."


def replaced(name: str) -> str:
    """Confirm that a view holds what is seen now."""
    return f"“{name}” now holds what you see."


def others(count: int) -> str:
    """Say how many views are in the sidebar's list alone."""
    return f"and {plural(count, 'more', 'more')} in the sidebar"


def more(count: int) -> str:
    """Say how many views the list leaves out."""
    return f"{plural(count, 'more view')}: search for a part of the name."


def gone(names: Sequence[str]) -> str:
    """Name the events that are not in the account's list any more."""
    listed = "; ".join(names[:8])
    return f"{listed}; and {number(len(names) - 8)} more" if len(names) > 8 else listed


def event(title: str | None, event_id: str) -> str:
    """Name an event of a view, by title and id."""
    return f"{title} ({event_id})" if title else f"Event {event_id}"


# Columns
USUAL_COLUMNS: Final = "Back to the usual columns"
REMEMBERED: Final = "Remembered for everybody of this account, in every browser."
REMEMBERED_HERE: Final = "Remembered until you sign out."
NOT_REMEMBERED: Final = "Your columns are shown, but could not be remembered for the next time."


def usual(columns: int) -> str:
    """Say what is shown while nothing is chosen."""
    return f"All {plural(columns, 'column')}; pick some to see these alone"
