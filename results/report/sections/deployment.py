"""Section: the deployment that was tested."""

from __future__ import annotations

from results.manifest import Deployment
from results.report.blocks import Facts, Paragraph, Section, Text
from results.report.page import Page
from results.report.wording.prose import say
from results.report.wording.verdict_words import deployment_name
from scenarios.text import gettext as _


def deployment_section(page: Page) -> Section:
    """Return which deployment was tested, or that none was."""
    title = _("The deployment that was tested")
    deployment = tested_deployment(page)
    if deployment is None:
        text = _(
            "No [deployment](deployment) was tested: there was no [load test](load-test). What "
            "follows rests on the [simulation](simulation) alone."
        )
        return Section("deployment", title, [Paragraph(say(text))])
    what = (
        say(
            _(
                "siap112's own [reference deployment](reference-deployment), started for this run "
                "and reached only on this computer"
            )
        )
        if deployment.reference
        else say(_("the deployment that its profile describes"))
    )
    rows: list[tuple[Text, Text]] = [
        (_("Profile"), deployment_name(deployment)),
        (_("Version"), deployment.version or _("not told")),
        (say(_("[Fingerprint](fingerprint)")), deployment.fingerprint),
        (_("What it is"), what),
    ]
    return Section("deployment", title, [Facts(rows)])


def tested_deployment(page: Page) -> Deployment | None:
    """Return the deployment of the verdict, else that of the run."""
    verdict = page.data.verdict
    if verdict is not None and verdict.deployment is not None:
        return verdict.deployment
    return page.data.of_the_test.deployment or page.data.manifest.deployment
