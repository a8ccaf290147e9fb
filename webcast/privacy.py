"""May this text be somebody's e-mail address? The one answer that addresses, links, saved views and forgetting share.

An address can come in disguise: percent-encoded, more than once where a link is inside a link, with a full-width or
a small ``@``, or with a full-width ``%`` before the digits of its code. Browsers, mail programs and spreadsheets undo
all of these, so we do too before we look.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote


def undisguised(text: str) -> str:
    """Return a text as its reader may come to see it: percent codes and odd widths undone until none is left."""
    while (plain := unicodedata.normalize("NFKC", unquote(text))) != text:
        text = plain
    return text


def personal(text: str) -> bool:
    """Tell whether a text may be an e-mail address, or holds one, in any width of the sign and however encoded.

    It errs on the side of yes: whatever has an ``@`` once nothing is in disguise any more.
    """
    return "@" in undisguised(text)
