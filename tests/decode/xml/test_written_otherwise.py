"""What is well-formed and written otherwise than the platform does is read the fast way, and as a parser reads it."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.decode.making import Session, Style, Viewer, viewer
from tests.decode.xml.test_plain import assert_same, bits, by_tree, styles, viewers
from webcast.decode.xml import plain as xml_plain
from webcast.decode.xml.batch import Batch
from webcast.decode.xml.special import plainly

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
    "both in a text": PLAIN.replace("Why?", "W<!-- > --><![CDATA[h<]]>y<!---->?"),
}


def read(text: str) -> Batch | None:
    plain = plainly(text.encode())
    return None if plain is None else xml_plain.read(plain)


@pytest.mark.parametrize("way", WAYS)
def test_it_is_read_the_fast_way(way: str) -> None:
    assert WAYS[way] != PLAIN
    found, expected = read(WAYS[way]), by_tree(WAYS[way])
    assert found is not None
    assert expected is not None
    assert_same(found, expected)


@pytest.mark.parametrize(
    "text",
    [
        '<ra id="x"<!-- c -->>y</ra>',
        '<ra id="<![CDATA[x]]>">y</ra>',
        '<ra id="x">&am<!-- c -->p;</ra>',
        '<ra id="x">a<!-- -- -->b</ra>',
        '<ra id="x">a<!-- --->b</ra>',
        '<ra id="x">a<!-- \x01 -->b</ra>',
        '<ra id="x">a<!-- \uffff -->b</ra>',
        '<ra id="x">a\r<!-- -->\nb</ra>',
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


specials = st.sampled_from(
    ("<!-- c -->", "<!---->", "<![CDATA[]]>", "<![CDATA[a & <b> ]]>", "<!--", "-->", "]]>", " ", "'")
)


@settings(max_examples=400, deadline=None)
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


@settings(max_examples=100, deadline=None)
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
