"""Write the report as a file."""

from __future__ import annotations

from pathlib import Path

from results.report.render import render
from results.report.report_data import ReportData
from results.whole_file import write_text
from scenarios.text import DEFAULT_LANGUAGE


def write_report(data: ReportData, path: Path, language: str = DEFAULT_LANGUAGE) -> None:
    """Write the report of a run as one HTML file, whole or not at all.

    Parameters
    ----------
    data : ReportData
    path : Path
    language : "id" or "en"

    Raises
    ------
    RunFolderError
        If the file cannot be written.
    ValueError
        If the language is unknown.
    """
    write_text(path, render(data, language))
