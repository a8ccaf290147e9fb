from __future__ import annotations

import base64
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.library import stage
from webcast import cli
from webcast.commands.arguments import upkeep
from webcast.errors import ChangeRequest, Damaged, LibraryError, SettingsError, WrongKey
from webcast.library import Library, account_key
from webcast.library.ciphers import Cipher, Key, open_with, seal_with
from webcast.library.keys import (
    KEY_FILE,
    KeyRing,
    Keys,
    NoKey,
    encode,
    key_id,
    parse,
    read_ring,
)
from webcast.library.rekey import rekey
from webcast.settings import Settings

pytestmark = pytest.mark.usefixtures("without_tables")

ONE, TWO, THREE = (Key(bytes([n]) * 32) for n in (1, 2, 3))
OTHER = Key(bytes([1]) * 32, Cipher.CHACHA20_POLY1305)
"""The bytes of the first, for another cipher."""
ACCOUNT = account_key("api@example.com", None)


def keys(*masters: Key, salt: bytes = b"salt", root: bytes = b"root" * 8) -> Keys:
    ring = KeyRing(list(masters))
    return Keys(ring, salt, root, lambda: ring)


@pytest.mark.parametrize("cipher", Cipher)
def test_what_is_sealed_opens_in_its_place_alone(cipher: Cipher) -> None:
    key = Key(ONE.secret, cipher)
    sealed = seal_with(key, b"text", "raw", "account", "event 1")
    assert open_with(key, sealed, "raw", "account", "event 1") == b"text"
    for place in (("tables", "account", "event 1"), ("raw", "other", "event 1"), ("raw", "account", "event 2"), ()):
        with pytest.raises(Damaged):
            open_with(key, sealed, *place)
    for bytes_ in (sealed[:-1], sealed[:5], b"", sealed[:20] + b"x" + sealed[21:]):
        with pytest.raises(Damaged):
            open_with(key, bytes_, "raw", "account", "event 1")


def test_the_same_bytes_never_look_the_same() -> None:
    assert seal_with(ONE, b"text", "raw") != seal_with(ONE, b"text", "raw")


def test_every_purpose_account_and_library_has_a_key_of_its_own() -> None:
    sealed = keys(ONE).seal(b"text", "raw", "a")
    assert keys(ONE).open(key_id(ONE), sealed, "raw", "a") == b"text"
    with pytest.raises(Damaged):
        keys(ONE).open(key_id(ONE), sealed, "raw", "b")
    with pytest.raises(Damaged):
        keys(ONE, salt=b"other").open(key_id(ONE), sealed, "raw", "a")
    assert len({keys(ONE).derive(purpose) for purpose in ("cookie", "tags", "x")}) == 3


def test_tags_are_the_same_each_time_and_differ_by_library() -> None:
    assert keys(ONE).tag("x") == keys(TWO).tag("x") != keys(ONE, root=b"r" * 32).tag("x")


def test_a_key_that_we_lack_is_named_by_its_public_id() -> None:
    sealed = keys(TWO).seal(b"text", "raw", "a")
    with pytest.raises(WrongKey, match=f"master key {key_id(TWO)}, but the key given is {key_id(ONE)}"):
        keys(ONE).open(key_id(TWO), sealed, "raw", "a")
    assert keys(ONE, TWO).open(key_id(TWO), sealed, "raw", "a") == b"text"


@pytest.mark.parametrize("text", ["", "short", "not base64!", base64.b64encode(b"x" * 31).decode()])
def test_a_key_that_is_none_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(SettingsError, match="WEBCAST_MASTER_KEY should hold Base64 of 32 random bytes") as caught:
        parse(text, "WEBCAST_MASTER_KEY")
    assert text not in str(caught.value) or not text


def test_keys_do_not_show_themselves() -> None:
    assert encode(ONE) not in repr(keys(ONE))
    assert encode(ONE) not in repr(KeyRing([ONE]))
    assert repr(OTHER) == "Key(cipher=<Cipher.CHACHA20_POLY1305: 'chacha20-poly1305'>)"


# Ciphers


def test_a_key_is_for_one_cipher_and_names_it_unless_it_is_the_usual() -> None:
    assert encode(ONE) == "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
    assert encode(OTHER) == "chacha20-poly1305:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
    assert parse(f"{encode(OTHER)},{encode(ONE)}", "here") == [OTHER, ONE]
    assert parse(f"aes-256-gcm:{encode(ONE)}", "here") == [ONE]
    for text in (f"rot13:{encode(ONE)}", f":{encode(ONE)}", "chacha20-poly1305:", "chacha20-poly1305"):
        with pytest.raises(SettingsError, match="here should hold Base64 of 32 random bytes"):
            parse(text, "here")


