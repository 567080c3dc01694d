"""`siap112 loadtest`: what does happen."""

from __future__ import annotations

from siap112.asking import (
    AsJson,
    Asked,
    Broken,
    Calls,
    Deployment,
    Follow,
    Gap,
    Language,
    Out,
    Quiet,
    Region,
    Seed,
    Settings,
    Situations,
    Speed,
)


def loadtest(
    region: Region,
    situations: Situations = None,
    settings: Settings = None,
    deployment: Deployment = None,
    calls: Calls = 60,
    speed: Speed = None,
    gap: Gap = None,
    follow: Follow = "end",
    broken: Broken = None,
    seed: Seed = 1,
    out: Out = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Language = None,
) -> None:
    """Play a region's calls against a deployment, by SIP and HTTP, and report."""
    import sys

    from scenarios.loading import load_scenario
    from scenarios.text import current_language
    from siap112.console import Screen
    from siap112.outcome import end
    from siap112.ranging import NO_RANGES
    from siap112.readiness import judge_readiness
    from siap112.test_options import load_test_asked

    screen = Screen(as_json=as_json, quiet=quiet)
    # a load test's few calls are played faster than the twin would be compiled
    asked = Asked(region, tuple(situations or ()), tuple(settings or ()), seed, out, "simpy")
    test = load_test_asked(calls, speed, gap, follow, deployment, broken)
    loaded = load_scenario(region, situations=asked.situations, settings=asked.settings)
    found = judge_readiness(
        loaded,
        asked,
        test,
        NO_RANGES,
        screen,
        command=sys.argv,
        language=current_language(),
        with_simulation=False,
    )
    end(found, screen)
