from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from webcast import setting_openid
from webcast.errors import SettingsError
from webcast.settings import Settings, load

DOCS = Path(__file__).resolve().parent.parent / "docs" / "settings.md"
NOWHERE = Path("no-such-secrets.toml")


def test_defaults_keep_the_library_in_sqlite_in_the_data_folder(tmp_path: Path) -> None:
    settings = load({"WEBCAST_DATA_DIR": str(tmp_path)}, NOWHERE)
    assert settings.database_url == f"sqlite:///{tmp_path}/library.sqlite3"
    assert (settings.time_zone, settings.connect_timeout, settings.session_hours) == ("UTC", 10.0, 12.0)


def test_a_variable_wins_over_its_file_and_the_file_over_the_secrets(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(
        '[webcast]\nmaster_key = "from secrets"\ndemo_username = "ann"\ndemo_password = "from secrets"\n'
    )
    key = tmp_path / "key"
    key.write_text("from file\n")
    settings = load({"WEBCAST_MASTER_KEY_FILE": str(key), "WEBCAST_DEMO_PASSWORD": "direct"}, secrets)
    assert (settings.master_key, settings.demo_password, settings.demo_username) == ("from file", "direct", "ann")


def test_the_key_s_own_file_is_known_to_be_read_again(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("from file\n")
    settings = load({"WEBCAST_MASTER_KEY_FILE": str(key)}, NOWHERE)
    assert (settings.master_key, settings.master_key_file) == ("from file", key)
    direct = load({"WEBCAST_MASTER_KEY_FILE": str(key), "WEBCAST_MASTER_KEY": "direct"}, NOWHERE)
    assert (direct.master_key, direct.master_key_file) == ("direct", None)


def test_overrides_of_the_api_travel_as_they_are() -> None:
    settings = load({"WEBCAST_URL_REPORT": "https://x.example/r", "WEBCAST_PARAM_EVENT_ID": "id"}, NOWHERE)
    assert settings.api == {"URL_REPORT": "https://x.example/r", "PARAM_EVENT_ID": "id"}


def test_lists_are_separated_by_commas_or_blanks() -> None:
    environ = {"WEBCAST_TRUSTED_PROXIES": "10.1.0.0/16, ::1 unix", "WEBCAST_HOSTS": "a.example,*.b.example [::1]"}
    settings = load(environ, NOWHERE)
    assert settings.trusted_proxies == ("10.1.0.0/16", "::1", "unix")
    assert settings.hosts == ("a.example", "*.b.example", "[::1]")
    assert (load({}, NOWHERE).trusted_proxies, load({}, NOWHERE).hosts) == ((), ())


def test_an_operator_s_address_is_on_or_off_or_for_networks() -> None:
    plain = load({}, NOWHERE)
    assert (plain.livez, plain.readyz, plain.metrics) == (("on",), ("on",), ("off",))
    environ = {"WEBCAST_LIVEZ": "off", "WEBCAST_READYZ": "on", "WEBCAST_METRICS": "10.1.0.0/16 unix,0.0.0.0/0"}
    settings = load(environ, NOWHERE)
    assert (settings.livez, settings.readyz) == (("off",), ("on",))
    assert settings.metrics == ("10.1.0.0/16", "unix", "0.0.0.0/0")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("METRICS", "yes", "WEBCAST_METRICS should be 'on', 'off', or the addresses and networks that it answers"),
        ("LIVEZ", "on, 10.0.0.0/8", "such as '192.0.2.7, 10.1.0.0/16' or 'unix', but has 'on'."),
        ("TIME_ZONE", "Mars/Olympus", "WEBCAST_TIME_ZONE should be an IANA time zone such as 'Europe/Berlin'"),
        ("TIME_ZONE", "localtime", "should be an IANA time zone such as 'Europe/Berlin', but is 'localtime'."),
        ("READ_TIMEOUT", "soon", "WEBCAST_READ_TIMEOUT should be a number of zero or more, but is 'soon'."),
        ("READ_TIMEOUT", "nan", "WEBCAST_READ_TIMEOUT should be a number of zero or more, but is 'nan'."),
        ("LOG", "xml", "WEBCAST_LOG should be 'lines' or 'json', but is 'xml'."),
        ("SECURE_COOKIES", "yes", "WEBCAST_SECURE_COOKIES should be 'on' or 'off', but is 'yes'."),
        ("TRUSTED_PROXIES", "*", "WEBCAST_TRUSTED_PROXIES should name the proxies' addresses or networks"),
        ("TRUSTED_PROXIES", "10.0.0.1, 0.0.0.0/0", "or 'unix', but has '0.0.0.0/0'."),
        ("TRUSTED_PROXIES", "10.0.0.5/8", "or 'unix', but has '10.0.0.5/8'."),
        ("TRUSTED_PROXIES", "proxy.example", "or 'unix', but has 'proxy.example'."),
        ("HOSTS", "https://a.example", "WEBCAST_HOSTS should hold names without scheme and port"),
        ("HOSTS", "a.example b.example:8501", "but has 'b.example:8501'."),
        ("HOSTS", "a.*", "but has 'a.*'."),
        ("MASTER_KEY_FILE", "/no/such/file", "WEBCAST_MASTER_KEY_FILE names /no/such/file, which cannot be read"),
    ],
)
def test_a_value_that_cannot_be_read_names_the_setting(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(message)):
        load({f"WEBCAST_{name}": value}, NOWHERE)


