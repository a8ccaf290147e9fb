"""Reports at rest: fetched once, kept encrypted, asked for again only when they changed."""

from webcast.library.library import Library, account_key
from webcast.library.progress import Progress
from webcast.library.retries import Pace
from webcast.library.snapshot import Snapshot, Stamps

__all__ = ["Library", "Pace", "Progress", "Snapshot", "Stamps", "account_key"]
