"""Makes reports for the tests of decoding: what is in them is plain data, how it is written is chosen."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

HEAD = """<convey_api version="2.0">
<currentTimeZone>{zone}</currentTimeZone>
<currentDateTime>06/20/2024 03:30:13 PM</currentDateTime>
<result>
<returnCode>
{code}</returnCode>
<report_data>
<eventid>{event_id}</eventid>
<eventtitle>{title}</eventtitle>
{event}
<registration_questions>
<rq id="firstname">First Name</rq>
<rq id="dept_1">Department</rq>
</registration_questions>
<surveys>
<survey id="s1" name="Exit" type="Post Event">
<sq id="q1" type="Radio Vertical">Was it good?</sq>
</survey>
<survey id="s2" name="Check" type="Attendance"/>
</surveys>
<viewers>
"""
TAIL = "</viewers>\n</report_data>\n</result>\n</convey_api>\n"

Write = Callable[[str], str]


@dataclass(frozen=True)
class Session:
    """As the platform writes it."""

    type: str = "Live"
    start: str = "06/19/2024 03:00:00 PM"
    end: str = "06/19/2024 03:30:00 PM"
    duration: str = "1800000"
    media: str = ""


@dataclass(frozen=True)
class Viewer:
    """One registrant, as text."""

    registered: str = "06/18/2024 09:00:00 AM"
    answers: Sequence[tuple[str, str]] = ()
    sessions: Sequence[Session] = ()
    questions: Sequence[tuple[str, str]] = ()
    responses: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True)
class Style:
    """How XML is written: which blanks stand between elements, and how a text is."""

    text: Write = escape
    gap: str = "\n"
    empty_tags: bool = True
    comments: bool = False


PLAIN = Style()


def xml(
    viewers: Sequence[Viewer],
    *,
    zone: str = "GMT",
    code: int = 1,
    event_id: str = "77",
    title: str = "A report",
    event: str = "",
    style: Style = PLAIN,
) -> bytes:
    """Return an XML report."""
    head = HEAD.format(zone=zone, code=code, event_id=event_id, title=escape(title), event=event)
    return (head + "".join(viewer(v, style) for v in viewers) + TAIL).encode()


def viewer(given: Viewer, style: Style = PLAIN) -> str:
    """Return one viewer's element."""
    gap = style.gap
    parts = [
        _leaf("registration_date", given.registered, style),
        _box("registration_answers", [_leaf("ra", a, style, f" id={quoteattr(q)}") for q, a in given.answers], style),
        _box("sessions", [_session(s, style) for s in given.sessions], style),
        _box("qa", [_question(q, a, style) for q, a in given.questions], style),
        _box("survey_responses", [_response(*r, style) for r in given.responses], style),
    ]
    return f"<viewer>{gap}{gap.join(parts)}{gap}</viewer>{gap}"


def _box(name: str, inner: Sequence[str], style: Style) -> str:
    if not inner and style.empty_tags:
        return f"<{name}/>"
    comment = "<!-- </viewer> -->" if style.comments else ""
    return f"<{name}>{comment}{style.gap}{style.gap.join(inner)}{style.gap}</{name}>"


def _leaf(name: str, text: str, style: Style, attributes: str = "") -> str:
    if not text and style.empty_tags:
        return f"<{name}{attributes}/>"
    return f"<{name}{attributes}>{style.text(text)}</{name}>"


def _session(session: Session, style: Style) -> str:
    parts = [
        _leaf("type", session.type, style),
        _leaf("start_time", session.start, style),
        _leaf("end_time", session.end, style),
        _leaf("duration", session.duration, style),
        _leaf("media", session.media, style),
    ]
    return f"<session>{style.gap}{style.gap.join(parts)}{style.gap}</session>"


def _question(question: str, answer: str, style: Style) -> str:
    inner = _leaf("answer", answer, style) + style.gap if answer else ""
    return f"<question>{style.gap}{style.text(question)}{style.gap}{inner}</question>"


def _response(survey: str, question: str, answer: str, style: Style) -> str:
    about = f" survey_id={quoteattr(survey)}" + (f"\nquestion_id={quoteattr(question)}" if question else "")
    return _leaf("sr", answer, style, about)


LEFT = ["Event Id", "Event Title", "Cost Center", "Registered On", "First Name", "Last Name", "Company", "Email"]
MIDDLE = [
    "Title",
    "Country",
    "Address 1",
    "Address 2",
    "City",
    "State/Province/Region",
    "Postal Code",
    "Phone Number",
    "Mobile Number",
    "Fax Number",
    "Department",
    "Campaign ID",
]
BLOCK = [f"{mode} {what}" for what in ("Sessions", "Duration") for mode in ("Live", "On-Demand", "SimLive", "Total")]
RIGHT = ["Referrer", "Question 1", "Answer 1", "Survey: Exit: Was it good?", "Survey: Check: "]
HEADERS = [*LEFT, *MIDDLE, *BLOCK, *RIGHT]


def row(**cells: str) -> list[str]:
    """Return a row under :data:`HEADERS`; keys are headers with ``_`` for blanks, e.g. ``First_Name``."""
    filled = {
        "Event Id": "77",
        "Event Title": "A report",
        "Registered On": "06/18/2024 09:00:00 AM",
        "Live Sessions": "1",
        "On-Demand Sessions": "0",
        "SimLive Sessions": "0",
        "Total Sessions": "1",
        "Live Duration": "00:30:00",
        "On-Demand Duration": "00:00:00",
        "SimLive Duration": "00:00:00",
        "Total Duration": "00:30:00",
    }
    filled |= {name.replace("_", " "): cell for name, cell in cells.items()}
    return [filled.get(header, "") for header in HEADERS]


def json_report(
    rows: Sequence[Sequence[object]], headers: Sequence[str] = (*HEADERS, "sessions"), **top: object
) -> bytes:
    """Return a JSON report; ``top`` replaces or adds fields."""
    document: dict[str, object] = {
        "currentTimeZone": "Greenwich Mean Time",
        "event_data": {"event_id": "77", "event_title": "A report"},
        "filters": {"live_viewers": False, "sti_filter": []},
        "data_headers": list(headers),
        "data_rows": [list(cells) for cells in rows],
    }
    return json.dumps(document | top, ensure_ascii=False).encode()


def csv_report(rows: Sequence[Sequence[str]], headers: Sequence[str] = HEADERS) -> bytes:
    """Return a CSV report with every cell quoted."""
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in cells) for cells in (headers, *rows)]
    return "".join(line + "\r\n" for line in lines).encode()
