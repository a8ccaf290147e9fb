from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from webcast.api.endpoints import Endpoints
from webcast.api.guide import CALLS, FIELDS, Call, Field, Status
from webcast.errors import SettingsError
from webcast.settings import Settings, load

DOCS = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def settings(api: Mapping[str, str] | None = None, platform_url: str | None = None) -> Settings:
    return replace(load({}, Path("no-such-file")), api=api or {}, platform_url=platform_url)


def test_calls_go_where_the_guide_says() -> None:
    endpoints = Endpoints.from_settings(settings())
    assert {name: (call.method, call.url, call.status) for name, call in endpoints.calls.items()} == {
        "login": ("GET", "https://api.webcasts.com/api/login", Status.DOCUMENTED),
        "login_json": ("GET", "https://api.webcasts.com/api/login/json", Status.DOCUMENTED),
        "time_zones": ("POST", "https://reporting.webcasts.com/api/reporting/timezones", Status.DOCUMENTED),
        "event_list": ("POST", "https://api.webcasts.com/api/reporting/eventlist", Status.DOCUMENTED),
        "report": ("POST", "https://api.webcasts.com/api/reporting/audience_reports", Status.INFERRED),
        "report_fallback": ("POST", "https://reporting.webcasts.com/api/reporting/audience_reports", Status.INFERRED),
        "expired_report": ("POST", "https://api.webcasts.com/api/reporting/audience_reports", Status.INFERRED),
        "password_change": ("GET", "https://api.webcasts.com/api/passwordchange", Status.DOCUMENTED),
        "password_change_xml": ("GET", "https://api.webcasts.com/api/passwordchange/xml", Status.DOCUMENTED),
        "password_change_json": ("GET", "https://api.webcasts.com/api/passwordchange/json", Status.DOCUMENTED),
    }


def test_every_call_s_fields_exist_and_every_field_is_taken_by_a_call() -> None:
    assert {name for call in CALLS for name in call.fields} == {field.name for field in FIELDS}


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_every_url_can_be_overridden(call: Call) -> None:
    name = call.name
    key = f"URL_{name.upper()}"
    made = Endpoints.from_settings(settings({key: "https://p.example/x"})).calls[name]
    assert (made.url, made.status) == ("https://p.example/x", Status.CONFIGURED)


@pytest.mark.parametrize("name", [field.name for field in FIELDS])
def test_every_parameter_can_be_overridden(name: str) -> None:
    made = Endpoints.from_settings(settings({f"PARAM_{name.upper()}": "zz9"})).fields[name]
    assert (made.parameter, made.status) == ("zz9", Status.CONFIGURED)


def test_fields_become_the_parameters_of_a_call() -> None:
    endpoints = Endpoints.from_settings(settings({"PARAM_EVENT_ID": "eventid"}))
    values = {"user_id": "u", "session_id": "s", "event_id": "7", "exclude_domains": "a.com|b.com", "live": "on"}
    assert endpoints.parameters("report", values) == {
        "ui": "u",
        "si": "s",
        "eventid": "7",
        "excl_domain": "a.com|b.com",
        "live_viewers": "on",
    }


def test_a_field_that_the_call_does_not_take_is_our_mistake() -> None:
    with pytest.raises(KeyError, match="The call 'time_zones' takes user_id, session_id, not event_id"):
        Endpoints.from_settings(settings()).parameters("time_zones", {"event_id": "7"})


def test_the_expired_report_follows_the_report_unless_it_has_its_own_url() -> None:
    one = Endpoints.from_settings(settings({"URL_REPORT": "https://p.example/r"}))
    assert one.calls["expired_report"].url == "https://p.example/r"
    two = Endpoints.from_settings(
        settings({"URL_REPORT": "https://p.example/r", "URL_EXPIRED_REPORT": "https://p.example/old"})
    )
    assert (two.calls["report"].url, two.calls["expired_report"].url) == (
        "https://p.example/r",
        "https://p.example/old",
    )


