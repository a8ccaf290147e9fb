"""XML reports, decoded while they arrive.

The report is cut into its head, batches of whole viewers and its tail. Each batch becomes typed columns at once, so
that only those are kept; head and tail together are the small document that tells about the event.
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

import polars as pl
from lxml import etree

from webcast.bodies import encoding_of
from webcast.decode import characters
from webcast.decode.date_order import say_order
from webcast.decode.draft import Draft, naive
from webcast.decode.notes import Notes
from webcast.decode.recognise import HEAD_BYTES, Peekable
from webcast.decode.xml import repair
from webcast.decode.xml.batch import FIXED_IDS, Batch, Gathered
from webcast.decode.xml.cut import Cutter, pieces
from webcast.decode.xml.head import Head
from webcast.decode.xml.parts import Part, joined
from webcast.decode.xml.plain import part_of
from webcast.decode.xml.special import without_specials
from webcast.decode.xml.tree import NOT_KNOWN, Reader, name_of, parser
from webcast.errors import DecodeError
from webcast.language import counted_later, later, phrase

_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")
_DECLARATION = re.compile(rb"^\s*<\?xml\b[^>]*\?>")
_ROOT = re.compile(rb"<([A-Za-z_][^\s/>]*)")
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_EVENT_ID = re.compile(rb"<eventid>\s*([A-Za-z0-9_-]{1,40})\s*</", re.IGNORECASE)
_LAST_CLOSING = re.compile(rb"</([^\s<>]+)\s*>[^<>]*$")
_TOGETHER: Final = 8
"""So many batches that were read the fast way become columns together."""

_OTHER_CHARSETS: Final = ("shift_jis", "euc_", "gb", "big5", "hz", "iso2022_", "cp", "johab", "koi8", "mac", "tis")
"""What the names of Python's other codecs for text begin with; codecs that unpack something are not among them."""
_NO_CHARACTERS: Final = later("Bytes that are no characters of the report's encoding were read as U+FFFD.")
_WRONG_CHARSET: Final = phrase("Bytes that are not UTF-8, as the report should be, were read as {encoding}.")


def decode_xml(stream: Peekable, notes: Notes) -> Draft:
    """Decode an XML report (guide, "XML Return on Successful Request").

    Raises:
        ReturnCode: The platform answered with a code other than success.
        DecodeError: The report is cut off, or is no XML.
        UnexpectedAnswer: It is XML, but no report.
    """
    notes.understood.kind = "XML"
    text = _Text(stream, notes)
    cutter = Cutter(text.read)
    gathered = Gathered(notes)
    batches = map(characters.pairs_joined, cutter.batches())
    between = list(take_in(_read_ahead(batches), text, gathered))
    skeleton = _whole(cutter.head, b"".join(between), cutter.tail, gathered.records)
    head = Head(text.decoded(characters.pairs_joined(skeleton), None).encode("utf-8"), notes, gathered.evidence)
    say_order(gathered.evidence, gathered.evidence.order(notes.reading.day_first), "registration_date", notes)
    draft = Draft(format="xml", has_sessions=True, notes=notes, event=head.event)
    gathered.dated(draft)
    draft.qa = gathered.table("qa")
    draft.registration_answers = gathered.table("registration_answers")
    draft.survey_responses = gathered.answered(head.survey_questions)
    draft.registration_questions = _with_unlisted_questions(head, draft.registration_answers, notes)
    draft.survey_questions = _with_unlisted_surveys(head, draft.survey_responses, notes)
    return draft


