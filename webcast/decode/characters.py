r"""Characters that no table can hold, put right once: where bytes become text.

A text is made of Unicode characters, without the controls and the two code points that XML and workbooks forbid. What
comes can hold more: halves of surrogate pairs, each in a reference of its own (``&#55357;&#56832;``, as some XML
writers do), in an escape of JSON (``\ud83d``) or in bytes (CESU-8, as some databases write), and controls. Two halves
that belong together become the character; a half alone becomes U+FFFD, a control goes, and both are said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

import polars as pl

from webcast.bodies import encoding_of
from webcast.decode.encodings import CHOICES, Guess, guess
from webcast.decode.notes import Notes, several
from webcast.language import later

HALF: Final = later("Half of a surrogate pair is no character; read as U+FFFD.")
CONTROL: Final = later("A control character was left out.")
CONTROL_IN_XML: Final = later("A control character that XML forbids was left out.")
CONTROL_REFERENCE: Final = later("A reference to a control character that XML forbids was left out.")
PAIR: Final = later("A character written as the two halves of a surrogate pair was put together.")
BEYOND: Final = later("A reference to no character of Unicode was read as U+FFFD.")

INSTEAD: Final = "\ufffd"
_CONTROLS: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff"
CONTROLS: Final = re.compile(f"[{_CONTROLS}]")
HALVES: Final = re.compile("[\ud800-\udfff]")
_UNFIT: Final = re.compile(f"[{_CONTROLS}\ud800-\udfff]")
_CONTROL_BYTES: Final = bytes([*range(9), 11, 12, *range(14, 32)])
_NO_CHARACTERS: Final = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_IN_COLUMN: Final = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}]"

_REFERENCES: Final = re.compile(r"&#(?:x([0-9a-fA-F]{1,32})|([0-9]{1,32}));")
_PAIRED_BYTES: Final = re.compile(
    rb"&#(?:x(0{0,9}[dD][89abAB][0-9a-fA-F]{2})|(0{0,9}5[56][0-9]{3}));"
    rb"&#(?:x(0{0,9}[dD][c-fC-F][0-9a-fA-F]{2})|(0{0,9}5[67][0-9]{3}));"
)
_UNFIT_ESCAPE: Final = re.compile(r"\\u(?:[dD][89a-fA-F]|00[01]|[fF]{3}[eEfF])")
_ESCAPES: Final = re.compile(
    r"\\u(?:(?P<pair>[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|(?P<half>[dD][89a-fA-F][0-9a-fA-F]{2})"
    r"|(?P<control>00(?:0[0-8bcefBCEF]|1[0-9a-fA-F])|[fF]{3}[eEfF]))|\\.",
    re.DOTALL,
)

Say = Callable[[str], None]


def as_text(sent: bytes, notes: Notes) -> str:
    """Return bytes as text: by their byte-order mark, as UTF-8, as said, or with a warning as is likeliest."""
    name, mark = encoding_of(sent)
    sent = sent[mark:]
    said = notes.reading.encoding
    if said is not None and name == "utf-8" and not mark:
        notes.understood.encoding = said
        return _said(*tidied(sent.decode(said, "replace")), notes)
    try:
        text = decoded(sent, name)
    except UnicodeDecodeError:
        return _otherwise(sent, name, notes)
    notes.understood.encoding = name
    if name == "utf-8" and not _can_be_unfit(sent):
        return text
    return _said(*tidied(text), notes)


def _otherwise(sent: bytes, name: str, notes: Notes) -> str:
    """Return bytes as text that are not in the encoding that they should be in."""
    found = guess(sent) if name == "utf-8" else Guess(name, in_doubt=False)
    notes.understood.encoding = found.name
    called = CHOICES.get(found.name, found.name)
    notes.add(
        later("The text is not {name}, as it should be; read as {called}.", name=name.upper(), called=called),
        field="encoding",
    )
    if found.in_doubt:
        notes.add(
            later("It is not certain that it is {called}: look at names with accents.", called=called),
            field="encoding",
        )
        notes.understood.doubt("encoding")
    return _said(*tidied(sent.decode(found.name, "replace")), notes)


def decoded(sent: bytes, name: str = "utf-8") -> str:
    """Return bytes in an encoding of Unicode as text; halves of pairs may be left in it.

    Raises:
        UnicodeDecodeError: They are not in that encoding.
    """
    return sent.decode(name, "surrogatepass")


def _can_be_unfit(sent: bytes) -> bool:
    """Tell whether UTF-8 can hold what no table can; this is much faster than looking at the text."""
    return (
        len(sent.translate(None, _CONTROL_BYTES)) != len(sent)
        or b"\xed" in sent  # halves begin with it, and letters of Korean
        or (_NO_CHARACTERS[0][:1] in sent and any(mark in sent for mark in _NO_CHARACTERS))  # faster
    )


def tidied(text: str) -> tuple[str, Counter[str]]:
    """Return a text that every table can hold, and how often what was put right or left out."""
    found: Counter[str] = Counter()
    if not _UNFIT.search(text):
        return text, found

    def instead(match: re.Match[str]) -> str:
        is_half = "\ud800" <= match[0] <= "\udfff"
        found[HALF if is_half else CONTROL] += 1
        return INSTEAD if is_half else ""

    return _UNFIT.sub(instead, joined(text)), found


def joined(text: str) -> str:
    """Return a text with each pair of halves as the character that they are; those alone stay."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def escapes_tidied(text: str, notes: Notes) -> str:
    r"""Return JSON without escapes of what no table can hold, such as ``\ud83d`` alone or ``\u0000``."""
    if "\\" not in text or "\\u" not in text or not _UNFIT_ESCAPE.search(text):
        return text
    found: Counter[str] = Counter()

    def instead(match: re.Match[str]) -> str:
        if match["half"]:
            found[HALF] += 1
            return INSTEAD
        if match["control"]:
            found[CONTROL] += 1
            return ""
        return match[0]

    return _said(_ESCAPES.sub(instead, text), found, notes)


