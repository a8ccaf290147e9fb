"""The time from registration to attendance on the Funnel page: in words, as bars, and the people behind each."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from webcast.analysis import attendance, waiting
from webcast.analysis.audience import Audience
from webcast.charts import waiting as chart
from webcast.cohorts.in_time import Waited
from webcast.language import say
from webcast.presentation import funnel as prepare
from webcast.ui.frame import html, options
from webcast.ui.frame import words as frame_words
from webcast.ui.frame.page import Context
from webcast.ui.funnel import words
from webcast.ui.kit import as_table, downloads, heading, people
from webcast.ui.kit import words as kit_words

_ANY: Final = ""
_MODES: Final = ("Live", "On-Demand", "SimLive")
_HOUR_MS: Final = 3_600_000


def draw(context: Context) -> None:
    """Draw how long before their first session people registered; a bar or a row opens its people."""
    block = heading.draw(words.WAITING, "time_to_attendance")
    mode = options.segments(words.FIRST_SESSION, _kinds(context.everyone), "session_type") or None
    audience = context.audience
    found = waiting.wait(audience, mode)
    html.answer(words.waiting_answer(found, mode))
    came = attendance.came(audience, mode)
    lacking = words.no_waits([title or event for event, title in audience.without_sessions.rows()])
    # That all are known needs no line of its own.
    known = words.known_waits(found.attendees, came, mode)
    said = (known if found.attendees != came else "", lacking)
    html.line("wi-context", *(html.text(text) for text in said if text))
    waits = prepare.waits(audience, mode, context)
    block.says(waits.finding)
    rows = (lambda: _table(waits.frame)) if found.attendees else None
    block = block.explain(known)
    clicked = block.chart(waits.figure, "wi-waits", rows)
    if clicked:
        people.show_sets(audience, [_set(clicked[1], mode)])
    block.offer(
        downloads.table("waits", words.WAITS_FILE), downloads.table("time-to-attendance", words.WAIT_OF_EACH_FILE)
    )


def _kinds(everyone: Audience) -> dict[str, str]:
    """Return the session types to choose from; SimLive where anybody came to one."""
    kinds = {_ANY: words.ANY_SESSION, **{mode: say(mode) for mode in _MODES}}
    return (
        kinds
        if attendance.came(everyone, "SimLive")
        else {key: kind for key, kind in kinds.items() if key != "SimLive"}
    )


def _set(place: int, mode: str | None) -> Waited:
    """Return the people of a row of :data:`webcast.analysis.waiting.WAITS`."""
    _, start, end = waiting.WAITS[place]
    least, below = (None if limit is None else limit // _HOUR_MS for limit in (start, end))
    return Waited(least, below, mode or "")


def _table(frame: pl.DataFrame) -> list[Any] | None:
    """Draw a row a bar; return a picked one as a mark of the chart."""
    labels = {"wait": words.COLUMN_WAIT, "attendees": words.COLUMN_ATTENDEES, "share": kit_words.COLUMN_OF_BASE}
    shown = frame.with_columns(pl.Series("wait", map(frame_words.sentence, map(say, frame["wait"]))))
    picks = [(chart.WAITED, place) for place in range(shown.height)]
    return as_table.draw(shown, "wi-wait-rows", labels, picks, alt=words.WAITS_TABLE)
