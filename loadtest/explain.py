"""Say what is wrong in a file of settings: where, what was found, what was expected."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from scenarios.text import gettext as _

_SECRET_WORDS = ("password", "secret", "key")


def explain(error: ValidationError, path: Path) -> str:
    """Return one line for each thing that `error` found wrong in the file at `path`.

    Values of keys that hold a secret are not repeated.
    """
    lines = []
    for one in error.errors():
        where = _place(one["loc"]) or _("the whole file")
        kind = one["type"]
        if kind == "extra_forbidden":
            says = _("is not a known key; remove it or mend its name")
        elif kind == "missing":
            says = _("is missing; add it")
        elif kind == "value_error":
            says = str(one["ctx"]["error"]) if "ctx" in one else one["msg"]
        else:
            says = one["msg"]
        found = one["input"]
        secret = any(word in str(part) for part in one["loc"] for word in _SECRET_WORDS)
        shown = "" if secret or isinstance(found, dict | list) else f"{found!r} "
        lines.append(f"{path}: {where}: {shown}{says}")
    return "\n".join(lines)


def _place(loc: tuple[int | str, ...]) -> str:
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text
