"""The sign-in cookie: only ours, unchanged, in time and not signed out."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from tests.web.conftest import Clock
from webcast.api.redaction import Secret
from webcast.api.session import ApiSession
from webcast.settings import Settings
from webcast.web.app_state import AppState, use, visitor_from
from webcast.web.visitor import Came, Cookies, Visitor, files_only_visitor, new_visitor

KEY = bytes(range(32))
OLD_KEY = bytes(range(32, 64))
NOW = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)


class Standing(set[str]):
    """The sessions that are over; the only token in force is that of the visitor below, whatever it is."""

    token: str | None = None

    def in_force(self, sid: str, token: str | None, now: datetime) -> bool:
        assert now.tzinfo is UTC
        return sid not in self and (token is None or self.token in (None, token))


class Now:
    at = NOW

    def __call__(self) -> datetime:
        return self.at


def cookies(*keys: bytes, now: Now | None = None, over: Standing | None = None) -> Cookies:
    return Cookies(keys or (KEY,), Standing() if over is None else over, now=now or Now())


def visitor() -> Visitor:
    api = ApiSession(Secret("canary-user-id"), Secret("canary-session-id"), NOW)
    return new_visitor(account="acc", username="ann@example.com", api=api, expires_at=NOW + timedelta(hours=12))


def test_a_cookie_reads_back_as_its_visitor() -> None:
    box = cookies()
    ann = visitor()
    assert box.read(box.seal(ann)) == ann


def test_a_files_only_cookie_reads_back() -> None:
    box = cookies()
    somebody = files_only_visitor(NOW + timedelta(hours=1))
    assert box.read(box.seal(somebody)) == somebody
    assert somebody.account == f"files-{somebody.sid}"
    assert somebody.files_only


def test_the_cookie_shows_nothing() -> None:
    value = cookies().seal(visitor())
    for part in (value.encode(), base64.urlsafe_b64decode(value + "==")):
        for secret in (b"canary", b"ann@example.com", b"acc"):
            assert secret not in part


def test_a_visitor_s_repr_shows_no_secret() -> None:
    shown = repr(visitor())
    assert "canary" not in shown
    assert "ann@example.com" not in shown
    assert visitor().sid not in shown


@given(st.data())
def test_a_changed_cookie_is_no_cookie(data: st.DataObject) -> None:
    box = cookies()
    raw = bytearray(base64.urlsafe_b64decode(box.seal(visitor()) + "=="))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    assert box.read(base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")) is None


def test_the_value_needs_no_quotes() -> None:
    assert re.fullmatch(r"[\w-]+", cookies().seal(visitor()))


@pytest.mark.parametrize("value", ["", "x", "gAAAAA", "ÿ" * 100, "\x00", "a b;c", "☃"])
def test_nonsense_is_no_cookie(value: str) -> None:
    assert cookies().read(value) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{}", b'{"v":3}', b'{"v":2,"sid":"s"}', b"\xff"])
def test_what_we_sealed_in_another_shape_is_no_cookie(content: bytes) -> None:
    token = Fernet(base64.urlsafe_b64encode(KEY)).encrypt(content)
    assert cookies().read(token.decode()) is None


def test_a_cookie_of_another_version_is_no_cookie() -> None:
    box = Fernet(base64.urlsafe_b64encode(KEY))
    content = json.loads(box.decrypt(cookies().seal(visitor()).encode() + b"=="))
    token = box.encrypt(json.dumps({**content, "v": 1}).encode()).decode()
    assert cookies().read(token) is None


def test_a_cookie_of_another_key_is_no_cookie() -> None:
    assert cookies(KEY).read(cookies(OLD_KEY).seal(visitor())) is None


def test_an_older_key_still_opens_after_a_rotation() -> None:
    ann = visitor()
    assert cookies(KEY, OLD_KEY).read(cookies(OLD_KEY).seal(ann)) == ann


def test_a_cookie_ends_to_the_second() -> None:
    now = Now()
    box = cookies(now=now)
    value = box.seal(visitor())
    now.at = NOW + timedelta(hours=12) - timedelta(seconds=1)
    assert box.read(value) is not None
    now.at = NOW + timedelta(hours=12)
    assert box.read(value) is None


def test_a_session_that_is_over_lets_nobody_in() -> None:
    over = Standing()
    box = cookies(over=over)
    ann = visitor()
    value = box.seal(ann)
    assert box.read(value) == ann
    over.add(ann.sid)
    assert box.read(value) is None
    assert box.read(value, of_open_page=True) is None


def test_an_older_cookie_of_a_session_is_good_for_pages_that_are_open_alone() -> None:
    over = Standing()
    over.token = "newer"
    box = cookies(over=over)
    ann = visitor()
    assert box.read(box.seal(ann)) is None
    assert box.read(box.seal(ann), of_open_page=True) == ann
    assert box.read(box.seal(replace(ann, token="newer"))) is not None


def test_every_visitor_has_a_token_of_their_own() -> None:
    tokens = {visitor().token, visitor().token, files_only_visitor(NOW).token}
    assert len(tokens) == 3
    assert all(len(token) == 22 for token in tokens)


def test_the_name_behind_tls_is_one_that_no_neighbour_can_set() -> None:
    assert Cookies((KEY,), Standing(), secure=True).name == "__Host-webcast_session"
    assert cookies().name == "webcast_session"


def test_behind_tls_pages_know_nobody_by_the_name_that_a_neighbour_can_set(
    secure_settings: Settings, clock: Clock
) -> None:
    state = AppState.open(secure_settings, now=clock)
    use(state)
    try:
        guest = files_only_visitor(clock() + timedelta(hours=1))
        state.let_in(guest, Came())
        value = state.cookies.seal(guest)
        assert visitor_from({"__Host-webcast_session": value}) is not None
        assert visitor_from({"webcast_session": value}) is None
        assert visitor_from({"__Host-webcast_session": "", "webcast_session": value}) is None
    finally:
        use(None)
        state.close()
