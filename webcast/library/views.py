"""Saved views: what somebody looks at, under a name, for everybody of the account.

A view holds its filters in full. Those that an address must not hold (a text searched for, an e-mail address) are in
the sealed document alone; a link to a view holds nothing but an id, which means nothing to any other account.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, Final

from webcast.errors import BadData, ChangeRequest, FilterError
from webcast.library.kept import Document, Kept, Shelf
from webcast.view.filters import Choice, Filters

KIND: Final = "views"
MOST: Final = 200
"""Views that an account can keep."""

LONGEST_NAME: Final = 120

_CHOICES: Final = ("registration_answers", "survey_answers")
_DATES: Final = ("start", "end")


class UnknownView(ChangeRequest):
    """A view that this account does not have: whether another has it is not told."""


class BadName(ChangeRequest):
    """A name that a view cannot have."""


class UnreadableView(BadData):
    """A view that this version of the program cannot read."""


@dataclass(frozen=True)
class View:
    """What somebody looks at.

    Attributes:
        name: How people call it.
        page: The page's name in its address.
        events: The picked events, in their order.
        titles: Event → its title when the view was saved: an event can leave the account's list.
        filters: Those in force, all of them.
        zone: IANA name of the time zone.
        merged: Whether the broadcasts of one programme are one event.
        columns: Table → its columns, where they are not the usual ones.
        options: The page's options, as its address says them.
    """

    name: str = field(repr=False)
    page: str
    events: tuple[str, ...]
    filters: Filters = field(default_factory=Filters, repr=False)
    zone: str = "UTC"
    merged: bool = False
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict, repr=False)
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        name = " ".join(self.name.split())
        if not name:
            raise BadName("A view should have a name, but has none.", remedy="Give it one.")
        if len(name) > LONGEST_NAME:
            raise BadName(f"A view's name should have {LONGEST_NAME} characters at most, but has {len(name)}.")
        object.__setattr__(self, "name", name)

    def to_json(self) -> dict[str, Any]:
        """Return what :meth:`from_json` makes the view of again."""
        return {
            "name": self.name,
            "page": self.page,
            "events": list(self.events),
            "filters": filters_to_json(self.filters),
            "zone": self.zone,
            "merged": self.merged,
            "columns": {table: list(names) for table, names in self.columns.items()},
            "options": dict(self.options),
            "titles": dict(self.titles),
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> View:
        """Return the view of a document.

        Raises:
            UnreadableView: It was saved by a version that knows more.
        """
        try:
            return cls(
                name=found["name"],
                page=found["page"],
                events=tuple(found["events"]),
                filters=filters_from_json(found["filters"]),
                zone=found["zone"],
                merged=found["merged"],
                columns={table: tuple(names) for table, names in found["columns"].items()},
                options=dict(found["options"]),
                titles=dict(found["titles"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError, FilterError):
            # Never without the filter that cannot be read: that would show more people than were meant.
            raise UnreadableView(
                "A saved view should be readable, but another version of the program saved it.",
                remedy="Open it with that version, or save it anew.",
            ) from None


@dataclass(frozen=True)
class Saved:
    """A view as it is kept.

    Attributes:
        id: What a link says.
        view: The view.
        saved_at: When it was saved or changed.
        saved_by: The user name of who did.
    """

    id: str
    view: View
    saved_at: datetime
    saved_by: str = field(repr=False)


class Views:
    """The saved views of all accounts.

    Args:
        kept: Where they are.
        tag: Makes an account's tag of its key.
    """

    def __init__(self, kept: Kept, tag: Callable[[str], str]) -> None:
        self._kept = kept
        self._tag = tag

    def all(self, account: str) -> list[Saved]:
        """Return an account's views, the latest saved first; one that cannot be read is left out."""
        with self._kept.reading(self._tag(account), KIND) as shelf:
            return _readable(shelf)

    def get(self, account: str, view_id: str) -> Saved:
        """Return one of an account's views.

        Raises:
            UnknownView: The account has none of this id; another may.
            UnreadableView: Another version of the program saved it.
            Damaged: Its bytes were changed.
        """
        with self._kept.reading(self._tag(account), KIND) as shelf:
            return _must_have(shelf, view_id)

    def find(self, account: str, name_or_id: str) -> Saved:
        """Return the view of this id or, in any case, of this name.

        Raises:
            UnknownView: The account has none.
        """
        wanted = _key(name_or_id)
        for saved in self.all(account):
            if saved.id == name_or_id.strip() or _key(saved.view.name) == wanted:
                return saved
        raise UnknownView(
            "A saved view of the account should have this name or id, but none has.",
            remedy="'views' lists those there are.",
        )

    def save(self, account: str, view: View, user: str, *, view_id: str | None = None) -> Saved:
        """Keep a view, and say who did in the audit log.

        Args:
            account: Whose it is.
            view: What is kept.
            user: Who keeps it.
            view_id: Its id, for one that was deleted and is wanted back; else a new one is made.

        Raises:
            BadName: The account has a view of this name.
            TooMuch: It has as many as it can have, or the view is too large.
        """
        with self._kept.changing(self._tag(account), KIND) as shelf:
            return _put(shelf, view_id or secrets.token_hex(8), view, user, "save view")

    def replace(self, account: str, view_id: str, view: View, user: str) -> Saved:
        """Put another view in place of one, under its id and name.

        Raises:
            UnknownView: The account has none of this id.
            TooMuch: The view is too large.
        """
        with self._kept.changing(self._tag(account), KIND) as shelf:
            name = _must_have(shelf, view_id).view.name
            return _put(shelf, view_id, replace(view, name=name), user, "change view")

    def rename(self, account: str, view_id: str, name: str, user: str) -> Saved:
        """Give a view another name.

        Raises:
            UnknownView: The account has none of this id.
            BadName: It has one of this name, or it is no name.
        """
        with self._kept.changing(self._tag(account), KIND) as shelf:
            view = _must_have(shelf, view_id).view
            return _put(shelf, view_id, replace(view, name=name), user, "change view")

    def delete(self, account: str, view_id: str, user: str) -> None:
        """Delete a view; none of this id is none to delete."""
        with self._kept.changing(self._tag(account), KIND) as shelf:
            if shelf.drop(view_id):
                shelf.record(user, "delete view", {"views": 1})


