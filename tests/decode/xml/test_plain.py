"""The fast reader accepts only what a parser reads the same way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from itertools import accumulate, groupby
from xml.sax.saxutils import escape

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.cases import cases
from tests.decode.making import Session, Style, Viewer, viewer
from webcast.decode.draft import Draft
from webcast.decode.notes import Notes
from webcast.decode.xml import plain as xml_plain
from webcast.decode.xml.batch import Batch, Gathered
from webcast.decode.xml.parts import alike, joined
from webcast.decode.xml.tree import Reader, parser

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=30)
dates = st.sampled_from(
    ["06/18/2024 09:00:00 AM", "02/30/2024 09:00:00 AM", "12/31/1999 12:00:00 PM", "2024-06-18 09:00:00", "", "soon"]
)
sessions = st.builds(
    Session,
    type=st.sampled_from(["Live", "Archive", ""]),
    start=dates,
    end=dates,
    duration=st.sampled_from(["1800000", "", "-1", "x"]),
    media=texts,
)
viewers = st.builds(
    Viewer,
    registered=dates,
    answers=st.lists(st.tuples(st.sampled_from(["firstname", "email", "dept_1"]), texts), max_size=3),
    sessions=st.lists(sessions, max_size=3),
    questions=st.lists(st.tuples(texts, texts), max_size=2),
    responses=st.lists(st.tuples(st.just("s1"), st.sampled_from(["q1", ""]), texts), max_size=2),
)
styles = st.builds(
    Style,
    text=st.sampled_from([escape, lambda text: escape(text, {"'": "&apos;", "é": "&#xE9;"})]),
    gap=st.sampled_from(["\n", "", "\r\n", "\n    "]),
    empty_tags=st.booleans(),
)


EDGES = (0, 9, 10, 13, 31, 32, 38, 60, 127, 128, 0x7FF, 0x800, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFD, 0xFFFE)
REFERENCE: tuple[Callable[[int], str], ...] = (
    lambda code: f"&#{code};",
    lambda code: f"&#x{code:x};",
    lambda code: f"a&#x{code:06X};b",
)


def by_tree(text: str, notes: Notes | None = None) -> Batch | None:
    try:
        root = etree.fromstring(f"<viewers>{text}</viewers>".encode(), parser())
    except (etree.XMLSyntaxError, ValueError):
        return None
    reader = Reader(notes or Notes())
    for record, element in enumerate(root, 1):
        reader.read(element, record)
    return reader.batch()


def typed(*batches: Batch) -> dict[str, pl.DataFrame]:
    gathered = Gathered(Notes())
    for batch in batches:
        gathered.add(batch)
    draft = Draft("xml", has_sessions=True, notes=gathered.notes)
    gathered.dated(draft)
    return {
        "registrants": draft.registrants,
        "sessions": draft.sessions,
        **{name: gathered.table(name) for name in ("registration_answers", "qa", "survey_responses")},
    }


def rows(tables: dict[str, pl.DataFrame]) -> dict[str, list[tuple[object, ...]]]:
    return {name: frame.rows() for name, frame in tables.items()}


def assert_same(plain: Batch, tree: Batch) -> None:
    found, expected = typed(plain), typed(tree)
    for name, frame in expected.items():
        assert found[name].rows() == frame.rows(), name
        assert found[name].schema == frame.schema


@settings(max_examples=cases(40, 150), deadline=None)
@given(st.lists(viewers, min_size=1, max_size=4), styles)
def test_what_is_written_plainly_is_read_and_read_right(given_viewers: list[Viewer], style: Style) -> None:
    text = "".join(viewer(one, style) for one in given_viewers)
    plain, tree = xml_plain.read(text.encode()), by_tree(text)
    assert tree is not None
    if "]]>" not in text:
        assert plain is not None
        assert_same(plain, tree)


@settings(max_examples=cases(25, 100), deadline=None)
@given(st.lists(st.lists(viewers, min_size=1, max_size=3), min_size=1, max_size=4), st.lists(styles, min_size=4))
def test_several_batches_are_put_together_as_if_they_were_one(groups: list[list[Viewer]], way: list[Style]) -> None:
    texts = [
        "".join(viewer(one, style) for one in group).replace("]]>", "]>")
        for group, style in zip(groups, way, strict=False)
    ]
    parts = [part for part in map(xml_plain.part_of, map(str.encode, texts)) if part is not None]
    tree = by_tree("".join(texts))
    assert len(parts) == len(texts)
    assert tree is not None
    # Those whose dates were read the same way come together, as when a report is read.
    found = [joined(list(alike)) for _, alike in groupby(parts, key=lambda part: part.dated)]
    first = list(accumulate((batch.viewers.height for batch in found), initial=1))
    numbered = [batch.numbered_from(n) for batch, n in zip(found, first, strict=False)]
    assert rows(typed(*numbered)) == rows(typed(tree))


@settings(max_examples=cases(50, 200), deadline=None)
@given(st.lists(st.lists(st.integers(0, 0x110FFF) | st.sampled_from(EDGES), min_size=1, max_size=4), min_size=1))
def test_references_are_what_a_parser_takes_them_for(codes: list[list[int]]) -> None:
    answers = ["".join(REFERENCE[(code + n) % 3](code) for n, code in enumerate(some)) for some in codes]
    text = "".join(f"<viewer><qa><question>{answer}</question></qa></viewer>" for answer in answers)
    plain, tree = xml_plain.read(text.encode()), by_tree(text)
    assert (plain is None) == (tree is None)
    if plain is not None and tree is not None:
        assert_same(plain, tree)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("&lt;b&gt; &amp;amp; &quot;&apos;", "<b> &amp; \"'"),
        ("&#9;x&#10;&#xA0;&#32;", "x"),
        ("&#x80;&#2047;&#x800;&#65533;&#x10000;&#1114111;", "\x80\u07ff\u0800\ufffd\U00010000\U0010ffff"),
        ("&#0000065;&#x00004a;", "AJ"),
    ],
)
def test_a_reference_is_its_character(sent: str, said: str) -> None:
    batch = xml_plain.read(f"<viewer><qa><question>{sent}</question></qa></viewer>".encode())
    assert batch is not None
    assert batch.questions["question"].to_list() == [said]


@pytest.mark.parametrize(
    "sent",
    [
        *(
            "&",
            "&;",
            "&#;",
            "&#x;",
            "&#xg;",
            "&#1f;",
            "&#00000065;",
            "&#x0000041;",
            "&#XA9;",
            "&AMP;",
            "&amp ;",
            "&am",
        ),
        *("&#11;", "&#55296;", "&#xDFFF;", "&#xFFFE;", "&#1114112;", "&a</question></qa><qa><question>mp;"),
    ],
)
def test_what_is_no_reference_is_left_to_the_parser(sent: str) -> None:
    assert xml_plain.read(f"<viewer><qa><question>{sent}</question></qa></viewer>".encode()) is None


@settings(max_examples=cases(25, 100), deadline=None)
@given(st.lists(st.text("abc", min_size=8, max_size=20) | st.integers(0, 3).map("0123456{}".format), min_size=1))
def test_equal_tags_are_told(tags: list[str]) -> None:
    assert_told(tags)


def test_more_tags_than_there_are_slots_are_told() -> None:
    assert_told([f"question {n % 80_000}" for n in range(100_000)])


def assert_told(tags: list[str]) -> None:
    ends = np.cumsum([len(tag) for tag in tags])
    starts = np.append(0, ends[:-1])
    first, which = alike(np.frombuffer("".join(tags).encode() + b"\0" * 32, np.uint8), starts, ends)
    assert [tags[n] for n in first[which].tolist()] == tags
    assert first.size == len(set(tags))


bits = st.sampled_from(
    (
        "<",
        ">",
        "/",
        '"',
        "&",
        "&amp;",
        "&#0;",
        "&#x41;",
        "&nbsp;",
        "]]>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<?",
        "x",
        " ",
        "=",
        "<viewer>",
        "</viewer>",
        "</ra>",
        "<ra>",
        "<sr/>",
        "<session>",
        "</sessions>",
        "<answer>",
        "\x01",
        "\t",
    )
)


@settings(max_examples=cases(80, 400), deadline=None)
@given(st.lists(viewers, min_size=1, max_size=2), styles, st.data())
def test_a_damaged_batch_is_refused_or_read_like_a_parser_does(
    given_viewers: list[Viewer], style: Style, data: st.DataObject
) -> None:
    text = "".join(viewer(one, style) for one in given_viewers)
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 4)))
        text = text[:start] + data.draw(bits) + text[end:]
    plain = xml_plain.read(text.encode("utf-8", "replace"))
    if plain is not None:
        tree = by_tree(text)
        assert tree is not None, text
        assert_same(plain, tree)


@pytest.mark.parametrize(
    "text",
    [
        "<viewer><qa><ra id='x'/></qa></viewer>",
        '<viewer><ra id="x">y</ra></viewer>',
        "<viewer>text</viewer>",
        "<viewer><sessions><session><type>Live</type><type>Live</type></session></sessions></viewer>",
        "<viewer><registration_date>a</registration_date><registration_date>b</registration_date></viewer>",
        "<viewer><qa><question>x<answer>y</answer>z</question></qa></viewer>",
        '<viewer><registration_answers><ra id="a" id="b">x</ra></registration_answers></viewer>',
        '<viewer><registration_answers><ra id="a>b">x</ra></registration_answers></viewer>',
        "<viewer><registration_datX>a</registration_datX></viewer>",
        "<viewer><registration_answerz/></viewer>",
        "<viewer><registration_date>a</registration_datX></viewer>",
        "<viewer><registration_date>a&nbsp;b</registration_date></viewer>",
        "<viewer><registration_date>a & b</registration_date></viewer>",
        "<viewer><registration_date>a&#1;b</registration_date></viewer>",
        "<viewer><registration_date>a\x01b</registration_date></viewer>",
        "<viewer><registration_date>a\uffffb</registration_date></viewer>",
        "<viewer><registration_date>a]]>b</registration_date></viewer>",
        "<viewer><qa></viewer></qa>",
        "<viewer>",
        "</viewer><viewer>",
        "",
    ],
)
def test_whatever_is_out_of_the_ordinary_is_left_to_the_parser(text: str) -> None:
    assert xml_plain.read(text.encode()) is None


EVERY_TAG = viewer(
    Viewer(
        answers=[("dept_1", "x")],
        sessions=[Session(media="x")],
        questions=[("x", "y")],
        responses=[("s1", "q1", "x")],
    )
)


def test_every_letter_of_every_name_counts() -> None:
    assert xml_plain.read(EVERY_TAG.encode()) is not None
    for tag in re.finditer(r"</?([a-z_]+)", EVERY_TAG):
        for place in range(tag.start(1), tag.end(1)):
            for other in ("X", "\t", "/", ">"):
                text = EVERY_TAG[:place] + other + EVERY_TAG[place + 1 :]
                assert xml_plain.read(text.encode()) is None, text


def test_a_bigger_sign_in_a_text_is_plain() -> None:
    batch = xml_plain.read(viewer(Viewer(questions=[("Is 3 > 2, and 2 > 1?", "Yes > no")]), Style(text=str)).encode())
    assert batch is not None
    assert batch.questions.rows() == [(1, 1, "Is 3 > 2, and 2 > 1?", "Yes > no")]


def test_every_field_of_a_batch_is_compared() -> None:
    assert [f.name for f in fields(Batch)] == ["viewers", "answers", "sessions", "questions", "responses"]
