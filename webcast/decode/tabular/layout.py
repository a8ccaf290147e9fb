"""The columns of a JSON, CSV or XLSX report: which header means what.

The guide shows one row of headers ("data_headers"). Owners of an event can rename the platform's fields, add
questions of their own, and workbooks bring extra columns: what is not known becomes a registration question, so that
nothing is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from webcast.decode.lengths import unit_of
from webcast.decode.notes import Notes
from webcast.decode.understood import LEAVE, plain
from webcast.errors import DecodeError
from webcast.language import later
from webcast.reports.schema import FIXED_FIELDS

EVENT_LABELS: Final = {"event id": "event_id", "event title": "title", "cost center": "cost_center"}
FIELD_LABELS: Final = dict(
    zip(
        (
            "first name",
            "last name",
            "company",
            "email",
            "title",
            "country",
            "address 1",
            "address 2",
            "city",
            "state/province/region",
            "postal code",
            "phone number",
            "mobile number",
            "fax number",
        ),
        FIXED_FIELDS,
        strict=True,
    )
)
_OTHER_LABELS: Final = {
    "e-mail": "email",
    "email address": "email",
    "e-mail address": "email",
    "email id": "email",
    "work email": "email",
    "business email": "email",
    "mail": "email",
    "given name": "first_name",
    "surname": "last_name",
    "family name": "last_name",
    "address1": "address1",
    "address2": "address2",
    "state": "state",
    "zip": "postal_code",
    "zip code": "postal_code",
    "phone": "phone",
    "mobile": "mobile",
    "fax": "fax",
}
"""Labels seen in place of the guide's."""

_MORE_LABELS: Final = {
    "registered on": "registered_at",
    "registration date": "registered_at",
    "registration time": "registered_at",
    "campaign id": "campaign",
    "referrer": "referrer",
}
_COMPANIES: Final = (
    "employer",
    "company name",
    "organization",
    "organisation",
    "organization name",
    "organisation name",
    "institution",
    "firm",
    "firma",
    "unternehmen",
    "workplace",
)
"""What owners of events call the company; read as it where no column is called so, whatever its place."""

_PERHAPS: Final = re.compile(r"compan|employ|organi[sz]ation|institut|firm|business|account|e-?mail", re.IGNORECASE)
ADDRESS: Final = re.compile(r"[^@\s]++@[^@\s][^@\s.]*+\.[^@\s]++")
"""An e-mail, told by its first point: to try each takes as long as the square of a text that has many."""

COUNTS: Final = {
    f"{label} sessions": f"{name}_sessions"
    for label, name in (
        ("live", "live"),
        ("on-demand", "od"),
        ("on demand", "od"),
        ("simlive", "simlive"),
        ("total", "total"),
    )
}
DURATIONS: Final = {
    name.replace("sessions", "duration"): column.replace("sessions", "ms") for name, column in COUNTS.items()
}
MOST_COLUMNS: Final = 16_384

_ASKED = re.compile(r"(question|answer) ([1-9]\d{0,3})")
_SURVEY = re.compile(r"survey:\s*(.*?)\s*(?::\s+(.*)|:)?", re.IGNORECASE | re.DOTALL)
_SURE: Final = frozenset(("registered on", "email", "first name", "last name", "campaign id", *COUNTS, *DURATIONS))


@dataclass(frozen=True)
class Column:
    """What a column holds.

    ``kind``: ``event``, ``field`` (a column of registrants), ``count``, ``duration``, ``question``, ``answer``,
    ``survey``, ``sessions``, ``zone``, ``opted_out`` or ``registration``. ``name``: the table's column, the pair's
    number, or the question's text; ``survey`` the survey's name; ``unit`` that of durations, where the header has it.
    """

    index: int
    kind: str
    name: str
    survey: str = ""
    unit: str | None = None


@dataclass(frozen=True)
class Layout:
    """The columns of a report, one a header."""

    headers: tuple[str, ...]
    columns: tuple[Column, ...]

    def of_kind(self, *kinds: str) -> list[Column]:
        """Return the columns of some kinds, in order."""
        return [column for column in self.columns if column.kind in kinds]

    def place(self, kind: str, name: str) -> int | None:
        """Return where a column stands; none when there is no such column."""
        return next((c.index for c in self.columns if c.kind == kind and c.name == name), None)

    @property
    def block(self) -> int | None:
        """Where the block of four counts and four durations starts; none unless all stand together."""
        start = self.place("count", "live_sessions")
        if start is None:
            return None
        names = [column.name for column in self.columns[start : start + 8]]
        return start if names == [*_unique(COUNTS), *_unique(DURATIONS)] else None


def _unique(labels: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(labels.values()))


SPELLINGS: Final = frozenset(spelt for label in _SURE for spelt in (label, label.title(), label.upper()))
"""Headers of reports as files spell them: a row without one of them, or of the table's own, is no second headers."""


def is_header(cells: Sequence[object]) -> bool:
    """Return whether a row is the headers: it has at least two that only the platform's reports have."""
    return len({unit_of(plain(cell))[0] for cell in cells} & _SURE) >= 2


