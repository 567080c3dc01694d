"""`siap112 regions`: which regions and situations are shipped."""

from __future__ import annotations

from siap112.asking import AsJson, Language


def regions(as_json: AsJson = False, lang: Language = None) -> None:
    """List the shipped regions and situations."""
    from rich.table import Table

    from scenarios.shipped import shipped
    from scenarios.text import current_language
    from scenarios.text import gettext as _
    from siap112.console import Screen

    screen = Screen(as_json=as_json)
    language = current_language()
    found = {sort: shipped(sort) for sort in ("region", "situation")}
    screen.result(
        {
            f"{sort}s": [{"name": s.name, "label": s.label(language)} for s in found[sort]]
            for sort in found
        }
    )
    if as_json:
        return
    for sort, title in (("region", _("Regions")), ("situation", _("Situations (--with)"))):
        table = Table(title=title, title_justify="left", box=None, pad_edge=False)
        table.add_column(_("name"), style="bold", no_wrap=True)
        table.add_column(_("what it is"))
        for entry in found[sort]:
            table.add_row(entry.name, entry.label(language))
        screen.people.print(table)
        screen.people.print()
    screen.say(_("Next: siap112 ready surabaya"))
