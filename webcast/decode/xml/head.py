"""What an XML report says beside its viewers: the result, the event, its figures, and what was asked."""

from __future__ import annotations

from collections import Counter
from typing import Final

import polars as pl
from lxml import etree

from webcast.api.codes import SUCCESS, error_for
from webcast.decode import dates, values
from webcast.decode.draft import EVENT_TIMES, naive
from webcast.decode.echo import described
from webcast.decode.notes import Notes
from webcast.decode.questions import question_type
from webcast.decode.xml import repair
from webcast.decode.xml.tree import name_of, parser, text_of
from webcast.errors import DecodeError, UnexpectedAnswer
from webcast.language import later
from webcast.reports import schema

_EVENT: Final = {
    "eventid": "event_id",
    "eventtitle": "title",
    "costcenter": "cost_center",
    "event_creator": "creator",
    "event_create_time": "created_at",
    "pre_live_scheduled_time": "live_scheduled_at",
    "live_start_time": "live_start",
    "live_end_time": "live_end",
    "sim_live_scheduled_time": "simlive_scheduled_at",
    "od_first_published_time": "od_published_at",
    "od_expiration_time": "od_expires_at",
}
_ABOVE: Final = {"currenttimezone": "report_zone", "currentdatetime": "run_at"}
_CONTAINERS: Final = frozenset(
    [
        "convey_api",
        "result",
        "report_data",
        "event_analytics",
        "filters",
        "report_date_range",
        "registration_questions",
        "regisration_questions",
        "surveys",
        "survey",
        "viewers",
    ]
)
_DEEPEST: Final = 256
"""Elements in one another: what mends XML that is damaged goes no deeper either."""

_SILENT: Final = frozenset(("returncode", "report_type", "rq", "sq", "description"))


