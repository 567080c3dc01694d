"""The database: one SQLite file, one connection that writes.

Statements run on the event loop itself. In WAL mode with ``synchronous=NORMAL`` a commit
appends to the log without waiting for the disk, tens of microseconds; the only step that waits,
the checkpoint, is made by `checkpoint` from a thread with a connection of its own. What was
committed survives the end of the process at any moment (a power cut may cost the last commits).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from loadtest.deployment.dispatch.schema import SCHEMA

Value = str | int | float | None
Row = sqlite3.Row


class Store:
    """An open database.

    Raises
    ------
    sqlite3.Error
        If the file is no database or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(
            path,
            isolation_level=None,
            check_same_thread=False,  # one loop uses it, but it may run in another thread
        )
        self._connection.row_factory = sqlite3.Row
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "wal_autocheckpoint=0",
            "busy_timeout=5000",
        ):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold what follows together: all of it is written, or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def all(self, sql: str, *values: Value) -> list[Row]:
        """Return all rows of a query."""
        return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Value) -> Row | None:
        """Return the first row of a query, or None."""
        row: Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def need(self, sql: str, *values: Value) -> Row:
        """Return the row of a query that must have one."""
        row = self.one(sql, *values)
        if row is None:
            raise LookupError(f"no row for {sql!r} with {values!r}")
        return row

    def scalar(self, sql: str, *values: Value) -> Value:
        """Return the first column of a query's first row, or None."""
        row = self.one(sql, *values)
        if row is None:
            return None
        value: Value = row[0]
        return value

    def run(self, sql: str, *values: Value) -> int:
        """Execute a statement and return how many rows it changed."""
        return self._connection.execute(sql, values).rowcount

    def insert(self, table: str, **values: Value) -> int:
        """Insert a row and return its id."""
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self._connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values())
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def update(self, table: str, key: Value, **values: Value) -> None:
        """Set columns of the row whose id is `key`."""
        settings = ", ".join(f"{name} = ?" for name in values)
        self._connection.execute(
            f"UPDATE {table} SET {settings} WHERE id = ?", (*values.values(), key)
        )

    def checkpoint(self) -> None:
        """Move the log into the database; to be called from a thread that may wait."""
        with closing(sqlite3.connect(self._path, timeout=1.0)) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Close the database; the log is merged into it."""
        self._connection.close()


def where(**conditions: Value | Sequence[Value]) -> tuple[str, list[Value]]:
    """Return an SQL condition and its values: equality, or membership for a sequence.

    A condition of value None is left out; without any, the condition holds always.
    """
    parts: list[str] = []
    values: list[Value] = []
    for name, value in conditions.items():
        if value is None:
            continue
        if isinstance(value, str | int | float):
            parts.append(f"{name} = ?")
            values.append(value)
        else:
            parts.append(f"{name} IN ({', '.join('?' * len(value))})")
            values.extend(value)
    return " AND ".join(parts) or "1", values