def test_a_platform_url_replaces_scheme_and_host_of_every_call() -> None:
    endpoints = Endpoints.from_settings(
        settings({"URL_REPORT": "https://p.example/r?x=1"}, platform_url="http://127.0.0.1:9000/box/")
    )
    assert endpoints.calls["login"].url == "http://127.0.0.1:9000/box/api/login"
    assert endpoints.calls["report"].url == "http://127.0.0.1:9000/box/r?x=1"
    assert {call.url.split("/api")[0] for call in endpoints.calls.values()} <= {
        "http://127.0.0.1:9000/box",
        "http://127.0.0.1:9000/box/r?x=1",
    }


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (
            "URL_LOGON",
            r"WEBCAST_URL_LOGON overrides nothing that exists\. .* WEBCAST_URL_LOGIN, WEBCAST_URL_LOGIN_JSON,",
        ),
        ("PARAM_EVENT", r"WEBCAST_PARAM_EVENT overrides nothing that exists\. .* WEBCAST_PARAM_EVENT_ID,"),
    ],
)
def test_an_unknown_override_lists_the_valid_names(key: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Endpoints.from_settings(settings({key: "x"}))


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("ftp://p.example/x", "but has another scheme or no host"),
        ("p.example/x", "but has another scheme or no host"),
        ("https:///x", "but has another scheme or no host"),
        ("https://ann:canary@p.example/x", "but holds credentials or a fragment"),
        ("https://p.example/x#canary", "but holds credentials or a fragment"),
        ("https://[::1/canary", "but cannot be read as a URL"),
        ("https://p.example:canary/", "but cannot be read as a URL"),
        ("https://p.example/a canary", "but holds white space"),
        ("http://p.example/canary", "but would send the password unencrypted"),
        ("http://10.0.0.7/canary", "but would send the password unencrypted"),
    ],
)
@pytest.mark.parametrize("setting", ["URL_LOGIN", "PLATFORM_URL"])
def test_a_url_that_cannot_be_used_is_refused_without_quoting_it(setting: str, value: str, problem: str) -> None:
    made = settings(platform_url=value) if setting == "PLATFORM_URL" else settings({setting: value})
    with pytest.raises(SettingsError) as raised:
        Endpoints.from_settings(made)
    assert str(raised.value).startswith(f"WEBCAST_{setting} should be a URL such as 'https://")
    assert problem in str(raised.value)
    assert "canary" not in str(raised.value)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000", "localhost", "sandbox:8080"])
def test_plain_http_is_for_this_machine_and_a_container_beside_it(host: str) -> None:
    assert Endpoints.from_settings(settings(platform_url=f"http://{host}")).calls["login"].url == (
        f"http://{host}/api/login"
    )


def test_a_parameter_name_is_a_name() -> None:
    with pytest.raises(SettingsError, match=r"WEBCAST_PARAM_ZONE should be a parameter name .*, but is 'a&b'"):
        Endpoints.from_settings(settings({"PARAM_ZONE": "a&b"}))


def test_two_fields_of_a_call_cannot_share_a_parameter() -> None:
    with pytest.raises(SettingsError, match="WEBCAST_PARAM_ZONE and WEBCAST_PARAM_FORMAT should differ"):
        Endpoints.from_settings(settings({"PARAM_ZONE": "df"}))


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_the_documentation_has_every_call_with_its_status(call: Call) -> None:
    row = next(line for line in DOCS.read_text("utf-8").splitlines() if f"`WEBCAST_URL_{call.name.upper()}`" in line)
    assert call.name == "expired_report" or f"`{call.url}`" in row
    assert f"| {call.method} | {call.status.value}" in row


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_the_documentation_has_every_field_with_its_status(field: Field) -> None:
    row = next(
        line for line in DOCS.read_text("utf-8").splitlines() if f"`WEBCAST_PARAM_{field.name.upper()}` |" in line
    )
    assert f"| `{field.parameter}` | {field.status.value}" in row
