"""Imported once, by the server from which workers are forked: the machine code of the twin."""

from contextlib import suppress

from sim.twin.compiled import TwinUnavailable, compile_now

with suppress(TwinUnavailable, OSError):  # a worker that needs it says what is wrong
    compile_now()
