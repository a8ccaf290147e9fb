"""What the pages keep in a reader's session, each key with what stands under it.

Only what outlives a run has a key here; a widget bears its own (``wi-…``) where it is drawn, and is read there alone.
"""

from __future__ import annotations

from typing import Final

CURRENT: Final = "current"
""":class:`webcast.ui.frame.current_run.Current`: what the router prepared for the run that is under way."""

LIMITS: Final = "limits"
"""(mark of a limit, hash of the event list within it) of the last run of who is a person of the dashboard."""

DRAWN: Final = "drawn"
"""(page, events, merged): what the last run drew whole; another one begins with the shape of its page."""

MERGE_SWITCH: Final = "wi-merge"
"""bool: the switch that takes the broadcasts of one programme as one event, seeded from what is in force."""

BUILDER: Final = "wi-builder"
"""bool: whether the popover that adds and changes filters is open; a press on a chip opens it."""

FIELD: Final = "wi-builder-field"
"""str or None: the field that it shows; a press on a chip puts its own here."""

DRAWER_WATCHED: Final = "drawer_watched"
"""bool: whether the page wants to know of an open drawer."""

DRAWER_OPEN: Final = "drawer_open"
"""bool: whether somebody has one open, on a page that wants to know."""

DRAWER_NOTED: Final = "drawer_noted"
"""bool: whether what a drawer shows was left for other processes; not there before the first run."""

OFFERED: Final = "offered"
"""Key of a choice → what was offered in it when it was drawn last, with its words."""

CLICKED: Final = "clicked_mark"
"""(key of the chart, data of the mark): set by a click, taken by the run that the click made."""

LAST_CLICKED: Final = "last_mark"
"""Key of the chart → data of the mark that was clicked last, for the click that takes a choice away."""

PICKED: Final = "picked_row"
"""(key of the table, place of the row): set by a pick, taken by the run that the pick made."""

PERSON: Final = "people_person"
"""int or None: row of the person that the drawer shows in place of its list."""

CHOSEN_TERMS: Final = "chosen_terms"
"""Key of a list → the word that narrows it; somebody's word, so it goes into no address of a page."""

COSTS_VERSION: Final = "costs_version"
"""int: grows when costs come from a file or are cleared, so that the cells are seeded again."""

COSTS_SEEDS: Final = "costs_seeds"
"""dict: what the cells of costs were seeded with, and for which version and campaigns."""

COSTS_SAID: Final = "costs_said"
"""str: what came of the last file of costs."""

FETCHING: Final = "fetching"
"""bool: whether this tab has reports fetched; pages show it beside what they hold, and say when it is done."""

PICKED_ALONE: Final = "wi-events-picked"
"""bool: the switch that has the list of events show the picked ones alone; a button beside the pick turns it on."""

TICKED: Final = "ticked"
"""bool: an event was ticked in the list, which runs by itself, and the rest of the page does not know yet."""

COMPARE: Final = "wi-compare"
"""bool: whether the popover is open that chooses what figures are compared with."""

WEIGHTS: Final = "wi-weights"
"""bool: whether the popover with the weights of the score is open."""

START: Final = "start_page"
"""str: name of the page at the bare address, decided when the session begins, so that no rerun changes it."""

TOUR: Final = "tour"
"""int: the step of the tour that is shown; not there while nobody takes it."""

LANGUAGE: Final = "language"
"""str: the language that the account chose, empty where it leaves that to the browser; not there until asked for."""

READER: Final = "reader"
"""webcast.language.Reader: who reads the pages of this tab."""

OWNER: Final = "owner"
"""str: the account whose tab it is, so that it is emptied for another one."""

ADMINISTERS: Final = "administers"
"""bool: whether the pages for administrators stand in the navigation; not there until asked for."""

ADMIN_SAID: Final = "admin_said"
"""(action, webcast.ui.frame.admission.Said): what came of an administrator's last press, until it is drawn."""

LOOKED_UP: Final = "looked_up"
"""(e-mail address, webcast.library.privacy.Forgotten): whom an administrator looked up, and how much is held."""

ADMIN_DRAWER: Final = "admin_drawer"
"""str: whose drawer is open on a page for administrators, by what stands for them; empty: that of the new one."""

ADDED: Final = "people_added"
"""int: grows when somebody was added, so that the form is empty for the next."""

REFERENCES: Final = "references"
"""(kind of failure, page, which) → the reference that was said of it, so that a rerun says the same one."""

AS_TABLE: Final = "as_table"
"""Key of a block → whether it shows its numbers as a table in place of its chart."""
