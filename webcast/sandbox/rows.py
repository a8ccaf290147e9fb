"""The rows of the JSON and CSV reports: one list of cells a viewer, under the guide's headers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from webcast.sandbox import zones
from webcast.sandbox.events import CAMPAIGN_QUESTION, FIXED_QUESTIONS, LIVE, ON_DEMAND, SIMLIVE, Facts, Viewer


@dataclass(frozen=True)
class Layout:
    """Which columns a report has: they depend on the event's questions and on the most that anybody asked."""

    facts: Facts
    questions: int
    """``Question N`` and ``Answer N`` pairs."""

    @classmethod
    def of(cls, facts: Facts, viewers: list[Viewer]) -> Layout:
        """Return the layout of a report about these viewers."""
        return cls(facts, max((len(viewer.asked) for viewer in viewers), default=0))

    def headers(self) -> list[str]:
        """Return the column headers, without ``sessions``."""
        asked = [f"{word} {n + 1}" for n in range(self.questions) for word in ("Question", "Answer")]
        return [
            "Event Id",
            "Event Title",
            "Cost Center",
            "Registered On",
            *(text for _, text in FIXED_QUESTIONS),
            *(text for _, text in self.facts.questions),
            CAMPAIGN_QUESTION[1],
            *(f"{mode} Sessions" for mode in (LIVE, ON_DEMAND, SIMLIVE, "Total")),
            *(f"{mode} Duration" for mode in (LIVE, ON_DEMAND, SIMLIVE, "Total")),
            "Referrer",
            *asked,
            *(f"Survey: {survey}: {question}" for _, _, survey, question in self._survey_columns()),
        ]

    def _survey_columns(self) -> Iterator[tuple[str, str, str, str]]:
        for survey in self.facts.surveys:
            for question in survey.questions:
                yield survey.id, question.id, survey.name, question.text
            if not survey.questions:
                yield survey.id, "", survey.name, ""

    def rows(self, viewers: list[Viewer], zone: str) -> Iterator[list[str]]:
        """Return the cells of each viewer, under :meth:`headers`."""
        keys = [key for key, _ in (*FIXED_QUESTIONS, *self.facts.questions, CAMPAIGN_QUESTION)]
        columns = {(survey, question): n for n, (survey, question, _, _) in enumerate(self._survey_columns())}
        registered = zones.written([viewer.registered_at for viewer in viewers], zone)
        first = [self.facts.id, self.facts.title, self.facts.cost_center]
        for viewer, at in zip(viewers, registered, strict=True):
            answers = [viewer.answers.get(key, "") for key in keys]
            yield [
                *first,
                at,
                *answers,
                *_totals(viewer),
                viewer.referrer,
                *self._asked(viewer),
                *_surveys(viewer, columns),
            ]

    def _asked(self, viewer: Viewer) -> list[str]:
        cells = [text or "" for asked in viewer.asked for text in (asked.question, asked.answer)]
        return cells + [""] * (2 * self.questions - len(cells))


def _totals(viewer: Viewer) -> list[str]:
    counts = dict.fromkeys((LIVE, ON_DEMAND, SIMLIVE), 0)
    lengths = dict.fromkeys((LIVE, ON_DEMAND, SIMLIVE), 0)
    for session in viewer.sessions:
        counts[session.mode] += 1
        lengths[session.mode] += session.end - session.start
    total = sum(lengths.values())
    return [
        *map(str, (*counts.values(), sum(counts.values()))),
        *map(duration, (*lengths.values(), total)),
    ]


def duration(ms: int) -> str:
    """Write a length as ``hh:mm:ss``."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"


def _surveys(viewer: Viewer, columns: dict[tuple[str, str], int]) -> list[str]:
    cells = [""] * len(columns)
    for response in viewer.responses:
        cells[columns[response.survey_id, response.question_id]] = "|".join(response.choices)
    return cells
