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
    from sim.twin.compiled import cache_folder, compile_now, is_compiled

    if not is_compiled():
        if cache_folder() is None:
            screen.note(
                _(
                    "Compiling the simulation for this machine, some 20 seconds. No folder can be "
                    "written in which to keep it, so each command does it again."
                )
            )
        else:
            screen.note(_("Compiling the simulation for this machine; once, some 20 seconds."))
    compile_now()
