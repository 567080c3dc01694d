"""The key that the deployment's own processes show each other, and their operator to them."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader

from loadtest.deployment.dispatch.centre import TheCentre
from loadtest.deployment.dispatch.problem import Problem

_key = APIKeyHeader(
    name="X-CTI-Key", auto_error=False, description="Shared with the call distributor."
)


async def _require(centre: TheCentre, key: Annotated[str | None, Security(_key)]) -> None:
    expected = centre.config.cti_key.get_secret_value()
    if key is None or not hmac.compare_digest(key.encode("utf-8", "replace"), expected.encode()):
        raise Problem(
            401,
            "wrong_cti_key",
            "Header X-CTI-Key is missing or wrong.",
            "Give the call distributor the key of this application's settings.",
        )


WITH_KEY = Depends(_require)
"""Dependency of a route that asks for the key."""
