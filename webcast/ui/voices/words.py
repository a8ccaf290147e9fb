"""The sentences of the Surveys page, and a few that the Questions page says as well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from webcast.analysis.stages import FEW
from webcast.formats import number, percent, plural
from webcast.language import phrase, say, speaking
from webcast.presentation import bases
from webcast.ui.frame import words as frame_words

# The title of the page, as a person would ask it.
SURVEYS: Final = phrase("What did they say?")

# States
ALL_ANSWERS: Final = phrase("Every answer to every question, counted")

# Surveys
QUESTION: Final = phrase("Question")
NO_SURVEYS_TITLE: Final = phrase("No surveys in these events")
NO_SURVEYS: Final = phrase("None of the picked events asked a survey question, or their reports carry none.")
ALL_SURVEY_QUESTIONS: Final = phrase("All survey questions")
QUESTIONS_TABLE: Final = phrase(
    "The survey questions with respondents and response rate; tick a row to see its answers"
)
COLUMN_SURVEY: Final = phrase("Survey")
COLUMN_QUESTION: Final = phrase("Question")
COLUMN_TYPE: Final = phrase("Type")
COLUMN_RESPONDENTS: Final = phrase("Respondents")
COLUMN_ELIGIBLE: Final = phrase("Eligible")
COLUMN_RATE: Final = phrase("Response rate")
ANSWERS: Final = phrase("Answers")
IN_OWN_WORDS: Final = phrase("In their own words")
COLUMN_ANSWER: Final = phrase("Answer")
COLUMN_COUNT: Final = phrase("Respondents")
COLUMN_SHARE: Final = phrase("Share")
ANSWERS_TABLE: Final = phrase("The answers with counts; tick a row to see who gave it")
SEARCH_ANSWERS: Final = phrase("Search the answers")


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
        return say("Nobody has answered a survey yet.")
    said = {
        "registrants": plural(respondents, "registrant", "registrants"),
        "attendees": plural(attendees, "attendee", "attendees"),
    }
    if not attendees:
        answered = say("{registrants} answered a survey.", registrants=said["registrants"])
    elif attending == respondents:
        answered = say(
            "{registrants} answered a survey, {share} of the {attendees} who could.",
            **said,
            share=percent(attending / attendees),
        )
    else:
        answered = say(
            "{registrants} answered a survey, {attending} of them among the {attendees} who could ({share}).",
            **said,
            attending=number(attending),
            share=percent(attending / attendees),
        )
    if not leading:
        return answered
    return f"{answered} {say('To “{question}”, {leading}', question=question, leading=leading)}"


def leading_answer(answer: str, count: int, base: int, *, few: bool) -> str:
    """Say which answer leads."""
    of = plural(base, "respondent", "respondents")
    share = (
        say("{count} of {of}", count=number(count), of=of)
        if few
        else say("{count} of {of}", count=percent(count / base), of=of)
    )
    return say("{share} said “{answer}”.", share=share, answer=answer)


MEDIAN_QUESTION: Final = phrase("the median question")


def not_asked(name: str) -> str:
    """Say that what is compared with did not ask the question: ``The event before: …``."""
    return say("{name}: this question was not asked.", name=frame_words.sentence(name))


TOP_ANSWER_TEXT: Final = phrase(
    "The most frequent answer, as a share of the question's respondents. Base: respondents."
)


def top_answer(answer: str, count: int, base: int) -> str:
    """Say which answer leads, under its share."""
    short = answer if len(answer) <= 40 else f"{answer[:39]}…"
    return say("{count} of {base}: “{short}”", count=number(count), base=number(base), short=short)


def leading_score(mean: float, base: int) -> str:
    """Say what a scale came to."""
    return say("the mean of {answers} is {mean}.", answers=plural(base, "answer", "answers"), mean=f"{mean:.1f}")


def leading_texts(base: int) -> str:
    """Say that answers are in people's own words."""
    return say("{registrants} wrote in their own words.", registrants=plural(base, "registrant", "registrants"))


