"""REGISTER with digest, end to end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from loadtest.deployment.acd.registrar import Registrar
from loadtest.deployment.acd.signalling.server_transaction import ServerTransaction
from loadtest.sip.digest import Challenge, answer, parse_parameters
from loadtest.sip.message import (
    NameAddr,
    Response,
    Uri,
    Via,
    build_request,
    new_branch,
    new_call_id,
    new_tag,
)
from tests.loadtest.deployment.acd.deployment import EXTENSIONS, Acd
from tests.loadtest.deployment.acd.sip_peer import SipPeer
from tests.loadtest.deployment.acd.stage import Stage

AcdInMode = Callable[..., Acd]


def test_register_is_challenged_then_taken(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    telephone = stage.caller(acd)

    taken = telephone.register("101", EXTENSIONS["101"], expires_s=60)

    challenge = telephone.seen[0].headers.get("WWW-Authenticate")
    assert challenge is not None and Challenge.parse(challenge).realm == "siap112"
    contact = taken.contact
    assert taken.status == 200
    assert contact is not None
    assert contact.uri == Uri("sip", "101", "127.0.0.1", telephone.port)
    assert contact.params == {"expires": "60"}
    assert acd.agent("101")["registered"] is True


@pytest.mark.parametrize("extension", ["101", "999", "112"])
def test_wrong_password_and_unknown_extension_look_alike(
    acd_in_mode: AcdInMode, stage: Stage, extension: str
) -> None:
    acd = acd_in_mode(answer="first")

    refused = stage.caller(acd).register(extension, "wrong")

    assert refused.status == 403


def test_unregister_and_expiry_take_the_telephone_away(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    acd = acd_in_mode(answer="first")
    one, two = stage.caller(acd), stage.caller(acd)
    one.register("101", EXTENSIONS["101"])
    two.register("102", EXTENSIONS["102"], expires_s=1)
    assert [acd.agent(e)["registered"] for e in ("101", "102")] == [True, True]

    gone = one.register("101", EXTENSIONS["101"], expires_s=0)

    assert (gone.status, gone.contact) == (200, None)
    assert acd.agent("101")["registered"] is False
    acd.wait_for(lambda: acd.agent("102")["registered"] is False)


def test_all_contacts_are_removed_by_a_star(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    telephone = stage.caller(acd)
    telephone.register("103", EXTENSIONS["103"])

    assert telephone.register("103", EXTENSIONS["103"], contact="*").status == 400
    assert acd.agent("103")["registered"] is True
    assert telephone.register("103", EXTENSIONS["103"], contact="*", expires_s=0).status == 200
    assert acd.agent("103")["registered"] is False


def test_the_last_telephone_to_register_rings(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    old, new = stage.desk(acd, "101"), stage.caller(acd)
    new.register("101", EXTENSIONS["101"])
    caller = stage.caller(acd)
    caller.accepted(caller.invite("0899000000101"))

    assert new.ring().from_.uri.number == "0899000000101"
    assert old.receive(0.05) is None


def test_a_telephone_elsewhere_is_refused(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    telephone = stage.caller(acd)

    for contact in ("<sip:101@192.0.2.7:5060>", "<sip:101@example.com>"):
        assert telephone.register("101", EXTENSIONS["101"], contact=contact).status == 403

    assert telephone.register("101", EXTENSIONS["101"]).status == 200


def test_an_invented_nonce_is_challenged_anew(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    telephone = stage.caller(acd)
    now = f"{int(time.monotonic() * 1000):x}"
    invented = answer(
        Challenge("siap112", f"{now}.{'0' * 32}"),
        username="101",
        password=EXTENSIONS["101"],
        method="REGISTER",
        uri=f"sip:127.0.0.1:{acd.sip_port}",
    )

    again = send_register(telephone, "101", invented)

    assert parse_parameters(again)["stale"] == "true"


def test_an_old_nonce_is_challenged_anew_and_the_new_one_taken() -> None:
    now_s = 1000.0
    answers: list[Response] = []
    registrar = Registrar({"101": "pw"}, lambda extension, there: None, clock=lambda: now_s)

    def send(credentials: str | None) -> Response:
        headers = [("Authorization", credentials)] if credentials else []
        address = NameAddr(Uri("sip", "101", "127.0.0.1"))
        request = build_request(
            "REGISTER",
            Uri.parse("sip:127.0.0.1"),
            via=Via("127.0.0.1", 5070, {"branch": new_branch()}),
            from_=address.with_tag(new_tag()),
            to=address,
            call_id=new_call_id("127.0.0.1"),
            cseq=1,
            contact="<sip:101@127.0.0.1:5070>",
            headers=headers,
        )
        registrar.take(ServerTransaction(request, answers.append, lambda: None))
        return answers[-1]

    def credentials() -> str:
        challenge = Challenge.parse(answers[-1].headers.get("WWW-Authenticate") or "")
        return answer(
            challenge, username="101", password="pw", method="REGISTER", uri="sip:127.0.0.1"
        )

    async def script() -> None:
        nonlocal now_s
        assert send(None).status == 401
        shown = credentials()
        now_s += 301
        assert send(shown).status == 401
        assert "stale=true" in (answers[-1].headers.get("WWW-Authenticate") or "")
        assert send(credentials()).status == 200
        registrar.close()

    asyncio.run(script())


def send_register(telephone: SipPeer, extension: str, credentials: str) -> str:
    """Send REGISTER with `credentials` and return the challenge that comes back."""
    host, port = telephone.centre
    address = NameAddr(Uri("sip", extension, host))
    telephone.send(
        build_request(
            "REGISTER",
            Uri("sip", None, host, port),
            via=telephone.via(),
            from_=address.with_tag(new_tag()),
            to=address,
            call_id=new_call_id(host),
            cseq=1,
            contact=telephone.contact,
            headers=[("Authorization", credentials)],
        )
    )
    challenge = telephone.response(401, "REGISTER").headers.get("WWW-Authenticate")
    assert challenge is not None
    return challenge
