"""Technical measures of a load test. Latencies are real seconds whatever the speed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from results.measures.declaration import Observations
from results.measures.question import MeasureQuestion
from results.measures.selection import Mask, asked, came, part_of, timed
from results.records import Records
from results.table import Table

CLEARLY_LATER_S = 1.0
"""A call overtook another if it was queued at least so much later: moments seen from outside a
deployment are not exact to the millisecond."""

AUDIO_FAILURES = ("media_none", "one_way_audio")
"""Classes of failure that are told of a talk. Without an answer they say nothing: a deployment
need not let those who wait hear anything."""


def setup_time(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Take the time from INVITE to the line's answer, over attempts whose set-up was measured.

    A call that failed before the line answered is not within any bound; one that met a busy
    line, or whose caller gave up first, is not counted.
    """
    calls = asked(records.calls, question)
    failed = calls.is_label("outcome", "failed") & ~came(calls["connected_s"])
    return [timed(calls, calls["setup_s"], came(calls["setup_s"]) | failed, question)]


def ring_latency(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Take the deployment's time to ring at a free call-taker's place, over answered calls.

    From the moment at which the call was due to the call-taker until its answer, less the time
    in which they pick up.
    """
    calls = asked(records.calls, question)
    return [timed(calls, calls["ring_s"], came(calls["ring_s"]), question)]


def ticket_latency(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Take the deployment's time to put a ticket on record, over calls where it was measured.

    In a load test an answered call about a new incident that never got on record is not within
    any bound.
    """
    calls = asked(records.calls, question)
    measured = came(calls["ticket_latency_s"])
    never = (
        calls["emergency"]
        & came(calls["answered_s"])
        & ~came(calls["ticket_s"])
        & ~calls.is_label("duplicate", "recognised")
        & bool(np.any(came(records.calls["ticket_latency_s"])))
    )
    return [timed(calls, calls["ticket_latency_s"], measured | never, question)]


def notification_latency(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Take the deployment's time from ticket to the desk, over notifications where it was measured.

    In a load test a notification that never arrived is not within any bound.
    """
    rows = asked(records.notifications, question)
    load_test = bool(np.any(came(records.notifications["latency_s"])))
    lost = rows.is_label("outcome", "lost") | (~came(rows["notified_s"]) & load_test)
    return [timed(rows, rows["latency_s"], came(rows["latency_s"]) | lost, question)]


def call_failures(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Count attempts in which the deployment failed, whatever became of them, over attempts.

    `failed_technically` says which they are.
    """
    calls = asked(records.calls, question)
    every = np.ones(len(calls), dtype=np.bool_)
    return [part_of(calls, failed_technically(calls), every)]


def failed_technically(calls: Table) -> Mask:
    """Return the attempts in which the deployment failed.

    These are the attempts that came to nothing (outcome "failed"), and those that met a class of
    failure on the way: an answered call dropped in the talk, heard one way only or not at all,
    or whose hang-up was never confirmed, has failed its caller or keeps a line. A caller who
    loses patience is no failure, nor what they heard while they waited; that the deployment then
    never confirmed the hang-up, or had forgotten the call, is one. A busy line is `blocking`.
    """
    failed = calls.is_label("outcome", "failed")
    for kind in calls.labels["failure"]:
        met = calls.is_label("failure", kind)
        failed |= met & came(calls["answered_s"]) if kind in AUDIO_FAILURES else met
    return failed


def lost_calls(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Count calls accepted and then lost, over calls accepted (connected).

    Lost is a connected call that was never offered to a call-taker and either failed, or was
    given up in the queue after a call that joined the queue later had been offered: first come,
    first served was broken, so the deployment had forgotten it. A caller who lost patience in
    an honest queue is not lost but abandoned.
    """
    calls = asked(records.calls, question)
    accepted = came(calls["connected_s"])
    unoffered = accepted & ~came(calls["assigned_s"]) & ~came(calls["answered_s"])
    waiting = calls.is_label("outcome", "abandoned_queue")
    forgotten = waiting & unoffered & _overtaken(calls, records.calls)
    lost = (unoffered & calls.is_label("outcome", "failed")) | forgotten
    return [part_of(calls, lost, accepted)]


def media_loss(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Average over calls of the share of media packets lost, where media was measured."""
    calls = asked(records.calls, question)
    measured = came(calls["rtp_lost_share"])
    lost = np.where(measured, calls["rtp_lost_share"], 0.0)
    return [Observations(calls, lost, measured.astype(np.float64))]


def _overtaken(calls: Table, every: Table) -> Mask:
    """Return the calls that another, queued clearly later, overtook before they gave up."""
    queued = _queue_s(every)
    overtaken = np.zeros(len(calls), dtype=np.bool_)
    joined, gave_up = _queue_s(calls), calls["gave_up_s"]
    for replication in np.unique(calls["replication"]):
        rows = (every["replication"] == replication) & came(queued) & came(every["assigned_s"])
        order = np.argsort(queued[rows], kind="stable")
        later, offered = queued[rows][order], every["assigned_s"][rows][order]
        # earliest offer among all calls that joined at this place of the order or behind it
        earliest = np.append(np.minimum.accumulate(offered[::-1])[::-1], np.inf)
        mine = calls["replication"] == replication
        place = np.searchsorted(later, joined[mine] + CLEARLY_LATER_S)
        with np.errstate(invalid="ignore"):
            overtaken[mine] = earliest[place] < gave_up[mine]
    return overtaken


def _queue_s(calls: Table) -> NDArray[np.float64]:
    """Return when calls joined the queue; where that is not seen, when they were connected."""
    joined: NDArray[np.float64] = np.where(
        came(calls["queued_s"]), calls["queued_s"], calls["connected_s"]
    )
    return joined
