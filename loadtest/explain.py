"""Say what is wrong in a file of settings: where, what was found, what was expected."""

from __future__ import annotations

from pathlib import Path
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from scenarios.problems import suggestion
from scenarios.text import gettext as _

_SECRET_WORDS = ("password", "secret", "key", "extensions")
"""In the name of a key whose values are secret, or hold such: extensions and their passwords."""


def explain(error: ValidationError, path: Path, model: type[BaseModel]) -> str:
    """Return one line for each thing that `error` found wrong in the file at `path`.

    Values of keys that hold a secret are not repeated.

    Parameters
    ----------
    model : type
        What the file was read as; knows the keys from which one is suggested.
    """
    from scenarios.loading.explanation import plain_words  # brings the whole schema along

    lines = []
    for one in error.errors(include_url=False):
        where = _place(one["loc"]) or _("the whole file")
        kind = one["type"]
        if kind == "extra_forbidden":
            remedy = suggestion(
                str(one["loc"][-1]), _keys(model, one["loc"][:-1]), _("remove it or mend its name")
            )
            says = _("is not a known key") + f"; {remedy}"
        elif kind == "missing":
            says = _("is missing; add it")
        elif kind == "value_error":
            says = str(one["ctx"]["error"]) if "ctx" in one else one["msg"]
        elif kind == "union_tag_invalid":
            known = [tag.strip(" '") for tag in one["ctx"]["expected_tags"].split(",")]
            otherwise = _("write one of {known}").format(known=", ".join(known))
            remedy = suggestion(str(one["ctx"]["tag"]), known, otherwise)
            says = _("is not one of the words known here") + f"; {remedy}"
        elif kind == "string_pattern_mismatch":
            says = _("does not fit the pattern {pattern}").format(pattern=one["ctx"]["pattern"])
        else:
            words = plain_words(one)
            says = "; ".join(words) if words else _("does not fit here")
        found = one["input"]
        secret = any(word in str(part) for part in one["loc"] for word in _SECRET_WORDS)
        of_key = kind in ("extra_forbidden", "missing")
        shown = "" if of_key or secret or isinstance(found, dict | list) else f"{found!r} "
        lines.append(f"{path}: {where}: {shown}{says}")
    return "\n".join(lines)


def _keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> tuple[str, ...]:
    """Return the keys of the table at a place; none where it is no table of fixed keys."""
    at: Any = model
    for part in loc:
        at = _bare(at)
        if isinstance(at, type) and issubclass(at, BaseModel):
            field = at.model_fields.get(str(part))
            at = None if field is None else field.annotation
        else:
            at = get_args(at)[-1 if get_origin(at) is dict else 0] if get_args(at) else None
    at = _bare(at)
    return tuple(at.model_fields) if isinstance(at, type) and issubclass(at, BaseModel) else ()


def _bare(annotation: Any) -> Any:
    """Return an annotation without metadata and None."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    members = [m for m in get_args(annotation) if m is not NoneType]
    optional = NoneType in get_args(annotation) and len(members) == 1
    return _bare(members[0]) if optional else annotation


def _place(loc: tuple[int | str, ...]) -> str:
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text
