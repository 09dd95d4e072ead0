"""Reads the rows of a request, strictly: what is not clearly a flight is refused, saying where and why."""

import csv
import io
import re
from typing import Final

from .fields import FEATURES, NAMES, Feature

# Plain decimal notation. Python's own float() would also take 1_000, nan, infinity and the digits of other scripts.
NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
AIRPORT: Final = re.compile(r"[A-Z]{3}", re.ASCII)
MAX_CELL: Final = 64
SHOWN: Final = 20

# A category as its index, a number as itself, None where the value is missing or the category unknown.
Row = list[float | int | None]


class BadRequest(Exception):
    """Its message names the line, the column, the value and what was expected instead."""


def parse_rows(body: bytes, category_index: dict[str, dict[str, int]]) -> list[Row]:
    """The rows of a CSV body, at least one, in its order.

    Lines end with LF or CRLF, the last one may end without. There is no header: a header would be captured with the
    requests and read as a flight. Raises BadRequest at the first thing that is wrong.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"The body is not UTF-8 (byte {error.start}). Send text/csv in UTF-8.") from error
    if text.startswith("\ufeff"):
        raise BadRequest("The body begins with a byte order mark. Send it without.")
    rows = [_row(cells, line, category_index) for line, cells in _lines(text)]
    if not rows:
        raise BadRequest(f"The body is empty. Send one line a flight: {','.join(NAMES)}.")
    return rows


def _lines(text: str):
    if '"' in text:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            for cells in reader:
                yield reader.line_num, cells
        except csv.Error as error:
            raise BadRequest(f"Line {reader.line_num} is no CSV: {error}.") from error
        return
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    for number, text_of_line in enumerate(lines, start=1):
        line = text_of_line.removesuffix("\r")
        yield number, line.split(",") if line != "" else []


def _row(cells: list[str], line: int, index: dict[str, dict[str, int]]) -> Row:
    if len(cells) != len(FEATURES):
        found = "is empty" if not cells else f"has {len(cells)} columns"
        raise BadRequest(f"Line {line} {found}, expected {len(FEATURES)}: {','.join(NAMES)}.")
    if line == 1 and cells == list(NAMES):
        raise BadRequest("Line 1 is a header. Send the rows only.")
    return [
        _category(cell, line, feature, index[feature.name])
        if feature.kind == "category"
        else _number(cell, line, feature)
        for cell, feature in zip(cells, FEATURES, strict=True)
    ]


def _category(cell: str, line: int, feature: Feature, index: dict[str, int]) -> int | None:
    if cell != "" and AIRPORT.fullmatch(cell) is None:
        raise _refused(cell, line, feature, "three capital letters, or nothing where it is unknown")
    return index.get(cell)


def _number(cell: str, line: int, feature: Feature) -> float | None:
    if cell == "":
        return None
    noun = "a whole number" if feature.kind == "integer" else "a number"
    expected = f"{noun} from {feature.lowest:g} to {feature.highest:g}, or nothing where it is missing"
    if len(cell) > MAX_CELL or NUMBER.fullmatch(cell) is None:
        raise _refused(cell, line, feature, expected)
    value = float(cell)
    if not feature.lowest <= value <= feature.highest or (feature.kind == "integer" and not value.is_integer()):
        raise _refused(cell, line, feature, expected)
    return value


def _refused(cell: str, line: int, feature: Feature, expected: str) -> BadRequest:
    # ascii() so that nothing in the value can act on a terminal or hide in a log.
    shown = ascii(cell if len(cell) <= SHOWN else cell[:SHOWN] + "...")
    return BadRequest(f"Line {line}, column {feature.name}: {shown} is not {expected}.")
