"""Which order of day and month a report's dates were read by: said where that is no matter of course."""

from __future__ import annotations

from typing import Final

from webcast.decode.dates import Evidence, Order
from webcast.decode.notes import Notes
from webcast.language import later

TAKEN: Final = {
    True: later("Day and month were told apart by the whole column: read day first."),
    False: later("Day and month were told apart by the whole column: read month first."),
}
"""By whether the day comes first."""

GUESSED: Final = later("Day and month cannot be told apart for certain in this column; read month first.")
MIXED: Final = later("Some dates begin with the day and some with the month; those that can be both were left empty.")


def say_order(evidence: Evidence, order: Order, header: str, notes: Notes) -> None:
    """Say which order of day and month was taken where that is no matter of course, and doubt it where nothing tells.

    Args:
        evidence: What the dates say.
        order: What was made of it.
        header: What the column is called.
        notes: Get it.
    """
    if not (evidence.day_first or evidence.month_first or evidence.form or evidence.either):
        return
    notes.understood.dates, notes.understood.dates_why = order.words, order.why
    if order.why == "guess":
        notes.add(GUESSED, field=header)
        notes.understood.doubt("dates", header)
    elif order.why == "contradiction":
        notes.add(MIXED, field=header)
        notes.understood.doubt("dates", header)
    elif order.why == "dates" and (order.day_first or evidence.either):
        notes.add(TAKEN[bool(order.day_first)], field=header)
