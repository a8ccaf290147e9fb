"""What fetching works with: the parts of an open library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from webcast.library.catalogue import Catalogue
from webcast.library.clock import Clock
from webcast.library.guard import Guard
from webcast.library.intake import Intake
from webcast.library.jobs import Jobs
from webcast.library.leases import Leases
from webcast.library.ledger import Ledger
from webcast.library.listings import Listings
from webcast.library.snapshots import Snapshots
from webcast.settings import Settings


@dataclass(frozen=True)
class Parts:
    """What fetching works with."""

    settings: Settings
    guard: Guard
    clock: Clock
    leases: Leases
    ledger: Ledger
    listings: Listings
    catalogue: Catalogue
    snapshots: Snapshots
    intake: Intake
    jobs: Jobs
    keep: Callable[[str, str], None]
    """Is told the account's tag and the event whose newest snapshot has come."""