def read_headers(headers: Sequence[str], notes: Notes) -> Layout:
    """Tell what each header means; a renamed field and a column that came twice are noted.

    Raises:
        DecodeError: There are more columns than a sheet can have.
    """
    if len(headers) > MOST_COLUMNS:
        raise DecodeError(
            later(
                "The table has {columns} columns, more than the {most} that a sheet can have.",
                columns=len(headers),
                most=MOST_COLUMNS,
            ),
            remedy=later("Export it again, with fewer questions."),
        )
    columns: list[Column] = []
    taken: set[tuple[str, str, str]] = set()
    again: Counter[tuple[str, str, str]] = Counter()
    for index, header in enumerate(headers):
        said = notes.reading.meaning(header)
        column = _column(index, " ".join(header.split())) if said is None else _said(index, header, said)
        if (column.kind, column.name, column.survey) in taken:
            column = _another(column, header, taken, again, notes)
        taken.add((column.kind, column.name, column.survey))
        columns.append(column)
    columns = _with_renamed(columns, headers, notes)
    return Layout(tuple(headers), tuple(_with_company(columns, headers, notes)))


def understand(layout: Layout, rows: Sequence[Sequence[object]], notes: Notes) -> None:
    """Note what was understood of the columns, and which of those that were not look like company or e-mail.

    Args:
        layout: The columns.
        rows: Some of the rows under them.
        notes: Get it.
    """
    told = notes.understood
    fields = {column.name for column in layout.of_kind("field")}
    for column in layout.columns:
        header = layout.headers[column.index]
        told.headers.append(header)
        own = column.name if column.kind in ("field", "count", "duration", "opted_out") else column.kind
        told.columns.append((header, "" if column.kind == "registration" else own))
        if column.kind != "registration" or notes.reading.meaning(header) is not None:
            continue
        cells = [str(row[column.index]) for row in rows if column.index < len(row) and row[column.index]]
        holds_addresses = bool(cells) and sum(bool(ADDRESS.fullmatch(cell.strip())) for cell in cells) * 2 > len(
            cells
        )
        looks = _PERHAPS.search(header)
        if ("email" not in fields and (holds_addresses or (looks and "mail" in looks[0].casefold()))) or (
            "company" not in fields and looks and "mail" not in looks[0].casefold() and len(header) <= 40
        ):
            told.doubt("column", header)


def _said(index: int, header: str, meaning: str) -> Column:
    """Return the column that somebody says a header is."""
    if meaning == LEAVE:
        return Column(index, "registration", " ".join(header.split()))
    if meaning == "opted_out":
        return Column(index, "opted_out", meaning)
    for kind, labels in (("count", COUNTS), ("duration", DURATIONS)):
        if meaning in labels.values():
            return Column(index, kind, meaning, unit=unit_of(header)[1])
    return Column(index, "field", meaning)


def _column(index: int, header: str) -> Column:
    label = plain(header)
    bare, unit = unit_of(label)
    if bare in DURATIONS:
        return Column(index, "duration", DURATIONS[bare], unit=unit)
    for kind, labels in (
        ("event", EVENT_LABELS),
        ("field", FIELD_LABELS | _OTHER_LABELS | _MORE_LABELS),
        ("count", COUNTS),
        ("sessions", {"sessions": "sessions"}),
        ("zone", {"time zone": "zone"}),
        ("opted_out", {"unsubscribed": "opted_out", "opted out": "opted_out"}),
    ):
        if label in labels:
            return Column(index, kind, labels[label])
    if match := _ASKED.fullmatch(label):
        return Column(index, match[1], match[2])
    if match := _SURVEY.fullmatch(header):
        return Column(index, "survey", match[2] or "", match[1])
    return Column(index, "registration", header)


def _another(
    column: Column, header: str, taken: set[tuple[str, str, str]], again: Counter[tuple[str, str, str]], notes: Notes
) -> Column:
    """Return the column of a header that came before: a question of its own, with a number.

    ``again`` knows up to which number those of its name are taken: else each would go through thousands of its name.
    """
    kind = column.kind if column.kind in ("survey", "registration") else "registration"
    text = column.name if kind == column.kind else header
    key = (kind, text, column.survey)
    n = again[key] + 1
    while (kind, name := f"{text} ({n})" if n > 1 else text, column.survey) in taken:
        n += 1
    again[key] = n
    notes.add(later("The column came more than once; the later one was kept as a question of its own."), field=header)
    return Column(column.index, kind, name, column.survey)


def _with_renamed(columns: list[Column], headers: Sequence[str], notes: Notes) -> list[Column]:
    """Return the columns with renamed fields recognised by where they stand.

    The platform's fields come in one order. Between two that are known, as many unknown headers as fields are missing
    are those fields under other names.
    """
    places = {column.name: column.index for column in columns if column.kind == "field"}
    order = ["registered_at", *FIXED_FIELDS]
    known = [(n, places[name]) for n, name in enumerate(order) if name in places]
    for (n, place), (next_n, next_place) in pairwise(known):
        between = columns[place + 1 : next_place]
        unnamed = order[n + 1 : next_n]
        if unnamed and len(between) == len(unnamed) and all(column.kind == "registration" for column in between):
            for column, name in zip(between, unnamed, strict=True):
                columns[column.index] = Column(column.index, "field", name)
                notes.add(
                    later(
                        "The column '{header}' stands where this field belongs; read as it.",
                        header=headers[column.index][:60],
                    ),
                    field=name,
                )
    return columns


def _with_company(columns: list[Column], headers: Sequence[str], notes: Notes) -> list[Column]:
    """Return the columns with a company that is called otherwise, in whatever place, read as it."""
    if any(column.name == "company" and column.kind == "field" for column in columns):
        return columns
    called = {plain(headers[c.index]): c.index for c in columns if c.kind == "registration"}
    index = next((called[name] for name in _COMPANIES if name in called), None)
    if index is None or notes.reading.meaning(headers[index]) is not None:
        return columns
    notes.add(later("The column '{header}' was read as the company.", header=headers[index][:60]), field="company")
    columns[index] = Column(index, "field", "company")
    return columns
