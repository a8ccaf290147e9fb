"""Who looked at people by their names: an entry of the audit log for each drawer that opens."""

from __future__ import annotations

from typing import Final

from webcast.analysis.audience import Audience
from webcast.ui.frame import signed_in, state
from webcast.web.app_state import app_state
from webcast.web.uploads import PREFIX

LIST: Final = "see people"
ONE: Final = "see person"


def record(action: str, audience: Audience, registrants: int) -> None:
    """Record that somebody sees people, before they are shown; of files that they opened themselves nothing is said.

    Args:
        action: Whether it is a list or one of them.
        audience: Who is in view.
        registrants: How many are seen.

    Raises:
        LibraryError: It cannot be recorded; then they are not shown.
    """
    found = signed_in.visitor()
    picked = state.looking().events or tuple(audience.events["event_id"].to_list())
    events = [event for event in picked if not event.startswith(PREFIX)]
    if found is None or found.files_only or not events:
        return
    counts = {"events": len(events), "registrants": registrants}
    app_state().audit(found, action, counts, signed_in.network(), events=events)
