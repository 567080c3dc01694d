"""The record tables: each column declared once, with its type, unit and meaning.

Both halves write these tables, and from here on nothing asks which half it was.
Times are seconds since the start of the run's first replication block ("run clock");
a moment that never came is NaN. A measure counts to the week and hour of the week in
which the call (or the incident's first call) arrived.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["int", "float", "flag", "label"]


@dataclass(frozen=True)
class Column:
    """One column.

    Parameters
    ----------
    name : str
    kind : "int" (int64), "float" (float64), "flag" (bool) or "label" (text of a small set,
        kept as codes into the table's own list of labels; an absent label is None)
    unit : str
        "s" for seconds, "1" for counts and identities, "" for labels.
    meaning : str
    """

    name: str
    kind: Kind
    unit: str
    meaning: str


def _key() -> tuple[Column, ...]:
    return (
        Column("replication", "int", "1", "index of the block of weeks that was played in one go"),
        Column("week", "int", "1", "index of the week of arrival, over all replications"),
        Column("hour_of_week", "int", "1", "hour of arrival, 0 = Monday 00:00 to 167"),
    )


def _about() -> tuple[Column, ...]:
    return (
        Column("layer", "label", "", "'base', or the situation that brought it"),
        Column("category", "label", "", "kind of incident or of call, as the scenario names it"),
        Column("kecamatan", "label", "", "code of the kecamatan; None for a call without place"),
    )


CALLS = (
    *_key(),
    Column(
        "call_id", "int", "1", "the attempt: caller_id * 100 + attempt; unique in a replication"
    ),
    Column("caller_id", "int", "1", "the caller: one person about one matter"),
    Column("attempt", "int", "1", "0 for the first try, 1 for the first redial, ..."),
    Column(
        "incident_id", "float", "1", "the incident that it is about; NaN for a call without one"
    ),
    *_about(),
    Column("emergency", "flag", "1", "the call is about an incident"),
    Column("trunk", "label", "", "trunk group that it came by"),
    Column("arrival_s", "float", "s", "the call reaches the lines (planned instant)"),
    Column("connected_s", "float", "s", "the line answers; patience runs from here"),
    Column("queued_s", "float", "s", "end of the announcement"),
    Column("assigned_s", "float", "s", "a call-taker is chosen; the telephone rings there"),
    Column("answered_s", "float", "s", "the call-taker speaks"),
    Column("talk_end_s", "float", "s", "end of talk; the channel is free"),
    Column("ticket_s", "float", "s", "this call's incident is on record"),
    Column("work_end_s", "float", "s", "end of wrap-up and relay; the call-taker is free"),
    Column("gave_up_s", "float", "s", "the caller hung up before an answer"),
    Column(
        "outcome",
        "label",
        "",
        "answered, blocked, abandoned_announcement, abandoned_queue, refused (the number was "
        "blocked for a time), or failed (load test)",
    ),
    Column("duplicate", "label", "", "none, recognised or unrecognised; None when not answered"),
    Column("call_taker", "float", "1", "who answered; NaN when nobody did"),
    Column("redialled", "flag", "1", "the caller tried again after this attempt"),
    # technical columns; the simulation leaves them NaN or None
    Column("lateness_s", "float", "s", "load test: real start minus planned start"),
    Column("setup_s", "float", "s", "INVITE to the line's answer, real seconds"),
    Column("ring_s", "float", "s", "assignment to the answer less the pick-up, real seconds"),
    Column("ticket_latency_s", "float", "s", "the deployment's time to put a ticket on record"),
    Column("failure", "label", "", "load test: class of the technical failure, of any outcome"),
    Column("rtp_lost_share", "float", "1", "load test: share of media packets lost"),
    Column("rtp_jitter_s", "float", "s", "load test: interarrival jitter (RFC 3550)"),
)

INCIDENTS = (
    *_key(),
    Column("incident_id", "int", "1", "unique in a replication"),
    *_about(),
    Column("lat", "float", "degree", "place"),
    Column("lon", "float", "degree", "place"),
    Column("priority", "int", "1", "1 is the most urgent"),
    Column("occurred_s", "float", "s", "the incident happens"),
    Column("first_call_s", "float", "s", "the first attempt of any caller about it arrives"),
    Column("connected_s", "float", "s", "earliest connection of any call about it"),
    Column("answered_s", "float", "s", "first answered call about it"),
    Column("reporter_call_id", "float", "1", "the call that was answered first"),
    Column("on_record_s", "float", "s", "the first ticket"),
    Column("ticket_call_id", "float", "1", "the call whose ticket was first"),
    Column("dispatcher_start_s", "float", "s", "a dispatcher takes it up; NaN without dispatchers"),
    Column("dispatcher_end_s", "float", "s", "the dispatcher has forwarded it"),
    Column("notified_s", "float", "s", "first notification reaches an agency"),
    Column("acknowledged_s", "float", "s", "first acknowledgement"),
    Column("dispatched_s", "float", "s", "first unit sent"),
    Column("on_scene_s", "float", "s", "first unit on scene"),
    Column("at_hospital_s", "float", "s", "first patient at hospital"),
    Column("closed_s", "float", "s", "last unit clear; NaN while something is open"),
    Column("calls", "int", "1", "attempts about it"),
    Column("answered_calls", "int", "1", "answered attempts about it"),
    Column("needs", "int", "1", "needs (an agency's service) that it has"),
    Column("needs_unmet", "int", "1", "needs that no agency of their list took up"),
    Column("reported", "flag", "1", "some call about it was answered"),
)

NOTIFICATIONS = (
    *_key(),
    Column("incident_id", "int", "1", "incident"),
    *_about(),
    Column("need", "int", "1", "position of the need in the incident type"),
    Column("agency", "label", "", "the agency that was told"),
    Column("order", "int", "1", "0 for the first agency of the need's list, 1 for the next, ..."),
    Column("channel", "label", "", "phone or application"),
    Column("on_record_s", "float", "s", "the incident's first ticket"),
    Column("sent_s", "float", "s", "the relay begins to ring, or the application sends"),
    Column(
        "notified_s", "float", "s", "the agency's desk could see or hear it; NaN: never arrived"
    ),
    Column("taken_s", "float", "s", "somebody at the desk takes it up"),
    Column("acknowledged_s", "float", "s", "the desk has accepted"),
    Column("ended_s", "float", "s", "acknowledged, refused or timed out"),
    Column(
        "outcome", "label", "", "acknowledged, refused, no_answer, no_crew, or lost (load test)"
    ),
    Column(
        "latency_s", "float", "s", "the deployment's time from ticket to the desk, real seconds"
    ),
)

ASSIGNMENTS = (
    *_key(),
    Column(
        "task_id", "int", "1", "one task per unit that an incident needs; unique in a replication"
    ),
    Column("incident_id", "int", "1", "incident"),
    *_about(),
    Column("priority", "int", "1", "1 is the most urgent"),
    Column("need", "int", "1", "position of the need in the incident type"),
    Column("agency", "label", "", "the agency whose unit it is"),
    Column("unit", "label", "", "unit, as post/number; None while none was sent"),
    Column("post", "label", "", "its post"),
    Column("hospital", "label", "", "where the patient was taken"),
    Column("first_call_s", "float", "s", "the incident's first attempt arrives"),
    Column("connected_s", "float", "s", "the incident's earliest connection"),
    Column("answered_s", "float", "s", "the incident's first answer"),
    Column("on_record_s", "float", "s", "the incident's first ticket"),
    Column("notified_s", "float", "s", "the agency's notification"),
    Column("acknowledged_s", "float", "s", "the agency's acknowledgement: the task exists"),
    Column("dispatched_s", "float", "s", "a unit is sent"),
    Column("departed_s", "float", "s", "end of turnout; it drives"),
    Column("on_scene_s", "float", "s", "arrival"),
    Column("left_scene_s", "float", "s", "end of work on scene"),
    Column("at_hospital_s", "float", "s", "arrival at the hospital; NaN without transport"),
    Column("cleared_s", "float", "s", "free for the next task"),
    Column("returned_s", "float", "s", "back at its post; NaN if it was sent on before"),
    Column("travel_km", "float", "km", "way to the scene, detours included"),
    Column("homeward", "flag", "1", "the unit was called on its way home"),
)

STAFFING = (
    *_key(),
    Column(
        "group", "label", "", "call_takers, dispatchers, desk:AGENCY, units:AGENCY or lines:TRUNK"
    ),
    Column("start_s", "float", "s", "the interval begins"),
    Column("end_s", "float", "s", "and ends (at most one hour, never across an hour of the clock)"),
    Column("scheduled_s", "float", "s", "person-seconds (unit-, channel-seconds) on duty"),
    Column("busy_s", "float", "s", "of these, at work; may exceed scheduled_s by overruns"),
    Column("peak", "int", "1", "most at work at one instant of the interval"),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "calls": CALLS,
    "incidents": INCIDENTS,
    "notifications": NOTIFICATIONS,
    "assignments": ASSIGNMENTS,
    "staffing": STAFFING,
}

RESPONSE_MOMENTS = (
    "first_call",
    "connected",
    "answered",
    "on_record",
    "notified",
    "acknowledged",
    "dispatched",
    "on_scene",
    "at_hospital",
)
"""Moments between which a response time may be measured; column NAME_s of assignments."""
