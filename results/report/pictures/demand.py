"""Picture: calls and call-takers through the week."""

from __future__ import annotations

from markupsafe import Markup

from results.report.pictures.canvas import drawing, new_figure, plain_numbers, to_svg
from results.report.pictures.palette import BLUE, INK, ORANGE, SKY
from results.report.pictures.week_axis import steps, week_axis
from results.report.summaries.hours import Floats, WeekOfHours
from scenarios.text import gettext as _


def demand_picture(week: WeekOfHours, expected: Floats | None, name: str, alt: str) -> Markup:
    """Draw calls an hour, expected and seen, over call-takers on duty and at work."""
    with drawing():
        figure = new_figure(4.3)
        calls, staff = figure.subplots(2, 1, sharex=True, height_ratios=[1.25, 1])
        x, y = steps(week.calls)
        calls.fill_between(x, y, step="post", color=SKY, alpha=0.45, linewidth=0, label=_("seen"))
        if expected is not None:
            x, y = steps(expected)
            calls.step(x, y, where="post", color=INK, linewidth=1.0, label=_("expected"))
        calls.set_ylabel(_("calls an hour"))
        x, y = steps(week.busy)
        staff.fill_between(
            x, y, step="post", color=ORANGE, alpha=0.65, linewidth=0, label=_("at work, on average")
        )
        x, y = steps(week.on_duty)
        staff.step(x, y, where="post", color=BLUE, linewidth=1.6, label=_("on duty"))
        staff.set_ylabel(_("call-takers"))
        for axes in (calls, staff):
            axes.set_ylim(bottom=0)
            axes.set_ylim(top=max(axes.get_ylim()[1] * 1.08, 1))
            axes.grid(axis="y")
            plain_numbers(axes.yaxis)
            axes.legend(loc="lower right", bbox_to_anchor=(1, 0.98), ncols=2, borderaxespad=0)
            week_axis(axes, labels=axes is staff)
        return to_svg(figure, name, alt)
