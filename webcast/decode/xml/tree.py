"""Viewers by way of a tree: right for whatever is well-formed, and it says what it could not place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import polars as pl
from lxml import etree

from webcast.decode.notes import Notes
from webcast.decode.xml import batch
from webcast.decode.xml.batch import Batch
from webcast.language import later

NOT_KNOWN: Final = later("The element is not known and was left out.")


def parser() -> etree.XMLParser:
    """Return a strict parser that expands nothing, loads nothing, and forgets comments and instructions."""
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        collect_ids=False,
        encoding="utf-8",
    )


def name_of(element: etree._Element) -> str:
    """Return an element's name without namespace and case."""
    return etree.QName(element).localname.casefold()


def text_of(element: etree._Element) -> str | None:
    """Return all text in an element, without blanks around it; null when there is none."""
    return "".join(str(part) for part in element.itertext()).strip() or None


@dataclass
class Reader:
    """Reads viewer elements into the rows of a batch."""

    notes: Notes
    viewers: list[tuple[int, str | None]] = field(default_factory=list)
    answers: list[tuple[int, str, str | None]] = field(default_factory=list)
    sessions: list[tuple[int, int, str | None, str | None, str | None, str | None, str | None]] = field(
        default_factory=list
    )
    questions: list[tuple[int, int, str | None, str | None]] = field(default_factory=list)
    responses: list[tuple[int, str, str, str | None]] = field(default_factory=list)

    def batch(self) -> Batch:
        """Return what was read."""
        return Batch(
            viewers=pl.DataFrame(self.viewers, schema=batch.VIEWERS, orient="row"),
            answers=pl.DataFrame(self.answers, schema=batch.ANSWERS, orient="row"),
            sessions=pl.DataFrame(self.sessions, schema=batch.SESSIONS, orient="row"),
            questions=pl.DataFrame(self.questions, schema=batch.QUESTIONS, orient="row"),
            responses=pl.DataFrame(self.responses, schema=batch.RESPONSES, orient="row"),
        )

    def read(self, viewer: etree._Element, record: int) -> None:
        """Read one viewer, whose row number in the report is ``record``."""
        date: str | None = None
        for child in viewer:
            name = name_of(child)
            if name == "registration_date":
                if date is not None:
                    self.notes.add(
                        later("The date came more than once; the first was kept."), record=record, field=name
                    )
                date = date or text_of(child)
            elif name == "registration_answers":
                self._answers(child, record)
            elif name == "sessions":
                self._sessions(child, record)
            elif name == "qa":
                self._questions(child, record)
            elif name == "survey_responses":
                self._responses(child, record)
            else:
                self.notes.tally(name, NOT_KNOWN, record)
        self._stray(viewer, record)
        self.viewers.append((record, date))

    def _answers(self, parent: etree._Element, record: int) -> None:
        for child in self._known(parent, ("ra",), record):
            question_id = (child.get("id") or "").strip()
            if question_id:
                self.answers.append((record, question_id, text_of(child)))
            elif text_of(child):
                self.notes.add(later("An answer without a question's id was left out."), record=record, field="ra")

    def _sessions(self, parent: etree._Element, record: int) -> None:
        n = self.sessions[-1][1] if self.sessions and self.sessions[-1][0] == record else 0
        for n, session in enumerate(self._known(parent, ("session",), record), n + 1):  # noqa: B020  # goes on counting
            found: dict[str, str | None] = {}
            for child in self._known(session, ("type", "start_time", "end_time", "duration", "media"), record):
                name = name_of(child)
                if found.get(name) is not None:
                    self.notes.add(later("A session has this twice; the first was kept."), record=record, field=name)
                else:
                    found[name] = text_of(child)
            get = found.get
            self.sessions.append(
                (record, n, get("type"), get("start_time"), get("end_time"), get("duration"), get("media"))
            )

    def _questions(self, parent: etree._Element, record: int) -> None:
        # "questoin" is how the guide's table of nodes spells it.
        for child in self._known(parent, ("question", "questoin"), record):
            own, answers = [child.text or ""], []
            for part in child:
                if name_of(part) == "answer":
                    answers.append(text_of(part))
                else:
                    own.append(text_of(part) or "")
                own.append(part.tail or "")
            question = "".join(own).strip() or None
            answer = "\n".join(text for text in answers if text) or None
            if question or answer:
                n = self.questions[-1][1] if self.questions and self.questions[-1][0] == record else 0
                self.questions.append((record, n + 1, question, answer))

    def _responses(self, parent: etree._Element, record: int) -> None:
        for child in self._known(parent, ("sr",), record):
            ids = (child.get("survey_id") or "").strip(), (child.get("question_id") or "").strip()
            if ids[0]:
                self.responses.append((record, *ids, text_of(child)))
            elif text_of(child):
                self.notes.add(later("A response without a survey's id was left out."), record=record, field="sr")

    def _known(self, parent: etree._Element, names: tuple[str, ...], record: int) -> Iterable[etree._Element]:
        self._stray(parent, record)
        for child in parent:
            if name_of(child) in names:
                yield child
            else:
                self.notes.tally(name_of(child), NOT_KNOWN, record)

    def _stray(self, parent: etree._Element, record: int) -> None:
        """Say so where text stands between elements, where none belongs."""
        if (parent.text or "").strip() or any((child.tail or "").strip() for child in parent):
            self.notes.add(later("Text between the elements was left out."), record=record, field=name_of(parent))