def few_respondents(respondents: int) -> str:
    """Warn of a small base."""
    return say(
        "Only {respondents}: a single answer moves these figures a lot.",
        respondents=plural(respondents, "respondent", "respondents"),
    )


def not_attending(count: int | None) -> str:
    """Count those who answered without a session."""
    return (
        say("{respondents} without a session, in no rate.", respondents=plural(count, "respondent", "respondents"))
        if count
        else ""
    )


def all_answers(count: int) -> str:
    """Label the switch that unfolds the rare answers."""
    return say("Show all {answers}", answers=plural(count, "answer", "answers"))


def of_eligible(eligible: int | None) -> str:
    """Name the attendees who could have answered."""
    return (
        say("of {attendees}", attendees=plural(eligible, "attendee", "attendees"))
        if eligible is not None
        else say("attendance unknown")
    )


def of_answers(base: int) -> str:
    """Name answers as a base."""
    return say("of {answers}", answers=plural(base, "answer", "answers"))


# Types of questions, as the list can be narrowed
SHOW_TYPES: Final = phrase("Show")
TYPE_ALL: Final = phrase("All")
TYPES: Final = {
    "one": phrase("One choice"),
    "several": phrase("Several choices"),
    "scale": "0–10",
    "text": phrase("Text"),
    "attendance": phrase("Attendance checks"),
    "unknown": phrase("Not known"),
}
COLUMN_MEAN: Final = phrase("Mean")
COLUMN_NPS: Final = phrase("NPS")
QUESTIONS_FILE: Final = phrase("All survey questions")

# Compared by
COMPARE: Final = phrase("Who said what")
COMPARE_BY: Final = phrase("Compare by")
GROUPS_TABLE: Final = phrase("The groups with their respondents and answers; tick a row to see its respondents")
COLUMN_GROUP_RESPONDENTS: Final = phrase("Respondents")
COLUMN_GROUP_ANSWERS: Final = phrase("Answers")
CROSS_TAB_FILE: Final = phrase("Every group and answer")
SEVERAL_GROUPS: Final = phrase("Somebody in several groups counts in each.")


def all_answers_beside(count: int) -> str:
    """Label the switch that shows more answers beside each other."""
    return say("Show {answers}", answers=plural(count, "answer", "answers"))


def groups_left(count: int) -> str:
    """Say that a chart leaves small groups out."""
    return say(
        "{smaller_groups_are} not drawn; the table has them all.",
        smaller_groups_are=plural(count, "smaller group is", "smaller groups are"),
    )


def answers_left(count: int) -> str:
    """Say that a chart leaves rare answers out."""
    return say(
        "{rarer_answers_are} not drawn; the file has them all.",
        rarer_answers_are=plural(count, "rarer answer is", "rarer answers are"),
    )


# Before and after
BEFORE_AFTER: Final = phrase("Before and after")
CHANGE_NOT_OPENED: Final = phrase(
    "The figures above need no report opened. What changed between two surveys does, which may take a while."
)
SHOW_CHANGE: Final = phrase("Show what changed")
PAIR: Final = phrase("Surveys")
SHARED_QUESTION: Final = phrase("Question in both")
MOVEMENTS: Final = phrase("From answer to answer")
MOVEMENTS_TABLE: Final = phrase("The ways from one answer to another; tick a row to see who went it")
SHARED_TABLE: Final = phrase("The questions that both surveys hold; tick a row to look at one")
SHARED_HINT: Final = phrase("Every question that both surveys hold. Pick a row to look at it above.")
COLUMN_BOTH: Final = phrase("Answered both")
COLUMN_CHANGED: Final = phrase("Changed")
COLUMN_CHANGED_SHARE: Final = phrase("Share changed")
COLUMN_MEAN_BEFORE: Final = phrase("Mean before")
COLUMN_MEAN_AFTER: Final = phrase("Mean after")
COLUMN_MEAN_CHANGE: Final = phrase("Change")
COLUMN_PEOPLE: Final = phrase("People")
NO_RIGHT: Final = phrase("A report does not say which answer is right, so this shows what changed, not who improved.")
CHANGE_FILE: Final = phrase("Every question in both surveys")
CHANGE_PEOPLE_FILE: Final = phrase("Every person, before and after")