class _Text:
    """The report's bytes as UTF-8, whatever they are by declaration and in truth."""

    def __init__(self, stream: Peekable, notes: Notes) -> None:
        head = stream.peek(HEAD_BYTES)
        name, mark = encoding_of(head)
        stream.read(mark)
        declared = _DECLARED.match(head[mark:])
        self._notes = notes
        self._stream = stream
        self._said = False
        self._decoder: codecs.IncrementalDecoder | None = None
        self.fallback = "cp1252"
        self.declared = False
        if name != "utf-8":
            self._decoder = codecs.getincrementaldecoder(name)("replace")
        elif declared and mark == 0:
            self._believe(declared[1].decode("ascii"))

    def _believe(self, declared: str) -> None:
        """Take the declared encoding: an extension of ASCII by single bytes as what UTF-8 can be mistaken for."""
        try:
            name = codecs.lookup(declared).name
        except LookupError:
            self._notes.add(
                later("The declared encoding '{declared}' is not known; read as UTF-8.", declared=declared),
                field="encoding",
            )
            return
        if name.startswith(("iso8859", "cp125")):
            self.fallback = "cp1252" if name == "iso8859-1" else name
            self.declared = True
        elif name.startswith(_OTHER_CHARSETS):
            self._decoder = codecs.getincrementaldecoder(name)("replace")
        elif not name.startswith(("utf", "ascii")):
            self._notes.add(
                later("The declared encoding '{declared}' is none for text; read as UTF-8.", declared=declared),
                field="encoding",
            )

    def decoded(self, sent: bytes, record: int | None) -> str:
        """Return some of the report's bytes as text; what isn't UTF-8 as it was declared, or else with a warning."""
        try:
            return sent.decode("utf-8")
        except UnicodeDecodeError as exc:
            first = exc.start
        try:
            text = characters.joined(characters.decoded(sent))
        except UnicodeDecodeError:
            text = sent.decode(self.fallback, "replace")
            if not self.declared:
                field = repair.field_at(text, first)
                self._notes.add(later(_WRONG_CHARSET, encoding=self.fallback), record=record, field=field)
            return text
        if half := characters.HALVES.search(text):
            field = repair.field_at(text, half.start())
            self._notes.add(characters.HALF, record=record, field=field)
        return characters.HALVES.sub(characters.INSTEAD, text)

    def read(self, size: int) -> bytes:
        """Return about ``size`` bytes; none only at the end."""
        if self._decoder is None:
            return self._stream.read(size)
        while True:
            raw = self._stream.read(size)
            text = self._decoder.decode(raw, final=not raw)
            if characters.INSTEAD in text and not self._said:
                self._said = True
                self._notes.add(_NO_CHARACTERS, field="encoding")
            if text or not raw:
                return text.lstrip("\ufeff").encode("utf-8", "replace")


def _read_ahead(batches: Iterable[bytes]) -> Iterator[tuple[bytes, Part | None]]:
    """Read batches the fast way, two at a time and two ahead: most of that runs outside the interpreter's lock."""
    waiting: deque[tuple[bytes, Future[Part | None]]] = deque()
    with ThreadPoolExecutor(2, thread_name_prefix="decode") as pool:
        for batch in batches:
            waiting.append((batch, pool.submit(part_of, batch)))
            if len(waiting) > 2:
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()


def take_in(read: Iterable[tuple[bytes, Part | None]], text: _Text, gathered: Gathered) -> Iterator[bytes]:
    """Take in batches of viewers, those that were read the fast way some together; yield what stands between them."""
    parts: list[Part] = []
    for batch, part in read:
        if parts and (part is None or len(parts) == _TOGETHER or part.dated != parts[0].dated):
            _add(parts, gathered)
        if part is not None:
            parts.append(part)
            continue
        well_formed = _well_formed(batch, gathered)
        if well_formed is None:
            yield _one_by_one(batch, text, gathered)
        else:
            gathered.add(well_formed)
    if parts:
        _add(parts, gathered)


def _add(parts: list[Part], gathered: Gathered) -> None:
    first = gathered.records + 1
    gathered.add(joined(parts).numbered_from(first))
    for part in parts:
        for name, viewer, count in part.left_out:
            gathered.notes.tally(name, NOT_KNOWN, first + viewer, count)
        first += part.viewers
    parts.clear()


def _well_formed(batch: bytes, gathered: Gathered) -> Batch | None:
    """Read a batch that has viewers only, all well-formed; none when it isn't such a batch."""
    try:
        root = etree.fromstring(b"<viewers>" + batch + b"</viewers>", parser())
    except etree.XMLSyntaxError:
        return None
    if any(name_of(child) != "viewer" or (child.tail or "").strip() for child in root):
        return None
    reader = Reader(gathered.notes)
    for record, viewer in enumerate(root, gathered.records + 1):
        reader.read(viewer, record)
    return reader.batch()


