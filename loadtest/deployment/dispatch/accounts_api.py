"""HTTP: log-in, one's own account and state, the list of accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from loadtest.deployment.dispatch.accounts import Caller, log_in, open_to
from loadtest.deployment.dispatch.acd_link import AcdUnreachableError
from loadtest.deployment.dispatch.centre import TheCentre, moment
from loadtest.deployment.dispatch.config import ROLES, Role
from loadtest.deployment.dispatch.problem import Problem, answers
from loadtest.deployment.dispatch.shapes import Request

router = APIRouter(prefix="/api", tags=["accounts"])

CallTakerState = Literal["ready", "break", "wrap_up", "off"]


class LoginRequest(Request):
    """Who wants to log in."""

    username: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=1000)]


class User(BaseModel):
    """An account; `state` is a call-taker's."""

    username: str
    role: Role
    extension: str | None
    agency: str | None
    state: CallTakerState
    state_at: datetime | None


class LoginAnswer(BaseModel):
    """A bearer token and whose it is."""

    token: str
    token_type: Literal["bearer"] = "bearer"
    expires_at: datetime
    user: User


class StateRequest(Request):
    """A call-taker's state: calls are offered in `ready` only."""

    state: CallTakerState


def _user(row: Any) -> User:
    return User(
        username=row["username"],
        role=row["role"],
        extension=row["extension"],
        agency=row["agency"],
        state=row["state"],
        state_at=moment(row["state_at"]),
    )


@router.post("/login", responses=answers(401, 422), openapi_extra={"x-roles": ["anybody"]})
async def login(body: LoginRequest, centre: TheCentre) -> LoginAnswer:
    """Log in with user name and password; the answer bears the token for all else."""
    token, expires_at, who = await log_in(centre, body.username, body.password)
    row = centre.store.need("SELECT * FROM users WHERE username = ?", who.username)
    expires = moment(expires_at)
    assert expires is not None
    return LoginAnswer(token=token, expires_at=expires, user=_user(row))


@router.get("/me", **open_to(*ROLES))
async def me(centre: TheCentre, who: Caller) -> User:
    """Show the account to which the token belongs."""
    return _user(centre.store.need("SELECT * FROM users WHERE username = ?", who.username))


@router.put("/me/state", **open_to("call_taker", errors=(502,)))
async def set_state(body: StateRequest, centre: TheCentre, who: Caller) -> User:
    """Set a call-taker's state and tell the call distributor.

    The answer comes when the distributor knows. If it cannot be told, nothing is changed (502).
    """
    if centre.acd is not None and who.extension is not None:
        try:
            await centre.acd.set_agent(who.extension, ready=body.state == "ready")
        except AcdUnreachableError as error:
            raise Problem(
                502,
                "acd_unreachable",
                f"The call distributor did not take the state: {error}",
                "The state is unchanged; see that the distributor runs, then repeat.",
            ) from error
    with centre.change() as change:
        centre.store.run(
            "UPDATE users SET state = ?, state_at = ? WHERE username = ?",
            body.state,
            change.now,
            who.username,
        )
    return _user(centre.store.need("SELECT * FROM users WHERE username = ?", who.username))


@router.get("/users", **open_to("supervisor", "admin"))
async def users(centre: TheCentre) -> list[User]:
    """List all accounts."""
    return [_user(row) for row in centre.store.all("SELECT * FROM users ORDER BY username")]
