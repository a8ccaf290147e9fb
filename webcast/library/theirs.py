"""What somebody is shown of an account: the one door of pages and routes to its event list and all behind it.

Who is limited (:mod:`webcast.reach`) gets an event list of their own here. What is not in it is answered as what does
not exist: whether the account has it, nobody is told. The list is asked for anew every time, so an event that leaves
a cost center is gone with the next run of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from webcast.analysis.audience import Audience
from webcast.api.session import ApiSession
from webcast.library import Library
from webcast.library.following import Turn
from webcast.library.listings import must_show
from webcast.library.logins import Credentials
from webcast.library.progress import Progress, State
from webcast.library.snapshot import Snapshot
from webcast.library.views import NamedView, Saved, UnknownView, Views, any_view, unknown_view
from webcast.library.visits import Visit
from webcast.reach import Reach
from webcast.reports.unopened import Unopened


class Theirs:
    """An account's events and what hangs on them, as somebody may see them.

    Args:
        library: Where they are.
        account: The account key; empty for who has none.
        reach: What they are limited to; None: nothing.
        holder: Names who they are, for what is kept apart for who has a list of their own.

    Attributes:
        views: The account's saved views.
    """

    def __init__(self, library: Library, account: str, reach: Reach | None = None, holder: str = "") -> None:
        self.library = library
        self.account = account
        self.reach = reach
        self._holder = holder
        self.views = TheirViews(self)

    @property
    def known(self) -> bool:
        """Whether there is an account at all."""
        return bool(self.account)

    def events(self) -> pl.DataFrame:
        """Return their event list: columns of :data:`webcast.library.catalogue.EVENT_COLUMNS`."""
        listed = self.library.events(self.account)
        return listed if self.reach is None else self.reach.within(listed)

    def must_show(self, event_ids: Sequence[str]) -> None:
        """See to it that their event list shows events.

        Raises:
            UnknownEvent: It does not show them all.
        """
        must_show(self.events()["event_id"], event_ids)

    def audience(self, event_ids: Sequence[str]) -> Audience:
        """Return the newest reports of events as an audience; shared and cached, so never change it.

        Raises:
            UnknownEvent: An event is not in their list, or no report of it is held.
            Damaged: Stored bytes fail their integrity check.
        """
        self._within(event_ids)
        return self.library.audience(self.account, event_ids)

    def unopened(self, event_ids: Sequence[str]) -> Unopened | None:
        """Return the newest reports of events without opening them: see :meth:`Library.unopened`.

        Raises:
            UnknownEvent: An event is not in their list, or no report of it is held.
        """
        self._within(event_ids)
        return self.library.unopened(self.account, event_ids)

    def versions(self, event_ids: Sequence[str]) -> tuple[str, ...]:
        """Return what stands for the newest reports of events: see :meth:`Library.versions`.

        Raises:
            UnknownEvent: An event is not in their list, or no report of it is held.
        """
        self._within(event_ids)
        return self.library.versions(self.account, event_ids)

    def newest(self, event_id: str) -> Snapshot | None:
        """Return the event's newest snapshot; None when no report of it is held.

        Raises:
            UnknownEvent: It is not in their list.
        """
        self._within([event_id])
        return self.library.newest(self.account, event_id)

    # Fetching

    def start(
        self,
        session: ApiSession,
        event_ids: Sequence[str],
        credentials: Credentials | None = None,
        *,
        renewed: Callable[[ApiSession], None] | None = None,
        force: bool = False,
        spend: bool = False,
        add_json: bool = False,
    ) -> None:
        """Fetch events: see :meth:`webcast.library.sync.Syncer.start`.

        Raises:
            UnknownEvent: One of them is not in their list.
            NotAgreed: One has expired, and nobody said that its report may be spent.
        """
        self._within(event_ids)
        self.library.sync.start(
            self.account, session, event_ids, credentials,
            renewed=renewed, force=force, spend=spend, add_json=add_json,
        )  # fmt: skip

    def progress(self) -> Progress | None:
        """Return how far the fetch of their events is; None when there was none."""
        return self.library.sync.progress(self.account, self._ids())

    def fetch_state(self) -> State | None:
        """Return the state of :meth:`progress` alone, which costs less."""
        return self.library.sync.state(self.account, self._ids())

    def cancel(self) -> None:
        """Wait no longer for any event of theirs."""
        self.library.sync.cancel(self.account, self._ids())

    def turn(self, event_id: str) -> Turn:
        """Return when an event that is followed may be refreshed."""
        return self.library.following.turn(self.account, event_id)

    def follow(
        self,
        session: ApiSession,
        event_id: str,
        credentials: Credentials | None = None,
        *,
        renewed: Callable[[ApiSession], None] | None = None,
    ) -> bool:
        """Refresh an event if it is its turn: see :meth:`webcast.library.following.Following.refresh`.

        Raises:
            UnknownEvent: It is not in their list.
        """
        self._within([event_id])
        return self.library.following.refresh(self.account, session, event_id, credentials, renewed=renewed)

    # Visits

    def arrive(self, listed: pl.DataFrame) -> Visit | None:
        """Note that somebody is here, and return the visit before: of the account, or of who has a list of their own.

        Args:
            listed: Their event list.
        """
        return self.library.visits.arrive(self._whose, listed["event_id"])

    # Columns

    def columns(self) -> dict[str, tuple[str, ...]]:
        """Return the columns that were chosen for tables: some bear the words of a question that an event asked."""
        return self.library.columns.of(self._whose)

    def choose_columns(self, table: str, columns: tuple[str, ...]) -> None:
        """Keep the columns of a table."""
        self.library.columns.choose(self._whose, table, columns)

    # Inside

    @property
    def _whose(self) -> str:
        """Under what is kept that could tell of other events: the account, or who has a list of their own."""
        return self.account if self.reach is None else f"{self.account} {self._holder}"

    def _ids(self) -> frozenset[str] | None:
        return None if self.reach is None else frozenset(self.events()["event_id"])

    def _within(self, event_ids: Sequence[str]) -> None:
        if self.reach is not None:  # else the library asks the account's list itself
            self.must_show(event_ids)


class TheirViews:
    """The account's saved views that are of events of theirs alone: any other could name what they may not see.

    Args:
        theirs: Whose events.
    """

    def __init__(self, theirs: Theirs) -> None:
        self._theirs = theirs

    def all(self) -> list[Saved]:
        """Return the views, the latest saved first; one that cannot be read is left out."""
        found = self._views.all(self._theirs.account)
        return list(filter(self._sees(), found))

    def get(self, view_id: str) -> Saved:
        """Return a view.

        Raises:
            UnknownView: There is none of this id, or not for them.
            UnreadableView: Another version of the program saved it.
            Damaged: Its bytes were changed.
        """
        saved = self._views.get(self._theirs.account, view_id)
        if not self._sees()(saved):
            raise unknown_view()
        return saved

    def save(self, view: NamedView, user: str, *, view_id: str | None = None, where: str = "") -> Saved:
        """Keep a view: see :meth:`webcast.library.views.Views.save`.

        Raises:
            UnknownEvent: It is of an event that is not in their list.
        """
        if self._theirs.reach is not None:
            self._theirs.must_show(view.view.events)
            if view_id is not None:
                self._must_be_free(view_id)
        return self._views.save(self._theirs.account, view, user, view_id=view_id, where=where, sees=self._sees())

    def replace(self, view_id: str, view: NamedView, user: str, *, where: str = "") -> Saved:
        """Put another view in place of one, under its id and name.

        Raises:
            UnknownView: There is none of this id, or not for them.
        """
        self.get(view_id)
        if self._theirs.reach is not None:
            self._theirs.must_show(view.view.events)
        return self._views.replace(self._theirs.account, view_id, view, user, where=where)

    def rename(self, view_id: str, name: str, user: str, *, where: str = "") -> Saved:
        """Give a view another name.

        Raises:
            UnknownView: There is none of this id, or not for them.
        """
        self.get(view_id)
        return self._views.rename(self._theirs.account, view_id, name, user, where=where, sees=self._sees())

    def delete(self, view_id: str, user: str, *, where: str = "") -> None:
        """Delete a view; none of this id, or none for them, is none to delete."""
        if self._theirs.reach is not None:
            try:
                self.get(view_id)
            except UnknownView:
                return
        self._views.delete(self._theirs.account, view_id, user, where=where)

    def _sees(self) -> Callable[[Saved], bool]:
        """Return what tells whether a view is for them."""
        if self._theirs.reach is None:
            return any_view
        listed = set(self._theirs.events()["event_id"])
        return lambda saved: _of(saved, listed)

    @property
    def _views(self) -> Views:
        return self._theirs.library.views

    def _must_be_free(self, view_id: str) -> None:
        """See to it that a view which is wanted back takes the place of none that they may not see."""
        try:
            self._views.get(self._theirs.account, view_id)
        except UnknownView:
            return
        self.get(view_id)


def _of(saved: Saved, listed: set[str]) -> bool:
    """Tell whether a view is of events of a list alone; of one without events it cannot be told."""
    return bool(saved.view.events) and listed.issuperset(saved.view.events)
