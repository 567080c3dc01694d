"""What is asked: the targets of a profile."""

from __future__ import annotations

from scenarios.drafts.notation import comment, in_both, said_number, title
from scenarios.drafts.profiles import PROFILES, Cell, DraftTarget, Profile
from scenarios.drafts.region_draft import RegionDraft
from scenarios.text import gettext as _
from scenarios.toml_text import inline


def targets_part(draft: RegionDraft, profile: Profile) -> list[str]:
    """Return the lines of `targets`."""
    cell: Cell = "hour_of_week" if draft.judges_hours else "shift"
    others = ", ".join(name for name in PROFILES if name != profile.name)
    lines = [
        *title(_("What is asked")),
        *comment(
            _(
                "Targets: {name}, {about}. Others to choose from: {others} (siap112 new "
                "--targets). The base adds callers who give up, busy lines, and what a load test "
                "shows."
            ).format(name=profile.name, about=_(profile.about), others=others)
        ),
    ]
    if cell == "shift":
        lines += comment(
            _(
                "With {calls} calls a day there are too few to judge each hour of the week: each "
                "shift is judged."
            ).format(calls=said_number(draft.calls_per_day))
        )
    wanted = {**profile.answer[cell], **profile.more}
    for key, target in wanted.items():
        lines += ["", f"[targets.{key}]", *_target(target)]
    return lines


def _target(target: DraftTarget) -> list[str]:
    label = inline(in_both(lambda: _(target.label)))
    fields = {k: _(v) if k == "source" else v for k, v in target.fields.items()}
    return [f"label = {label}", *(f"{key} = {inline(value)}" for key, value in fields.items())]