class Head:
    """The part of a report that is about the event.

    Raises:
        ReturnCode: The platform answered with a code other than success.
        DecodeError: It cannot be read, has a document type definition, or holds several events.
        UnexpectedAnswer: It is XML, but no report.
    """

    def __init__(self, skeleton: bytes, notes: Notes, evidence: dates.Evidence | None = None) -> None:
        self._notes = notes
        self._evidence = evidence or dates.Evidence()
        root = _tree(skeleton, notes)
        self._raise_code(root)
        self._by_name: dict[str, list[etree._Element]] = {}
        self._outermost: dict[str, list[etree._Element]] = {}
        elements = self._named(root)
        self._check_is_report()
        self.event = self._event()
        self.registration_questions = self._registration_questions()
        self.survey_questions = self._survey_questions()
        self._say_unknown(elements)

    def _named(self, root: etree._Element) -> list[etree._Element]:
        """Note the elements by their names, and which stand in no other of theirs; return all, in order.

        Raises:
            DecodeError: They are nested too deeply: what is inside would be read as often as they are.
        """
        elements, above, depth = [], Counter[str](), 0
        for happens, element in etree.iterwalk(root, events=("start", "end")):
            name = name_of(element)
            if happens == "end":
                above[name] -= 1
                depth -= 1
                continue
            depth += 1
            if depth > _DEEPEST:
                raise DecodeError(
                    later("The report cannot be read: its elements are nested more deeply than any report's."),
                    remedy=later("Fetch the report again."),
                )
            elements.append(element)
            self._by_name.setdefault(name, []).append(element)
            if not above[name]:
                self._outermost.setdefault(name, []).append(element)
            above[name] += 1
        return elements

    def _raise_code(self, root: etree._Element) -> None:
        for element in root.iter():
            if isinstance(element.tag, str) and name_of(element) == "returncode":
                code = values.whole(text_of(element))
                if code is None:
                    self._notes.add(later("The return code is not a number; taken for success."), field="returnCode")
                elif code != SUCCESS:
                    raise error_for(code)

    def _check_is_report(self) -> None:
        events = {text_of(element) for element in self._by_name.get("eventid", [])} - {None}
        if len(events) > 1:
            raise DecodeError(
                later("The file should hold one event's report, but holds {events}.", events=len(events)),
                remedy=later("Upload each event's report as a file of its own."),
            )
        if not self._by_name.keys() & {"report_data", "viewers", "eventid", "viewer"}:
            raise UnexpectedAnswer(
                later("This XML is no report: it should have a <report_data> with the event and its viewers."),
                remedy=later("Fetch or upload an audience report."),
            )
        if not self._by_name.keys() & {"viewers", "viewer"}:
            lists = [name for name in self._by_name if name.endswith("_list")]
            raise DecodeError(
                later(
                    "The report should list its registrants in <viewers>, but has only <{found}>, as reports of an "
                    "older kind have.",
                    found=lists[0][:40],
                )
                if lists
                else later("The report should list its registrants in <viewers>, but has none."),
                remedy=later("Fetch or export the audience report of the event again."),
            )

    def _text(self, name: str) -> str | None:
        found = [text_of(element) for element in self._outermost.get(name, [])]
        if len({text for text in found if text}) > 1:
            self._notes.add(later("It came more than once; the first was kept."), field=name)
        return next((text for text in found if text), None)

    def _event(self) -> dict[str, object]:
        event: dict[str, object] = {column: self._text(name) for name, column in (_EVENT | _ABOVE).items()}
        sent = [text for column in EVENT_TIMES if column != "run_at" and isinstance(text := event[column], str)]
        self._evidence.see(pl.Series(sent, dtype=pl.String))
        event["run_at"] = self._time(
            "run_at", event["run_at"], self._evidence.see_apart(self._text("currentdatetime"))
        )
        order = self._evidence.order(self._notes.reading.day_first)
        for column in EVENT_TIMES:
            if column != "run_at":
                event[column] = self._time(column, event[column], order)
        for name, kind in schema.ANALYTICS.items():
            figure = self._text(name)
            value = values.rate(figure) if kind == pl.Float64 else values.whole(figure)
            if figure is not None and value is None:
                self._notes.add(later("The platform's figure is not a number; left empty."), field=name)
            event[f"reported_{name}"] = value
        event["report_filters"] = described({name: self._filter(name) for name in self._filter_names()})
        return event

    def _time(self, column: str, sent: object, order: dates.Order) -> object:
        if not isinstance(sent, str):
            return None
        time = dates.one(sent, order)
        if time is None:
            name = next(n for n, c in (_EVENT | _ABOVE).items() if c == column)
            self._notes.add(dates.NO_DATE, field=name)
        return time

    def _filter_names(self) -> list[str]:
        blocks = self._by_name.get("filters", []) + self._by_name.get("report_date_range", [])
        return list(dict.fromkeys(name_of(child) for block in blocks for child in block))

    def _filter(self, name: str) -> list[str]:
        texts = [text_of(leaf) for element in self._outermost[name] for leaf in element.iter() if not len(leaf)]
        return [text for text in texts if text]

    def _registration_questions(self) -> pl.DataFrame:
        rows: dict[str, tuple[str, str | None, int]] = {}
        for element in self._by_name.get("rq", []):
            question_id = (element.get("id") or "").strip()
            if not question_id or question_id in rows:
                self._notes.add(later("A registration question has no id, or that of another; left out."), field="rq")
            else:
                rows[question_id] = (question_id, text_of(element), len(rows) + 1)
        return pl.DataFrame(list(rows.values()), schema=naive("registration_questions"), orient="row")

    def _survey_questions(self) -> pl.DataFrame:
        rows: dict[tuple[str, str], tuple[object, ...]] = {}
        for survey in self._by_name.get("survey", []):
            survey_id, kind = (survey.get("id") or "").strip(), survey.get("type")
            questions = [child for child in survey if isinstance(child.tag, str) and name_of(child) == "sq"]
            asked = [((q.get("id") or "").strip(), question_type(q.get("type")), text_of(q)) for q in questions]
            for question_id, its_type, text in asked or [("", question_type(kind, attendance=True), None)]:
                if (survey_id, question_id) in rows or not survey_id:
                    self._notes.add(later("A survey question has no id, or that of another; left out."), field="sq")
                    continue
                described_by = (values.text(survey.get("name")), values.text(kind), its_type, False, text)
                rows[survey_id, question_id] = (survey_id, question_id, *described_by, len(rows) + 1)
        return pl.DataFrame(list(rows.values()), schema=naive("survey_questions"), orient="row")

    def _say_unknown(self, elements: list[etree._Element]) -> None:
        known = _EVENT.keys() | _ABOVE.keys() | schema.ANALYTICS.keys() | _CONTAINERS | _SILENT
        known |= set(self._filter_names())
        for element in elements[1:]:
            name = name_of(element)
            if name not in known and not len(element) and text_of(element):
                self._notes.add(later("The element is not known and was left out."), field=name)


def _tree(skeleton: bytes, notes: Notes) -> etree._Element:
    try:
        return etree.fromstring(skeleton, parser())
    except etree.XMLSyntaxError as exc:
        first = exc
    text = skeleton.decode("utf-8", "replace")
    repaired = repair.mended(text, lambda message, field: notes.add(message, field=field))
    try:
        return etree.fromstring(repaired.encode(), parser())
    except etree.XMLSyntaxError:
        pass
    forgiving = etree.XMLParser(
        recover=True, resolve_entities=False, load_dtd=False, no_network=True, encoding="utf-8"
    )
    root = etree.fromstring(repaired.encode(), forgiving)
    line, column = first.position
    if root is None:
        raise DecodeError(
            later(
                "The report cannot be read: it should be XML, but is not from line {line}, column {column}.",
                line=str(line),
                column=str(column),
            ),
            remedy=later("Fetch or upload it again."),
            line=line,
            column=column,
        ) from first
    notes.add(
        later(
            "The part about the event is damaged near line {line}; what could be read of it was kept, "
            "compare it with the platform.",
            line=str(line),
        ),
        field="report_data",
    )
    return root
