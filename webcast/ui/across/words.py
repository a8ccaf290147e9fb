"""The sentences of the pages Companies, Campaigns and Portfolio."""

from __future__ import annotations

from typing import Final

from webcast.analysis.stages import FEW
from webcast.formats import UNKNOWN, decimal, duration, listing, number, percent, plural, points
from webcast.language import phrase, say, speaking, within
from webcast.presentation import headline, named

# Questions: the title of each page, as a person would ask it.
COMPANIES_CAME: Final = phrase("Which companies came?")
CAMPAIGNS_BROUGHT: Final = phrase("Which campaigns brought people who came?")
PORTFOLIO: Final = phrase("Was it better than last time?")

# States
BENCHMARK_TABLE: Final = phrase("Each event against the others")
TIMES_TABLE: Final = phrase("How many came to how many events")

# Companies
BY_COMPANY: Final = phrase("Company by company")
ALL_COMPANIES: Final = phrase("All companies")
COMPANY_ORDER: Final = phrase("Rank by")
FIND_COMPANY: Final = phrase("Find a company")
COMPANIES_TABLE: Final = phrase("The companies with their figures; tick a row to see its people")
COMPANIES_TEXT: Final = phrase(
    "E-mail domains, free-mail and disposable ones apart, and the companies that people of those named. "
    "Base: all registrants."
)
CAME_COMPANIES_TEXT: Final = phrase("Companies with at least one attendee. Base: companies.")
TOP_FIVE_TEXT: Final = phrase(
    "Attendees of the five companies with most attendees, as a share of all. Base: attendees."
)
UNKNOWN_COMPANY_TEXT: Final = phrase(
    "Registrants with a free-mail address or none, who named no company. Base: registrants."
)
MEAN_SCORE: Final = phrase("Mean score")
MEAN_SCORE_TEXT: Final = phrase(
    "Mean engagement score of the registrants that have one. Base: registrants with a score."
)
RANKS: Final = {
    "attendees": phrase("Attendees"),
    "registrants": phrase("Registrants"),
    "watch_ms": phrase("Watch time"),
    "mean_score": phrase("Mean score"),
}
COLUMN_COMPANY: Final = phrase("Company")
COLUMN_KNOWN_BY: Final = phrase("Known by")
COLUMN_NAMED: Final = phrase("Named most often")
COLUMN_REGISTRANTS: Final = phrase("Registrants")
COLUMN_PERSONS: Final = phrase("Persons")
COLUMN_ATTENDEES: Final = phrase("Attendees")
COLUMN_RATE: Final = phrase("Attended")
COLUMN_HOURS: Final = phrase("Hours watched")
COLUMN_AVERAGE: Final = phrase("Minutes each")
COLUMN_QUESTIONS: Final = phrase("Questions")
COLUMN_RESPONDENTS: Final = phrase("Answered a survey")
KINDS: Final = {
    "domain": phrase("E-mail domain"),
    "named": phrase("What they wrote"),
    "small": phrase("Several"),
    "unknown": phrase("Nothing"),
}


NOT_TOLD: Final = phrase("no report tells who attended")


def list_people(count: int) -> str:
    """Return what the button says that opens the list of people."""
    return say("List {people}", people=plural(count, "person", "people"))


def companies_untold(known: int) -> str:
    """Answer which companies came where no report tells who attended."""
    return say(
        "{companies} registered; these reports don't tell who attended.",
        companies=plural(known, "company", "companies"),
    )


def campaigns_untold(found: int) -> str:
    """Answer which campaigns brought people who came, where no report tells who did."""
    return say(
        "{campaigns} brought registrants; these reports don't tell who attended.",
        campaigns=plural(found, "campaign", "campaigns"),
    )


def companies_answer(known: int, came: int, leading: list[tuple[str, int]], attendees: int) -> str:
    """Answer which companies came: how many, and where the people are from, of so many attendees."""
    if not known:
        return say("No registrant's company is known.")
    if not came:
        return say(
            "{companies} registered; nobody of them has come.", companies=plural(known, "company", "companies")
        )
    text = say("{came} of {companies} came", came=number(came), companies=plural(known, "company", "companies"))
    return say("{text}; {leading}.", text=text, leading=headline.leading(leading, attendees, _MOST))


_MOST: Final = phrase("most attendees are from {listed}")


def more_companies(count: int) -> str:
    """Say how many companies the chart leaves out."""
    return say("{more_companies} in the table below.", more_companies=plural(count, "more company", "more companies"))


