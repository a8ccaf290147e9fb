"""Backups: a consistent copy of a library in one file, and a library out of such a file, on either engine.

What is sealed is never opened for it: a backup holds the bytes that the library holds, and opens with the same master
key alone, which is not in it.
"""

from webcast.library.backups.archive import NotWritten
from webcast.library.backups.manifest import Contents, Manifest
from webcast.library.backups.restoring import Checked, NotEmpty, check, restore
from webcast.library.backups.taking import backup

__all__ = ["Checked", "Contents", "Manifest", "NotEmpty", "NotWritten", "backup", "check", "restore"]
