"""The one entrance: any report, from anywhere, in any of the four formats: recognised, read, assembled."""

from __future__ import annotations

import traceback
from pathlib import Path

from webcast.bodies import has_table, kind_of, text_of
from webcast.decode.archives import is_archive, members
from webcast.decode.assemble import assemble
from webcast.decode.bounds import USUAL, Bounds
from webcast.decode.draft import Draft
from webcast.decode.notes import Notes
from webcast.decode.recognise import (
    FORMATS,
    HEAD_BYTES,
    Form,
    Peekable,
    Source,
    broken_off,
    opened,
    recognise,
    unpacked,
)
from webcast.decode.understood import Reading, Understood, joined
from webcast.errors import DecodeError, UnexpectedAnswer, WebcastError
from webcast.language import later
from webcast.reports import Report
from webcast.reports.report import stack


class OutOfMemory(DecodeError):
    """A report wants more memory than there is."""


def decode(
    source: Source,
    format: str | None = None,  # noqa: A002  # the public name
    *,
    zone: str = "UTC",
    event_id: str | None = None,
    fetched: bool = False,
    bounds: Bounds = USUAL,
    reading: Reading | None = None,
) -> Report:
    """Decode a report into tables.

    Args:
        source: Bytes, the path of a file, or a binary stream, gzip or not. A stream is read while it arrives.
        format: ``xml``, ``json``, ``csv`` or ``xlsx``, as the platform was asked for. Where none is given it is a
            file that somebody opens: its format is found out, tables of other systems and archives are read too.
        zone: The clock of a report that names none (CSV and XLSX have no place for it): IANA id or display name.
        event_id: The event of a report that doesn't say.
        fetched: The platform was asked for the report in ``zone``, so a report in it has one clock and leaves no
            doubt. Of a file nobody knows what was asked.
        bounds: How large it may be inside.
        reading: How a file is to be read, where it leaves a doubt.

    Returns:
        The tables of :mod:`webcast.reports.schema`; what was repaired, left out or doubted is in ``warnings``.

    Raises:
        DecodeError: It cannot be read; says where. That is so whatever goes wrong inside, in the libraries too.
        UnexpectedAnswer: It is something else: a web page, another format than asked for, an answer without report.
        ReturnCode: The platform's answer is an error (guide, "Return Codes for Failed Requests").
        ChangeRequest: ``zone`` is not known.
        ValueError: ``format`` is none of the four.
    """
    return open_report(source, format, zone=zone, event_id=event_id, fetched=fetched, bounds=bounds, reading=reading)[
        0
    ]


def open_report(
    source: Source,
    format: str | None = None,  # noqa: A002  # the public name
    *,
    zone: str = "UTC",
    event_id: str | None = None,
    fetched: bool = False,
    bounds: Bounds = USUAL,
    reading: Reading | None = None,
) -> tuple[Report, Understood]:
    """Decode a report, and say what was understood of it; arguments and errors are those of :func:`decode`."""
    if format is not None and format not in FORMATS:
        raise ValueError(f"The format should be one of {', '.join(FORMATS)}, but is '{format}'.")
    try:
        return _decode(source, format, zone, event_id, reading or Reading(), fetched=fetched, bounds=bounds)
    except WebcastError:
        raise
    except BaseException as exc:
        # A panic of a library in Rust is no Exception; what else is none is about the program, not the report.
        if not isinstance(exc, Exception) and type(exc).__module__ != "pyo3_runtime":
            raise
        failure = _unexpected(exc)
    # Out here, so that no text of the report hangs on the error by what caused it.
    raise failure


def _decode(
    source: Source,
    asked: str | None,
    zone: str,
    event_id: str | None,
    reading: Reading,
    *,
    fetched: bool,
    bounds: Bounds,
) -> tuple[Report, Understood]:
    with opened(source, bounds) as stream:
        found = recognise(stream.peek(HEAD_BYTES), is_file=asked is None)
        try:
            files = _read(found, stream, reading, bounds, is_file=asked is None)
            drafts = [draft for drafts, _ in files for draft in drafts]
            report = stack(assemble(draft, reading.zone or zone, event_id, fetched=fetched) for draft in drafts)
        except DecodeError as exc:
            if asked is not None and found != asked:
                raise _other_format(asked, found) from exc
            raise
    if asked is not None and found != asked:
        raise _other_format(asked, found)
    return report, joined([understood for _, understood in files])


