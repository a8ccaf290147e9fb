"""What a held report says of its event, beside its tables: times alone, nothing of people, sealed like all else."""

from __future__ import annotations

import json
from typing import Final

import polars as pl
from sqlalchemy import Connection, delete, insert

from webcast.library.keys import Keys
from webcast.library.sealed import Place
from webcast.library.tables import facts
from webcast.reports import Report

TIMES: Final = ("live_start", "live_end", "live_scheduled_at", "simlive_scheduled_at", "od_published_at")
"""Columns of the table ``event``."""


def place(where: Place) -> tuple[str, ...]:
    """Return what the facts of a snapshot are bound to: kind and account first, as :meth:`Keys.seal` takes them."""
    return ("facts", where.account, where.event_id, where.snapshot)


def write(conn: Connection, keys: Keys, where: Place, report: Report) -> None:
    """Write what a report says of its event, in place of what was there."""
    times = report.event.select(pl.col(TIMES).dt.epoch("ms")).row(0, named=True)
    data = json.dumps({name: at for name, at in times.items() if at is not None}).encode()
    row = {"snapshot": where.snapshot, "key_id": keys.current, "data": keys.seal(data, *place(where))}
    conn.execute(delete(facts).where(facts.c.snapshot == where.snapshot))
    conn.execute(insert(facts), row)
