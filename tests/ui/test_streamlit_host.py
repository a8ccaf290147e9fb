"""What the gate is told of Streamlit's messages."""

from __future__ import annotations

from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

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


def test_a_file_is_of_a_page_that_knows_the_token_of_its_browser() -> None:
    host, token = StreamlitHost(), generate_xsrf_token_string()
    other = generate_xsrf_token_string()
    assert host.is_of_page(token, {"_streamlit_xsrf": token})
    for sent in (other, None, ""):
        assert not host.is_of_page(sent, {"_streamlit_xsrf": token})
    assert not host.is_of_page(token, {})


def test_the_largest_file_is_the_one_that_the_configuration_says() -> None:
    assert StreamlitHost().largest == config.get_option("server.maxUploadSize") * 2**20
