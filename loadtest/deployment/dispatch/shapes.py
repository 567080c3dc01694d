"""What the bodies, addresses and answers of all requests have in common."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from loadtest.deployment.dispatch.centre import moment
from loadtest.deployment.dispatch.store import Row

# SQLite's integers end at 2**63; ids beyond 2**53 would not survive JSON in every client.
_LARGEST_ID = 2**53 - 1


class Request(BaseModel):
    """A body that a client sends: nothing is guessed and nothing is ignored."""

    model_config = ConfigDict(strict=True, extra="forbid")


RowId = Annotated[int, Field(ge=1, le=_LARGEST_ID)]
PathId = Annotated[int, Path(ge=1, le=_LARGEST_ID)]
Need = Annotated[
    int, Field(ge=0, le=1000, description="Which of the incident's needs, counted from 0.")
]
ShortText = Annotated[str, Field(min_length=1, max_length=200)]
LongText = Annotated[str, Field(max_length=4000)]
Filter = Annotated[str | None, Query(max_length=200)]
Limit = Annotated[int, Query(ge=1, le=1000, description="At most so many, the newest first.")]
After = Annotated[int, Query(ge=0, le=_LARGEST_ID, description="Only ids above this one.")]


_Shape = TypeVar("_Shape", bound=BaseModel)


def filled(model: type[_Shape], row: Row, **more: Any) -> _Shape:
    """Fill `model` from the columns of its fields' names; a column ``..._at`` is a moment."""
    values = dict(more)
    for name in model.model_fields:
        if name not in values:
            value = row[name]
            values[name] = moment(value) if name.endswith("_at") else value
    return model.model_construct(**values)
