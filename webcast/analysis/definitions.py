"""Every number on screen, in a file and on the command line: its name, what it is, and of what it is a share.

`docs/metrics.md` says the same to people who read documents; a test holds the two together. A page that shows a
number takes label and definition from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Definition:
    """One metric."""

    name: str
    label: str
    text: str
    """One sentence, as shown behind the ⓘ."""

    base: str
    """Of what it is counted or a share."""


_ALL: Final = (
    # Words
    Definition("registrant", "Registrant", "One viewer record of one event.", "An event"),
    Definition(
        "person",
        "Person",
        "All registrants with one e-mail, whatever its case, the blanks around it and the forms of its letters; a "
        "registrant without e-mail is a person of their own.",
        "All picked events",
    ),
    Definition(
        "session",
        "Session",
        "One viewing of type Live, On-Demand (the platform also says Archive), SimLive or Other; it contains its "
        "start and not its end.",
        "A registrant",
    ),
    Definition("attended", "Attended", "Has at least one session of the types asked for.", "Registrants"),
    # The platform's own figures, recomputed
    Definition("total_registrants", "Registrants", "All viewer records.", "All registrants"),
    Definition("total_sessions", "Sessions", "All sessions of any type.", "All registrants"),
    Definition("live_sessions", "Live sessions", "Sessions of type Live.", "All registrants"),
    Definition("od_sessions", "On-Demand sessions", "Sessions of type On-Demand.", "All registrants"),
    Definition("simlive_sessions", "SimLive sessions", "Sessions of type SimLive.", "All registrants"),
    Definition("unique_live_viewers", "Live viewers", "Persons with a Live session.", "All persons"),
    Definition("unique_od_viewers", "On-Demand viewers", "Persons with an On-Demand session.", "All persons"),
    Definition("unique_simlive_viewers", "SimLive viewers", "Persons with a SimLive session.", "All persons"),
    Definition("no_shows", "No-shows", "Registrants without any session.", "All registrants"),
    Definition(
        "live_registrants",
        "Registered in time",
        "Registrants who registered no later than the end of the live event.",
        "All registrants of events whose live end is known",
    ),
    Definition(
        "live_conversion_rate",
        "Live conversion",
        "Share of those registered by the end of the live event who have a Live session.",
        "Registered in time",
    ),
    Definition(
        "total_conversion_rate",
        "Total conversion",
        "Share of all registrants who have a session of any type.",
        "All registrants",
    ),
    # Ours beside them
    Definition("people", "Persons", "Persons among the registrants.", "All registrants"),
    Definition(
        "told",
        "Attendance known",
        "Registrants of events whose reports tell who attended; the others are in no rate.",
        "All registrants",
    ),
    Definition(
        "told_in_time",
        "Registered in time, known",
        "Those registered by the end, of events whose reports tell who came live.",
        "Registered in time",
    ),
    Definition(
        "converted", "Came live of them", "Those registered by the end who have a Live session.", "Registered in time"
    ),
    Definition(
        "watching_people",
        "Attending persons, known",
        "Persons with any session of whom it is known how long they watched.",
        "Attending persons",
    ),
    Definition("attendees", "Attendees", "Registrants with any session.", "All registrants"),
    Definition("attending_people", "Attending persons", "Persons with any session.", "All persons"),
    Definition(
        "watch_ms",
        "Watch time",
        "Length of the union of each person's sessions in an event, of the records looked at: two tabs open for 11 "
        "minutes are 11 minutes.",
        "Sessions with known times",
    ),
    Definition(
        "watch_ms_platform",
        "Watch time, platform",
        "Sum of session durations as the platform counts them; overlapping sessions count twice.",
        "All sessions",
    ),
    Definition(
        "average_watch_ms", "Average watch time", "Watch time divided by attending persons.", "Attending persons"
    ),
    # Funnel
    Definition(
        "registered",
        "Registered",
        "All registrants; in the live funnel those registered by the end of the live event.",
        "All registrants",
    ),
    Definition(
        "stayed",
        "Stayed",
        "Attended and watched at least so many minutes of the event, or such a share of its live length.",
        "Attended",
    ),
    Definition(
        "engaged",
        "Engaged",
        "Stayed, and asked a question or answered a survey question; an attendance check is none.",
        "Stayed",
    ),
    Definition(
        "answered_survey", "Answered a survey", "Engaged, and answered at least one survey question.", "Engaged"
    ),
    Definition("of_first", "Of all", "A stage as a share of the first stage.", "First stage"),
    Definition(
        "of_previous",
        "Of the stage before",
        "A stage as a share of the stage before, with its 95 % Wilson interval.",
        "Stage before",
    ),
    Definition(
        "difference",
        "Difference",
        "One segment's share less the other's, with a 95 % interval (Newcombe's, of two Wilson intervals); more than "
        "chance when the two-sided two-proportion test gives less than 5 %.",
        "Both segments",
    ),
    Definition(
        "time_to_attendance",
        "Time to attendance",
        "From a registrant's registration to the first session, of any type or of one.",
        "Attendees whose times are known",
    ),
    # Time
    Definition(
        "viewers", "Viewers", "Persons whose sessions, merged, contain the moment.", "Sessions with known times"
    ),
    Definition(
        "arrivals",
        "Arrivals",
        "Persons who begin to view in a stretch of time; who returns arrives again.",
        "Sessions with known times",
    ),
    Definition(
        "departures", "Departures", "Persons who stop viewing in a stretch of time.", "Sessions with known times"
    ),
    Definition(
        "peak_viewers",
        "Peak viewers",
        "The most viewers at any one moment, exactly: sessions that end then are gone, those that start then count.",
        "Sessions with known times",
    ),
    Definition("peak_at", "Peak at", "The first moment of the peak.", "Sessions with known times"),
    Definition(
        "at_start",
        "Viewers at the start",
        "Viewers when a stretch of time began, before anybody came or left in it.",
        "Sessions with known times",
    ),
    Definition(
        "at_end",
        "Viewers at the end",
        "Viewers when a stretch of time ended: those at its start and its arrivals, less its departures.",
        "Sessions with known times",
    ),
    Definition(
        "people_there",
        "There at all",
        "Persons who were viewing at any moment of a stretch of time, each once.",
        "Sessions with known times",
    ),
    Definition(
        "average_viewers",
        "Viewers on average",
        "The time that all persons viewed in a stretch of time, divided by its length.",
        "Sessions with known times",
    ),
    Definition(
        "retention",
        "Retention",
        "Share of live attendees whose last live exit is later than the minute.",
        "Persons with a Live session in an event with a live start",
    ),
    Definition(
        "on_demand_survival",
        "On-Demand survival",
        "Share of On-Demand viewers with at least so many minutes of watch time; it does not say which part of the "
        "recording they saw.",
        "Persons with an On-Demand session in an event",
    ),
    Definition(
        "on_demand_days",
        "On-Demand views a day",
        "On-Demand sessions by the day on which they start.",
        "On-Demand sessions with known times",
    ),
    Definition(
        "registration_curve",
        "Registrations before the event",
        "Registrants by days before the live start; day 0 is the last 24 hours.",
        "Registrants of events with a live start",
    ),
    # Surveys and questions
    Definition(
        "respondents", "Respondents", "Registrants with a non-empty answer to the question.", "All registrants"
    ),
    Definition("eligible", "Eligible", "Attendees of the events that asked the question.", "Attendees"),
    Definition(
        "response_rate",
        "Response rate",
        "Share of the eligible who answered; who answered without attending is counted apart.",
        "Eligible",
    ),
    Definition(
        "answer_share",
        "Share of an answer",
        "Share of the question's respondents who gave the answer; with several choices shares may add up to more "
        "than 100 %.",
        "Respondents",
    ),
    Definition("mean", "Mean", "Mean of the answers, all whole numbers from 0 to 10.", "Answers"),
    Definition(
        "nps",
        "Net Promoter Score",
        "Share of answers 9 and 10 less the share of answers 0 to 6, times 100.",
        "Answers",
    ),
    Definition(
        "change",
        "Change",
        "Answer after less answer before, of persons who answered the same question in both surveys.",
        "Persons who answered both",
    ),
    Definition(
        "answered_both", "Answered both", "Persons who answered the same question in two surveys.", "All persons"
    ),
    Definition(
        "changed",
        "Changed their answer",
        "Share of those who answered both surveys whose second answer is another than their first; which answer is "
        "right, a report does not say.",
        "Persons who answered both",
    ),
    Definition(
        "answered_check",
        "Answered an attendance check",
        "Registrants who answered an attendance check, which is no survey question.",
        "All registrants",
    ),
    Definition(
        "answered_all_checks",
        "Answered every check",
        "Registrants who answered an attendance check as often as anybody in their event.",
        "Eligible",
    ),
    Definition("questions", "Questions", "Questions that were asked.", "All registrants"),
    Definition(
        "answered_share", "Answered questions", "Share of the questions asked that have an answer.", "Questions"
    ),
    Definition("open_questions", "Unanswered", "Questions asked that have no answer.", "Questions"),
    Definition("askers", "Askers", "Persons who asked a question.", "All persons"),
    # Across events
    Definition(
        "repeat_rate",
        "Repeat rate",
        "Share of persons attending any of the picked events who attended two or more.",
        "Persons attending any",
    ),
    Definition("stayed_rate", "Stayed, of attendees", "Share of the attendees who stayed.", "Attendees"),
    Definition(
        "engaged_rate",
        "Engaged, of attendees",
        "Share of the attendees who stayed and asked a question or answered a survey question.",
        "Attendees",
    ),
    Definition(
        "survey_rate",
        "Answered a survey, of attendees",
        "Share of the attendees who stayed and answered a survey question.",
        "Attendees",
    ),
    Definition(
        "benchmark",
        "Benchmark",
        "An event's rate beside the median and the quartiles of the picked events.",
        "Picked events with the rate",
    ),
    Definition(
        "company",
        "Company",
        "Registrants by e-mail domain; those of free-mail and disposable domains, and those without e-mail, by the "
        "company they named.",
        "All registrants",
    ),
    Definition(
        "campaign",
        "Campaign",
        "Registrants by the source tracking id of the address that they came by.",
        "All registrants",
    ),
    Definition(
        "attendance_rate",
        "Attendance",
        "Share of a company's or campaign's registrants who attended.",
        "Its registrants",
    ),
    Definition(
        "mean_score",
        "Mean score",
        "Mean engagement score of a company's or campaign's registrants.",
        "Its registrants with a score",
    ),
    Definition(
        "cost_per_registrant",
        "Cost per registrant",
        "What a campaign cost divided by its registrants.",
        "Registrants of the campaign",
    ),
    Definition(
        "cost_per_attendee",
        "Cost per attendee",
        "What a campaign cost divided by its attendees.",
        "Attendees of the campaign",
    ),
    Definition(
        "engagement_score",
        "Engagement score",
        "10 × the weighted mean of watch share, questions and survey share; an input that the event did not offer is "
        "left out.",
        "Inputs that the event offered",
    ),
    Definition(
        "watch_share",
        "Watch share",
        "Watch time divided by the length of the live event, at most 1.",
        "Length of the live event",
    ),
    Definition("question_share", "Question share", "Questions asked divided by two, at most 1.", "Two questions"),
    Definition(
        "survey_share",
        "Survey share",
        "Survey questions answered divided by those that the event asked.",
        "Survey questions of the event",
    ),
    Definition(
        "terms",
        "Frequent terms",
        "Words by the number of texts that hold them; stop words, numbers, single signs and e-mail addresses are "
        "left out.",
        "Texts with any word",
    ),
)

DEFINITIONS: Final = {definition.name: definition for definition in _ALL}
"""Every metric by its name."""


def label(name: str) -> str:
    """Return what a page calls a metric.

    Raises:
        KeyError: There is no such metric.
    """
    return DEFINITIONS[name].label


def text(name: str) -> str:
    """Return a metric's definition with its base, as shown behind the ⓘ.

    Raises:
        KeyError: There is no such metric.
    """
    definition = DEFINITIONS[name]
    return f"{definition.text} Base: {definition.base}."
