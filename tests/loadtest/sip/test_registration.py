"""Lines register with digest, refresh in time and leave."""

from __future__ import annotations

import pytest

from loadtest.sip.call_taker_line import CallTakerLine
from loadtest.sip.digest import Challenge, verify
from loadtest.sip.message import Request, response_for
from tests.loadtest.sip.network import Network, Peer


class Registrar(Peer):
    """Registers whoever knows the password."""

    def __init__(self, network: Network, *, password: str | None = "secret") -> None:
        super().__init__(network, "registrar", 7000)
        self.password = password
        self.challenge = Challenge("siap", "n1")
        self.granted_s: int | None = None
        self.status = 200
        self.bindings: dict[str, int] = {}
        self.on_message = self._answer

    def _answer(self, request: Request) -> None:
        headers: list[tuple[str, str]] = []
        status = self.status
        given = request.headers.get("Authorization")
        if self.password is not None and (
            given is None
            or not verify(
                given, self.challenge, username="101", password=self.password, method="REGISTER"
            )
        ):
            status = 401
            headers.append(("WWW-Authenticate", str(self.challenge)))
        if status == 200:
            asked_s = int(request.headers.get("Expires") or 0)
            granted_s = asked_s if self.granted_s is None or not asked_s else self.granted_s
            contact = str(request.contact)
            self.bindings[contact] = granted_s
            headers += [("Contact", "<sip:101@127.0.0.1:1>;expires=7")]  # another device
            headers += [("Contact", f"{contact};expires={granted_s}")] if granted_s else []
        elif status == 423:
            headers.append(("Min-Expires", "120"))
        self.send(response_for(request, status, to_tag="r", headers=headers), ("127.0.0.1", 5000))


def _scene(
    *, password: str | None = "secret", lines_password: str | None = "secret", **options: object
) -> tuple[Network, Registrar, CallTakerLine]:
    network = Network()
    registrar = Registrar(network, password=password)
    line = CallTakerLine(
        network.endpoint("line", 5000),
        "101",
        *registrar.address,
        password=lines_password,
        on_offer=print,
        **options,
    )
    return network, registrar, line


def test_a_line_registers_with_its_password_and_its_contact():
    network, registrar, line = _scene()
    line.register()
    network.time.run(1.0)

    assert line.registered
    assert registrar.bindings == {"<sip:101@127.0.0.1:5000>": 60}
    first, second = registrar.requests("REGISTER")
    assert str(first.uri) == "sip:127.0.0.1:7000"
    assert str(first.to.uri) == "sip:101@127.0.0.1:7000"
    assert (first.call_id, first.cseq[0] + 1) == (second.call_id, second.cseq[0])


def test_refreshes_come_before_the_granted_time_is_over_and_answer_the_known_challenge():
    network, registrar, line = _scene()
    registrar.granted_s = 10
    line.register()
    network.time.run(30.0)

    assert network.moments("REGISTER") == [0.0, 0.02, 8.04, 16.06, 24.08]
    assert line.refreshes == 4
    counts = [r.headers.get("Authorization") or "" for r in registrar.requests("REGISTER")]
    assert ["nc=00000001" in c for c in counts] == [False, True, False, False, False]
    assert "nc=00000004" in counts[-1]


def test_a_new_nonce_is_answered():
    network, registrar, line = _scene()
    line.register()
    network.time.run(1.0)
    registrar.challenge = Challenge("siap", "n2", "SHA-256")
    network.time.run(60.0)

    assert line.registered
    assert line.refreshes == 2


def test_leaving_takes_the_registration_back():
    network, registrar, line = _scene()
    line.register()
    network.time.run(1.0)
    line.unregister()
    network.time.run(200.0)

    assert registrar.bindings == {"<sip:101@127.0.0.1:5000>": 0}
    assert not line.registered
    assert line.wait_unregistered(0)
    assert len(registrar.requests("REGISTER")) == 3


@pytest.mark.parametrize("lines_password", ["wrong", None])
def test_a_wrong_password_is_told_and_tried_again_only_now_and_then(lines_password):
    network, registrar, line = _scene(lines_password=lines_password, retry_s=10.0)
    line.register()
    network.time.run(5.0)

    assert not line.registered
    assert "401" in line.problem
    assert len(registrar.requests("REGISTER")) <= 2
    network.time.run(15.0)
    assert len(registrar.requests("REGISTER")) <= 4


def test_a_registrar_that_asks_for_longer_gets_it():
    network, registrar, line = _scene(password=None)
    registrar.status = 423
    line.register()
    network.time.run(0.015)
    registrar.status = 200
    network.time.run(1.0)

    assert line.registered
    assert registrar.bindings == {"<sip:101@127.0.0.1:5000>": 120}


def test_a_registrar_that_is_away_is_tried_until_it_is_back():
    network, registrar, line = _scene(password=None)
    registrar.status = 503
    line.register()
    network.time.run(3.0)
    assert "503" in line.problem
    registrar.status = 200
    network.time.run(6.0)
    assert line.registered
    assert line.problem == ""


def test_no_answer_is_told():
    network, registrar, line = _scene()
    registrar._transport.close()
    line.register()
    network.time.run(33.0)

    assert "no answer" in line.problem
    assert not line.registered


def test_a_registration_that_lapses_is_noticed():
    network, registrar, line = _scene(password=None)
    line.register()
    network.time.run(1.0)
    registrar.status = 500
    network.time.run(60.0)

    assert not line.registered
    assert "500" in line.problem


def test_several_lines_share_an_endpoint_and_no_two_an_extension():
    network = Network()
    endpoint = network.endpoint("lines", 5000)
    registrar = Registrar(network, password=None)
    lines = [
        CallTakerLine(endpoint, extension, *registrar.address, on_offer=print)
        for extension in ("101", "102", "103")
    ]
    for line in lines:
        line.register()
    network.time.run(1.0)

    assert all(line.registered for line in lines)
    assert sorted(registrar.bindings) == [f"<sip:{n}@127.0.0.1:5000>" for n in (101, 102, 103)]
    with pytest.raises(ValueError, match="102"):
        CallTakerLine(endpoint, "102", *registrar.address, on_offer=print)
    lines[1].close()
    CallTakerLine(endpoint, "102", *registrar.address, on_offer=print)
