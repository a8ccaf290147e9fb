"""The sentences of the pages Companies, Campaigns and Portfolio."""

from __future__ import annotations

from typing import Final

from webcast.analysis.stages import FEW
from webcast.formats import UNKNOWN, duration, number, percent, plural, points
from webcast.presentation import headline, named

# Questions: the title of each page, as a person would ask it.
COMPANIES_CAME: Final = "Which companies came?"
CAMPAIGNS_BROUGHT: Final = "Which campaigns brought people who came?"
PORTFOLIO: Final = "Was it better than last time?"

# States
BENCHMARK_TABLE: Final = "Each event against the others"
TIMES_TABLE: Final = "How many came to how many events"

# Companies
BY_COMPANY: Final = "Company by company"
ALL_COMPANIES: Final = "All companies"
COMPANY_ORDER: Final = "Rank by"
FIND_COMPANY: Final = "Find a company"
COMPANIES_TABLE: Final = "The companies with their figures; tick a row to see its people"
COMPANIES: Final = "Companies"
COMPANIES_TEXT: Final = (
    "E-mail domains, free-mail and disposable ones apart, and the companies that people of those named. "
    "Base: all registrants."
)
CAME_COMPANIES: Final = "Companies that came"
CAME_COMPANIES_TEXT: Final = "Companies with at least one attendee. Base: companies."
TOP_FIVE: Final = "From the top five"
TOP_FIVE_TEXT: Final = "Attendees of the five companies with most attendees, as a share of all. Base: attendees."
UNKNOWN_COMPANY: Final = named.UNKNOWN_COMPANY
UNKNOWN_COMPANY_TEXT: Final = "Registrants with a free-mail address or none, who named no company. Base: registrants."
MEAN_SCORE: Final = "Mean score"
MEAN_SCORE_TEXT: Final = "Mean engagement score of the registrants that have one. Base: registrants with a score."
RANKS: Final = {
    "attendees": "Attendees",
    "registrants": "Registrants",
    "watch_ms": "Watch time",
    "mean_score": "Mean score",
}
COLUMN_COMPANY: Final = "Company"
COLUMN_KNOWN_BY: Final = "Known by"
COLUMN_NAMED: Final = "Named most often"
COLUMN_REGISTRANTS: Final = "Registrants"
COLUMN_PERSONS: Final = "Persons"
COLUMN_ATTENDEES: Final = "Attendees"
COLUMN_RATE: Final = "Attended"
COLUMN_HOURS: Final = "Hours watched"
COLUMN_AVERAGE: Final = "Minutes each"
COLUMN_QUESTIONS: Final = "Questions"
COLUMN_RESPONDENTS: Final = "Answered a survey"
KINDS: Final = {"domain": "E-mail domain", "named": "What they wrote", "unknown": "Nothing"}


NOT_TOLD: Final = "no report tells who attended"


def companies_untold(known: int) -> str:
    """Answer which companies came where no report tells who attended."""
    return f"{plural(known, 'company', 'companies')} registered; these reports don't tell who attended."


def campaigns_untold(found: int) -> str:
    """Answer which campaigns brought people who came, where no report tells who did."""
    return f"{plural(found, 'campaign')} brought registrants; these reports don't tell who attended."


def companies_answer(known: int, came: int, leading: list[tuple[str, int]], attendees: int) -> str:
    """Answer which companies came: how many, and where the people are from, of so many attendees."""
    if not known:
        return "No registrant's company is known."
    if not came:
        return f"{plural(known, 'company', 'companies')} registered; nobody of them has come."
    text = f"{number(came)} of {plural(known, 'company', 'companies')} came"
    return f"{text}; {headline.leading(leading, attendees, 'most attendees are from')}."


def more_companies(count: int) -> str:
    """Say how many companies the chart leaves out."""
    return f"{plural(count, 'more company', 'more companies')} in the table below."