def test_secrets_stay_out_of_repr_and_of_errors(tmp_path: Path) -> None:
    settings = load({"WEBCAST_MASTER_KEY": "canary", "WEBCAST_DATABASE_URL": "postgresql://u:canary@h/d"}, NOWHERE)
    assert "canary" not in repr(settings)
    broken = tmp_path / "secrets.toml"
    broken.write_text("[webcast]\ndemo_password = canary\n")
    with pytest.raises(SettingsError) as raised:
        load({}, broken)
    assert "canary" not in str(raised.value)
    assert "canary" not in repr(raised.value.__cause__)


def test_an_own_mark_is_held_as_a_picture_that_needs_no_file(tmp_path: Path) -> None:
    picture = tmp_path / "mark.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    settings = load({"WEBCAST_OWN_MARK": str(picture)}, NOWHERE)
    expected = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4="
    assert settings.own_mark == expected
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * (128 * 1024 - 8))
    assert load({"WEBCAST_OWN_MARK": str(picture)}, NOWHERE).own_mark.startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"0" * (128 * 1024 - 7), "is larger"),
        (b"<html>", "is none"),
        (None, "cannot be read"),
    ],
)
def test_an_own_mark_that_is_none_stops_the_start(tmp_path: Path, content: bytes | None, said: str) -> None:
    picture = tmp_path / "mark"
    if content is not None:
        picture.write_bytes(content)
    with pytest.raises(SettingsError, match=said):
        load({"WEBCAST_OWN_MARK": str(picture)}, NOWHERE)


def test_the_documentation_lists_every_setting() -> None:
    text = DOCS.read_text("utf-8")
    text_of_providers = text.partition("## Of an OpenID provider")[2]
    assert [part for part in setting_openid._PARTS if f"| `{part}` |" not in text_of_providers] == []
    missing = [
        f.name for f in dataclasses.fields(Settings) if f.name != "api" and f"`WEBCAST_{f.name.upper()}`" not in text
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("", (None)), ("06:00-20:00", (360, 1200)), ("22:00 - 05:30", (1320, 330)), ("00:00-23:59", (0, 1439))],
)
def test_hours_are_two_times_of_day(text: str, minutes: tuple[int, int] | None) -> None:
    assert load({"WEBCAST_REFRESH_BETWEEN": text}, NOWHERE).refresh_between == minutes


@pytest.mark.parametrize("text", ["6-20", "06:00", "24:00-06:00", "06:00-06:60", "06:00-06:00", "all day"])
def test_what_is_no_hours_stops_the_start(text: str) -> None:
    with pytest.raises(SettingsError, match="two times of day"):
        load({"WEBCAST_REFRESH_BETWEEN": text}, NOWHERE)


@pytest.mark.parametrize(("text", "taken"), [("0", True), ("4.9", False), ("5", True), ("-1", False), ("60", True)])
def test_accounts_are_refreshed_every_five_minutes_at_most(text: str, taken: bool) -> None:
    if taken:
        assert load({"WEBCAST_REFRESH_EVERY_MINUTES": text}, NOWHERE).refresh_every_minutes == float(text)
    else:
        with pytest.raises(SettingsError, match="WEBCAST_REFRESH_EVERY_MINUTES should be"):
            load({"WEBCAST_REFRESH_EVERY_MINUTES": text}, NOWHERE)
