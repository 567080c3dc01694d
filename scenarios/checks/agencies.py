"""Agencies, and whoever is on duty."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.checks.views import staffings
from scenarios.problems import Finding, shown
from scenarios.schema import Scenario
from scenarios.schema.base import DAY_S
from scenarios.text import gettext as _


def check_somebody_is_on_duty(scenario: Scenario) -> Iterator[Finding]:
    """Report groups in which nobody is ever on duty."""
    for path, staffing in staffings(scenario):
        counts = staffing.by_hour or (staffing.people or 0,)
        if staffing.shifts is not None:
            counts = tuple(shift.people for shift in staffing.shifts.values())
        if max(counts) == 0:
            yield Finding(
                path,
                None,
                _("has nobody on duty at any time"),
                _("put at least one head count above 0"),
            )


def check_hours_of_posts(scenario: Scenario) -> Iterator[Finding]:
    """Report posts on duty for more than a day at a time."""
    for name, agency in scenario.agencies.items():
        for i, post in enumerate(agency.posts):
            if post.hours is not None and post.hours.length > DAY_S:
                yield Finding(
                    ("agencies", name, "posts", i, "hours", "length"),
                    None,
                    _("is {hours:g} h").format(hours=post.hours.length / 3600),
                    _("write at most 24 h; leave `hours` out for around the clock"),
                )


def check_names_of_posts(scenario: Scenario) -> Iterator[Finding]:
    """Report posts of an agency that share a name."""
    for name, agency in scenario.agencies.items():
        names = [post.name for post in agency.posts]
        for i, post_name in enumerate(names):
            if post_name in names[:i]:
                yield Finding(
                    ("agencies", name, "posts", i, "name"),
                    shown(post_name),
                    _("is the name of another post of this agency"),
                    _("give it another name, or add its units to that post"),
                )


CHECKS = (check_somebody_is_on_duty, check_hours_of_posts, check_names_of_posts)