def companies_listed(listed: int, count: int, *, unknown: bool) -> str:
    """Say how many of the companies a table lists, and that one row more is of those who have none."""
    text = f"{number(listed)} " if listed < count else ""
    text += of_companies(count) if listed < count else plural(count, "company", "companies")
    return say("{text}; the last row is everybody whose company is not known", text=text) if unknown else text


def median_company(value: float | None) -> str:
    """Compare with the median company."""
    return (
        say("Median company: {percent} of its registrants came", percent=percent(value)) if value is not None else ""
    )


def of_companies(count: int) -> str:
    """Name companies as a base."""
    return say("of {companies}", companies=plural(count, "company", "companies"))


def of_registrants(count: int) -> str:
    """Name registrants as a base."""
    return say("of {registrants}", registrants=plural(count, "registrant", "registrants"))


def of_attendees(count: int) -> str:
    """Name attendees as a base."""
    return say("of {attendees}", attendees=plural(count, "attendee", "attendees"))


# Campaigns
BY_CAMPAIGN: Final = phrase("Campaign by campaign")
ALL_CAMPAIGNS: Final = phrase("All campaigns")
CAMPAIGNS_TABLE: Final = phrase("The campaigns with their figures; tick a row to see its people")
NO_CAMPAIGNS_TITLE: Final = phrase("No campaigns in these events")
NO_CAMPAIGNS: Final = phrase(
    "Nobody in view registered by a link with a campaign (the platform's source tracking). Pick other events, or put "
    "a campaign into the links of the next invitation."
)
SHOW: Final = phrase("Show")
SHOW_ATTENDEES: Final = phrase("Who came")
SHOW_COST: Final = phrase("Cost per attendee")
COLUMN_CAMPAIGN: Final = phrase("Campaign")
COLUMN_COST: Final = phrase("Cost")
COLUMN_COST_REGISTRANT: Final = phrase("Per registrant")
COLUMN_COST_ATTENDEE: Final = phrase("Per attendee")
CAMPAIGNS_TEXT: Final = phrase("Campaigns that at least one registrant came by. Base: all registrants.")
BROUGHT_TEXT: Final = phrase("Attendees who registered by a campaign, as a share of all attendees. Base: attendees.")
BEST_RATE_TEXT: Final = (
    f"The highest share of registrants who attended, of campaigns with {FEW} registrants or more (of all, where none "
    "has as many). Base: registrants of the campaign."
)
COSTS: Final = phrase("Costs")
COSTS_HINT: Final = phrase(
    "Type what each campaign cost, in any one currency, or open a CSV file with the columns campaign and cost. They "
    "stay in this session and go into no address."
)
OPEN_COSTS: Final = phrase("Open a CSV of costs")
CLEAR_COSTS: Final = phrase("Clear all costs")
NO_COST: Final = phrase("Enter costs below")


def campaigns_answer(
    found: int, came: int, leading: tuple[str, int] | None, cheapest: tuple[str, float] | None
) -> str:
    """Answer which campaigns brought people who came."""
    if leading is None or not leading[1]:
        return say(
            "{campaigns} brought registrants; nobody of them has come.",
            campaigns=plural(found, "campaign", "campaigns"),
        )
    text = say(
        "{came} of {campaigns} brought people who came; the largest, “{leading}”, {attendees}.",
        came=number(came),
        campaigns=plural(found, "campaign", "campaigns"),
        leading=leading[0],
        attendees=plural(leading[1], "attendee", "attendees"),
    )
    if cheapest is None:
        return text
    name, each = cheapest[0], money(cheapest[1])
    also = (
        say("It also cost least for each attendee: {money}.", money=each)
        if name == leading[0]
        else say("“{name}” cost least for each attendee: {money}.", name=name, money=each)
    )
    return f"{text} {also}"


def in_minutes(label: str) -> str:
    """Label a column of minutes."""
    return say("{label}, minutes", label=label)


def money(value: float | None) -> str:
    """Write an amount in whatever currency it is: ``1,234.50``."""
    return UNKNOWN if value is None else decimal(value, 2)


def of_campaign(name: str, registrants: int) -> str:
    """Name a campaign with its base."""
    short = name if len(name) <= 32 else f"{name[:31]}…"
    return say("“{short}”, of {registrants}", short=short, registrants=number(registrants))


def of_spent(spent: float, attendees: int) -> str:
    """Say what was spent on how many."""
    return say("{money} for {attendees}", money=money(spent), attendees=plural(attendees, "attendee", "attendees"))


def costs_opened(count: int, unknown: int) -> str:
    """Confirm a file of costs."""
    text = say("Costs of {campaigns} read", campaigns=plural(count, "campaign", "campaigns"))
    return (
        say("{text}; {unknown} of them not in these events.", text=text, unknown=number(unknown))
        if unknown
        else f"{text}."
    )


