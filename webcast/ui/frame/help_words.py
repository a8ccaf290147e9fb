"""The sentences of the header: help, tour, keyboard, time zone, pictures."""

from __future__ import annotations

from typing import Final

from webcast.language import phrase, say, speaking

PICTURES: Final = phrase("Save charts as")
PICTURES_HINT: Final = phrase(
    "Point at a chart: the camera at its top right saves it. PNG for slides, SVG for print."
)


HELP: Final = phrase("Help")
HELP_TEXT: Final = phrase("""
**Pick events**, then ask: each page answers one question.

**Filters** apply to every page and to every download. They, the events and the time zone are in the address of
the page: copy it to show a colleague the same.

**Saved views** keep all of it under a name, for everybody of this account; open them at the top left.

**Click a bar or a point** to see the people behind it.

The mark beside a figure gives its definition. Light or dark: the menu at the top right.

**Without a mouse**: press **?** for the shortcuts.
""")
TOUR: Final = phrase("Take the tour: three steps")
TOUR_NEXT: Final = phrase("Next step")
TOUR_DONE: Final = phrase("Done")
TOUR_LEAVE: Final = phrase("Leave the tour")
TOUR_STEPS: Final = (
    (
        phrase("Pick events"),
        phrase("Tick events in the list, or press *Last 5*. Then press *Analyse*: their reports are loaded."),
    ),
    (
        phrase("Read the answer"),
        phrase("Each page answers one question in its first sentence. Every figure has its base."),
    ),
    (
        phrase("See the people"),
        phrase("Click a bar to see who is behind it. *Download*, at the top right, takes the people along."),
    ),
)
"""Title and text of each step of the tour."""


def tour_step(step: int) -> str:
    """Head a step of the tour."""
    return say(
        "Step {step} of {steps}: {title}", step=step + 1, steps=len(TOUR_STEPS), title=say(TOUR_STEPS[step][0])
    )


DRAW_ANEW: Final = phrase("Draw in the colours of the theme")
SHORTCUTS_TITLE: Final = phrase("Keyboard")
SHORTCUTS: Final = (
    (("/",), phrase("Search on this page")),
    ((phrase("Space"), phrase("Enter")), phrase("Tick the box, open the row")),
    (("↑", "↓"), phrase("Walk through a list or a table")),
    (("←", "→"), phrase("Previous and next person in the panel")),
    (("Esc",), phrase("Close what lies over the page")),
    (("?",), phrase("This list")),
)
"""Keys, and what they do wherever nobody types."""
TIME_ZONE: Final = phrase("Time zone")
TIME_ZONE_HINT: Final = phrase("Days and times are shown in this zone, on every page and in every file.")
ZONES_BUILT_IN: Final = phrase("The platform did not list its zones just now, so these are the ones known here.")


def zones_listed(day: str) -> str:
    """Say whose list of zones it is, and of when."""
    return say("The zones are the platform's, as it listed them on {day}.", day=day)


speaking(__name__)
