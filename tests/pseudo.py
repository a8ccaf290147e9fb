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

    mark = staticmethod(marked)

    def gettext(self, message: str) -> str:
        return self.mark(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.mark(one if n == 1 else many)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 as gettext calls it
        return self.mark(message)


def unmarked(text: str) -> set[str]:
    """Return the words of a text outside all marks."""
    plain, depth = [], 0
    for letter in unescape(re.sub(r"<style.*?</style>|<[^>]*>", " ", text, flags=re.DOTALL)):
        depth += {"⟦": 1, "⟧": -1}.get(letter, 0)
        plain.append(letter if depth == 0 and letter != "⟧" else " ")
    return set(re.findall(r"[^\W\d_]{2,}", "".join(plain)))


def around(message: str) -> str:
    """Return a message with each of its parts marked, and its placeholders outside the marks."""
    return "".join(part if _PARTS.fullmatch(part) or not part else marked(part) for part in _PARTS.split(message))


class Around(Pseudo):
    """Marks what a message says around its values, so that a value stands out that was not said itself."""

    mark = staticmethod(around)
