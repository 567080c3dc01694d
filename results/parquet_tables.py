"""Record tables as Parquet files, one a table."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from results.columns import TABLES
from results.records import Records
from results.table import Table
from results.whole_file import RunFolderError, write_whole
from scenarios.text import gettext as _


def write_tables(folder: Path, records: Records) -> None:
    """Write `NAME.parquet` for each table; labels as text, a moment that never came as NaN.

    Raises
    ------
    RunFolderError
        If the folder cannot be written.
    """
    for name, table in records.tables().items():
        write_whole(folder / f"{name}.parquet", partial(_write, table=table))


def read_tables(folder: Path) -> Records:
    """Read the tables back.

    Raises
    ------
    RunFolderError
        If one is missing, unreadable or of other columns.
    """
    return Records(**{name: _read(folder / f"{name}.parquet", name) for name in TABLES})


def tables_there(folder: Path) -> bool:
    """Tell whether all tables are there."""
    return all((folder / f"{name}.parquet").is_file() for name in TABLES)


def _write(path: Path, table: Table) -> None:
    import duckdb

    columns: list[str] = []
    labels: dict[str, Any] = {}
    for column in table.columns:
        quoted = f'"{column.name}"'
        if column.kind == "label":
            # code -1 reads place 0 of the list, which is no place: NULL
            columns.append(f"list_extract(${column.name}::VARCHAR[], {quoted} + 1) AS {quoted}")
            labels[column.name] = list(table.labels[column.name])
        elif column.kind == "float":
            # DuckDB takes a NaN of numpy for NULL
            columns.append(f"coalesce({quoted}, 'nan'::DOUBLE) AS {quoted}")
        else:
            columns.append(quoted)
    target = str(path).replace("'", "''")
    with duckdb.connect() as connection:
        connection.register("record_rows", dict(table.data))
        connection.execute(
            f"COPY (SELECT {', '.join(columns)} FROM record_rows) TO '{target}' (FORMAT parquet)",
            labels,
        )


def _read(path: Path, name: str) -> Table:
    import duckdb

    if not path.is_file():
        message = _("{path}: is missing; the tables of the run are not complete")
        raise RunFolderError(message.format(path=path))
    try:
        with duckdb.connect() as connection:
            return _table(connection, str(path), name)
    except duckdb.Error as error:
        message = _("{path}: is not a table of a run ({error}); it was changed or cut, run again")
        raise RunFolderError(message.format(path=path, error=str(error).splitlines()[0])) from error


def _table(connection: Any, path: str, name: str) -> Table:
    columns: list[str] = []
    labels: dict[str, tuple[str, ...]] = {}
    for column in TABLES[name]:
        quoted = f'"{column.name}"'
        if column.kind == "label":
            query = f"SELECT DISTINCT {quoted} FROM read_parquet($path) WHERE {quoted} IS NOT NULL"
            texts = connection.execute(query, {"path": path}).fetchall()
            labels[column.name] = tuple(sorted(text for (text,) in texts))
            quoted = (
                f"coalesce(list_position(${column.name}::VARCHAR[], {quoted}), 0)::INTEGER - 1 "
                f"AS {quoted}"
            )
        columns.append(quoted)
    query = f"SELECT {', '.join(columns)} FROM read_parquet($path)"
    lists = {column: list(texts) for column, texts in labels.items()}
    found = connection.execute(query, {"path": path, **lists}).fetchnumpy()
    return Table(name, {n: np.ascontiguousarray(a) for n, a in found.items()}, labels)
