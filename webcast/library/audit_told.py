"""Says at the start of a dashboard whether the audit log is as it was written: one line of the process log."""

from __future__ import annotations

import logging
from typing import Final

from webcast.errors import LibraryError
from webcast.happenings import happened
from webcast.library.library import Library

NEWEST: Final = 5000
"""So many of the newest entries are looked at, and the others counted: it takes as long in any library."""

_LOG: Final = logging.getLogger(__name__)


def tell(library: Library) -> None:
    """Look at the newest entries, and write how the log stands; one that was changed keeps nothing from starting."""
    try:
        verdict = library.audit_holds(NEWEST)
    except LibraryError as exc:
        error = type(exc).__name__
        said = "Could not look whether the audit log is as it was written: %s."
        happened(_LOG, "audit", said, error, level=logging.WARNING, error=error)
        return
    fault = verdict.fault
    if fault is None:
        happened(
            _LOG, "audit", "The audit log is as it was written, up to entry %d.", verdict.newest,
            outcome="whole", entry=verdict.newest, fingerprint=verdict.fingerprint,
        )  # fmt: skip
        return
    happened(
        _LOG, "audit", "The audit log is not as it was written: %s, entry %d. 'audit --verify' looks at all of it.",
        fault.wrong.value, fault.number, level=logging.ERROR, outcome=fault.wrong.value, entry=fault.number,
    )  # fmt: skip
