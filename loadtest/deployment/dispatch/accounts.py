"""Accounts: passwords, log-in, and which role may do what."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from loadtest.deployment.dispatch.centre import Centre, TheCentre
from loadtest.deployment.dispatch.config import DispatchConfig, Role
from loadtest.deployment.dispatch.problem import Problem, answers, forbidden
from loadtest.deployment.dispatch.store import Store


@dataclass(frozen=True, slots=True)
class Principal:
    """The user who makes a request."""

    username: str
    role: Role
    extension: str | None
    agency: str | None


def hash_password(password: str, cost: int) -> str:
    """Return a salted scrypt hash with n = 2**cost, cost included."""
    salt = os.urandom(16)
    return f"{cost}${salt.hex()}${_scrypt(password, salt, cost).hex()}"


def password_fits(password: str, hashed: str) -> bool:
    """Whether `password` is the one that was hashed."""
    cost, salt, digest = hashed.split("$")
    made = _scrypt(password, bytes.fromhex(salt), int(cost))
    return hmac.compare_digest(made, bytes.fromhex(digest))


def _scrypt(password: str, salt: bytes, cost: int) -> bytes:
    n, r, p = 2**cost, 8, 1
    return hashlib.scrypt(
        password.encode(), salt=salt, n=n, r=r, p=p, maxmem=256 * r * n + 2**20, dklen=32
    )


def seed_users(store: Store, config: DispatchConfig) -> None:
    """Make the accounts of the settings; those there are keep their state."""
    for user in config.users:
        password = user.password.get_secret_value()
        known = store.scalar("SELECT password_hash FROM users WHERE username = ?", user.username)
        if isinstance(known, str) and password_fits(password, known):
            hashed = known
        else:
            hashed = hash_password(password, config.password_cost)
        store.run(
            "INSERT INTO users (username, password_hash, role, extension, agency)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (username) DO UPDATE SET"
            " password_hash = excluded.password_hash, role = excluded.role,"
            " extension = excluded.extension, agency = excluded.agency",
            user.username,
            hashed,
            user.role,
            user.extension,
            user.agency,
        )


@lru_cache(maxsize=4)
def _nobodys_hash(cost: int) -> str:
    return hash_password(secrets.token_hex(16), cost)


async def log_in(centre: Centre, username: str, password: str) -> tuple[str, float, Principal]:
    """Return a new token, when it expires, and whose it is.

    Raises
    ------
    Problem
        401, the same for an unknown name and a wrong password.
    """
    row = centre.store.one("SELECT * FROM users WHERE username = ?", username)
    # An unknown name costs as much time as a wrong password, so that names cannot be guessed.
    hashed = row["password_hash"] if row else _nobodys_hash(centre.config.password_cost)
    fits = await asyncio.to_thread(password_fits, password, hashed)
    if row is None or not fits:
        raise Problem(
            401, "wrong_credentials", "User name or password is wrong.", "Check both and try again."
        )
    token = secrets.token_urlsafe(32)
    with centre.change() as change:
        expires_at = change.now + centre.config.token_lifetime_s
        centre.store.run("DELETE FROM sessions WHERE expires_at <= ?", change.now)
        centre.store.run(
            "INSERT INTO sessions VALUES (?, ?, ?)", _token_hash(token), username, expires_at
        )
    return token, expires_at, _principal(row)


def whose(centre: Centre, token: str) -> Principal | None:
    """Return the user to whom a token was given, or None if it is unknown or expired."""
    row = centre.store.one(
        "SELECT users.* FROM sessions JOIN users USING (username)"
        " WHERE token_hash = ? AND expires_at > ?",
        _token_hash(token),
        centre.clock(),
    )
    return None if row is None else _principal(row)


def _token_hash(token: str) -> str:
    # A token is 256 random bits: a plain hash is as good as a slow one.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _principal(row: Any) -> Principal:
    return Principal(row["username"], row["role"], row["extension"], row["agency"])


_bearer = HTTPBearer(auto_error=False, description="The token that POST /api/login gave.")


async def _identify(
    centre: TheCentre,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> Principal:
    who = None if credentials is None else whose(centre, credentials.credentials)
    if who is None:
        raise Problem(
            401,
            "not_logged_in",
            "The request bears no valid token.",
            "POST /api/login and send the token as 'Authorization: Bearer TOKEN'.",
        )
    return who


Caller = Annotated[Principal, Depends(_identify)]


def open_to(
    *roles: Role, errors: tuple[int, ...] = (), also: dict[int | str, dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Return the settings of a route that only `roles` may use.

    The roles stand in OpenAPI too, as ``x-roles``; `errors` are the statuses that the route
    answers beside 401, 403 and 422, and `also` declares a second kind of success.
    """
    return {
        "dependencies": [Depends(_allow(roles))],
        "openapi_extra": {"x-roles": list(roles)},
        "responses": answers(401, 403, 422, *errors) | (also or {}),
    }


def _allow(roles: tuple[Role, ...]) -> Callable[[Principal], Coroutine[Any, Any, None]]:
    async def allow(who: Caller) -> None:
        if who.role not in roles:
            raise forbidden(
                f"Role {who.role} may not do that; it takes {' or '.join(roles)}.",
                "Log in with another account.",
            )

    return allow
