"""What is not plain in XML is found where it is, in a text however full of the byte that tells it."""

from __future__ import annotations

import pytest

from webcast.decode.xml import special
from webcast.decode.xml.special import has

FEW = special._FEW


@pytest.mark.parametrize("before", [0, 1, FEW - 2, FEW - 1, FEW, FEW + 1, 2 * FEW])
def test_an_instruction_is_found_behind_any_number_of_question_marks(before: int) -> None:
    assert has(b"?", b"?" * before + b"<?xml?>")
    assert has(b"?", b"a?" * before + b"<?")
    assert not has(b"?", b"?" * before + b"?<")
    assert not has(b"?", b"<a>?</a>" * before)
    assert not has(b"?", b"!" * before)
    assert has(b"!", b"<?" * before + b"<!--")