def column_tidied(cells: pl.Series, notes: Notes) -> pl.Series:
    """Return a column of text without characters that other tables cannot hold."""
    count = int(cells.str.count_matches(_IN_COLUMN).sum())
    if not count:
        return cells
    _said("", Counter({CONTROL: count}), notes)
    return cells.str.replace_all(_IN_COLUMN, "")


def _said(text: str, found: Counter[str], notes: Notes) -> str:
    for message, count in found.items():
        notes.add(
            message if count == 1 else several(message, count),
            field="encoding",
        )
    return text


def pairs_joined(batch: bytes) -> bytes:
    """Return XML with references to the two halves of a pair as the character that they mean.

    Where there is a comment or a CDATA section, in which a reference is none, nothing is done: what XML forbids is
    then found by the parser, and put right record by record.
    """
    # One byte is found much faster than two, and is hardly ever there.
    if b"#" not in batch or b"&#" not in batch or b"<!" in batch:
        return batch
    return _PAIRED_BYTES.sub(_joined, batch)


def _joined(match: re.Match[bytes]) -> bytes:
    high, low = (int(match[at], 16) if match[at] else int(match[at + 1]) for at in (1, 3))
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return match[0]
    return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00).encode()


def references_tidied(text: str, say: Callable[[str, int], None]) -> str:
    """Return XML outside comments and CDATA without references to what is no character.

    Args:
        text: The XML.
        say: Gets each message, and where in ``text`` it belongs.
    """
    parts: list[str] = []
    last, high = 0, (-1, 0)
    for match in _REFERENCES.finditer(text):
        code = int(match[1], 16) if match[1] else int(match[2])
        if _is_character(code):
            continue
        if 0xDC00 <= code < 0xE000 and high[0] == match.start():
            parts[-1] = chr(0x10000 + ((high[1] - 0xD800) << 10) + code - 0xDC00)
            say(PAIR, match.start())
        else:
            instead, message = _instead(code)
            parts += [text[last : match.start()], instead]
            if not 0xD800 <= code < 0xDC00 or not _is_low(text, match.end()):
                say(message, match.start())
        high = (match.end(), code) if 0xD800 <= code < 0xDC00 else (-1, 0)
        last = match.end()
    return "".join([*parts, text[last:]])


def _is_low(text: str, at: int) -> bool:
    """Tell whether a reference to the lower half of a pair stands at a place."""
    match = _REFERENCES.match(text, at)
    return match is not None and 0xDC00 <= (int(match[1], 16) if match[1] else int(match[2])) < 0xE000


def _is_character(code: int) -> bool:
    return code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000


def _instead(code: int) -> tuple[str, str]:
    if 0xD800 <= code < 0xE000:
        return INSTEAD, HALF
    return (INSTEAD, BEYOND) if code >= 0x110000 else ("", CONTROL_REFERENCE)
