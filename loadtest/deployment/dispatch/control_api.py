"""HTTP: what the operator of this deployment tells it, who is whoever started it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from loadtest.deployment.dispatch.centre import TheCentre
from loadtest.deployment.dispatch.problem import answers
from loadtest.deployment.dispatch.shapes import Request
from loadtest.deployment.dispatch.shared_key import WITH_KEY

router = APIRouter(prefix="/control", tags=["control"])


class PlayBegins(Request):
    """When a play begins; `zero_at` is its run time 0, seconds of the Unix epoch."""

    zero_at: Annotated[float, Field(ge=0, allow_inf_nan=False)]


@router.put(
    "/play",
    dependencies=[WITH_KEY],
    responses=answers(401, 422),
    openapi_extra={"x-roles": ["operator"]},
)
async def begin_play(body: PlayBegins, centre: TheCentre) -> PlayBegins:
    """Begin a play: what the settings take away by its clock goes and comes back by it."""
    centre.up.begin(body.zero_at)
    return body
