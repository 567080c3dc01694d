"""Errors as the API tells them: ``{"error": {"code", "message", "hint"}}``, always."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException


class ErrorDetail(BaseModel):
    """What went wrong and what to do about it."""

    code: str = Field(description="A word for programs, such as `call_taken`.")
    message: str = Field(description="What was found and what was expected.")
    hint: str = Field(description="What to do.")


class ErrorBody(BaseModel):
    """The body of every answer that is not a success."""

    error: ErrorDetail


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """A request cannot be done; becomes an answer with `status`."""

    def __init__(self, status: int, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint


def not_found(what: str, key: object) -> Problem:
    """Return the problem that there is no such thing."""
    return Problem(
        HTTPStatus.NOT_FOUND, "not_found", f"There is no {what} {key!r}.", "Check the id."
    )


def conflict(code: str, message: str, hint: str) -> Problem:
    """Return the problem that the state of things does not allow the request."""
    return Problem(HTTPStatus.CONFLICT, code, message, hint)


def forbidden(message: str, hint: str) -> Problem:
    """Return the problem that this user may not do that."""
    return Problem(HTTPStatus.FORBIDDEN, "forbidden", message, hint)


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return OpenAPI's declaration of the errors with these statuses."""
    return {
        status: {"model": ErrorBody, "description": HTTPStatus(status).phrase}
        for status in statuses
    }


def install(app: FastAPI) -> None:
    """Give all errors of `app` the one shape."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_crash)


def _body(
    status: int, code: str, message: str, hint: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    return JSONResponse(
        {"error": {"code": code, "message": message, "hint": hint}}, status, headers
    )


async def _on_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    return _body(error.status, error.code, error.message, error.hint, headers)


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # The input itself is not repeated: it may hold a password, or what JSON cannot carry.
    parts = [
        f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()
    ]
    message = "; ".join(parts).encode("utf-8", "replace").decode()
    return _body(422, "invalid", message, "See /openapi.json for what is expected.")


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.BAD_REQUEST:  # FastAPI's word for bytes that are no text
        return _body(
            422, "invalid", "The body is not text in UTF-8.", "Send JSON, encoded in UTF-8."
        )
    status = HTTPStatus(error.status_code)
    return _body(
        status,
        status.name.lower(),
        f"{request.method} {request.url.path}: {status.phrase}.",
        "See /openapi.json for the addresses there are.",
        dict(error.headers) if error.headers else None,
    )


async def _on_crash(request: Request, error: Exception) -> JSONResponse:
    logging.getLogger("dispatch").error("%s %s", request.method, request.url.path, exc_info=error)
    return _body(
        500,
        "internal_error",
        "The application failed; the fault is in its log.",
        "Repeat the request; tell the operator if it fails again.",
    )
