"""Erlang's formulas, for first guesses: how many lines, how many call-takers.

They take calls as independent and the hour as steady. Real ones come in bursts, so what they say
is where a search by simulation begins. Source: Erlang (1917).
"""

from __future__ import annotations

import math


def erlang_b(servers: int, offered: float) -> float:
    """Return the share of calls that find all servers busy and are lost (M/G/c/c).

    Parameters
    ----------
    servers : int
    offered : float
        Load, erlang: calls a second times mean seconds each.
    """
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = offered * blocked / (c + offered * blocked)
    return blocked


def answered_within(servers: int, offered: float, service_s: float, wait_s: float) -> float:
    """Return the share of calls answered within a wait, where nobody gives up (M/M/c, Erlang C).

    Parameters
    ----------
    servers : int
    offered : float
        Load, erlang; at or above `servers` the queue only grows, and nothing is in time.
    service_s : float
        Mean time that a call keeps its server, s.
    wait_s : float
        The bound, s.
    """
    if offered <= 0:
        return 1.0
    if offered >= servers:
        return 0.0
    blocked = erlang_b(servers, offered)
    waits = blocked / (1 - offered / servers * (1 - blocked))
    return 1 - waits * math.exp(-(servers - offered) * wait_s / service_s)


def fewest_lines(offered: float, blocked_at_most: float) -> int:
    """Return the fewest lines that lose at most so large a share of calls (Erlang B)."""
    lines = 1
    while erlang_b(lines, offered) > blocked_at_most:
        lines += 1
    return lines


def fewest_servers(offered: float, service_s: float, wait_s: float, at_least: float) -> int:
    """Return the fewest servers that answer at least a share within a wait (Erlang C).

    Parameters
    ----------
    offered : float
        Load, erlang.
    service_s, wait_s : float
        As in `answered_within`.
    at_least : float
        Share, below 1.
    """
    servers = max(1, math.ceil(offered))
    while answered_within(servers, offered, service_s, wait_s) < at_least:
        servers += 1
    return servers
