"""Whom the application says it told of an incident."""

from __future__ import annotations

from typing import Any

from loadtest.driver.api_client import ApiClient, ApiError
from loadtest.driver.context import Context


def told_of(context: Context, api: ApiClient | None, incident: int) -> list[dict[str, Any]]:
    """Return the notifications of an incident as the application has them.

    Parameters
    ----------
    api : ApiClient, optional
        A supervisor's; without one nothing is known.
    """
    if api is None:
        return []
    try:
        found = api.send(
            "GET",
            "/api/incidents",
            name="/api/incidents?reference=",
            reference=context.board.reference(incident),
        )
    except ApiError:
        return []
    return list(found[0]["notifications"]) if found else []
