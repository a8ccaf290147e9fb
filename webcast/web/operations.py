"""How the dashboard stands, for an administrator: what ``/metrics`` and ``/readyz`` tell, and what else is known.

What cannot be found out is None, and is said to be not known.
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from webcast import __version__
from webcast.api import limits
from webcast.errors import LibraryError
from webcast.library.condition import Condition
from webcast.library.standing import Standing
from webcast.web.administration import Office
from webcast.web.lately import Call

_PACKAGES: Final = ("streamlit", "polars", "pyarrow", "plotly", "sqlalchemy", "cryptography")


@dataclass(frozen=True)
class Room:
    """Of a disk.

    Attributes:
        free: Bytes.
        total: Bytes.
    """

    free: int
    total: int

    @property
    def is_short(self) -> bool:
        """Whether a large fetch may find it full: less than a gigabyte is left, or a twentieth."""
        return self.free < 1024**3 or self.free * 20 < self.total


@dataclass(frozen=True)
class Left:
    """What a limit of the platform leaves in this hour.

    Attributes:
        left: Reports.
        most: Reports that it allows.
    """

    left: int
    most: int


@dataclass(frozen=True)
class Operations:
    """How the dashboard stands.

    Attributes:
        condition: The library's; None where it does not answer.
        standing: Sessions and queue; None likewise.
        answered: The platform's latest good answer to this process; None where there was none since it began.
        failed: The latest call that failed.
        failures: Calls of the platform, reports and pages that failed since the process began, by kind.
        since: When that was.
        left: What the platform's limits leave the account: standard reports, and those of expired presentations.
        at_work: Reports that are being read in this process.
        workers: How many are read at once at most.
        disk: Of the data folder.
        memory: Bytes that this process takes.
        opened: Bytes of opened files in it.
        pages: Pages that are open in it.
        versions: Of what it is made of.
    """

    condition: Condition | None
    standing: Standing | None
    answered: Call | None
    failed: Call | None
    failures: Mapping[str, int]
    since: datetime
    left: tuple[Left, Left] | None
    at_work: int
    workers: int
    disk: Room | None
    memory: int | None
    opened: int
    pages: int
    versions: Mapping[str, str]


def look(office: Office) -> Operations:
    """Return how it stands now; a library that does not answer costs what it tells, and nothing else."""
    app, condition, standing, left = office.app, None, None, None
    with suppress(LibraryError):
        app.library.check()
        condition = app.library.condition(sorted(office.accounts()))
        standing = app.library.standing(app.now())
        left = _left(office)
    return Operations(
        condition=condition,
        standing=standing,
        answered=app.lately.answered,
        failed=app.lately.failed,
        failures={kind: app.lately.count(kind) for kind in ("fetch", "decode", "failure")},
        since=app.lately.since,
        left=left,
        at_work=app.decoder.at_work,
        workers=app.decoder.most,
        disk=_disk(app.settings.data_dir),
        memory=_memory(),
        opened=app.opened_here(),
        pages=app.crowd.open,
        versions=_versions(),
    )


def _left(office: Office) -> tuple[Left, Left]:
    account, library = office.visitor.account, office.app.library
    return (
        Left(library.limits(account), limits.STANDARD.per_hour),
        Left(library.limits(account, expired=True), limits.EXPIRED.per_hour),
    )


def _disk(folder: Path) -> Room | None:
    try:
        found = shutil.disk_usage(folder)
    except OSError:
        return None
    return Room(found.free, found.total)


def _memory() -> int | None:
    """Return what the process takes at this moment, where the system tells."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return None


def _versions() -> dict[str, str]:
    found = {"Webcast Insights": __version__, "Python": platform.python_version()}
    for name in _PACKAGES:
        with suppress(PackageNotFoundError):  # what is not installed has no version to show
            found[name] = version(name)
    return found
