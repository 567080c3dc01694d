"""The SIP user agent of the load test: callers and call-taker lines, RTP, and their codec.

`caller` places calls, `call_taker_line` takes them; both work on an `endpoint`, and share the
`media` and the `pacer` of their worker. They run on gevent primitives, patched or not.

The codec does no I/O and knows neither gevent nor asyncio: `errors`, `uri`, `headers`, `message`
(the door to `message_types`, `parsing` and `building`), `dialog`, `digest`, `sdp`, `rtp`, `g711`.
"""
