"""XML reports as servers really send them."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import cases
from tests.decode.making import HEAD, TAIL, Session, Style, Viewer, viewer, xml
from webcast.analysis.audience import Audience
from webcast.api.codes import NotAuthorized, SessionEnded
from webcast.decode import decode
from webcast.decode.xml import cut as xml_cut
from webcast.errors import DecodeError, UnexpectedAnswer, WebcastError
from webcast.reports import Report
from webcast.reports.warned import said

ANN = Viewer(answers=[("firstname", "Ann"), ("email", "Ann@X.com")], sessions=[Session()])
BOB = Viewer(answers=[("firstname", "Bob"), ("email", "bob@x.com"), ("dept_1", "Sales")])
EVE = Viewer(answers=[("firstname", "Eve"), ("email", "eve@x.com")], questions=[("Why?", "Because.")])


def names(report: Report) -> list[str | None]:
    return report.registrants["first_name"].to_list()


def warned(report: Report) -> list[tuple[int | None, str | None, str]]:
    return said(report.warnings).select("record", "field", "message").rows()


def damaged(second: str, *, first: Viewer = ANN, last: Viewer = EVE) -> bytes:
    """Return a report of three viewers, the second one written by hand."""
    whole = xml([first, last]).decode()
    at = whole.index("</viewer>") + len("</viewer>")
    return (whole[:at] + "\n" + second + whole[at:]).encode("utf-8", "surrogateescape")


def test_a_plain_report_has_no_warnings() -> None:
    report = decode(xml([ANN, BOB, EVE]))
    assert names(report) == ["Ann", "Bob", "Eve"]
    assert warned(report) == []
    assert report.registrants["registered_at"][0] == datetime(2024, 6, 18, 9, tzinfo=UTC)
    assert report.registrants["email_key"].to_list() == ["ann@x.com", "bob@x.com", "eve@x.com"]
    assert report.registrants.select("live_sessions", "live_ms", "total_sessions").row(0) == (1, 1_800_000, 1)
    assert report.registrants.select("live_sessions", "live_ms", "total_sessions").row(1) == (0, 0, 0)


def test_one_person_in_several_spellings() -> None:
    emails = (
        "a@x.example",
        " A@X.example ",
        "\u200ba@x.example",
        "\uff41@x.example",
        "a@x.example;b@x.example",
        "mailto:a@x.example",
        "<a@x.example>",
        "a@x.example.",
        "jane.doe+webinar@gmail.com",
        "janedoe@gmail.com",
        "Jane.Doe@googlemail.com",
    )
    report = decode(xml([Viewer(answers=[("email", email)]) for email in emails]))
    members = Audience.of(report).members
    assert members["person"].to_list() == [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7]
    assert members["domain"].to_list()[:4] == ["x.example"] * 4
    assert members["domain"].to_list()[-3:] == ["gmail.com", "gmail.com", "googlemail.com"]


def test_a_session_of_no_length_has_a_duration_and_one_below_zero_has_none() -> None:
    lengths = ("0", "1", "-1", "1.5", "")
    report = decode(xml([Viewer(sessions=[Session(duration=length) for length in lengths])]))
    assert report.sessions["duration_ms"].to_list() == [0, 1, None, None, None]
    assert (
        warned(report)
        == [(1, "duration", "Should be a whole number of milliseconds, a year at most, but is not; left empty.")] * 2
    )
    assert report.registrants["live_ms"].to_list() == [1]


def test_no_viewers_at_all() -> None:
    for empty in (xml([]), xml([]).replace(b"<viewers>\n</viewers>", b"<viewers/>")):
        report = decode(empty)
        assert (report.event.height, report.registrants.height) == (1, 0)
        assert report.event["title"].to_list() == ["A report"]
        assert warned(report) == []


AMPERSAND = "A bare '&' was read as the character itself."
BARE = '<viewer><registration_answers><ra id="firstname">Bob</ra>{}</registration_answers></viewer>'


@pytest.mark.parametrize(
    ("inner", "company", "field", "message"),
    [
        (
            '<ra id="company">Smith & Sons</ra>',
            "Smith & Sons",
            "company",
            "A bare '&' was read as the character itself.",
        ),
        (
            '<ra id="company">R&D; &#1;Labs</ra>',
            "R&D; Labs",
            "company",
            "A bare '&' was read as the character itself.",
        ),
        ('<ra id="company">a < b</ra>', "a < b", "company", "A bare '<' was read as the character itself."),
        (
            '<ra id="company">Ac\x07me</ra>',
            "Acme",
            "company",
            "A control character that XML forbids was left out.",
        ),
        (
            '<ra id="company"Acme Inc.</ra>',
            "Acme Inc.",
            "company",
            "The tag lacks its closing '>'; read as if it were there. Compare with the platform.",
        ),
        ('<ra id="company">Acme</rb>', None, "company", "Damaged beyond certain repair; left empty."),
        ("<ra id=company>Acme</ra>", None, "ra", "Damaged beyond certain repair; left empty."),
    ],
)
def test_a_damaged_viewer_costs_itself_at_most(inner: str, company: str | None, field: str, message: str) -> None:
    report = decode(damaged(BARE.format(inner)))
    assert names(report) == ["Ann", "Bob", "Eve"]
    assert report.registrants["company"].to_list() == [None, company, None]
    assert (2, field, message) in warned(report)
    assert report.registrants["email"].to_list() == ["Ann@X.com", None, "eve@x.com"]
    assert report.qa["registrant"].to_list() == [3]


def test_bytes_of_another_charset_are_read_and_named() -> None:
    inner = '<ra id="company">Caf\udce9</ra>'
    report = decode(damaged(BARE.format(inner)))
    assert report.registrants["company"].to_list() == [None, "Café", None]
    assert warned(report) == [
        (2, "company", "Bytes that are not UTF-8, as the report should be, were read as cp1252.")
    ]


def test_a_lost_closing_tag_ends_a_viewer_where_the_next_one_starts() -> None:
    report = decode(damaged('<viewer><registration_answers><ra id="firstname">Bob</ra></registration_answers>'))
    assert names(report) == ["Ann", "Bob", "Eve"]
    assert [record for record, _, _ in warned(report)] == [2]


def test_two_viewers_that_run_into_one_another_are_not_mixed() -> None:
    bob = '<registration_date>06/18/2024 09:00:00 AM</registration_date><ra id="email">bob@x.com</ra>'
    report = decode(damaged(f"<viewer>{bob}{bob.replace('bob', 'rob')}</viewer"))
    assert names(report)[:2] == ["Ann", None]
    assert "bob@x.com" not in report.registrants["email"].to_list()
    assert any("run into one another" in message for record, _, message in warned(report) if record == 2)


def test_damage_does_not_move_a_session() -> None:
    broken = (
        "<viewer><sessions><session><type>Live</type><start_time>06/19/2024 03:00:00 PM</start_time>"
        "<end_time>06/19/2024 03:30:00 PM</end_tim><duration>1800000</duration></session></sessions></viewer>"
    )
    report = decode(damaged(broken))
    assert report.sessions.select("registrant", "type", "end", "duration_ms").rows() == [
        (1, "Live", datetime(2024, 6, 19, 15, 30, tzinfo=UTC), 1_800_000),
        (2, "Live", None, 1_800_000),
    ]
    assert (2, "session", "A session is damaged; what is whole of it was kept.") in warned(report)


@pytest.mark.parametrize("cut", [200, 900, 1500, -3, -30, -60])
def test_a_report_that_is_cut_off_never_looks_whole(cut: int) -> None:
    with pytest.raises(DecodeError, match="cut off after"):
        decode(xml([ANN, BOB, EVE])[:cut])


def test_a_report_that_is_cut_off_says_how_much_came() -> None:
    whole = xml([ANN, BOB, EVE])
    with pytest.raises(DecodeError, match="cut off after 2 whole records: its end, '</convey_api>', is missing"):
        decode(whole[: whole.index(b">Eve") + 1])


@pytest.mark.parametrize("code", ["10", "\n 10 "])
def test_a_return_code_is_its_own_error(code: str) -> None:
    body = f"<convey_api><result><returnCode>{code}</returnCode></result></convey_api>".encode()
    with pytest.raises(NotAuthorized):
        decode(body)
    with pytest.raises(NotAuthorized):
        decode(body, "json")  # whatever was asked for


def test_a_return_code_beside_viewers_is_an_error_too() -> None:
    with pytest.raises(SessionEnded):
        decode(xml([ANN], code=11))


def test_other_xml_is_no_report() -> None:
    with pytest.raises(UnexpectedAnswer, match="no report"):
        decode(b"<convey_api><timezone_id>GMT</timezone_id></convey_api>")


def test_a_document_type_is_refused_unread() -> None:
    bomb = b'<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>' + xml([ANN])
    with pytest.raises(DecodeError, match="document type definition"):
        decode(bomb)


def test_an_entity_of_our_own_machine_is_never_read() -> None:
    report = decode(damaged(BARE.format('<ra id="company">&file;</ra>')))
    assert report.registrants["company"].to_list() == [None, "&file;", None]


def test_two_events_in_one_file_are_refused() -> None:
    with pytest.raises(DecodeError, match="holds 2"):
        decode(b"<all>" + xml([ANN]) + xml([BOB], event_id="78") + b"</all>")


def test_another_wrapper_and_an_odd_closing_tag() -> None:
    sent = b"<answer>" + xml([ANN, BOB]).replace(b"</currentTimeZone>", b"</currentTimeZone >") + b"</answer>"
    report = decode(sent.replace(b"</viewer>", b"</viewer >"))
    assert names(report) == ["Ann", "Bob"]
    assert report.event["report_zone"].to_list() == ["GMT"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-16-be", "utf-32"])
def test_encodings_that_show_themselves(encoding: str) -> None:
    text = xml([Viewer(answers=[("firstname", "Zoë 北京")])]).decode()
    assert names(decode(text.encode(encoding))) == ["Zoë 北京"]


@pytest.mark.parametrize(
    ("declared", "encoding", "warnings"),
    [
        ("ISO-8859-1", "latin-1", 0),
        ("UTF-8", "cp1252", 1),
        ("windows-1252", "utf-8", 0),
        ("Shift_JIS", "shift_jis", 0),
    ],
)
def test_encodings_that_are_declared_truly_or_not(declared: str, encoding: str, warnings: int) -> None:
    name = "北京" if encoding == "shift_jis" else "Zoë"
    body = xml([Viewer(answers=[("firstname", name)])]).decode()
    sent = f'<?xml version="1.0" encoding="{declared}"?>\n{body}'.encode(encoding)
    report = decode(sent)
    assert names(report) == [name]
    assert report.warnings.height == warnings


def test_gzip_paths_and_streams_are_the_same_report() -> None:
    sent = xml([ANN, BOB])
    expected = decode(sent)
    for source in (gzip.compress(sent), io.BytesIO(sent), io.BytesIO(gzip.compress(sent))):
        assert decode(source).registrants.equals(expected.registrants)


def test_cut_off_gzip_says_so() -> None:
    with pytest.raises(DecodeError, match="compressed report is damaged or cut off"):
        decode(gzip.compress(xml([ANN] * 50))[:-9])


def test_batches_of_any_size_give_the_same_report(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = xml([ANN, BOB, EVE] * 20, style=Style(comments=True))
    whole = decode(sent)
    assert names(whole) == ["Ann", "Bob", "Eve"] * 20
    for size in (1, 700, 5000):
        monkeypatch.setattr(xml_cut.Cutter.__init__, "__defaults__", (size,))
        assert {n: t.rows() for n, t in decode(sent).tables().items()} == {
            n: t.rows() for n, t in whole.tables().items()
        }


def test_unknown_session_types_archive_and_bad_times() -> None:
    odd = [
        Session(type="Archive"),
        Session(type="Hologram"),
        Session(start="06/19/2024 03:30:00 PM", end="06/19/2024 03:00:00 PM"),
        Session(start="tomorrow", duration="long"),
    ]
    report = decode(xml([Viewer(sessions=odd)]))
    assert report.sessions["type"].to_list() == ["On-Demand", "Other", "Live", "Live"]
    assert report.sessions["end"].is_null().to_list() == [False, False, False, False]
    assert (report.sessions["end"] < report.sessions["start"]).to_list() == [False, False, True, None]
    assert report.sessions["start"].is_null().to_list() == [False, False, False, True]
    assert sorted(field or "" for _, field, _ in warned(report)) == ["duration", "end_time", "start_time", "type"]
    assert {record for record, _, _ in warned(report)} == {1}


def test_unknown_elements_and_answers_are_said_or_kept() -> None:
    more = (
        '<viewer><badge>9</badge><registration_answers><ra id="firstname">Bob</ra><ra id="new_1">x</ra>'
        '</registration_answers><survey_responses><sr survey_id="s9">y</sr></survey_responses></viewer>'
    )
    report = decode(damaged(more))
    assert report.registration_answers.select("registrant", "question_id", "answer").rows() == [(2, "new_1", "x")]
    assert report.registration_questions["question_id"].to_list() == ["dept_1", "new_1"]
    assert report.survey_questions.select("survey_id", "question_id", "text").rows()[-1] == ("s9", "", None)
    assert warned(report) == [
        (None, "new_1", "The report has answers to a registration question that it does not list; kept."),
        (None, "s9", "The report has answers to a survey question that it does not list; kept."),
        (2, "badge", "The element is not known and was left out."),
    ]


def test_an_answer_that_came_twice_is_joined_and_said() -> None:
    report = decode(xml([Viewer(answers=[("dept_1", "Sales"), ("dept_1", "Marketing"), ("firstname", "Ann")])]))
    assert report.registration_answers["answer"].to_list() == ["Sales | Marketing"]
    assert [(record, field) for record, field, _ in warned(report)] == [(1, "question_id")]


def test_a_damaged_head_costs_no_viewer() -> None:
    sent = xml([ANN, BOB]).replace(b"<eventtitle>A report", b"<eventtitle>A & B <3")
    report = decode(sent)
    assert report.event["title"].to_list() == ["A & B <3"]
    assert names(report) == ["Ann", "Bob"]
    assert [(record, field) for record, field, _ in warned(report)] == [(None, "eventtitle"), (None, "eventtitle")]


def test_filters_are_echoed_in_words() -> None:
    echoed = (
        "<filters><sti_filter>A|B</sti_filter><live_viewers_filter>on</live_viewers_filter>"
        "<no_show_filter>off</no_show_filter></filters>"
    )
    report = decode(xml([ANN], event=echoed))
    assert report.event["report_filters"].to_list() == ["campaigns: A|B; live viewers"]


def test_a_report_without_id_takes_the_one_asked_for_or_a_made_up_one() -> None:
    nameless = xml([ANN]).replace(b"<eventid>77</eventid>", b"")
    assert decode(nameless, event_id="5").event["event_id"].to_list() == ["5"]
    made = decode(nameless).event["event_id"][0]
    assert made.startswith("file-")
    assert decode(nameless).event["event_id"][0] == made
    other = decode(xml([ANN]), event_id="5")
    assert other.event["event_id"].to_list() == ["77"]
    assert warned(other) == [(None, "eventid", "Event 5 was asked for, but the report is of event 77.")]


def test_warnings_hold_nothing_personal() -> None:
    secret = "Xaver Zwirnhuber"
    for inner in (
        f'<ra id="company">{secret} & Co</ra>',
        f'<ra id="company"{secret}</ra>',
        f"{secret}<ra>",
        f"<{secret}>x</ra>",
    ):
        report = decode(damaged(BARE.format(inner)))
        assert not report.warnings.is_empty()
        assert "Zwirnhuber" not in str(said(report.warnings).rows())


# What a report says comes back, however it is written.

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=20)
people = st.lists(
    st.builds(
        Viewer,
        answers=st.lists(
            st.tuples(st.sampled_from(["firstname", "company"]), texts), max_size=2, unique_by=lambda a: a[0]
        ),
        sessions=st.lists(st.just(Session()), max_size=3),
        questions=st.lists(st.tuples(texts, texts), max_size=2),
    ),
    max_size=6,
)
styles = st.builds(
    Style,
    text=st.sampled_from([escape, lambda text: f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"]),
    gap=st.sampled_from(["\n", ""]),
    empty_tags=st.booleans(),
    comments=st.booleans(),
)


def clean(text: str) -> str | None:
    return text.strip() or None


@settings(max_examples=cases(30, 120), deadline=None)
@given(people, styles)
def test_everything_comes_back_from_xml(given_people: list[Viewer], style: Style) -> None:
    report = decode(xml(given_people, style=style))
    rows = [dict(person.answers) for person in given_people]
    assert names(report) == [clean(row.get("firstname", "")) for row in rows]
    assert report.registrants["company"].to_list() == [clean(row.get("company", "")) for row in rows]
    assert report.registrants["total_sessions"].to_list() == [len(person.sessions) for person in given_people]
    asked = [
        (n, clean(q), clean(a)) for n, p in enumerate(given_people, 1) for q, a in p.questions if clean(q) or clean(a)
    ]
    assert report.qa.select("registrant", "question", "answer").rows() == asked
    assert warned(report) == []


@settings(max_examples=cases(50, 200), deadline=None)
@given(st.data())
def test_damage_anywhere_is_an_explained_error_or_moves_nobody(data: st.DataObject) -> None:
    sent = bytearray(xml([ANN, BOB, EVE]))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(sent)))
        sent[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=6))
    try:
        report = decode(bytes(sent))
    except WebcastError:
        return
    # Each value stands with its own person: first name and e-mail belong together wherever both are whole.
    known = {"Ann": "Ann@X.com", "Bob": "bob@x.com", "Eve": "eve@x.com"}
    for first, email in report.registrants.select("first_name", "email").iter_rows():
        if first in known and email in known.values():
            assert email == known[first]
    untouched = report.registrants.filter(pl.col("email") == "bob@x.com")["registrant"].to_list()
    sales = report.registration_answers.filter(pl.col("answer") == "Sales")["registrant"].to_list()
    assert not untouched or not sales or untouched == sales


def test_the_parts_of_a_report_are_what_the_maker_says() -> None:
    head = HEAD.format(zone="GMT", code=1, event_id="77", title="A report", event="")
    assert xml([ANN]).decode() == head + viewer(ANN) + TAIL
