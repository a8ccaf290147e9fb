"""The sentences that several pages say: people, files, columns, comparisons, scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from webcast.analysis.touch_points import Judged, Kind, TouchPoint
from webcast.formats import decimal, duration, number, percent, plural, points
from webcast.language import phrase, say, speaking
from webcast.ui.frame import words as frame_words

# States


DOWNLOAD: Final = phrase("Download")
AS_TABLE: Final = phrase("As a table")
AS_CHART: Final = phrase("As a chart")
AS_PICTURE: Final = phrase("Save as picture")
EXPLAIN: Final = phrase("Explain")


def block_menu(title: str) -> str:
    """Label the menu of a block; its sign is three dots, and who hears it is told whose menu it is."""
    return say("Menu: {title}", title=title)


def taken(name: str) -> str:
    """Head the formats of a file in the menu of a block, which has more than files."""
    return say("Download: {name}", name=name)


OTHER_FORMATS: Final = phrase("Other formats")
OTHER_FILES: Final = phrase("More files")
SHARE: Final = phrase("Share…")
SHARE_LINK: Final = phrase("Link to what you see")
SHARE_ACCESS: Final = phrase(
    "Whoever opens the link signs in and needs access of their own to these events. The link holds no personal data."
)
COPY_LINK: Final = phrase("Copy link")
COPY_PICTURE: Final = phrase("Copy the first chart as a picture")
LINK_COPIED: Final = phrase("Link copied.")
LINK_SELECTED: Final = phrase("The link is selected. Copy it with Ctrl+C, or ⌘C on a Mac.")
PICTURE_COPIED: Final = phrase("Picture copied.")
PICTURE_SAVED: Final = phrase("Saved as a file, since this browser copies no pictures here.")
PICTURE_FAILED: Final = phrase("The picture could not be drawn. Try again when the chart is there.")
LINK_WITHOUT_COSTS: Final = phrase("Costs of campaigns stay with you.")
LINK_WITHOUT_FILES: Final = phrase("Files that you opened stay with you: the link does not open them.")


def link_without(private: Sequence[str]) -> str:
    """Say what of the filters a link leaves out, so that who opens it sees more people than the reader."""
    return say(
        "Left out, since no link may hold it: {private}. Whoever opens the link sees everybody whom the other "
        "filters leave.",
        private=", ".join(private),
    )


def list_of(rows: int, columns: int) -> str:
    """Name a file of registrants by its size; no columns means all of them."""
    return (
        f"{plural(rows, 'registrant', 'registrants')}, {plural(columns, 'column', 'columns')}"
        if columns
        else plural(rows, "registrant", "registrants")
    )


def of_these(rows: int) -> str:
    """Label the menu with the files of some of the people."""
    return say(
        "{said} these {registrants}", said=say(DOWNLOAD), registrants=plural(rows, "registrant", "registrants")
    )


def download(name: str, form: str) -> str:
    """Label the button that takes a file along; CSV, the usual format, goes without saying."""
    if form == say(SPREADSHEET_CSV):
        return say("Download {name}", name=name)
    return say("Download {name} ({form})", name=name, form=form)


KINDS: Final = {"csv": phrase("CSV"), "xlsx": phrase("Excel"), "parquet": phrase("Parquet")}
SUMMARY: Final = phrase("One-page summary: figures, no person")
SUMMARY_PAGE: Final = phrase("Web page, to open and print")
SUMMARY_PDF: Final = phrase("PDF")
KEY_FIGURES_TABLE: Final = phrase("Key figures and what they are compared with")
MASTER_EVENTS: Final = phrase("Master event analytics, every picked event")
MASTER_REGISTRATION: Final = phrase("Master registration, every picked event")
THIS_TABLE: Final = phrase("This table")
PRESETS: Final = phrase("Lists for your follow-up")
WITH_OPTED_OUT_HINT: Final = phrase(
    "These lists are for writing to people. Who opted out (Unsubscribed, in any record of the person) is left out of "
    "them unless this is on."
)
OPTED_OUT: Final = phrase("Opted out of messages.")
SCORES_TABLE: Final = phrase("Engagement scores with their parts")
PERSONS_TABLE: Final = phrase("Everybody once, over all events")
SPREADSHEET_CSV: Final = phrase("CSV for spreadsheets")
EXACT_CSV: Final = phrase("CSV, exact, for an import")
"""Nothing is defused, so that phone numbers keep their plus sign."""


def people(registrants: int, persons: int) -> str:
    """Count a list of people: registrants, and persons where these are fewer."""
    if not registrants:
        return say("Nobody.")
    if persons == registrants:
        return plural(registrants, "registrant", "registrants")
    return f"{plural(registrants, 'registrant', 'registrants')}, {plural(persons, 'person', 'people')}"


# Events page
ORDER: Final = phrase("Sort by")
COLUMN_TITLE: Final = phrase("Event")
COLUMN_DATE: Final = phrase("Date")
COLUMN_RECORD: Final = phrase("Record")
COLUMN_FIELD: Final = phrase("Field")
COLUMN_MESSAGE: Final = phrase("What was done")


# Sign-in page


def registrants(count: int) -> str:
    """Count registrants."""
    return plural(count, "registrant", "registrants")


# Overview
MEDIAN_EVENT: Final = phrase("the median event")
NO_SESSIONS: Final = phrase("No session times in these reports")


def compared_points(difference: float, name: str) -> str:
    """Say how a share compares: ``9 points above the median event``."""
    if abs(difference) < 0.0005:
        return say("the same as {name}", name=name)
    if difference > 0:
        return say("{points} above {name}", points=points(difference), name=name)
    return say("{points} below {name}", points=points(difference), name=name)


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


def signed(difference: float, written: str) -> str:
    """Write a change with its sign: ``+0.4``."""
    return f"{_sign(difference)}{written}"


def _sign(difference: float) -> str:
    return "+" if difference > 0 else "\N{MINUS SIGN}"


def beside(name: str, value: str, *, above: bool | None) -> str:
    """Say after a change what it is a change from: ``above the event before (28 %)``."""
    if above is None:
        return say("the same as {name}", name=name)
    if above:
        return say("above {name} ({value})", name=name, value=value)
    return say("below {name} ({value})", name=name, value=value)


NO_GOAL: Final = phrase("No goal is set")
COMPARE_WITH: Final = phrase("Compare with")
YOUR_GOALS: Final = phrase("Your goals")
SAVE_GOALS: Final = phrase("Save and compare with them")
GOALS_HINT: Final = phrase("For everybody of this account. Leave a field empty where there is no goal.")
COMPARED_WITH_NOTHING: Final = phrase("Not compared")
GOALS: Final = {
    "total_registrants": phrase("Registrants"),
    "live_conversion_rate": phrase("Live conversion, in %"),
    "total_conversion_rate": phrase("Total conversion, in %"),
    "average_watch_ms": phrase("Average watch time, in minutes"),
    "peak_viewers": phrase("Peak viewers"),
}
"""Figures that can have a goal → the label of its field."""


def compared_with(name: str) -> str:
    """Label the choice of what figures are compared with."""
    return say("Compared with {name}", name=name) if name else say(COMPARED_WITH_NOTHING)


def line_over_events(values: Sequence[str]) -> str:
    """Say in words what a small line over the account's events shows, oldest first."""
    return say(
        "Over your last {values} events, oldest first: {listed}", values=number(len(values)), listed=", ".join(values)
    )