def _one_by_one(batch: bytes, text: _Text, gathered: Gathered) -> bytes:
    """Read a batch viewer by viewer, so that a damaged one costs itself and no other."""
    reader = Reader(gathered.notes)
    between = []
    record = gathered.records
    for piece in pieces(batch):
        if not piece.is_viewer:
            between.append(piece.text)
            continue
        record += 1
        sent = text.decoded(piece.text, record)
        try:
            viewer = etree.fromstring(sent.encode("utf-8"), parser())
        except etree.XMLSyntaxError:
            repair.read(sent, record, reader, gathered.notes)
        else:
            reader.read(viewer, record)
    gathered.add(reader.batch())
    return b"".join(between)


def _whole(head: bytes, between: bytes, tail: bytes, records: int) -> bytes:
    """Return head and tail as one document; a report that is cut off is refused.

    Raises:
        DecodeError: The end is missing, or there is a document type definition.
    """
    plain_head = without_specials(head)
    if _DOCTYPE.search(plain_head if records or tail else head):
        raise DecodeError(
            later(
                "The report has a document type definition; reports have none, and it could make a small file huge."
            ),
            remedy=later("Fetch the report again from the platform."),
        )
    skeleton = _DECLARATION.sub(b"", head, count=1) + between + tail
    plain = without_specials(skeleton)
    root = _ROOT.search(plain)
    _check_is_alone(plain, root)
    closing = _LAST_CLOSING.search(skeleton.rstrip(b"\0 \t\r\n"))
    closed = root and (closing is not None and closing[1] == root[1])
    alone = root and re.fullmatch(rb"\s*<[^<>]*/>\s*", plain)
    if not closed and not alone:
        name = root[1].decode("utf-8", "replace")[:40] if root else "convey_api"
        raise DecodeError(
            counted_later(
                "The report is cut off after {records} whole record: its end, '</{name}>', is missing.",
                "The report is cut off after {records} whole records: its end, '</{name}>', is missing.",
                records,
                records=records,
                name=name,
            ),
            remedy=later("Fetch it again."),
        )
    return skeleton


def _check_is_alone(plain: bytes, root: re.Match[bytes] | None) -> None:
    """Refuse a second report behind the first, as where files were put one after the other.

    Raises:
        DecodeError: There is one; names its event.
    """
    again = re.search(rb"<" + re.escape(root[1]) + rb"[\s>]", plain[root.end() :]) if root else None
    if root is None or again is None:
        return
    event = _EVENT_ID.search(plain, root.end() + again.start())
    raise DecodeError(
        later(
            "The file should hold one report, but a second one (event {event}) follows behind the first.",
            event=event[1].decode(),
        )
        if event
        else later("The file should hold one report, but a second one follows behind the first."),
        remedy=later("Open each report as a file of its own, or put the files into a ZIP archive."),
    )


def _with_unlisted_questions(head: Head, answers: pl.DataFrame, notes: Notes) -> pl.DataFrame:
    custom = head.registration_questions.filter(~pl.col("question_id").is_in(list(FIXED_IDS)))
    unlisted = answers.select("question_id").unique(maintain_order=True).join(custom, on="question_id", how="anti")
    if unlisted.is_empty():
        return custom
    for question_id in unlisted["question_id"]:
        notes.add(
            later("The report has answers to a registration question that it does not list; kept."), field=question_id
        )
    return _appended(custom, unlisted, "registration_questions")


def _with_unlisted_surveys(head: Head, responses: pl.DataFrame, notes: Notes) -> pl.DataFrame:
    key = ["survey_id", "question_id"]
    unlisted = responses.select(key).unique(maintain_order=True).join(head.survey_questions, on=key, how="anti")
    if unlisted.is_empty():
        return head.survey_questions
    known = head.survey_questions.select("survey_id", "survey", "survey_type").unique("survey_id", keep="first")
    unlisted = unlisted.join(known, on="survey_id", how="left", maintain_order="left")
    for survey_id, question_id in unlisted.select(key).iter_rows():
        notes.add(
            later("The report has answers to a survey question that it does not list; kept."),
            field=question_id or survey_id,
        )
    return _appended(head.survey_questions, unlisted.with_columns(type_inferred=False), "survey_questions")


def _appended(listed: pl.DataFrame, more: pl.DataFrame, table: str) -> pl.DataFrame:
    positions = pl.int_range(listed.height + 1, listed.height + more.height + 1, dtype=pl.Int64)
    both = pl.concat([listed, more.with_columns(position=positions)], how="diagonal")
    return both.select(list(naive(table)))
