"""The parser against messages that are hard, in the spirit of RFC 4475, and against bad ones."""

from __future__ import annotations

import pytest

from loadtest.sip.message import (
    Headers,
    NameAddr,
    Request,
    Response,
    SipParseError,
    Uri,
    Via,
    ack_for,
    cancel_for,
    parse,
    reason_of,
    response_for,
    stamp_source,
)

PLAIN = (
    b"INVITE sip:112@127.0.0.1 SIP/2.0\r\n"
    b"Via: SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bKabc;rport\r\n"
    b"Max-Forwards: 70\r\n"
    b'From: "A" <sip:0899@127.0.0.1>;tag=abc\r\n'
    b"To: <sip:112@127.0.0.1>\r\n"
    b"Call-ID: x@y\r\n"
    b"CSeq: 1 INVITE\r\n"
    b"Contact: <sip:0899@127.0.0.1:5080>\r\n"
    b"Content-Type: text/plain\r\n"
    b"Content-Length: 5\r\n"
    b"\r\n"
    b"hello"
)


def _request(data: bytes = PLAIN) -> Request:
    message = parse(data)
    assert isinstance(message, Request)
    return message


def test_a_plain_message_comes_out_as_it_went_in():
    assert bytes(parse(PLAIN)) == PLAIN


def test_a_tortuous_message_means_what_it_means():
    # after RFC 4475 section 3.1.1.1: folding, odd spacing and case, compact and repeated fields
    data = (
        b"\r\n\r\nINVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0\r\n"
        b"TO :\r\n sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n\r\n"
        b'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>\r\n'
        b"  ;\r\n  tag = 98asjd8\r\n"
        b"MaX-fOrWaRdS: 068\r\n"
        b"Call-ID: wsinv.ndaksdj@192.0.2.1\r\n"
        b"cseq: 0009\r\n  INVITE\r\n"
        b"Via  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw\r\n"
        b"s :\r\n"
        b"NewFangledHeader:   newfangled value\r\n continued newfangled value\r\n"
        b"UnknownHeaderWithUnusualValue: ;;,,;;,;\r\n"
        b"Content-Type: application/sdp\r\n"
        b"Route:\r\n <sip:services.example.com;lr;unknownwith=value;unknown-no-value>\r\n"
        b"v:  SIP  / 2.0  / TCP     spindle.example.com   ;\r\n"
        b"  branch  =   z9hG4bK9ikj8  ,\r\n SIP  /    2.0   / UDP  192.168.255.111   ; branch=\r\n"
        b" z9hG4bK30239\r\n"
        b'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =\r\n      newvalue ;\r\n'
        b"  secondparam ; q = 0.33\r\n"
        b"l: 4\r\n\r\nv=0\nmore"
    )
    message = _request(data)

    assert message.uri.params == {"unknownparam": None}
    assert message.to.tag == "1918181833n"
    assert (message.from_.display, message.from_.tag) == ('J Rosenberg \\"', "98asjd8")
    assert message.headers.get("max-forwards") == "068"
    assert message.cseq == (9, "INVITE")
    vias = [Via.parse(value) for value in message.headers.get_all("via")]
    assert [(via.transport, via.host, via.branch) for via in vias] == [
        ("UDP", "192.0.2.2", "390skdjuw"),
        ("TCP", "spindle.example.com", "z9hG4bK9ikj8"),
        ("UDP", "192.168.255.111", "z9hG4bK30239"),
    ]
    assert message.headers.get("Subject") == ""
    assert message.headers.get("newfangledheader") == "newfangled value continued newfangled value"
    assert message.routes[0].uri.params["lr"] is None
    assert message.contact is not None
    assert message.contact.display == 'Quoted string ""'
    assert message.contact.params == {"newparam": "newvalue", "secondparam": None, "q": "0.33"}
    assert message.body == b"v=0\n"


