"""Walk the schema along a path of a file, to know which keys may stand where."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from scenarios.key_path import KeyPath
from scenarios.schema import Scenario
from scenarios.schema.base import Part

MISSING = object()


def annotation_at(path: KeyPath, data: Any) -> Any:
    """Return what the schema says of the place `path`, or None where it knows no such place.

    Parameters
    ----------
    path : key path from the top of a scenario
    data : dict
        The scenario's data, which tell one distribution from another.
    """
    annotation: Any = Scenario
    for key in path:
        annotation = child(annotation, key, data)
        if annotation is None:
            return None
        data = item(data, key)
    return resolve(annotation, data)


def child(annotation: Any, key: str | int, data: Any) -> Any:
    """Return the annotation of `key` within `annotation`, or None."""
    annotation = resolve(annotation, data)
    if _is_part(annotation):
        field = annotation.model_fields.get(key) if isinstance(key, str) else None
        return None if field is None else field.annotation
    origin = get_origin(annotation)
    if origin is dict:
        return get_args(annotation)[1] if isinstance(key, str) else None
    if origin is tuple:
        return get_args(annotation)[0] if isinstance(key, int) else None
    return None


def keys_of(annotation: Any) -> tuple[str, ...]:
    """Return the keys that a table of this annotation may have; empty where they are free."""
    return tuple(annotation.model_fields) if _is_part(annotation) else ()


def is_named_table(annotation: Any) -> bool:
    """Say whether the keys of the table are names that the file gives."""
    return get_origin(annotation) is dict


def is_table(annotation: Any) -> bool:
    """Say whether a table stands here."""
    return _is_part(annotation) or is_named_table(annotation)


def default_at(path: KeyPath, data: Any) -> Any:
    """Return the default of the key at `path`, in the file's notation; `MISSING` if it has none."""
    table = annotation_at(path[:-1], data)
    if not _is_part(table):
        return MISSING
    field = table.model_fields.get(path[-1])
    if field is None or field.is_required() or field.default is None:
        return MISSING
    default = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(default, Part):
        return default.model_dump(mode="json", exclude_none=True)
    return list(default) if isinstance(default, tuple) else default


def resolve(annotation: Any, data: Any) -> Any:
    """Return `annotation` without None and metadata, and of distributions the one in `data`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            members = [m for m in get_args(annotation) if m is not NoneType]
            annotation = members[0] if len(members) == 1 else _chosen(members, data)
        else:
            return annotation


def item(data: Any, key: str | int) -> Any:
    """Return what stands at `key` in `data`, or None."""
    if isinstance(data, Mapping):
        return data.get(key)
    if isinstance(data, list | tuple) and isinstance(key, int) and key < len(data):
        return data[key]
    return None


def at(data: Any, path: KeyPath) -> Any:
    """Return what stands at `path` in `data`, or None."""
    for key in path:
        data = item(data, key)
    return data


def _is_part(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Part)


def _chosen(members: list[Any], data: Any) -> Any:
    tag = data.get("distribution") if isinstance(data, Mapping) else "constant"
    for member in members:
        if _is_part(resolve(member, None)):
            literal = resolve(member, None).model_fields["distribution"].annotation
            if get_origin(literal) is Literal and get_args(literal)[0] == tag:
                return member
    return members[0] if all(not _is_part(m) for m in members) else None
