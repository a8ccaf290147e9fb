"""The one thing that a process holds for everybody: settings, library, platform client, and what sessions keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock
from typing import Final

from webcast import happenings
from webcast import settings as settings_module
from webcast.api.client import ReportingClient
from webcast.api.session import ApiSession
from webcast.library import Library
from webcast.library.entrusted import Entrusted
from webcast.library.sessions import Began
from webcast.library.theirs import Theirs
from webcast.machine import cores
from webcast.openid.provider import Providers
from webcast.openid.wire import Wire
from webcast.reach import Reach
from webcast.settings import Settings
from webcast.web.crowd import Crowd
from webcast.web.devices import Devices
from webcast.web.errands import Errands
from webcast.web.host import Host, NoHost
from webcast.web.last_formats import LastFormats
from webcast.web.lately import Lately
from webcast.web.live import Credentials, Live, LiveSessions, SharedSessions
from webcast.web.media import MediaOwners
from webcast.web.printer import Printer
from webcast.web.room import MEGABYTE, Room
from webcast.web.sending import Sending
from webcast.web.sockets import Sockets
from webcast.web.stash import Stash
from webcast.web.tabs import Tabs
from webcast.web.typed_names import TypedNames
from webcast.web.uploads import Uploads
from webcast.web.visitor import Came, Cookies, Visitor, new_visitor, with_api
from webcast.web.zone_lists import ZoneLists

MOST_REFUSALS: Final = 100
"""Of an account in an hour, so many are in the audit log; all of them have a line in the process log."""


class AppState:
    """Made once a process, by :func:`app_state`; every part is safe to use from any thread.

    Attributes:
        settings: The settings it was started with.
        library: Reports at rest.
        client: The platform's Reporting API.
        providers: The OpenID providers by which people sign in.
        base: The path that the dashboard stands under, ``""`` or ``/something``; our addresses begin with it.
        cookies: Makes and reads the sign-in cookie.
        decoder: Decodes reports, in processes of their own.
        passing: What one process leaves for the others.
        room: Counts what opened files take.
        uploads: Files opened by sessions.
        sending: Files on their way, until they are opened.
        host: Streamlit, as far as the gate has to know it.
        stash: Values that links need and URLs must not hold.
        last_formats: In which format each session took a file last.
        shares: Whether other processes share the dashboard, of which one fetches.
        logins: Whom that one asks the platform as.
        live: Platform sessions and credentials: in memory alone, or shared.
        devices: Makes and reads the cookie of browsers that signed in before.
        typed_names: Makes and reads the cookie with the user name of a sign-in that failed.
        zone_lists: The time zones that the platform offers.
        tabs: To which account each tab belongs.
        sockets: The open pages.
        crowd: How many there may be.
        media: Which media files were sent to whom.
        printer: Prints the summary, where a browser is installed.
        lately: What happened in this process lately.
        errands: What takes long and goes on by itself.
        now_and_then: Is done every ten seconds where the dashboard is shared.
    """

    def __init__(
        self,
        settings: Settings,
        library: Library,
        client: ReportingClient,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        shares: bool = False,
    ) -> None:
        self.settings = settings
        self.library = library
        self.client = client
        self.now = now
        self.providers = Providers(settings.openid, Wire(settings))
        self.stands_under("")
        self.decoder = library.decoder
        self.passing = library.passing.by(now)
        self.room = Room(
            session=settings.opened_session_mb * MEGABYTE,
            process=settings.opened_mb * MEGABYTE,
            kept=self.passing.taken,
        )
        memory = settings.opened_mb * MEGABYTE // ((settings.processes or cores()) if shares else 1)
        self.uploads = Uploads(self.passing, self.room, self.session_ends, most=settings.opened_files, memory=memory)
        self.sending = Sending(self.passing, self.room)
        self.host: Host = NoHost()
        self.stash = Stash(self.passing, library.keys, self.session_ends)
        self.last_formats = LastFormats(self.passing, self.session_ends)
        self.shares = shares
        self.logins = replace(library.logins, passing=self.passing)
        self.live = SharedSessions(self.logins, library.held, self._refused) if shares else LiveSessions()
        self.zone_lists = ZoneLists(client, library, now)
        self.tabs = Tabs(self.passing)
        self.sockets = Sockets(self._forget_tab)
        self.crowd = Crowd(
            nameless=settings.signed_out_pages,
            here=settings.signed_out_pages_per_address,
            session=settings.pages_per_session,
        )
        self.media = MediaOwners()
        self.printer = Printer(settings)
        self.lately = Lately(now)
        self.errands = Errands()
        self._at_the_end: list[Callable[[], None]] = []
        self.now_and_then: list[Callable[[], None]] = []
        happenings.listen(self.lately)
        self.at_the_end(lambda: happenings.unlisten(self.lately))
        self.at_the_end(self.errands.close)

    @classmethod
    def open(
        cls, settings: Settings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), shares: bool = False
    ) -> AppState:
        """Open the library and make the client.

        Args:
            settings: The settings.
            now: The clock.
            shares: Other processes share the dashboard, and one of them fetches for all.

        Raises:
            LibraryError: The library cannot be opened; the message says why and what to do.
        """
        library = Library.open(settings)
        return cls(settings, library, ReportingClient(settings), now=now, shares=shares)

    def close(self) -> None:
        """Close the library, and do what was to be done at the end."""
        while self._at_the_end:
            self._at_the_end.pop()()
        self.library.close()

    def at_the_end(self, what: Callable[[], None]) -> None:
        """Have something done when the process's work is over."""
        self._at_the_end.append(what)

    def stands_under(self, base: str) -> None:
        """Say which path the dashboard stands under, before anybody is answered.

        Args:
            base: ``""`` or ``/something``.
        """
        keys, secure = self.library.keys, self.settings.secure_cookies
        self.base = base
        self.cookies = Cookies([keys.derive("cookie")], self.library.sessions, secure=secure, base=base, now=self.now)
        self.devices = Devices(keys.derive("device cookie"), secure=secure, base=base, now=self.now)
        self.typed_names = TypedNames(keys.derive("typed name"), secure=secure, base=base)

    @property
    def home(self) -> str:
        """The address of the start page."""
        return f"{self.base}/"

    def theirs(self, visitor: Visitor) -> Theirs:
        """Return what a visitor is shown of their account, by the limit that is in force now: ask anew each time.

        Raises:
            LibraryError: It cannot be known what they are limited to.
        """
        return self.theirs_in(visitor, "" if visitor.files_only else visitor.account)

    def theirs_in(self, visitor: Visitor, account: str) -> Theirs:
        """Return what a visitor is shown of an account: their own, or another that they are in as a person.

        Raises:
            LibraryError: It cannot be known what they are limited to.
        """
        if visitor.person:
            reach = self.library.people.reach(visitor.person, account)
        else:
            reach = None if account in ("", visitor.account) else Reach()
        return Theirs(self.library, account, reach, visitor.holder)

    def session_ends(self) -> datetime:
        """Return when a session that begins now ends."""
        return self.now() + timedelta(hours=self.settings.session_hours)

    def current(self, visitor: Visitor) -> Visitor:
        """Return the visitor with the newest platform session: a fetch may have signed in again meanwhile."""
        live = self.live.get(visitor.sid)
        if live is None:
            # A cookie from before a restart: remembered, so that what the session opens is swept when it ends.
            self.live.open(visitor.sid, Live(visitor.expires_at, visitor.api))
            return visitor
        if live.api is None or visitor.api is None:
            return visitor
        return with_api(visitor, live.api)

    def signed_in(self, visitor: Visitor, credentials: Credentials, came: Came) -> None:
        """Begin a session with an account, or go on with one by a new cookie, and go on with what waited for it.

        The older cookie ends, and so do the account's sessions that began with another password. A fetch that a
        restart or the end of the platform's session interrupted goes on by itself.
        """
        sessions = self.library.sessions
        check = sessions.check(visitor.account, credentials.password.reveal())
        began = Began(self.now(), visitor.expires_at, visitor.account, came.where, came.browser, check)
        sessions.begin(visitor.sid, visitor.token, began)
        if changed := sessions.end_by_password(visitor.account, visitor.sid, check, same=False):
            self.audit(visitor, "end sessions: another password", {"sessions": changed}, came.where)
        credentials.when_refused(partial(self.refused, visitor, check))
        self.live.open(visitor.sid, Live(visitor.expires_at, visitor.api, credentials, visitor.account))
        if visitor.api is not None:
            self.library.sync.resume(visitor.account, visitor.api, credentials, renewed=self.renewer(visitor))

    def person_signed_in(self, visitor: Visitor, credentials: Credentials, came: Came) -> None:
        """Begin a session of a person, with the account that is held for them, and go on with what waited for it."""
        self.library.sessions.begin(
            visitor.sid,
            visitor.token,
            Began(self.now(), visitor.expires_at, visitor.holder, came.where, came.browser),
        )
        self.library.sign_ins.note(visitor.person, visitor.account)
        self.live.open(visitor.sid, Live(visitor.expires_at, visitor.api, credentials, visitor.account))
        if visitor.api is not None:
            self.library.sync.resume(visitor.account, visitor.api, credentials, renewed=self.renewer(visitor))

    def let_in(self, visitor: Visitor, came: Came) -> None:
        """Begin a session without account.

        Raises:
            TooManySessions: There are as many as there may be.
        """
        began = Began(self.now(), visitor.expires_at, where=came.where, browser=came.browser)
        self.library.sessions.begin_guest(
            visitor.sid,
            visitor.token,
            began,
            most=self.settings.files_only_sessions,
            most_here=self.settings.files_only_per_address,
        )
        self.live.open(visitor.sid, Live(visitor.expires_at))

    def refused(self, visitor: Visitor, check: int) -> None:
        """End what began with a password that the platform takes no more: it was changed, or the account closed."""
        count = self.library.sessions.end_by_password(visitor.account, visitor.sid, check, same=True)
        self.library.sessions.end(visitor.sid)
        self.audit(visitor, "end sessions: refused by the platform", {"sessions": count + 1}, "")
        self.forget(visitor.sid)

    def _refused(self, login: Entrusted) -> None:
        """Do the same for a session that another process began."""
        if login.password is None:
            return
        visitor = new_visitor(
            account=login.account, username=login.username, api=login.api, expires_at=login.until, sid=login.sid
        )
        self.refused(visitor, self.library.sessions.check(login.account, login.password.reveal()))

    def audit(
        self,
        visitor: Visitor,
        action: str,
        counts: Mapping[str, int],
        where: str,
        *,
        events: Iterable[str] = (),
        whom: str = "",
    ) -> None:
        """Record what a visitor did, from which network address, and with which events of the library or to whom."""
        user = visitor.username or "files only"
        self.library.audit(visitor.account, user, action, counts, where=where, events=events, whom=whom)

    def audit_refusal(self, visitor: Visitor, action: str, where: str) -> None:
        """Record that somebody asked for what they may not have: so often in an hour at most, and of accounts."""
        if not visitor.files_only and not self.library.quotas.take("refusals", visitor.account, MOST_REFUSALS):
            self.audit(visitor, action, {}, where)

    def credentials(self, visitor: Visitor) -> Credentials | None:
        """Return the credentials of a session, for the fetch that runs on its behalf; None after a restart."""
        live = self.live.get(visitor.sid)
        return live.credentials if live else None

    def renewer(self, visitor: Visitor) -> Callable[[ApiSession], None]:
        """Return what a fetch tells when it opened a platform session on a visitor's behalf."""
        return partial(self.live.renew, visitor.sid)

    def sign_out(self, visitor: Visitor, told_after: float = 0.0) -> None:
        """End a session in every tab, and forget what it held.

        Args:
            visitor: Whose it is.
            told_after: Seconds until its open pages are told: the one that sent the form waits for its answer.
        """
        self.library.sessions.end(visitor.sid)
        self.forget(visitor.sid, told_after)

    def renewed(self, visitor: Visitor) -> None:
        """Cut off the open pages that were let in with an older cookie, for them to connect again with this one."""
        self.sockets.outdated(visitor.sid, lambda token: token == visitor.token)

    def used(self, visitor: Visitor) -> None:
        """Note that somebody did something in a session."""
        self.library.sessions.used(visitor.sid, self.now())

    def is_use_due(self, visitor: Visitor) -> bool:
        """Tell whether it is time to note that."""
        return self.library.sessions.is_due(visitor.sid, self.now())

    def forget(self, sid: str, told_after: float = 0.0) -> None:
        """Drop everything that a session holds: files, credentials, stashed values; and tell its pages."""
        self.sockets.leave(sid, self.host.reload, told_after)
        for part in (self.uploads, self.stash, self.live, self.media, self.zone_lists, self.errands):
            part.drop(sid)
        self.passing.drop(sid)

    def look(self) -> None:
        """Forget the sessions that are over, wherever they were ended; called every two seconds."""
        sids = self.sockets.sids() | self.live.sids()
        if not sids:
            return
        cookies = self.library.sessions.cookies(sids, self.now())
        for sid in sids:
            if sid not in cookies:
                self.forget(sid)
            else:
                self.sockets.outdated(sid, partial(self.library.sessions.is_current, cookies[sid]))

    def sweep(self) -> None:
        """Forget the sessions whose time is over, and the tabs that are gone; called every minute."""
        for sid in self.live.expired(self.now()):
            self.forget(sid)
        self.sockets.sweep()
        self.sending.sweep()
        self.library.sessions.sweep(self.now())
        self.passing.sweep()

    def _forget_tab(self, tab: str) -> None:
        self.host.close(tab)
        self.room.drop_tab(tab)

    def opened_here(self) -> int:
        """Return how many bytes of people's own files are in this process's memory."""
        return self.room.here() + self.uploads.here()


_state: AppState | None = None
_shares = False
_lock = Lock()


def share() -> None:
    """Say that this process shares the dashboard with others, of which one fetches; before its state is opened."""
    global _shares  # noqa: PLW0603 - what a process is, it is for good
    _shares = True


def app_state() -> AppState:
    """Return the process's state; the first call opens it, with the settings of the environment."""
    global _state  # noqa: PLW0603 - one a process is the point
    with _lock:
        if _state is None:
            _state = AppState.open(settings_module.load(), shares=_shares)
            if _shares:
                _state.library.only_answer()
        return _state


def visitor_from(cookies: Mapping[str, str]) -> Visitor | None:
    """Return the visitor of a page's cookies, with the newest platform session that we know of; None when not valid.

    Checks that we made the cookie, that it has not ended and that it was not signed out: call it on every rerun.
    """
    state = app_state()
    # By the one name that routes and gate read too: behind TLS the other is one that a neighbour could have set.
    visitor = state.cookies.read_from(cookies, of_open_page=True)
    return None if visitor is None else state.current(visitor)


def use(state: AppState | None) -> None:
    """Make a state the process's: for the tests, and to forget a closed one."""
    global _state  # noqa: PLW0603 - see above
    with _lock:
        _state = state
