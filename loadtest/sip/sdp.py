"""Session descriptions for G.711 audio: offer and answer (RFC 8866, RFC 3264, RFC 3551)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.parser import BytesParser

from loadtest.sip.errors import SdpError
from loadtest.sip.message import Message

CONTENT_TYPE = "application/sdp"
DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")

_RTPMAP = re.compile(r"(\d{1,3})\s+([^/\s]+)/(\d+)(?:/(\d+))?")


@dataclass(frozen=True, slots=True)
class Codec:
    """A way to put audio, or telephone events, into RTP packets.

    Attributes
    ----------
    payload_type : int
        0 to 127, as it stands in the packets.
    name : str
        Encoding name in capitals ("PCMA", "PCMU"), "telephone-event" in lower case.
    clock_hz : int
    """

    payload_type: int
    name: str
    clock_hz: int = 8000

    def same_encoding(self, other: Codec) -> bool:
        """Whether both name the same encoding, whatever their payload types."""
        return (self.name, self.clock_hz) == (other.name, other.clock_hz)


PCMU = Codec(0, "PCMU")
PCMA = Codec(8, "PCMA")
TELEPHONE_EVENT = Codec(101, "telephone-event")
AUDIO_CODECS = (PCMA, PCMU)
_STATIC = {PCMU.payload_type: PCMU, PCMA.payload_type: PCMA}


@dataclass(frozen=True, slots=True)
class AudioSession:
    """One audio stream as one side describes it.

    Attributes
    ----------
    host : str
        Connection address (``c=``); "0.0.0.0" is an old way to hold.
    port : int
        RTP port; 0 refuses the stream.
    codecs : tuple of Codec
        In order of preference; payload types without a known name are left out.
    direction : str
        "sendrecv", "sendonly", "recvonly" or "inactive", as the describing side sees it.
    session_id, version : int
        From ``o=``; the version grows with every change.
    media_lines : tuple of str
        All ``m=`` lines in order; an answer needs as many.
    audio_index : int
        Which of them is this stream.
    """

    host: str
    port: int
    codecs: tuple[Codec, ...] = (*AUDIO_CODECS, TELEPHONE_EVENT)
    direction: str = "sendrecv"
    session_id: int = 1
    version: int = 1
    media_lines: tuple[str, ...] = ()
    audio_index: int = 0

    @classmethod
    def parse(cls, body: bytes) -> AudioSession:
        """Return the first RTP/AVP audio stream of a session description.

        Raises
        ------
        SdpError
            If it is malformed, or has no such stream, or no connection address for it.
        """
        try:
            lines = [line.strip("\r") for line in body.decode().strip("\r\n\0 ").split("\n")]
        except UnicodeDecodeError:
            raise SdpError("session description is not UTF-8") from None
        if lines[0] != "v=0":
            raise SdpError(f"session description starts with {lines[0]!r}; expected v=0")
        sections: list[list[str]] = [[]]
        for line in lines:
            if len(line) < 2 or line[1] != "=":
                raise SdpError(f"session description: {line!r} is not of the form x=value")
            if line.startswith("m="):
                sections.append([])
            sections[-1].append(line)
        session, *media = sections
        index = next((i for i, section in enumerate(media) if _is_audio(section[0])), None)
        if index is None:
            raise SdpError("session description has no audio stream over RTP/AVP")
        section = media[index]
        words = section[0][2:].split()
        session_id, version = _origin(session)
        return cls(
            host=_connection([*section, *session]),
            port=_number(words[1].partition("/")[0], 65535, section[0]),
            codecs=_codecs([_number(word, 127, section[0]) for word in words[3:]], section),
            direction=_direction(section) or _direction(session) or "sendrecv",
            session_id=session_id,
            version=version,
            media_lines=tuple(part[0] for part in media),
            audio_index=index,
        )

    def __bytes__(self) -> bytes:
        family = "IP6" if ":" in self.host else "IP4"
        head = [
            "v=0",
            f"o=- {self.session_id} {self.version} IN {family} {self.host}",
            "s=-",
            f"c=IN {family} {self.host}",
            "t=0 0",
        ]
        types = " ".join(str(codec.payload_type) for codec in self.codecs)
        audio = [f"m=audio {self.port} RTP/AVP {types}"]
        for codec in self.codecs:
            audio.append(f"a=rtpmap:{codec.payload_type} {codec.name}/{codec.clock_hz}")
            if codec.name == TELEPHONE_EVENT.name:
                audio.append(f"a=fmtp:{codec.payload_type} 0-16")
        audio += ["a=ptime:20", f"a={self.direction}"]
        for index, line in enumerate(self.media_lines or ("m=audio",)):
            if index == self.audio_index:
                head += audio
            else:  # RFC 3264 section 6: a stream is refused with port 0
                kind, _, *rest = line[2:].split()
                head.append(f"m={kind} 0 {' '.join(rest)}")
        return ("\r\n".join(head) + "\r\n").encode()

    @property
    def audio_codec(self) -> Codec | None:
        """The preferred codec that carries audio, or None."""
        return next((codec for codec in self.codecs if codec.name in ("PCMA", "PCMU")), None)

    @property
    def sends(self) -> bool:
        """Whether the describing side sends audio."""
        return self.direction in ("sendrecv", "sendonly") and self.port > 0

    @property
    def receives(self) -> bool:
        """Whether the describing side takes audio."""
        held = self.host in ("0.0.0.0", "::")  # RFC 3264 section 8.4
        return self.direction in ("sendrecv", "recvonly") and self.port > 0 and not held


def answer(
    offer: AudioSession,
    host: str,
    port: int,
    *,
    codecs: Iterable[Codec] = (*AUDIO_CODECS, TELEPHONE_EVENT),
    session_id: int = 1,
    version: int = 1,
) -> AudioSession:
    """Return the answer to an offer (RFC 3264 section 6).

    Parameters
    ----------
    offer : AudioSession
    host, port : str, int
        Where we take RTP.
    codecs : iterable of Codec
        What we can do; the answer keeps the offer's order and payload types.
    session_id, version : int

    Raises
    ------
    SdpError
        If no audio codec is common, or the offer refuses its own audio stream.
    """
    ours = tuple(codecs)
    common = tuple(c for c in offer.codecs if any(c.same_encoding(our) for our in ours))
    if not any(codec.name in ("PCMA", "PCMU") for codec in common):
        names = ", ".join(codec.name for codec in offer.codecs) or "none"
        raise SdpError(f"no common audio codec: offered {names}; expected PCMA or PCMU")
    if offer.port == 0:
        raise SdpError("the offer's audio stream has port 0")
    mirrored = {"sendonly": "recvonly", "recvonly": "sendonly"}
    return AudioSession(
        host,
        port,
        common,
        mirrored.get(offer.direction, offer.direction),
        session_id,
        version,
        offer.media_lines,
        offer.audio_index,
    )


def session_of(message: Message) -> AudioSession | None:
    """Return the audio session in a message's body, also from a multipart body; None if none.

    Raises
    ------
    SdpError
        If there is a session description, but a malformed one.
    """
    kind = message.content_type
    if kind == CONTENT_TYPE:
        return AudioSession.parse(message.body)
    if kind.startswith("multipart/"):
        header = f"Content-Type: {message.headers.get('Content-Type')}\r\n\r\n".encode()
        for part in BytesParser().parsebytes(header + message.body).walk():
            payload = part.get_payload(decode=True)
            if part.get_content_type() == CONTENT_TYPE and isinstance(payload, bytes):
                return AudioSession.parse(payload)
    return None


def _is_audio(line: str) -> bool:
    words = line[2:].split()
    return len(words) >= 4 and words[0] == "audio" and words[2] == "RTP/AVP"


def _origin(session: list[str]) -> tuple[int, int]:
    words = next((line[2:].split() for line in session if line.startswith("o=")), [])
    if len(words) != 6 or not (words[1].isdigit() and words[2].isdigit()):
        raise SdpError(f"session description: origin {' '.join(words)!r} is not six words")
    return int(words[1]), int(words[2])


def _connection(lines: list[str]) -> str:
    value = next((line[2:] for line in lines if line.startswith("c=")), "")
    words = value.split()
    if len(words) != 3 or words[0] != "IN" or words[1] not in ("IP4", "IP6"):
        raise SdpError(f"session description: connection {value!r} is not IN IP4 address")
    return words[2].partition("/")[0]


def _number(text: str, limit: int, line: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= limit):
        raise SdpError(f"session description: {text!r} in {line!r} is not a number to {limit}")
    return int(text)


def _codecs(types: list[int], section: list[str]) -> tuple[Codec, ...]:
    known = dict(_STATIC)
    for line in section:
        if line.startswith("a=rtpmap:"):
            found = _RTPMAP.match(line[9:].strip())
            if not found:
                raise SdpError(f"session description: {line!r} is not a=rtpmap:type name/clock")
            number, name, clock, _ = found.groups()
            lower = name.lower()
            spelled = lower if lower == TELEPHONE_EVENT.name else name.upper()
            known[int(number)] = Codec(int(number), spelled, int(clock))
    return tuple(known[number] for number in types if number in known)


def _direction(lines: list[str]) -> str | None:
    return next((line[2:] for line in lines if line[2:] in DIRECTIONS and line[0] == "a"), None)
