"""For all messages: what is written is read back, and nothing but SipParseError is raised."""

from __future__ import annotations

import contextlib
import string
from urllib.parse import unquote

from hypothesis import given, settings
from hypothesis import strategies as st

from loadtest.sip.errors import RtpError, SdpError, SipParseError
from loadtest.sip.message import (
    Headers,
    NameAddr,
    Request,
    Response,
    Uri,
    Via,
    build_request,
    parse,
    response_for,
)
from loadtest.sip.rtp import ReceiveStatistics, RtpPacket, unpack
from loadtest.sip.sdp import AUDIO_CODECS, DIRECTIONS, TELEPHONE_EVENT, AudioSession, Codec, answer
from loadtest.sip.uri import escape_user, trunk_user

PATIENT = settings(deadline=None)  # a busy machine is no defect
TOKEN = st.text(string.ascii_letters + string.digits + "-.!%*_+`'~", min_size=1, max_size=12)
NAME = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=12)
# what a header value may hold: no line breaks; spaces at its ends do not belong to it
VALUE = st.text(
    st.characters(blacklist_characters="\r\n\0", blacklist_categories=("Cs",)), max_size=40
).map(str.strip)
HOST = st.one_of(
    st.from_regex(r"[a-z0-9]([a-z0-9.-]{0,10}[a-z0-9])?", fullmatch=True),
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(lambda address: f"[{address}]"),
)
PORT = st.none() | st.integers(1, 65535)
PARAMS = st.dictionaries(NAME, st.none() | TOKEN, max_size=3)
URI = st.builds(
    Uri,
    scheme=st.sampled_from(["sip", "sips"]),
    user=st.none() | st.text(min_size=1, max_size=12).map(escape_user),
    host=HOST,
    port=PORT,
    params=PARAMS,
)
NAME_ADDR = st.builds(NameAddr, uri=URI, display=VALUE, params=PARAMS)
VIA = st.builds(
    Via, host=HOST, port=PORT, params=PARAMS, transport=st.sampled_from(["UDP", "TCP", "TLS"])
)
REQUEST = st.builds(
    build_request,
    TOKEN,
    URI,
    via=VIA,
    from_=NAME_ADDR,
    to=NAME_ADDR,
    call_id=TOKEN,
    cseq=st.integers(0, 2**31 - 1),
    headers=st.lists(st.tuples(NAME.map(lambda name: f"X-{name}"), VALUE), max_size=4),
    body=st.binary(max_size=60),
)


@PATIENT
@given(URI)
def test_uris_round_trip(uri):
    assert Uri.parse(str(uri)) == uri


@PATIENT
@given(NAME_ADDR)
def test_name_addrs_round_trip(value):
    assert NameAddr.parse(str(value)) == value


@PATIENT
@given(VIA)
def test_vias_round_trip(via):
    assert Via.parse(str(via)) == via


@PATIENT
@given(REQUEST)
def test_requests_round_trip(request):
    again = parse(bytes(request))
    assert isinstance(again, Request)
    assert again == request
    assert (again.method, again.uri, again.body) == (request.method, request.uri, request.body)
    assert (again.from_, again.to, again.via) == (request.from_, request.to, request.via)


@PATIENT
@given(REQUEST, st.integers(100, 699))
def test_responses_round_trip(request, status):
    response = response_for(request, status, to_tag="t")
    again = parse(bytes(response))
    assert isinstance(again, Response)
    assert again == response
    assert (again.via, again.cseq) == (request.via, request.cseq)


@PATIENT
@given(REQUEST, st.data())
def test_a_damaged_message_parses_or_raises_the_one_error(request, data):
    written = bytearray(bytes(request))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(written) - 1))
        written[at] = data.draw(st.integers(0, 255))
    cut = bytes(written[: data.draw(st.integers(0, len(written)))])
    for damaged in (bytes(written), cut):
        try:
            message = parse(damaged)
        except SipParseError:
            continue
        parse(bytes(message))
        response_for(message, 400) if isinstance(message, Request) else None


@PATIENT
@given(st.binary(max_size=200))
def test_noise_raises_the_one_error(noise):
    readers = ((parse, SipParseError), (AudioSession.parse, SdpError), (unpack, RtpError))
    for read, error in readers:
        with contextlib.suppress(error):
            read(noise)


@PATIENT
@given(st.lists(st.tuples(NAME, VALUE), max_size=6))
def test_headers_find_what_they_hold_whatever_the_case(items):
    headers = Headers(items)
    for name, value in items:
        assert value in [v for k, v in headers if k.lower() == name] or len(name) == 1
        assert headers.get(name.upper()) == headers.get(name) is not None


@PATIENT
@given(st.text(min_size=1, max_size=12), st.text(min_size=1), st.text(min_size=1))
def test_number_and_trunk_group_are_read_back(number, group, context):
    user = trunk_user(number, group, context)
    uri = Uri.parse(f"sip:{user}@h")
    assert uri.number == number
    read = {name: unquote(value or "") for name, value in uri.user_params.items()}
    assert read == {"tgrp": group, "trunk-context": context}


SESSION = st.builds(
    AudioSession,
    host=st.ip_addresses().map(str),
    port=st.integers(0, 65535),
    codecs=st.lists(
        st.sampled_from([*AUDIO_CODECS, TELEPHONE_EVENT, Codec(9, "G722"), Codec(96, "PCMA")]),
        unique_by=lambda codec: codec.payload_type,
        min_size=1,
    ).map(tuple),
    direction=st.sampled_from(DIRECTIONS),
    session_id=st.integers(0, 2**63),
    version=st.integers(0, 2**31),
)


@PATIENT
@given(SESSION)
def test_session_descriptions_round_trip(session):
    again = AudioSession.parse(bytes(session))
    assert bytes(again) == bytes(session)
    assert (again.host, again.port, again.codecs) == (session.host, session.port, session.codecs)


@PATIENT
@given(SESSION)
def test_an_answer_takes_codecs_of_the_offer_and_mirrors_its_direction(offer):
    try:
        made = answer(offer, "127.0.0.1", 4000)
    except SdpError:
        assert offer.port == 0 or offer.audio_codec is None
        return
    assert set(made.codecs) <= set(offer.codecs)
    assert made.audio_codec == offer.audio_codec
    assert (made.direction in ("sendrecv", "sendonly")) == (
        offer.direction in ("sendrecv", "recvonly")
    )


@PATIENT
@given(
    st.builds(
        RtpPacket,
        payload_type=st.integers(0, 127),
        sequence=st.integers(0, 65535),
        timestamp=st.integers(0, 2**32 - 1),
        ssrc=st.integers(0, 2**32 - 1),
        payload=st.binary(max_size=200),
        marker=st.booleans(),
    )
)
def test_rtp_packets_round_trip(packet):
    assert unpack(bytes(packet)) == packet


@PATIENT
@given(st.integers(0, 65535), st.permutations(range(40)), st.sets(st.integers(1, 38)))
def test_the_order_of_arrival_changes_neither_received_nor_lost(first, order, missing):
    statistics = ReceiveStatistics()
    for n, index in enumerate(order):
        if index not in missing:
            packet = RtpPacket(8, (first + index) & 0xFFFF, 160 * index, 1, b"")
            statistics.receive(bytes(packet), n * 0.02)
            statistics.receive(bytes(packet), n * 0.02)

    assert (statistics.received, statistics.lost) == (40 - len(missing), len(missing))
    assert statistics.duplicates == statistics.received
    assert statistics.expected == 40
