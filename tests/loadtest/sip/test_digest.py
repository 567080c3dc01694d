"""Digest against the examples of the RFCs, and against whoever does not know the password."""

from __future__ import annotations

import pytest

from loadtest.sip.digest import (
    Challenge,
    answer,
    new_nonce,
    parse_parameters,
    pick_challenge,
    verify,
)
from loadtest.sip.errors import SipParseError

# RFC 2617 section 3.5
OLD = Challenge(
    "testrealm@host.com",
    "dcd98b7102dd2f0e8b11d0f600bfb0c093",
    qop=("auth", "auth-int"),
    opaque="5ccc069c403ebaf9f0171e9517f40e41",
)
# RFC 7616 section 3.9.1
NEW = Challenge(
    "http-auth@example.org",
    "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    "SHA-256",
    opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
)


def _answer(challenge: Challenge, password: str, nonce: str | None = None, **more: object) -> str:
    return answer(
        challenge,
        username="Mufasa",
        password=password,
        method="GET",
        uri="/dir/index.html",
        client_nonce=nonce,
        **more,
    )


def test_the_example_of_rfc_2617():
    value = _answer(OLD, "Circle Of Life", "0a4f113b")
    assert parse_parameters(value)["response"] == "6629fae49393a05397450978507c4ef1"
    assert parse_parameters(value)["nc"] == "00000001"


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_rfc_7616(algorithm, response):
    challenge = Challenge(NEW.realm, NEW.nonce, algorithm, NEW.qop, NEW.opaque)
    value = _answer(challenge, "Circle of Life", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    assert parse_parameters(value)["response"] == response
    assert parse_parameters(value)["opaque"] == NEW.opaque


def test_without_qop_the_answer_is_that_of_rfc_2069():
    # worked by hand from RFC 2617 section 3.2.2.1
    challenge = Challenge(OLD.realm, OLD.nonce, qop=())
    value = _answer(challenge, "Circle Of Life", "0a4f113b")
    assert parse_parameters(value)["response"] == "670fd8c2df070c60b045671b8b24ff02"
    assert "qop" not in parse_parameters(value)
    assert "cnonce" not in parse_parameters(value)


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256", "MD5-sess", "SHA-256-sess"])
@pytest.mark.parametrize("qop", [(), ("auth",), ("auth-int", "auth")])
def test_a_right_answer_is_accepted_and_a_wrong_one_is_not(algorithm, qop):
    challenge = Challenge('r"1\\', new_nonce(), algorithm, qop)
    value = _answer(challenge, "secret", nonce_count=17)
    right = {"username": "Mufasa", "password": "secret", "method": "GET"}

    assert verify(value, challenge, **right)
    for name, wrong in (("username", "Scar"), ("password", "x"), ("method", "INVITE")):
        assert not verify(value, challenge, **(right | {name: wrong}))
    other = Challenge(challenge.realm, new_nonce(), algorithm, qop)
    assert not verify(value, other, **right)
    assert not verify(value.replace("/dir/index.html", "/dir/other"), challenge, **right)


def test_an_answer_cannot_choose_a_weaker_way():
    right = {"username": "Mufasa", "password": "secret", "method": "GET"}
    strong = Challenge("r", "n", "SHA-256")
    for weak in (Challenge("r", "n", "MD5"), Challenge("r", "n", "SHA-256", ())):
        assert not verify(_answer(weak, "secret"), strong, **right)


@pytest.mark.parametrize("challenge", [OLD, NEW, Challenge('a "b" \\c', "n", "MD5", (), "", True)])
def test_challenges_round_trip(challenge):
    assert Challenge.parse(str(challenge)) == challenge


def test_odd_spacing_case_and_unknown_parameters_are_read():
    value = 'digest  REALM = "r" ,Nonce="n",algorithm=md5 , qop="auth , auth-int",x=y'
    assert Challenge.parse(value) == Challenge("r", "n", "MD5", ("auth", "auth-int"))


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Basic abc",
        'Digest realm="r"',
        'Digest nonce="n"',
        'Digest realm="r, nonce="n"',
        'Digest realm="a", realm="b", nonce="n"',
        'Digest realm="r" nonce="n"',
    ],
)
def test_what_is_malformed_raises(value):
    with pytest.raises(SipParseError):
        Challenge.parse(value)


def test_the_first_answerable_challenge_is_taken():
    values = ["Basic x", 'Digest realm="r",nonce="1",algorithm=SHA-512-256,qop="auth"']
    assert pick_challenge(values) is None
    assert pick_challenge([*values, str(NEW), str(OLD)]) == NEW
    only_integrity = Challenge("r", "n", "MD5", ("auth-int",))
    assert pick_challenge([str(only_integrity)]) is None
    with pytest.raises(ValueError, match="auth-int"):
        _answer(only_integrity, "x")
