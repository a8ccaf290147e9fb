"""People without browsers: they open pages, set options, click marks, rows and buttons in tabs."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.tab import Element, Shown, Tab
from webcast.sandbox.running import Sandbox
from webcast.ui.frame import navigation

CLICKS_A_TAB = 60
"""After so many a tab is closed, and another opened: sessions come and go."""

STAY = 0.7
"""How often the next click is on the same page."""

CLICKABLE = ("button", "button_group", "checkbox", "selectbox", "plotly_chart", "bidi_component", "pagination")


@dataclass
class Runs:
    """What the tabs did since it was last taken."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    exceptions: Counter[str] = field(default_factory=Counter)
    """Of what kind were those that pages showed, and where they arose."""

    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, seconds: float, *, failed: bool) -> None:
        """Add one."""
        with self.lock:
            self.seconds.append(seconds)
            self.failed += failed
            self.kinds[kind] = self.kinds.get(kind, 0) + 1

    def note_page(self, kind: str, seconds: float, shown: Shown) -> None:
        """Add one that ended with a page; it failed where the page shows an exception."""
        found = [f"{each.proto.type} {' '.join(each.proto.stack_trace[-1:])}" for each in shown.of("exception")]
        with self.lock:
            self.exceptions.update(found)
        self.note(kind, seconds, failed=bool(found))

    def take(self) -> tuple[list[float], int]:
        """Return how long each took and how many failed, and begin anew."""
        with self.lock:
            taken = self.seconds, self.failed
            self.seconds, self.failed = [], 0
            return taken


def over(sandbox: Sandbox) -> list[str]:
    """Return the events that are over, the oldest first."""
    now = sandbox.world.on_air.timestamp() * 1000
    return [event.facts.id for event in sandbox.world if event.facts.live_end and event.facts.live_end < now]


class Clicker:
    """Opens pages in a tab, and clicks on what they hold.

    Args:
        events: What is picked from.
        runs: Takes down what was done.
        chance: Decides what.
        left_alone: Pages that are opened, and on which nothing is clicked.
    """

    def __init__(
        self, events: Sequence[str], runs: Runs, chance: random.Random, left_alone: Sequence[str] = ()
    ) -> None:
        self._events = events
        self._runs = runs
        self._chance = chance
        self._left_alone = left_alone
        self._page = ""

    def step(self, tab: Tab) -> None:
        """Open a page, or click on the one that is open."""
        chance, page = self._chance, self._page
        found = choices(tab) if page and page not in self._left_alone and chance.random() < STAY else []
        begun = time.monotonic()
        if found:
            element = chance.choice(found)
            click(tab, element, chance)
            kind = element.kind
        else:
            self._page, kind = chance.choice(navigation.present()).name, "page"
            picked = chance.sample(self._events, chance.randint(1, len(self._events))) if self._events else []
            tab.open(self._page, "events=" + ",".join(picked))
        self._runs.note_page(kind, time.monotonic() - begun, tab.shown)


def choices(tab: Tab) -> list[Element]:
    """Return what can be clicked on the page."""
    return [element for element in tab.shown.of(*CLICKABLE) if element.proto.id and not disabled(element)]


def disabled(element: Element) -> bool:
    """Tell whether nothing can be done with it, or only as a part of a form."""
    return bool(getattr(element.proto, "disabled", False) or getattr(element.proto, "form_id", ""))


def click(tab: Tab, element: Element, chance: random.Random) -> None:
    """Do what a person would do with it."""
    proto = element.proto
    if element.kind == "button":
        tab.click(element)
    elif element.kind == "checkbox":
        tab.set(element, bool_value=chance.random() < 0.5)
    elif element.kind == "button_group":
        tab.set(element, string_array_value={"data": [chance.choice(proto.options).content] if proto.options else []})
    elif element.kind == "selectbox":
        tab.set(element, string_value=chance.choice(proto.options) if proto.options else "")
    elif element.kind == "bidi_component":
        rows = len(json.loads(proto.json or proto.mixed.json)["rows"])
        tab.pick(element, chance.randrange(rows) if rows else 0)
    elif element.kind == "pagination":
        tab.set(element, int_value=chance.randint(1, max(proto.num_pages, 1)))
    else:
        tab.set(element, string_value=json.dumps({"selection": marks(proto.spec, chance)}))


def marks(spec: str, chance: random.Random) -> dict[str, Any]:
    """Return a click on some mark of a chart that says whose it is."""
    data = [
        point
        for trace in json.loads(spec)["data"]
        if isinstance(trace.get("customdata"), list)
        for point in trace["customdata"]
    ]
    points = [{"customdata": chance.choice(data)}] if data else []
    return {"points": points, "point_indices": [], "box": [], "lasso": []}
