"""The steps of the twin: what an event means, each where a process of the reference goes on."""

from __future__ import annotations

from enum import IntEnum


class Step(IntEnum):
    """What happens next to a subject."""

    NOTHING = -1
    # to a caller
    ATTEMPT = 0
    REDIAL = 1
    CONNECT = 2
    WAIT = 3
    ASSIGN = 4
    ANSWER = 5
    RECORD = 6
    END_TALK = 7
    AFTER_TALK = 8
    WRAP_UP = 9
    END_WRAP_UP = 10
    GIVE_UP_IN_ANNOUNCEMENT = 11
    GIVE_UP_IN_QUEUE = 12
    GIVE_UP_WHILE_RINGING = 13
    HANG_UP = 14
    LOST = 15
    # to an incident
    DISPATCHER_ASKED = 16
    DISPATCHER_BEGINS = 17
    DISPATCHER_FORWARDS = 18
    DISPATCHER_WRAPS_UP = 19
    DISPATCHER_DONE = 20
    RELAY = 21
    # to a candidate
    FULFIL = 22
    NOTIFY = 23
    NOTICE_ARRIVED = 24
    TAKE_UP = 25
    ACKNOWLEDGE = 26
    NO_ANSWER = 27
    GIVE_UP_DESK = 28
    ASK_NEXT = 29
    # to a task
    ASK_UNIT = 30
    DISPATCH = 31
    DRIVE = 32
    ON_SCENE = 33
    LEAVE_SCENE = 34
    AT_HOSPITAL = 35
    CLEAR = 36
    AT_HOME = 37
    # to an agency
    SEND_FREE = 38
