"""After the play: what the deployment says it did, against what reached us."""

from __future__ import annotations

from loadtest.driver.api_client import ApiClient
from loadtest.driver.context import Context
from loadtest.driver.told import told_of


def reconcile(context: Context, api: ApiClient | None) -> None:
    """Mark notifications that never arrived, and close what is settled.

    An agency that the application says it told by its own channel, and whose client never
    heard of it, was not told: the notification is lost. One that was withdrawn before its
    client could have heard of it is lost too, for its agency never knew.

    Parameters
    ----------
    api : ApiClient, optional
        A supervisor's; without one only what call-takers were told can be compared.
    """
    for number, about in context.rows.incidents.items():
        if about["on_record_s"] is None:
            continue
        for note in told_of(context, api, number):
            candidate = context.board.candidate(number, note["need"], note["agency"])
            if candidate is not None and note["channel"] == "application":
                context.rows.notification(candidate, number, "application")
    for row in context.rows.notifications.values():
        if row["channel"] == "application" and row["notified_s"] is None:
            row.set(outcome="lost")
    _close_incidents(context)


def _close_incidents(context: Context) -> None:
    """Note when each incident's last unit was clear, and which needs nobody took up."""
    cleared: dict[int, list[float | None]] = {}
    for row in context.rows.assignments.values():
        cleared.setdefault(row["incident_id"], []).append(row["cleared_s"])
    for number, about in context.rows.incidents.items():
        if about["on_record_s"] is None:
            continue
        unmet = sum(
            not any(
                (note := context.rows.notifications.get(candidate)) is not None
                and note["outcome"] == "acknowledged"
                for candidate in need
            )
            for need in context.board.needs(number)
        )
        ends = cleared.get(about["incident_id"], [])
        closed_s = None
        if all(end is not None for end in ends):
            closed_s = max([e for e in ends if e is not None], default=about["on_record_s"])
        about.set(needs_unmet=unmet, closed_s=closed_s)
