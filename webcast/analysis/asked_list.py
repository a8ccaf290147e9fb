"""The list of the questions that the audience asked, of which a few are on the screen: no more events are opened."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from webcast.analysis import pieces, qa, terms
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.pieces import Piece


@dataclass(frozen=True)
class Wanted:
    """Which questions.

    Attributes:
        answered: Those with an answer, or those without; None for both.
        term: Those that hold a term; empty for any.
        text: Those that hold a text, taken literally and whatever its case, in question, answer, who asked or their
            company; empty for any.
    """

    answered: bool | None = None
    term: str = field(default="", repr=False)
    text: str = field(default="", repr=False)

    def among(self, questions: pl.DataFrame) -> pl.DataFrame:
        """Return these of questions of :func:`.qa.questions`."""
        if self == Wanted():
            return questions
        asked = questions.lazy()
        if self.term:
            asked = asked.filter(terms.holds(pl.col("question"), self.term))
        if self.answered is not None:
            asked = asked.filter(pl.col("answered") == self.answered)
        if not self.text:
            return asked.collect()
        fields = ("question", "answer", "first_name", "last_name", "company")
        texts = pl.concat_str(*fields, separator="\x1f", ignore_nulls=True)
        return asked.filter(texts.str.to_lowercase().str.contains(self.text.lower(), literal=True)).collect()


@held
def listed(audience: Audience, wanted: Wanted, most: int) -> tuple[int, pl.DataFrame]:
    """Return how many questions there are, and the first of them as :func:`.qa.questions` has them."""
    if audience.opened:
        return _first(wanted.among(qa.questions(audience)), most)
    counts = _by_event(audience, wanted)
    some, told = counts.filter(counts["n"] > 0), not (wanted.term or wanted.text)
    if told:  # how many each event has: those that come first are enough
        before = some["n"].cum_sum() - some["n"]
        some = some.filter(before < most)
    seen = pieces.over(audience, some["event_id"].to_list(), lambda piece: _seen(piece, wanted, most))
    found = pl.concat([pl.DataFrame(schema=qa.QUESTION), *(rows for _, rows in seen)])
    return int(counts["n"].sum()) if told else sum(count for count, _ in seen), found.head(most)


def _by_event(audience: Audience, wanted: Wanted) -> pl.DataFrame:
    counts = {None: pl.col("questions"), True: pl.col("answered"), False: pl.col("questions") - pl.col("answered")}
    return qa.by_event(audience).select("event_id", counts[wanted.answered].alias("n"))


def _seen(piece: Piece, wanted: Wanted, most: int) -> tuple[int, pl.DataFrame]:
    found = wanted.among(qa.questions(piece.people))
    return _first(found.with_columns(piece.among_all(found["row"])), most)


def _first(found: pl.DataFrame, most: int) -> tuple[int, pl.DataFrame]:
    return found.height, found.head(most)
