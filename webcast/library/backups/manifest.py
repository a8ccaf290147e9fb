"""What a backup says of itself: of which library, of when, and what has to be in it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from webcast.errors import Damaged, LibraryError
from webcast.language import later
from webcast.library.keys import Keys

LAYOUT: Final = 1
"""Version of the file itself; what is in it has the library's own (``webcast.library.tables.FORMAT``)."""


@dataclass(frozen=True)
class Contents:
    """What a table of a backup has to hold.

    Attributes:
        rows: How many rows.
        digest: SHA-256 of them, in hexadecimal.
        columns: Their columns.
    """

    rows: int
    digest: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; nothing of it is secret.

    Attributes:
        schema: Version of the library's tables.
        product: Version of the program that made it.
        at: When it was taken, in UTC.
        key: Id of the master key in force then.
        tables: What each table has to hold, by name.
    """

    schema: int
    product: str
    at: str
    key: str
    tables: Mapping[str, Contents]

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(contents.rows for contents in self.tables.values())

    def text(self) -> str:
        """Return it as the file holds it."""
        return json.dumps({"layout": LAYOUT, **asdict(self)}, sort_keys=True)


def read(text: str) -> Manifest:
    """Return the manifest that a file holds.

    Raises:
        LibraryError: It is of a newer version of the program.
        Damaged: It cannot be read.
    """
    try:
        said: dict[str, Any] = json.loads(text)
        layout = int(said.pop("layout"))
        if layout > LAYOUT:
            raise newer(str(said.get("product", "")))
        tables = {
            str(name): Contents(int(one["rows"]), str(one["digest"]), tuple(map(str, one["columns"])))
            for name, one in said.pop("tables").items()
        }
        return Manifest(int(said["schema"]), str(said["product"]), str(said["at"]), str(said["key"]), tables)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise damaged() from None


def mark(keys: Keys, text: str) -> str:
    """Return what shows that a manifest is by somebody who has the library's key."""
    return hmac.digest(keys.derive("backup"), text.encode(), "sha256").hex()


def newer(product: str) -> LibraryError:
    """Return the error for a backup that this version of the program does not know."""
    return LibraryError(
        later(
            "The backup was made by version {product} of this program, which is newer than this one.", product=product
        ),
        remedy=later("Install that version or a newer one, and restore with it."),
    )


def damaged() -> Damaged:
    """Return the error for a backup that is not as it was made."""
    return Damaged(
        later("The backup should be as it was made, but is damaged or cut short."),
        remedy=later("Nothing was restored. Take another copy of it, or an earlier backup."),
    )
