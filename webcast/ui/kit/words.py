"""The sentences that several pages say: people, files, columns, comparisons, scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from webcast.analysis.touch_points import Judged, Kind, TouchPoint
from webcast.formats import UNKNOWN, duration, number, percent, plural, points
from webcast.presentation import comparisons
from webcast.ui.frame import words as frame_words

# States


DOWNLOAD: Final = "Download"
OTHER_FORMATS: Final = "Other formats"
OTHER_FILES: Final = "More files"


def list_of(rows: int, columns: int) -> str:
    """Name a file of registrants by its size; no columns means all of them."""
    return f"{plural(rows, 'registrant')}, {plural(columns, 'column')}" if columns else plural(rows, "registrant")


def of_these(rows: int) -> str:
    """Label the menu with the files of some of the people."""
    return f"{DOWNLOAD} these {plural(rows, 'registrant')}"


def download(name: str, form: str) -> str:
    """Label the button that takes a file along; CSV, the usual format, goes without saying."""
    return f"{DOWNLOAD} {name}" if form == SPREADSHEET_CSV else f"{DOWNLOAD} {name} ({form})"


KINDS: Final = {"csv": "CSV", "xlsx": "Excel", "parquet": "Parquet"}
SUMMARY: Final = "One-page summary: figures, no person"
SUMMARY_PAGE: Final = "Web page, to open and print"
SUMMARY_PDF: Final = "PDF"
KEY_FIGURES_TABLE: Final = "Key figures and what they are compared with"
MASTER_EVENTS: Final = "Master event analytics, every picked event"
MASTER_REGISTRATION: Final = "Master registration, every picked event"
THIS_TABLE: Final = "This table"
PRESETS: Final = "Lists that are asked for most"
WITH_OPTED_OUT_HINT: Final = (
    "These lists are for writing to people. Who opted out (Unsubscribed, in any record of the person) is left out of "
    "them unless this is on."
)
OPTED_OUT: Final = "Opted out of messages."
SCORES_TABLE: Final = "Engagement scores with their parts"
PERSONS_TABLE: Final = "Everybody once, over all events"
SPREADSHEET_CSV: Final = "CSV for spreadsheets"
EXACT_CSV: Final = "CSV, exact, for an import"
"""Nothing is defused, so that phone numbers keep their plus sign."""


def people(registrants: int, persons: int) -> str:
    """Count a list of people: registrants, and persons where these are fewer."""
    if not registrants:
        return "Nobody."
    if persons == registrants:
        return plural(registrants, "registrant")
    return f"{plural(registrants, 'registrant')}, {plural(persons, 'person', 'people')}"


# Events page
ORDER: Final = "Sort by"
COLUMN_TITLE: Final = "Event"
COLUMN_DATE: Final = "Date"
COLUMN_RECORD: Final = "Record"
COLUMN_FIELD: Final = "Field"
COLUMN_MESSAGE: Final = "What was done"


# Sign-in page


def registrants(count: int) -> str:
    """Count registrants."""
    return plural(count, "registrant")


# Overview
MEDIAN_EVENT: Final = comparisons.MEDIAN_EVENT
NO_SESSIONS: Final = "No session times in these reports"


def compared_points(difference: float, name: str) -> str:
    """Say how a share compares: ``9 points above the median event``."""
    if abs(difference) < 0.0005:
        return f"the same as {name}"
    return f"{points(difference)} {'above' if difference > 0 else 'below'} {name}"


def compared_value(name: str, value: str) -> str:
    """Say what a figure is for what it is compared with: ``Median event: 345``."""
    return f"{frame_words.sentence(name.removeprefix('the '))}: {value}"


def change_of_points(difference: float) -> str:
    """Write a change of a share with its sign: ``+9 points``; empty where there is none."""
    return "" if abs(difference) < 0.0005 else f"{_sign(difference)}{points(difference)}"


def change_of_count(value: float, other: float) -> str:
    """Write a change with its sign, in per cent of what is compared with: ``+12 %``; empty where there is none."""
    change = value / other - 1
    written = percent(abs(change))
    return "" if written == percent(0) else f"{_sign(change)}{written}"


def _sign(difference: float) -> str:
    return "+" if difference > 0 else "\N{MINUS SIGN}"


def beside(name: str, value: str, *, above: bool | None) -> str:
    """Say after a change what it is a change from: ``above the event before (28 %)``."""
    if above is None:
        return f"the same as {name}"
    return f"{'above' if above else 'below'} {name} ({value})"


NO_GOAL: Final = "No goal is set"
COMPARE_WITH: Final = "Compare with"
YOUR_GOALS: Final = "Your goals"
SAVE_GOALS: Final = "Save and compare with them"
GOALS_HINT: Final = "For everybody of this account. Leave a field empty where there is no goal."
COMPARED_WITH_NOTHING: Final = "Not compared"
GOALS: Final = {
    "total_registrants": "Registrants",
    "live_conversion_rate": "Live conversion, in %",
    "total_conversion_rate": "Total conversion, in %",
    "average_watch_ms": "Average watch time, in minutes",
    "peak_viewers": "Peak viewers",
}
"""Figures that can have a goal → the label of its field."""


def compared_with(name: str) -> str:
    """Label the choice of what figures are compared with."""
    return f"Compared with {name}" if name else COMPARED_WITH_NOTHING


def line_over_events(values: Sequence[str]) -> str:
    """Say in words what a small line over the account's events shows, oldest first."""
    return f"Over your last {number(len(values))} events, oldest first: {', '.join(values)}"


