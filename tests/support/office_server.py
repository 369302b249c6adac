"""Serves one LibreOffice, held open, over lines of JSON: opens, edits, reads and saves workbooks.

Runs under the system's own Python, which has LibreOffice's interface (UNO), as a child of the
tests; see `support.office`. Nothing of the package is imported here.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import sys
import time
from typing import Any

import office_edits
import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.uno import Exception as UnoError

_VALUE, _DATETIME, _STRING, _FORMULA = 1, 2, 4, 16
_ERRORS = 4
_LOGICAL, _DATE, _TIME = 1024, 2, 4
_XLSX = "Calc MS Excel 2007 XML"

_PLACE = re.compile(r"^\$(.*)\.\$([A-Z]+)\$(\d+)$", re.DOTALL)

Json = dict[str, Any]
Place = tuple[str, int, int]
"""Sheet, row and column, from 0."""


def connected(pipe: str) -> Any:  # noqa: ANN401 (UNO's objects have no types)
    """The desktop of the LibreOffice that listens at a pipe."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    url = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
    for attempt in range(300):
        try:
            context = resolver.resolve(url)
            break
        except UnoError:
            if attempt == 299:
                raise
            time.sleep(0.1)
    return context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context
    ), context


def properties(**values: object) -> tuple[PropertyValue, ...]:
    """Named values as LibreOffice takes them."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


class Tracks:
    """Where cells, columns and sheets of a layout went, as LibreOffice itself tracks them."""

    def __init__(
        self,
        document: Any,  # noqa: ANN401
        tracks: Json,
        known: dict[Place, Any],
        *,
        cells_move: bool,
    ) -> None:
        self._document = document
        self._before = tracks
        self._sheets = {
            name: document.Sheets.getByName(name) for name in document.Sheets.ElementNames
        }
        self._known = known
        self._kept: dict[Place, Any] = {}
        self._cells_move = cells_move
        self._followed: set[str] = set()
        self.successors: dict[str, str] = {}
        self.cells: dict[Place, Any] = {}
        """Those that were tracked, by where they are by now: to make one takes long."""

    def follow(self, sheet: str) -> None:
        """Follows the cells of a sheet, of which an edit is about to move some."""
        if not self._cells_move or sheet in self._followed or sheet not in self._sheets:
            return
        self._followed.add(sheet)
        for at in self._places():
            if at[0] == sheet:
                self._kept[at] = self._known.get(at) or self._sheets[sheet].getCellByPosition(
                    at[2], at[1]
                )

    def _places(self) -> set[Place]:
        before = self._before
        places = {
            tuple(at)
            for kind in ("cells", "labels")
            for cells in before[kind].values()
            for at in cells.values()
            if at
        }
        for role, columns in before["columns"].items():
            sheet = before["sheets"].get(role)
            rows = [row for row in before["rows"][role].values() if row is not None]
            places |= {
                (sheet, row, column)
                for column in columns.values()
                for row in rows
                if column is not None and sheet
            }
        return places

    def now(self) -> Json:
        """The places as they are by now."""
        names = self._document.Sheets.ElementNames
        sheets = {old: self._name(sheet, names) for old, sheet in self._sheets.items()}
        # A sheet that is gone answers with the name of the one that took its place.
        for old, new in sheets.items():
            if new != old and list(sheets.values()).count(new) > 1:
                sheets[old] = None
        sheets |= self.successors
        memory: dict[Place, Place | None] = {}

        def at(place: Place) -> Place | None:
            if place not in memory:
                there = memory[place] = self._at(place, sheets, names)
                cell = self._kept.get(place) or self._known.get(place)
                # Of a sheet whose copy took its place, the cells are gone.
                if there and cell and place[0] not in self.successors:
                    self.cells[there] = cell
            return memory[place]

        before = self._before
        now: Json = {
            "sheets": {role: sheets.get(name) for role, name in before["sheets"].items()},
            **{
                kind: {
                    role: {home: place and at(tuple(place)) for home, place in cells.items()}
                    for role, cells in before[kind].items()
                }
                for kind in ("cells", "labels")
            },
            "columns": {}, "rows": {},
        }  # fmt: skip
        for role, columns in before["columns"].items():
            sheet, rows = before["sheets"].get(role), before["rows"][role]
            found = {
                name: {
                    letter: at((sheet, row, column))
                    for letter, column in columns.items()
                    if column is not None and row is not None and sheet
                }
                for name, row in rows.items()
            }
            order = [found[name] for name in ("header", "first") if name in found]
            now["columns"][role] = {
                letter: next(
                    (there[2] for cells in order if (there := cells.get(letter))), None
                ) if now["sheets"][role] else None
                for letter in columns
            }  # fmt: skip
            now["rows"][role] = {
                name: _most([place[1] for place in cells.values() if place])
                for name, cells in found.items()
            }
        return now

    @staticmethod
    def _name(sheet: Any, names: tuple[str, ...]) -> str | None:  # noqa: ANN401
        try:
            name = sheet.Name
        except UnoError:
            return None
        return name if name in names else None

    def _at(
        self, place: Place, sheets: dict[str, str | None], names: tuple[str, ...]
    ) -> Place | None:
        if place[0] not in self._followed or place[0] in self.successors:
            name = sheets.get(place[0])
            return (name, place[1], place[2]) if name else None
        cell = self._kept.get(place)
        if cell is None or sheets.get(place[0]) is None:
            return None
        # Of a cell that is gone, the address stays what it was; the name alone gets lost.
        try:
            match = _PLACE.search(cell.AbsoluteName)
        except UnoError:
            return None
        if not match:
            return None
        name = match[1].strip("'").replace("''", "'")
        return (name, int(match[3]) - 1, _number(match[2])) if name in names else None


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _most(rows: list[int]) -> int | None:
    return max(set(rows), key=rows.count) if rows else None


class Server:
    """Answers requests about workbooks."""

    def __init__(self, pipe: str) -> None:
        self._desktop, self._context = connected(pipe)

    def answer(self, request: Json) -> Json:
        """What a request asks for."""
        document = self._open(request["path"])
        try:
            answer: Json = {}
            if "edits" in request:
                answer |= self._edited(document, request)
            if "fillings" in request:
                answer["filled"] = [filled(document, cells) for cells in request["fillings"]]
            if "save" in request:
                url = uno.systemPathToFileUrl(request["save"])
                document.storeToURL(url, properties(FilterName=_XLSX))
            if "read" in request:
                answer["cells"] = {
                    name: read_sheet(document, name)
                    for name in request["read"]
                    if name and document.Sheets.hasByName(name)
                }
                answer["sheets"] = list(document.Sheets.ElementNames)
                answer["as_shown"] = bool(document.CalcAsShown)
            return answer
        finally:
            document.close(True)

    def _open(self, path: str) -> Any:  # noqa: ANN401
        url = uno.systemPathToFileUrl(path)
        how = properties(Hidden=True, FilterName=_XLSX)
        document = self._desktop.loadComponentFromURL(url, "_blank", 0, how)
        if document is None or not document.supportsService(
            "com.sun.star.sheet.SpreadsheetDocument"
        ):
            raise ValueError("LibreOffice does not open it as a workbook")
        return document

    def _edited(self, document: Any, request: Json) -> Json:  # noqa: ANN401
        now, said = request["tracks"], []
        cells: dict[Place, Any] = {}
        for name, variant in request["edits"]:
            tracks = Tracks(document, now, cells, cells_move=name in office_edits.MOVING)
            pick = random.Random(f"{name} {variant}")
            office = office_edits.Office(document, self._context, now, pick, tracks.follow)
            try:
                said.append(office_edits.EDITS[name](office) or "")
            except (UnoError, office_edits.NotHereError) as error:
                said.append(f"not done: {getattr(error, 'Message', error)}")
            tracks.successors = office.successors
            now, cells = tracks.now(), tracks.cells
            if office.header_went is not None:
                now["rows"][office.role] |= {
                    "header": office.header_went, "first": office.header_went + 1,
                }  # fmt: skip
            columns = now["columns"][office.role]
            for one, other in office.swapped:
                # People read a figure by the header above it.
                columns[one], columns[other] = columns[other], columns[one]
        return {"tracks": now, "said": said}


def filled(document: Any, cells: dict[str, list[Any]]) -> Json:  # noqa: ANN401
    """What every formula gives once blocks of cells are typed over, each after the ones before it.

    Args:
        document: a workbook.
        cells: by sheet, blocks of cells: row and column from 0, and rows of values; an empty text
            empties a cell.

    Returns:
        The results by sheet and place; an error is its text.
    """
    for name, blocks in cells.items():
        sheet = document.Sheets.getByName(name)
        sheet.unprotect("")
        for row, column, values in blocks:
            last = row + len(values) - 1, column + len(values[0]) - 1
            area = sheet.getCellRangeByPosition(column, row, last[1], last[0])
            area.setDataArray(tuple(map(tuple, values)))
    document.calculateAll()
    return {name: _results(document.Sheets.getByName(name)) for name in cells}


def _results(sheet: Any) -> Json:  # noqa: ANN401
    found = {}
    for top, left, bottom, right in _ranges(sheet.queryContentCells(_FORMULA)):
        values = sheet.getCellRangeByPosition(left, top, right, bottom).getDataArray()
        for row, cells in enumerate(values, top + 1):
            for column, value in enumerate(cells, left):
                found[f"{_letters(column)}{row}"] = _plain(value)
    for top, left, bottom, right in _ranges(sheet.queryFormulaCells(_ERRORS)):
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                text = sheet.getCellByPosition(column, row).String
                found[f"{_letters(column)}{row + 1}"] = text
    return found


def _letters(column: int) -> str:
    return (_letters(column // 26 - 1) if column > 25 else "") + chr(65 + column % 26)


def read_sheet(document: Any, name: str) -> Json:  # noqa: ANN401
    """The cells of a sheet as LibreOffice has them.

    Returns:
        ``values``: rows of numbers and texts from A1; ``filled``, ``formulas``, ``errors``: ranges of
        cells that hold anything, hold a formula, show an error.
    """
    sheet = document.Sheets.getByName(name)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    area = sheet.getCellRangeByPosition(0, 0, min(last.EndColumn, 200), min(last.EndRow, 4_000))
    return {
        "values": [[_plain(value) for value in row] for row in area.getDataArray()],
        "filled": _ranges(area.queryContentCells(_VALUE | _DATETIME | _STRING | _FORMULA)),
        "formulas": _ranges(area.queryContentCells(_FORMULA)),
        # Which error it is nobody asks: a cell takes as long as a sheet.
        "errors": _ranges(area.queryFormulaCells(_ERRORS)),
    }


def _plain(value: object) -> object:
    return value if isinstance(value, str | float | int) else None


def _ranges(found: Any) -> list[list[int]]:  # noqa: ANN401
    return [
        [item.StartRow, item.StartColumn, item.EndRow, item.EndColumn]
        for item in found.RangeAddresses
    ]


def main() -> None:
    """Answers each line of standard input with a line of standard output."""
    server = Server(sys.argv[1])
    sys.stdout.write('{"ready": true}\n')
    sys.stdout.flush()
    for line in sys.stdin:
        try:
            answer = server.answer(json.loads(line))
        except (UnoError, ValueError, KeyError, TypeError, AttributeError) as error:
            answer = {"error": f"{type(error).__name__}: {getattr(error, 'Message', error)}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    # Whoever asked is gone, even if it was killed: LibreOffice goes, too.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(int(sys.argv[2]), signal.SIGKILL)


if __name__ == "__main__":
    main()
