"""What a caller does with the answers of a deployment that we do not control."""

from __future__ import annotations

import pytest

from loadtest.sip.authorization import Credentials
from loadtest.sip.caller import Caller
from loadtest.sip.dialog import Dialog
from loadtest.sip.digest import Challenge, verify
from loadtest.sip.failure import CallFailure, failure_of_status
from loadtest.sip.message import Request, Via, new_branch, response_for
from loadtest.sip.record import EndedBy
from loadtest.sip.sdp import CONTENT_TYPE, AudioSession
from tests.loadtest.sip.network import Network, Peer

CONTACT = "<sip:acd@127.0.0.1:6000>"
SDP = bytes(AudioSession("127.0.0.1", 4000))


class Scene:
    """Our caller and a peer whose every move the test says."""

    def __init__(self, **options: object) -> None:
        self.network = Network()
        self.peer = Peer(self.network)
        self.endpoint = self.network.endpoint("caller", 5000)
        self.caller = Caller(self.endpoint, *self.peer.address, **options)
        self.call = self.caller.place("0899")
        self.run(0.1)

    def run(self, for_s: float) -> None:
        self.network.time.run(self.network.time.now_s + for_s)

    def reply(self, status: int, *, request: Request | None = None, **parts: object) -> None:
        request = request or self.peer.requests("INVITE")[-1]
        if 200 <= status < 300 and request.method == "INVITE":
            session = {"contact": CONTACT, "body": SDP, "content_type": CONTENT_TYPE}
            parts = session | parts
        self.peer.send(
            response_for(request, status, to_tag=parts.pop("to_tag", "t"), **parts),
            self.endpoint.address,
        )
        self.run(0.1)

    def dialog(self) -> Dialog:
        return Dialog.of_called(self.peer.requests("INVITE")[-1], "t")

    def ask(self, method: str, dialog: Dialog | None = None, **parts: object):
        """Send a request of the dialog and return the response to it."""
        dialog = dialog or self.dialog()
        via = Via("127.0.0.1", 6000, {"branch": new_branch()})
        self.peer.send(dialog.request(method, via, **parts), self.endpoint.address)
        self.run(0.1)
        return self.peer.got[-1]


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (400, CallFailure.CLIENT_ERROR),
        (403, CallFailure.FORBIDDEN),
        (404, CallFailure.NOT_FOUND),
        (408, CallFailure.REQUEST_TIMEOUT),
        (480, CallFailure.UNAVAILABLE),
        (486, CallFailure.BUSY),
        (487, CallFailure.TERMINATED),
        (488, CallFailure.MEDIA_NOT_ACCEPTED),
        (500, CallFailure.SERVER_ERROR),
        (503, CallFailure.NO_CHANNEL),
        (504, CallFailure.SERVER_ERROR),
        (600, CallFailure.BUSY),
        (603, CallFailure.REJECTED),
        (699, CallFailure.REJECTED),
    ],
)
def test_each_refusal_has_its_class_and_is_acknowledged(status, failure):
    scene = Scene()
    scene.reply(status)

    record = scene.call.record
    assert (record.failure, record.final_status) == (failure, status)
    assert record.ended_by is EndedBy.REMOTE
    assert len(scene.peer.requests("ACK")) == 1


def test_a_success_has_no_failure_class():
    with pytest.raises(ValueError, match="no refusal"):
        failure_of_status(200)


@pytest.mark.parametrize(
    ("status", "asked", "answered"),
    [
        (401, "WWW-Authenticate", "Authorization"),
        (407, "Proxy-Authenticate", "Proxy-Authorization"),
    ],
)
def test_a_challenge_is_answered_once_with_the_next_number(status, asked, answered):
    scene = Scene(credentials=Credentials("trunk", "secret"))
    challenge = Challenge("siap", "n1", "SHA-256")
    scene.reply(status, headers=[(asked, str(challenge))])
    first, second = scene.peer.requests("INVITE")

    value = second.headers.get(answered)
    assert value is not None
    assert verify(value, challenge, username="trunk", password="secret", method="INVITE")
    assert (first.cseq[0], second.cseq[0]) == (1, 2)
    assert (second.call_id, second.from_.tag) == (first.call_id, first.from_.tag)
    assert second.via.branch != first.via.branch
    scene.reply(200)
    assert scene.call.connected.is_set()
    assert scene.peer.requests("ACK")[-1].cseq[0] == 2


def test_a_password_that_is_refused_is_not_tried_again():
    scene = Scene(credentials=Credentials("trunk", "wrong"))
    for nonce in ("n1", "n2"):
        scene.reply(401, headers=[("WWW-Authenticate", str(Challenge("siap", nonce)))])

    assert len(scene.peer.requests("INVITE")) == 2
    assert scene.call.record.failure is CallFailure.AUTH_FAILED