def persons(count: int) -> str:
    """Say how many persons are behind the registrants."""
    return plural(count, "person", "people")


def at(moment: str) -> str:
    """Say when."""
    return f"on {moment}"


def all_events(count: int) -> str:
    """Label the switch that shows every event in the chart."""
    return f"Show all {plural(count, 'event')}"


def not_shown(count: int) -> str:
    """Say that a chart leaves some events out."""
    return f"{plural(count, 'more event')} in the table below."


# Registrants
LIST_TABLE: Final = "The registrants; pick a row to see the person in full"
CHOOSE_COLUMNS: Final = "Columns"
COLUMNS: Final = "Columns, in the order in which you add them"
ONLY_COLUMNS: Final = "Only these columns in the file"
ONLY_COLUMNS_HINT: Final = "Otherwise a file holds every column. Columns that only this list has are left out."

# One person
BACK_TO_LIST: Final = "Back to the list"
NAMELESS: Final = "Somebody without a name"
ONE_PERSON: Final = "Person"
PREVIOUS: Final = "Previous"
NEXT: Final = "Next"
TOUCH_POINTS: Final = "Touch points"
REGISTRATION_GIVEN: Final = "Answers at registration"
SURVEYS_GIVEN: Final = "Survey answers"
COLUMN_REGISTERED: Final = "Registered"
COLUMN_MINUTES: Final = "Minutes watched"


def more_groups(count: int) -> str:
    """Label the switch that shows more groups in the chart."""
    return f"Show {number(count)}"


def list_hint(page: int, size: int, total: int) -> str:
    """Say which rows the list shows, and that a row opens the person."""
    first, last = (page - 1) * size + 1, min(page * size, total)
    return f"{number(first)} to {number(last)} of {number(total)}. Pick a row to see the person in full."


def judged(of: Judged) -> str:
    """Sum up one person in a sentence."""
    untold = of.registered - of.told
    parts = [_came(of)]
    if of.each_ms:
        parts.append(f"{duration(of.each_ms)} each" if (of.attended or 0) > 1 else f"watched {duration(of.each_ms)}")
    if of.questions:
        parts.append(f"asked {times(of.questions)}")
    if of.answers:
        parts.append(f"answered {plural(of.answers, 'survey question')}")
    said = f"{', '.join(parts)}."
    return f"{said} Of {plural(untold, 'more event')} no report tells who came." if untold and of.told else said


def _came(of: Judged) -> str:
    if of.attended is None:
        return f"Registered for {plural(of.registered, 'event')}; no report tells of attendance"
    if of.told == 1:
        return "Came" if of.attended else "Registered and did not come"
    return f"Came to {number(of.attended) if of.attended else 'none'} of {plural(of.told, 'event')}"


def times(count: int) -> str:
    """Say how often, in words as far as there are any."""
    return {1: "once", 2: "twice"}.get(count) or f"{number(count)} times"


def touch_point(point: TouchPoint) -> str:
    """Say what happened."""
    return _HAPPENED[point.kind](point)


CAME: Final = {"Live": "Came live", "SimLive": "Came to the SimLive", "On-Demand": "Watched the recording"}
"""Type of a viewing → what it is to come by it."""
CAME_OTHERWISE: Final = "Watched in a way that is not known"


def _registered(point: TouchPoint) -> str:
    return f"Registered (campaign: {point.text})" if point.text else "Registered"


def _left(point: TouchPoint) -> str:
    lasted = duration(point.watch_ms)
    return f"Left after {lasted}" if point.count == 1 else f"Left, after {lasted} in {number(point.count)} visits"


def _untimed(point: TouchPoint) -> str:
    lasted = "" if point.watch_ms is None else f", {duration(point.watch_ms)}"
    return f"{CAME.get(point.mode, 'Came')}{lasted}; when is not known"


def _answered(point: TouchPoint) -> str:
    survey = f"“{point.text}”" if point.text else "a survey"
    return f"Answered {plural(point.count, 'question')} of {survey}"


_HAPPENED: Final[dict[Kind, Callable[[TouchPoint], str]]] = {
    Kind.REGISTERED: _registered,
    Kind.CAME: lambda point: CAME[point.mode],
    Kind.LEFT: _left,
    Kind.THERE: lambda point: f"Still there when the report was made, after {duration(point.watch_ms)}",
    Kind.WATCHED: lambda point: f"{CAME.get(point.mode, CAME_OTHERWISE)}, {duration(point.watch_ms)}",
    Kind.WATCHED_AGAIN: lambda point: f"Watched again, {duration(point.watch_ms)}",
    Kind.UNTIMED: _untimed,
    Kind.ASKED: lambda point: f"Asked “{point.text}”" if point.text else "Asked a question",
    Kind.ANSWERED: _answered,
    Kind.CHECKED: lambda point: f"Answered {plural(point.count, 'attendance check')}",
    Kind.ABSENT: lambda _: "Did not come",
    Kind.UNTOLD: lambda _: "No report tells whether this person came",
}


