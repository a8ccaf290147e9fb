"""The one entrance: any report, from anywhere, in any of the four formats: recognised, read, assembled."""

from __future__ import annotations

import traceback
from pathlib import Path

from webcast.decode.assemble import assemble
from webcast.decode.bounds import USUAL, Bounds
from webcast.decode.draft import Draft
from webcast.decode.recognise import FORMATS, HEAD_BYTES, Format, Peekable, Source, broken_off, opened, recognise
from webcast.errors import DecodeError, UnexpectedAnswer, WebcastError
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
) -> Report:
    """Decode a report into tables.

    Args:
        source: Bytes, the path of a file, or a binary stream, gzip or not. A stream is read while it arrives.
        format: ``xml``, ``json``, ``csv`` or ``xlsx``; found out where none is given.
        zone: The clock of a report that names none (CSV and XLSX have no place for it): IANA id or display name.
        event_id: The event of a report that doesn't say.
        fetched: The platform was asked for the report in ``zone``, so a report in it has one clock and leaves no
            doubt. Of a file nobody knows what was asked.
        bounds: How large it may be inside.

    Returns:
        The tables of :mod:`webcast.reports.schema`; what was repaired, left out or doubted is in ``warnings``.

    Raises:
        DecodeError: It cannot be read; says where. That is so whatever goes wrong inside, in the libraries too.
        UnexpectedAnswer: It is something else: a web page, another format than asked for, an answer without report.
        ReturnCode: The platform's answer is an error (guide, "Return Codes for Failed Requests").
        ChangeRequest: ``zone`` is not known.
        ValueError: ``format`` is none of the four.
    """
    if format is not None and format not in FORMATS:
        raise ValueError(f"The format should be one of {', '.join(FORMATS)}, but is '{format}'.")
    try:
        return _decode(source, format, zone, event_id, fetched=fetched, bounds=bounds)
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
    source: Source, asked: str | None, zone: str, event_id: str | None, *, fetched: bool, bounds: Bounds
) -> Report:
    with opened(source, bounds) as stream:
        found = recognise(stream.peek(HEAD_BYTES))
        try:
            drafts = _read(found, stream, bounds)
            report = stack(assemble(draft, zone, event_id, fetched=fetched) for draft in drafts)
        except DecodeError as exc:
            if asked is not None and found != asked:
                raise _other_format(asked, found) from exc
            raise
    if asked is not None and found != asked:
        raise _other_format(asked, found)
    return report


def _unexpected(exc: BaseException) -> DecodeError:
    """Return the error for what no decoder foresaw; it names the place in the program, and nothing of the report."""
    if isinstance(exc, MemoryError) or "allocate memory" in str(exc):
        return OutOfMemory(
            "The report could not be read within the memory that there is.",
            remedy="Fetch it in parts, by a date range or other filters.",
        )
    if isinstance(exc, OSError):
        return broken_off(exc)
    frames = traceback.extract_tb(exc.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(Path(__file__).parent)]
    return DecodeError(
        f"The report could not be read: something went wrong that should not ({type(exc).__name__} in "
        f"{Path(ours[-1].filename).name}, line {ours[-1].lineno}).",
        remedy="Please report it with the version of this program.",
    )


def _other_format(asked: str, came: Format) -> UnexpectedAnswer:
    return UnexpectedAnswer(
        f"A report in {asked.upper()} was expected, but {came.upper()} came.",
        remedy=f"Decode it as {came}, or fetch the report again.",
    )


def _read(form: Format, stream: Peekable, bounds: Bounds) -> list[Draft]:
    """Read the one format that came: a draft an event."""
    # Each format brings its own libraries; only those of the one at hand are loaded.
    if form == "xml":
        from webcast.decode.xml.report import decode_xml  # noqa: PLC0415

        return [decode_xml(stream)]
    if form == "json":
        from webcast.decode.tabular.json import decode_json  # noqa: PLC0415

        return [decode_json(stream, bounds)]
    if form == "csv":
        from webcast.decode.tabular.csv import decode_csv  # noqa: PLC0415

        return decode_csv(stream)
    from webcast.decode.tabular.xlsx import decode_xlsx  # noqa: PLC0415

    return decode_xlsx(stream, bounds)