def test_a_stale_nonce_is_answered_again_but_not_for_ever():
    scene = Scene(credentials=Credentials("trunk", "secret"))
    for n in range(9):
        stale = Challenge("siap", f"n{n}", stale=True)
        scene.reply(401, headers=[("WWW-Authenticate", str(stale))])

    assert len(scene.peer.requests("INVITE")) == 5
    assert scene.call.record.failure is CallFailure.AUTH_FAILED


@pytest.mark.parametrize("header", ["Basic realm=x", str(Challenge("r", "n", "SHA-512-256"))])
def test_a_challenge_that_cannot_be_answered_is_auth_failed(header):
    scene = Scene(credentials=Credentials("trunk", "secret"))
    scene.reply(401, headers=[("WWW-Authenticate", header)])

    assert scene.call.record.failure is CallFailure.AUTH_FAILED


def test_without_a_password_a_challenge_is_auth_failed():
    scene = Scene()
    scene.reply(401, headers=[("WWW-Authenticate", str(Challenge("siap", "n1")))])

    assert scene.call.record.failure is CallFailure.AUTH_FAILED


def test_a_challenged_bye_is_answered_too():
    scene = Scene(credentials=Credentials("trunk", "secret"))
    scene.reply(200)
    scene.call.hang_up()
    scene.run(0.1)
    challenge = Challenge("siap", "n1")
    bye = scene.peer.requests("BYE")[0]
    scene.reply(401, request=bye, headers=[("WWW-Authenticate", str(challenge))])
    again = scene.peer.requests("BYE")[1]

    assert again.cseq[0] == bye.cseq[0] + 1
    value = again.headers.get("Authorization")
    assert value is not None
    assert verify(value, challenge, username="trunk", password="secret", method="BYE")
    scene.reply(200, request=again)
    assert scene.call.record.failure is None


def test_a_redirect_to_loopback_is_followed():
    scene = Scene()
    other = Peer(scene.network, "other", 6001)
    scene.reply(302, headers=[("Contact", "<sip:desk@127.0.0.1:6001>, <sip:b@127.0.0.1:6002>")])

    (invite,) = other.requests("INVITE")
    assert str(invite.uri) == "sip:desk@127.0.0.1:6001"
    assert invite.to.uri.number == "112"
    assert invite.cseq[0] == 2


def test_redirects_end_somewhere():
    scene = Scene()
    for _ in range(5):
        scene.reply(302, headers=[("Contact", "<sip:112@127.0.0.1:6000>")])

    assert len(scene.peer.requests("INVITE")) == 3
    assert scene.call.record.failure is CallFailure.REDIRECT_REFUSED


def test_a_redirect_without_contact_is_refused():
    scene = Scene()
    scene.reply(302)

    assert scene.call.record.failure is CallFailure.REDIRECT_REFUSED


def test_the_ack_and_bye_go_by_the_route_set_in_reverse():
    scene = Scene()
    near, far = Peer(scene.network, "near", 6001), Peer(scene.network, "far", 6002)
    routes = [("Record-Route", "<sip:127.0.0.1:6002;lr>, <sip:127.0.0.1:6001;lr>")]
    scene.reply(200, headers=routes)
    scene.call.hang_up()
    scene.run(0.1)

    (ack,), (bye,) = near.requests("ACK"), near.requests("BYE")
    assert far.got == []
    for request in (ack, bye):
        assert str(request.uri) == "sip:acd@127.0.0.1:6000"
        assert [str(route.uri) for route in request.routes] == [
            "sip:127.0.0.1:6001;lr",
            "sip:127.0.0.1:6002;lr",
        ]
    assert (ack.cseq[0], bye.cseq[0]) == (1, 2)


def test_a_strict_router_gets_itself_as_request_uri():
    scene = Scene()
    near = Peer(scene.network, "near", 6001)
    scene.reply(200, headers=[("Record-Route", "<sip:127.0.0.1:6001>")])

    (ack,) = near.requests("ACK")
    assert str(ack.uri) == "sip:127.0.0.1:6001"
    assert [str(route.uri) for route in ack.routes] == ["sip:acd@127.0.0.1:6000"]


def test_of_two_answers_of_a_forked_call_the_second_is_hung_up():
    scene = Scene()
    scene.reply(200, to_tag="one")
    for _ in range(2):  # the second one comes again
        scene.reply(200, to_tag="two")

    assert [(a.to.tag) for a in scene.peer.requests("ACK")] == ["one", "two", "two"]
    assert [b.to.tag for b in scene.peer.requests("BYE")] == ["two"]
    assert scene.call.connected.is_set()
    assert not scene.call.ended.is_set()
    assert scene.call.record.forked_answers == 1


