"""The twin of the centre: what happens to a call, from the line to the dispatcher's forwarding."""

from __future__ import annotations

import numpy as np

from sim.played import CALL_OUTCOMES, DUPLICATES
from sim.rank import PLACES, Kind, Rank
from sim.twin.agenda import at, begin, go_on, push
from sim.twin.field import forward
from sim.twin.jit import part
from sim.twin.staffed_desk import NOT_QUEUED, desks_of, queue, release, request, withdraw
from sim.twin.state import CALL_TAKERS, CHANNELS, DISPATCHER, DISPATCHERS, Rules, World, one_type
from sim.twin.steps import Step

NAN, ENDLESS = np.nan, np.inf
RECORD = one_type(PLACES[Rank.END_OF_WORK][Kind.TICKET])
CALL_WORK = one_type(PLACES[Rank.END_OF_WORK][Kind.CALL_WORK])
DISPATCHER_WORK = one_type(PLACES[Rank.END_OF_WORK][Kind.DISPATCHER])
END_OF_TALK = one_type(PLACES[Rank.END_OF_TALK][Kind.TICKET])
GIVE_UP = one_type(PLACES[Rank.GIVE_UP][Kind.TICKET])
HEARD = one_type(PLACES[Rank.END_OF_ANNOUNCEMENT][Kind.TICKET])
ARRIVAL = one_type(PLACES[Rank.ARRIVAL][Kind.TICKET])
ANSWERED = CALL_OUTCOMES.index("answered")
BLOCKED = CALL_OUTCOMES.index("blocked")
ABANDONED_ANNOUNCEMENT = CALL_OUTCOMES.index("abandoned_announcement")
ABANDONED_QUEUE = CALL_OUTCOMES.index("abandoned_queue")
REFUSED = CALL_OUTCOMES.index("refused")
FIRST = DUPLICATES.index("none")
RECOGNISED = DUPLICATES.index("recognised")
UNRECOGNISED = DUPLICATES.index("unrecognised")


@part
def _row(w: World, caller: int) -> int:
    """Return the number of the caller's attempt under way."""
    return w.first_attempt[caller] + w.callers[caller].attempt


@part
def _next(w: World, caller: int, time_s: float, place: int, step: int) -> None:
    push(w.heap, w.counts, time_s, place | w.caller_id[caller], step, caller)


# 1. Demand


@part
def redial(w: World, caller: int) -> None:
    """Try again."""
    w.callers[caller].attempt += 1
    go_on(w, Step.ATTEMPT, caller)


@part
def lost(w: World, rules: Rules, caller: int, now_s: float) -> None:
    """Try again later, if something leads to another try."""
    row = _row(w, caller)
    call = w.calls[row]
    likely = rules.redial_blocked if call.outcome == BLOCKED else rules.redial_abandoned
    if w.callers[caller].attempt + 1 == w.attempts[caller] or w.redial_u[row] >= likely:
        return
    call.redialled = 1
    _next(w, caller, now_s + w.redial_delay_s[row], ARRIVAL, Step.REDIAL)


# 2. Lines


@part
def attempt(w: World, caller: int, now_s: float) -> None:
    """Take a channel, or be blocked; a refused number takes none, and tries no more."""
    row = _row(w, caller)
    call = w.calls[row]
    call.there = 1
    call.arrival_s = now_s
    call.connected_s = NAN
    call.queued_s = NAN
    call.assigned_s = NAN
    call.answered_s = NAN
    call.talk_end_s = NAN
    call.ticket_s = NAN
    call.work_end_s = NAN
    call.gave_up_s = NAN
    call.call_taker = -1
    number = w.incident[caller]
    if number >= 0:
        _called(w, number, now_s)
    if w.number[caller] >= 0 and now_s < w.numbers[w.number[caller]].until_s:
        call.outcome = REFUSED
        return
    trunk = w.trunk[caller]
    if w.held[trunk] >= at(w, CHANNELS + trunk, now_s):
        call.outcome = BLOCKED
        go_on(w, Step.LOST, caller)
        return
    w.held[trunk] += 1
    if w.setup_s[row] > 0:
        _next(w, caller, now_s + w.setup_s[row], HEARD, Step.CONNECT)
    else:
        go_on(w, Step.CONNECT, caller)


@part
def _called(w: World, number: int, now_s: float) -> None:
    incident = w.incidents[number]
    if incident.calls == 0:
        incident.first_call_s = now_s
        incident.connected_s = NAN
        incident.answered_s = NAN
        incident.on_record_s = NAN
        incident.dispatcher_start_s = NAN
        incident.dispatcher_end_s = NAN
        incident.dispatcher_free_s = NAN
        incident.closed_s = NAN
        incident.reporter_call_id = -1
        incident.ticket_call_id = -1
    incident.calls += 1


