"""Which characters bytes are that are no Unicode: one encoding for a whole file, and whether there is a doubt.

Spreadsheets save CSV in the encoding of the country that they were bought in, and say nowhere which. What tells are
the words: under the right encoding the letters of a word belong to one language; under a wrong one ``王`` becomes
``Íõ`` and ``Řezníček`` becomes ``Øezníèek``. So each encoding is tried on the words that are not ASCII,
and the one under which most of them are words is taken. Windows-1252 wins a tie: it is by far the most common.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import charset_normalizer

from webcast.language import phrase

USUAL: Final = "cp1252"
CHOICES: Final = {
    "utf-8": phrase("Unicode (UTF-8)"),
    "cp1252": phrase("Western European (Windows-1252)"),
    "cp1250": phrase("Central European (Windows-1250)"),
    "cp1251": phrase("Cyrillic (Windows-1251)"),
    "koi8_r": phrase("Cyrillic (KOI8-R)"),
    "cp1253": phrase("Greek (Windows-1253)"),
    "cp1254": phrase("Turkish (Windows-1254)"),
    "cp1255": phrase("Hebrew (Windows-1255)"),
    "cp1256": phrase("Arabic (Windows-1256)"),
    "cp1257": phrase("Baltic (Windows-1257)"),
    "cp874": phrase("Thai (Windows-874)"),
    "gb18030": phrase("Simplified Chinese (GB 18030, GBK)"),
    "big5hkscs": phrase("Traditional Chinese (Big5)"),
    "cp932": phrase("Japanese (Shift JIS)"),
    "euc_jp": phrase("Japanese (EUC-JP)"),
    "cp949": phrase("Korean (EUC-KR)"),
    "mac_roman": phrase("Western European (Mac OS Roman)"),
}
"""Encodings that a person can choose, by Python's names, and what they are called."""

_LATIN: Final = ("cp1252", "cp1250", "cp1254", "cp1257", "mac_roman")
_RIVALS: Final = ("cp1250", "cp1254")
"""What spreadsheets of the neighbours write."""
_DOUBLE: Final = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
_OTHER: Final = ("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp874")
_ALPHABETS: Final = tuple(
    frozenset(letters + letters.upper())
    for letters in (
        "äöüß",  # German
        "àâæçéèêëîïôœùûüÿ",  # French
        "áéíñóúü",  # Spanish
        "àèéìíîòóùú",  # Italian
        "àáâãçéêíóôõúü",  # Portuguese
        "åäöæøéü",  # Danish, Norwegian, Swedish
        "áðéíóúýþæö",  # Icelandic
        "áéíóúëïöü",  # Dutch
        "áčďéěíňóřšťúůýž",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "ąćęłńóśźż",  # Polish
        "áéíóöőúüű",  # Hungarian
        "čćđšž",  # Croatian, Bosnian, Slovene
        "ăâîșşțţ",  # Romanian
        "çğıİöşüâîû",  # Turkish
        "āčēģīķļņšūž",  # Latvian
        "ąčęėįšųūž",  # Lithuanian
        "äõöüšž",  # Estonian
        "àçéèíïóòúü·",  # Catalan
    )
)
_SIGNS: Final = frozenset("“”„‘’‚–—…•€£§©®™°·«»×¿¡´ªº½¼¾²³µ¹\u00a0")
_IN_WORDS: Final = frozenset("’·")
_COMMON: Final = {
    "gb18030": (0xB0, 0xD7),
    "big5hkscs": (0xA4, 0xC6),
    "cp932": (0x88, 0x97),
    "euc_jp": (0xB0, 0xCF),
    "cp949": (0xB0, 0xC8),
}
"""Lead bytes of the characters of the first level: those in common use."""
_PUNCTUATION: Final = _SIGNS | frozenset("\u3000、。・「」『』（），．：；？！々〇ー")
_WORD: Final = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]*+[\x80-\xff][A-Za-z\x80-\xff]*+")
"""It is looked for where one can begin alone: many letters that are no such word are gone through once."""
_WORDS_READ: Final = 4_000
"""Different words; more tell nothing more."""
_LETTERS_READ: Final = 400_000
"""Bytes of them: a word can be as long as its file."""
_BYTES_READ: Final = 16 * 1024 * 1024
_FEW: Final = 3
"""So few words that another encoding reads as well can be of either."""
_ENOUGH: Final = 0.9


