"""How we connect to PostgreSQL: how many connections, what each of them waits for and how long, how bytes come.

What the address itself says of any of this counts: ``?connect_timeout=9``, ``?options=-cstatement_timeout%3D300s``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, LargeBinary, Select, create_engine, event
from sqlalchemy.engine import URL, Compiled

CONNECT_SECONDS: Final = 5
"""How long a server may take to let us in."""

STATEMENT_SECONDS: Final = 120.0
"""How long it may take for one statement; ours take seconds, the longest of them when an old event is deleted."""

IDLE_SECONDS: Final = 20.0
"""How long a transaction may wait for us between two statements.

A server does not hear for two hours that our machine died in the middle of one, and all who need what it locked would
wait; so they wait for less than they have patience.
"""

_SILENT_SECONDS: Final = 30
"""After so long without a sign of its machine a connection is given up."""

_KEPT: Final = 4
"""So many connections stay open; what is beyond that is closed when it is not needed."""

_BINARY: Final = 1
"""The format in which bytes come as they are; as text, the usual one, each is two digits."""


def engine(url: URL, limits: Mapping[str, float], connections: int) -> Engine:
    """Return an engine.

    Args:
        url: Of the database.
        limits: Seconds by the name of a setting of PostgreSQL's, for each connection.
        connections: How many of them there may be.
    """
    ours = " ".join(f"-c {name}={int(seconds * 1000)}" for name, seconds in limits.items())
    patience: dict[str, object] = {
        "connect_timeout": CONNECT_SECONDS,
        # A server whose machine or network is gone answers nothing, which is no error by itself.
        "keepalives_idle": _SILENT_SECONDS // 2,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": _SILENT_SECONDS * 1000,
        "application_name": "webcast-insights",
    }
    patience = {name: value for name, value in patience.items() if name not in url.query}
    kept = min(_KEPT, connections)
    made = create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,
        pool_use_lifo=True,
        pool_size=kept,
        max_overflow=connections - kept,
        connect_args={**patience, "options": f"{ours} {url.query.get('options', '')}".strip()},
    )
    event.listen(made, "before_cursor_execute", _BytesAsTheyAre().ask)
    return made


class _BytesAsTheyAre:
    """Has rows with bytes come in binary: half of what goes over the wire, a third of the memory."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Compiled, bool] = WeakKeyDictionary()

    def ask(self, *said: Any) -> None:
        """Ask for it where a statement is a query of such rows."""
        _, cursor, _, _, context, _ = said
        compiled = None if context is None else context.compiled
        if compiled is None:
            return
        found = self._known.get(compiled)
        if found is None:
            found = self._known[compiled] = _has_bytes(compiled)
        if found:
            cursor.format = _BINARY


def _has_bytes(compiled: Compiled) -> bool:
    query = compiled.statement
    return isinstance(query, Select) and any(isinstance(one.type, LargeBinary) for one in query.selected_columns)
