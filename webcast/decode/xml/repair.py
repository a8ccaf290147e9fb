"""Damaged viewers: what can be mended with certainty is, what is whole is kept, and the rest is named.

Certain is a repair of single characters that leaves all others as sent: a ``&`` that starts no reference stands for
itself; a control character that XML forbids goes; a tag that lacks its ``>`` right before a value gets it. Otherwise
the elements that are whole by themselves are kept: an answer carries its question's id, so none can be shifted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property

from lxml import etree

from webcast.decode.characters import CONTROL_IN_XML, CONTROLS, references_tidied
from webcast.decode.notes import Notes
from webcast.decode.xml import tree
from webcast.decode.xml.batch import FIXED_IDS
from webcast.decode.xml.special import flattened
from webcast.language import later

_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,32}|#x[0-9a-fA-F]{1,32});)")
_UNCLOSED_TAG = re.compile(r'(<(ra|sr)(?:\s+\w+="[^"<>]*")+)(?=[^\s<>="/][^<>="]*</\2\s*>)')
_BARE_LESS = re.compile(
    r"<(?!/?(?:viewer|registration_date|registration_answers|ra|sessions?|type|start_time|end_time|duration|media|qa"
    r"|question|questoin|answer|survey_responses|sr)\b|!--|!\[CDATA\[|/?[A-Za-z_][\w.-]*(?:\s[^<>]*)?/?>)"
)
_TAG = re.compile(r"<([A-Za-z_][\w.-]*)([^<>]*)")
_ID = re.compile(r"""\b(?:question_)?id\s*=\s*["']([\w.-]{1,100})["']""")
_FIELDS = frozenset(
    [
        "viewer",
        "registration_date",
        "registration_answers",
        "ra",
        "sessions",
        "session",
        "type",
        "start_time",
        "end_time",
        "duration",
        "media",
        "qa",
        "question",
        "questoin",
        "answer",
        "survey_responses",
        "sr",
        "convey_api",
        "currentTimeZone",
        "currentDateTime",
        "result",
        "returnCode",
        "report_data",
        "eventid",
        "eventtitle",
        "costcenter",
        "event_create_time",
        "live_start_time",
        "live_end_time",
        "od_first_published_time",
        "od_expiration_time",
        "event_analytics",
        "filters",
        "rq",
        "surveys",
        "survey",
        "sq",
        "viewers",
    ]
)
"""Names that a warning may give: what else looks like a tag in a damaged record can be somebody's text."""
_WHOLE = re.compile(
    r"<(?P<leaf>registration_date|ra|sr)\b(?:\s[^<>]*)?(?<!/)>[^<]*</(?P=leaf)\s*>|<(?:ra|sr)\s[^<>]*/>"
    r"|<(?P<nest>session|question)\s*>(?:(?!<(?P=nest)\s*>).)*?</(?P=nest)\s*>",
    re.DOTALL,
)
_FRAME = re.compile(r"</?(?:viewer|registration_answers|sessions|qa|survey_responses)(?:\s[^<>]*)?/?>")
_SESSION_PART = re.compile(r"<(?P<leaf>type|start_time|end_time|duration|media)\s*>[^<]*</(?P=leaf)\s*>")
_HOME = {"ra": "registration_answers", "sr": "survey_responses", "session": "sessions", "question": "qa"}

Say = Callable[[str, str | None], None]


def mended(text: str, say: Say) -> str:
    """Return the text with every certain repair made; ``say`` gets a message and a field for each.

    Comments and instructions are gone from it, and what stood in CDATA sections is written as other text is, so that
    whatever still looks like a tag is one.
    """
    text = _replaced(text, CONTROLS, "", lambda field: say(CONTROL_IN_XML, field))
    text = flattened(text)
    if "&#" in text:
        said = _Said(text, say)
        text = references_tidied(text, said.at)
    steps: tuple[tuple[re.Pattern[str], str, str], ...] = (
        (_BARE_AMPERSAND, "&amp;", later("A bare '&' was read as the character itself.")),
        (_BARE_LESS, "&lt;", later("A bare '<' was read as the character itself.")),
        (
            _UNCLOSED_TAG,
            r"\1>",
            later("The tag lacks its closing '>'; read as if it were there. Compare with the platform."),
        ),
    )
    for pattern, instead, message in steps:
        text = _replaced(text, pattern, instead, lambda field, message=message: say(message, field))  # type: ignore[misc]  # mypy can't infer a lambda with a default
    return text


class _Said:
    """Says each message once a field, in one walk over the text however many places there are."""

    def __init__(self, text: str, say: Say) -> None:
        self._text = text
        self._say = say
        self._said: set[tuple[str, str | None]] = set()

    def at(self, message: str, place: int) -> None:
        """Say a message of a place in the text, unless it was said of that field."""
        tag = self._tag_at(place)
        field = None if tag < 0 else _field(self._tags[tag])
        if (message, field) not in self._said:
            self._said.add((message, field))
            self._say(message, field)

    def behind(self, place: int) -> int:
        """Return where the field ends that a place belongs to."""
        tag = bisect_right(self._places, place)
        return self._places[tag] if tag < len(self._places) else len(self._text)

    def _tag_at(self, place: int) -> int:
        return max(bisect_right(self._places, place), 1) - 1 if self._places else -1

    @cached_property
    def _tags(self) -> list[re.Match[str]]:
        return [tag for tag in _TAG.finditer(self._text) if tag[1] in _FIELDS]

    @cached_property
    def _places(self) -> list[int]:
        return [tag.start() for tag in self._tags]


def _replaced(text: str, pattern: re.Pattern[str], instead: str, say: Callable[[str | None], None]) -> str:
    match = pattern.search(text)
    if match is None:
        return text
    said = _Said(text, lambda _message, field: say(field))
    while match is not None:
        said.at("", match.start())
        match = pattern.search(text, said.behind(match.start()))  # one of each field is enough to say it
    return pattern.sub(instead, text)


def field_at(text: str, place: int) -> str | None:
    """Return the field that a place in a record belongs to: the last tag opened before it, or its question's id."""
    found: list[str | None] = []
    _Said(text, lambda _message, field: found.append(field)).at("", place)
    return found[0]


def _field(tag: re.Match[str]) -> str:
    found = _ID.search(tag[2])
    return found[1] if found and tag[1] in ("ra", "sr") else tag[1]


def read(text: str, record: int, reader: tree.Reader, notes: Notes) -> None:
    """Read one damaged viewer into ``reader``, as far as that is certain; each loss and repair is noted."""
    said: list[tuple[str, str | None]] = []
    repaired = mended(_closed(text), lambda message, field: said.append((message, field)))
    viewer = _parsed(repaired)
    if viewer is None:
        viewer = _salvaged(repaired, lambda message, field: said.append((message, field)))
    for message, field in said or [(later("The record is damaged; what is whole of it was kept."), None)]:
        notes.add(message, record=record, field=field)
    reader.read(viewer, record)


def _closed(text: str) -> str:
    text = text.strip()
    text = text if re.match(r"<viewer[\s>]", text) else f"<viewer>{text}"
    return text if re.search(r"</viewer\s*>$", text) else f"{text}</viewer>"


def _parsed(text: str) -> etree._Element | None:
    try:
        return etree.fromstring(text.encode("utf-8"), tree.parser())
    except etree.XMLSyntaxError:
        return None


def _salvaged(text: str, say: Say) -> etree._Element:
    viewer = etree.Element("viewer")
    whole = list(_elements(text, say))
    counts = Counter(_identity(element) for element in whole if _identity(element))
    if any(count > 1 for count in counts.values()):
        say(
            later("Two records run into one another; whose answers are whose is not certain, so none was kept."), None
        )
        return viewer
    for element in whole:
        home = _HOME.get(tree.name_of(element))
        parent = viewer if home is None else viewer.find(home)
        (etree.SubElement(viewer, str(home)) if parent is None else parent).append(element)
    left = _FRAME.sub("", _WHOLE.sub("", text)).strip()
    if left:
        fields = sorted({_field(tag) for tag in _TAG.finditer(left) if tag[1] in _FIELDS})
        if not fields:
            say(later("Damaged beyond certain repair; left empty."), None)
        for field in fields:
            say(later("Damaged beyond certain repair; left empty."), field)
    return viewer


def _identity(element: etree._Element) -> str | None:
    """Return what a record can have once only: its date, and the answer to each of the platform's questions."""
    if tree.name_of(element) == "registration_date":
        return "registration_date"
    question_id = element.get("id")
    return question_id if question_id in FIXED_IDS else None


def _elements(text: str, say: Say) -> Iterator[etree._Element]:
    for match in _WHOLE.finditer(text):
        element = _parsed(match[0])
        if element is None and match["nest"] == "session":
            inner = "".join(part[0] for part in _SESSION_PART.finditer(match[0]))
            element = _parsed(f"<session>{inner}</session>")
            say(later("A session is damaged; what is whole of it was kept."), "session")
        elif element is None:
            say(later("Damaged beyond certain repair; left empty."), field_at(match[0], 0))
        if element is not None:
            yield element
