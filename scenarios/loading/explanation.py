"""Say in plain words what the schema found wrong, at the place where the file has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from scenarios.key_path import KeyPath, path_text
from scenarios.loading import schema_walk
from scenarios.loading.skeleton import example
from scenarios.problems import Finding, near_names, shown, suggestion
from scenarios.provenance import RESERVED
from scenarios.schema.base import RuleError
from scenarios.text import gettext as _


def explain(error: ValidationError, data: Mapping[str, Any]) -> list[Finding]:
    """Return one finding for each thing that `error` found wrong in `data`."""
    errors = error.errors(include_url=False)
    unknown = [place_in(data, one["loc"]) for one in errors if one["type"] == "extra_forbidden"]
    return [
        _finding(one, data)
        for one in errors
        # A key that is missing because its name was mistyped is one mistake, not two.
        if one["type"] != "missing" or not _mistyped(place_in(data, one["loc"]), unknown)
    ]


def plain_words(one: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what is wrong and what to do, of one of pydantic's errors in any file of settings.

    None for kinds of error that have no words here, or words for scenarios only.
    """
    wording = _WORDINGS.get(one["type"])
    if wording is None or one["type"] in _OF_SCENARIOS or not one["loc"]:
        return None
    return wording(one.get("ctx", {}), tuple(one["loc"]), one["input"])


def place_in(data: Any, loc: tuple[str | int, ...]) -> KeyPath:
    """Return the place in the file's notation, without the names of a union's members.

    Where the file wrote a table in short (a bare "60s" for a constant), the place is the short
    form itself.
    """
    path: list[str | int] = []
    for part in loc:
        if isinstance(data, Mapping):
            if part not in data and data.get("distribution") == part:
                continue
            if part == "[key]":
                continue
        elif not isinstance(data, list):
            break
        path.append(part)
        data = schema_walk.item(data, part)
    return tuple(path)


def _finding(one: Mapping[str, Any], data: Mapping[str, Any]) -> Finding:
    path = place_in(data, one["loc"])
    found = schema_walk.at(data, path)
    kind = one["type"]
    context: Mapping[str, Any] = one.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(path, data)
    if kind == "missing":
        return _missing(path)
    if kind == "value_error" and isinstance(context["error"], RuleError):
        rule = context["error"]
        return Finding(path, shown(found), rule.wrong, rule.remedy)
    wording = _WORDINGS.get(kind, _something_else)
    wrong, remedy = wording(context, path, found)
    return Finding(path, shown(found), wrong, remedy)


def _unknown_key(path: KeyPath, data: Mapping[str, Any]) -> Finding:
    key = str(path[-1])
    table = schema_walk.annotation_at(path[:-1], data)
    known = schema_walk.keys_of(table)
    if key in _END and "length" in known:
        remedy = _('write how long it lasts, as in length = "8 jam"')
    elif key in RESERVED:
        remedy = _("write it as text")
    else:
        remedy = suggestion(key, known, _("remove it or mend its name"))
    return Finding(path, None, _("is not a known key"), remedy)


def _mistyped(missing: KeyPath, unknown: list[KeyPath]) -> bool:
    key = str(missing[-1])
    return any(
        path[:-1] == missing[:-1]
        and (near_names(str(path[-1]), [key]) or (key == "length" and path[-1] in _END))
        for path in unknown
    )


def _missing(path: KeyPath) -> Finding:
    if path[-1] in ("posts", "needs"):
        wrong, remedy = _nobody(path)
        return Finding(path, None, _("is missing: {wrong}").format(wrong=wrong), remedy)
    written = example(path)
    remedy = _("add it, as in {example}").format(example=written) if written else _("add it")
    return Finding(path, None, _("is missing"), remedy)


_END = ("end", "until", "selesai", "sampai")
"""How one may write when a shift ends, which the schema says by its length."""


def _nobody(path: KeyPath) -> tuple[str, str]:
    if path[-1] == "posts":
        return _("the agency has no units"), _(
            'add a post with its units, as in [[{path}]] name = "Pos", units = 2'
        ).format(path=path_text(path))
    return _("nobody handles this incident type"), _(
        'name an agency, as in needs = [{ agencies = ["damkar"], units = 1 }]'
    )


_Context = Mapping[str, Any]
_Wording = tuple[str, str]


def _too_small(context: _Context, path: KeyPath, found: Any) -> _Wording:
    text = str(found).strip() if not isinstance(found, bool) else ""
    negative = text.startswith("-")
    if path[-1] == "length":
        if negative:
            return (
                _("is a negative length, so that it ends before it starts"),
                _('write how long it lasts, as in "8 jam"; it may run through midnight'),
            )
        return _("has no length"), _('write how long it lasts, as in "8 jam"')
    bound = context.get("gt", context.get("ge"))
    wrong = _("is negative") if negative else _("is too small")
    if "gt" in context:
        return wrong, _("write more than {bound}").format(bound=_plain(bound))
    return wrong, _("write {bound} or more").format(bound=_plain(bound))


