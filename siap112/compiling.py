"""Compile the simulation's twin before it is needed, as a step that people see."""

from __future__ import annotations

from scenarios.text import gettext as _
from siap112.asking import Asked
from siap112.console import Screen


def compile_twin(asked: Asked, screen: Screen) -> None:
    """Make the twin ready, if it is what plays; say so where it takes long.

    Raises
    ------
    TwinUnavailable
        If this machine cannot compile; the SimPy model works without.
    """
    if asked.engine != "twin":
        return
    from sim.twin.compiled import compile_now, is_compiled

    if is_compiled():
        compile_now()
        return
    screen.note(_("Compiling the simulation for this machine; once, some 20 seconds."))
    compile_now()
