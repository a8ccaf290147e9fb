"""The sentences of the Surveys and Questions pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from webcast.analysis.stages import FEW
from webcast.formats import number, percent, plural
from webcast.presentation import bases

# Questions: the title of each page, as a person would ask it.
SURVEYS: Final = "What did they say?"
QUESTIONS: Final = "What did they ask?"

# States
ALL_ANSWERS: Final = "Every answer to every question, counted"
EVERY_QUESTION_ASKED: Final = "Every question, with who asked it"

# Surveys
QUESTION: Final = "Question"
NO_SURVEYS_TITLE: Final = "No surveys in these events"
NO_SURVEYS: Final = "None of the picked events asked a survey question, or their reports carry none."
ALL_SURVEY_QUESTIONS: Final = "All survey questions"
QUESTIONS_TABLE: Final = "The survey questions with respondents and response rate; tick a row to see its answers"
COLUMN_SURVEY: Final = "Survey"
COLUMN_QUESTION: Final = "Question"
COLUMN_TYPE: Final = "Type"
COLUMN_RESPONDENTS: Final = "Respondents"
COLUMN_ELIGIBLE: Final = "Eligible"
COLUMN_RATE: Final = "Response rate"
COLUMN_ANSWER: Final = "Answer"
COLUMN_COUNT: Final = "Respondents"
COLUMN_SHARE: Final = "Share"
ANSWERS_TABLE: Final = "The answers with counts; tick a row to see who gave it"
SEARCH_ANSWERS: Final = "Search the answers"


def surveys_answer(respondents: int, attending: int, attendees: int, question: str, leading: str) -> str:
    """Answer what people said: how many answered anything, and the leading answer of the question in view.

    Args:
        respondents: Registrants who answered any survey question.
        attending: How many of them attended an event with a survey.
        attendees: The attendees of events with a survey.
        question: The question in view.
        leading: What was said to it.
    """
    if not respondents:
        return "Nobody has answered a survey yet."
    answered = f"{plural(respondents, 'registrant')} answered a survey"
    if attendees and attending == respondents:
        answered += f", {percent(attending / attendees)} of the {plural(attendees, 'attendee')} who could"
    elif attendees:
        answered += f", {number(attending)} of them among the {plural(attendees, 'attendee')} who could"
        answered += f" ({percent(attending / attendees)})"
    return f"{answered}. To “{question}”, {leading}" if leading else f"{answered}."


def leading_answer(answer: str, count: int, base: int, *, few: bool) -> str:
    """Say which answer leads."""
    of = plural(base, "respondent")
    share = f"{number(count)} of {of}" if few else f"{percent(count / base)} of {of}"
    return f"{share} said “{answer}”."


MEDIAN_QUESTION: Final = "the median question"
TOP_ANSWER: Final = "Top answer"
TOP_ANSWER_TEXT: Final = "The most frequent answer, as a share of the question's respondents. Base: respondents."


def top_answer(answer: str, count: int, base: int) -> str:
    """Say which answer leads, under its share."""
    short = answer if len(answer) <= 40 else f"{answer[:39]}…"
    return f"{number(count)} of {number(base)}: “{short}”"


def leading_score(mean: float, base: int) -> str:
    """Say what a scale came to."""
    return f"the mean of {plural(base, 'answer')} is {mean:.1f}."


def leading_texts(base: int) -> str:
    """Say that answers are in people's own words."""
    return f"{plural(base, 'registrant')} wrote in their own words."


def few_respondents(respondents: int) -> str:
    """Warn of a small base."""
    return f"Only {plural(respondents, 'respondent')}: a single answer moves these figures a lot."


def not_attending(count: int | None) -> str:
    """Count those who answered without a session."""
    return f"{plural(count, 'respondent')} without a session, in no rate." if count else ""


def all_answers(count: int) -> str:
    """Label the switch that unfolds the rare answers."""
    return f"Show all {plural(count, 'answer')}"


def of_eligible(eligible: int | None) -> str:
    """Name the attendees who could have answered."""
    return f"of {plural(eligible, 'attendee')}" if eligible is not None else "attendance unknown"


def of_answers(base: int) -> str:
    """Name answers as a base."""
    return f"of {plural(base, 'answer')}"


