"""The sentences of the Questions page: what people asked, whom to answer, who asks most."""

from __future__ import annotations

from typing import Final

from webcast.formats import number, plural
from webcast.language import phrase, say, speaking

# The title of the page, as a person would ask it.
QUESTIONS: Final = phrase("What did they ask?")

EVERY_QUESTION_ASKED: Final = phrase("Every question and who asked it")

NO_QUESTIONS_TITLE: Final = phrase("Nobody asked a question")
NO_QUESTIONS: Final = phrase("None of the registrants in view asked one. Remove a filter, or pick other events.")
SHOW_QUESTIONS: Final = phrase("Show")
SHOW_ALL: Final = phrase("All")
SHOW_ANSWERED: Final = phrase("Answered")
SHOW_OPEN: Final = phrase("Unanswered")
SEARCH_QUESTIONS: Final = phrase("Search questions and answers")
NO_TIMES: Final = phrase("Reports don't say when a question was asked.")
BY_EVENT: Final = phrase("Event by event")
ALL_ASKED: Final = phrase("What they asked")
ASKED_TABLE: Final = phrase("The questions and who asked them; tick a row to see the person")
COLUMN_ASKED_BY: Final = phrase("Asked by")
COLUMN_COMPANY: Final = phrase("Company")
COLUMN_REPLY: Final = phrase("Reply")
ASKED_SHARE: Final = phrase("Asked a question")
ASKED_SHARE_TEXT: Final = phrase("Share of attendees who asked at least one question. Base: attendees.")
NO_ONE_FITS: Final = phrase("No question matches.")


def questions_answer(questions: int, askers: int, answered: int) -> str:
    """Answer what people asked."""
    asked = say(
        "{people} asked {questions}",
        people=plural(askers, "person", "people"),
        questions=plural(questions, "question", "questions"),
    )
    if answered == questions:
        return say("{asked}, and every one was answered.", asked=asked)
    return say("{asked}; {are} still unanswered.", asked=asked, are=plural(questions - answered, "is", "are"))


def shown(count: int, total: int) -> str:
    """Count what a search leaves."""
    return say("{count} of {questions}", count=number(count), questions=plural(total, "question", "questions"))


def of_questions(count: int) -> str:
    """Name questions as a base."""
    return say("of {questions}", questions=plural(count, "question", "questions"))


def of_people(count: int) -> str:
    """Name persons as a base."""
    return say("of {people}", people=plural(count, "person", "people"))


def per_asker(questions: int, askers: int) -> str:
    """Say how many questions each asker asked."""
    return say("{questions} by each asker", questions=f"{questions / askers:.1f}") if askers else say("no askers")


def of_attendees(asked: int, attendees: int) -> str:
    """Name attendees as a base."""
    return say("{asked} of {attendees}", asked=number(asked), attendees=plural(attendees, "attendee", "attendees"))


TO_ANSWER: Final = phrase("Whom to answer")
TO_ANSWER_TABLE: Final = phrase("The unanswered questions; tick a row to see the person")
OPEN_FILE: Final = phrase("Every unanswered question and who asked it")
ASKERS: Final = phrase("Who asks most")
ASKERS_TABLE: Final = phrase("The people who asked, most questions first; tick a row to see the person")
ASKERS_FILE: Final = phrase("Everybody who asked")
COLUMN_QUESTIONS: Final = phrase("Questions")
COLUMN_OPEN: Final = phrase("Unanswered")


def waiting(persons: int, questions: int) -> str:
    """Say how many wait for an answer."""
    if not questions:
        return say("Every question was answered.")
    waits = plural(persons, "person waits", "people wait")
    return say(
        "{waits} for an answer to {questions}.", waits=waits, questions=plural(questions, "question", "questions")
    )


def most_asked(persons: int, several: int) -> str:
    """Say how many asked, and how many more than once."""
    asked = say("{people} asked", people=plural(persons, "person", "people"))
    return (
        say("{asked}, {several} of them more than one question.", asked=asked, several=number(several))
        if several
        else say("{asked}, each one question.", asked=asked)
    )


def first_of(shown: int, total: int) -> str:
    """Say that a list is cut."""
    return say("The first {shown} of {total}; the file has them all.", shown=number(shown), total=number(total))


speaking(__name__)