def touch_point_more(point: TouchPoint) -> str:
    """Say what came of it, where there is more to say."""
    if point.kind is not Kind.ASKED:
        return ""
    return f"Answer: {point.answer}" if point.answer else "Not answered"


def place(number_: int, of: int) -> str:
    """Say which of a list this one is."""
    return f"{number(number_)} of {number(of)}"


def with_opted_out(count: int) -> str:
    """Say how many opted out, beside the switch that takes them into the lists."""
    return f"With {number(count)} who opted out"


def seen(first: str, last: str) -> str:
    """Say when a person was first and last seen."""
    return f"First seen {first}, last seen {last}"


# Funnel
NO_BREAK_DOWN: Final = "Nothing"
PICK_HINT: Final = "Pick a row to see its people."


def all_groups(count: int, total: int) -> str:
    """Label the switch that unfolds the small groups, as far as a chart can hold them."""
    if count == total:
        return f"Show all {plural(total, 'group')}"
    return f"Show {number(count)} of {plural(total, 'group')}; the table below has them all"


# Timeline
EVENT: Final = "Event"
COLUMN_OF_BASE: Final = "Share"

# Surveys
ATTENDANCE_CHECK: Final = "Attendance check"
UNKNOWN_TYPE: Final = "Type not known"
TYPES: Final = {
    "Radio": "One choice",
    "Checkbox": "Several choices",
    "Textbox": "Short text",
    "Text Area": "Long text",
    "Attendance": ATTENDANCE_CHECK,
}
INFERRED: Final = "inferred from the answers"


def kind(type_: str | None, *, inferred: bool) -> str:
    """Name the type of a question, and say where it was inferred."""
    name = UNKNOWN_TYPE if type_ is None else TYPES.get(type_, type_)
    return f"{name} ({INFERRED})" if inferred and type_ is not None else name


# Score
WEIGHTS: Final = "Score weights"
WEIGHTS_HINT: Final = "Only their proportions count. A part that an event did not offer is left out of its scores."
NO_WEIGHT: Final = "Nothing weighs anything, so there are no scores."
SCORE: Final = "Engagement score"
PARTS: Final = {"watch": "Watch time", "questions": "Questions", "survey": "Surveys"}
"""Input of the score → what a page calls it."""
PART_OF: Final = {
    "watch": "of the live event's length watched",
    "questions": "of 2 questions asked",
    "survey": "of the survey questions answered",
}
NOT_OFFERED: Final = "not offered"
RESET: Final = "Back to the usual weights"


def weights(values: tuple[int, ...]) -> str:
    """Label the choice of weights with those in force."""
    return f"{WEIGHTS}: {' · '.join(str(value) for value in values)}"


def score(value: float | None) -> str:
    """Write a score: ``6.4``."""
    return UNKNOWN if value is None else f"{value:.1f}"


def scored(value: float | None, event: str) -> str:
    """Head the parts of a score."""
    return f"{score(value)} of 10 · {event}"


def part(name: str, reached: float | None, got: float | None, weight: int) -> str:
    """Say what one part adds: ``Watch time: 80 % of the live event's length watched, 4.8 points (weight 60)``."""
    if reached is None:
        return f"{PARTS[name]}: not offered, left out (weight {weight})"
    said = points_of_score(got)
    return f"{PARTS[name]}: {percent(reached)} {PART_OF[name]}, {said} (weight {weight})"


def points_of_score(got: float | None) -> str:
    """Write points of a score."""
    return f"{score(got)} points"


# Portfolio


def event(title: str) -> str:
    """Head the people of an event."""
    return f"Event: {title}"


# Columns
USUAL_COLUMNS: Final = "Back to the usual columns"
REMEMBERED: Final = "Remembered for everybody of this account, in every browser."
REMEMBERED_HERE: Final = "Remembered until you sign out."
NOT_REMEMBERED: Final = "Your columns are shown, but could not be remembered for the next time."


def usual(columns: int) -> str:
    """Say what is shown while nothing is chosen."""
    return f"All {plural(columns, 'column')}; pick some to see these alone"


# Tables
GRID: Final = {
    "sort": "Sort by",
    "as_listed": "As listed",
    "every": "All fields",
    "fewer": "Fewer fields",
    "more": "More rows",
    "yes": "Yes",
    "no": "No",
}
"""What the front end of tables says: see ``grid/grid.js``."""

# Frequent words
TERMS: Final = "Words that come up"
TERMS_TABLE: Final = "The words with the texts that hold them; tick a row to see who used it"
TERMS_HINT: Final = (
    "Each counts once a text. Left out: small words such as “the”, numbers, e-mail addresses. Texts in scripts "
    "without blanks between words are not taken apart."
)
TERMS_AS_TABLE: Final = "As a table"
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