def companies_listed(listed: int, count: int, *, unknown: bool) -> str:
    """Say how many of the companies a table lists, and that one row more is of those who have none."""
    text = f"{number(listed)} " if listed < count else ""
    text += of_companies(count) if listed < count else plural(count, "company", "companies")
    return f"{text}; the last row is everybody whose company is not known" if unknown else text


def median_company(value: float | None) -> str:
    """Compare with the median company."""
    return f"Median company: {percent(value)} of its registrants came" if value is not None else ""


def of_companies(count: int) -> str:
    """Name companies as a base."""
    return f"of {plural(count, 'company', 'companies')}"


def of_registrants(count: int) -> str:
    """Name registrants as a base."""
    return f"of {plural(count, 'registrant')}"


def of_attendees(count: int) -> str:
    """Name attendees as a base."""
    return f"of {plural(count, 'attendee')}"


# Campaigns
BY_CAMPAIGN: Final = "Campaign by campaign"
ALL_CAMPAIGNS: Final = "All campaigns"
CAMPAIGNS_TABLE: Final = "The campaigns with their figures; tick a row to see its people"
NO_CAMPAIGNS_TITLE: Final = "No campaigns in these events"
NO_CAMPAIGNS: Final = (
    "Nobody in view registered by a link with a campaign (the platform's source tracking). Pick other events, or put "
    "a campaign into the links of the next invitation."
)
SHOW: Final = "Show"
SHOW_ATTENDEES: Final = "Who came"
SHOW_COST: Final = "Cost per attendee"
COLUMN_CAMPAIGN: Final = "Campaign"
COLUMN_COST: Final = "Cost"
COLUMN_COST_REGISTRANT: Final = "Per registrant"
COLUMN_COST_ATTENDEE: Final = "Per attendee"
CAMPAIGNS: Final = "Campaigns"
CAMPAIGNS_TEXT: Final = "Campaigns that at least one registrant came by. Base: all registrants."
BROUGHT: Final = "Brought by campaigns"
BROUGHT_TEXT: Final = "Attendees who registered by a campaign, as a share of all attendees. Base: attendees."
BEST_RATE: Final = "Best attendance"
BEST_RATE_TEXT: Final = (
    f"The highest share of registrants who attended, of campaigns with {FEW} registrants or more (of all, where none "
    "has as many). Base: registrants of the campaign."
)
COSTS: Final = "Costs"
COSTS_HINT: Final = (
    "Type what each campaign cost, in any one currency, or open a CSV file with the columns campaign and cost. They "
    "stay in this session and go into no address."
)
OPEN_COSTS: Final = "Open a CSV of costs"
CLEAR_COSTS: Final = "Clear all costs"
NO_COST: Final = "Enter costs below"


def campaigns_answer(
    found: int, came: int, leading: tuple[str, int] | None, cheapest: tuple[str, float] | None
) -> str:
    """Answer which campaigns brought people who came."""
    if leading is None or not leading[1]:
        return f"{plural(found, 'campaign')} brought registrants; nobody of them has come."
    text = f"{number(came)} of {plural(found, 'campaign')} brought people who came; "
    text += f"the largest, “{leading[0]}”, {plural(leading[1], 'attendee')}"
    if cheapest is not None:
        which = "It also" if cheapest[0] == leading[0] else f"“{cheapest[0]}”"
        text += f". {which} cost least for each attendee: {money(cheapest[1])}"
    return f"{text}."


def money(value: float | None) -> str:
    """Write an amount in whatever currency it is: ``1,234.50``."""
    return UNKNOWN if value is None else f"{value:,.2f}"


def of_campaign(name: str, registrants: int) -> str:
    """Name a campaign with its base."""
    short = name if len(name) <= 32 else f"{name[:31]}…"
    return f"“{short}”, of {number(registrants)}"


def of_spent(spent: float, attendees: int) -> str:
    """Say what was spent on how many."""
    return f"{money(spent)} for {plural(attendees, 'attendee')}"


