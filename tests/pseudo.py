"""A pseudo-language, longer, accented and marked, in which a text that bypasses the catalogue stands out."""

from __future__ import annotations

import re
from gettext import NullTranslations
from html import unescape

_ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")
_PARTS = re.compile(r"(\{\w*\}|<br>)")


def marked(message: str) -> str:
    """Return a message in the pseudo-language."""
    said = "".join(part if _PARTS.fullmatch(part) else part.translate(_ACCENTS) for part in _PARTS.split(message))
    return f"⟦{said}~⟧"


class Pseudo(NullTranslations):
    """Marks every message."""

    def gettext(self, message: str) -> str:
        return marked(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return marked(one if n == 1 else many)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 as gettext calls it
        return marked(message)


def unmarked(text: str) -> set[str]:
    """Return the words of a text outside all marks."""
    plain, depth = [], 0
    for letter in unescape(re.sub(r"<style.*?</style>|<[^>]*>", " ", text, flags=re.DOTALL)):
        depth += {"⟦": 1, "⟧": -1}.get(letter, 0)
        plain.append(letter if depth == 0 and letter != "⟧" else " ")
    return set(re.findall(r"[^\W\d_]{2,}", "".join(plain)))
