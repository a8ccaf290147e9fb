"""Two segments on the Funnel page: who they are, what is said of them, their address, and their people."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, address, dialog_titles, links, tables, texts
from tests.pages.test_funnel import spec
from webcast.ui.frame import session_keys
from webcast.ui.funnel import words as funnel_words
from webcast.view.keys import key
from webcast.web.app_state import AppState

ROWS = "wi-segment-rows"
AS_TABLE = (funnel_words.SEGMENTS,)


def offered(page: AppTest, name: str) -> list[str]:
    return list(page.selectbox(key=f"wi-option-{name}").options)


def rows(page: AppTest) -> list[dict[str, object]]:
    return next(shown for shown in tables(page) if "segment" in shown.columns).to_dicts()


def key_of(company: str) -> str:
    return f"group:company:{key(company)}"


def pick(page: AppTest, name: str, label: str) -> None:
    box = page.selectbox(key=f"wi-option-{name}")
    box.select_index(list(box.options).index(label)).run()


def test_nothing_is_compared_until_something_tells_people_apart(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC")
    assert funnel_words.SEGMENTS in [header.value for header in page.header]
    assert offered(page, "apart") == [
        "Nothing yet", "Campaign", "E-mail domain", "Company", "Country", "Referrer", "Your role?",
        "How they took part",
    ]  # fmt: skip
    assert len(page.get("plotly_chart")) == 2  # the funnel, and the waits
    assert "the two largest groups stand side by side, stage by stage." in texts(page)


def test_a_button_tells_people_apart_as_the_choice_does(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC")
    buttons = {str(button.key): button.label for button in page.button if str(button.key).startswith("wi-apart-by-")}
    assert list(buttons.values()) == [
        "How they took part", "Campaign", "E-mail domain", "Company", "Country", "Referrer",
    ]  # fmt: skip
    page.button(key="wi-apart-by-company").click().run()
    assert not page.exception
    assert page.selectbox(key="wi-option-apart").value == "company"
    assert offered(page, "first") == ["Acme", "Globex", "No company"]
    assert not [button for button in page.button if str(button.key).startswith("wi-apart-by-")]


def test_the_two_largest_groups_come_first(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", apart="company")
    assert not page.exception
    assert offered(page, "first") == ["Acme", "Globex", "No company"]
    assert offered(page, "second") == ["Globex", "No company", "Everybody else"]
    assert (
        "Of Acme 2 of 2 attended, of Globex 1 of 2: 50 points more (−27 to 91), which could be chance. "
        "Few people: a single one moves these figures a lot." in texts(page)
    )
    assert "in both segments" not in texts(page)
    assert spec(page, 2)["data"][0]["x"] == [1.0, 1.0, 1.0, 0.5]


def test_the_table_has_a_row_a_stage_and_segment(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", apart="company", tables_of=AS_TABLE)
    assert rows(page)[2:4] == [
        {
            "stage": "Attended", "segment": "Acme", "registrants": 2, "share": 100.0, "interval": "34–100 %",
            "difference": "+50 points", "between": "−27 to 91", "p": "0.248", "chance": "No",
        },
        {
            "stage": "Attended", "segment": "Globex", "registrants": 1, "share": 50.0, "interval": "9–91 %",
            "difference": "", "between": "", "p": "", "chance": "",
        },
    ]  # fmt: skip


def test_the_choice_is_in_the_address_without_anybody_s_name(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", apart="company")
    pick(page, "first", "No company")
    pick(page, "second", "Everybody else")
    assert (address(page, "first"), address(page, "second")) == ("group:company", None)
    pick(page, "first", "Globex")
    assert address(page, "first") == key_of("Globex")
    assert "Globex" not in str(dict(page.query_params))
    again = open_page("funnel", events="101", time_zone="UTC", first=key_of("Globex"), second=key_of("Acme"))
    assert "Of Globex 1 of 2 attended, of Acme 2 of 2" in texts(again)


def test_one_group_is_compared_with_everybody_else(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", first="group:company:Acme")
    assert "Of Acme 2 of 2 attended, of everybody else 1 of 3: 67 points more" in texts(page)
    segments = "&table=segments&first=group%3Acompany%3AAcme&mode=spreadsheet"
    assert f"/export.csv?events=101&time_zone=UTC{segments}" in links(page)


def test_a_group_that_is_gone_gives_way_to_the_largest(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", first=key_of("Gone"), second=key_of("Gone"))
    assert not page.exception
    assert offered(page, "apart")[0] == "Nothing yet"
    assert "The parameter 'first' should name something that these events offer, but does not." in texts(page)
    assert (address(page, "first"), address(page, "second")) == (None, None)
    pick(page, "apart", "Company")
    pick(page, "first", "Globex")
    assert "Of Globex 1 of 2 attended, of Acme" in texts(page)
    pick(page, "apart", "Country")
    assert not page.exception
    assert "Of Germany 2 of 3 attended, of France 1 of 2" in texts(page)


def test_a_mark_opens_the_people_of_its_segment_and_stage(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", first="group:company:Acme", stayed_minutes="20")
    page.session_state[session_keys.CLICKED] = ("wi-segments", ["segment", 2, "attended"])
    page.run()
    assert dialog_titles(page) == ["Everybody else: Attended"]
    assert "1 registrant" in texts(page)
    sets = "&set=not%3Agroup%253Acompany%253AAcme&set=stage%3Aattended%3Apassed"
    assert f"/export.csv?events=101&time_zone=UTC{sets}&mode=spreadsheet" in links(page)


def test_a_tick_opens_the_same(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", apart="company", tables_of=AS_TABLE)
    page.session_state[session_keys.PICKED] = (ROWS, 4)
    page.run()
    assert dialog_titles(page) == ["Acme: Stayed 10 min"]
    assert "2 registrants" in texts(page)


def test_shares_can_be_of_the_stage_before(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", apart="company", of_previous="on", tables_of=AS_TABLE)
    # One of Acme's two who engaged; nobody of Globex did, so there is no share.
    assert [row["registrants"] for row in rows(page)][6:] == [2, 0, 1, 0]
    assert rows(page)[8]["share"] == 50.0
    assert "&of_previous=on&first=group%3Acompany%3AAcme&second=group%3Acompany%3AGlobex" in "".join(links(page))


def test_the_live_funnel_is_compared_by_its_own_rules(open_page: OpenPage) -> None:
    page = open_page(
        "funnel",
        events="101",
        time_zone="UTC",
        live_funnel="on",
        stayed_share="0.5",
        first="group:company:Acme",
        tables_of=AS_TABLE,
    )
    assert "Of Acme 2 of 2 came live, of everybody else 0 of 3" in texts(page)
    assert [row["registrants"] for row in rows(page)][4] == 1  # Bo watched 20 of 60 minutes live
    page.session_state[session_keys.PICKED] = (ROWS, 4)
    page.run()
    assert dialog_titles(page) == ["Acme: Stayed 50 % of the live event · Live event"]


def test_ways_of_taking_part_are_compared_by_who_stayed(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", apart="ways")
    assert offered(page, "first") == ["Came live", "Watched on demand", "On-demand only", "Hot leads", "Askers"]
    assert "Of those who came live 2 of 2 stayed 10 min, of those who watched on demand 2 of 2:" in texts(page)
    assert "no difference" in texts(page)
    assert "1 person is in both segments; the test takes them for separate people." in texts(page)


def test_an_answer_is_quoted_and_who_gave_none_is_a_group(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC")
    pick(page, "apart", "Your role?")
    assert offered(page, "first") == ["No answer", "Buyer"]
    assert "Of those with no answer 2 of 4 attended, of “Buyer” 1 of 1" in texts(page)


def test_a_segment_of_nobody_in_this_funnel_is_said(open_page: OpenPage, app: AppState) -> None:
    app.library.hold(ACCOUNT, "102", None, small.report("102", live_end=None))
    page = open_page("funnel", events="101,102", time_zone="UTC", apart="event", live_funnel="on")
    assert not page.exception
    assert "nobody is in this funnel, so there is nothing to compare." in texts(page)


def test_one_group_alone_is_said(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", apart="campaign")
    assert funnel_words.ONE_GROUP in [caption.value for caption in page.caption]


@pytest.mark.parametrize(
    ("difference", "low", "high", "beyond", "said"),
    [
        (0.14, 0.05, 0.23, True, "14 points more (5 to 23), more than chance."),
        (-0.14, -0.23, -0.05, True, "14 points less (5 to 23), more than chance."),
        (0.03, -0.04, 0.1, False, "3 points more (−4 to 10), which could be chance."),
        (0.0, -0.05, 0.05, False, "no difference (−5 to 5)."),
    ],
)
def test_a_difference_is_said(difference: float, low: float, high: float, beyond: bool, said: str) -> None:
    sides = {
        "base_1": 100,
        "base_2": 936,
        "share_1": 0.62,
        "share_2": 0.48,
        "registrants_1": 62,
        "registrants_2": 449,
    }
    row = {**sides, "difference": difference, "low": low, "high": high, "beyond_chance": beyond}
    assert funnel_words.segments_answer(row, ("Acme", "everybody else"), "Came live") == (
        f"Of Acme 62\u00a0% came live, of everybody else 48\u00a0%: {said}"
    )


def test_a_p_value_is_never_zero() -> None:
    assert [funnel_words.p_value(p) for p in (0.5, 0.0004, None)] == ["0.500", "< 0.001", "–"]