def persons(count: int) -> str:
    """Say how many persons are behind the registrants."""
    return plural(count, "person", "people")


def at(moment: str) -> str:
    """Say when."""
    return say("on {moment}", moment=moment)


def all_events(count: int) -> str:
    """Label the switch that shows every event in the chart."""
    return say("Show all {events}", events=plural(count, "event", "events"))


def not_shown(count: int) -> str:
    """Say that a chart leaves some events out."""
    return say("{more_events} in the table below.", more_events=plural(count, "more event", "more events"))


# Registrants
LIST_TABLE: Final = phrase("The registrants; pick a row to see the person in full")
CHOOSE_COLUMNS: Final = phrase("Columns")
COLUMNS: Final = phrase("Columns, in the order in which you add them")
ONLY_COLUMNS: Final = phrase("Only these columns in the file")
ONLY_COLUMNS_HINT: Final = phrase(
    "Otherwise a file holds every column. Columns that only this list has are left out."
)

# One person
BACK_TO_LIST: Final = phrase("Back to the list")
NAMELESS: Final = phrase("Somebody without a name")
ONE_PERSON: Final = phrase("Person")
PREVIOUS: Final = phrase("Previous")
NEXT: Final = phrase("Next")
TOUCH_POINTS: Final = phrase("Touch points")
REGISTRATION_GIVEN: Final = phrase("Answers at registration")
SURVEYS_GIVEN: Final = phrase("Survey answers")
COLUMN_REGISTERED: Final = phrase("Registered")
COLUMN_MINUTES: Final = phrase("Minutes watched")


