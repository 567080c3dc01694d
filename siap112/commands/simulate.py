"""`siap112 simulate`: what would happen."""

from __future__ import annotations

from siap112.asking import (
    AsJson,
    Asked,
    Dask,
    Engine,
    EngineName,
    Explain,
    Language,
    Out,
    Precision,
    Quiet,
    Ranges,
    Region,
    Seed,
    Settings,
    Situations,
    Workers,
)


def simulate(
    region: Region,
    situations: Situations = None,
    settings: Settings = None,
    seed: Seed = 1,
    out: Out = None,
    precision: Precision = None,
    workers: Workers = 2,
    dask: Dask = None,
    engine: Engine = EngineName.TWIN,
    ranges: Ranges = "60s",
    explain: Explain = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Language = None,
) -> None:
    """Simulate a region until its targets are decided, and report."""
    import sys

    from scenarios.loading import load_scenario
    from scenarios.text import current_language
    from siap112.console import Screen
    from siap112.outcome import end
    from siap112.precision_asked import precision_asked
    from siap112.ranging import ranges_asked
    from siap112.simulation import judge_simulation_of

    screen = Screen(as_json=as_json, quiet=quiet)
    asked = Asked(
        region,
        tuple(situations or ()),
        tuple(settings or ()),
        seed,
        out,
        engine.value,
        dask,
        explain,
    )
    how_far = ranges_asked(ranges)
    loaded = load_scenario(region, situations=asked.situations, settings=asked.settings)
    found = judge_simulation_of(
        loaded,
        asked,
        how_far,
        screen,
        command=sys.argv,
        language=current_language(),
        workers=workers,
        precision=precision_asked(precision or (), loaded.scenario),
    )
    end(found, screen)
