from __future__ import annotations

import polars as pl
import pytest

from tests.analysis.small import audience as whole
from webcast.analysis import answers_kept, before_after, by_event, terms, timeline, waiting
from webcast.analysis.answers_kept import MOST_ONCE, Held
from webcast.analysis.audience import Audience
from webcast.analysis.by_event import Measured
from webcast.analysis.held import held
from webcast.analysis.stages import Rules
from webcast.language import Reader, reader, using


@pytest.fixture
def asked() -> list[object]:
    return []


def test_the_same_question_is_computed_once_an_audience(asked: list[object]) -> None:
    @held
    def many(audience: Audience, least: int, *, of: str = "all") -> pl.DataFrame:
        asked.append((least, of))
        return pl.DataFrame({"n": [audience.count]})

    everyone = whole()
    assert many(everyone, 1) is many(everyone, 1)
    many(everyone, 2)
    many(everyone, 1, of="some")
    assert asked == [(1, "all"), (2, "all"), (1, "some")]
    assert many(everyone.fresh(), 1) is not many(everyone, 1)
    assert many(everyone.where(pl.lit(value=False)), 1)["n"].to_list() == [0]


def test_what_no_hash_tells_apart_is_computed_each_time(asked: list[object]) -> None:
    @held
    def many(_audience: Audience, of: pl.DataFrame) -> int:
        asked.append(of)
        return of.height

    everyone, one, two = whole(), pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [1, 2]})
    assert [many(everyone, one), many(everyone, two), many(everyone, one)] == [1, 2, 1]
    assert len(asked) == 3


def test_an_answer_is_in_the_language_of_who_asks() -> None:
    @held
    def language(_audience: Audience) -> str:
        return reader().language

    everyone = whole()
    with using(Reader("de", "de-AT")):
        assert language(everyone) == "de"
    assert language(everyone) == "en"


def test_none_is_an_answer_too(asked: list[object]) -> None:
    @held
    def nothing(_audience: Audience) -> None:
        asked.append(1)

    everyone = whole()
    nothing(everyone)
    nothing(everyone)
    assert len(asked) == 1


def test_a_list_or_dictionary_may_be_changed_by_who_got_it() -> None:
    @held
    def names(_audience: Audience) -> list[str]:
        return ["ada"]

    @held
    def counts(_audience: Audience) -> dict[str, int]:
        return {"ada": 1}

    everyone = whole()
    names(everyone).append("bob")
    counts(everyone)["bob"] = 2
    assert (names(everyone), counts(everyone)) == (["ada"], {"ada": 1})


def test_a_table_with_a_row_a_registrant_of_many_is_not_kept() -> None:
    kept = Held()
    fits, too_long = (
        pl.Series([0] * (answers_kept.MOST_OF_ONE // 8 - 128)),
        pl.Series([0] * (answers_kept.MOST_OF_ONE // 8)),
    )
    assert kept.get("fits", lambda: fits) is kept.get("fits", fits.clone)
    assert kept.get("long", lambda: too_long) is not kept.get("long", too_long.clone)


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    kept = Held()
    longest = pl.Series([0] * (answers_kept.MOST_OF_ONE // 8 - 128))
    most = answers_kept.MOST_BYTES // answers_kept.MOST_OF_ONE
    for n in range(most):
        kept.get(n, longest.clone)
    kept.get(0, longest.clone)  # was asked for just now, unlike 1
    kept.get(most, longest.clone)
    again: list[int] = []
    for n in (0, most, 1):
        kept.get(n, lambda n=n: again.append(n))  # type: ignore[misc]
    assert again == [1]


def test_fewer_people_are_kept_with_what_they_were_asked_but_only_a_few_of_them() -> None:
    @held
    def first(audience: Audience, many: int) -> Audience:
        return audience.where(pl.col("row") < many)

    everyone = whole()
    assert first(everyone, 1) is first(everyone, 1)
    before = first(everyone, 1)
    for many in range(2, 2 + answers_kept.MOST_BYTES // answers_kept.MOST_OF_ONE):
        first(everyone, many)
    assert first(everyone, 1) is not before


def test_of_what_is_computed_once_the_latest_stay() -> None:
    everyone, made = whole(), list[int]()

    def once(key: int) -> None:
        def compute() -> int:
            made.append(key)
            return key

        assert everyone.once(key, compute) == key

    for key in (*range(MOST_ONCE), 0, MOST_ONCE):
        once(key)
    made.clear()
    for key in (0, MOST_ONCE, 2):  # the first was asked for again, so the second is what went
        once(key)
    assert made == []
    once(1)
    assert made == [1]


FIGURES = (by_event.KEY_FIGURES, by_event.PACE, by_event.WAYS, by_event.ASKED, by_event.reached(Rules()))


@pytest.mark.parametrize("measured", FIGURES, ids=lambda measured: measured.name)
def test_figures_that_are_computed_once_are_those_of_every_language(measured: Measured) -> None:
    with using(Reader("de", "de-AT")):
        german = measured.together(whole())
    assert measured.together(whole()) == german


def test_tables_that_are_computed_once_are_those_of_every_language() -> None:
    def tables() -> list[pl.DataFrame]:
        everyone = whole()
        waits = waiting.time_to_attendance(everyone)
        pairs = before_after.pairs(everyone)
        changed = [before_after.questions(everyone, pair.before, pair.after) for pair in pairs]
        return [waits, timeline.levels(everyone), terms.of_questions(everyone), *changed]

    with using(Reader("de", "de-AT")):
        german = tables()
    assert all(here.equals(there) for here, there in zip(tables(), german, strict=True))
