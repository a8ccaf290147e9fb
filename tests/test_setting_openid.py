"""OpenID providers by settings: what is read, what stops the start, and that no secret is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from webcast.errors import SettingsError
from webcast.roles import Role
from webcast.setting_openid import OpenIdProvider, is_near, is_safe
from webcast.settings import Settings, load

NOWHERE = Path("no-such-secrets.toml")
ENOUGH = {
    "WEBCAST_OPENID": "contoso",
    "WEBCAST_OPENID_CONTOSO_ISSUER": "https://login.example/realm",
    "WEBCAST_OPENID_CONTOSO_CLIENT_ID": "webcasts",
    "WEBCAST_OPENID_CONTOSO_DOMAINS": "Corp.example, corp.test",
    "WEBCAST_OPENID_CONTOSO_DEFAULT_ROLE": "figures",
}


def read(**more: str) -> Settings:
    return load(ENOUGH | {f"WEBCAST_{name}": value for name, value in more.items()}, NOWHERE)


def test_without_a_name_there_is_no_provider() -> None:
    assert load({}, NOWHERE).openid == ()


def test_what_is_not_said_is_the_careful_choice() -> None:
    assert read().openid == (
        OpenIdProvider(
            name="contoso",
            issuer="https://login.example/realm",
            client_id="webcasts",
            client_secret="",
            label="Contoso",
            scopes=("openid", "email", "profile"),
            domains=("corp.example", "corp.test"),
            email_trusted=False,
            role_claim="groups",
            roles={},
            default_role=Role.FIGURES,
            account_claim="groups",
            accounts={},
            new_people=True,
            join=False,
            sign_out=True,
        ),
    )


def test_everything_can_be_said() -> None:
    (one,) = read(
        OPENID_CONTOSO_LABEL="Contoso Ltd",
        OPENID_CONTOSO_SCOPES="email, groups",
        OPENID_CONTOSO_EMAIL="trusted",
        OPENID_CONTOSO_ROLE_CLAIM="realm_access.roles",
        OPENID_CONTOSO_ROLES="cn=Admins,dc=corp = admin;\n Marketing=people ;",
        OPENID_CONTOSO_ACCOUNTS="Marketing = api-marketing; * = api-all",
        OPENID_CONTOSO_NEW_PEOPLE="off",
        OPENID_CONTOSO_JOIN="on",
        OPENID_CONTOSO_SIGN_OUT="off",
        OPENID_CONTOSO_CLIENT_SECRET="canary",
    ).openid
    assert (one.label, one.scopes, one.email_trusted) == ("Contoso Ltd", ("openid", "email", "groups"), True)
    assert (one.role_claim, one.account_claim) == ("realm_access.roles", "realm_access.roles")
    assert one.roles == {"cn=Admins,dc=corp": Role.ADMIN, "Marketing": Role.PEOPLE}
    assert one.accounts == {"Marketing": "api-marketing", "*": "api-all"}
    assert (one.new_people, one.join, one.sign_out) == (False, True, False)
    assert one.client_secret == "canary"


def test_a_secret_comes_from_a_file_and_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("canary\n")
    settings = read(OPENID_CONTOSO_CLIENT_SECRET_FILE=str(file))
    assert settings.openid[0].client_secret == "canary"
    assert "canary" not in repr(settings)
    with pytest.raises(SettingsError) as raised:
        read(OPENID_CONTOSO_CLIENT_SECRET="canary with blanks")
    assert "canary" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("OPENID", "Contoso", "WEBCAST_OPENID should name up to 20 providers"),
        ("OPENID", "contoso contoso", "but has 'contoso'."),
        ("OPENID", "contoso, google", "WEBCAST_OPENID_GOOGLE_ISSUER should be the provider's https address"),
        ("OPENID_CONTOSO_DOMAIN", "x", "WEBCAST_OPENID_CONTOSO_DOMAIN should be a setting of one of the providers"),
        ("OPENID_GOOGLE_ISSUER", "x", "WEBCAST_OPENID_GOOGLE_ISSUER should be a setting of one of the providers"),
        ("OPENID_CONTOSO_ISSUER", "http://login.example", "but is 'http://login.example'."),
        ("OPENID_CONTOSO_ISSUER", "https://login.example/?a=1", "as its tokens say it"),
        ("OPENID_CONTOSO_CLIENT_ID", "", "WEBCAST_OPENID_CONTOSO_CLIENT_ID should be as the provider gave it"),
        ("OPENID_CONTOSO_DOMAINS", "", "WEBCAST_OPENID_CONTOSO_DOMAINS should hold the e-mail domains"),
        ("OPENID_CONTOSO_DOMAINS", "@corp.example", "but is '@corp.example'."),
        ("OPENID_CONTOSO_DOMAINS", "*.corp.example", "but is '*.corp.example'."),
        ("OPENID_CONTOSO_DEFAULT_ROLE", "", "WEBCAST_OPENID_CONTOSO_ROLES should say which values of the claim"),
        ("OPENID_CONTOSO_DEFAULT_ROLE", "owner", "WEBCAST_OPENID_CONTOSO_DEFAULT_ROLE should name roles among"),
        ("OPENID_CONTOSO_ROLES", "Marketing = boss", "WEBCAST_OPENID_CONTOSO_ROLES should name roles among"),
        ("OPENID_CONTOSO_ROLES", "Marketing", "each value once, but has 'Marketing'."),
        ("OPENID_CONTOSO_ROLES", "A = admin; A = figures", "each value once, but has 'A = figures'."),
        ("OPENID_CONTOSO_EMAIL", "maybe", "should be 'verified' or 'trusted', but is 'maybe'."),
        ("OPENID_CONTOSO_JOIN", "yes", "WEBCAST_OPENID_CONTOSO_JOIN should be 'off' or 'on', but is 'yes'."),
        ("ADDRESS", "webcasts.example.com", "WEBCAST_ADDRESS should be the dashboard's own address"),
        ("ADDRESS", "https://webcasts.example.com/?a", "but is 'https://webcasts.example.com/?a'."),
        ("ADDRESS", "https://u@webcasts.example.com", "WEBCAST_ADDRESS should be the dashboard's own address"),
    ],
)
def test_what_cannot_be_meant_stops_the_start(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(message)):
        read(**{name: value})


def test_the_dashboards_own_address_has_no_slash_at_its_end() -> None:
    assert read(ADDRESS="https://webcasts.example.com/insights/").address == "https://webcasts.example.com/insights"
    assert read().address == ""


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://login.example/token", True),
        ("http://127.0.0.1:9000/token", True),
        ("http://[::1]:9000/token", True),
        ("http://localhost/token", True),
        ("http://login.example/token", False),
        ("http://127.0.0.1.example/token", False),
        ("https://", False),
        ("https://u:p@login.example/", False),
        ("https://login.example/#x", False),
        ("https://login.example:x/", False),
        ("https://login.example/a b", False),
        ("ftp://login.example/", False),
        ("", False),
    ],
)
def test_only_this_machine_is_asked_without_tls(url: str, safe: bool) -> None:
    assert is_safe(url) is safe


def test_this_machine_is_known_by_address_and_one_name() -> None:
    assert [is_near(host) for host in ("127.8.9.1", "::1", "localhost", "10.0.0.1", None)] == [
        True, True, True, False, False,
    ]  # fmt: skip