# Portfolio
RATE: Final = phrase("Compare by")

"""What events are compared by → what a page calls it."""
BASES: Final = {
    "live_conversion_rate": phrase("“{event}” came to {rate} {lower}, of those registered by the end"),
    "total_conversion_rate": phrase("“{event}” came to {rate} {lower}, of all registrants"),
    "stayed_rate": phrase("“{event}” came to {rate} {lower}, of the attendees"),
    "engaged_rate": phrase("“{event}” came to {rate} {lower}, of the attendees"),
    "survey_rate": phrase("“{event}” came to {rate} {lower}, of the attendees"),
    "average_watch_ms": phrase("“{event}” came to {rate} {lower} of each attending person"),
}
"""What events are compared by → what the latest came to, and of what that is."""
TREND: Final = phrase("Over time")
BENCHMARK: Final = phrase("Each event against the others")
REPEAT: Final = phrase("Who comes again")
REPEATERS: Final = phrase("People who came to two events or more")
NOT_OPENED: Final = phrase("The figures above need no report opened. This list does, which may take a few seconds.")
REPEATERS_TABLE: Final = phrase("People by the number of events they came to; tick a row to see the person in full")
MASTER: Final = phrase("Event by event")
MASTER_TABLE: Final = phrase("Every figure of every event; tick a row to see its people")
MASTER_HINT: Final = phrase("Scroll sideways for every figure. Pick a row to see its people.")
MEDIAN: Final = phrase("Median event")
MEDIAN_TEXT: Final = phrase("The middle of the picked events' values. Base: picked events with the rate.")
RANK: Final = phrase("Rank")
RANK_TEXT: Final = phrase(
    "Place of the latest event among the picked ones, best first. Base: picked events with the rate."
)
NO_RATE: Final = phrase("The latest event has no such rate.")
COLUMN_EVENT: Final = phrase("Event")
COLUMN_AT: Final = phrase("Date")
COLUMN_EVENTS: Final = phrase("Events attended")
COLUMN_REGISTERED: Final = phrase("Events registered")
COLUMN_NAME: Final = phrase("Name")
COLUMN_LAST: Final = phrase("Last seen")
COLUMN_ID: Final = phrase("Event ID")
COLUMN_ANSWERED: Final = phrase("Questions answered")
COLUMN_CREATOR: Final = phrase("Creator")
COLUMN_COST_CENTER: Final = phrase("Cost centre")
PLATFORM: Final = phrase("platform")
OF_ATTENDEES_TEXT: Final = phrase("As a share of attendees.")
CREATED: Final = phrase("Created")
LIVE_END: Final = phrase("Live end")
E_MAIL: Final = phrase("E-mail")
MINUTES: Final = phrase("Minutes watched")
SURVEY_ANSWERS: Final = phrase("Survey answers")


def rate(name: str, value: float | None) -> str:
    """Write a value that events are compared by."""
    return duration(value) if name.endswith("_ms") else percent(value)


def apart(name: str, difference: float, than: str) -> str:
    """Say how a value compares: ``9 points above the median event``."""
    if abs(difference) < (0.0005 if not name.endswith("_ms") else 500):
        return say("the same as {than}", than=than)
    size = duration(abs(difference)) if name.endswith("_ms") else points(difference)
    if difference > 0:
        return say("{size} above {than}", size=size, than=than)
    return say("{size} below {than}", size=size, than=than)


def portfolio_answer(event: str, name: str, value: float | None, compared: list[str]) -> str:
    """Answer whether the latest event was better."""
    if value is None:
        return say("“{event}” is the latest; its {lower} is not known.", event=event, lower=within(named.RATES[name]))
    text = say(BASES[name], event=event, rate=rate(name, value), lower=within(named.RATES[name]))
    return f"{text}: {listing(compared)}." if compared else f"{text}. {named.ONE_EVENT}"


THE_EVENT_BEFORE: Final = phrase("the event before")


def the_median(events: int) -> str:
    """Name the median of the picked events."""
    return say("the median of {events}", events=plural(events, "event", "events"))


def quartiles(name: str, lower: float, upper: float) -> str:
    """Say where the middle half of the events lies."""
    return say("half of them from {rate} to {rate_2}", rate=rate(name, lower), rate_2=rate(name, upper))


def of_events(count: int) -> str:
    """Name events as a base."""
    return say("of {events}", events=plural(count, "event", "events"))


def of_attending(count: int) -> str:
    """Name persons attending any event as a base."""
    return say("of {people} who came to any", people=plural(count, "person", "people"))


speaking(__name__)