@part
def connect(w: World, caller: int, now_s: float) -> None:
    """Be connected: patience and the announcement begin."""
    row = _row(w, caller)
    w.calls[row].connected_s = now_s
    number = w.incident[caller]
    if number >= 0 and np.isnan(w.incidents[number].connected_s):
        w.incidents[number].connected_s = now_s
    gives_up_s = now_s + w.patience_s[row]
    announced_s = now_s + w.announcement_s[row]
    if gives_up_s <= announced_s:
        _next(w, caller, gives_up_s, GIVE_UP, Step.GIVE_UP_IN_ANNOUNCEMENT)
    elif announced_s > now_s:
        _next(w, caller, announced_s, HEARD, Step.WAIT)
    else:
        go_on(w, Step.WAIT, caller)


# 3. Announcement and queue


@part
def give_up_in_announcement(w: World, caller: int) -> None:
    """Hang up before anybody could be asked for."""
    w.calls[_row(w, caller)].outcome = ABANDONED_ANNOUNCEMENT
    go_on(w, Step.HANG_UP, caller)


@part
def wait(w: World, caller: int, now_s: float) -> None:
    """Wait for a call-taker, as long as patience lasts."""
    row = _row(w, caller)
    call = w.calls[row]
    call.queued_s = now_s
    person = request(desks_of(w), CALL_TAKERS)
    if person >= 0:
        w.callers[caller].queued = NOT_QUEUED
        w.callers[caller].person = person
        go_on(w, Step.ASSIGN, caller)
        return
    w.callers[caller].queued = queue(desks_of(w), CALL_TAKERS, caller)
    gives_up_s = call.connected_s + w.patience_s[row]
    if gives_up_s < ENDLESS:
        _next(w, caller, gives_up_s, GIVE_UP, Step.GIVE_UP_IN_QUEUE)


@part
def give_up_in_queue(w: World, caller: int) -> None:
    """Leave the queue, unless a call-taker was found."""
    state = w.callers[caller]
    if state.queued != NOT_QUEUED:
        withdraw(desks_of(w), state.queued)
        state.queued = NOT_QUEUED
        w.calls[_row(w, caller)].outcome = ABANDONED_QUEUE
        go_on(w, Step.HANG_UP, caller)


@part
def assign(w: World, caller: int, now_s: float) -> None:
    """Ring at the call-taker's; the caller may lose patience even then."""
    row = _row(w, caller)
    call = w.calls[row]
    call.assigned_s = now_s
    answered_s = now_s + w.ring_s[row] + w.pick_up_s[row]
    if answered_s > now_s:
        gives_up_s = call.connected_s + w.patience_s[row]
        if gives_up_s <= answered_s:
            _next(w, caller, gives_up_s, GIVE_UP, Step.GIVE_UP_WHILE_RINGING)
        else:
            _next(w, caller, answered_s, HEARD, Step.ANSWER)
    else:
        go_on(w, Step.ANSWER, caller)


@part
def give_up_while_ringing(w: World, caller: int, now_s: float) -> None:
    """Let the call-taker go, and hang up."""
    w.calls[_row(w, caller)].outcome = ABANDONED_QUEUE
    release(desks_of(w), CALL_TAKERS, w.callers[caller].person, now_s)
    go_on(w, Step.HANG_UP, caller)


@part
def hang_up(w: World, caller: int, now_s: float) -> None:
    """Give the line back before an answer."""
    w.calls[_row(w, caller)].gave_up_s = now_s
    w.held[w.trunk[caller]] -= 1
    go_on(w, Step.LOST, caller)


# 4. Call-taker


@part
def answer(w: World, caller: int, now_s: float) -> None:
    """Talk, and put the incident on record meanwhile or afterwards."""
    call = w.calls[_row(w, caller)]
    call.outcome = ANSWERED
    call.call_taker = w.callers[caller].person
    call.answered_s = now_s
    number = w.incident[caller]
    if number >= 0:
        incident = w.incidents[number]
        incident.answered_calls += 1
        first = incident.answered_calls == 1
        if first:
            incident.answered_s = now_s
            incident.reporter_call_id = _call_id(w, caller)
        if not np.isnan(incident.on_record_s):
            call.duplicate = RECOGNISED
        else:
            call.duplicate = FIRST if first else UNRECOGNISED
    talk_end_s = _talk_end_s(w, caller)
    on_record_s = _on_record_s(w, caller)
    if on_record_s <= talk_end_s:
        _next(w, caller, on_record_s, RECORD, Step.RECORD)
    else:
        _next(w, caller, talk_end_s, END_OF_TALK, Step.END_TALK)


@part
def _call_id(w: World, caller: int) -> int:
    return w.caller_id[caller] * 100 + w.callers[caller].attempt


@part
def _talk_end_s(w: World, caller: int) -> float:
    call = w.calls[_row(w, caller)]
    if call.duplicate == RECOGNISED:
        return call.answered_s + w.talk_duplicate_s[caller]
    return call.answered_s + w.talk_s[caller]


@part
def _wrapped_up_s(w: World, caller: int) -> float:
    recognised = w.calls[_row(w, caller)].duplicate == RECOGNISED
    wrap_up_s = w.wrap_up_duplicate_s[caller] if recognised else w.wrap_up_s[caller]
    return _talk_end_s(w, caller) + wrap_up_s


