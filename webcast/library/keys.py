"""The keys: a master key, what is derived from it, and how bytes are sealed with that.

The master key itself encrypts nothing. For every purpose and account a key of its own is derived (HKDF-SHA-256), so
that nothing made for one can be read as the other, and what is sealed is bound to the place where it belongs: moved
elsewhere, it does not open. Keys have ids; what is sealed says with which key, so that an old key can be replaced
while both are known, and with it the cipher, which is part of a master key (:mod:`webcast.library.ciphers`).
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webcast.errors import Damaged, SettingsError, WrongKey
from webcast.language import later, phrase
from webcast.library.ciphers import USUAL, Cipher, Key, open_with, seal_with
from webcast.settings import Settings

KEY_FILE: Final = "master.key"
KEY_BYTES: Final = 32
_FIELD: Final = "\x1f"


def new_master_key(cipher: Cipher = USUAL) -> Key:
    """Return a fresh master key."""
    return Key(secrets.token_bytes(KEY_BYTES), cipher)


def encode(master: Key) -> str:
    """Return a master key as settings and key files hold it: Base64, after ``CIPHER:`` for another than the usual."""
    text = base64.b64encode(master.secret).decode("ascii")
    return text if master.cipher is USUAL else f"{master.cipher}:{text}"


def key_id(master: Key) -> str:
    """Return the public name of a master key: tells keys apart and reveals nothing of them."""
    return _hkdf(master.secret, b"", *_cipher_in_label(master), "key id")[:8].hex()


def _cipher_in_label(master: Key) -> tuple[str, ...]:
    # So that the same 32 bytes under two ciphers are two keys, which have no derived key in common.
    return () if master.cipher is USUAL else (master.cipher.value,)


def _hkdf(secret: bytes, salt: bytes, *info: str) -> bytes:
    label = _FIELD.join(("webcast library 1", *info)).encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt or None, info=label).derive(secret)


class KeyRing:
    """The master keys we have: the first one seals, the others open what was sealed before a rotation."""

    def __init__(self, masters: list[Key]) -> None:
        self._masters = {key_id(master): master for master in masters}
        self.current = key_id(masters[0])

    def __repr__(self) -> str:
        return f"KeyRing(current={self.current!r}, ids={sorted(self._masters)})"

    def __contains__(self, name: str) -> bool:
        return name in self._masters

    @property
    def ids(self) -> list[str]:
        """The ids of all keys, the sealing one first."""
        return list(self._masters)

    def derive(self, name: str, salt: bytes, *info: str) -> Key:
        """Return a key derived from the master key ``name``, for the same cipher."""
        master = self._masters[name]
        return Key(_hkdf(master.secret, salt, *_cipher_in_label(master), *info), master.cipher)


def read_ring(settings: Settings, *, new: bool = False) -> KeyRing:
    """Return the keys of the settings, else of the key file.

    A file of keys is read anew each time, since a rotation replaces what is in it. Several keys are separated by
    commas or lines, the sealing one first.

    Args:
        settings: Where they are.
        new: Make the key file when there is none. Only for a library that is made just now: to one that exists, a
            fresh key would be of no use.

    Raises:
        NoKey: There is no key.
        SettingsError: A key is not Base64 of 32 bytes, with or without a cipher before it, or a file cannot be used.
    """
    if settings.master_key_file is not None:
        name = f"WEBCAST_MASTER_KEY_FILE ({settings.master_key_file})"
        return KeyRing(parse(_text(settings.master_key_file, name), name))
    if settings.master_key:
        return KeyRing(parse(settings.master_key, "WEBCAST_MASTER_KEY"))
    path = settings.data_dir / KEY_FILE
    try:
        _check_private(path)
    except FileNotFoundError:
        if not new:
            raise NoKey(path) from None
        return KeyRing(parse(_make(path), str(path)))
    except OSError as exc:
        raise _unreadable(f"The key file {path}", exc.strerror) from None
    return KeyRing(parse(_text(path, f"The key file {path}"), str(path)))


class NoKey(WrongKey):
    """Neither the settings nor the data folder have a master key."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            later(
                "The library is encrypted, but there is no master key: none is set, and {path} is not there.",
                path=path,
            ),
            remedy=later(
                "Give the library's key in WEBCAST_MASTER_KEY, or put its key file back into the data folder."
            ),
        )


def parse(text: str, where: str) -> list[Key]:
    """Return the master keys in a text.

    Raises:
        SettingsError: One is not Base64 of 32 bytes, or for a cipher that we don't have; ``where`` is named, the text
            is not.
    """
    masters = [_master(part, where) for part in text.replace(",", "\n").split()]
    if not masters:
        raise _bad_key(where)
    return masters


def _master(text: str, where: str) -> Key:
    cipher, colon, secret = text.rpartition(":")
    try:
        master = Key(base64.b64decode(secret, validate=True), Cipher(cipher) if colon else USUAL)
    except ValueError:  # of Base64 too
        raise _bad_key(where) from None
    if len(master.secret) != KEY_BYTES:
        raise _bad_key(where)
    return master


def _bad_key(where: str) -> SettingsError:
    return SettingsError(
        later("{where} should hold Base64 of 32 random bytes, but does not.", where=where),
        remedy=later(
            "Restore the key that the library was made with; for a new library, 'openssl rand -base64 "
            "32' makes one. A key for another cipher than the usual has its name before it: {names}",
            names=", ".join(f"{cipher}:…" for cipher in Cipher if cipher is not USUAL),
        ),
    )


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as exc:
        raise _unreadable(name, exc.strerror if isinstance(exc, OSError) else phrase("it is not text")) from None