def _unexpected(exc: BaseException) -> DecodeError:
    """Return the error for what no decoder foresaw; it names the place in the program, and nothing of the report."""
    if isinstance(exc, MemoryError) or "allocate memory" in str(exc):
        return OutOfMemory(
            later("The report could not be read within the memory that there is."),
            remedy=later("Fetch it in parts, by a date range or other filters."),
        )
    if isinstance(exc, OSError):
        return broken_off(exc)
    frames = traceback.extract_tb(exc.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(Path(__file__).parent)]
    return DecodeError(
        later(
            "The report could not be read: something went wrong that should not ({kind} in {file}, line {line}).",
            kind=type(exc).__name__,
            file=Path(ours[-1].filename).name,
            line=str(ours[-1].lineno),
        ),
        remedy=later("Report it with the version of this program."),
    )


def _other_format(asked: str, came: Form) -> UnexpectedAnswer:
    return UnexpectedAnswer(
        later("A report in {asked} was expected, but {came} came.", asked=asked.upper(), came=came.upper()),
        remedy=later("Decode it as {came}, or fetch the report again.", came=came),
    )


_File = tuple[list[Draft], Understood]


def _read(form: Form, stream: Peekable, reading: Reading, bounds: Bounds, *, is_file: bool) -> list[_File]:
    """Read what came: a draft an event of each file, which an archive can hold several of."""
    if form != "xlsx":
        return [_read_one(form, stream, reading, bounds)]
    sent = stream.read()
    if not is_file or not is_archive(sent):
        return [_workbook(sent, reading, bounds)]
    return _archive(sent, reading, bounds)


def _archive(sent: bytes, reading: Reading, bounds: Bounds) -> list[_File]:
    files: list[_File] = []
    others: list[str] = []
    for name, member in members(sent, bounds):
        try:
            files.append(_member(member, reading, bounds))
        except UnexpectedAnswer:
            others.append(name)
        except DecodeError as exc:
            exc.message = later("{name}: {message}", name=name, message=exc.message)
            raise
    if not files:
        raise DecodeError(
            later("The archive holds no report: it should hold files in XML, JSON, CSV or XLSX."),
            remedy=later("Open an archive of audience reports, or the files themselves."),
        )
    for name in others:
        files[0][0][0].notes.add(
            later("The archive holds another file, which is no report; left out."), field=name[:60]
        )
    return files


def _member(member: Peekable, reading: Reading, bounds: Bounds) -> _File:
    head = member.peek(HEAD_BYTES)
    if kind_of(head) in ("text", "binary", "empty") and not (kind_of(head) == "text" and has_table(text_of(head))):
        raise UnexpectedAnswer(later("It is no report."))
    stream = unpacked(member, bounds)
    form = recognise(stream.peek(HEAD_BYTES), is_file=True)
    if form != "xlsx":
        return _read_one(form, stream, reading, bounds)
    sent = stream.read()
    if is_archive(sent):
        raise DecodeError(later("It is an archive itself."), remedy=later("Unpack it, and open the files in it."))
    return _workbook(sent, reading, bounds)


def _workbook(sent: bytes, reading: Reading, bounds: Bounds) -> _File:
    from webcast.decode.tabular.xlsx import decode_xlsx  # noqa: PLC0415  # as below

    notes = Notes(reading=reading)
    return decode_xlsx(sent, notes, bounds), notes.understood


def _read_one(form: Form, stream: Peekable, reading: Reading, bounds: Bounds) -> _File:
    """Read the one format that came."""
    notes = Notes(reading=reading)
    # Each format brings its own libraries; only those of the one at hand are loaded.
    if form == "xml":
        from webcast.decode.xml.report import decode_xml  # noqa: PLC0415

        return [decode_xml(stream, notes)], notes.understood
    if form == "json":
        from webcast.decode.tabular.json import decode_json  # noqa: PLC0415

        return [decode_json(stream, notes, bounds)], notes.understood
    if form == "csv":
        from webcast.decode.tabular.csv import decode_csv  # noqa: PLC0415

        return decode_csv(stream, notes), notes.understood
    from webcast.decode.tabular.markup import decode_html, decode_spreadsheetml  # noqa: PLC0415

    read = decode_html if form == "html" else decode_spreadsheetml
    return read(stream, notes, bounds), notes.understood
