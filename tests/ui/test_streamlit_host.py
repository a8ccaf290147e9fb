"""What the gate is told of Streamlit's messages."""

from __future__ import annotations

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from webcast.ui.frame.streamlit_host import StreamlitHost


def test_clicks_are_acts_and_what_pages_do_by_themselves_is_none() -> None:
    host = StreamlitHost()
    click, by_itself, alive = BackMsg(), BackMsg(), BackMsg()
    click.rerun_script.query_string = "events=1"
    by_itself.rerun_script.is_auto_rerun = True
    alive.app_heartbeat = True
    assert [host.is_act(one.SerializeToString()) for one in (click, by_itself, alive)] == [True, False, False]
    assert not host.is_act(b"\xff\xff")


def test_a_tab_is_called_as_its_first_message_says() -> None:
    host = StreamlitHost()
    first, later = ForwardMsg(), ForwardMsg()
    first.new_session.initialize.session_id = "tab"
    later.delta.new_element.html.body = "x"
    assert [host.tab(one.SerializeToString()) for one in (first, later)] == ["tab", None]
    assert host.tab(b"\xff\xff") is None


def test_the_last_message_sends_a_page_to_its_own_address() -> None:
    told = ForwardMsg.FromString(StreamlitHost.reload)
    assert (told.WhichOneof("type"), told.auth_redirect.url) == ("auth_redirect", "")


def test_without_a_server_there_is_nothing_to_tell_of() -> None:
    StreamlitHost().close("tab")
    assert StreamlitHost().files() is None
