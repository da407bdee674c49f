"""Tables as Apache Parquet, through pyarrow: an extra (`readingroom[parquet]`), because it is large and few need it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from readingroom.errors import WrongUseError
from readingroom.formats.csv import Cell
from readingroom.locale import _
from readingroom.model.tables import Table

#: Rows written at a time; one row group each.
TOGETHER = 20_000


def need_parquet() -> Any:
    """Return pyarrow's Parquet module.

    Raises:
        WrongUseError: it is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise WrongUseError(
            _("Tables as Parquet need the package pyarrow, which is not installed."),
            _("Run: python start.py extra parquet   (or pip install 'readingroom[parquet]'); or use --tables csv."),
        ) from error
    return pyarrow.parquet


def write_parquet(path: Path, table: Table, rows: Iterable[Sequence[Cell]]) -> int:
    """Write a table to `path`; return how many rows. Unknown cells, and empty texts, are null.

    The same rows give the same bytes with the same pyarrow: no time is written, and rows are grouped by count.

    Raises:
        ValueError: a row has not one cell a column.
        WrongUseError: pyarrow is not installed.
    """
    parquet = need_parquet()
    import pyarrow as pa  # noqa: PLC0415  # an extra

    kinds = {"text": pa.string(), "whole": pa.int64(), "fraction": pa.float64()}
    schema = pa.schema([(column.name, kinds[column.kind]) for column in table.columns])
    count = 0
    left = iter(rows)
    with parquet.ParquetWriter(path, schema, compression="zstd") as target:
        while chunk := list(itertools.islice(left, TOGETHER)):
            wrong = next((row for row in chunk if len(row) != len(table.columns)), None)
            if wrong is not None:
                raise ValueError(f"{len(wrong)} cells for {len(table.columns)} columns")
            columns = zip(*chunk, strict=True)
            values = [
                pa.array([None if cell == "" else cell for cell in cells], type=field.type)
                for cells, field in zip(columns, schema, strict=True)
            ]
            target.write_table(pa.Table.from_arrays(values, schema=schema))
            count += len(chunk)
    return count