def test_the_same_bytes_for_two_ciphers_are_two_keys() -> None:
    """As ids, and in all that is derived: nothing sealed with one is ever tried with the other."""
    assert key_id(ONE) == "3e50f6e98cc701a9"
    assert key_id(OTHER) == "1ee116d05fda40e5"
    ring = KeyRing([ONE, OTHER])
    first, second = (ring.derive(name, b"salt", "raw", "a") for name in ring.ids)
    assert (first.cipher, second.cipher) == (Cipher.AES_256_GCM, Cipher.CHACHA20_POLY1305)
    assert first.secret != second.secret
    sealed = keys(OTHER).seal(b"text", "raw", "a")
    assert keys(ONE, OTHER).open(key_id(OTHER), sealed, "raw", "a") == b"text"
    with pytest.raises(Damaged):
        keys(ONE).open(key_id(ONE), sealed, "raw", "a")


# The key file


def test_the_key_file_is_made_once_and_private(tmp_path: Path) -> None:
    at = stage.settings(tmp_path / "data")
    with pytest.raises(NoKey):
        read_ring(at)
    first = read_ring(at, new=True)
    assert read_ring(at).current == first.current
    assert (tmp_path / "data" / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == [KEY_FILE]


def _current(folder: Path) -> str:
    return read_ring(stage.settings(folder), new=True).current


def test_processes_that_start_at_once_make_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("fork").Pool(4) as pool:
        assert len(set(pool.map(_current, [tmp_path / "data"] * 8))) == 1


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    at = stage.settings(tmp_path)
    read_ring(at, new=True)
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(SettingsError, match="mode 0600"):
        read_ring(at)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"half a ke"])
def test_a_half_written_key_file_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / KEY_FILE
    path.touch(mode=0o600)
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"master\.key should"):
        read_ring(stage.settings(tmp_path))


# Opening with the wrong key


def test_another_key_is_a_clear_error_and_the_library_stays_whole(
    settings: Settings, opened: Callable[..., Library]
) -> None:
    right = replace(settings, master_key=encode(ONE))
    first = opened(right)
    first.remember_events(ACCOUNT, stage.listing("1"))
    first.hold(ACCOUNT, "1", b"<xml/>", stage.report("1"))
    with pytest.raises(WrongKey, match=f"master key {key_id(ONE)}, but the key given is {key_id(TWO)}"):
        Library.open(replace(settings, master_key=encode(TWO)))
    assert opened(right).report(ACCOUNT, ["1"]).registrants.height == 3


def test_a_lost_key_file_is_a_clear_error(settings: Settings, opened: Callable[..., Library]) -> None:
    opened().close()
    (settings.data_dir / KEY_FILE).unlink()
    for _ in range(2):
        with pytest.raises(WrongKey, match=r"there is no master key: none is set, and .*master\.key is not there"):
            Library.open(settings)
        with pytest.raises(WrongKey):
            rekey(settings)
        # A fresh one would open nothing, and hide from the next who looks that the right one is missing.
        assert not (settings.data_dir / KEY_FILE).exists()


def test_a_key_that_is_set_no_more_leaves_no_other_behind(settings: Settings, opened: Callable[..., Library]) -> None:
    opened(replace(settings, master_key=encode(ONE))).close()
    with pytest.raises(WrongKey):
        Library.open(settings)
    assert not (settings.data_dir / KEY_FILE).exists()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE meta SET value = '999' WHERE name = 'format'",  # a newer version's
        "DELETE FROM meta WHERE name = 'salt'",
        "DELETE FROM meta WHERE name = 'current'",
    ],
)
def test_a_library_that_cannot_be_opened_leaves_no_new_key_behind(
    settings: Settings, opened: Callable[..., Library], change: str
) -> None:
    library = opened()
    with library._guard.store.write() as conn:
        conn.exec_driver_sql(change)
    library.close()
    (settings.data_dir / KEY_FILE).unlink()
    with pytest.raises(LibraryError):
        Library.open(settings)
    assert not (settings.data_dir / KEY_FILE).exists()


