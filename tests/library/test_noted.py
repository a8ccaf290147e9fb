"""Settings that came into force are recorded by their names, and what they are is kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import select

from webcast.library import Library
from webcast.library.tables import meta
from webcast.settings import Settings


def test_a_start_with_other_settings_is_recorded_by_their_names(
    settings: Settings, opened: Callable[..., Library]
) -> None:
    library = opened()
    assert library.noted.note(settings) == ()
    assert library.noted.note(settings) == ()
    other = replace(settings, idle_minutes=5.0, demo_password="canary", api={"URL_LOGIN": "canary"})
    assert library.noted.note(other) == ("demo_password", "idle_minutes", "api")
    assert library.noted.note(replace(other, api={"URL_LOGIN": "canary"})) == ()
    (entry,) = library.audit_entries()
    assert (entry.user, entry.action) == ("the program", "change settings")
    assert entry.counts == {"demo_password": 1, "idle_minutes": 1, "api": 1}
    assert library.noted.note(settings) == ("demo_password", "idle_minutes", "api")
    with library._guard.store.read() as conn:
        value = conn.scalar(select(meta.c.value).where(meta.c.name == "settings"))
    assert b'"demo_password": ' in (value or b"")
    assert b"canary" not in (value or b"")


def test_settings_that_cannot_be_read_any_more_are_noted_anew(
    settings: Settings, opened: Callable[..., Library]
) -> None:
    library = opened()
    library.noted.note(settings)
    with library._guard.store.write() as conn:
        conn.execute(meta.update().where(meta.c.name == "settings").values(value=b"\xffno"))
    assert library.noted.note(replace(settings, idle_minutes=5.0)) == ()
    assert library.noted.note(settings) == ("idle_minutes",)
