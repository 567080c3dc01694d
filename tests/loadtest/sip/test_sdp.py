"""Offers and answers of audio."""

from __future__ import annotations

import pytest

from loadtest.sip.errors import SdpError
from loadtest.sip.message import Headers, Message
from loadtest.sip.sdp import PCMA, PCMU, TELEPHONE_EVENT, AudioSession, Codec, answer, session_of

OFFER = (
    b"v=0\r\no=alice 2890844526 2890844527 IN IP4 host.example\r\ns= \r\n"
    b"c=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    b"m=video 51372 RTP/AVP 31 32\r\na=rtpmap:31 H261/90000\r\n"
    b"m=audio 49170 RTP/AVP 111 0 8 97\r\na=rtpmap:111 opus/48000/2\r\n"
    b"a=rtpmap:97 TELEPHONE-EVENT/8000\r\na=sendonly\r\n"
)


def test_the_audio_stream_is_found_with_its_codecs_and_direction():
    session = AudioSession.parse(OFFER)

    assert (session.host, session.port, session.direction) == ("127.0.0.1", 49170, "sendonly")
    assert session.codecs == (
        Codec(111, "OPUS", 48000),
        PCMU,
        PCMA,
        Codec(97, "telephone-event"),
    )
    assert (session.session_id, session.version) == (2890844526, 2890844527)
    assert session.audio_codec == PCMU
    assert session.sends
    assert not session.receives


def test_an_answer_has_as_many_streams_and_refuses_the_others():
    made = answer(AudioSession.parse(OFFER), "127.0.0.1", 4000, session_id=7, version=2)

    assert bytes(made).decode().split("\r\n")[1:] == [
        "o=- 7 2 IN IP4 127.0.0.1",
        "s=-",
        "c=IN IP4 127.0.0.1",
        "t=0 0",
        "m=video 0 RTP/AVP 31 32",
        "m=audio 4000 RTP/AVP 0 8 97",
        "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:8 PCMA/8000",
        "a=rtpmap:97 telephone-event/8000",
        "a=fmtp:97 0-16",
        "a=ptime:20",
        "a=recvonly",
        "",
    ]


def test_the_streams_own_address_outranks_the_sessions():
    own = OFFER.replace(b"a=sendonly", b"c=IN IP6 ::1\r\na=sendonly")
    assert AudioSession.parse(own).host == "::1"


@pytest.mark.parametrize(
    ("direction", "mirrored"),
    [
        ("sendrecv", "sendrecv"),
        ("sendonly", "recvonly"),
        ("recvonly", "sendonly"),
        ("inactive", "inactive"),
    ],
)
def test_the_direction_is_mirrored(direction, mirrored):
    offer = AudioSession("127.0.0.1", 1, direction=direction)
    assert answer(offer, "127.0.0.1", 2).direction == mirrored


def test_the_null_address_is_a_hold():
    held = AudioSession("0.0.0.0", 4000)
    assert held.sends
    assert not held.receives


def test_events_alone_are_no_audio_and_a_refused_stream_has_no_answer():
    with pytest.raises(SdpError, match="no common audio codec"):
        answer(AudioSession("127.0.0.1", 1, (TELEPHONE_EVENT, Codec(9, "G722"))), "127.0.0.1", 2)
    with pytest.raises(SdpError, match="port 0"):
        answer(AudioSession("127.0.0.1", 0), "127.0.0.1", 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"v=0", b"v=1"),
        (b"c=IN IP4 127.0.0.1\r\n", b""),
        (b"c=IN IP4 127.0.0.1", b"c=IN IP4"),
        (b"c=IN IP4", b"c=ATM X"),
        (b"o=alice 2890844526 2890844527 IN IP4 host.example\r\n", b""),
        (b"o=alice 2890844526", b"o=alice x"),
        (b"m=audio", b"m=text"),
        (b"RTP/AVP 111", b"RTP/SAVP 111"),
        (b"audio 49170", b"audio 70000"),
        (b"audio 49170", b"audio -1"),
        (b"AVP 111 0", b"AVP 111 128"),
        (b"AVP 111 0", b"AVP 111 x"),
        (b"a=rtpmap:97 TEL", b"a=rtpmap:TEL"),
        (b"s= \r\n", b"s\r\n"),
        (b"alice", b"\xff"),
    ],
)
def test_what_is_malformed_raises(old, new):
    assert old in OFFER
    with pytest.raises(SdpError):
        AudioSession.parse(OFFER.replace(old, new))


def _message(content_type: str | None, body: bytes) -> Message:
    return Message(Headers([] if content_type is None else [("c", content_type)]), body)


def test_a_session_is_found_in_a_body_of_several_parts():
    parts = (
        b"--x\r\nContent-Type: application/pidf+xml\r\n\r\n<presence/>\r\n"
        b"--x\r\nContent-Type: application/sdp\r\n\r\n" + OFFER + b"\r\n--x--\r\n"
    )
    assert session_of(_message('multipart/mixed;boundary="x"', parts)) == AudioSession.parse(OFFER)
    assert session_of(_message("Application/SDP;x=y", OFFER)) == AudioSession.parse(OFFER)
    assert session_of(_message("text/plain", OFFER)) is None
    assert session_of(_message(None, b"")) is None
    assert session_of(_message("multipart/mixed;boundary=y", parts)) is None
    with pytest.raises(SdpError):
        session_of(_message("application/sdp", b"nonsense"))
