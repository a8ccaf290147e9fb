"""Whether a file is called what it is: content alone decides how it is read, but a name that misleads is said."""

from __future__ import annotations

from typing import Final

_ENDINGS: Final = {
    "CSV": ("csv", "txt"),
    "Text with tabs": ("tsv", "txt", "csv"),
    "Web page with a table": ("htm", "html"),
    "XML spreadsheet": ("xml",),
    "Excel workbook": ("xlsx", "xlsm"),
    "JSON": ("json",),
    "XML": ("xml",),
}
"""What files of each :attr:`webcast.decode.understood.Understood.kind` are called."""

_PACKED: Final = ("zip", "gz")
"""Say nothing of what is inside."""


def misleading(name: str, kind: str) -> str:
    """Return the ending of a file's name where it belongs to something else than what is in it; else nothing.

    Args:
        name: What the file is called.
        kind: What it is, as it was understood.
    """
    _, dot, ending = name.rpartition(".")
    ending = ending.casefold()
    if not dot or ending in _PACKED or kind not in _ENDINGS or ending in _ENDINGS[kind]:
        return ""
    return ending
