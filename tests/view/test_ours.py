"""Our company: what is typed, who it is, and that nobody comes back because nobody knows it."""

from __future__ import annotations

import pytest

from tests.pages import small
from webcast.analysis.audience import Audience
from webcast.errors import FilterError
from webcast.view import address, command, document, report_request
from webcast.view.filters import Filters
from webcast.view.ours import MOST, Ours
from webcast.view.record import View

WITHOUT = Filters(without_ours=True)


@pytest.fixture(scope="module")
def people() -> Audience:
    return Audience.of(small.report("101"))


def test_what_is_typed_is_told_apart() -> None:
    ours = Ours.of_text(" @Harbourline.example, Test@Acme.example;\nharbourline.example ")
    assert ours == Ours(("harbourline.example",), ("test@acme.example",))
    assert ours.to_text() == "harbourline.example\ntest@acme.example"
    assert "acme" not in repr(ours)


@pytest.mark.parametrize("text", ["localhost", "a@b@c.example", "ours@", "a..example"])
def test_what_is_neither_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(FilterError) as refused:
        Ours.of_text(text)
    assert text not in str(refused.value)


def test_two_hundred_can_be_named_and_one_more_cannot() -> None:
    named = tuple(f"d{n}.example" for n in range(MOST))
    assert len(Ours(named).domains) == 200
    with pytest.raises(FilterError, match="200"):
        Ours(named, ("a@b.example",))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("acme.example", 3),
        ("ACME.example", 3),
        ("ada@acme.example", 4),
        ("cme.example", 5),
        ("ada@acme.example\nglobex.example", 2),
    ],
)
def test_they_are_left_out_and_counted(people: Audience, text: str, left: int) -> None:
    filters = WITHOUT.knowing(lambda: Ours.of_text(text))
    assert filters.apply(people).count == left
    assert filters.notes(people) == (f"{5 - left} of ours left out.",)
    assert filters.describe() == "Registrants: without our company"


@pytest.mark.parametrize("filters", [WITHOUT, WITHOUT.knowing(Ours)])
def test_nobody_is_shown_where_nobody_knows_who_is_ours(people: Audience, filters: Filters) -> None:
    with pytest.raises(FilterError, match="is not set"):
        filters.apply(people)


def test_who_is_ours_is_asked_only_where_they_are_left_out() -> None:
    assert Filters(live=True).knowing(lambda: pytest.fail("asked")) == Filters(live=True)


def test_the_switch_alone_is_written_anywhere() -> None:
    known = View(filters=WITHOUT.knowing(lambda: Ours(("harbourline.example",))))
    assert address.write(known) == [("without_ours", "on")]
    assert document.write(known)["filters"] == {"without_ours": True}
    assert document.read(document.write(known)).filters == WITHOUT
    assert command.write(known) == ["--without-ours"]
    assert report_request.fields(WITHOUT) == {}
    assert "harbourline" not in repr(known.filters)
