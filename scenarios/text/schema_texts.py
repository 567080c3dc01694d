"""Find the texts of the schema that editors show: what each key and each table means.

An extractor for babel, named in babel.cfg. It yields what babel finds in any Python file, and
the descriptions of fields and the first lines of what is said of each part, which stand in the
schema as they are, unmarked.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any, cast

from babel.messages.extract import extract_python

_NO_TABLES = {"BaseModel", "ValueError"}
"""What classes are made of that stand for no table of a file."""

Found = tuple[int, Any, Any, Any]


def extract(
    file: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Found]:
    """Yield line, function, texts and comments of a module of the schema.

    Parameters
    ----------
    file : binary file
    keywords, comment_tags, options
        What babel hands to every extractor.
    """
    raw = file.read()
    yield from extract_python(io.BytesIO(raw), keywords, comment_tags, cast(Any, options))
    for node in ast.walk(ast.parse(raw)):
        if isinstance(node, ast.Call) and _name(node.func) == "Field":
            for argument in node.keywords:
                text = argument.value
                if argument.arg == "description" and isinstance(text, ast.Constant):
                    yield text.lineno, None, text.value, []
        elif isinstance(node, ast.ClassDef) and (said := _said_of(node)):
            yield node.lineno, None, said, []


def _said_of(part: ast.ClassDef) -> str:
    bases = {_name(base) for base in part.bases}
    return "" if bases & _NO_TABLES else first_line(ast.get_docstring(part) or "")


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def first_line(docstring: str) -> str:
    """Return what a docstring says first."""
    return docstring.strip().partition("\n")[0]