def pair(before: str, after: str) -> str:
    """Name two surveys in their order."""
    return say("{before}, then {after}", before=before, after=after)


def twice(persons: int, changed: int) -> str:
    """Say what became of the answers."""
    if not persons:
        return say("Nobody answered this question in both surveys.")
    both = say("{people} answered both", people=plural(persons, "person", "people"))
    if persons < FEW:
        return say("{both}; {changed} of them changed their answer.", both=both, changed=number(changed))
    return say(
        "{both}; {changed} of them ({changed_2}) changed their answer.",
        both=both,
        changed=number(changed),
        changed_2=percent(changed / persons),
    )


def means(before: float | None, after: float | None) -> str:
    """Say how the mean moved; nothing where there is none."""
    if before is None or after is None:
        return ""
    apart = round(after - before, 1)
    if not apart:
        return say("The mean stayed at {after}.", after=f"{after:.1f}")
    return say("The mean went from {before} to {after}.", before=f"{before:.1f}", after=f"{after:.1f}")


def few_persons(persons: int) -> str:
    """Warn of a small base."""
    return say(
        "Only {people}: a single answer moves these figures a lot.", people=plural(persons, "person", "people")
    )


def who_changed(count: int) -> str:
    """Label a button."""
    return say("{count} changed", count=number(count))


def who_stayed(count: int) -> str:
    """Label a button."""
    return say("{count} stayed the same", count=number(count))


def who_both(count: int) -> str:
    """Label a button."""
    return say("{count} answered both", count=number(count))


# Attendance checks
CHECKS: Final = phrase("Attendance checks")
CHECKS_FILE: Final = phrase("All attendance checks")
CHECKS_HINT: Final = phrase(
    "How often a check came up, no report says: every check means as many as anybody in the event answered."
)
CHECKS_TABLE: Final = phrase("The attendance checks and who answered them")
COLUMN_CHECK: Final = phrase("Attendance check")
COLUMN_CHECKS: Final = phrase("Checks answered")
COLUMN_ALL: Final = phrase("Answered every check")
COLUMN_SOME: Final = phrase("Missed some")
COLUMN_NEVER: Final = phrase("Answered none")


def checks(row: Mapping[str, Any]) -> str:
    """Say how many answered an attendance check, and how many every one.

    Args:
        row: Of :func:`webcast.analysis.surveys.attendance_checks`.
    """
    respondents, eligible, every = row["respondents"], row["eligible"], number(row["answered_all"])
    if not respondents:
        return say("Nobody answered an attendance check.")
    if eligible and bases.attending_respondents(row) == respondents:
        who = bases.of_eligible(row, share=eligible >= FEW)
        return say("{who} answered an attendance check, {every} of them every one.", who=who, every=every)
    text = say(
        "{registrants} answered an attendance check, {every} of them every one",
        registrants=plural(respondents, "registrant", "registrants"),
        every=every,
    )
    return (
        say("{text}; {of_eligible} did.", text=text, of_eligible=bases.of_eligible(row, share=eligible >= FEW))
        if eligible
        else f"{text}."
    )


def who_checked(how: str, count: int) -> str:
    """Label a button that opens who answered so."""
    said = {"all": say("answered every check"), "some": say("missed some"), "never": say("answered none")}
    return f"{number(count)} {said[how]}"


# Frequent words
TERMS_FILE: Final = phrase("Every word, counted")

speaking(__name__)
