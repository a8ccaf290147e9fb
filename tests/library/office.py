"""A department with a library, at a sandbox of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from tests.library import stage
from webcast.api.client import ApiSession, ReportingClient
from webcast.api.redaction import Secret
from webcast.library import Library, Progress, account_key
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.limits import Limits
from webcast.sandbox.running import Sandbox, run_sandbox
from webcast.settings import Settings


@dataclass(frozen=True)
class Credentials:
    username: Secret = Secret(DEMO_USERNAME)  # noqa: RUF009 it is never changed
    password: Secret = Secret(DEMO_PASSWORD)  # noqa: RUF009 likewise
    told: list[str] = field(default_factory=list)

    def refused(self) -> None:
        self.told.append("refused")


@dataclass
class Office:
    """A department with a library, at a sandbox."""

    sandbox: Sandbox
    library: Library
    settings: Settings
    account: str
    session: ApiSession

    def fetch(self, *events: str, **options: object) -> Progress:
        self.library.sync.start(self.account, self.session, events, **options)  # type: ignore[arg-type]
        return self.outcome()

    def outcome(self) -> Progress:
        progress = self.library.sync.wait(self.account, 120)
        assert progress is not None
        return progress

    def progress(self) -> Progress:
        progress = self.library.sync.progress(self.account)
        assert progress is not None
        return progress

    def asked(self) -> dict[str, int]:
        """How often each call was made."""
        counts = {
            name: self.sandbox.requests.count(name) for name in ("event_list", "report", "expired_report", "login")
        }
        return {name: count for name, count in counts.items() if count}


def offices(settings: Settings, opened: Callable[..., Library]) -> Iterator[Callable[..., Office]]:
    running = []

    def open_(*events: str, expired: tuple[str, ...] = (), people: int = 3, **limits: int) -> Office:
        world = stage.world(*events, expired=expired, people=people)
        manager = run_sandbox(world=world, clock=stage.sandbox_clock(), limits=Limits(**limits))
        sandbox = manager.__enter__()
        running.append(manager)
        at = replace(settings, platform_url=sandbox.url)
        session = ReportingClient(at).sign_in(DEMO_USERNAME, DEMO_PASSWORD)
        sandbox.requests.clear()
        return Office(sandbox, opened(at), at, account_key(DEMO_USERNAME, sandbox.url), session)

    try:
        yield open_
    finally:
        for manager in running:
            manager.__exit__(None, None, None)


Opener = Callable[..., Office]
