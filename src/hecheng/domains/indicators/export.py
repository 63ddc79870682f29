"""Exports of an opened figure: exactly the rows that the reader may see, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from hecheng.domains.indicators.queries import Opened

#: a cell that begins so would be run as a formula (OWASP: CSV injection)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: what a spreadsheet can hold
MOST_ROWS = 1_048_575


def safe(value: Any) -> Any:
    """A cell's value; text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def table(opened: Opened) -> Iterator[list[Any]]:
    """Heading, then one list of cells a row."""
    columns = opened.indicator.columns
    yield [str(column.heading) for column in columns]
    for row in opened.rows[:MOST_ROWS].iterator(chunk_size=2000):
        yield [safe(column.of(row)) for column in columns]


def csv_lines(opened: Opened, encoding: str = "utf-8-sig") -> Iterator[bytes]:
    """The table as CSV, a line at a time; `gb18030` for old spreadsheets."""
    mark = b"\xef\xbb\xbf" if encoding == "utf-8-sig" else b""
    plain = "utf-8" if encoding == "utf-8-sig" else encoding
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for cells in table(opened):
        writer.writerow(cells)
        yield mark + buffer.getvalue().encode(plain)
        mark = b""
        buffer.seek(0)
        buffer.truncate()


def write_xlsx(opened: Opened, target: Path | io.BytesIO) -> None:
    """The table as a workbook with a frozen heading; text stays text."""
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for number, cells in enumerate(table(opened)):
        sheet.write_row(number, 0, cells, bold if number == 0 else None)
    sheet.set_column(0, len(opened.indicator.columns) - 1, 20)
    book.close()
