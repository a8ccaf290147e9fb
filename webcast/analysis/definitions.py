"""Every number on screen, in a file and on the command line: its name, what it is, and of what it is a share.

`docs/metrics.md` says the same to people who read documents; a test holds the two together. A page that shows a
number takes label and definition from here. Longer than other files, since it is one table: an entry a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from webcast import language


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
    Definition(
        "registrant",
        language.phrase("Registrant"),
        language.phrase("One viewer record of one event."),
        language.phrase("An event"),
    ),
    Definition(
        "person",
        language.phrase("Person"),
        language.phrase(
            "All registrants with one e-mail, whatever its case, the blanks around it and the forms of "
            "its letters; a "
            "registrant without e-mail is a person of their own."
        ),
        language.phrase("All picked events"),
    ),
    Definition(
        "session",
        language.phrase("Session"),
        language.phrase(
            "One viewing of type Live, On-Demand (the platform also says Archive), SimLive or Other; it contains its "
            "start and not its end."
        ),
        language.phrase("A registrant"),
    ),
    Definition(
        "attended",
        language.phrase("Attended"),
        language.phrase("Has at least one session of the types asked for."),
        language.phrase("Registrants"),
    ),
    # The platform's own figures, recomputed
    Definition(
        "total_registrants",
        language.phrase("Registrants"),
        language.phrase("All viewer records."),
        language.phrase("All registrants"),
    ),
    Definition(
        "total_sessions",
        language.phrase("Sessions"),
        language.phrase("All sessions of any type."),
        language.phrase("All registrants"),
    ),
    Definition(
        "live_sessions",
        language.phrase("Live sessions"),
        language.phrase("Sessions of type Live."),
        language.phrase("All registrants"),
    ),
    Definition(
        "od_sessions",
        language.phrase("On-Demand sessions"),
        language.phrase("Sessions of type On-Demand."),
        language.phrase("All registrants"),
    ),
    Definition(
        "simlive_sessions",
        language.phrase("SimLive sessions"),
        language.phrase("Sessions of type SimLive."),
        language.phrase("All registrants"),
    ),
    Definition(
        "unique_live_viewers",
        language.phrase("Live viewers"),
        language.phrase("Persons with a Live session."),
        language.phrase("All persons"),
    ),
    Definition(
        "unique_od_viewers",
        language.phrase("On-Demand viewers"),
        language.phrase("Persons with an On-Demand session."),
        language.phrase("All persons"),
    ),
    Definition(
        "unique_simlive_viewers",
        language.phrase("SimLive viewers"),
        language.phrase("Persons with a SimLive session."),
        language.phrase("All persons"),
    ),
    Definition(
        "no_shows",
        language.phrase("No-shows"),
        language.phrase("Registrants without any session."),
        language.phrase("All registrants"),
    ),
    Definition(
        "live_registrants",
        language.phrase("Registered by the end"),
        language.phrase("Registrants who registered no later than the end of the live event."),
        language.phrase("All registrants of events whose live end is known"),
    ),
    Definition(
        "live_conversion_rate",
        language.phrase("Live conversion"),
        language.phrase("Share of those registered by the end of the live event who have a Live session."),
        language.phrase("Registered by the end"),
    ),
    Definition(
        "total_conversion_rate",
        language.phrase("Total conversion"),
        language.phrase("Share of all registrants who have a session of any type."),
        language.phrase("All registrants"),
    ),
    # Ours beside them
    Definition(
        "people",
        language.phrase("Persons"),
        language.phrase("Persons among the registrants."),
        language.phrase("All registrants"),
    ),
    Definition(
        "told",
        language.phrase("Attendance known"),
        language.phrase("Registrants of events whose reports tell who attended; the others are in no rate."),
        language.phrase("All registrants"),
    ),
    Definition(
        "told_in_time",
        language.phrase("Registered by the end, known"),
        language.phrase("Those registered by the end, of events whose reports tell who came live."),
        language.phrase("Registered by the end"),
    ),
    Definition(
        "converted",
        language.phrase("Came live of them"),
        language.phrase("Those registered by the end who have a Live session."),
        language.phrase("Registered by the end"),
    ),
    Definition(
        "watching_people",
        language.phrase("Attending persons, known"),
        language.phrase("Persons with any session of whom it is known how long they watched."),
        language.phrase("Attending persons"),
    ),
    Definition(
        "attendees",
        language.phrase("Attendees"),
        language.phrase("Registrants with any session."),
        language.phrase("All registrants"),
    ),
    Definition(
        "attending_people",
        language.phrase("Attending persons"),
        language.phrase("Persons with any session."),
        language.phrase("All persons"),
    ),
    Definition(
        "watch_ms",
        language.phrase("Watch time"),
        language.phrase(
            "Length of the union of each person's sessions in an event, of the records looked at: two "
            "tabs open for 11 "
            "minutes are 11 minutes."
        ),
        language.phrase("Sessions with known times"),
    ),
    Definition(
        "watch_ms_platform",
        language.phrase("Watch time, platform"),
        language.phrase("Sum of session durations as the platform counts them; overlapping sessions count twice."),
        language.phrase("All sessions"),
    ),
    Definition(
        "average_watch_ms",
        language.phrase("Average watch time"),
        language.phrase("Watch time divided by attending persons."),
        language.phrase("Attending persons"),
    ),
    # Funnel
    Definition(
        "registered",
        language.phrase("Registered"),
        language.phrase("All registrants; in the live funnel those registered by the end of the live event."),
        language.phrase("All registrants"),
    ),
    Definition(
        "stayed",
        language.phrase("Stayed"),
        language.phrase(
            "Attended and watched at least so many minutes of the event, or such a share of its live length."
        ),
        language.phrase("Attended"),
    ),
    Definition(
        "engaged",
        language.phrase("Engaged"),
        language.phrase("Stayed, and asked a question or answered a survey question; an attendance check is none."),
        language.phrase("Stayed"),
    ),
    Definition(
        "answered_survey",
        language.phrase("Answered a survey"),
        language.phrase("Engaged, and answered at least one survey question."),
        language.phrase("Engaged"),
    ),
    Definition(
        "of_first",
        language.phrase("Of all"),
        language.phrase("A stage as a share of the first stage."),
        language.phrase("First stage"),
    ),
    Definition(
        "of_previous",
        language.phrase("Of the stage before"),
        language.phrase("A stage as a share of the stage before, with its 95 % Wilson interval."),
        language.phrase("Stage before"),
    ),
    Definition(
        "difference",
        language.phrase("Difference"),
        language.phrase(
            "One segment's share less the other's, with a 95 % interval (Newcombe's, of two Wilson "
            "intervals); more than "
            "chance when the two-sided two-proportion test gives less than 5 %."
        ),
        language.phrase("Both segments"),
    ),
    Definition(
        "time_to_attendance",
        language.phrase("Time to attendance"),
        language.phrase("From a registrant's registration to the first session, of any type or of one."),
        language.phrase("Attendees whose times are known"),
    ),
    # Time
    Definition(
        "viewers",
        language.phrase("Viewers"),
        language.phrase("Persons whose sessions, merged, contain the moment."),
        language.phrase("Sessions with known times"),
    ),
    Definition(
        "arrivals",
        language.phrase("Arrivals"),
        language.phrase("Persons who begin to view in a stretch of time; who returns arrives again."),
        language.phrase("Sessions with known times"),
    ),
    Definition(
        "departures",
        language.phrase("Departures"),
        language.phrase("Persons who stop viewing in a stretch of time."),
        language.phrase("Sessions with known times"),
    ),
    Definition(
        "peak_viewers",
        language.phrase("Peak viewers"),
        language.phrase(
            "The most viewers at any one moment, exactly: sessions that end then are gone, those that "
            "start then count."
        ),
        language.phrase("Sessions with known times"),
    ),
    Definition(
        "peak_at",
        language.phrase("Peak at"),
        language.phrase("The first moment of the peak."),
        language.phrase("Sessions with known times"),
    ),
    Definition(
        "at_start",
        language.phrase("Viewers at the start"),
        language.phrase("Viewers when a stretch of time began, before anybody came or left in it."),
        language.phrase("Sessions with known times"),
    ),
    Definition(
        "at_end",
        language.phrase("Viewers at the end"),
        language.phrase(
            "Viewers when a stretch of time ended: those at its start and its arrivals, less its departures."
        ),
        language.phrase("Sessions with known times"),
    ),
    Definition(
        "people_there",
        language.phrase("There at all"),
        language.phrase("Persons who were viewing at any moment of a stretch of time, each once."),
        language.phrase("Sessions with known times"),
    ),
    Definition(
        "average_viewers",
        language.phrase("Viewers on average"),
        language.phrase("The time that all persons viewed in a stretch of time, divided by its length."),
        language.phrase("Sessions with known times"),
    ),
    Definition(
        "retention",
        language.phrase("Retention"),
        language.phrase("Share of live attendees whose last live exit is later than the minute."),
        language.phrase("Persons with a Live session in an event with a live start"),
    ),
    Definition(
        "on_demand_survival",
        language.phrase("On-Demand survival"),
        language.phrase(
            "Share of On-Demand viewers with at least so many minutes of watch time; it does not say "
            "which part of the "
            "recording they saw."
        ),
        language.phrase("Persons with an On-Demand session in an event"),
    ),
    Definition(
        "on_demand_days",
        language.phrase("On-Demand views a day"),
        language.phrase("On-Demand sessions by the day on which they start."),
        language.phrase("On-Demand sessions with known times"),
    ),
    Definition(
        "registration_curve",
        language.phrase("Registrations before the event"),
        language.phrase("Registrants by days before the live start; day 0 is the last 24 hours."),
        language.phrase("Registrants of events with a live start"),
    ),
    # Surveys and questions
    Definition(
        "respondents",
        language.phrase("Respondents"),
        language.phrase("Registrants with a non-empty answer to the question."),
        language.phrase("All registrants"),
    ),
    Definition(
        "eligible",
        language.phrase("Eligible"),
        language.phrase("Attendees of the events that asked the question."),
        language.phrase("Attendees"),
    ),
    Definition(
        "response_rate",
        language.phrase("Response rate"),
        language.phrase("Share of the eligible who answered; who answered without attending is counted apart."),
        language.phrase("Eligible"),
    ),
    Definition(
        "answer_share",
        language.phrase("Share of an answer"),
        language.phrase(
            "Share of the question's respondents who gave the answer; with several choices shares may add up to more "
            "than 100 %."
        ),
        language.phrase("Respondents"),
    ),
    Definition(
        "mean",
        language.phrase("Mean"),
        language.phrase("Mean of the answers, all whole numbers from 0 to 10."),
        language.phrase("Answers"),
    ),
    Definition(
        "nps",
        language.phrase("Net Promoter Score"),
        language.phrase("Share of answers 9 and 10 less the share of answers 0 to 6, times 100."),
        language.phrase("Answers"),
    ),
    Definition(
        "change",
        language.phrase("Change"),
        language.phrase(
            "Answer after less answer before, of persons who answered the same question in both surveys."
        ),
        language.phrase("Persons who answered both"),
    ),
    Definition(
        "answered_both",
        language.phrase("Answered both"),
        language.phrase("Persons who answered the same question in two surveys."),
        language.phrase("All persons"),
    ),
    Definition(
        "changed",
        language.phrase("Changed their answer"),
        language.phrase(
            "Share of those who answered both surveys whose second answer is another than their first; "
            "which answer is "
            "right, a report does not say."
        ),
        language.phrase("Persons who answered both"),
    ),
    Definition(
        "answered_check",
        language.phrase("Answered an attendance check"),
        language.phrase("Registrants who answered an attendance check, which is no survey question."),
        language.phrase("All registrants"),
    ),
    Definition(
        "answered_all_checks",
        language.phrase("Answered every check"),
        language.phrase("Registrants who answered an attendance check as often as anybody in their event."),
        language.phrase("Eligible"),
    ),
    Definition(
        "questions",
        language.phrase("Questions"),
        language.phrase("Questions that were asked."),
        language.phrase("All registrants"),
    ),
    Definition(
        "answered_share",
        language.phrase("Answered questions"),
        language.phrase("Share of the questions asked that have an answer."),
        language.phrase("Questions"),
    ),
    Definition(
        "open_questions",
        language.phrase("Unanswered"),
        language.phrase("Questions asked that have no answer."),
        language.phrase("Questions"),
    ),
    Definition(
        "askers",
        language.phrase("Askers"),
        language.phrase("Persons who asked a question."),
        language.phrase("All persons"),
    ),
    # Across events
    Definition(
        "repeat_rate",
        language.phrase("Repeat rate"),
        language.phrase("Share of persons attending any of the picked events who attended two or more."),
        language.phrase("Persons attending any"),
    ),
    Definition(
        "stayed_rate",
        language.phrase("Stayed, of attendees"),
        language.phrase("Share of the attendees who stayed."),
        language.phrase("Attendees"),
    ),
    Definition(
        "engaged_rate",
        language.phrase("Engaged, of attendees"),
        language.phrase("Share of the attendees who stayed and asked a question or answered a survey question."),
        language.phrase("Attendees"),
    ),
    Definition(
        "survey_rate",
        language.phrase("Answered a survey, of attendees"),
        language.phrase("Share of the attendees who stayed and answered a survey question."),
        language.phrase("Attendees"),
    ),
    Definition(
        "benchmark",
        language.phrase("Benchmark"),
        language.phrase("An event's rate beside the median and the quartiles of the picked events."),
        language.phrase("Picked events with the rate"),
    ),
    Definition(
        "company",
        language.phrase("Company"),
        language.phrase(
            "Registrants by e-mail domain; those of free-mail and disposable domains, and those "
            "without e-mail, by the "
            "company they named."
        ),
        language.phrase("All registrants"),
    ),
    Definition(
        "campaign",
        language.phrase("Campaign"),
        language.phrase("Registrants by the source tracking id of the address that they came by."),
        language.phrase("All registrants"),
    ),
    Definition(
        "attendance_rate",
        language.phrase("Attendance"),
        language.phrase("Share of a company's or campaign's registrants who attended."),
        language.phrase("Its registrants"),
    ),
    Definition(
        "mean_score",
        language.phrase("Mean score"),
        language.phrase("Mean engagement score of a company's or campaign's registrants."),
        language.phrase("Its registrants with a score"),
    ),
    Definition(
        "cost_per_registrant",
        language.phrase("Cost per registrant"),
        language.phrase("What a campaign cost divided by its registrants."),
        language.phrase("Registrants of the campaign"),
    ),
    Definition(
        "cost_per_attendee",
        language.phrase("Cost per attendee"),
        language.phrase("What a campaign cost divided by its attendees."),
        language.phrase("Attendees of the campaign"),
    ),
    Definition(
        "engagement_score",
        language.phrase("Engagement score"),
        language.phrase(
            "10 × the weighted mean of watch share, questions and survey share; an input that the event did "
            "not offer is "
            "left out."
        ),
        language.phrase("Inputs that the event offered"),
    ),
    Definition(
        "watch_share",
        language.phrase("Watch share"),
        language.phrase("Watch time divided by the length of the live event, at most 1."),
        language.phrase("Length of the live event"),
    ),
    Definition(
        "question_share",
        language.phrase("Question share"),
        language.phrase("Questions asked divided by two, at most 1."),
        language.phrase("Two questions"),
    ),
    Definition(
        "survey_share",
        language.phrase("Survey share"),
        language.phrase("Survey questions answered divided by those that the event asked."),
        language.phrase("Survey questions of the event"),
    ),
    Definition(
        "terms",
        language.phrase("Words that come up"),
        language.phrase(
            "Words by the number of texts that hold them; stop words, numbers, single signs and e-mail addresses are "
            "left out."
        ),
        language.phrase("Texts with any word"),
    ),
)

DEFINITIONS: Final = {definition.name: definition for definition in _ALL}
"""Every metric by its name."""


def label(name: str) -> str:
    """Return what a page calls a metric.

    Raises:
        KeyError: There is no such metric.
    """
    return language.say(DEFINITIONS[name].label)


def text(name: str) -> str:
    """Return a metric's definition with its base, as shown behind the ⓘ.

    Raises:
        KeyError: There is no such metric.
    """
    definition = language.spoken(DEFINITIONS[name])
    return language.say("{text} Base: {base}.", text=definition.text, base=definition.base)