@part
def _on_record_s(w: World, caller: int) -> float:
    """Return when this call's ticket is on record; inf if it makes none."""
    call = w.calls[_row(w, caller)]
    if w.incident[caller] < 0 or call.duplicate == RECOGNISED:
        return ENDLESS
    written_s = min(call.answered_s + w.ticket_s[caller], _wrapped_up_s(w, caller))
    return written_s + w.ticket_latency_s[caller]


@part
def record(w: World, rules: Rules, caller: int, now_s: float) -> None:
    """Put a ticket on record, then talk on, or go on after talk.

    A later ticket joins the first without notifying again.
    """
    number = w.incident[caller]
    incident = w.incidents[number]
    call = w.calls[_row(w, caller)]
    call.ticket_s = now_s
    if np.isnan(incident.on_record_s):
        incident.on_record_s = now_s
        incident.ticket_call_id = _call_id(w, caller)
        if rules.with_dispatchers:
            begin(w, Step.DISPATCHER_ASKED, number)
        else:
            w.reports[number].relayer = caller
            forward(w, number, now_s)
    if np.isnan(call.talk_end_s):
        _next(w, caller, _talk_end_s(w, caller), END_OF_TALK, Step.END_TALK)
    else:
        go_on(w, Step.AFTER_TALK, caller)


@part
def end_talk(w: World, caller: int, now_s: float) -> None:
    """Give the line back; the incident may still have to be written down."""
    w.calls[_row(w, caller)].talk_end_s = now_s
    w.held[w.trunk[caller]] -= 1
    on_record_s = _on_record_s(w, caller)
    if now_s < on_record_s < ENDLESS:
        _next(w, caller, on_record_s, RECORD, Step.RECORD)
    else:
        go_on(w, Step.AFTER_TALK, caller)


@part
def after_talk(w: World, caller: int, now_s: float) -> None:
    """Relay by phone what this call-taker has to, then wrap up."""
    number = w.incident[caller]
    w.callers[caller].left_s = max(_wrapped_up_s(w, caller) - now_s, 0.0)
    if number >= 0 and w.reports[number].relayer == caller:
        go_on(w, Step.RELAY, number)
    else:
        go_on(w, Step.WRAP_UP, caller)


@part
def wrap_up(w: World, caller: int, now_s: float) -> None:
    """Do what is left of the wrap-up."""
    left_s = w.callers[caller].left_s
    if left_s > 0:
        _next(w, caller, now_s + left_s, CALL_WORK, Step.END_WRAP_UP)
    else:
        go_on(w, Step.END_WRAP_UP, caller)


@part
def end_wrap_up(w: World, caller: int, now_s: float) -> None:
    """Be free for the next call."""
    w.calls[_row(w, caller)].work_end_s = now_s
    if w.number[caller] >= 0:
        _count_answered(w, w.number[caller], now_s)
    release(desks_of(w), CALL_TAKERS, w.callers[caller].person, now_s)


@part
def _count_answered(w: World, number: int, now_s: float) -> None:
    """Count an answered call whose work is over, and block the number if it was the last."""
    row = w.numbers[number]
    if now_s < row.until_s:
        return
    row.answered += 1
    if row.answered == row.after:
        row.answered = 0
        row.until_s = now_s + row.length_s


# 5. Dispatcher


@part
def dispatcher_asked(w: World, incident: int) -> None:
    """Wait for a dispatcher."""
    person = request(desks_of(w), DISPATCHERS)
    if person >= 0:
        w.reports[incident].person = person
        go_on(w, Step.DISPATCHER_BEGINS, incident)
    else:
        queue(desks_of(w), DISPATCHERS, incident)


@part
def dispatcher_begins(w: World, incident: int, now_s: float) -> None:
    """Check."""
    w.incidents[incident].dispatcher_start_s = now_s
    done_s = now_s + w.dispatcher_work_s[incident]
    place = DISPATCHER_WORK | w.incident_id[incident]
    push(w.heap, w.counts, done_s, place, Step.DISPATCHER_FORWARDS, incident)


@part
def dispatcher_forwards(w: World, incident: int, now_s: float) -> None:
    """Forward, phone where that is the way, wrap up."""
    w.incidents[incident].dispatcher_end_s = now_s
    w.reports[incident].relayer = DISPATCHER
    forward(w, incident, now_s)
    go_on(w, Step.RELAY, incident)


@part
def dispatcher_wraps_up(w: World, incident: int, now_s: float) -> None:
    """Wrap up, even if it takes no time."""
    done_s = now_s + w.dispatcher_wrap_up_s[incident]
    place = DISPATCHER_WORK | w.incident_id[incident]
    push(w.heap, w.counts, done_s, place, Step.DISPATCHER_DONE, incident)


@part
def dispatcher_done(w: World, incident: int, now_s: float) -> None:
    """Be free for the next incident."""
    w.incidents[incident].dispatcher_free_s = now_s
    release(desks_of(w), DISPATCHERS, w.reports[incident].person, now_s)
