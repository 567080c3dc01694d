"""The SIP user agent of the load test: callers and call-taker lines, RTP, and their codec.

The pure codec does no I/O and knows neither gevent nor asyncio: `errors`, `uri`, `headers`,
`message`, `dialog`, `digest`, `sdp`, `rtp`, `g711`. All other modules run on gevent primitives,
with or without monkey-patching.
"""