def test_a_database_that_refuses_its_password_leaves_no_new_key_behind(tmp_path: Path) -> None:
    """Nobody listens at the address, which is as good: the database is never reached."""
    at = stage.settings(tmp_path / "data", "postgresql+psycopg://user:changed@127.0.0.1:9/webcast")
    with pytest.raises(LibraryError):
        Library.open(at)
    assert not (tmp_path / "data").exists()


# Rotation


def filled(library: Library) -> None:
    library.remember_events(ACCOUNT, stage.listing("1", "2"))
    for event in ("1", "2"):
        library.hold(ACCOUNT, event, os.urandom(1_200_000), stage.report(event))
    library.audit(ACCOUNT, "ada", "export", {"registrants": 6})


def all_there(library: Library) -> None:
    assert library.report(ACCOUNT, ["1", "2"]).registrants.height == 6
    for event in ("1", "2"):
        snapshot = library.snapshots(ACCOUNT, event)[0]
        assert len(stage.raw(library, ACCOUNT, event, snapshot.id)) == 1_200_000
    assert [entry.action for entry in library.audit_entries(ACCOUNT)] == ["export"]


def test_the_key_file_is_rotated(settings: Settings, opened: Callable[..., Library]) -> None:
    library = opened()
    filled(library)
    before, cookie = read_ring(settings).current, library.keys.derive("cookie")
    counted = {"chunks": 6, "facts": 2, "listings": 1, "audit_entries": 1, "saved_documents": 0, "passing": 0}
    assert rekey(settings) == counted
    ring = read_ring(settings)
    assert ring.ids == [ring.current]
    assert ring.current != before
    again = opened()
    all_there(again)
    assert again.keys.derive("cookie") == cookie
    assert [entry.action for entry in again.audit_entries()] == ["rekey", "export"]


def test_the_cipher_is_changed_under_a_running_library_and_back(
    settings: Settings, opened: Callable[..., Library]
) -> None:
    running = opened()
    filled(running)
    file = settings.data_dir / KEY_FILE
    rekey(settings, cipher=Cipher.CHACHA20_POLY1305)
    assert file.read_text("ascii").startswith("chacha20-poly1305:")
    all_there(running)
    running.hold(ACCOUNT, "1", None, stage.report("1", stage.PEOPLE[:1]))
    assert opened().report(ACCOUNT, ["1"]).registrants.height == 1
    rekey(settings)  # keeps the cipher of the key in force
    assert file.read_text("ascii").startswith("chacha20-poly1305:")
    rekey(settings, cipher=Cipher.AES_256_GCM)
    assert ":" not in file.read_text("ascii")
    assert opened().report(ACCOUNT, ["1", "2"]).registrants.height == 4


def test_the_command_line_offers_every_cipher_and_no_other() -> None:
    assert list(upkeep.CIPHERS) == [cipher.value for cipher in Cipher]
    for cipher in Cipher:
        assert cli.parser().parse_args(["rekey", "--cipher", cipher]).cipher == cipher


def test_a_key_that_is_given_names_its_cipher_itself(settings: Settings, opened: Callable[..., Library]) -> None:
    filled(opened(replace(settings, master_key=encode(ONE))))
    both = replace(settings, master_key=f"{encode(OTHER)},{encode(ONE)}")
    with pytest.raises(ChangeRequest, match="A cipher can be asked for where the key is made here"):
        rekey(both, cipher=Cipher.CHACHA20_POLY1305)
    assert rekey(both)["chunks"] == 6
    all_there(opened(replace(settings, master_key=encode(OTHER))))


def test_the_old_key_opens_nothing_after_a_rotation(settings: Settings, opened: Callable[..., Library]) -> None:
    filled(opened())
    old = (settings.data_dir / KEY_FILE).read_text("ascii")
    rekey(settings)
    with pytest.raises(WrongKey):
        Library.open(replace(settings, master_key=old))


def test_a_running_library_goes_on_over_a_rotation(settings: Settings, opened: Callable[..., Library]) -> None:
    running = opened()
    filled(running)
    rekey(settings)
    all_there(running)
    running.hold(ACCOUNT, "1", None, stage.report("1", stage.PEOPLE[:1]))
    assert opened().report(ACCOUNT, ["1"]).registrants.height == 1


def test_a_running_library_never_seals_with_the_old_key_after_a_rotation(
    settings: Settings, opened: Callable[..., Library]
) -> None:
    running = opened()
    filled(running)
    rekey(settings)
    # Its first act is to write: nothing has told it of the new key but the store.
    running.hold(ACCOUNT, "1", b"<xml/>", stage.report("1", stage.PEOPLE[:1]))
    assert opened().report(ACCOUNT, ["1"]).registrants.height == 1


