"""The elements of a viewer: what each stands in, and how its tags are told by their first bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from webcast.decode.bounded import PAD, Bytes, Ints, Words, kept, require, words_of
from webcast.decode.xml.parts import SESSION_PARTS

PARENT_OF: Final = {
    "viewer": "",
    "registration_date": "viewer",
    "registration_answers": "viewer",
    "sessions": "viewer",
    "qa": "viewer",
    "survey_responses": "viewer",
    "ra": "registration_answers",
    "session": "sessions",
    "question": "qa",
    "sr": "survey_responses",
    "type": "session",
    "start_time": "session",
    "end_time": "session",
    "duration": "session",
    "media": "session",
    "answer": "question",
}
"""Element → what it stands in: one other element, always."""

NAMES: Final = tuple(PARENT_OF)
CODE: Final = {name: code for code, name in enumerate(NAMES)}
OUTSIDE: Final = len(NAMES)
PARENT: Final = np.array([CODE.get(parent, OUTSIDE) for parent in PARENT_OF.values()], dtype=np.uint8)
LEAVES: Final = ("registration_date", "ra", "question", "answer", "sr", *SESSION_PARTS)
IS_LEAF: Final = np.array([name in LEAVES for name in NAMES])
UNKNOWN: Final = 255

ATTRIBUTES: Final = {"ra": ("id",), "sr": ("survey_id", "question_id")}
"""Element → its attributes, of which it has the first, always."""


_MIXER: Final = 0x9E3779B97F4A7C15
"""An odd number without a pattern."""

_SLOT_BITS: Final = 12


@dataclass(frozen=True)
class _Known:
    """The tags without attributes, by a number that tells them apart: their first eight bytes and their length."""

    multiplier: np.uint64
    keys: Words
    codes: npt.NDArray[np.uint8]


def _known_tags() -> _Known:
    """Find an odd number times which the tags' numbers differ in their first bits, so that these find a tag."""
    tags = {name.encode(): code for name, code in CODE.items() if name not in ATTRIBUTES}
    tags |= {b"/" + name.encode(): code for name, code in CODE.items()}
    tags |= {name.encode() + b"/": code for name, code in CODE.items() if name not in ("viewer", *ATTRIBUTES)}
    keys = {_key_of(np.frombuffer(tag + PAD, np.uint8), np.array([0]), np.array([len(tag)]))[0]: tag for tag in tags}
    every = np.array(list(keys), np.uint64)
    tries = (np.uint64(odd * _MIXER % (1 << 64)) for odd in range(1, 100_000, 2))
    multiplier = next(number for number in tries if np.unique(_slots(every, number)).size == every.size)
    found = _Known(multiplier, np.zeros(1 << _SLOT_BITS, np.uint64), np.full(1 << _SLOT_BITS, UNKNOWN, np.uint8))
    for slot, key in zip(_slots(every, multiplier).tolist(), every, strict=True):
        found.keys[slot] = key
        found.codes[slot] = tags[keys[key]]
    return found


def _slots(keys: Words, multiplier: np.uint64) -> Ints:
    """Return numbers below ``2 ** _SLOT_BITS`` for keys; a division for each would take several times as long."""
    slots: Ints = (keys * multiplier >> np.uint64(64 - _SLOT_BITS)).view(np.int64)
    return slots


def _key_of(data: Bytes, start: Ints, length: Ints) -> Words:
    words = words_of(data)[start]
    key: Words = kept(words, np.minimum(length, 8)) ^ (length.astype(np.uint64) << np.uint64(56))
    return key


KNOWN: Final = _known_tags()
WORDS: Final = np.array(
    [[int.from_bytes(name.encode()[at : at + 8], "little") for at in (7, 15)] for name in NAMES], dtype=np.uint64
)


def codes_of(data: Bytes, start: Ints, length: Ints) -> npt.NDArray[np.uint8]:
    """Return which elements tags are of, told by their first eight bytes and their length; UNKNOWN is any other."""
    key = _key_of(data, start, length)
    slot = _slots(key, KNOWN.multiplier)
    found = KNOWN.codes[slot]
    found[KNOWN.keys[slot] != key] = UNKNOWN
    return found


def tags_in(body: Bytes) -> tuple[Ints, Ints]:
    """Return where tags start and end, between their brackets."""
    marks = np.flatnonzero((body | 2) == ord(">"))  # '<' and '>' differ in that bit alone
    require(marks.size >= 2)
    opening = body[marks] == ord("<")
    if marks.size % 2 == 0 and opening[::2].all() and not opening[1::2].any():
        return marks[::2] + 1, marks[1::2]
    # Texts hold '>', too: a tag ends at the first one behind its start.
    starts = np.flatnonzero(opening)
    require(starts.size and starts[-1] + 1 < marks.size and not opening[starts + 1].any())
    return marks[starts] + 1, marks[starts + 1]
