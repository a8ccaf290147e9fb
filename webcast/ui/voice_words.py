"""The sentences of what people said: segments, before and after, checks, frequent words, whom to answer."""

from __future__ import annotations

from typing import Final

from webcast.formats import number, percent, plural

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
SHARED_HINT: Final = "Every question that both surveys hold. Tick a row to look at it above."
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
    if persons < 20:
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


def few(persons: int) -> str:
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


def checks(respondents: int, eligible: int | None, rate: float | None, answered_all: int) -> str:
    """Say how many answered attendance checks, and how many every one."""
    if not respondents:
        return "Nobody answered an attendance check."
    of = f" of {plural(eligible, 'attendee')} ({percent(rate)})" if eligible and rate is not None else ""
    if eligible and eligible < 20:
        of = f" of {plural(eligible, 'attendee')}"
    return f"{number(respondents)}{of} answered an attendance check, {number(answered_all)} of them every one."


def who_checked(how: str, count: int) -> str:
    """Label a button that opens who answered so."""
    said = {"all": "answered every check", "some": "missed some", "never": "answered none"}
    return f"{number(count)} {said[how]}"


# Frequent words
TERMS: Final = "Words that come up"
TERMS_TABLE: Final = "The words with the texts that hold them; tick a row to see who used it"
TERMS_HINT: Final = (
    "Each counts once a text. Left out: small words such as “the”, numbers, e-mail addresses. Texts in scripts "
    "without blanks between words are not taken apart."
)
TERMS_AS_TABLE: Final = "As a table"
TERMS_FILE: Final = "Every word, counted"
COLUMN_TERM: Final = "Word"
COLUMN_TEXTS: Final = "Texts"
COLUMN_SHARE: Final = "Of all texts"
COLUMN_REGISTRANTS: Final = "Registrants"
ALL_TEXTS: Final = "Show all texts again"


def more_terms(count: int) -> str:
    """Label the switch that shows more words."""
    return f"Show {plural(count, 'word')}"


def with_term(term: str) -> str:
    """Say that a list is narrowed to the texts that hold a word."""
    return f"Only texts with “{term}”."


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
