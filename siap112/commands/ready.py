"""`siap112 ready`: the main job."""

from __future__ import annotations

from siap112.asking import (
    AsJson,
    Asked,
    Broken,
    Calls,
    Dask,
    Deployment,
    Engine,
    EngineName,
    Explain,
    Follow,
    Gap,
    Language,
    Out,
    Quiet,
    Ranges,
    Region,
    Seed,
    Settings,
    Situations,
    Speed,
    Workers,
)


def ready(
    region: Region,
    situations: Situations = None,
    settings: Settings = None,
    deployment: Deployment = None,
    calls: Calls = 60,
    speed: Speed = None,
    gap: Gap = None,
    follow: Follow = "60s",
    broken: Broken = None,
    seed: Seed = 1,
    out: Out = None,
    workers: Workers = 2,
    dask: Dask = None,
    engine: Engine = EngineName.TWIN,
    ranges: Ranges = "60s",
    explain: Explain = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Language = None,
) -> None:
    """Say whether a region is ready: load test, simulation, verdict, report."""
    import sys

    from loadtest.order import CALLS_AT_LEAST
    from scenarios.loading import load_scenario
    from scenarios.text import current_language
    from siap112.console import Screen
    from siap112.outcome import end
    from siap112.ranging import ranges_asked
    from siap112.readiness import judge_readiness
    from siap112.test_options import load_test_asked

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
    test = load_test_asked(
        calls, speed, gap, follow, deployment, broken, calls_at_least=CALLS_AT_LEAST
    )
    how_far = ranges_asked(ranges)
    loaded = load_scenario(region, situations=asked.situations, settings=asked.settings)
    found = judge_readiness(
        loaded,
        asked,
        test,
        how_far,
        screen,
        command=sys.argv,
        language=current_language(),
        workers=workers,
    )
    end(found, screen)