@pytest.mark.parametrize(
    "parts",
    [
        {"body": b"", "content_type": None},
        {"body": b"v=1\r\n"},
        {"body": SDP.replace(b"m=audio 4000", b"m=audio 0")},
        {"body": SDP.replace(b" 8 0 101", b" 101")},
        {"body": SDP.replace(b"RTP/AVP", b"RTP/SAVP")},
    ],
)
def test_an_answer_without_usable_audio_is_acknowledged_and_hung_up(parts, audio):
    scene = Scene(audio=audio)
    scene.reply(200, **parts)

    (bye,) = scene.peer.requests("BYE")
    scene.reply(200, request=bye)
    record = scene.call.record
    assert record.failure is CallFailure.BAD_ANSWER_SDP
    assert record.connected_s is None
    assert record.ended_by is EndedBy.FAILURE
    assert len(scene.peer.requests("ACK")) == 1


@pytest.mark.parametrize("parts", [{"contact": None}, {"to_tag": None}])
def test_an_answer_that_sets_up_no_dialog_is_a_protocol_error(parts):
    scene = Scene()
    scene.reply(200, **parts)

    assert scene.call.record.failure is CallFailure.PROTOCOL_ERROR


@pytest.mark.parametrize(
    ("status", "failure"),
    [(481, CallFailure.DIALOG_LOST), (408, CallFailure.BYE_TIMEOUT), (200, None), (500, None)],
)
def test_what_the_answer_to_bye_means(status, failure):
    scene = Scene()
    scene.reply(200)
    scene.call.hang_up()
    scene.run(0.1)
    scene.reply(status, request=scene.peer.requests("BYE")[0])

    assert scene.call.record.failure is failure


@pytest.mark.parametrize(
    ("method", "status"),
    [("OPTIONS", 200), ("INFO", 200), ("NOTIFY", 200), ("REFER", 603), ("PRACK", 405)],
)
def test_requests_within_a_call(method, status):
    scene = Scene()
    scene.reply(200)
    before = len(scene.network.sent)
    response = scene.ask(method, headers=[("Refer-To", "<sip:113@203.0.113.1>")])

    assert response.status == status
    assert len(scene.network.sent) == before + 2  # the question and its answer, nothing else
    assert not scene.call.ended.is_set()


def test_a_reinvite_is_answered_and_its_200_repeated_until_the_ack():
    scene = Scene()
    scene.reply(200)
    dialog = scene.dialog()
    response = scene.ask("INVITE", dialog, contact=CONTACT, body=SDP, content_type=CONTENT_TYPE)
    scene.run(0.5)
    again = scene.peer.got[-1]
    early = scene.ask("INVITE", dialog, contact=CONTACT)
    ack = dialog.request(
        "ACK", Via("127.0.0.1", 6000, {"branch": new_branch()}), cseq=response.cseq[0]
    )
    scene.peer.send(ack, scene.endpoint.address)
    scene.run(10.0)

    assert (response.status, again.status, early.status) == (200, 200, 491)
    assert AudioSession.parse(response.body).version == 2
    assert scene.network.names().count("200 INVITE") == 3  # ours twice, the peer's first
    assert not scene.call.ended.is_set()


def test_an_update_moves_the_remote_target():
    scene = Scene()
    scene.reply(200)
    moved = Peer(scene.network, "moved", 6003)
    response = scene.ask("UPDATE", contact="<sip:acd@127.0.0.1:6003>")
    scene.call.hang_up()
    scene.run(0.1)

    assert (response.status, response.body) == (200, b"")
    assert len(moved.requests("BYE")) == 1


def test_a_reinvite_that_offers_no_common_audio_is_refused_and_the_call_goes_on():
    scene = Scene()
    scene.reply(200)
    offer = SDP.replace(b" 8 0 101", b" 101")
    response = scene.ask("INVITE", contact=CONTACT, body=offer, content_type=CONTENT_TYPE)

    assert response.status == 488
    assert not scene.call.ended.is_set()


def test_an_old_number_is_refused_and_another_tag_is_no_call_of_ours():
    scene = Scene()
    scene.reply(200)
    dialog, stranger = scene.dialog(), scene.dialog()
    dialog.local_cseq = 5
    assert scene.ask("OPTIONS", dialog).status == 200
    dialog.local_cseq = 3
    assert scene.ask("OPTIONS", dialog).status == 500
    stranger.local = stranger.local.with_tag("another")
    assert scene.ask("OPTIONS", stranger).status == 481


def test_a_bye_after_the_end_is_still_confirmed():
    scene = Scene()
    scene.reply(200)
    dialog = scene.dialog()
    assert scene.ask("BYE", dialog).status == 200
    assert scene.ask("BYE", dialog).status == 200
    assert scene.ask("INFO", dialog).status == 481
    assert scene.call.record.ended_by is EndedBy.REMOTE


def test_the_invite_offers_g711_and_names_what_we_can_do():
    scene = Scene()
    (invite,) = scene.peer.requests("INVITE")

    assert [c.name for c in AudioSession.parse(invite.body).codecs] == [
        "PCMA", "PCMU", "telephone-event",
    ]  # fmt: skip
    assert "BYE" in invite.headers.get_all("Allow")
    assert "Supported" not in invite.headers
