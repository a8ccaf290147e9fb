"""The sentences of what takes long on the pages for administrators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from webcast.formats import number, plural
from webcast.language import phrase, say, speaking

MEANWHILE: Final = phrase("It goes on while you look at other pages; what came of it is shown here.")
LEAVE_OFF: Final = phrase("Leave off")
LEFT_OFF: Final = phrase("It was left off before its end.")
BROKEN: Final = phrase("It ended too early. The audit log says what was done; whoever runs the dashboard finds why.")

_HOW_FAR: Final[Mapping[str, str]] = {
    "see what is held": phrase("Looking through {reports}: {done} done"),
    "forget person": phrase("Forgetting, in {reports}: {done} done"),
    "retention": phrase("Deleting {reports}: {done} done"),
    "forget event": phrase("Deleting {reports}: {done} done"),
}


def how_far(what: str, done: int, total: int) -> str:
    """Say how far it is."""
    if not total:
        return say("Counting the reports")
    return say(_HOW_FAR[what], reports=plural(total, "report", "reports"), done=number(done))


speaking(__name__)
