"""Saved views: what somebody looks at, under a name, for everybody of the account.

A view holds its filters in full. Those that an address must not hold (a text searched for, an e-mail address) are in
the sealed document alone; a link to a view holds nothing but an id, which means nothing to any other account.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from webcast.errors import ChangeRequest
from webcast.language import later
from webcast.library.kept import Document, Kept, Shelf
from webcast.view import document
from webcast.view.document import UnreadableView
from webcast.view.record import View

KIND: Final = "views"
MOST: Final = 200
"""Views that an account can keep."""

LONGEST_NAME: Final = 120


class UnknownView(ChangeRequest):
    """A view that this account does not have: whether another has it is not told."""


class BadName(ChangeRequest):
    """A name that a view cannot have."""


@dataclass(frozen=True)
class NamedView:
    """A view under the name that people call it by.

    Attributes:
        name: The name, without blanks around it or doubled in it.
        view: What is looked at.
        titles: Event → its title when the view was saved: an event can leave the account's list.
    """

    name: str = field(repr=False)
    view: View
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        name = " ".join(self.name.split())
        if not name:
            raise BadName(later("A view should have a name, but has none."), remedy=later("Give it one."))
        if len(name) > LONGEST_NAME:
            raise BadName(
                later(
                    "A view's name should have {longest_name} characters at most, but has {name}.",
                    longest_name=LONGEST_NAME,
                    name=len(name),
                )
            )
        object.__setattr__(self, "name", name)

    def to_json(self) -> dict[str, Any]:
        """Return what :meth:`from_json` makes the view of again."""
        return {**document.write(self.view), "name": self.name, "titles": dict(self.titles)}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> NamedView:
        """Return the view of a document.

        Raises:
            UnreadableView: It was saved by a version that knows more.
        """
        view = document.read(found)
        try:
            return cls(found["name"], view, dict(found["titles"]))
        except (KeyError, TypeError, ValueError, AttributeError, BadName):
            raise document.unreadable() from None


@dataclass(frozen=True)
class Saved:
    """A view as it is kept.

    Attributes:
        id: What a link says.
        named: The view and its name.
        saved_at: When it was saved or changed.
        saved_by: The user name of who did.
    """

    id: str
    named: NamedView
    saved_at: datetime
    saved_by: str = field(repr=False)

    @property
    def name(self) -> str:
        """How people call it."""
        return self.named.name

    @property
    def view(self) -> View:
        """What is looked at."""
        return self.named.view


def any_view(_saved: Saved) -> bool:
    """Tell of any view that somebody may see it."""
    return True


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
            UnknownView: The account has none, or several of this name.
        """
        wanted, views = _key(name_or_id), self.all(account)
        found = [saved for saved in views if saved.id == name_or_id.strip()]
        found = found or [saved for saved in views if _key(saved.name) == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownView(
                later("Several saved views of the account have this name."),
                remedy=later("'views' lists them: name one by its id."),
            )
        raise UnknownView(
            later("A saved view of the account should have this name or id, but none has."),
            remedy=later("'views' lists those there are."),
        )

    def save(
        self,
        account: str,
        view: NamedView,
        user: str,
        *,
        view_id: str | None = None,
        where: str = "",
        sees: Callable[[Saved], bool] = any_view,
    ) -> Saved:
        """Keep a view, and say who did in the audit log.

        Args:
            account: Whose it is.
            view: What is kept.
            user: Who keeps it.
            view_id: Its id, for one that was deleted and is wanted back; else a new one is made.
            where: From which network address, as everywhere here.
            sees: Whether who keeps it may see a view of the account: the name of one that they may not see is free
                to them, since to refuse it would tell that it is there.

        Raises:
            BadName: The account has a view of this name that they may see.
            TooMuch: It has as many as it can have, or the view is too large.
        """
        with self._kept.changing(self._tag(account), KIND, where) as shelf:
            view_id = view_id or secrets.token_hex(8)
            _must_be_free(shelf, view_id, view.name, sees)
            return _put(shelf, view_id, view, user, "save view")

    def replace(self, account: str, view_id: str, view: NamedView, user: str, *, where: str = "") -> Saved:
        """Put another view in place of one, under its id and name.

        Raises:
            UnknownView: The account has none of this id.
            TooMuch: The view is too large.
        """
        with self._kept.changing(self._tag(account), KIND, where) as shelf:
            name = _must_have(shelf, view_id).name
            return _put(shelf, view_id, replace(view, name=name), user, "change view")

    def rename(
        self,
        account: str,
        view_id: str,
        name: str,
        user: str,
        *,
        where: str = "",
        sees: Callable[[Saved], bool] = any_view,
    ) -> Saved:
        """Give a view another name; ``sees`` as for :meth:`save`.

        Raises:
            UnknownView: The account has none of this id.
            BadName: It has one of this name, or it is no name.
        """
        with self._kept.changing(self._tag(account), KIND, where) as shelf:
            view = _must_have(shelf, view_id).named
            _must_be_free(shelf, view_id, name, sees)
            return _put(shelf, view_id, replace(view, name=name), user, "change view")

    def delete(self, account: str, view_id: str, user: str, *, where: str = "") -> None:
        """Delete a view; none of this id is none to delete."""
        with self._kept.changing(self._tag(account), KIND, where) as shelf:
            if shelf.drop(view_id):
                shelf.record(user, "delete view", {"views": 1})


def _readable(shelf: Shelf) -> list[Saved]:
    found = []
    for kept in shelf.documents():
        try:
            found.append(_saved(kept))
        except UnreadableView:
            continue
    return found


def _must_have(shelf: Shelf, view_id: str) -> Saved:
    kept = shelf.document(view_id)
    if kept is None:
        raise unknown_view()
    return _saved(kept)


def unknown_view() -> UnknownView:
    """Return the error of a view that is not there for who asks."""
    return UnknownView(
        later("This account should have the view that the link names, but has not."),
        remedy=later("It belongs to another account, or was deleted."),
    )


def _must_be_free(shelf: Shelf, view_id: str, name: str, sees: Callable[[Saved], bool]) -> None:
    """See to it that no other view that somebody may see has this name."""
    taken = {_key(other.name) for other in _readable(shelf) if other.id != view_id and sees(other)}
    if _key(name) in taken:
        raise BadName(
            later("The account has a view of this name already."),
            remedy=later("Choose another name, or replace that view."),
        )


def _put(shelf: Shelf, view_id: str, view: NamedView, user: str, action: str) -> Saved:
    kept = shelf.put(view_id, {**view.to_json(), "saved_by": user}, most=MOST)
    events, filters = len(view.view.events), len(view.view.filters.fragments())
    shelf.record(user, action, {"views": 1, "events": events, "filters": filters})
    return _saved(kept)


def _saved(kept: Document) -> Saved:
    return Saved(kept.id, NamedView.from_json(kept.data), kept.changed_at, kept.data["saved_by"])


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
