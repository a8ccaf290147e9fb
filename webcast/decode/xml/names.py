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


@dataclass(frozen=True)
class _Known:
    """The tags without attributes, by a number that tells them apart: their first eight bytes and their length."""

    modulus: int
    keys: Words
    codes: npt.NDArray[np.uint8]


def _known_tags() -> _Known:
    """Find a modulus by which the tags' numbers differ, so that one division finds a tag."""
    tags = {name.encode(): code for name, code in CODE.items() if name not in ATTRIBUTES}
    tags |= {b"/" + name.encode(): code for name, code in CODE.items()}
    tags |= {name.encode() + b"/": code for name, code in CODE.items() if name not in ("viewer", *ATTRIBUTES)}
    keys = {_key_of(np.frombuffer(tag + PAD, np.uint8), np.array([0]), np.array([len(tag)]))[0]: tag for tag in tags}
    modulus = next(m for m in range(len(keys), 100_000) if len({int(key) % m for key in keys}) == len(keys))
    found = _Known(modulus, np.zeros(modulus, np.uint64), np.full(modulus, UNKNOWN, np.uint8))
    for key, tag in keys.items():
        found.keys[int(key) % modulus] = key
        found.codes[int(key) % modulus] = tags[tag]
    return found


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
    slot = (key % np.uint64(KNOWN.modulus)).astype(np.int64)
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