def test_unusual_characters_are_kept():
    # after RFC 4475 sections 3.1.1.2, 3.1.1.4 and 3.1.1.5
    data = PLAIN.replace(b"INVITE", b"!interesting-Method0123456789_*+`.%indeed'~").replace(
        b"sip:112@127.0.0.1 SIP",
        b"sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d@h SIP",
    )
    message = _request(data.replace(b'"A"', '"Jürgen ☎"'.encode()))

    assert message.method == "!interesting-Method0123456789_*+`.%indeed'~"
    assert message.uri.host == "h"
    assert message.from_.display == "Jürgen ☎"
    assert bytes(parse(bytes(message))) == bytes(message)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\r\n\r\nhello", b"\r\n"),
        (b"\r\n", b"\n"),
        (b"Call-ID: x@y\r\n", b"Call-ID: x@y\n"),
        (b"Call-ID: x@y\r\n", b"Call-ID: x@y\rX: 1\r\n"),
        (b"Call-ID: x@y\r\n", b""),
        (b"Call-ID: x@y", b"Call-ID:"),
        (b"Call-ID: x@y", b"Call-ID: x\0y"),
        (b"Call-ID: x@y\r\n", b"Call-ID: x@y\r\nCall-ID: z\r\n"),
        (b"Call-ID: x@y\r\n", b"Call-ID: x@y\r\ni: z\r\n"),
        (b"Call-ID: x@y", b"Call-ID x@y"),
        (b"Call-ID: x@y", b": x@y"),
        (b"Call-ID: x@y", b"Call ID: x@y"),
        (b"Via: SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bKabc;rport\r\n", b""),
        (b"SIP/2.0/UDP 127", b"SIP/7.0/UDP 127"),
        (b"SIP/2.0/UDP 127.0.0.1:5080", b"SIP/2.0/UDP 127.0.0.1:99999"),
        (b"SIP/2.0/UDP 127.0.0.1:5080", b"SIP/2.0/UDP"),
        (b"branch=z9hG4bKabc", b"branch=a;branch=b"),
        (b"CSeq: 1 INVITE", b"CSeq: 1 BYE"),
        (b"CSeq: 1 INVITE", b"CSeq: INVITE"),
        (b"CSeq: 1 INVITE", b"CSeq: 1"),
        (b"CSeq: 1 INVITE", b"CSeq: -1 INVITE"),
        (b"CSeq: 1 INVITE", b"CSeq: 2147483648 INVITE"),
        (b"CSeq: 1 INVITE", "CSeq: ١ INVITE".encode()),
        (b"Max-Forwards: 70", b"Max-Forwards: 256"),
        (b"Max-Forwards: 70", b"Max-Forwards: many"),
        (b"Content-Length: 5", b"Content-Length: 6"),
        (b"Content-Length: 5", b"Content-Length: -5"),
        (b"Content-Length: 5", b"Content-Length: 99999999999999999999"),
        (b"Content-Length: 5", b"Content-Length: 5\r\nl: 5"),
        (b'"A" <sip:0899@127.0.0.1>', b'"A <sip:0899@127.0.0.1>'),
        (b'"A" <sip:0899@127.0.0.1>', b'"A" sip:0899@127.0.0.1'),
        (b'"A" <sip:0899@127.0.0.1>', b'"A" <sip:0899@127.0.0.1'),
        (b'"A" <sip:0899@127.0.0.1>', b'A "B" <sip:0899@127.0.0.1>'),
        (b'"A" <sip:0899@127.0.0.1>', b"sip:0899@127.0.0.1?x=y"),
        (b'"A" <sip:0899@127.0.0.1>', b"<0899@127.0.0.1>"),
        (b'"A" <sip:0899@127.0.0.1>', b"<sip:08 99@127.0.0.1>"),
        (b'"A" <sip:0899@127.0.0.1>', b"<sip:0899@127.0.0.1> tail"),
        (b"To: <sip:112@127.0.0.1>", b"To: <sip:112@>"),
        (b"To: <sip:112@127.0.0.1>", b"To: <sip:@127.0.0.1>"),
        (b"To: <sip:112@127.0.0.1>", b"To: <sip:112@127.0.0.1:0>"),
        (b"To: <sip:112@127.0.0.1>", b"To: <sip:112@[::1>"),
        (b"To: <sip:112@127.0.0.1>", b"To: "),
        (b"INVITE sip:112@127.0.0.1 SIP/2.0", b"INVITE sip:112@127.0.0.1 SIP/3.0"),
        (b"INVITE sip:112@127.0.0.1 SIP/2.0", b"INVITE  sip:112@127.0.0.1 SIP/2.0"),
        (b"INVITE sip:112@127.0.0.1 SIP/2.0", b"INVITE <sip:112@127.0.0.1> SIP/2.0"),
        (b"INVITE sip:112@127.0.0.1 SIP/2.0", b"INVITE sip:112@127.0.0.1; lr SIP/2.0"),
        (b"INVITE sip:112@127.0.0.1 SIP/2.0", b"INVITE sip:112@127.0.0.1 SIP/2.0 "),
        (b"INVITE sip:112@127.0.0.1 SIP/2.0", b"SIP/2.0 99 Low"),
        (b"INVITE sip:112@127.0.0.1 SIP/2.0", b"SIP/2.0 700 High"),
        (b"INVITE sip:112@127.0.0.1 SIP/2.0", b"SIP/2.0 4294967301 Better"),
        (b"INVITE sip:112@127.0.0.1 SIP/2.0", b"SIP/2.0 abc Text"),
        (b'"A"', b'"\xff"'),
    ],
)
def test_what_is_malformed_raises_one_error(old, new):
    assert old in PLAIN
    with pytest.raises(SipParseError):
        parse(PLAIN.replace(old, new))


