"""SIP over UDP: the socket, transactions and their timers (RFC 3261 section 17, RFC 6026)."""