def more_groups(count: int) -> str:
    """Label the switch that shows more groups in the chart."""
    return say("Show the {count} largest", count=number(count))


def list_hint(page: int, size: int, total: int) -> str:
    """Say which rows the list shows, and that a row opens the person."""
    first, last = (page - 1) * size + 1, min(page * size, total)
    return say(
        "{first} to {last} of {total}. Pick a row to see the person in full.",
        first=number(first),
        last=number(last),
        total=number(total),
    )


def judged(of: Judged) -> str:
    """Sum up one person in a sentence."""
    untold = of.registered - of.told
    parts = [_came(of)]
    if of.each_ms:
        parts.append(
            say("{each_ms} each", each_ms=duration(of.each_ms))
            if (of.attended or 0) > 1
            else say("watched {each_ms}", each_ms=duration(of.each_ms))
        )
    if of.questions:
        parts.append(say("asked {times}", times=times(of.questions)))
    if of.answers:
        parts.append(
            say(
                "answered {survey_questions}",
                survey_questions=plural(of.answers, "survey question", "survey questions"),
            )
        )
    said = f"{', '.join(parts)}."
    return (
        say(
            "{said} Of {more_events} no report tells who came.",
            said=said,
            more_events=plural(untold, "more event", "more events"),
        )
        if untold and of.told
        else said
    )


def _came(of: Judged) -> str:
    if of.attended is None:
        return say(
            "Registered for {events}; no report tells of attendance", events=plural(of.registered, "event", "events")
        )
    if of.told == 1:
        return say("Came") if of.attended else say("Registered and did not attend")
    return say(
        "Came to {rest} of {events}",
        rest=number(of.attended) if of.attended else say("none"),
        events=plural(of.told, "event", "events"),
    )


def times(count: int) -> str:
    """Say how often, in words as far as there are any."""
    return {1: say("once"), 2: say("twice")}.get(count) or say("{count} times", count=number(count))


def touch_point(point: TouchPoint) -> str:
    """Say what happened."""
    return _HAPPENED[point.kind](point)


CAME: Final = {
    "Live": phrase("Came live"),
    "SimLive": phrase("Watched SimLive"),
    "On-Demand": phrase("Watched the recording"),
}
"""Type of a viewing → what it is to come by it."""
CAME_OTHERWISE: Final = phrase("Watched in a way that is not known")


def _registered(point: TouchPoint) -> str:
    return say("Registered (campaign: {text})", text=point.text) if point.text else say("Registered")


def _left(point: TouchPoint) -> str:
    lasted = duration(point.watch_ms)
    return (
        say("Left after {lasted}", lasted=lasted)
        if point.count == 1
        else say("Left, after {lasted} in {count} visits", lasted=lasted, count=number(point.count))
    )


