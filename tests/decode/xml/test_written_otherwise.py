"""What is well-formed and written otherwise than the platform does is read the fast way, and as a parser reads it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import fields
from unittest import mock
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import cases
from tests.decode.making import HEAD as REPORT
from tests.decode.making import TAIL as REPORT_END
from tests.decode.making import Session, Style, Viewer, viewer
from tests.decode.xml.test_plain import assert_same, bits, by_tree, styles, viewers
from webcast.decode import decode
from webcast.decode.notes import Notes
from webcast.decode.xml import otherwise as xml_otherwise
from webcast.decode.xml import plain as xml_plain
from webcast.decode.xml.batch import Batch, Gathered
from webcast.decode.xml.cut import Cutter, last_end
from webcast.decode.xml.parts import Part, joined
from webcast.decode.xml.report import take_in
from webcast.decode.xml.tree import NOT_KNOWN
from webcast.errors import WebcastError

HEAD = REPORT.format(zone="GMT", code=1, event_id="77", title="T", event="").encode()
TAIL = REPORT_END.encode()

FULL = Viewer(
    answers=[("dept_1", "x"), ("email", "a@x.example")],
    sessions=[Session(media="HTML5"), Session()],
    questions=[("Is 3 > 2?", "Yes & no"), ("Why?", "")],
    responses=[("s1", "q1", "x"), ("s2", "", "")],
)
PLAIN = viewer(FULL)
WAYS = {
    "single quotes": PLAIN.replace('"', "'"),
    "blanks around =": PLAIN.replace("=", " = "),
    "another order": re.sub(r'(survey_id="\w+")\s+(question_id="\w+")', r"\2 \1", PLAIN),
    "more attributes": PLAIN.replace("<ra ", '<ra lang="en" ').replace("<sr ", "<sr n='1' "),
    "a blank at the end": PLAIN.replace("/>", " />").replace("</ra>", "</ra >").replace("<qa>", "<qa\n>"),
    "comments": viewer(FULL, Style(comments=True)),
    "CDATA": viewer(FULL, Style(text=lambda text: f"<![CDATA[{text}]]>" if text else "")),
    "line ends around a comment": PLAIN.replace("Why?", "W\r<!-- -->\n<!-- -->\r\nhy?"),
    "attributes where none are known": re.sub(
        "<(viewer|session|type|media|qa|question)>", r"<\1 n='1' m='a b'>", PLAIN
    ).replace("<media/>", '<media n="" />'),
    "capitals": re.sub("</?[a-z_]+", lambda tag: tag[0].upper(), PLAIN),
    "unknown elements": re.sub(
        "<(session|/qa|ra|/viewer|sr)\\b", r"<x-1 a='1'><ra>&amp;</ra>?</x-1>\n<NO/><\1", PLAIN
    ),
    "both in a text": PLAIN.replace("Why?", "W<!-- > --><![CDATA[h<]]>y<!---->?"),
}


def read(text: str) -> Batch | None:
    return xml_plain.read(text.encode())


@pytest.mark.parametrize("way", WAYS)
def test_it_is_read_the_fast_way(way: str) -> None:
    assert WAYS[way] != PLAIN
    found, expected = read(WAYS[way]), by_tree(WAYS[way])
    assert found is not None
    assert expected is not None
    assert_same(found, expected)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<![CDATA[a]]>", "a"),
        ("<![CDATA[a > b & c < d]]>", "a > b & c < d"),
        ("<![CDATA[&amp;]]>&amp;", "&amp;&"),
        ("<![CDATA[]]>", None),
        ("<![CDATA[a]]><![CDATA[b]]>", "ab"),
        (" <![CDATA[ a ]]>b", "a b"),
        ("<!-- x -->a", "a"),
        ("a<!-- x -->", "a"),
        ("<!-- x -->a<!-- y -->", "a"),
        ("a<!-- x -->b", "ab"),
        ("<!-- x -->a<!-- y -->b<!-- z -->", "ab"),
        ("<!-- x -->", None),
        ("a<!-- x -->&#98;", "ab"),
        ("&#97;<!-- & -->b", "ab"),
        ("<!-- ]]> > -->a", "a"),
        ("<![CDATA[]]]]>a", "]]a"),
        ("<!-- x --><![CDATA[&]]>a<!-- y -->&amp;<![CDATA[>]]>", "&a&>"),
    ],
)
def test_what_stands_around_a_text_is_taken_off_and_what_is_within_goes(written: str, meant: str | None) -> None:
    answer = f'<ra id="x">{written}</ra>'
    part = xml_plain.read(f"<viewer><registration_answers>{answer * 2}</registration_answers></viewer>".encode())
    assert part is not None
    assert part.answers["answer"].to_list() == [meant, meant]


@pytest.mark.parametrize(("written", "fast"), [("<B></B><b></b>", True), ("<B></b><b></B>", False)])
def test_names_that_are_written_in_two_ways_close_what_they_open(written: str, *, fast: bool) -> None:
    assert (read(f"<viewer>{written}</viewer>") is not None) == fast
    sessions = written.replace("<B>", "<SESSIONS>").replace("</B>", "</SESSIONS>")
    assert (read(f"<viewer>{sessions.replace('b>', 'sessions>')}</viewer>") is not None) == fast


def test_what_is_left_out_is_counted_by_its_name() -> None:
    text = (
        "<viewer><b/><a>x<b>y</b></a></viewer>"
        "<viewer><Sessions><b/><session><TYPE>Live</TYPE><C/></session></Sessions></viewer>"
    )
    part = xml_plain.part_of(text.encode())
    assert part is not None
    assert part.left_out == [("b", 0, 2), ("a", 0, 1), ("c", 1, 1)]
    assert decode(HEAD + text.encode() + TAIL).warnings.select("field", "record").rows() == [
        ("b", None),
        ("a", 1),
        ("c", 2),
    ]


def test_several_batches_are_counted_together() -> None:
    with_unknown = viewer(Viewer()).replace("</viewer>", "<b/></viewer>")
    notes = Notes()
    stream = io.BytesIO(HEAD + (with_unknown * 40).encode() + TAIL)
    cutter = Cutter(lambda size: stream.read(min(size, 500)), batch_bytes=500)
    gathered = Gathered(notes)
    read = [(batch, xml_plain.part_of(batch)) for batch in cutter.batches()]
    assert len(read) > 9
    assert all(part is not None for _, part in read)
    assert list(take_in(read, None, gathered)) == []  # type: ignore[arg-type]  # no text is asked for
    assert gathered.records == 40
    assert notes.tallies == {("b", NOT_KNOWN): [1, 40]}


@pytest.mark.parametrize(
    "text",
    [
        '<ra id="x"<!-- c -->>y</ra>',
        '<ra id="<![CDATA[x]]>">y</ra>',
        '<ra id="x">&am<!-- c -->p;</ra>',
        '<ra id="x">&#9<![CDATA[7;]]></ra>',
        '<ra id="x">&<!-- & -->amp;</ra>',
        '<ra id="x">a<!-- c -->]]></ra>',
        '<ra id="x"><!-- < -->]]></ra>',
        '<ra id="x"><!c>&amp;</ra>',
        '<ra id="x">a<!-- -- -->b</ra>',
        '<ra id="x">a<!-- --->b</ra>',
        '<ra id="x">a<!-- \x01 -->b</ra>',
        '<ra id="x">a<!-- \uffff -->b</ra>',
        '<ra id="x">a<?b c?></ra>',
        '<ra id="x">a<!-- b</ra>',
        '<ra id="x">a<![CDATA[b</ra>',
        "<ra id='x' id='y'>a</ra>",
        "<ra lang='x'>a</ra>",
        "<ra id='x\">a</ra>",
        "<ra id='x'lang='y'>a</ra>",
        "<ra id='x'\u00a0lang='y'>a</ra>",
        "<ra xmlns='x' id='y'>a</ra>",
        "<ra id='x'/ >",
        "<ra id='x' / >",
        "< ra id='x'/>",
        "<ra id='x'>a</ ra>",
        "<ra id='x'>a</ra />",
    ],
)
def test_where_there_is_a_doubt_a_parser_reads_it(text: str) -> None:
    assert read(f"<viewer><registration_answers>{text}</registration_answers></viewer>") is None


@pytest.mark.parametrize(
    "text",
    [
        "<b></B>",
        "<Qa></qa>",
        "<b><c></b></c>",
        "<b>&nbsp;</b>",
        "<b>a & b</b>",
        "<b>]]></b>",
        "<b x=1/>",
        "<b x='1' x='2'/>",
        "<b x='1'y='2'/>",
        "<b x='&amp;'/>",
        "<b/ >",
        "<b></b x='1'>",
        "<a:b/>",
        "<xmlb/>",
        "<b xmlns='x'/>",
        "<1b/>",
        "<b\u00e4/>",
        "<qa><questoin>x</questoin></qa>",
        "<qa><question>x<b>y</b></question></qa>",
        "<registration_date>x<b/></registration_date>",
        "<b/>text",
        "text<b/>",
        "<answer>x</answer>",
        "</viewer><b/><viewer>",
        "<b><!-- -- --></b>",
        "<b><![CDATA[x]]>]]></b>",
        "<![CDATA[x]]>",
        "<qa><![CDATA[&]]></qa>",
        f"<{'b' * 65}/>",
    ],
)
def test_what_is_unknown_and_in_doubt_a_parser_reads(text: str) -> None:
    assert read(f"<viewer>{text}</viewer>") is None


odd = st.sampled_from(
    (
        *(
            "<x/>",
            "<X y='1'>",
            "</X>",
            "<x>",
            "</x>",
            "<x><ra id='1'>&lt;</ra></x>",
            "<x-y.z\n/>",
            "<viewer/>",
            "<qa/>",
        ),
        *(
            " a='1'",
            ' b="<"',
            " a=''",
            "<!-- <x> -->",
            "<![CDATA[<&>]]>",
            "<![CDATA[",
            "]]>",
            "&amp;",
            "text",
            "<b:c/>",
        ),
    )
)


def test_tags_that_differ_in_their_values_alone_are_told_together() -> None:
    text = "".join(f'<viewer n="{n}" of="{n} > é"><b{n % 2} c="\'"/></viewer>' for n in range(5000)).replace(
        " > ", " "
    )
    for sent, told in ((text.replace("'", "x"), 3 * 4 + 4), (text, 5002 + 4)):
        with mock.patch.object(
            xml_otherwise._Names, "told", autospec=True, side_effect=xml_otherwise._Names.told
        ) as one:
            part = xml_plain.part_of(sent.encode())
        left_out = part.left_out if part else ()
        assert [(name, times) for name, _, times in left_out] == [("b0", 2500), ("b1", 2500)]
        assert one.call_count <= told


@settings(max_examples=cases(120, 600), deadline=None)
@given(st.lists(viewers, min_size=1, max_size=3), styles, st.data())
def test_any_mixture_is_refused_or_read_and_counted_like_a_parser_does(
    given_viewers: list[Viewer], style: Style, data: st.DataObject
) -> None:
    text = "".join(viewer(one, style) for one in given_viewers)
    parts = re.split(r"(<[^<>]*>)", text)
    every = data.draw(st.sampled_from((0, 0, 0, 1, 3)))
    for n in sorted(data.draw(st.sets(st.integers(0, len(parts) - 1), max_size=4)), reverse=True):
        parts.insert(n, data.draw(odd))
    if every:  # of each so many elements, one is written otherwise
        parts = [otherwise(part, n) if n // 2 % every == 0 else part for n, part in enumerate(parts)]
    text = "".join(parts)
    if data.draw(st.booleans()):
        text = re.sub("</?[a-z]+", lambda tag: tag[0].upper(), text)
    notes = Notes()
    with mock.patch.object(xml_otherwise, "_MANY", data.draw(st.sampled_from((0, 200)))):
        part, tree = xml_plain.part_of(text.encode()), by_tree(text, notes)
    if part is not None:
        assert tree is not None, text
        assert_same(joined([part]), tree)
        assert [(name, first + 1, times) for name, first, times in part.left_out] == [
            (name, first, times) for (name, _), (first, times) in notes.tallies.items()
        ]
        assert notes.rows == []


@settings(max_examples=cases(40, 150), deadline=None)
@given(
    made=st.lists(st.tuples(st.lists(viewers, min_size=1, max_size=2), styles, st.integers(0, 3)), max_size=4),
    damage=st.lists(st.tuples(st.integers(0), odd), max_size=1),
)
def test_a_report_is_the_same_whichever_way_it_is_read(
    made: list[tuple[list[Viewer], Style, int]], damage: list[tuple[int, str]]
) -> None:
    batches = []
    for given_viewers, style, every in made:
        parts = re.split(r"(<[^<>]*>)", "".join(viewer(one, style) for one in given_viewers))
        if every:
            parts = [otherwise(part, n) if n % every == 0 else part for n, part in enumerate(parts)]
        batches.append("".join(parts).encode())
    for place, text in damage:
        if batches:
            whole = batches[place % len(batches)]
            at = place % (len(whole) + 1)
            batches[place % len(batches)] = whole[:at] + text.encode() + whole[at:]
    assert outcome(batches, fast=True) == outcome(batches, fast=False)


def outcome(batches: list[bytes], *, fast: bool) -> object:
    """Return all that a report in batches becomes, or the error."""

    def read(batch: bytes) -> Part | None:
        return xml_plain.part_of(batch) if fast else None

    def cut(self: Cutter) -> Iterator[bytes]:
        yield from batches
        self.head, self.tail = HEAD, TAIL

    report = HEAD + b"".join(batches) + TAIL
    with mock.patch.object(Cutter, "batches", cut), mock.patch("webcast.decode.xml.report.part_of", read):
        try:
            found = decode(report)
        except WebcastError as exc:
            return type(exc), str(exc)
    tables = {table.name: getattr(found, table.name) for table in fields(found)}
    return {name: (frame.schema, frame.rows()) for name, frame in tables.items()}


def otherwise(part: str, n: int) -> str:
    """Write a tag or a text in another way."""
    if part.startswith("</") or not part.strip():
        return part + ("<x>a<y b='1'/></x>" if part.startswith("</") and n % 3 == 0 else "")
    if part.startswith("<"):
        return re.sub(r"(/?>)$", r" n='1'\n\1", part)
    return f"<!-- {n} --><![CDATA[{part}]]>"


specials = st.sampled_from(
    ("<!-- c -->", "<!---->", "<![CDATA[]]>", "<![CDATA[a & <b> ]]>", "<!--", "-->", "]]>", " ", "'", "&a", "mp;")
)


@settings(max_examples=cases(80, 400), deadline=None)
@given(st.lists(viewers, min_size=1, max_size=2), styles, st.data())
def test_a_damaged_batch_with_comments_is_refused_or_read_like_a_parser_does(
    given_viewers: list[Viewer], style: Style, data: st.DataObject
) -> None:
    text = "".join(viewer(one, style) for one in given_viewers)
    if data.draw(st.booleans()):
        text = text.replace('"', "'").replace("/>", " />")
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 2)))
        text = text[:start] + data.draw(specials | bits) + text[end:]
    plain = read(text)
    if plain is not None:
        tree = by_tree(text)
        assert tree is not None, text
        assert_same(plain, tree)


@settings(max_examples=cases(25, 100), deadline=None)
@given(st.lists(viewers, min_size=1, max_size=3), st.data())
def test_comments_between_all_texts_and_tags_change_nothing(given_viewers: list[Viewer], data: st.DataObject) -> None:
    text = "".join(viewer(one, Style(text=escape)) for one in given_viewers)
    parts = re.split(r"(<[^<>]*>)", text)
    text = "".join(part + data.draw(st.sampled_from(("", "", "<!-- > < & -->"))) for part in parts)
    plain, tree = read(text), by_tree(text)
    assert tree is not None
    if "]]>" not in text:
        assert plain is not None
        assert_same(plain, tree)


ends = st.sampled_from(
    ("</viewer>", "</viewer >", "</viewers>", "<!--", "-->", "<![CDATA[", "]]>", "<!", ">", "-", "a")
)


@settings(max_examples=cases(120, 500), deadline=None)
@given(st.lists(ends, max_size=20))
def test_the_last_end_is_outside_of_specials(parts: list[str]) -> None:
    data = "".join(parts).encode()
    # As one walks through it: a special at a time, then whatever comes first.
    walked = re.finditer(rb"<!--(?:.*?-->|.*)|<!\[CDATA\[(?:.*?\]\]>|.*)|(</viewer\s*>)", data, re.DOTALL)
    found = [match.end() for match in walked if match[1]]
    assert last_end(data) == (found[-1] if found else 0)
