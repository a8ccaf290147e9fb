from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from tests.api.conftest import SESSION, connect
from tests.api.loopback import Loopback, answer
from webcast import __version__
from webcast.api.client import ReportingClient
from webcast.api.codes import ERRORS, ReturnCode, SessionEnded
from webcast.api.failures import CredentialsRefused
from webcast.api.redaction import Secret
from webcast.api.request import ReportRequest
from webcast.errors import PlatformUnreachable, SettingsError, SignInAgain, TryAgainLater, UnexpectedAnswer

LOGIN = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<convey_api version="2.0">
<currentDateTime>2019-05-15 14:39:09</currentDateTime>
<currentTimeZone>GMT</currentTimeZone >
<result>
<returnCode>1</returnCode>
<success>
<sessionid>
<description>Authenticated session ID.</description>
<value>00e60096592bdead6feb1cf3112c2f68d988d5ec</value>
</sessionid>
<userid>
<description>Authenticated user ID.</description>
<value>9b21cf03885a7677bdf835d7aa857075dcbf753c</value>
</userid>
</success>
</result>
</convey_api>"""


def test_signing_in_gives_the_guide_s_ids(platform: Loopback, client: ReportingClient) -> None:
    platform.script = answer(LOGIN)
    session = client.sign_in("ann o'hara", "p&w ü+%")
    assert session.user_id.reveal() == "9b21cf03885a7677bdf835d7aa857075dcbf753c"
    assert session.session_id.reveal() == "00e60096592bdead6feb1cf3112c2f68d988d5ec"
    assert session.opened_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert platform.lines == ["GET /api/login?username=ann%20o%27hara&password=p%26w%20%C3%BC%2B%25&ver=2.0 HTTP/1.1"]
    assert platform.header("User-Agent") == f"webcast-insights/{__version__}"


def test_a_session_survives_being_written_and_read() -> None:
    assert type(SESSION).from_json(SESSION.to_json()) == SESSION


@pytest.mark.parametrize(("username", "password"), [("", "x"), ("ann", ""), (Secret(""), Secret("x"))])
def test_blank_credentials_are_refused_without_asking(
    platform: Loopback, client: ReportingClient, username: str, password: str
) -> None:
    with pytest.raises(CredentialsRefused):
        client.sign_in(username, password)
    assert platform.requests == []


@pytest.mark.parametrize(
    "refusal",
    [
        ("200 OK", 0),
        ("200 OK", 10),
        ("200 OK", 11),
        ("200 OK", 51),
        ("200 OK", 72),
        ("500 Internal Server Error", 0),
        ("403 Forbidden", 11),
        ("401 Unauthorized", None),
    ],
)
def test_wrong_credentials_are_said_to_be_wrong(
    platform: Loopback, client: ReportingClient, refusal: tuple[str, int | None]
) -> None:
    status, code = refusal
    body = b"" if code is None else f"<a><returnCode>{code}</returnCode></a>".encode()
    platform.script = answer(body, status=status)
    with pytest.raises(CredentialsRefused, match="the user name or the password may be wrong") as caught:
        client.sign_in("ann", "wrong")
    assert caught.value.code == code
    assert ("try again in a few minutes" in str(caught.value)) == (code in (0, 51, 72))
    with pytest.raises(CredentialsRefused, match="the user name or the password may be wrong"):
        client.change_password("ann", "wrong", "new")


@pytest.mark.parametrize("code", [50, 60, 61, 62, 70, 71, 73, 74])
def test_other_codes_at_sign_in_are_no_wrong_password(platform: Loopback, client: ReportingClient, code: int) -> None:
    platform.script = answer(f"<a><returnCode>{code}</returnCode></a>".encode())
    with pytest.raises(ERRORS[code]):
        client.sign_in("ann", "x")


def test_an_answer_without_ids_is_no_session(platform: Loopback, client: ReportingClient) -> None:
    platform.script = answer(b"<a><returnCode>1</returnCode></a>")
    with pytest.raises(UnexpectedAnswer, match="answered the login request with no session id or no user id"):
        client.sign_in("ann", "x")


def test_session_calls_post_their_ids(platform: Loopback, client: ReportingClient) -> None:
    platform.script = answer(b"<c><timezone_id>Etc/GMT+12</timezone_id></c>")
    assert client.time_zones(SESSION) == ["Etc/GMT+12"]
    platform.script = answer(b'<event_info id="7">x</event_info>')
    assert client.events(SESSION)["event_id"].to_list() == ["7"]
    assert platform.lines == ["POST /api/reporting/timezones HTTP/1.1", "POST /api/reporting/eventlist HTTP/1.1"]
    assert [platform.sent(0), platform.sent(1)] == [{"ui": "u-1", "si": "s-1"}] * 2
    assert platform.header("Content-Type") == "application/x-www-form-urlencoded"


def test_a_password_change_spells_its_parameters_as_the_guide_does(
    platform: Loopback, client: ReportingClient
) -> None:
    platform.script = answer(b"<a>Password change successful</a>")
    client.change_password("ann", "old", "new pw")
    assert platform.lines == [
        "GET /api/passwordchange/xml?username=ann&currentpassword=old&newpassword=new%20pw&ver=2.0 HTTP/1.1"
    ]


def test_a_password_change_says_refused_credentials(platform: Loopback, client: ReportingClient) -> None:
    platform.script = answer(b"<a><returnCode>11</returnCode></a>")
    with pytest.raises(CredentialsRefused):
        client.change_password("ann", "old", "new")
    with pytest.raises(CredentialsRefused):
        client.change_password("ann", "old", "")


@pytest.mark.parametrize("code", ERRORS)
@pytest.mark.parametrize("status", ["200 OK", "500 Internal Server Error", "403 Forbidden"])
def test_a_return_code_says_more_than_the_status(
    platform: Loopback, client: ReportingClient, code: int, status: str
) -> None:
    platform.script = answer(f"<a><returnCode>{code}</returnCode></a>".encode(), status=status)
    with pytest.raises(ERRORS[code]):
        client.events(SESSION)


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        ("503 Busy", "Retry-After: 30\r\n", PlatformUnreachable),
        ("502 Bad Gateway", "", PlatformUnreachable),
        ("429 Slow", "Retry-After: Mon, 02 Mar 2026 09:00:30 GMT\r\n", TryAgainLater),
        ("401 Unauthorized", "", SignInAgain),
        ("404 Not Found", "", UnexpectedAnswer),
        ("302 Found", "Location: https://elsewhere.example/?si=s-1\r\n", UnexpectedAnswer),
    ],
)
def test_a_status_without_code_is_said(
    platform: Loopback, client: ReportingClient, status: str, headers: str, kind: type[TryAgainLater]
) -> None:
    platform.script = answer(b"<html>canary</html>", status=status, headers=headers)
    said = f"answered the event list request with HTTP status {status[:3]}"
    with pytest.raises(kind, match=said) as raised:
        client.events(SESSION)
    assert not isinstance(raised.value, ReturnCode)
    assert getattr(raised.value, "retry_after", None) == (30.0 if "Retry-After" in headers else None)
    assert ("it was not followed" in str(raised.value)) == status.startswith("3")
    assert len(platform.requests) == 1


def test_an_inferred_url_is_suspected_by_name(platform: Loopback) -> None:
    platform.script = answer(b"", status="404 Not Found")
    client = connect(platform.url)
    with pytest.raises(
        UnexpectedAnswer, match="is inferred, not documented; correct it with the setting WEBCAST_URL_REPORT"
    ):
        client.open_report(SESSION, ReportRequest("7"))


def test_overridden_names_and_urls_are_what_is_sent(platform: Loopback) -> None:
    platform.script = answer(b'<event_info id="7"/>')
    client = connect(platform.url, URL_EVENT_LIST="https://p.example/v3/list?kind=all", PARAM_SESSION_ID="sess")
    client.events(SESSION)
    assert platform.lines == ["POST /v3/list?kind=all HTTP/1.1"]
    assert platform.requests[0].endswith(b"\r\n\r\nui=u-1&sess=s-1")


def test_a_mistaken_override_is_said_at_the_start() -> None:
    with pytest.raises(SettingsError, match="WEBCAST_URL_RAPPORT overrides nothing that exists"):
        connect("http://127.0.0.1:1", URL_RAPPORT="https://p.example")


def test_code_11_asks_to_sign_in_again(platform: Loopback, client: ReportingClient) -> None:
    platform.script = answer(b"<a><returnCode>11</returnCode></a>")
    with pytest.raises(SessionEnded) as raised:
        client.time_zones(SESSION)
    assert isinstance(raised.value, SignInAgain)


def test_the_event_list_may_be_long(platform: Loopback, client: ReportingClient) -> None:
    body = (
        b"<events>" + b"".join(b'<event_info id="%d">An event</event_info>' % n for n in range(3000)) + b"</events>"
    )
    platform.script = answer(body)
    assert client.events(SESSION).select(pl.col("event_id").n_unique()).item() == 3000
