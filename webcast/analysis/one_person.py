"""One person of events whose reports are not open: those alone are opened in which the person is.

Which these are, kept figures tell: they know persons by their lasting numbers. Of events without such the e-mail keys
are read. All of a person's registrants come, so that whatever is told of a person over events is told of these.
"""

from __future__ import annotations

import polars as pl

from webcast.analysis import pieces
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.numbering import lasting_numbers
from webcast.reports.unopened import COLUMNS_AT_ONCE, ChangedMeanwhile, in_batches


def found(everyone: Audience, row: int) -> tuple[Audience, int]:
    """Return people of whom one is the person behind a registrant, with all that is known of them, and the row there.

    Others of the person's events can be among them. The events are those of the person alone where reports were not
    open, else all.

    Args:
        everyone: Everybody.
        row: The registrant.
    """
    if everyone.reports is not None and not everyone.opened:
        try:
            rows = _rows(everyone, row)
            people, own = pieces.few(everyone, rows)
            return people, int(own[rows.to_list().index(row)])
        except ChangedMeanwhile:
            pass  # all together are what they were
    return everyone, row


@held
def _rows(everyone: Audience, row: int) -> pl.Series:
    """Return the row numbers among all people of all registrants of the person behind one."""
    reports = everyone.reports
    registrant = pl.Series("row", [row], dtype=pl.UInt32)
    key = pieces.of_rows(everyone, registrant, "email_key").item()
    if key is None or reports is None:
        return registrant
    (number,) = lasting_numbers(*(pl.Series([value]) for value in (key, "", 0)))
    begin, rows = pieces.begins(reports), [registrant.clear()]
    for some in in_batches(reports.with_person(number), reports.registrants.__getitem__, COLUMNS_AT_ONCE):
        stretches = [(begin[event], begin[event] + reports.registrants[event]) for event in some]
        among_all = pl.concat([pl.int_range(*ends, dtype=pl.UInt32, eager=True) for ends in stretches])
        keys = reports.columns(some, ["email_key"])["email_key"]
        if keys.len() != among_all.len():
            raise ChangedMeanwhile
        rows.append(among_all.filter(keys == key).alias("row"))
    every = pl.concat(rows)
    if row not in every.to_list():
        raise ChangedMeanwhile
    return every
