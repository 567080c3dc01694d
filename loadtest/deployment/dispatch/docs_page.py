"""The API for people to read: a page made from its OpenAPI description, without any script."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter()

_STYLE = """
body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
pre { white-space: pre-wrap; background: #f4f4f4; padding: 1rem; }
td { padding: .3rem .8rem .3rem 0; vertical-align: top; }
code { font-size: 15px; }
"""


@router.get("/docs", include_in_schema=False)
async def docs(request: Request) -> HTMLResponse:
    """Show all operations, by tag, with the roles that may use them."""
    return HTMLResponse(_page(request.app.openapi()))


def _page(schema: dict[str, Any]) -> str:
    operations = [
        (operation["tags"][-1], path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    parts = []
    for tag, group in groupby(sorted(operations, key=lambda entry: entry[0]), lambda e: e[0]):
        rows = "".join(_row(path, method, operation) for _, path, method, operation in group)
        parts.append(f"<h2>{escape(tag.capitalize())}</h2><table>{rows}</table>")
    title = escape(f"{schema['info']['title']} {schema['info']['version']}")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1>"
        f"<pre>{escape(schema['info']['description'].strip())}</pre>{''.join(parts)}"
        '<p>Bodies and answers in full: <a href="openapi.json">openapi.json</a>.</p></html>'
    )


def _row(path: str, method: str, operation: dict[str, Any]) -> str:
    roles = ", ".join(operation["x-roles"])
    about = escape(operation["description"]).replace("\n", "<br>")
    return (
        f"<tr><td><code>{method.upper()}&nbsp;{escape(path)}</code></td>"
        f"<td>{about}<br><small>{escape(roles)}</small></td></tr>"
    )
