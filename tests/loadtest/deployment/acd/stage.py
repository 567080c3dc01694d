"""Telephones about a running distributor, put away after each test."""

from __future__ import annotations

import time

from tests.loadtest.deployment.acd.deployment import EXTENSIONS, PATIENCE_S, Acd
from tests.loadtest.deployment.acd.sip_peer import SipPeer


class Stage:
    """Makes telephones, and leaves the distributor without a call."""

    def __init__(self) -> None:
        self._telephones: list[tuple[Acd, SipPeer]] = []
        self._others: list[SipPeer] = []

    def telephone(self, acd: Acd) -> SipPeer:
        """Return a telephone at a distributor that ends within the test."""
        telephone = SipPeer(acd.sip_port)
        self._others.append(telephone)
        return telephone

    def caller(self, acd: Acd) -> SipPeer:
        """Return a telephone that is not registered."""
        telephone = SipPeer(acd.sip_port)
        self._telephones.append((acd, telephone))
        return telephone

    def desk(self, acd: Acd, extension: str) -> SipPeer:
        """Return a registered telephone whose call-taker is ready."""
        telephone = self.caller(acd)
        assert telephone.register(extension, EXTENSIONS[extension]).status == 200
        acd.declare(extension, "ready")
        return telephone

    def clear(self) -> None:
        """End what is left of the test's calls, and close the telephones."""
        deadline_s = time.monotonic() + PATIENCE_S
        for acd in dict.fromkeys(acd for acd, _ in self._telephones):
            acd.reset()
            while acd.is_busy():
                assert time.monotonic() < deadline_s, acd.call("GET", "/status")
                for at, telephone in self._telephones:
                    if at is acd:
                        telephone.let_go()
        for telephone in (*self._others, *(one for _, one in self._telephones)):
            telephone.close()