def _untimed(point: TouchPoint) -> str:
    lasted = "" if point.watch_ms is None else f", {duration(point.watch_ms)}"
    return say("{came}{lasted}; when is not known", came=say(CAME.get(point.mode, "Came")), lasted=lasted)


def _answered(point: TouchPoint) -> str:
    survey = f"“{point.text}”" if point.text else say("a survey")
    return say(
        "Answered {questions} of {survey}", questions=plural(point.count, "question", "questions"), survey=survey
    )


_HAPPENED: Final[dict[Kind, Callable[[TouchPoint], str]]] = {
    Kind.REGISTERED: _registered,
    Kind.CAME: lambda point: say(CAME[point.mode]),
    Kind.LEFT: _left,
    Kind.THERE: lambda point: say(
        "Still there when the report was made, after {lasted}", lasted=duration(point.watch_ms)
    ),
    Kind.WATCHED: lambda point: f"{say(CAME.get(point.mode, CAME_OTHERWISE))}, {duration(point.watch_ms)}",
    Kind.WATCHED_AGAIN: lambda point: say("Watched again, {lasted}", lasted=duration(point.watch_ms)),
    Kind.UNTIMED: _untimed,
    Kind.ASKED: lambda point: say("Asked “{text}”", text=point.text) if point.text else say("Asked a question"),
    Kind.ANSWERED: _answered,
    Kind.CHECKED: lambda point: say(
        "Answered {checks}", checks=plural(point.count, "attendance check", "attendance checks")
    ),
    Kind.ABSENT: lambda _: say("Did not attend"),
    Kind.UNTOLD: lambda _: say("No report tells whether this person came"),
}


def touch_point_more(point: TouchPoint) -> str:
    """Say what came of it, where there is more to say."""
    if point.kind is not Kind.ASKED:
        return ""
    return say("Answer: {answer}", answer=point.answer) if point.answer else say("Not answered")


def place(number_: int, of: int) -> str:
    """Say which of a list this one is."""
    return say("{number} of {of}", number=number(number_), of=number(of))


def with_opted_out(count: int) -> str:
    """Say how many opted out, beside the switch that takes them into the lists."""
    return say("With {count} who opted out", count=number(count))


def seen(first: str, last: str) -> str:
    """Say when a person was first and last seen."""
    return say("First seen {first}, last seen {last}", first=first, last=last)


# Funnel
NO_BREAK_DOWN: Final = phrase("Nothing")
SEARCH_HERE: Final = phrase("Search")
PICK_HINT: Final = phrase("Pick a row to see its people.")


def all_groups(count: int, total: int) -> str:
    """Label the switch that unfolds the small groups, as far as a chart can hold them."""
    if count == total:
        return say("Show all {groups}", groups=plural(total, "group", "groups"))
    return say(
        "Show {count} of {groups}; the table below has them all",
        count=number(count),
        groups=plural(total, "group", "groups"),
    )


# Timeline
EVENT: Final = phrase("Event")
COLUMN_OF_BASE: Final = phrase("Share")

# Surveys
ATTENDANCE_CHECK: Final = phrase("Attendance check")
UNKNOWN_TYPE: Final = phrase("Type not known")
TYPES: Final = {
    "Radio": phrase("One choice"),
    "Checkbox": phrase("Several choices"),
    "Textbox": phrase("Short text"),
    "Text Area": phrase("Long text"),
    "Attendance": ATTENDANCE_CHECK,
}
INFERRED: Final = phrase("inferred from the answers")


def kind(type_: str | None, *, inferred: bool) -> str:
    """Name the type of a question, and say where it was inferred."""
    name = say(UNKNOWN_TYPE) if type_ is None else say(TYPES.get(type_, type_))
    return f"{name} ({say(INFERRED)})" if inferred and type_ is not None else name