@pytest.mark.parametrize("line", ["SIP/2.0 200 OK", "SIP/2.0 200 ", "SIP/2.0 200", "sip/2.0 100 ="])
def test_status_lines(line):
    message = parse(PLAIN.replace(b"INVITE sip:112@127.0.0.1 SIP/2.0", line.encode()))
    assert isinstance(message, Response)
    assert message.status == int(line.split()[1])
    assert message.reason == line[12:]


def test_without_content_length_the_body_is_the_rest_of_the_datagram():
    assert parse(PLAIN.replace(b"Content-Length: 5\r\n", b"")).body == b"hello"


def test_what_follows_the_body_is_dropped():
    assert parse(PLAIN + b"more").body == b"hello"


def test_lists_are_taken_apart_outside_quotes_and_brackets():
    headers = Headers([("m", '"a, b" <sip:x@h?p=1,2>;q=1, <sip:y@h>'), ("Contact", "<sip:z@h>")])
    assert headers.get_all("CONTACT") == ['"a, b" <sip:x@h?p=1,2>;q=1', "<sip:y@h>", "<sip:z@h>"]
    date = Headers([("Date", "Sat, 13 Nov 2010 23:29:00 GMT")])
    assert date.get_all("Date") == ["Sat, 13 Nov 2010 23:29:00 GMT"]


def test_fields_keep_their_order_and_can_be_set_put_first_and_taken_out():
    headers = Headers([("Aa", "1"), ("b-c", "2"), ("Aa", "3"), ("Via", "x")])
    headers.set("aa", "4")
    headers.prepend("v", "y")
    headers.remove("B-C")

    assert list(headers) == [("Via", "y"), ("Aa", "4"), ("Via", "x")]
    assert "via" in headers
    assert "route" not in headers
    assert headers.copy() == headers


def test_what_was_read_of_a_field_is_read_again_when_the_fields_change():
    invite = _request()
    assert (invite.via.host, invite.from_.tag, invite.cseq[0]) == ("127.0.0.1", "abc", 1)
    invite.headers.prepend("Via", "SIP/2.0/UDP other:5070;branch=b")
    invite.headers.set("From", "<sip:h>;tag=new")
    invite.headers.remove("CSeq")
    invite.headers.add("CSeq", "7 INVITE")

    assert (invite.via.host, invite.from_.tag, invite.cseq[0]) == ("other", "new", 7)


@pytest.mark.parametrize("value", ["a\r\nX: 1", "a\n", "a\rb"])
def test_no_field_can_smuggle_in_another(value):
    with pytest.raises(SipParseError):
        Headers([("X", value)])


@pytest.mark.parametrize(
    ("text", "number", "hop"),
    [
        ("sip:112@127.0.0.1", "112", ("127.0.0.1", 5060)),
        ("sip:+62899;tgrp=a%20b;trunk-context=siap112.test@[::1]:5070", "+62899", ("::1", 5070)),
        (
            "sip:112;x=1:pw@Host.Example;maddr=127.0.0.2;lr",
            "112",
            ("127.0.0.2", 5060),
        ),
        ("sips:%31%31%32@h", "112", ("h", 5060)),
        ("sip:h:5090;lr", "", ("h", 5090)),
    ],
)
def test_uris(text, number, hop):
    uri = Uri.parse(text)
    assert (uri.number, uri.hop) == (number, hop)
    assert Uri.parse(str(uri)) == uri


