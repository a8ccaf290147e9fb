"""Which keys of a provider are taken, and when they are fetched again."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import ECKey, OctKey, OKPKey

from webcast.openid.failures import NotBelieved
from webcast.openid.keys import Keys


def published(bits: int, **more: object) -> dict[str, Any]:
    """Return an RSA key as a provider publishes it."""
    numbers = rsa.generate_private_key(65537, bits).public_key().public_numbers()
    n = urlsafe_b64encode(numbers.n.to_bytes(bits // 8, "big")).decode().rstrip("=")
    return {"kty": "RSA", "kid": "one", "n": n, "e": "AQAB", **more}


LONG = published(2048)


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def kid_of(keys: list[Any], named: str | None = "one", algorithm: str = "RS256") -> object:
    return Keys(lambda: {"keys": keys}).find(named, algorithm).kid


def test_a_key_is_found_by_its_name_and_without_one_where_it_is_the_only_one() -> None:
    assert kid_of([LONG]) == "one"
    assert kid_of([LONG], None) == "one"
    assert kid_of([LONG, {**LONG, "kid": "two"}], "two") == "two"
    with pytest.raises(NotBelieved, match="key"):
        kid_of([LONG, {**LONG, "kid": "two"}], None)
    with pytest.raises(NotBelieved, match="key"):
        kid_of([LONG, LONG])


@pytest.mark.parametrize(("algorithm", "kty"), [("ES256", "EC"), ("EdDSA", "OKP"), ("PS256", "RSA")])
def test_an_algorithm_takes_its_kind_of_key(algorithm: str, kty: str) -> None:
    others = [
        ECKey.generate_key("P-256", {"kid": "one"}).as_dict(private=False),
        OKPKey.generate_key("Ed25519", {"kid": "one"}).as_dict(private=False),
    ]
    assert Keys(lambda: {"keys": [LONG, *others]}).find("one", algorithm).key_type == kty


@pytest.mark.filterwarnings("ignore:Key size should be")  # joserfc says so, and takes it
@pytest.mark.parametrize(
    "key",
    [
        published(1024),
        {**LONG, "use": "enc"},
        {**LONG, "alg": "RS512"},
        {**LONG, "kid": "two"},
        OctKey.generate_key(256, {"kid": "one"}).as_dict(private=True),
    ],
    ids=["too short", "to encrypt with", "for another algorithm", "another name", "a shared one"],
)
def test_a_key_that_does_not_fit_is_none(key: dict[str, Any]) -> None:
    with pytest.raises(NotBelieved, match="key"):
        kid_of([key])
    if key["kid"] == "one":
        assert kid_of([key, LONG]) == "one"


def test_keys_are_fetched_again_when_they_are_old_and_seldom_for_one_that_is_not_there() -> None:
    clock, fetched = Clock(), []

    def fetch() -> dict[str, Any]:
        fetched.append(clock.at)
        return {"keys": [LONG]}

    keys = Keys(fetch, clock)
    for at in (0.0, 1.0, 599.9, 600.0, 604.9):
        clock.at = at
        keys.find("one", "RS256")
    assert fetched == [0.0, 600.0]
    for at in (604.9, 605.0, 609.9, 610.0):
        clock.at = at
        with pytest.raises(NotBelieved, match="key"):
            keys.find("another", "RS256")
    assert fetched == [0.0, 600.0, 605.0, 610.0]
