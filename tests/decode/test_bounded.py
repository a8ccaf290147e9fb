"""Words of eight bytes, of which the fast readers make everything else, and tags that are told by them."""

from __future__ import annotations

import numpy as np
import pytest

from webcast.decode.bounded import PAD, kept
from webcast.decode.xml.names import CODE, UNKNOWN, codes_of
from webcast.decode.xml.special import has


def test_the_first_bytes_of_words_are_kept() -> None:
    words = np.full(9, 0x8877665544332211, np.uint64)
    assert kept(words, np.arange(9)).tolist() == [
        0,
        0x11,
        0x2211,
        0x332211,
        0x44332211,
        0x5544332211,
        0x665544332211,
        0x77665544332211,
        0x8877665544332211,
    ]


def codes(*tags: str) -> list[int]:
    data = "".join(tags).encode()
    ends = np.cumsum([len(tag) for tag in tags])
    lengths = np.array([len(tag) for tag in tags])
    found: list[int] = codes_of(np.frombuffer(data + PAD, np.uint8), ends - lengths, lengths).tolist()
    return found


def test_every_tag_without_attributes_is_told() -> None:
    names = [name for name in CODE if name not in ("ra", "sr")]
    assert codes(*names) == [CODE[name] for name in names]
    assert codes(*(f"/{name}" for name in CODE)) == list(CODE.values())
    alone = [name for name in names if name != "viewer"]
    assert codes(*(f"{name}/" for name in alone)) == [CODE[name] for name in alone]


def test_other_tags_are_not_taken_for_those() -> None:
    assert set(codes("", "/", "x", "typ", "types", "Type", "viewer/", "ra", "sr/", "mediums", "a" * 40)) == {UNKNOWN}
    assert set(codes(*(f"n{number}" for number in range(5_000)))) == {UNKNOWN}  # some share a slot with one of those


@pytest.mark.parametrize(
    ("data", "there"),
    [(b"<?x?>", True), (b"Why? <b>", False), (b"? <?", True), (b"?", False), (b"", False), (b"a<b?<", False)],
)
def test_a_bracket_with_a_mark_behind_it_is_found(data: bytes, there: bool) -> None:
    assert has(b"?", data) is there
