"""What blocks, lists and tables of several pages say.

What has a topic of its own stands in the module of that topic, beside this one: ``download_words``, ``share_words``,
``comparison_words``, ``person_words``, ``score_words``.
"""

from __future__ import annotations

from typing import Final

from webcast.formats import number, plural
from webcast.language import phrase, say, speaking

# Blocks
AS_TABLE: Final = phrase("As a table")
AS_CHART: Final = phrase("As a chart")
AS_PICTURE: Final = phrase("Save as picture")
EXPLAIN: Final = phrase("Explain")


def block_menu(title: str) -> str:
    """Label the menu of a block; its sign is three dots, and who hears it is told whose menu it is."""
    return say("Menu: {title}", title=title)


def people(registrants: int, persons: int) -> str:
    """Count a list of people: registrants, and persons where these are fewer."""
    if not registrants:
        return say("Nobody.")
    if persons == registrants:
        return plural(registrants, "registrant", "registrants")
    return f"{plural(registrants, 'registrant', 'registrants')}, {plural(persons, 'person', 'people')}"


# Events
ORDER: Final = phrase("Sort by")
COLUMN_TITLE: Final = phrase("Event")
COLUMN_DATE: Final = phrase("Date")
COLUMN_RECORD: Final = phrase("Record")
COLUMN_FIELD: Final = phrase("Field")
COLUMN_MESSAGE: Final = phrase("What was done")


def registrants(count: int) -> str:
    """Count registrants."""
    return plural(count, "registrant", "registrants")


NO_SESSIONS: Final = phrase("No session times in these reports")


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


# Lists of registrants
LIST_TABLE: Final = phrase("The registrants; pick a row to see the person in full")
CHOOSE_COLUMNS: Final = phrase("Columns")
COLUMNS: Final = phrase("Columns, in the order in which you add them")
ONLY_COLUMNS: Final = phrase("Only these columns in the file")
ONLY_COLUMNS_HINT: Final = phrase(
    "Otherwise a file holds every column. Columns that only this list has are left out."
)

COLUMN_REGISTERED: Final = phrase("Registered")
COLUMN_MINUTES: Final = phrase("Minutes watched")


def more_groups(count: int) -> str:
    """Label the switch that shows more groups in the chart."""
    return say("Show the {count} largest", count=number(count))


NAMES_NOT_SHOWN: Final = phrase("Who they are is not shown to you: you see figures only.")


def list_hint(page: int, size: int, total: int) -> str:
    """Say which rows the list shows, and that a row opens the person."""
    first, last = (page - 1) * size + 1, min(page * size, total)
    return say(
        "{first} to {last} of {total}. Pick a row to see the person in full.",
        first=number(first),
        last=number(last),
        total=number(total),
    )


# Groups
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


def event(title: str) -> str:
    """Head the people of an event."""
    return say("Event: {title}", title=title)


# Columns
USUAL_COLUMNS: Final = phrase("Back to the usual columns")
REMEMBERED: Final = phrase("Remembered for everybody of this account, in every browser.")
REMEMBERED_HERE: Final = phrase("Remembered until you sign out.")
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
