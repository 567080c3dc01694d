"""A tidy column table: numpy arrays by name, labels kept as codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from results.columns import TABLES, Column

_DTYPES = {"int": np.int64, "float": np.float64, "flag": np.bool_, "label": np.int32}


class Coded(NamedTuple):
    """A label column as codes into names, -1 for an absent label; some names may never occur."""

    codes: NDArray[np.integer[Any]]
    names: Sequence[str]


@dataclass(frozen=True)
class Table:
    """A record table in the columns that `results.columns` declares.

    Parameters
    ----------
    name : str
        One of `results.columns.TABLES`.
    data : mapping of column name to array, all of one length
        A label column holds codes (int32) into `labels[column]`; code -1 is an absent label.
    labels : mapping of label column to its texts, in the order of the codes

    Raises
    ------
    ValueError
        If a column is missing, unknown, of another length, or a code has no text.
    """

    name: str
    data: Mapping[str, NDArray[Any]]
    labels: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        declared = TABLES[self.name]
        names = [c.name for c in declared]
        if set(names) != set(self.data):
            raise ValueError(
                f"table {self.name}: columns differ from the declared ones: "
                f"{sorted(set(names) ^ set(self.data))}"
            )
        if len({len(self.data[n]) for n in names}) > 1:
            raise ValueError(f"table {self.name}: columns differ in length")
        for column in declared:
            array = self.data[column.name]
            if array.dtype != _DTYPES[column.kind]:
                raise ValueError(
                    f"table {self.name}: column {column.name} is {array.dtype}, "
                    f"expected {np.dtype(_DTYPES[column.kind])}"
                )
            if column.kind == "label" and len(array):
                texts = self.labels.get(column.name, ())
                if int(array.max()) >= len(texts) or int(array.min()) < -1:
                    raise ValueError(f"table {self.name}: column {column.name} has unknown codes")

    def __len__(self) -> int:
        return len(next(iter(self.data.values())))

    def __getitem__(self, column: str) -> NDArray[Any]:
        return self.data[column]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The declared columns, in order."""
        return TABLES[self.name]

    def code(self, column: str, label: str) -> int | None:
        """Return the code of `label` in a label column, None if it never occurs."""
        texts = self.labels.get(column, ())
        return texts.index(label) if label in texts else None

    def is_label(self, column: str, label: str) -> NDArray[np.bool_]:
        """Return the mask of rows whose label is `label`."""
        code = self.code(column, label)
        if code is None:
            return np.zeros(len(self), dtype=np.bool_)
        mask: NDArray[np.bool_] = self.data[column] == code
        return mask

    def texts(self, column: str) -> NDArray[np.object_]:
        """Return a label column as texts, None where absent."""
        lookup = np.array([*self.labels.get(column, ()), None], dtype=object)
        texts: NDArray[np.object_] = lookup[self.data[column]]
        return texts

    def where(self, mask: NDArray[np.bool_] | NDArray[np.intp]) -> Table:
        """Return the rows of a mask, or of indices, in their order."""
        return Table(self.name, {n: a[mask] for n, a in self.data.items()}, self.labels)


def empty_table(name: str) -> Table:
    """Return a table of no rows."""
    return from_columns(name, {c.name: [] for c in TABLES[name]})


def from_columns(name: str, columns: Mapping[str, Sequence[Any] | NDArray[Any] | Coded]) -> Table:
    """Make a table from plain sequences; labels as texts or None, coded in order of the alphabet.

    Parameters
    ----------
    name : str
        Name of the table.
    columns : mapping of column to sequence
        A column that is left out is absent throughout: NaN, None or False. A label column can
        also be given as `Coded`.

    Raises
    ------
    ValueError
        If a column is unknown, lengths differ, or an "int" column is left out.
    """
    declared = TABLES[name]
    unknown = set(columns) - {c.name for c in declared}
    if unknown:
        raise ValueError(f"table {name} has no column {sorted(unknown)}")
    length = max((_length(v) for v in columns.values()), default=0)
    data: dict[str, NDArray[Any]] = {}
    labels: dict[str, tuple[str, ...]] = {}
    for column in declared:
        if column.name not in columns:
            data[column.name], labels_of = _absent(name, column, length)
        elif column.kind == "label":
            data[column.name], labels_of = code_labels(columns[column.name])
        else:
            labels_of = ()
            data[column.name] = np.asarray(columns[column.name], dtype=_DTYPES[column.kind])
        if column.kind == "label":
            labels[column.name] = labels_of
    return Table(name, data, labels)


def _length(values: Sequence[Any] | NDArray[Any] | Coded) -> int:
    return len(values.codes) if isinstance(values, Coded) else len(values)


def code_labels(
    texts: Iterable[str | None] | Coded,
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Return the codes of `texts`, and the texts that occur in order of the alphabet."""
    if isinstance(texts, Coded):
        return _in_order(texts)
    listed = list(texts)
    names = tuple(sorted({t for t in listed if t is not None}))
    lookup: dict[str | None, int] = {t: i for i, t in enumerate(names)}
    lookup[None] = -1
    codes = np.fromiter((lookup[t] for t in listed), dtype=np.int32, count=len(listed))
    return codes, names


def _in_order(coded: Coded) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Return the codes and the names that occur, in order of the alphabet."""
    codes = np.asarray(coded.codes, dtype=np.int64)
    occurs = np.bincount(codes + 1, minlength=len(coded.names) + 1)[1:] > 0
    names = tuple(sorted({n for n, o in zip(coded.names, occurs, strict=True) if o}))
    position = {n: i for i, n in enumerate(names)}
    lookup = np.array([*(position.get(n, -1) for n in coded.names), -1], dtype=np.int32)
    return lookup[codes], names


def concatenate(tables: Sequence[Table]) -> Table:
    """Join tables of one name in the order given; labels are coded anew."""
    name = tables[0].name
    data: dict[str, NDArray[Any]] = {}
    labels: dict[str, tuple[str, ...]] = {}
    for column in TABLES[name]:
        if column.kind != "label":
            data[column.name] = np.concatenate([t.data[column.name] for t in tables])
            continue
        names = tuple(sorted({text for t in tables for text in t.labels[column.name]}))
        position = {text: i for i, text in enumerate(names)}
        parts = []
        for table in tables:
            old = [*(position[text] for text in table.labels[column.name]), -1]
            parts.append(np.array(old, dtype=np.int32)[table.data[column.name]])
        data[column.name] = np.concatenate(parts)
        labels[column.name] = names
    return Table(name, data, labels)


def same(a: Table, b: Table) -> bool:
    """Tell whether two tables hold equal values in equal order, NaN equal to NaN."""
    if a.name != b.name or len(a) != len(b):
        return False
    for column in TABLES[a.name]:
        if column.kind == "label":
            if list(a.texts(column.name)) != list(b.texts(column.name)):
                return False
        elif not np.array_equal(a[column.name], b[column.name], equal_nan=column.kind == "float"):
            return False
    return True


def _absent(name: str, column: Column, length: int) -> tuple[NDArray[Any], tuple[str, ...]]:
    if column.kind == "int":
        raise ValueError(f"table {name}: column {column.name} is needed in every row")
    fill: Any = {"float": np.nan, "flag": False, "label": -1}[column.kind]
    return np.full(length, fill, dtype=_DTYPES[column.kind]), ()
