"""Well-formed XML that is written otherwise than the platform does, put into the language that the fast reader reads.

Names in capitals become small, attributes of elements that have none that are known go, and so do elements that are
not known: all of it is written over where it stands, by bytes of the same number. Whatever is done here is certain:
that all tags are properly nested, that those are of the same name that open and close, and that attributes are
well-formed. Anything else is refused, as the fast reader does.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from webcast.decode.bounded import Bytes, Flags, Ints, kept, places_in, require, strings, words_of
from webcast.decode.xml.names import ATTRIBUTES, CODE, IS_LEAF, OUTSIDE, PARENT, UNKNOWN, codes_of, tags_in
from webcast.decode.xml.parts import LeftOut
from webcast.decode.xml.references import resolved

_AREA: Final = re.compile(
    r"""(?:[ \t\n]+(?!xml)[A-Za-z_][A-Za-z0-9_.-]*[ \t\n]*=[ \t\n]*(?:"[^"<>&]*"|'[^'<>&]*'))*[ \t\n]*/?""",
    re.IGNORECASE,
)
_ATTRIBUTE_NAME: Final = re.compile(r"""([A-Za-z_][A-Za-z0-9_.-]*)[ \t\n]*=[ \t\n]*(?:"[^"]*"|'[^']*')""")
_NAME: Final = re.compile(r"(?!xml)[A-Za-z_][A-Za-z0-9_.-]*", re.IGNORECASE)
_LONGEST_NAME: Final = 64
_DEEPEST: Final = 30_000
_ALSO_READ: Final = "questoin"
"""A name that the parser's reader knows too."""

