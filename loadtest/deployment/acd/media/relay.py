"""The sound of one call: tones while the caller waits, then packets from each to the other."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

from loadtest.deployment.acd.loopback import loopback_ipv4
from loadtest.deployment.acd.media.ports import RtpPorts
from loadtest.deployment.acd.media.tones import Sound, TonePlayer, ToneStream, frames
from loadtest.sip.errors import SdpError
from loadtest.sip.sdp import TELEPHONE_EVENT, AudioSession, answer

Address = tuple[str, int]

_LONGEST_PACKET = 2048


class MediaRelay:
    """Two RTP sockets: one towards the caller, one towards the call-taker.

    Packets are passed on as they are, so both sides use the encoding agreed with the caller.

    Parameters
    ----------
    offer
        The caller's.
    ports, player
        Shared by all calls.
    muted
        Broken on purpose: the caller does not hear the call-taker.

    Attributes
    ----------
    to_caller, to_taker
        The session descriptions for the two: our answer, and our offer.

    Raises
    ------
    SdpError
        If no codec is common, or the caller's sound would leave this machine.
    NoPortFreeError
        If there are no ports left.
    """

    def __init__(
        self, offer: AudioSession, ports: RtpPorts, player: TonePlayer, *, muted: bool = False
    ) -> None:
        codec = offer.audio_codec
        if codec is None:
            raise SdpError("the offer has neither PCMA nor PCMU")
        self._to_caller = _address(offer)
        self._to_taker: Address | None = None
        self._encoding = codec.name
        self._player = player
        self._muted = muted
        self._tones = ToneStream(self._send_to_caller, codec.payload_type)
        self._caller_socket, self._taker_socket = ports.open_two()
        try:
            self.to_caller = answer(
                offer, ports.host, _port(self._caller_socket), codecs=(codec, TELEPHONE_EVENT)
            )
        except SdpError:
            self.close()
            raise
        self.to_taker = AudioSession(
            ports.host, _port(self._taker_socket), codecs=self.to_caller.codecs
        )

    def play(self, sound: Sound) -> None:
        """Let the caller hear `sound` until the next `play`, `silence` or `bridge`."""
        if self._to_caller is not None:
            self._tones.play(frames(sound, self._encoding))
            self._player.add(self._tones)

    def silence(self) -> None:
        """Play nothing to the caller."""
        self._player.remove(self._tones)

    def bridge(self, taker: AudioSession) -> None:
        """Let the caller and the call-taker hear each other from here on.

        Raises
        ------
        SdpError
            If the call-taker refuses the sound, or it would leave this machine.
        """
        if taker.port == 0 or taker.audio_codec is None:
            raise SdpError("the call-taker's telephone refuses the audio stream")
        self._to_taker = _address(taker)
        self.silence()
        loop = asyncio.get_running_loop()
        for rtp, reader in (
            (self._caller_socket, self._from_caller),
            (self._taker_socket, self._from_taker),
        ):
            _drain(rtp)
            loop.add_reader(rtp.fileno(), reader)

    def close(self) -> None:
        """Stop all sound and free the ports; closing twice is no error."""
        self.silence()
        loop = asyncio.get_running_loop()
        for rtp in (self._caller_socket, self._taker_socket):
            if rtp.fileno() >= 0:
                loop.remove_reader(rtp.fileno())
                rtp.close()

    # A lost packet is no matter in sound; the next one comes in 20 ms.

    def _from_caller(self) -> None:
        try:
            data = self._caller_socket.recv(_LONGEST_PACKET)
            if self._to_taker is not None:
                self._taker_socket.sendto(data, self._to_taker)
        except OSError:
            pass

    def _from_taker(self) -> None:
        try:
            data = self._taker_socket.recv(_LONGEST_PACKET)
            if self._to_caller is not None and not self._muted:
                self._caller_socket.sendto(data, self._to_caller)
        except OSError:
            pass

    def _send_to_caller(self, data: bytes) -> None:
        assert self._to_caller is not None
        with suppress(OSError):
            self._caller_socket.sendto(data, self._to_caller)


def _address(session: AudioSession) -> Address | None:
    """Return where to send, or None where the other side takes no sound.

    Raises
    ------
    SdpError
        If that is not this machine.
    """
    if not session.receives:
        return None
    host = loopback_ipv4(session.host)
    if host is None:
        raise SdpError(f"sound to {session.host} would leave this machine")
    return host, session.port


def _port(rtp: socket.socket) -> int:
    port: int = rtp.getsockname()[1]
    return port


def _drain(rtp: socket.socket) -> None:
    """Drop what came while nobody listened: played now, it would all come late."""
    with suppress(OSError):
        while True:
            rtp.recv(_LONGEST_PACKET)