def _unreadable(name: str, reason: str | None) -> SettingsError:
    return SettingsError(later("{name} should be readable, but is not ({reason}).", name=name, reason=reason))


def _check_private(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise SettingsError(
            later(
                "The key file {path} should be readable by its owner alone (mode 0600), but has mode {mode}.",
                path=path,
                mode=f"{mode:04o}",
            ),
            remedy=later("Run: chmod 600 {path}", path=path),
        )


def _make(path: Path) -> str:
    """Make the key file, whole or not at all; of two processes that make it, one wins and both read that one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    write_private(fresh, encode(new_master_key()) + "\n")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    except OSError:
        # A file system without hard links: then the last of two that start at once wins, before anything is sealed.
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return path.read_text("ascii")


def write_private(path: Path, text: str) -> None:
    """Write a new file that its owner alone can read, and see it onto the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def settle(folder: Path) -> None:
    """See the names of a folder's files onto the disk, where the system can: a file is safe under its new name."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Keys:
    """Seals and opens what the library holds.

    Args:
        ring: The master keys.
        salt: The library's own salt: two libraries with one master key have nothing in common.
        root: The library's own random secret; stays the same when the master key changes.
        reload: Reads the master keys again, for when another process has replaced them.
    """

    def __init__(self, ring: KeyRing, salt: bytes, root: bytes, reload: Callable[[], KeyRing]) -> None:
        self._ring = ring
        self._salt = salt
        self._root = root
        self._reload = reload
        self._derived: dict[tuple[str, ...], Key] = {}
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"Keys({self._ring!r})"

    @property
    def current(self) -> str:
        """The id of the key that seals."""
        return self._ring.current

    def derive(self, purpose: str) -> bytes:
        """Return 32 bytes for a purpose outside the stored reports; they outlive a rotation of the master key."""
        return _hkdf(self._root, self._salt, "purpose", purpose)

    def tag(self, text: str) -> str:
        """Return what stands for a text in the store: the same each time, and telling nothing without the keys."""
        return hmac.digest(self.derive("tags"), text.encode(), "sha256")[:16].hex()

    def seal(self, data: bytes, kind: str, account: str, *place: str) -> bytes:
        """Return ``data`` sealed with the current key for one kind, account and place."""
        return seal_with(self._key(self.current, kind, account), data, kind, account, *place)

    def open(self, name: str, sealed: bytes, kind: str, account: str, *place: str) -> bytes:
        """Return what was sealed with the key ``name`` for the place.

        Raises:
            WrongKey: We don't have the key.
            Damaged: The bytes were changed, cut, or sealed for another place.
        """
        return open_with(self._key(name, kind, account), sealed, kind, account, *place)

    def lent(self, *purposes: tuple[str, str, str]) -> Lent:
        """Return what opens and seals for some purposes alone, elsewhere: each a key's id, a kind and an account.

        Raises:
            WrongKey: We don't have one of the keys.
        """
        return Lent(self.current, {purpose: self._key(*purpose) for purpose in purposes})

    def must_seal_with(self, name: str) -> None:
        """See to it that the key ``name`` seals from now on.

        Raises:
            WrongKey: We don't have the key.
        """
        if name == self.current:
            return
        ring = self._reload()
        if ring.current != name:
            raise wrong_key(name, ring)
        self._ring = ring

    def must_open_root(self, name: str, sealed: bytes) -> None:
        """See to it that the library's secret, as sealed with the key ``name``, opens to the one that we work with.

        Raises:
            WrongKey: We don't have the key.
            Damaged: The bytes were changed, or are another library's.
        """
        if name not in self._ring:
            self.must_seal_with(name)
        if open_with(self._ring.derive(name, self._salt, "root"), sealed, "root", name) != self._root:
            raise Damaged(later("The library should hold the secret that it was opened with, but holds another one."))

    def _key(self, name: str, kind: str, account: str) -> Key:
        found = self._derived.get((name, kind, account))
        if found is None:
            with self._lock:
                if name not in self._ring:
                    ring = self._reload()
                    if name not in ring:
                        raise wrong_key(name, ring)
                    self._ring = ring
                found = self._ring.derive(name, self._salt, kind, account)
                self._derived[name, kind, account] = found
        return found


@dataclass(frozen=True)
class Lent:
    """The keys of some kinds and accounts, for another process; nothing else follows from them.

    Attributes:
        current: The id of the key that seals.
    """

    current: str
    _keys: Mapping[tuple[str, str, str], Key]

    def seal(self, data: bytes, kind: str, account: str, *place: str) -> bytes:
        """As :meth:`Keys.seal`, for a purpose that was lent."""
        return seal_with(self._keys[self.current, kind, account], data, kind, account, *place)

    def open(self, name: str, sealed: bytes, kind: str, account: str, *place: str) -> bytes:
        """As :meth:`Keys.open`, for a purpose that was lent."""
        return open_with(self._keys[name, kind, account], sealed, kind, account, *place)


def wrong_key(name: str, ring: KeyRing) -> WrongKey:
    """Return the error for a key that we don't have; it names key ids, which are public."""
    return WrongKey(
        later(
            "The library is encrypted with master key {name}, but the key given is {ids}.",
            name=name,
            ids=", ".join(ring.ids),
        ),
        remedy=later("Give the right key in WEBCAST_MASTER_KEY, or put its key file back into the data folder."),
    )
