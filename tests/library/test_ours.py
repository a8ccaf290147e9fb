"""Our company in the library: sealed, of one account, and whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, update

from webcast.errors import Damaged
from webcast.library import Library, account_key
from webcast.library.tables import kept
from webcast.settings import Settings
from webcast.view.ours import Ours

ACCOUNT = account_key("api@example.com", None)
OTHER = account_key("other@example.com", None)
OURS = Ours(("harbourline.example",), ("ada@analytical.example", "test@analytical.example"))


def test_it_is_an_account_s_own_and_sealed(library: Library, settings: Settings) -> None:
    assert library.ours.of(ACCOUNT) == Ours()
    library.ours.put(ACCOUNT, OURS, "ann")
    assert library.ours.of(ACCOUNT) == OURS
    assert library.ours.of(OTHER) == Ours()
    library.ours.put(ACCOUNT, Ours(("other.example",)), "ann")
    assert library.ours.of(ACCOUNT) == Ours(("other.example",))
    held = b"".join(path.read_bytes() for path in Path(settings.data_dir).glob("*") if path.is_file())
    assert b"other.example" not in held
    assert b"analytical" not in held


def test_forgetting_a_person_deletes_their_address_alone(library: Library) -> None:
    library.ours.put(ACCOUNT, OURS, "ann")
    library.forget_person("ada@analytical.example", user="ann")
    assert library.ours.of(ACCOUNT) == Ours(("harbourline.example",), ("test@analytical.example",))


def test_a_part_that_was_changed_is_no_reason_to_show_more_people(library: Library, settings: Settings) -> None:
    library.ours.put(ACCOUNT, OURS, "ann")
    engine = create_engine(settings.database_url)
    with engine.begin() as conn:
        conn.execute(update(kept).values(changed_at=1))
    engine.dispose()
    with pytest.raises(Damaged):
        library.ours.of(ACCOUNT)
