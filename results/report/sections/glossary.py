"""Section: a glossary in plain words. Sentences elsewhere link to its entries by their keys."""

from __future__ import annotations

from results.report.blocks import Section, Terms
from results.report.page import Page
from results.report.wording.prose import say
from scenarios.text import N_
from scenarios.text import gettext as _

GLOSSARY: dict[str, tuple[str, str]] = {
    "abandonment": (
        N_("Giving up (abandonment)"),
        N_("A caller hangs up before anybody has answered. Many try again, see redial."),
    ),
    "agency": (
        N_("Agency (OPD)"),
        N_(
            "A body that answers in the field: fire service, ambulance, police, transport, "
            "disaster management and others."
        ),
    ),
    "announcement": (
        N_("Announcement"),
        N_("The recorded text that a caller hears before the queue."),
    ),
    "assumption": (
        N_("Assumption"),
        N_(
            "A number that nobody has measured in the region. It is a guess with a reason, and "
            "with a lowest and a highest value that are still believable."
        ),
    ),
    "blocking": (
        N_("Busy tone (blocking)"),
        N_("All lines of a group are taken, so a further call cannot be connected at all."),
    ),
    "call-taker": (
        N_("Call-taker"),
        N_("The person in the centre who answers the call and writes down what happened."),
    ),
    "deployment": (
        N_("Deployment"),
        N_(
            "The equipment and software of a 112 as they are set up: telephone exchange, queue, "
            "application. A deployment profile is the file that tells siap112 how to reach it."
        ),
    ),
    "dispatcher": (
        N_("Dispatcher"),
        N_("A person between call-taker and agency, who checks the report and passes it on."),
    ),
    "fingerprint": (
        N_("Fingerprint, hash"),
        N_(
            "A short string computed from the content of a file. If two fingerprints are equal, "
            "the contents are the same."
        ),
    ),
    "inconclusive": (
        N_("Inconclusive"),
        N_(
            "The evidence does not decide yet. It may be too little, too close to what is asked, "
            "or of the wrong kind."
        ),
    ),
    "kecamatan": (
        N_("Kecamatan"),
        N_("A district of a city or regency."),
    ),
    "line": (
        N_("Line (channel)"),
        N_("What carries one call at a time from a carrier to the centre."),
    ),
    "load-test": (
        N_("Load test"),
        N_(
            "Real calls by telephone to a real deployment, placed by a computer, to see what it "
            "does. The simulation says what would happen; the load test says what does."
        ),
    ),
    "met": (
        N_("Met"),
        N_(
            "The number found reaches what is asked, and even the bad end of its range is not "
            "much worse. Where a target counts in every hour, every hour has to reach it."
        ),
    ),
    "missed": (
        N_("Missed"),
        N_("The number found is worse than what is asked, by more than chance explains."),
    ),
    "packed": (
        N_("Packed"),
        N_(
            "In a load test the quiet time between calls is cut short, so that many calls fit "
            "into minutes. It shows whether the equipment copes. It does not show how long "
            "callers would wait on an ordinary day; the simulation does that."
        ),
    ),
    "range": (
        N_("Range (confidence interval)"),
        N_(
            "Another week would give slightly other numbers. The range says how far apart they "
            "may lie: if the whole run were made 100 times, the true number would lie below the "
            "lower end in at most 5 of them, and above the upper end in at most 5. More weeks "
            "make it narrower."
        ),
    ),
    "redial": (
        N_("Redial"),
        N_("A caller who met a busy line or gave up tries again."),
    ),
    "reference-deployment": (
        N_("Reference deployment"),
        N_(
            "A small but working 112 that comes with siap112, for practice and for checking the "
            "method. It is nobody's real 112."
        ),
    ),
    "scenario": (
        N_("Scenario"),
        N_(
            "The file that describes the region: how many calls, how many people, which agencies, "
            "which targets."
        ),
    ),
    "seed": (
        N_("Seed"),
        N_("The number from which all chance in a simulation follows. Same seed, same run."),
    ),
    "service-level": (
        N_("Service level"),
        N_(
            "The share of connected calls that are answered within a given time. A caller who "
            "gives up counts as not answered in time, unless the target says otherwise."
        ),
    ),
    "simulation": (
        N_("Simulation"),
        N_(
            "A computer plays the region call by call, for many weeks: callers, call-takers, "
            "agencies, vehicles. It shows what would happen with the numbers of the scenario."
        ),
    ),
    "situation": (
        N_("Situation"),
        N_(
            "Something out of the ordinary that is laid over the scenario, such as an earthquake "
            "or half of the staff being absent."
        ),
    ),
    "target": (
        N_("Target"),
        N_("What is asked of the region, with a number that says when it is reached."),
    ),
    "technical-failure": (
        N_("Technical failure"),
        N_(
            "The deployment fails a call: it refuses or drops it, lets one side or neither be "
            "heard, or never confirms that it is over. Such a call counts as failed even if "
            "somebody answered it. A busy tone and a caller who gives up are counted apart."
        ),
    ),
    "unit": (
        N_("Unit"),
        N_("A vehicle with its crew that is sent as one: fire engine, ambulance, patrol."),
    ),
}
"""Words and what they mean, in English, by key."""


def glossary_section(page: Page) -> Section:
    """Return the glossary, in order of the words in the language in force."""
    rows = [(key, _(word), say(_(meaning))) for key, (word, meaning) in GLOSSARY.items()]
    rows.sort(key=lambda row: str(row[1]).casefold())
    return Section("glossary", _("Words explained"), [Terms(rows)])
