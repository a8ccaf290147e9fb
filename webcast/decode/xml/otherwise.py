"""Well-formed XML that is written otherwise than the platform does, told so that the fast reader reads it.

Names in capitals are known, attributes of elements that have none that are known are passed over, and elements that
are not known are written over by blanks. Few different tags stand in a report: each is looked at once. Whatever is
done here is certain: that all tags are properly nested, that those are of the same name that open and close, and that
attributes are well-formed. Anything else is refused, as the fast reader does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from webcast.decode.bounded import Bytes, Flags, Ints, Texts, gathered, parity, places_in, require, strings
from webcast.decode.xml.names import CODE, IS_LEAF, OUTSIDE, PARENT
from webcast.decode.xml.parts import LeftOut, alike
from webcast.decode.xml.references import resolved
from webcast.decode.xml.tags import Codes, Tags

_TAG: Final = re.compile(
    r"""(?P<closes>/)?(?P<name>(?!xml)[A-Za-z_][A-Za-z0-9_.-]{0,63})(?(closes)[ \t\n]*|(?P<area>"""
    r"""(?:[ \t\n]+(?!xml)[A-Za-z_][A-Za-z0-9_.-]*[ \t\n]*=[ \t\n]*(?:"[^"<>&]*"|'[^'<>&]*'))*[ \t\n]*/?))""",
    re.IGNORECASE,
)
_ATTRIBUTE_NAME: Final = re.compile(r"""([A-Za-z_][A-Za-z0-9_.-]*)[ \t\n]*=[ \t\n]*(?:"[^"]*"|'[^']*')""")
_DEEPEST: Final = 30_000
_MANY: Final = 200
"""So many different tags are told one by one; of more, the values of attributes are left out of account before."""
_ALSO_READ: Final = "questoin"
"""A name that the parser's reader knows too."""

_FOREIGN: Final = OUTSIDE + 1
"""Stands for all elements that are not known."""

_CONTAINS: Final = np.append(~IS_LEAF, [False, False])
_PARENT: Final = np.append(PARENT, [OUTSIDE, OUTSIDE])


@dataclass
class _Names:
    """Names as they are written, numbered: those that are known, in small letters, by their codes."""

    numbers: dict[str, int] = field(default_factory=lambda: {**CODE})

    def told(self, tag: str | None) -> tuple[int, int]:
        """Return the code of a tag's element, and the number of its name as it is written."""
        match = _TAG.fullmatch(tag or "")
        require(match)
        assert match is not None  # noqa: S101  # for the type checker
        name, area = match["name"], match["area"]
        if area:
            given = _ATTRIBUTE_NAME.findall(area)
            require(len(set(given)) == len(given))
        require(name.lower() != _ALSO_READ)
        return CODE.get(name.lower(), _FOREIGN), self.numbers.setdefault(name, len(self.numbers))


def put_plainly(data: Bytes, size: int, tags: Tags, odd: Ints) -> tuple[Tags, list[LeftOut]]:
    """Return the tags of elements that are known, and which elements were left out: blanks are written over those.

    Args:
        data: The batch; it is changed.
        size: Its bytes without what stands behind them.
        tags: All tags.
        odd: The places of those that are not written as the platform does.

    Raises:
        NotPlain: It is not certain that it is well-formed, or what it means.
    """
    names = _Names()
    first, which = alike(data, tags.start[odd], tags.name_end[odd])
    plain, start, end = data, tags.start[odd[first]], tags.name_end[odd[first]]
    if first.size > _MANY:
        plain, start, end = _without_values(data, start, end)
        first, own = alike(plain, start, end)
        start, end, which = start[first], end[first], own[which]
    told = [names.told(tag) for tag in strings(plain, start, end)]
    codes, numbers = np.array(told, np.int64).reshape(-1, 2).T
    usual = tags.code.copy()
    usual[odd] = _FOREIGN
    tags.code[odd] = codes[which]
    foreign = bool((codes == _FOREIGN).any())
    if not foreign and _alike_everywhere(usual, codes, numbers):
        return tags, []
    number = tags.code.astype(np.int64)
    number[odd] = numbers[which]
    return _without_foreign(data, size, tags, number, list(names.numbers))


def _without_values(data: Bytes, start: Ints, end: Ints) -> Texts:
    """Return tags with one letter throughout the values of attributes: those are one that differ in them alone.

    Whatever may stand in no value stays: a tag is as well-formed as it was.
    """
    tags = gathered(data, start, end)
    inside = parity(tags.data == ord('"'))
    if not inside[tags.end - 1].any() and ord("'") not in tags.data:
        inside &= ~np.isin(tags.data, list(b'"<>&'))
        tags.data[inside] = ord("x")
    return tags


def _alike_everywhere(usual: Codes, codes: Ints, numbers: Ints) -> bool:
    """Tell whether all tags of an element have its name written alike: then those that open and close have.

    Args:
        usual: The elements of tags with names in small letters.
        codes: Those of different other tags.
        numbers: Of the same, the numbers of names as they are written.
    """
    capital = np.unique(codes[numbers >= len(CODE)])
    ways = np.unique(np.stack([codes, numbers]), axis=1)[0]
    return not np.isin(usual, capital).any() and all((ways == code).sum() == 1 for code in capital)


def _without_foreign(
    data: Bytes, size: int, tags: Tags, number: Ints, names: list[str]
) -> tuple[Tags, list[LeftOut]]:
    partner = _paired(tags, number)
    foreign = np.flatnonzero((tags.code == _FOREIGN) & ~tags.closes)
    steps = np.zeros(tags.start.size + 1, np.int64)
    steps[foreign] += 1
    steps[partner[foreign] + 1] -= 1
    depth = np.cumsum(steps[:-1])
    inside = depth > 0
    outermost = foreign[depth[foreign] == 1]
    last = partner[outermost]
    _check_places(tags, inside, outermost)
    _check_texts(data, size, tags, inside, last)
    left_out = _left_out(tags, inside, outermost, number, names)
    data[places_in(tags.start[outermost] - 1, tags.end[last] + 1)] = ord(" ")
    return tags.of(~inside), left_out


def _paired(tags: Tags, number: Ints) -> Ints:
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
    require((number[first] == number[second]).all())
    partner = np.arange(tags.start.size)
    partner[first] = second
    return partner


def _check_places(tags: Tags, inside: Flags, outermost: Ints) -> None:
    """Require that elements that are not known stand in what contains others."""
    if not outermost.size:
        return
    others = np.flatnonzero(~inside)
    before = np.searchsorted(others, outermost) - 1
    require((before >= 0).all())
    before = others[before]
    code = tags.code[before]
    require(_CONTAINS[np.where(tags.closes[before] | tags.alone[before], _PARENT[code], code)].all())


def _check_texts(data: Bytes, size: int, tags: Tags, inside: Flags, last: Ints) -> None:
    """Require that references in elements that are left out are well-formed; nothing else is made of their texts."""
    filled = inside.copy()
    filled[last] = False
    marks = np.flatnonzero(data[:size] == ord("&"))
    referring = np.zeros(inside.size, np.bool_)
    before = np.searchsorted(tags.start, marks, side="right") - 1
    referring[before[before >= 0]] = True
    referring &= filled
    if referring.any():
        resolved(data, tags.end[referring] + 1, np.append(tags.start[1:] - 1, size)[referring])


def _left_out(tags: Tags, inside: Flags, outermost: Ints, number: Ints, names: list[str]) -> list[LeftOut]:
    if not outermost.size:
        return []
    viewer = np.cumsum(~inside & ~tags.closes & (tags.code == CODE["viewer"])) - 1
    small = {name: place for place, name in enumerate(dict.fromkeys(name.lower() for name in names))}
    by_name = np.array([small[name.lower()] for name in names])[number[outermost]]
    found, first, times = np.unique(by_name, return_index=True, return_counts=True)
    written = list(small)
    viewers = viewer[outermost[first]]
    order = np.argsort(first).tolist()
    return [LeftOut(written[found[n]], int(viewers[n]), int(times[n])) for n in order]
