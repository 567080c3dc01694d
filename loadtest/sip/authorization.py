"""A client's answers to digest challenges, over the life of a call or registration."""

from __future__ import annotations

from dataclasses import dataclass, field

from loadtest.sip.digest import Challenge, answer, pick_challenge
from loadtest.sip.message import Response

_FIELDS = {401: ("WWW-Authenticate", "Authorization"),
           407: ("Proxy-Authenticate", "Proxy-Authorization")}  # fmt: skip
_MOST_STALE = 3


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we say we are."""

    username: str
    password: str = field(repr=False)


class Authorizer:
    """Remembers challenges and answers them; one request is under way at a time.

    Parameters
    ----------
    credentials : Credentials or None
        None answers nothing.
    """

    def __init__(self, credentials: Credentials | None) -> None:
        self._credentials = credentials
        self._challenges: dict[str, Challenge] = {}  # by the field that answers them
        self._counts: dict[str, int] = {}  # by nonce
        self._answered: set[str] = set()  # fields answered for the request under way
        self._stale = 0

    def start(self, method: str, uri: str) -> list[tuple[str, str]]:
        """Return the fields for a new request: answers to the challenges known so far."""
        self._answered.clear()
        self._stale = 0
        return self._fields(method, uri)

    def retry(self, response: Response, method: str, uri: str) -> list[tuple[str, str]] | None:
        """Return the fields for another try after a 401 or 407, or None where none makes sense.

        It makes none without credentials or known algorithm, or where the same server has refused
        an answer to its own challenge and does not call the nonce stale.
        """
        asked, answers = _FIELDS[response.status]
        challenge = pick_challenge(response.headers.get_all(asked))
        if challenge is None or self._credentials is None:
            return None
        if answers in self._answered:
            if not challenge.stale or self._stale >= _MOST_STALE:
                return None
            self._stale += 1
        self._answered.add(answers)
        self._challenges[answers] = challenge
        return self._fields(method, uri)

    def _fields(self, method: str, uri: str) -> list[tuple[str, str]]:
        if self._credentials is None:
            return []
        fields = []
        for name, challenge in self._challenges.items():
            count = self._counts[challenge.nonce] = self._counts.get(challenge.nonce, 0) + 1
            value = answer(
                challenge,
                username=self._credentials.username,
                password=self._credentials.password,
                method=method,
                uri=uri,
                nonce_count=count,
            )
            fields.append((name, value))
        return fields