# Questions
NO_QUESTIONS_TITLE: Final = "Nobody asked a question"
NO_QUESTIONS: Final = "None of the registrants in view asked one. Take a filter away or pick other events."
SHOW_QUESTIONS: Final = "Show"
SHOW_ALL: Final = "All"
SHOW_ANSWERED: Final = "Answered"
SHOW_OPEN: Final = "Unanswered"
SEARCH_QUESTIONS: Final = "Search questions and answers"
NO_TIMES: Final = "Reports don't say when a question was asked."
BY_EVENT: Final = "Event by event"
ALL_ASKED: Final = "What they asked"
ASKED_TABLE: Final = "The questions with who asked them; tick a row to see the person"
COLUMN_ASKED_BY: Final = "Asked by"
COLUMN_COMPANY: Final = "Company"
COLUMN_REPLY: Final = "Reply"
ASKED_SHARE: Final = "Asked a question"
ASKED_SHARE_TEXT: Final = "Share of attendees who asked at least one question. Base: attendees."
NO_ONE_FITS: Final = "No question matches."


def questions_answer(questions: int, askers: int, answered: int) -> str:
    """Answer what people asked."""
    asked = f"{plural(askers, 'person', 'people')} asked {plural(questions, 'question')}"
    if answered == questions:
        return f"{asked}, and every one was answered."
    return f"{asked}; {plural(questions - answered, 'is', 'are')} still unanswered."


def shown(count: int, total: int) -> str:
    """Count what a search leaves."""
    return f"{number(count)} of {plural(total, 'question')}"


def of_questions(count: int) -> str:
    """Name questions as a base."""
    return f"of {plural(count, 'question')}"


def of_people(count: int) -> str:
    """Name persons as a base."""
    return f"of {plural(count, 'person', 'people')}"


def per_asker(questions: int, askers: int) -> str:
    """Say how many questions each asker asked."""
    return f"{questions / askers:.1f} by each asker" if askers else "no askers"


def of_attendees(asked: int, attendees: int) -> str:
    """Name attendees as a base."""
    return f"{number(asked)} of {plural(attendees, 'attendee')}"


# Types of questions, as the list can be narrowed
SHOW_TYPES: Final = "Show"
TYPE_ALL: Final = "All"
TYPES: Final = {
    "one": "One choice",
    "several": "Several choices",
    "scale": "0–10",
    "text": "Text",
    "attendance": "Attendance checks",
    "unknown": "Not known",
}
COLUMN_MEAN: Final = "Mean"
COLUMN_NPS: Final = "NPS"
QUESTIONS_FILE: Final = "This list, whole"

# Compared by
COMPARE: Final = "Who said what"
COMPARE_BY: Final = "Compare by"
GROUPS_TABLE: Final = "The groups with their respondents and answers; tick a row to see its respondents"
COLUMN_GROUP_RESPONDENTS: Final = "Respondents"
COLUMN_GROUP_ANSWERS: Final = "Answers"
CROSS_TAB_FILE: Final = "Every group and answer"
SEVERAL_GROUPS: Final = "Who is in several groups counts in each."


def all_answers_beside(count: int) -> str:
    """Label the switch that shows more answers beside each other."""
    return f"Show {plural(count, 'answer')}"


def groups_left(count: int) -> str:
    """Say that a chart leaves small groups out."""
    return f"{plural(count, 'smaller group is', 'smaller groups are')} not drawn; the table has them all."


def answers_left(count: int) -> str:
    """Say that a chart leaves rare answers out."""
    return f"{plural(count, 'rarer answer is', 'rarer answers are')} not drawn; the file has them all."


# Before and after
BEFORE_AFTER: Final = "Before and after"
PAIR: Final = "Surveys"
SHARED_QUESTION: Final = "Question in both"
MOVEMENTS: Final = "From answer to answer"
MOVEMENTS_TABLE: Final = "The ways from one answer to another; tick a row to see who went it"
SHARED_TABLE: Final = "The questions that both surveys hold; tick a row to look at one"
SHARED_HINT: Final = "Every question that both surveys hold. Pick a row to look at it above."
COLUMN_BOTH: Final = "Answered both"
COLUMN_CHANGED: Final = "Changed"
COLUMN_CHANGED_SHARE: Final = "Share changed"
COLUMN_MEAN_BEFORE: Final = "Mean before"
COLUMN_MEAN_AFTER: Final = "Mean after"
COLUMN_MEAN_CHANGE: Final = "Change"
COLUMN_PEOPLE: Final = "People"
NO_RIGHT: Final = "A report does not say which answer is right, so this shows what changed, not who improved."
CHANGE_FILE: Final = "Every question in both surveys"
CHANGE_PEOPLE_FILE: Final = "Every person, before and after"


