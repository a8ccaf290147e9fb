"""A question that two surveys hold, and how what changed is drawn: the same on the page and in a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from webcast.analysis import before_after, changes, surveys
from webcast.analysis.audience import Audience
from webcast.analysis.before_after import Pair
from webcast.analysis.changes import Change
from webcast.charts import voices as chart
from webcast.charts.figure import Figure
from webcast.charts.theme import Theme
from webcast.cohorts.voices import Changed, Moved
from webcast.language import later, say
from webcast.view.choices import not_offered


@dataclass(frozen=True)
class TwoSurveys:
    """The question in view, in the two surveys."""

    pair: Pair
    row: dict[str, Any]
    """Its row of :func:`webcast.analysis.before_after.questions`."""
    change: Change

    @classmethod
    def of(cls, audience: Audience, pair: Pair, row: dict[str, Any]) -> TwoSurveys:
        """Return a question with what the audience answered before and after."""
        return cls(pair, row, changes.change(audience, pair.before, pair.after, row["text"]))

    def who(self, kind: str) -> Changed:
        """Return those whose answer became so."""
        return Changed(self.pair.before, self.pair.after, self.row["text"], kind)

    def moved(self, first: str = "", second: str = "") -> Moved:
        """Return those who went from one answer to another."""
        return Moved(self.pair.before, self.pair.after, self.row["text"], first, second)

    @property
    def numbers(self) -> bool:
        """Whether everybody answered both with a number."""
        known = (self.row[name] or 0 for name in ("rose", "fell"))
        same = int(self.change.persons["change"].eq(0).sum())
        return self.row["mean_change"] is not None and sum(known) + same == self.row["persons"]

    def figure(self, theme: Theme) -> Figure:
        """Return the answers before and after as a chart; for numbers, who went up and down."""
        row = self.row
        if self.numbers:
            return chart.direction(row["rose"], row["persons"] - row["rose"] - row["fell"], row["fell"], theme=theme)
        return chart.change(
            before_after.answers(self.change),
            base=row["persons"],
            before=self.pair.before,
            after=self.pair.after,
            theme=theme,
        )

    def behind(self, mark: Sequence[str]) -> Changed | Moved:
        """Return the people of a mark of :meth:`figure`."""
        if mark[0] == chart.KIND:
            return self.who(mark[1])
        _, side, answer = mark
        return self.moved(first=answer) if side == "before" else self.moved(second=answer)


def find(audience: Audience, before: str, after: str) -> tuple[str, str]:
    """Return two surveys as they were named, in that order, where they share questions.

    Raises:
        FilterError: They are not named, or share none.
    """
    pairs = before_after.pairs(audience)
    before, after = before.strip(), after.strip()
    if frozenset((before, after)) not in {frozenset((pair.before, pair.after)) for pair in pairs}:
        asked = say("{before}, then {after}", before=before, after=after) if before and after else ""
        known = [say("{before}, then {after}", before=pair.before, after=pair.after) for pair in pairs]
        raise not_offered(later("two surveys that hold the same questions"), asked, known)
    return before, after


def shared_question(audience: Audience, asked: str, before: str, after: str) -> str:
    """Return the text of a question that both surveys hold, named by its text or by its label in either survey.

    Raises:
        FilterError: They share none of this name.
    """
    held: list[str] = before_after.questions(audience, before, after)["text"].to_list()
    texts = {name: text for text in held for name in (text, *(surveys.label(s, text) for s in (before, after)))}
    if asked.strip() not in texts:
        raise not_offered(later("a question that both surveys hold"), asked.strip(), held)
    return texts[asked.strip()]
