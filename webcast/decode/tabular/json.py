"""JSON reports (guide, "JSON Return on Successful Request")."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import polars as pl

from webcast.api.codes import SUCCESS, error_for
from webcast.bodies import encoding_of
from webcast.decode import dates, values
from webcast.decode.bounded import parity
from webcast.decode.bounds import MB, USUAL, Bounds, too_large
from webcast.decode.characters import as_text, escapes_tidied
from webcast.decode.draft import EVENT_TIMES, Draft
from webcast.decode.echo import described
from webcast.decode.notes import Notes
from webcast.decode.recognise import Peekable
from webcast.decode.tabular import cut_json
from webcast.decode.tabular.cut import Cut, Row
from webcast.decode.tabular.rows import Rows
from webcast.errors import DecodeError, UnexpectedAnswer
from webcast.language import counted_later, later, phrase
from webcast.reports import schema

_EVENT: Final = {
    "event_id": "event_id",
    "event_title": "title",
    "event_cost_center": "cost_center",
    "event_creator": "creator",
    "event_creation_date": "created_at",
    "pre_live_scheduled_time": "live_scheduled_at",
    "event_live_start_time": "live_start",
    "event_live_end_time": "live_end",
    "sim_live_scheduled_time": "simlive_scheduled_at",
    "last_published_time": "od_published_at",
    "od_last_published_time": "od_published_at",
    "od_expiration_time": "od_expires_at",
    "event_duration": "duration_ms",
}
"""Names of the sample and of the guide's table, which lacks ``event_`` in front of some."""

_TOP: Final = {"currentTimeZone": "report_zone", "report_run_time": "run_at"}
_KNOWN: Final = _TOP.keys() | {
    "api_version",
    "report_type",
    "event_data",
    "filters",
    "report_date_range",
    "data_headers",
    "data_rows",
    "returnCode",
}
_ESCAPED: Final = re.compile(rb"\\.", re.DOTALL)
_NO_MARKS: Final = bytes(set(range(256)) - set(b'[]{}"'))
_REASONS: Final = {
    "Expecting property name": phrase("expecting property name enclosed in double quotes"),
    "Expecting ',' delimiter": phrase("expecting ',' delimiter"),
    "Expecting ':' delimiter": phrase("expecting ':' delimiter"),
    "Expecting": phrase("expecting value"),
    "Illegal trailing comma": phrase("illegal trailing comma"),
    "Invalid control character": phrase("invalid control character"),
    "Invalid": phrase("invalid escape"),
    "Unterminated": phrase("unterminated string"),
    "Extra data": phrase("extra data"),
    "": phrase("not JSON"),
}
"""How Python's reasons begin, and what they say; the empty one is of any other."""


def decode_json(stream: Peekable, notes: Notes, bounds: Bounds = USUAL) -> Draft:
    """Decode a JSON report.

    Raises:
        TooLarge: It is larger, or nested more deeply, than ``bounds`` allow.
        ReturnCode: The platform answered with a code other than success.
        DecodeError: It is no JSON; says line and column.
        UnexpectedAnswer: It is JSON, but no report.
    """
    notes.understood.kind = "JSON"
    text = escapes_tidied(as_text(_sent(stream, bounds), notes), notes)
    document = cut_json.cut(text) or _parsed(text, notes)
    if not isinstance(document, dict):
        raise _no_report()
    for code in _codes(document, 0):
        if code != SUCCESS:
            raise error_for(code)
    data, headers, rows = (document.get(name) for name in ("event_data", "data_headers", "data_rows"))
    if not isinstance(headers, list) or not isinstance(rows or [], list | Cut):
        if not isinstance(data, dict):
            raise _no_report()
        raise DecodeError(
            later("The report should have 'data_headers' and 'data_rows', both lists, but has not."),
            remedy=later("Fetch it again."),
        )
    for name in document.keys() - _KNOWN:
        notes.add(later("The field is not known and was left out."), field=name[:60])
    event = _event(document, data if isinstance(data, dict) else {}, notes)
    table = Rows(
        "json",
        [str(header) for header in headers],
        rows if isinstance(rows, Cut) else _rows(rows or [], notes),
        notes,
        event,
        split=False,
    )
    (draft,) = table.drafts()
    return draft


def _sent(stream: Peekable, bounds: Bounds) -> bytes:
    """Return the report's bytes, when they are no more and no deeper than is allowed.

    Raises:
        TooLarge: They are.
    """
    sent = stream.read(bounds.json_mb * MB + 1)
    if len(sent) > bounds.json_mb * MB:
        raise too_large(
            later("The report in JSON has more than {json_mb} MB, which are allowed.", json_mb=bounds.json_mb),
            "DECODE_JSON_MB",
        )
    depth = depth_of(sent)
    if depth > bounds.json_depth:
        raise too_large(
            later(
                "The JSON cannot be read: it is nested more deeply than any report, {depth} levels; "
                "{json_depth} are allowed.",
                depth=depth,
                json_depth=bounds.json_depth,
            ),
            "DECODE_JSON_DEPTH",
        )
    return sent


def depth_of(sent: bytes) -> int:
    """Return how many lists and objects stand in one another at most, without reading the JSON."""
    name, _ = encoding_of(sent)
    if name != "utf-8":
        sent = sent.decode(name, "replace").encode("utf-8", "replace")
    if b"\\" in sent:
        sent = _ESCAPED.sub(b"", sent)
    marks = np.frombuffer(sent.translate(None, _NO_MARKS), np.uint8)
    quotes = marks == ord('"')
    marks = marks[~(parity(quotes) | quotes)]
    if not marks.size:
        return 0
    steps = (marks == ord("[")).view(np.int8) + (marks == ord("{")).view(np.int8)
    return max(0, int(np.cumsum(2 * steps - 1, dtype=np.int64).max()))


