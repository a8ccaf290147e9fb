"""Replacing the master key."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from webcast.errors import ChangeRequest
from webcast.language import later
from webcast.library import audit as audit_log
from webcast.library.ciphers import Cipher, Key
from webcast.library.clock import system_clock
from webcast.library.facts import place as facts_place
from webcast.library.guard import Guard
from webcast.library.kept import place as kept_place
from webcast.library.keys import KEY_FILE, encode, new_master_key, parse, read_ring, settle, write_private
from webcast.library.listings import KIND as LISTING
from webcast.library.passing import Passing
from webcast.library.sealed import Place, open_chunk, seal_chunk
from webcast.library.store import Store
from webcast.library.tables import audit, chunks, facts, kept, listings, snapshots
from webcast.library.unbroken import KIND as AUDIT
from webcast.settings import Settings

_AT_A_TIME: Final = 16


def rekey(settings: Settings, *, cipher: Cipher | None = None, user: str = "command line") -> dict[str, int]:
    """Seal everything with a new master key, and return how much there was.

    With a key file of our own the new key is made here. With WEBCAST_MASTER_KEY, or its ``_FILE``, it is the first of
    two: ``new,old``. The library can be used meanwhile. Interrupted, it goes on with the next call: both keys stay
    known until all is done.

    Args:
        settings: Where the library and its keys are.
        cipher: Of the key that is made here; by default the present one's. A key that is given names its own.
        user: Who asks, for the audit log.

    Raises:
        ChangeRequest: WEBCAST_MASTER_KEY names one key only, or a cipher is asked for of a key that is not made here.
        WrongKey: The library is encrypted with a key that is not among those given.
    """
    path = settings.data_dir / KEY_FILE
    ours = settings.master_key is None and settings.master_key_file is None
    if ours:
        # Opened first with the key as it is: one that does not open the library must not be replaced.
        _open(settings).store.close()
        _put_new_key_first(path, cipher)
    elif cipher is not None:
        raise ChangeRequest(
            later("A cipher can be asked for where the key is made here, but it is given in the settings."),
            remedy=later(
                "Write the cipher before the new key: WEBCAST_MASTER_KEY={cipher}:NEW,PRESENT.", cipher=cipher
            ),
        )
    elif len(read_ring(settings).ids) == 1:
        raise ChangeRequest(
            later("WEBCAST_MASTER_KEY should hold the new key and the present one, but holds one alone."),
            remedy=later(
                "Set it to 'NEW,PRESENT' for this command and every running process; 'openssl rand -base64 "
                "32' makes a new key. When the command is done, take the old one away."
            ),
        )
    guard = _open(settings)
    try:
        counts = _reseal(guard)
        audit_log.Audit(guard, system_clock).record(audit_log.EVERYBODY, user, "rekey", counts)
        if ours:
            _replace(path, parse(path.read_text("ascii"), str(path))[:1])
        guard.forget_other_keys()
        guard.store.shrink()
    finally:
        guard.store.close()
    return counts


def _open(settings: Settings) -> Guard:
    store = Store(settings.database_url, connections=settings.database_connections)
    try:
        return Guard(store, settings)
    except BaseException:
        store.close()
        raise


def _put_new_key_first(path: Path, cipher: Cipher | None) -> None:
    known = parse(path.read_text("ascii"), str(path))
    if len(known) == 1:  # several: an earlier rotation was interrupted and is finished now
        _replace(path, [new_master_key(cipher or known[0].cipher), *known])


def _replace(path: Path, masters: Iterable[Key]) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    write_private(fresh, "".join(f"{encode(master)}\n" for master in masters))
    fresh.replace(path)
    settle(path.parent)


def _reseal(guard: Guard) -> dict[str, int]:
    batches = {
        "chunks": _chunks,
        "facts": _facts,
        "listings": _listings,
        "audit_entries": _audit,
        "saved_documents": _kept,
        "passing": _passing,
    }
    counts = dict.fromkeys(batches, 0)
    for name, batch in batches.items():
        while True:
            with guard.write() as conn:
                done = batch(conn, guard)
            if not done:
                break
            counts[name] += done
    return counts


def _chunks(conn: Connection, guard: Guard) -> int:
    due = select(chunks.c.snapshot, chunks.c.kind, chunks.c.n).where(chunks.c.key_id != guard.keys.current)
    found = conn.execute(due.limit(_AT_A_TIME).with_for_update()).all()
    query = select(chunks, snapshots.c.account, snapshots.c.event_id)
    query = query.join(snapshots, snapshots.c.id == chunks.c.snapshot)
    for one in found:
        this = (chunks.c.snapshot == one.snapshot) & (chunks.c.kind == one.kind) & (chunks.c.n == one.n)
        row = conn.execute(query.where(this)).one()  # each can be large
        place = Place(row.account, row.event_id, row.snapshot)
        data = open_chunk(guard.keys, place, row.kind, row)
        fresh = seal_chunk(guard.keys, place, row.kind, row.n, data, last=bool(row.last))
        conn.execute(update(chunks).where(this).values(key_id=fresh["key_id"], data=fresh["data"]))
    return len(found)


def _facts(conn: Connection, guard: Guard) -> int:
    query = select(facts, snapshots.c.account, snapshots.c.event_id)
    query = query.join(snapshots, snapshots.c.id == facts.c.snapshot)
    query = query.where(facts.c.key_id != guard.keys.current).limit(_AT_A_TIME * 8).with_for_update(of=facts)
    rows = conn.execute(query).all()
    for row in rows:
        fresh = _again(guard, row, *facts_place(Place(row.account, row.event_id, row.snapshot)))
        change = {"key_id": fresh["new_key"], "data": fresh["new_data"]}
        conn.execute(update(facts).where(facts.c.snapshot == row.snapshot).values(change))
    return len(rows)


def _listings(conn: Connection, guard: Guard) -> int:
    query = select(listings).where(listings.c.key_id != guard.keys.current).limit(_AT_A_TIME).with_for_update()
    rows = conn.execute(query).all()
    fresh = [_again(guard, row, LISTING, row.account) | {"this": row.account} for row in rows]
    if fresh:
        change: dict[str, Any] = {"key_id": bindparam("new_key"), "data": bindparam("new_data")}
        conn.execute(update(listings).where(listings.c.account == bindparam("this")).values(change), fresh)
    return len(rows)


def _audit(conn: Connection, guard: Guard) -> int:
    query = select(audit).where(audit.c.key_id != guard.keys.current).limit(_AT_A_TIME * 8).with_for_update()
    rows = conn.execute(query).all()
    fresh = [_again(guard, row, AUDIT, row.account, str(row.at)) | {"this": row.id} for row in rows]
    if fresh:
        change: dict[str, Any] = {"key_id": bindparam("new_key"), "data": bindparam("new_data")}
        conn.execute(update(audit).where(audit.c.id == bindparam("this")).values(change), fresh)
    return len(rows)


def _kept(conn: Connection, guard: Guard) -> int:
    query = select(kept).where(kept.c.key_id != guard.keys.current).limit(_AT_A_TIME * 8).with_for_update()
    rows = conn.execute(query).all()
    for row in rows:
        fresh = _again(guard, row, *kept_place(row.account, row.kind, row.id, row.changed_at))
        this = (kept.c.account == row.account) & (kept.c.kind == row.kind) & (kept.c.id == row.id)
        conn.execute(update(kept).where(this).values(key_id=fresh["new_key"], data=fresh["new_data"]))
    return len(rows)


def _passing(conn: Connection, guard: Guard) -> int:
    return Passing(guard).reseal(conn, _AT_A_TIME)


def _again(guard: Guard, row: Any, kind: str, account: str, *place: str) -> dict[str, Any]:
    data = guard.keys.open(row.key_id, row.data, kind, account, *place)
    return {"new_key": guard.keys.current, "new_data": guard.keys.seal(data, kind, account, *place)}