@dataclass(frozen=True)
class Guess:
    """An encoding, by Python's name, and whether another may be meant."""

    name: str
    in_doubt: bool


def guess(sent: bytes) -> Guess:
    """Tell the encoding of text that is not UTF-8."""
    sent = sent[:_BYTES_READ]
    words = _words(sent)
    scores = {name: _score(words, name) for name in (*_LATIN, *_OTHER)}
    lines = b"\n".join(line for line in sent.splitlines() if not line.isascii())
    scores |= {name: _commonness(words, name) for name in _DOUBLE if _decodes(lines, name)}
    most = max(scores.values())
    tied = [name for name, score in scores.items() if score == most]
    if USUAL in tied:
        differing = max(_differing(words, USUAL, name) for name in (USUAL, *_RIVALS) if name in tied)
        return Guess(USUAL, in_doubt=most < _ENOUGH or 0 < differing < _FEW)
    if len(tied) == 1:
        return Guess(tied[0], in_doubt=most < _ENOUGH)
    found = charset_normalizer.from_bytes(lines[:65_536], cp_isolation=tied).best()
    name = found.encoding if found is not None and found.encoding in tied else tied[0]
    return Guess(name, in_doubt=any(_differing(words, name, other) for other in tied))


def _words(sent: bytes) -> list[bytes]:
    """Return different words that are not ASCII."""
    found: dict[bytes, None] = {}
    room = _LETTERS_READ
    for match in _WORD.finditer(sent):
        word = match[0][:room]
        if word not in found:
            found[word] = None
            room -= len(word)
            if not room or len(found) == _WORDS_READ:
                break
    return list(found)


def _score(words: Sequence[bytes], name: str) -> float:
    """Return the share of words that are words under an encoding of one byte a character."""
    fits = _is_latin if name in _LATIN else _is_of_one_script
    return sum(fits(_text(word, name)) for word in words) / max(1, len(words))


def _commonness(words: Sequence[bytes], name: str) -> float:
    """Return the share of characters that are common ones under an encoding of East Asia.

    Their tables begin with what is common; what is meant by another encoding falls anywhere.
    """
    characters = [character for word in words for character in _text(word, name) if not character.isascii()]
    letters = [character for character in characters if character not in _PUNCTUATION]
    return sum(_is_common(character, name) for character in letters) / max(1, len(letters))


def _is_common(character: str, name: str) -> bool:
    if "\u3041" <= character <= "\u30fe":  # kana
        return name in ("cp932", "euc_jp")
    if ("\uac00" <= character <= "\ud7a3") != (name == "cp949"):  # Hangul
        return False
    if not "\u4e00" <= character <= "\ud7a3":
        return False
    first, last = _COMMON[name]
    return first <= character.encode(name, "replace")[0] <= last


def _decodes(sent: bytes, name: str) -> bool:
    try:
        sent.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _text(word: bytes, name: str) -> str:
    return word.decode(name, "replace")


def _is_latin(word: str) -> bool:
    inner = word.strip("".join(_SIGNS))
    letters = {character for character in inner if not character.isascii()} - _IN_WORDS
    if not all(character.isalpha() for character in letters):
        return False
    if inner != inner.upper() and any(
        character != character.lower() for character in inner[1:] if character in letters
    ):
        return False
    return any(letters <= alphabet for alphabet in _ALPHABETS)


def _is_of_one_script(word: str) -> bool:
    """Tell whether a word is of letters of one script that is not Latin, in one case or with a capital first."""
    letters = [character for character in word if character not in _SIGNS]
    if not letters:
        return True
    if any(
        character.isascii() or "\u0080" <= character < "\u0370" or not _is_letter(character) for character in letters
    ):
        return False
    text = "".join(letters)
    return text[1:] == text[1:].lower() or text == text.upper()


def _is_letter(character: str) -> bool:
    return character.isalpha() or "\u0e00" <= character <= "\u0e7f"  # vowels of Thai stand above letters


def _differing(words: Sequence[bytes], one: str, other: str) -> int:
    return sum(_text(word, one) != _text(word, other) for word in words)