def _no_report() -> UnexpectedAnswer:
    return UnexpectedAnswer(
        later("This JSON is no report: it should have 'event_data', 'data_headers' and 'data_rows'."),
        remedy=later("Fetch or upload an audience report."),
    )


def _parsed(text: str, notes: Notes) -> object:
    try:
        return _loaded(text, strict=True)
    except json.JSONDecodeError as exc:
        error = exc
    try:
        # Line breaks inside a text are against JSON's rules, but leave no doubt about what is meant.
        document = _loaded(text, strict=False)
    except json.JSONDecodeError as exc:
        error = exc
    else:
        notes.add(later("Texts hold control characters, which JSON forbids; they were kept."), field="encoding")
        return document
    raise DecodeError(
        _no_json(text, error),
        remedy=later("Fetch it again; a file can be mended at that place."),
        line=error.lineno,
        column=error.colno,
    ) from None


def _loaded(text: str, *, strict: bool) -> object:
    try:
        return json.loads(text, strict=strict)
    except RecursionError:
        raise DecodeError(
            later("The JSON cannot be read: it is nested more deeply than any report."),
            remedy=later("Fetch the report again."),
        ) from None
    except json.JSONDecodeError:
        raise
    except ValueError:
        # Python makes no number of more than 4,300 digits; all others stay as they are.
        return json.loads(text, strict=strict, parse_int=lambda digits: int(digits) if len(digits) < 400 else digits)


def _no_json(text: str, error: json.JSONDecodeError) -> str:
    """Say from where on a text is no JSON and why, and how many rows are whole where it just ends too early."""
    place = {"line": str(error.lineno), "column": str(error.colno), "why": _reason(error)}
    if not error.msg.startswith("Unterminated") and error.pos < len(text.rstrip()):
        return later("The report should be JSON, but is not from line {line}, column {column} on ({why}).", **place)
    start = re.search(r'"data_rows"\s*:\s*\[', text)
    rows = _whole_rows(text, start.end()) if start else 0
    return counted_later(
        "The report should be JSON, but is not from line {line}, column {column} on ({why}); "
        "it is cut off after {rows} whole row.",
        "The report should be JSON, but is not from line {line}, column {column} on ({why}); "
        "it is cut off after {rows} whole rows.",
        rows,
        **place,
        rows=rows,
    )


def _reason(error: json.JSONDecodeError) -> str:
    """Return what Python says, in words that are translated, without what it quotes of the report."""
    return next((said for begins, said in _REASONS.items() if error.msg.startswith(begins)), _REASONS[""])


def _whole_rows(text: str, at: int) -> int:
    decoder, count = json.JSONDecoder(strict=False), 0
    blank = re.compile(r"[\s,]*")
    while True:
        begin = blank.match(text, at)
        try:
            _, at = decoder.raw_decode(text, begin.end() if begin else at)
        except (ValueError, RecursionError):
            return count
        count += 1


def _codes(node: object, depth: int) -> Iterator[int]:
    """Yield the return codes in an answer; that they are called as in XML, and where they stand, is *inferred*."""
    if not isinstance(node, dict) or depth > 3:
        return
    for name, value in node.items():
        if name.replace("_", "").casefold() in ("returncode", "errorcode"):
            code = values.whole(value)
            if code is not None:
                yield code
        else:
            yield from _codes(value, depth + 1)


def _event(document: Mapping[str, object], data: Mapping[str, object], notes: Notes) -> dict[str, object]:
    event: dict[str, object] = {}
    for sent_name, value in ({k: document.get(k) for k in _TOP} | dict(data)).items():
        column = _TOP.get(sent_name) or _EVENT.get(sent_name) or _EVENT.get(sent_name.removeprefix("event_"))
        if column is None:
            if sent_name != "event_analytics":
                notes.add(later("The field is not known and was left out."), field=sent_name[:60])
            continue
        event[column] = event.get(column) or _value(column, value, sent_name, notes)
    analytics = data.get("event_analytics")
    for name, kind in schema.ANALYTICS.items():
        sent = values.text(analytics.get(name)) if isinstance(analytics, dict) else None
        read = values.rate(sent) if kind == pl.Float64 else values.whole(sent)
        if sent is not None and read is None:
            notes.add(later("The platform's figure is not a number; left empty."), field=name)
        event[f"reported_{name}"] = read
    event["report_filters"] = _filters(document)
    return event


def _value(column: str, sent: object, name: str, notes: Notes) -> object:
    text = None if isinstance(sent, dict | list) else values.text(sent)
    if text is None:
        return None
    read: object = text
    if column in EVENT_TIMES:
        read = dates.one(text)
    elif column == "duration_ms":
        read = values.duration_ms(text)
    if read is None:
        notes.add(values.NO_DURATION if column == "duration_ms" else dates.NO_DATE, field=name)
    return read


def _filters(document: Mapping[str, object]) -> str | None:
    sent: dict[str, object] = {}
    for block in ("report_date_range", "filters"):
        found = document.get(block)
        sent |= found if isinstance(found, dict) else {}
    return described(
        {name: [str(v) for v in (value if isinstance(value, list) else [value])] for name, value in sent.items()}
    )


def _rows(sent: list[object], notes: Notes) -> list[Row]:
    rows: list[Row] = []
    for n, row in enumerate(sent, 1):
        if not isinstance(row, list):
            notes.add(later("A row should be a list of cells; left empty."), record=n, field="row")
        rows.append(row if isinstance(row, list) else [])
    return rows