_IS_NAMED: Final = np.zeros(256, np.bool_)
_IS_NAMED[list(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")] = True
_FOREIGN: Final = OUTSIDE + 1
"""Stands for all elements that are not known."""

_CONTAINS: Final = np.append(~IS_LEAF, [False, False])
_HAS_ATTRIBUTES: Final = np.isin(np.arange(_FOREIGN + 1), [CODE[name] for name in ATTRIBUTES])


class _Tags(NamedTuple):
    """The tags of a batch: where they and their names start and end, which element they are of, what they do."""

    start: Ints
    end: Ints
    name: Ints
    name_end: Ints
    code: npt.NDArray[np.uint8]
    closes: Flags
    alone: Flags


def put_plainly(data: Bytes, size: int) -> list[LeftOut]:
    """Write a batch over, plainly; return which elements were left out.

    Raises:
        NotPlain: It is not certain that it is well-formed, or what it means.
    """
    tags = _told(data, *tags_in(data[:size]))
    partner = _paired(data, tags)
    foreign = np.flatnonzero((tags.code == _FOREIGN) & ~tags.closes)
    steps = np.zeros(tags.start.size + 1, np.int64)
    steps[foreign] += 1
    steps[partner[foreign] + 1] -= 1
    depth = np.cumsum(steps[:-1])
    inside = depth > 0
    outermost = foreign[depth[foreign] == 1]
    last = partner[outermost]
    _check_places(tags, inside, outermost)
    filled = inside.copy()
    filled[last] = False
    # That the texts in them are well-formed; nothing else is made of them.
    resolved(data, tags.end[filled] + 1, np.append(tags.start[1:] - 1, size)[filled])
    left_out = _left_out(data, tags, inside, outermost)
    _write(data, tags, np.flatnonzero(~inside))
    data[places_in(tags.start[outermost] - 1, tags.end[last] + 1)] = ord(" ")
    return left_out


def _told(data: Bytes, start: Ints, end: Ints) -> _Tags:
    """Tell tags by their names; attributes are checked."""
    require((end > start).all())
    closes = data[start] == ord("/")
    alone = (data[end - 1] == ord("/")) & ~closes
    code = codes_of(data, start, end - start)
    name, name_end = start + closes, end - alone
    # Those whose attributes are read: the fast reader checks them.
    word = words_of(data)[start] & np.uint64(0xFFFFFF)
    for usual in ATTRIBUTES:
        own = word == int.from_bytes(f"{usual} ".encode(), "little")
        code[own] = CODE[usual]
        name_end[own] = start[own] + len(usual)
    odd = np.flatnonzero(code == UNKNOWN)
    at = name[odd]
    going = np.arange(odd.size)
    for _ in range(_LONGEST_NAME):
        going = going[_IS_NAMED[data[at[going]]]]
        at[going] += 1
    require(not going.size)
    name_end[odd] = at
    names = strings(data, name[odd], at)
    known = {sent: _code(sent) for sent in names.unique().to_list()}
    code[odd] = names.replace_strict(list(known), list(known.values()), return_dtype=pl.UInt8).to_numpy()
    opening, closing = odd[~closes[odd]], odd[closes[odd]]
    for area in strings(data, name_end[opening], end[opening]).unique().drop_nulls():
        _check_area(area)
    require(not "".join(strings(data, name_end[closing], end[closing]).unique().drop_nulls()).strip(" \t\n"))
    return _Tags(start, end, name, name_end, code, closes, alone)


def _code(sent: str | None) -> int:
    require(sent is not None and _NAME.fullmatch(sent) and sent.lower() != _ALSO_READ)
    return CODE.get(str(sent).lower(), _FOREIGN)


def _check_area(area: str) -> None:
    """Require that attributes, as they stand behind a name, are well-formed and each there once."""
    require(_AREA.fullmatch(area))
    names = _ATTRIBUTE_NAME.findall(area)
    require(len(set(names)) == len(names))


def _paired(data: Bytes, tags: _Tags) -> Ints:
    """Return by tag which one closes its element; require that all are nested, and of the same name as written."""
    opens = ~tags.closes & ~tags.alone
    depth = np.cumsum(opens.astype(np.int64) - tags.closes)
    require(depth.min() >= 0 and depth[-1] == 0 and depth.max() < _DEEPEST)
    level = (depth + tags.closes).astype(np.int16)
    found = np.flatnonzero(~tags.alone)
    # Of one level, each that opens comes before the one that closes it.
    order = found[np.argsort(level[found], kind="stable")]
    first, second = order[::2], order[1::2]
    require(first.size == second.size and opens[first].all() and tags.closes[second].all())
    length = tags.name_end[first] - tags.name[first]
    require((length == tags.name_end[second] - tags.name[second]).all())
    words = words_of(data)
    for at in range(0, int(length.max(initial=0)), 8):
        count = np.clip(length - at, 0, 8)
        require((kept(words[tags.name[first] + at], count) == kept(words[tags.name[second] + at], count)).all())
    partner = np.arange(tags.start.size)
    partner[first] = second
    return partner


def _check_places(tags: _Tags, inside: Flags, outermost: Ints) -> None:
    """Require that elements that are not known stand in what contains others."""
    if not outermost.size:
        return
    others = np.flatnonzero(~inside)
    before = np.searchsorted(others, outermost) - 1
    require((before >= 0).all())
    before = others[before]
    code = tags.code[before]
    parent = np.append(PARENT, [OUTSIDE, OUTSIDE])[code]
    require(_CONTAINS[np.where(tags.closes[before] | tags.alone[before], parent, code)].all())


def _left_out(data: Bytes, tags: _Tags, inside: Flags, outermost: Ints) -> list[LeftOut]:
    viewer = np.cumsum(~inside & ~tags.closes & (tags.code == CODE["viewer"])) - 1
    found = pl.DataFrame(
        {
            "name": strings(data, tags.name[outermost], tags.name_end[outermost]).str.to_lowercase(),
            "viewer": viewer[outermost],
        }
    )
    counted = found.group_by("name", maintain_order=True).agg(pl.col("viewer").first(), count=pl.len())
    return [LeftOut(*row) for row in counted.rows()]


def _write(data: Bytes, tags: _Tags, places: Ints) -> None:
    """Write the names of some tags small, and leave out the attributes of those that have none that are known."""
    letters = places_in(tags.name[places], tags.name_end[places])
    sent = data[letters]
    capital = (sent >= ord("A")) & (sent <= ord("Z"))
    data[letters[capital]] = sent[capital] | 32
    name_end, end, alone = tags.name_end[places], tags.end[places], tags.alone[places]
    more = (name_end < end - alone) & (tags.closes[places] | ~_HAS_ATTRIBUTES[tags.code[places]])
    name_end, end, alone = name_end[more], end[more], alone[more]
    data[places_in(name_end, end + 1)] = ord(" ")
    data[name_end[alone]] = ord("/")
    data[name_end + alone] = ord(">")