def _readable(shelf: Shelf) -> list[Saved]:
    found = []
    for document in shelf.documents():
        try:
            found.append(_saved(document))
        except UnreadableView:
            continue
    return found


def _must_have(shelf: Shelf, view_id: str) -> Saved:
    document = shelf.document(view_id)
    if document is None:
        raise UnknownView(
            "This account should have the view that the link names, but has not.",
            remedy="It belongs to another account, or was deleted.",
        )
    return _saved(document)


def _put(shelf: Shelf, view_id: str, view: View, user: str, action: str) -> Saved:
    taken = {_key(other.view.name) for other in _readable(shelf) if other.id != view_id}
    if _key(view.name) in taken:
        raise BadName(
            "The account has a view of this name already.", remedy="Choose another name, or replace that view."
        )
    document = shelf.put(view_id, {**view.to_json(), "saved_by": user}, most=MOST)
    shelf.record(user, action, {"views": 1, "events": len(view.events), "filters": len(view.filters.fragments())})
    return _saved(document)


def _saved(document: Document) -> Saved:
    return Saved(document.id, View.from_json(document.data), document.changed_at, document.data["saved_by"])


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def filters_to_json(filters: Filters) -> dict[str, Any]:
    """Return what is set of filters, private ones included, as JSON can hold it."""
    unset = Filters()
    found = {f.name: getattr(filters, f.name) for f in fields(filters)}
    return {name: _plain(value) for name, value in found.items() if value != getattr(unset, name)}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Choice):
        return {"question": value.question, "answers": list(value.answers)}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def filters_from_json(found: Mapping[str, Any]) -> Filters:
    """Return the filters of :func:`filters_to_json`.

    Raises:
        ValueError: One of them is not known, or not what it should be.
        TypeError: As before.
        KeyError: As before.
        FilterError: They exclude each other.
    """
    return Filters(**{name: _read(name, value) for name, value in found.items()})


def _read(name: str, value: Any) -> Any:
    if name in _DATES:
        return date.fromisoformat(value)
    if name in _CHOICES:
        return tuple(Choice(choice["question"], tuple(choice["answers"])) for choice in value)
    return tuple(value) if isinstance(value, list) else value
