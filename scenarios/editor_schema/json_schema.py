"""The JSON Schema (draft 2020-12) of region and situation files, made from the models.

It is laxer than loading in one way: nothing is required, for what one file leaves out may come
from the file that it extends. What ties parts together (names of agencies, sums of shares) is
left to `siap112 check`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BeforeValidator
from pydantic.fields import FieldInfo

from scenarios.editor_schema import notation
from scenarios.editor_schema.notation import Schema
from scenarios.schema import Scenario
from scenarios.schema.base import (
    Part,
    Texts,
    parse_duration,
    parse_share,
    parse_time_of_day,
    parse_weekday,
)
from scenarios.schema.empirical import Quantiles, Samples, ValueFile
from scenarios.schema.situation import Situation
from scenarios.shipped import Sort
from scenarios.text import LANGUAGES, N_, in_language
from scenarios.text import gettext as _
from scenarios.text.schema_texts import first_line

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_WRITTEN = {
    parse_duration: notation.DURATION,
    parse_share: notation.SHARE,
    parse_time_of_day: notation.TIME_OF_DAY,
    parse_weekday: notation.WEEKDAY,
}
_BOUNDS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
}
_TITLES = {"region": N_("siap112: a region"), "situation": N_("siap112: a situation")}
_OF_FILES: dict[str, tuple[Schema, str]] = {
    "extends": (
        {"type": "string"},
        N_("Shipped name or path of the file that this one changes; what stands here prevails."),
    ),
    "without": (
        {"type": "array", "items": {"type": "string"}},
        N_("Places of the file extended that are taken out."),
    ),
}
_FILE_FORMS: dict[str, dict[str, tuple[Schema, str]]] = {
    "TravelMatrix": {
        "file": (
            {"type": "string"},
            N_("CSV file with the columns from, to and minutes, and hour if times differ by it."),
        )
    }
}
"""Keys by which a file may name another that holds what stands in a part."""


def json_schema(sort: Sort) -> Schema:
    """Return the schema of a file, its descriptions in the language in force.

    Beside each `description` stand `x-id` and `x-en`, the same in Indonesian and English.

    Parameters
    ----------
    sort : "region" or "situation"
    """
    made = _Definitions()
    top = made.table(Scenario if sort == "region" else Situation)
    top["properties"] |= {key: {**s, **_described(text)} for key, (s, text) in _OF_FILES.items()}
    return {
        "$schema": _DIALECT,
        "title": _(_TITLES[sort]),
        **top,
        "$defs": dict(sorted(made.found.items())),
    }


class _Definitions:
    """Schemas by name, each written once and referred to from there on."""

    def __init__(self) -> None:
        self.found: dict[str, Schema] = {
            key: {**s, **_described(text)} for key, (s, text) in notation.PROVENANCE.items()
        }

    def table(self, part: type[Part]) -> Schema:
        """Return the schema of a table whose keys are a part's fields."""
        said = first_line(part.__doc__ or "")
        keys = {name: self.field(field) for name, field in part.model_fields.items()}
        for key, (schema, text) in _FILE_FORMS.get(part.__name__, {}).items():
            keys[key] = {**schema, **_described(text)}
        return _table(keys, said)

    def field(self, field: FieldInfo) -> Schema:
        """Return the schema of what stands behind a key, with its meaning."""
        made = self.of(field.annotation, field.metadata)
        default = field.default
        if isinstance(default, str | int | float):
            made = {**made, "default": default}
        return {**made, **_described(field.description)} if field.description else made

    def of(self, annotation: Any, metadata: Sequence[Any] = ()) -> Schema:
        """Return the schema of an annotation; a quantity may bear its provenance."""
        origin = get_origin(annotation)
        if origin is Annotated:
            inner, *more = get_args(annotation)
            return self.of(inner, [*_flat(more), *metadata])
        if origin in (Union, UnionType):
            members = [m for m in get_args(annotation) if m is not NoneType]
            if len(members) == 1:
                return self.of(members[0], metadata)
            value = members[0].model_fields["value"]
            bare = self._plain(value.annotation, value.metadata)
            name = "TimeDistribution" if bare is notation.DURATION else "FactorDistribution"
            return self._named(name, lambda: self._distribution(members, bare))
        if annotation is Texts:
            label = self._named("Texts", lambda: self.table(Texts))
            return {"anyOf": [{"type": "string"}, label]}
        if isinstance(annotation, type) and issubclass(annotation, Part):
            return self._named(annotation.__name__, lambda: self.table(annotation))
        if origin is dict:
            return _table({}, "", self.of(get_args(annotation)[1]))
        plain = self._plain(annotation, metadata)
        is_text = annotation is str or origin is Literal
        return plain if is_text else self._with_provenance(plain)

    def _plain(self, annotation: Any, metadata: Sequence[Any]) -> Schema:
        """Return the schema of a value as it is written without its provenance."""
        origin = get_origin(annotation)
        if origin is Annotated:
            inner, *more = get_args(annotation)
            return self._plain(inner, [*_flat(more), *metadata])
        for one in metadata:
            if isinstance(one, BeforeValidator) and one.func in _WRITTEN:
                return _WRITTEN[one.func]
        if origin is tuple:
            item = get_args(annotation)[0]
            is_table = isinstance(item, type) and issubclass(item, Part)
            items = self.of(item) if is_table else self._plain(item, ())
            return {"type": "array", "items": items, **_lengths(metadata)}
        if origin is Literal:
            return {"enum": list(get_args(annotation))}
        if annotation in (date, datetime):
            return notation.INSTANT if annotation is datetime else notation.DATE
        kinds = {str: "string", bool: "boolean", int: "integer", float: "number"}
        made: Schema = {"type": kinds[annotation]}
        for one in metadata:
            for key, keyword in _BOUNDS.items():
                if getattr(one, key, None) is not None:
                    made[keyword] = getattr(one, key)
            if getattr(one, "pattern", None):
                made["pattern"] = one.pattern
        return made

    def _distribution(self, members: Sequence[type[Part]], bare: Schema) -> Schema:
        """Return the schema of a distribution: a bare value, or a table by its name.

        A table without `distribution` changes the parameters of the one in the file extended.
        """
        every: dict[str, list[Schema]] = {}
        rules, names = [], []
        for member in members:
            name = get_args(member.model_fields["distribution"].annotation)[0]
            fields = dict(member.model_fields)
            if issubclass(member, Quantiles | Samples):
                fields |= ValueFile.model_fields
            if issubclass(member, Samples):
                del fields["share_column"]
            del fields["distribution"]
            keys = {key: self.field(field) for key, field in fields.items()}
            for key, schema in keys.items():
                if schema not in every.setdefault(key, []):
                    every[key].append(schema)
            names.append(name)
            rules.append(
                {
                    "if": {
                        "properties": {"distribution": {"const": name}},
                        "required": ["distribution"],
                    },
                    "then": {
                        "properties": keys,
                        "propertyNames": {"enum": ["distribution", *keys, *notation.PROVENANCE]},
                    },
                }
            )
        kinds = _described(N_("Which distribution it is."))
        keys = {
            "distribution": {"enum": names, **kinds},
            **{
                key: found[0] if len(found) == 1 else {"anyOf": found}
                for key, found in every.items()
            },
        }
        return {"anyOf": [bare, {**_table(keys, ""), "allOf": rules}]}

    def _with_provenance(self, plain: Schema) -> Schema:
        """Let a value stand alone, or in a table that says where it comes from."""
        wrapped = {
            "type": "object",
            "properties": {"value": plain, **_provenance()},
            "additionalProperties": False,
            "required": ["value"],
            "minProperties": 2,
            **notation.PROVENANCE_RULES,
        }
        return {"anyOf": [plain, wrapped]}

    def _named(self, name: str, make: Any) -> Schema:
        if name not in self.found:
            self.found[name] = {}  # else a part within itself would be made without end
            self.found[name] = make()
        return {"$ref": f"#/$defs/{name}"}


def _table(keys: dict[str, Schema], said: str, others: Schema | bool = False) -> Schema:
    return {
        "type": "object",
        **(_described(said) if said else {}),
        "properties": {**keys, **_provenance()},
        "additionalProperties": others,
        **notation.PROVENANCE_RULES,
    }


def _provenance() -> dict[str, Schema]:
    return {key: {"$ref": f"#/$defs/{key}"} for key in notation.PROVENANCE}


def _described(text: str) -> Schema:
    found = {"description": _(text)}
    for language in LANGUAGES:
        with in_language(language):
            found[f"x-{language}"] = _(text)
    return found


def _flat(metadata: Sequence[Any]) -> list[Any]:
    """Return metadata with what a `Field` among them holds."""
    return [
        inner
        for one in metadata
        for inner in (one.metadata if isinstance(one, FieldInfo) else [one])
    ]


def _lengths(metadata: Sequence[Any]) -> Schema:
    found = {}
    for one in metadata:
        for key, keyword in (("min_length", "minItems"), ("max_length", "maxItems")):
            if getattr(one, key, None) is not None:
                found[keyword] = getattr(one, key)
    return found
