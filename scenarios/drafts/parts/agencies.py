"""Who comes: the posts of the agencies that every region has."""

from __future__ import annotations

from scenarios.drafts.notation import comment, text, title
from scenarios.drafts.region_draft import Post, RegionDraft
from scenarios.text import N_
from scenarios.text import gettext as _
from scenarios.toml_text import inline

_AGENCY_NAMES = {
    "damkar": "Damkar", "ambulans": "Puskesmas", "polisi": "Polsek", "dishub": "Dishub",
    "satpol-pp": "Satpol PP", "bpbd": "BPBD",
}  # fmt: skip
_POST_RULES = {
    "damkar": N_("two stations and one more for 400,000 people"),
    "ambulans": N_("three places and one more for 400,000 people"),
    "polisi": N_("three patrol posts and one more for 500,000 people"),
    "dishub": N_("one team post and one more for a million people, at most five"),
    "satpol-pp": N_("one team post and one more for a million people, at most five"),
    "bpbd": N_("one team post and one more for a million people, at most five"),
}


def agencies_part(draft: RegionDraft) -> list[str]:
    """Return the lines of `agencies`."""
    lines = [
        *title(_("Who comes")),
        *comment(
            _(
                "The six agencies that every region has. All are told by application; write "
                'notify = "phone" under an agency that is told by telephone. Posts stand at the '
                "centre of the largest kecamatan: put them where they are."
            )
        ),
    ]
    for name, posts in draft.posts.items():
        rule = _("{rule}, as in the shipped regions; in the largest kecamatan").format(
            rule=_(_POST_RULES[name])
        )
        lines += [
            "",
            f"[agencies.{name}.posts]",
            text("assumption", rule),
            'range = ["x0.5", "x2"]',
            "value = [",
            *(_post(name, post, first=i == 0) for i, post in enumerate(posts)),
            "]",
        ]
    return lines


def _post(agency: str, post: Post, *, first: bool) -> str:
    title = "PSC 119" if agency == "ambulans" and first else _AGENCY_NAMES[agency]
    name = f"{title} {post.kecamatan.name}"
    return (
        f"    {{ name = {inline(name)}, kecamatan = {inline(post.kecamatan.code)}, "
        f"units = {post.units} }},"
    )