# Score
WEIGHTS: Final = phrase("Score weights")
WEIGHTS_HINT: Final = phrase(
    "Only their proportions count. A part that an event did not offer is left out of its scores."
)
NO_WEIGHT: Final = phrase("All weights are zero, so there are no scores.")
SCORE: Final = phrase("Engagement score")
PARTS: Final = {"watch": phrase("Watch time"), "questions": phrase("Questions"), "survey": phrase("Surveys")}
"""Input of the score → what a page calls it."""
PART_OF: Final = {
    "watch": phrase("of the live event's length watched"),
    "questions": phrase("of 2 questions asked"),
    "survey": phrase("of the survey questions answered"),
}
NOT_OFFERED: Final = phrase("not offered")
RESET: Final = phrase("Back to the usual weights")


def weights(values: tuple[int, ...]) -> str:
    """Label the choice of weights with those in force."""
    return f"{say(WEIGHTS)}: {' · '.join(str(value) for value in values)}"


def score(value: float | None) -> str:
    """Write a score: ``6.4``."""
    return decimal(value)


def scored(value: float | None, event: str) -> str:
    """Head the parts of a score."""
    return say("{score} of 10 · {event}", score=score(value), event=event)


def part(name: str, reached: float | None, got: float | None, weight: int) -> str:
    """Say what one part adds: ``Watch time: 80 % of the live event's length watched, 4.8 points (weight 60)``."""
    if reached is None:
        return say("{said}: not offered, left out (weight {weight})", said=say(PARTS[name]), weight=weight)
    said = points_of_score(got)
    return say(
        "{said}: {reached} {said_2}, {said_3} (weight {weight})",
        said=say(PARTS[name]),
        reached=percent(reached),
        said_2=say(PART_OF[name]),
        said_3=said,
        weight=weight,
    )


def points_of_score(got: float | None) -> str:
    """Write points of a score."""
    return say("{score} points", score=score(got))


# Portfolio


def event(title: str) -> str:
    """Head the people of an event."""
    return say("Event: {title}", title=title)


# Columns
USUAL_COLUMNS: Final = phrase("Back to the usual columns")
REMEMBERED: Final = phrase("Remembered for everybody of this account, in every browser.")
REMEMBERED_HERE: Final = phrase("Remembered until you sign out.")
HEADINGS: Final = phrase("Translated headings")
HEADINGS_HINT: Final = phrase(
    "In every file that you download. Without it files have the platform's English headings, as an import expects."
)
NOT_REMEMBERED: Final = phrase("Your columns are shown, but could not be saved for next time.")


def usual(columns: int) -> str:
    """Say what is shown while nothing is chosen."""
    return say("All {columns}; pick some to see these alone", columns=plural(columns, "column", "columns"))


# Tables
GRID: Final = {
    "sort": phrase("Sort by"),
    "as_listed": phrase("As listed"),
    "every": phrase("All fields"),
    "fewer": phrase("Fewer fields"),
    "more": phrase("More rows"),
    "yes": phrase("Yes"),
    "no": phrase("No"),
}
"""What the front end of tables says: see ``grid/grid.js``."""

# Frequent words
TERMS: Final = phrase("Words that come up")
TERMS_TABLE: Final = phrase("The words with the texts that hold them; tick a row to see who used it")
TERMS_HINT: Final = phrase(
    "Each counts once a text. Left out: small words such as “the”, numbers, e-mail addresses. Texts in scripts "
    "without blanks between words are not taken apart."
)
COLUMN_TERM: Final = phrase("Word")
COLUMN_TEXTS: Final = phrase("Texts")
COLUMN_SHARE: Final = phrase("Of all texts")
COLUMN_REGISTRANTS: Final = phrase("Registrants")
ALL_TEXTS: Final = phrase("Show all texts again")


def more_terms(count: int) -> str:
    """Label the switch that shows more words."""
    return say("Show {words}", words=plural(count, "word", "words"))


def with_term(term: str) -> str:
    """Say that a list is narrowed to the texts that hold a word."""
    return say("Only texts with “{term}”.", term=term)


speaking(__name__)
