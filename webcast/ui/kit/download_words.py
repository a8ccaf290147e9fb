"""What menus of files say: which file, in which form, of whom."""

from __future__ import annotations

from typing import Final

from webcast.formats import number, plural
from webcast.language import phrase, say, speaking

DOWNLOAD: Final = phrase("Download")


def taken(name: str) -> str:
    """Head the formats of a file in the menu of a block, which has more than files."""
    return say("Download: {name}", name=name)


OTHER_FORMATS: Final = phrase("Other formats")
OTHER_FILES: Final = phrase("More files")


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

SCORES_TABLE: Final = phrase("Engagement scores with their parts")
PERSONS_TABLE: Final = phrase("Everybody once, over all events")
SPREADSHEET_CSV: Final = phrase("CSV for spreadsheets")
EXACT_CSV: Final = phrase("CSV, exact, for an import")
"""Nothing is defused, so that phone numbers keep their plus sign."""


def with_opted_out(count: int) -> str:
    """Say how many opted out, beside the switch that takes them into the lists."""
    return say("With {count} who opted out", count=number(count))


HEADINGS: Final = phrase("Translated headings")
HEADINGS_HINT: Final = phrase(
    "In every file that you download. Without it files have the platform's English headings, as an import expects."
)


speaking(__name__)