def pair(before: str, after: str) -> str:
    """Name two surveys in their order."""
    return f"{before}, then {after}"


def twice(persons: int, changed: int) -> str:
    """Say what became of the answers."""
    if not persons:
        return "Nobody answered this question in both surveys."
    both = f"{plural(persons, 'person', 'people')} answered both"
    if persons < FEW:
        return f"{both}; {number(changed)} of them changed their answer."
    return f"{both}; {number(changed)} of them ({percent(changed / persons)}) changed their answer."


def means(before: float | None, after: float | None) -> str:
    """Say how the mean moved; nothing where there is none."""
    if before is None or after is None:
        return ""
    apart = round(after - before, 1)
    if not apart:
        return f" The mean stayed at {after:.1f}."
    return f" The mean went from {before:.1f} to {after:.1f}."


def few_persons(persons: int) -> str:
    """Warn of a small base."""
    return f"Only {plural(persons, 'person', 'people')}: a single answer moves these figures a lot."


def who_changed(count: int) -> str:
    """Label a button."""
    return f"{number(count)} changed"


def who_stayed(count: int) -> str:
    """Label a button."""
    return f"{number(count)} stayed the same"


def who_both(count: int) -> str:
    """Label a button."""
    return f"{number(count)} answered both"


# Attendance checks
CHECKS: Final = "Attendance checks"
CHECKS_FILE: Final = "This table, whole"
CHECKS_HINT: Final = (
    "How often a check came up, no report says: every check means as many as anybody in the event answered."
)
CHECKS_TABLE: Final = "The attendance checks with who answered"
COLUMN_CHECK: Final = "Attendance check"
COLUMN_CHECKS: Final = "Checks answered"
COLUMN_ALL: Final = "Answered every check"
COLUMN_SOME: Final = "Missed some"
COLUMN_NEVER: Final = "Answered none"


def checks(row: Mapping[str, Any]) -> str:
    """Say how many answered an attendance check, and how many every one.

    Args:
        row: Of :func:`webcast.analysis.surveys.attendance_checks`.
    """
    respondents, eligible, every = row["respondents"], row["eligible"], number(row["answered_all"])
    if not respondents:
        return "Nobody answered an attendance check."
    if eligible and bases.attending_respondents(row) == respondents:
        who = bases.of_eligible(row, share=eligible >= FEW)
        return f"{who} answered an attendance check, {every} of them every one."
    text = f"{plural(respondents, 'registrant')} answered an attendance check, {every} of them every one"
    return f"{text}; {bases.of_eligible(row, share=eligible >= FEW)} did." if eligible else f"{text}."


def who_checked(how: str, count: int) -> str:
    """Label a button that opens who answered so."""
    said = {"all": "answered every check", "some": "missed some", "never": "answered none"}
    return f"{number(count)} {said[how]}"


# Frequent words
TERMS_FILE: Final = "Every word, counted"

# Whom to answer, who asks most
TO_ANSWER: Final = "Whom to answer"
TO_ANSWER_TABLE: Final = "The unanswered questions; tick a row to see the person"
OPEN_FILE: Final = "Every unanswered question, with who asked it"
ASKERS: Final = "Who asks most"
ASKERS_TABLE: Final = "The people who asked, most questions first; tick a row to see the person"
ASKERS_FILE: Final = "Everybody who asked"
COLUMN_QUESTIONS: Final = "Questions"
COLUMN_OPEN: Final = "Unanswered"


def waiting(persons: int, questions: int) -> str:
    """Say how many wait for an answer."""
    if not questions:
        return "Every question was answered."
    waits = plural(persons, "person waits", "people wait")
    return f"{waits} for an answer to {plural(questions, 'question')}."


def most_asked(persons: int, several: int) -> str:
    """Say how many asked, and how many more than once."""
    asked = f"{plural(persons, 'person', 'people')} asked"
    return (
        f"{asked}, {number(several)} of them more than one question." if several else f"{asked}, each one question."
    )


def first_of(shown: int, total: int) -> str:
    """Say that a list is cut."""
    return f"The first {number(shown)} of {number(total)}; the file has them all."
