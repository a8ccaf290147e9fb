"""Backups that are not restored, and libraries that none is restored into: nothing is touched then."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.library import stage
from tests.library.backed import ACCOUNT, counts, with_key
from webcast import __version__
from webcast.errors import Damaged, LibraryError, WrongKey
from webcast.library import Library
from webcast.library.backups import NotEmpty, backup, check, restore
from webcast.library.backups.manifest import mark
from webcast.library.keys import KEY_FILE, encode, key_id, new_master_key, parse
from webcast.library.rekey import rekey
from webcast.settings import Settings

pytestmark = pytest.mark.usefixtures("without_tables")


def test_another_key_and_none_are_refused_before_the_library_is_touched(
    at: Settings, empty: Settings, file: Path
) -> None:
    key = backup(at, file).key
    assert check(empty, file).opens is None
    with pytest.raises(
        WrongKey, match=f"sealed with master key {key}, but no key is given. Put the key file that was"
    ):
        restore(empty, file)
    other = new_master_key()
    wrong = replace(empty, master_key=encode(other))
    for act in (check, restore):
        with pytest.raises(WrongKey) as caught:
            act(wrong, file)
        assert str(caught.value) == (
            f"The backup is sealed with master key {key}, but the key given is {key_id(other)}. Put the key "
            "file that was kept for it into the data folder as master.key, or give its key in WEBCAST_MASTER_KEY; "
            "then try again."
        )
    assert list(empty.data_dir.iterdir()) == []


def test_after_a_rotation_earlier_backups_need_the_earlier_key(at: Settings, file: Path) -> None:
    earlier = (at.data_dir / KEY_FILE).read_text().strip()
    key = backup(at, file).key
    rekey(at)
    with pytest.raises(WrongKey, match=f"sealed with master key {key}, but the key given is"):
        check(at, file)
    assert check(replace(at, master_key=earlier), file).opens is True


def test_a_backup_of_the_middle_of_a_rotation_needs_both_keys(at: Settings, empty: Settings, file: Path) -> None:
    old, new = (at.data_dir / KEY_FILE).read_text().strip(), encode(new_master_key())
    # Both are known, and nothing was sealed anew as yet.
    both = replace(at, master_key=f"{new},{old}")
    made = backup(both, file)
    assert made.key == key_id(parse(new, "")[0])
    with pytest.raises(WrongKey, match=f"sealed with master key {key_id(parse(old, '')[0])}, but the key given is"):
        restore(replace(empty, master_key=new), file)
    assert restore(replace(empty, master_key=f"{new},{old}"), file) == made


def test_a_byte_that_changed_is_noticed_or_of_no_account(at: Settings, file: Path, tmp_path: Path) -> None:
    """Wherever it is: what is taken for whole holds the very same rows."""
    made = backup(at, file)
    whole, chance = file.read_bytes(), random.Random(20260318)  # noqa: S311 a seed, not a secret
    with closing(sqlite3.connect(file)) as conn:
        data = [row[0] for row in conn.execute("SELECT data FROM chunks UNION ALL SELECT data FROM kept")]
        text = conn.execute("SELECT value FROM backup WHERE name = 'manifest'").fetchone()[0]
    inside = [whole.index(sealed[-40:]) + 20 for sealed in data]
    inside += [whole.index(text[:80].encode()) + n for n in (3, 20, 60)]
    damaged = tmp_path / "damaged"
    outcomes = {True: 0, False: 0}
    for place in [*inside, *chance.sample(range(len(whole)), 60)]:
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        damaged.write_bytes(changed)
        try:
            assert check(at, damaged).manifest == made
        except LibraryError:
            outcomes[False] += 1
        else:
            assert place not in inside
            outcomes[True] += 1
    assert outcomes[False] >= len(inside) > 5
    assert sum(outcomes.values()) == len(inside) + 60


def test_a_damaged_one_is_refused_and_restores_nothing(at: Settings, empty: Settings, file: Path) -> None:
    backup(at, file)
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("UPDATE ledger SET wall = wall + 1")  # as whoever can write the file, and has no key, could
        conn.commit()
    with pytest.raises(Damaged, match=r"should be as it was made, but is damaged or cut short. Nothing was restored"):
        restore(with_key(empty, at), file)
    assert [path.name for path in empty.data_dir.iterdir()] == [KEY_FILE]


def test_digests_that_were_made_to_fit_are_refused_too(at: Settings, file: Path, tmp_path: Path) -> None:
    """Without the key nobody can say what a backup has to hold."""
    backup(at, file)
    library = Library.open(at)
    library.audit(ACCOUNT, "ada", "export", {"registrants": 1})
    library.close()
    other = backup(at, tmp_path / "other")
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("ATTACH ? AS other", (str(tmp_path / "other"),))
        conn.execute("DELETE FROM audit")
        conn.execute("INSERT INTO audit SELECT * FROM other.audit ORDER BY rowid")
        conn.execute("DELETE FROM meta")
        conn.execute("INSERT INTO meta SELECT * FROM other.meta ORDER BY rowid")
        conn.execute("UPDATE backup SET value = ? WHERE name = 'manifest'", (other.text().replace("Z", "z"),))
        conn.commit()
    assert check(replace(at, data_dir=tmp_path), file).opens is None  # the digests fit
    with pytest.raises(Damaged):
        check(at, file)


def test_one_that_is_cut_short_is_refused(at: Settings, file: Path) -> None:
    backup(at, file)
    whole = file.read_bytes()
    for length in (len(whole) - 1, len(whole) - 16_384, len(whole) // 2, 16_384, 100):
        file.write_bytes(whole[:length])
        with pytest.raises(Damaged):
            check(at, file)
    for length in (71, 0):
        file.write_bytes(whole[:length])
        with pytest.raises(LibraryError, match="should be a backup, but is none"):
            check(at, file)


def test_what_is_no_backup_is_refused(at: Settings, tmp_path: Path) -> None:
    with pytest.raises(
        LibraryError, match=r"library.sqlite3 should be a backup, but is none. A backup is a file that"
    ):
        check(at, at.data_dir / "library.sqlite3")
    with pytest.raises(LibraryError, match=r"missing should be a backup, but cannot be read \(No such file"):
        check(at, tmp_path / "missing")
    with pytest.raises(LibraryError, match=r"but cannot be read \(Is a directory\)"):
        check(at, tmp_path)


@pytest.mark.parametrize(
    ("says", "instead"),
    [
        ('"layout": 1', '"layout": 2'),
        ('"schema": 3', '"schema": 4'),
        ('"changed_at"', '"changed_by"'),
        ('"kept"', '"keeps"'),
    ],
)
def test_one_of_a_newer_version_is_refused(
    at: Settings, empty: Settings, file: Path, says: str, instead: str
) -> None:
    """A newer file, newer tables, a column and a table that this version has no place for."""
    backup(at, file)
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("UPDATE backup SET value = replace(value, ?, ?)", (says, instead))
        conn.execute("UPDATE backup SET value = replace(value, ?, '9.1.0')", (__version__,))
        conn.commit()
    with pytest.raises(LibraryError) as caught:
        restore(with_key(empty, at), file)
    assert str(caught.value) == (
        "The backup was made by version 9.1.0 of this program, which is newer than this one. "
        "Install that version or a newer one, and restore with it."
    )
    assert [path.name for path in empty.data_dir.iterdir()] == [KEY_FILE]


def test_one_of_an_older_version_that_had_fewer_tables_is_restored(at: Settings, empty: Settings, file: Path) -> None:
    made = backup(at, file)
    tables = {name: contents for name, contents in made.tables.items() if name not in ("kept", "facts")}
    older = replace(made, tables=tables)
    library = Library.open(at)
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("DROP TABLE kept")
        conn.execute("DROP TABLE facts")
        conn.execute("UPDATE backup SET value = ? WHERE name = 'manifest'", (older.text(),))
        conn.execute("UPDATE backup SET value = ? WHERE name = 'mark'", (mark(library.keys, older.text()),))
        conn.commit()
    library.close()
    assert restore(with_key(empty, at), file) == older
    library = Library.open(empty)
    assert library.columns.of(ACCOUNT) == {}
    assert library.audience(ACCOUNT, ["1"]).members.height == 2
    library.close()


def test_a_library_that_holds_something_is_left_as_it_is(at: Settings, empty: Settings, file: Path) -> None:
    backup(at, file)
    library = Library.open(with_key(empty, at))
    library.audit(ACCOUNT, "ada", "export", {"registrants": 1})
    before = counts(library)
    with pytest.raises(NotEmpty, match=r"restored into an empty library, but this one holds something. Name another"):
        restore(empty, file)
    assert counts(library) == before
    library.close()


def test_a_library_that_was_opened_and_never_used_is_empty_and_has_to_be_opened_anew(
    at: Settings, empty: Settings, file: Path
) -> None:
    """Who has it open would seal with what is no more; it is refused, and nothing is lost."""
    made = backup(at, file)
    running = Library.open(with_key(empty, at))
    assert restore(empty, file) == made
    with pytest.raises(
        LibraryError, match=r"another was restored in its place. Whoever runs the dashboard should stop"
    ):
        running.hold(ACCOUNT, "1", b"<xml/>", stage.report("1"))
    running.close()
    library = Library.open(empty)
    assert library.audience(ACCOUNT, ["1"]).members.height == 2
    library.close()
