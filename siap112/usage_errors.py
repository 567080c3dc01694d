"""What is wrong with how a command was written, in the language in force.

The command line's library says it in English only. Its exceptions are told apart by the names of
their classes, for it may bring its own copy of them; what they found is in their attributes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import Any

from scenarios.problems import near_names
from scenarios.text import gettext as _

_QUOTED = re.compile(r"'([^']*)'")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)\W*$")


def usage_message(error: Any) -> str:
    """Return the message for one of the library's usage errors, with where to look it up.

    Parameters
    ----------
    error : an exception with `format_message`
    """
    context = getattr(error, "ctx", None)
    message = _message(error, context)
    if context is None:
        return message
    hint = _("see `{command} --help`").format(command=context.command_path)
    return f"{message}\n{hint}"


def _message(error: Any, context: Any) -> str:
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return _no_such_option(error, context)
    if kind == "MissingParameter":
        return _missing(error)
    if kind == "BadOptionUsage":
        return _bad_option_usage(error)
    if kind == "BadParameter":
        return _bad_parameter(error)
    if kind == "UsageError" and context is not None:
        return _wrong_word(error, context)
    return str(error.format_message())


def _no_such_option(error: Any, context: Any) -> str:
    parameters = getattr(getattr(context, "command", None), "params", ())
    known = [name.strip("-") for parameter in parameters for name in parameter.opts]
    message = _("{found} is not an option here").format(found=error.option_name)
    near = near_names(error.option_name.strip("-"), known)
    if not near:
        return message
    return f"{message}; {_('did you mean {name}?').format(name=f'--{near[0]}')}"


def _missing(error: Any) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(error.format_message())
    if parameter.param_type_name == "option":
        return _("{name} is needed").format(name=parameter.opts[0])
    name = parameter.metavar or parameter.human_readable_name
    return _("{name} is missing; write it behind the command").format(name=name)


def _bad_option_usage(error: Any) -> str:
    if "requires" in error.format_message():
        return _("{name}: a value is missing behind it").format(name=error.option_name)
    return _("{name}: takes no value").format(name=error.option_name)


def _bad_parameter(error: Any) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:  # raised by a command itself, in its own words
        return str(error.message)
    name = parameter.opts[0] if parameter.opts else parameter.human_readable_name
    found = _found(error)
    if isinstance(parameter.default, Enum) and found is not None:
        words = [str(choice.value) for choice in type(parameter.default)]
        wrong = _("{name}: {found} is not one of its words").format(name=name, found=found)
        return _with_suggestion(wrong, found, words)
    expected = _expected(parameter)
    if expected is None:
        return f"{name}: {error.message}"
    if found is None:
        return _("{name}: expected {expected}").format(name=name, expected=expected)
    return _("{name}: {found} does not fit; expected {expected}").format(
        name=name, found=found, expected=expected
    )


def _found(error: Any) -> str | None:
    """Return what was written, where the error's cause knows."""
    details = getattr(error.__cause__, "errors", None)
    if not callable(details):
        return None
    return str(details()[0].get("input"))


def _expected(parameter: Any) -> str | None:
    """Return which number is expected, None where it is anything else."""
    limits = parameter if hasattr(parameter, "min") else getattr(parameter, "type", None)
    low, high = getattr(limits, "min", None), getattr(limits, "max", None)
    whole = isinstance(parameter.default, int) and not isinstance(parameter.default, bool)
    if low is None and high is None:
        return _("a whole number") if whole else None
    values = {"low": low, "high": high}
    if high is None:
        said = _("a whole number, at least {low}") if whole else _("a number, at least {low}")
    elif whole:
        said = _("a whole number from {low} to {high}")
    else:
        said = _("a number from {low} to {high}")
    return said.format(**values)


def _wrong_word(error: Any, context: Any) -> str:
    """Say which command is not known or missing, or which words are too many."""
    known = sorted(getattr(context.command, "commands", ()))
    quoted = _QUOTED.search(str(error.message))
    if known and quoted:
        found = quoted.group(1)
        return _with_suggestion(_("{found} is not a command").format(found=found), found, known)
    if known:
        return _("a command is missing; one of {names}").format(names=", ".join(known))
    extra = _IN_BRACKETS.search(str(error.message))
    if extra:
        return _("too many words: {extra}").format(extra=extra.group(1))
    return str(error.format_message())


def _with_suggestion(message: str, found: str, known: Sequence[str]) -> str:
    near = near_names(found, known)
    if near:
        remedy = _("did you mean {name}?").format(name=near[0])
    else:
        remedy = _("expected one of {names}").format(names=", ".join(known))
    return f"{message}; {remedy}"
