"""What the codec raises.

::

    ValueError
    └── SipParseError      bytes or text that no rule of the grammar covers
        ├── SdpError       a session description
        └── RtpError       a media packet
"""

from __future__ import annotations


class SipParseError(ValueError):
    """Input from the network, or given by a caller of the codec, that is not valid SIP."""


class SdpError(SipParseError):
    """A session description that is malformed, or that no answer fits."""


class RtpError(SipParseError):
    """A datagram that is not an RTP packet of version 2."""
