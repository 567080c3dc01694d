"""`siap112 check`: whether a scenario is right."""

from __future__ import annotations

from siap112.asking import AsJson, Language, Region, Settings, Situations


def check(
    region: Region,
    situations: Situations = None,
    settings: Settings = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Check a scenario: every error at once, each with what to do."""
    import typer

    from results.verdict.exit_codes import ExitCode
    from scenarios.loading import load_scenario
    from scenarios.problems import ScenarioError
    from scenarios.text import gettext as _
    from scenarios.text import ngettext
    from siap112.console import Screen

    screen = Screen(as_json=as_json)
    try:
        loaded = load_scenario(region, situations=situations or (), settings=settings or ())
    except ScenarioError as error:
        screen.result({"ok": False, "problems": [_plain(p) for p in error.problems], "notes": []})
        if not as_json:
            for problem in error.problems:
                screen.say(str(problem))
            count = len(error.problems)
            screen.say(
                ngettext("{count} thing to mend.", "{count} things to mend.", count).format(
                    count=count
                )
            )
        raise typer.Exit(ExitCode.BAD_INPUT) from error
    screen.result({"ok": True, "problems": [], "notes": [_plain(note) for note in loaded.notes]})
    if as_json:
        return
    for note in loaded.notes:
        screen.say(_("Note: {note}").format(note=note))
    scenario = loaded.scenario
    screen.say(
        _(
            "{name}: all right. {incidents} incident types, {calls} kinds of call, {agencies} "
            "agencies, {targets} targets; {sources} sources and {assumptions} assumptions."
        ).format(
            name=scenario.name,
            incidents=len(scenario.demand.incidents),
            calls=len(scenario.demand.calls),
            agencies=len(scenario.agencies),
            targets=len(scenario.targets),
            sources=sum(p.kind == "source" for p in loaded.entries.values()),
            assumptions=sum(p.kind == "assumption" for p in loaded.entries.values()),
        )
    )


def _plain(problem: object) -> dict[str, object]:
    from scenarios.problems import Problem

    assert isinstance(problem, Problem)
    return {
        "file": problem.file,
        "path": problem.path,
        "found": problem.found,
        "expected": problem.expected,
        "remedy": problem.remedy,
    }