def costs_opened(count: int, unknown: int) -> str:
    """Confirm a file of costs."""
    text = f"Costs of {plural(count, 'campaign')} read"
    return f"{text}; {number(unknown)} of them not in these events." if unknown else f"{text}."


# Portfolio
RATE: Final = "Compare by"
RATES: Final = named.RATES
"""What events are compared by → what a page calls it."""
BASES: Final = {
    "live_conversion_rate": ", of those registered by the end",
    "total_conversion_rate": ", of all registrants",
    "stayed_rate": ", of the attendees",
    "engaged_rate": ", of the attendees",
    "survey_rate": ", of the attendees",
    "average_watch_ms": " of each attending person",
}
"""What events are compared by → of what that is."""
TREND: Final = "Over time"
BENCHMARK: Final = "Each event against the others"
REPEAT: Final = "Who comes again"
REPEATERS: Final = "People who came to two events or more"
REPEATERS_TABLE: Final = "People by the number of events they came to; tick a row to see the person in full"
MASTER: Final = "Event by event"
MASTER_TABLE: Final = "Every figure of every event; tick a row to see its people"
MASTER_HINT: Final = "Scroll sideways for every figure. Pick a row to see its people."
MEDIAN: Final = "Median event"
MEDIAN_TEXT: Final = "The middle of the picked events' values. Base: picked events with the rate."
RANK: Final = "Rank"
RANK_TEXT: Final = "Place of the latest event among the picked ones, best first. Base: picked events with the rate."
ONE_EVENT: Final = named.ONE_EVENT
NO_RATE: Final = "The latest event has no such rate."
COLUMN_EVENT: Final = "Event"
COLUMN_AT: Final = "Date"
COLUMN_EVENTS: Final = "Events attended"
COLUMN_REGISTERED: Final = "Events registered"
COLUMN_NAME: Final = "Name"
COLUMN_LAST: Final = "Last seen"
COLUMN_ID: Final = "Event ID"
COLUMN_ANSWERED: Final = "Questions answered"
COLUMN_CREATOR: Final = "Creator"
COLUMN_COST_CENTER: Final = "Cost centre"
PLATFORM: Final = "platform"
OF_ATTENDEES_TEXT: Final = "As a share of attendees."
CREATED: Final = "Created"
LIVE_END: Final = "Live end"
E_MAIL: Final = "E-mail"
MINUTES: Final = "Minutes watched"
SURVEY_ANSWERS: Final = "Survey answers"


def rate(name: str, value: float | None) -> str:
    """Write a value that events are compared by."""
    return duration(value) if name.endswith("_ms") else percent(value)


def apart(name: str, difference: float, than: str) -> str:
    """Say how a value compares: ``9 points above the median event``."""
    if abs(difference) < (0.0005 if not name.endswith("_ms") else 500):
        return f"the same as {than}"
    size = duration(abs(difference)) if name.endswith("_ms") else points(difference)
    return f"{size} {'above' if difference > 0 else 'below'} {than}"


def portfolio_answer(event: str, name: str, value: float | None, compared: list[str]) -> str:
    """Answer whether the latest event was better."""
    if value is None:
        return f"“{event}” is the latest; its {RATES[name].lower()} is not known."
    text = f"“{event}” came to {rate(name, value)} {RATES[name].lower()}{BASES[name]}"
    return f"{text}: {' and '.join(compared)}." if compared else f"{text}. {ONE_EVENT}"


THE_EVENT_BEFORE: Final = "the event before"


def the_median(events: int) -> str:
    """Name the median of the picked events."""
    return f"the median of {plural(events, 'event')}"


def quartiles(name: str, lower: float, upper: float) -> str:
    """Say where the middle half of the events lies."""
    return f"half of them from {rate(name, lower)} to {rate(name, upper)}"


def of_events(count: int) -> str:
    """Name events as a base."""
    return f"of {plural(count, 'event')}"


def of_attending(count: int) -> str:
    """Name persons attending any event as a base."""
    return f"of {plural(count, 'person', 'people')} who came to any"