def _too_large(context: _Context, path: KeyPath, found: Any) -> _Wording:
    bound = context.get("lt", context.get("le"))
    return _("is too large"), _("write {bound} or less").format(bound=_plain(bound))


def _too_short(context: _Context, path: KeyPath, found: Any) -> _Wording:
    least, count = context["min_length"], context["actual_length"]
    if path[-1] in ("posts", "needs"):
        wrong, remedy = _nobody(path)
        return _("is empty: {wrong}").format(wrong=wrong), remedy
    if count == 0:
        return _("is empty"), _("give at least {least}").format(least=least)
    return (
        _("has {count} entries, too few").format(count=count),
        _("give {least}").format(least=_count(least, path)),
    )


def _too_long(context: _Context, path: KeyPath, found: Any) -> _Wording:
    count = context["actual_length"]
    if count is None:
        count = len(found) if isinstance(found, list) else "?"
    return (
        _("has {count} entries, too many").format(count=count),
        _("give {most}").format(most=_count(context["max_length"], path)),
    )


def _count(number: int, path: KeyPath) -> str:
    meaning = {
        "hour_of_day": _("24, one for each hour of the day from 00h"),
        "factor_by_hour": _("24, one for each hour of the day from 00h"),
        "day_of_week": _("7, one for each day from Monday"),
        "hour_of_week": _("168, one for each hour of the week from Monday 00h"),
    }
    return meaning.get(str(path[-1]), str(number))


def _choice(context: _Context, path: KeyPath, found: Any) -> _Wording:
    known = [
        part.strip(" '\"") for part in str(context["expected"]).replace(" or ", ", ").split(",")
    ]
    return (
        _("is not one of the words known here"),
        suggestion(str(found), known, _("write one of {known}").format(known=", ".join(known))),
    )


def _distribution(context: _Context, path: KeyPath, found: Any) -> _Wording:
    known = [part.strip(" '\"") for part in str(context["expected_tags"]).split(",")]
    return (
        _("names no distribution known here: {tag}").format(tag=shown(context["tag"])),
        suggestion(str(context["tag"]), known, ""),
    )


def _no_distribution(context: _Context, path: KeyPath, found: Any) -> _Wording:
    return (
        _("does not say which distribution it is"),
        _(
            'write distribution = "lognormal" (or constant, exponential, gamma, weibull, '
            "quantiles, samples)"
        ),
    )


def _says(wrong: Callable[[], str], remedy: Callable[[], str]) -> Callable[..., _Wording]:
    return lambda context, path, found: (wrong(), remedy())


def _number(context: _Context, path: KeyPath, found: Any) -> _Wording:
    remedy = _("write a number without quotation marks, as in 2.5")
    return _("is not a number"), remedy


def _whole_number(context: _Context, path: KeyPath, found: Any) -> _Wording:
    return _("is not a whole number"), _("write a whole number, as in 3")


def _something_else(context: _Context, path: KeyPath, found: Any) -> _Wording:
    return _("does not fit here"), _("see the shipped regions for how it is written")


_table = _says(lambda: _("is not a table"), lambda: _("write its keys in { } or below [its.name]"))
_WORDINGS: Mapping[str, Callable[[_Context, KeyPath, Any], _Wording]] = {
    "greater_than": _too_small,
    "greater_than_equal": _too_small,
    "less_than": _too_large,
    "less_than_equal": _too_large,
    "too_short": _too_short,
    "too_long": _too_long,
    "literal_error": _choice,
    "union_tag_invalid": _distribution,
    "union_tag_not_found": _no_distribution,
    "float_type": _number,
    "finite_number": _number,
    "int_type": _whole_number,
    "int_from_float": _whole_number,
    "string_type": _says(
        lambda: _("is not a text"), lambda: _('write it in quotation marks, as in "text"')
    ),
    "bool_type": _says(lambda: _("is neither true nor false"), lambda: _("write true or false")),
    "tuple_type": _says(lambda: _("is not a list"), lambda: _("write a list, as in [ ..., ... ]")),
    "dict_type": _table,
    "model_type": _table,
    "model_attributes_type": _table,
    "date_type": _says(lambda: _("is not a date"), lambda: _("write it as in 2026-03-02")),
    "datetime_type": _says(
        lambda: _("is not an instant"), lambda: _("write date and time, as in 2026-03-02T10:00")
    ),
    "string_pattern_mismatch": _says(
        lambda: _("has characters that do not go into a file name"),
        lambda: _("write small letters, digits and hyphens, as in kota-baru"),
    ),
}
_OF_SCENARIOS = ("union_tag_invalid", "union_tag_not_found", "string_pattern_mismatch")


def _plain(bound: Any) -> str:
    return f"{bound:g}" if isinstance(bound, int | float) else str(bound)