def test_a_key_of_the_environment_is_rotated_with_both_given(
    settings: Settings, opened: Callable[..., Library]
) -> None:
    filled(opened(replace(settings, master_key=encode(ONE))))
    both = replace(settings, master_key=f"{encode(TWO)},{encode(ONE)}")
    assert rekey(both)["chunks"] == 6
    all_there(opened(replace(settings, master_key=encode(TWO))))
    with pytest.raises(WrongKey):
        Library.open(replace(settings, master_key=encode(ONE)))


@pytest.fixture
def of_file(settings: Settings, tmp_path: Path) -> Settings:
    """The settings of somebody who keeps the key in a file of their own, as containers do."""
    file = tmp_path / "secret"
    file.write_text(encode(ONE))
    return replace(settings, master_key=encode(ONE), master_key_file=file)


def test_a_key_of_a_file_is_rotated_under_running_processes(
    of_file: Settings, opened: Callable[..., Library]
) -> None:
    busy, idle = opened(of_file), opened(of_file)
    filled(busy)
    cookie = busy.keys.derive("cookie")
    file = of_file.master_key_file
    assert file is not None
    file.write_text(f"{encode(TWO)}\n{encode(ONE)}\n")
    busy.hold(ACCOUNT, "1", None, stage.report("1"))
    assert rekey(of_file)["chunks"] > 0
    busy.hold(ACCOUNT, "2", os.urandom(1_200_000), stage.report("2"))
    file.write_text(f"{encode(TWO)}\n")
    # One that did nothing meanwhile has only ever read the old key.
    idle.hold(ACCOUNT, "1", os.urandom(1_200_000), stage.report("1"))
    for library in (busy, idle, opened(of_file)):
        assert library.report(ACCOUNT, ["1", "2"]).registrants.height == 6
        assert library.keys.derive("cookie") == cookie
    assert not (of_file.data_dir / KEY_FILE).exists()
    with pytest.raises(WrongKey):
        Library.open(replace(of_file, master_key_file=None))  # the old key, by itself


def test_one_key_of_a_file_cannot_be_rotated(of_file: Settings, opened: Callable[..., Library]) -> None:
    opened(of_file)
    with pytest.raises(ChangeRequest, match="should hold the new key and the present one"):
        rekey(of_file)
    assert not (of_file.data_dir / KEY_FILE).exists()


def test_a_key_file_that_cannot_be_read_for_a_moment_stops_nothing_that_works(
    of_file: Settings, opened: Callable[..., Library]
) -> None:
    running = opened(of_file)
    filled(running)
    file = of_file.master_key_file
    assert file is not None
    file.write_text("half a ke")
    running.hold(ACCOUNT, "1", None, stage.report("1"))
    with pytest.raises(SettingsError, match=r"WEBCAST_MASTER_KEY_FILE \(.*secret\) should hold Base64"):
        Library.open(of_file)
    file.unlink()
    with pytest.raises(SettingsError, match=r"WEBCAST_MASTER_KEY_FILE \(.*secret\) should be readable"):
        Library.open(of_file)
    assert running.report(ACCOUNT, ["1", "2"]).registrants.height == 6


def test_one_key_of_the_environment_cannot_be_rotated(settings: Settings, opened: Callable[..., Library]) -> None:
    at = replace(settings, master_key=encode(ONE))
    opened(at)
    with pytest.raises(ChangeRequest, match="should hold the new key and the present one"):
        rekey(at)


def test_a_wrong_key_is_not_rotated_in(settings: Settings, opened: Callable[..., Library]) -> None:
    opened(replace(settings, master_key=encode(ONE))).close()
    with pytest.raises(WrongKey):
        rekey(replace(settings, master_key=f"{encode(THREE)},{encode(TWO)}"))


def test_an_interrupted_rotation_goes_on_and_loses_nothing(
    settings: Settings, opened: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(opened())
    monkeypatch.setattr("webcast.library.rekey._AT_A_TIME", 3)

    def pulled(*args: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("webcast.library.rekey._listings", pulled)
        with pytest.raises(KeyboardInterrupt):
            rekey(settings)
    assert len(read_ring(settings).ids) == 2
    all_there(opened())
    rekey(settings)
    assert len(read_ring(settings).ids) == 1
    all_there(opened())