@pytest.mark.parametrize(
    ("text", "number"), [("tel:+62-(812).34;phone-context=x", "+6281234"), ("urn:service:sos", "")]
)
def test_other_schemes_are_kept_and_name_no_host(text, number):
    uri = Uri.parse(text)
    assert (str(uri), uri.number) == (text, number)
    with pytest.raises(SipParseError):
        uri.hop  # noqa: B018


def test_without_brackets_parameters_belong_to_the_header():
    value = NameAddr.parse("sip:a@h;tag=1")
    assert (value.tag, value.uri.params) == ("1", {})
    value = NameAddr.parse("<sip:a@h;tag=1>")
    assert (value.tag, value.uri.params) == (None, {"tag": "1"})


def test_a_response_copies_what_it_must():
    record_route = b"CSeq: 1 INVITE\r\nRecord-Route: <sip:p;lr>\r\nVia: SIP/2.0/UDP p;branch=2"
    invite = _request(PLAIN.replace(b"CSeq: 1 INVITE", record_route))
    ringing = response_for(invite, 180, to_tag="t", contact="<sip:me@h>")
    trying = response_for(invite, 100, "Wait")

    assert ringing.headers.get_all("Via") == invite.headers.get_all("Via")
    assert len(ringing.headers.get_all("Via")) == 2
    assert ringing.to.tag == "t"
    assert (ringing.call_id, ringing.cseq, ringing.from_) == (
        invite.call_id,
        invite.cseq,
        invite.from_,
    )
    assert ringing.headers.get("Record-Route") == "<sip:p;lr>"
    assert "Record-Route" not in response_for(invite, 486).headers
    assert (trying.reason, trying.to.tag) == ("Wait", None)
    again = _request(PLAIN.replace(b"To: <sip:112@127.0.0.1>", b"To: <sip:112@h>;tag=old"))
    assert response_for(again, 200, to_tag="new").to.tag == "old"


def test_ack_and_cancel_are_of_the_same_transaction():
    invite = _request(PLAIN.replace(b"CSeq", b"Route: <sip:p;lr>\r\nCSeq"))
    ack = ack_for(invite, response_for(invite, 486, to_tag="t"))
    cancel = cancel_for(invite)

    for made in (ack, cancel):
        assert made.headers.get_all("Via") == invite.headers.get_all("Via")
        assert made.uri == invite.uri
        assert made.headers.get_all("Route") == ["<sip:p;lr>"]
        assert made.body == b""
        parse(bytes(made))
    assert (ack.to.tag, cancel.to.tag) == ("t", None)
    assert (ack.cseq, cancel.cseq) == ((1, "ACK"), (1, "CANCEL"))


@pytest.mark.parametrize(
    ("via", "source", "reply_to"),
    [
        ("127.0.0.1:5080;branch=b", ("127.0.0.1", 9), ("127.0.0.1", 5080)),
        ("127.0.0.1:5080;branch=b;rport", ("127.0.0.1", 9), ("127.0.0.1", 9)),
        ("host.example;branch=b", ("127.0.0.2", 9), ("127.0.0.2", 5060)),
        ("[::1]:5080;branch=b", ("::1", 9), ("::1", 5080)),
    ],
)
def test_the_source_is_stamped_into_the_top_via_only(via, source, reply_to):
    data = PLAIN.replace(
        b"Via: SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bKabc;rport",
        f"Via: SIP/2.0/UDP {via}, SIP/2.0/UDP far:1;branch=c".encode(),
    )
    invite = _request(data)
    stamp_source(invite, *source)

    assert invite.via.reply_to == reply_to
    assert invite.headers.get_all("Via")[1] == "SIP/2.0/UDP far:1;branch=c"


@pytest.mark.parametrize(
    ("status", "phrase"),
    [(486, "Busy Here"), (499, "Bad Request"), (699, "Busy Everywhere")],
)
def test_every_status_has_a_phrase(status, phrase):
    assert reason_of(status) == phrase
