"""What people do to a workbook in LibreOffice, each by a name; run by `office_server`.

Every edit takes what it needs to choose (sheet, row, column) from its own random source, so that
a name and a number say all of it. It acts at the places where the calculators' cells are by now.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

FIRST_ROW, READY_ROWS = 23, 50
INPUTS = "ABCDE"
PASSWORD = "of the team"  # noqa: S105 (of a workbook that is edited, nobody's)
COUNTS = "BCE"
CALCULATORS = ("WarmENI", "WarmIP")
SETTINGS = {
    "WarmENI": ("B4", "B13", "B14", "B15", "B18", "B19", "E13"),
    "WarmIP": ("B4", "B13", "B14", "B15", "B18", "B19", "B20", "E13", "K13"),
}
RESULT_CELLS = ("B5", "B8", "B9", "B10", "E4", "E5", "E6", "E9", "E10", "K4", "K5", "K6", "AB14")
TYPES = ("m5.large", "c5.xlarge", "t3.medium", "r5.2xlarge", "m6i.4xlarge", "t3.nano", "p3.2xlarge")

_MOVES = re.compile(
    "insert|delete|swap|cut|move|drag|title|appended|subtotals by|twice|blank row|outline"
)

Edit = Callable[["Office"], str | None]
EDITS: dict[str, Edit] = {}
MOVING: set[str] = set()
"""The edits after which cells may stand elsewhere."""


class NotHereError(Exception):
    """What an edit would change is no longer there."""


def edit(name: str) -> Callable[[Edit], Edit]:
    """Names an edit; one with such a word moves cells."""

    def named(function: Edit) -> Edit:
        assert name not in EDITS, name
        EDITS[name] = function
        if _MOVES.search(name):
            MOVING.add(name)
        return function

    return named


def letters(number: int) -> str:
    """The letters of a column, from 1."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def number_of(letters_: str) -> int:
    """A column's number, from 0."""
    number = 0
    for letter in letters_:
        number = number * 26 + ord(letter) - 64
    return number - 1


class Office:
    """A workbook that is open, and where the calculators' cells are in it by now."""

    def __init__(
        self,
        document: Any,  # noqa: ANN401
        context: Any,  # noqa: ANN401
        now: Any,  # noqa: ANN401
        pick: random.Random,
        follow: Callable[[str], None],
    ) -> None:
        self.document, self.context, self.now, self.pick = document, context, now, pick
        self._follow = follow
        self.role = pick.choice(CALCULATORS)
        self.successors: dict[str, str] = {}
        self.swapped: list[tuple[str, str]] = []
        self.header_went: int | None = None
        for name in document.Sheets.ElementNames:
            self._unprotect(document.Sheets.getByName(name))

    @staticmethod
    def _unprotect(sheet: Any) -> None:  # noqa: ANN401
        """Takes a protection away, as a user does who knows the password."""
        from com.sun.star.lang import IllegalArgumentException  # noqa: PLC0415

        for password in ("", PASSWORD):
            with suppress(IllegalArgumentException):
                sheet.unprotect(password)

    def sheet(self, role: str | None = None) -> Any:  # noqa: ANN401
        """The sheet with a role; the calculator that is edited without."""
        name = self.now["sheets"].get(role or self.role)
        if name is None:
            raise NotHereError(role or self.role)
        return self._sheet(name)

    def _sheet(self, name: str) -> Any:  # noqa: ANN401
        self._follow(name)
        return self.document.Sheets.getByName(name)

    def column(self, letter: str) -> int:
        """A column's number, by its letter in the layout; those kept for later stand at home."""
        columns = self.now["columns"][self.role]
        column = columns.get(letter, number_of(letter))
        if column is None:
            raise NotHereError(letter)
        return int(column)

    @property
    def header(self) -> int:
        """The row of the headers."""
        row = self.now["rows"][self.role]["header"]
        if row is None:
            row = self.first - 1
        return int(row)

    @property
    def first(self) -> int:
        """The first row of the table."""
        row = self.now["rows"][self.role]["first"]
        if row is None:
            row = self.now["rows"][self.role]["header"]
            if row is None:
                raise NotHereError("table")
            row += 1
        return int(row)

    @property
    def filled(self) -> list[int]:
        """The rows of the table that have a type."""
        sheet, column = self.sheet(), self.column("A")
        area = sheet.getCellRangeByPosition(column, self.first, column, self.first + 80)
        rows = [n for n, (value,) in enumerate(area.getDataArray(), self.first) if value != ""]
        if not rows:
            raise NotHereError("rows")
        return rows

    def at(self, letter: str, row: int) -> Any:  # noqa: ANN401
        """A cell of the table."""
        return self.sheet().getCellByPosition(self.column(letter), row)

    def any_row(self) -> int:
        """Any row with a type."""
        return self.pick.choice(self.filled)

    def cell(self, place: str, role: str | None = None) -> Any:  # noqa: ANN401
        """A cell above the table, by its place in the layout."""
        at = self.now["cells"][role or self.role].get(place)
        if at is None:
            raise NotHereError(place)
        return self._sheet(at[0]).getCellByPosition(at[2], at[1])

    def setting(self) -> Any:  # noqa: ANN401
        """The cell of any setting."""
        own = [p for p in SETTINGS[self.role] if self.now["cells"][self.role].get(p)]
        if not own:
            raise NotHereError("settings")
        return self.cell(self.pick.choice(own))

    def result(self) -> Any:  # noqa: ANN401
        """Any cell of a result: above the table or in a row."""
        if self.pick.random() < 0.5:
            return self.cell(self.pick.choice(RESULT_CELLS))
        return self.at(self.result_letter(), self.any_row())

    def result_letter(self) -> str:
        """The letter of any column of results."""
        own: list[str] = [
            k
            for k, v in self.now["columns"][self.role].items()
            if v is not None and k not in INPUTS
        ]
        return self.pick.choice(own)

    def box(self, top: int, bottom: int, left: str = "A", right: str = "E") -> Any:  # noqa: ANN401
        """Cells of the table between two rows and two columns."""
        return self.sheet().getCellRangeByPosition(
            *sorted((self.column(left), self.column(right)))[:1],
            top,
            max(self.column(left), self.column(right)),
            bottom,
        )

    def lines(self, start: int, count: int = 1) -> Any:  # noqa: ANN401
        """Whole rows."""
        return self.sheet().getCellRangeByPosition(0, start, 16_383, start + count - 1)

    def do(self, command: str, **values: object) -> None:
        """A command of LibreOffice's menus on what is selected."""
        from com.sun.star.beans import PropertyValue  # noqa: PLC0415

        helper = self.context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.DispatchHelper", self.context
        )
        arguments = tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())
        frame = self.document.CurrentController.Frame
        helper.executeDispatch(frame, f".uno:{command}", "", 0, arguments)

    def select(self, cells: Any) -> None:  # noqa: ANN401
        """Selects cells, as the mouse does."""
        self.document.CurrentController.select(cells)

    def copied(self, source: Any, target: Any, **special: object) -> None:  # noqa: ANN401
        """Copy and paste; with options as in Paste Special."""
        self.select(source)
        self.do("Copy")
        self.select(target)
        if special:
            options = {
                "Flags": "A", "FormulaCommand": 0, "SkipEmptyCells": False, "Transpose": False,
                "AsLink": False, "MoveMode": 4,
            } | special  # fmt: skip
            self.do("InsertContents", **options)
        else:
            self.do("Paste")

    def enum(self, name: str) -> Any:  # noqa: ANN401
        """A value of one of LibreOffice's enumerations."""
        import uno  # noqa: PLC0415

        kind, _, value = name.rpartition(".")
        return uno.Enum(f"com.sun.star.sheet.{kind}", value)

    def struct(self, name: str, **values: object) -> Any:  # noqa: ANN401
        """A record of LibreOffice's."""
        import uno  # noqa: PLC0415

        item = uno.createUnoStruct(f"com.sun.star.{name}")
        for key, value in values.items():
            setattr(item, key, value)
        return item

    def typed(self, cell: Any, value: object) -> None:  # noqa: ANN401
        """As typed in: a text stays a text."""
        if isinstance(value, str):
            cell.String = value
        else:
            cell.Value = value


# Rows.


@edit("sort rows by type")
def _(office: Office) -> None:
    _sort(office, 0)


@edit("sort rows by nodes, falling")
def _(office: Office) -> None:
    _sort(office, 1, ascending=False)


@edit("sort inputs alone")
def _(office: Office) -> None:
    _sort(office, 0, right="E")


@edit("sort all ready rows")
def _(office: Office) -> None:
    _sort(office, 0, bottom=office.first + READY_ROWS - 1)


@edit("sort one column alone")
def _(office: Office) -> None:
    _sort(office, 0, left="B", right="B")


@edit("sort with the header")
def _(office: Office) -> None:
    text = office.at("A", office.header).String
    _sort(office, 0, top=office.header)
    rows = range(office.header, office.header + 80)
    office.header_went = next(row for row in rows if office.at("A", row).String == text)


def _sort(  # noqa: PLR0913
    office: Office, field: int, *, ascending: bool = True, left: str = "A", right: str = "",
          top: int | None = None, bottom: int | None = None) -> None:  # fmt: skip
    import uno  # noqa: PLC0415

    own = [k for k, v in office.now["columns"][office.role].items() if v is not None]
    right = right or max(own, key=lambda k: (len(k), k))
    filled = office.filled
    area = office.box(filled[0] if top is None else top,
                      filled[-1] if bottom is None else bottom, left, right)  # fmt: skip
    key = office.struct("table.TableSortField", Field=field, IsAscending=ascending)
    fields = uno.Any("[]com.sun.star.table.TableSortField", (key,))
    settings = [("SortFields", fields), ("ContainsHeader", False), ("IsSortColumns", False)]
    area.sort(tuple(office.struct("beans.PropertyValue", Name=n, Value=v) for n, v in settings))


@edit("insert a row in the table")
def _(office: Office) -> None:
    rows = office.filled
    office.sheet().Rows.insertByIndex(office.pick.randint(rows[0], rows[-1] + 1), 1)


@edit("insert a row and fill it in")
def _(office: Office) -> None:
    row = office.any_row()
    office.sheet().Rows.insertByIndex(row, 1)
    _fill_in(office, row)


@edit("insert a row, copy the one above into it")
def _(office: Office) -> None:
    row = office.any_row()
    office.sheet().Rows.insertByIndex(row + 1, 1)
    office.copied(office.lines(row), office.lines(row + 1))


@edit("insert rows above the first row")
def _(office: Office) -> None:
    office.sheet().Rows.insertByIndex(office.first, office.pick.choice((1, 2, 5)))


@edit("insert a row under the header and fill it in")
def _(office: Office) -> None:
    row = office.header + 1
    office.sheet().Rows.insertByIndex(row, 1)
    _fill_in(office, row)


@edit("insert a row above the table")
def _(office: Office) -> None:
    office.sheet().Rows.insertByIndex(office.pick.randint(0, office.header), 1)


@edit("insert title rows at the top")
def _(office: Office) -> None:
    office.sheet().Rows.insertByIndex(0, 3)
    office.sheet().getCellByPosition(0, 0).String = "Team network, draft"


@edit("delete a row of the table")
def _(office: Office) -> None:
    office.sheet().Rows.removeByIndex(office.any_row(), 1)


@edit("delete the first row of the table")
def _(office: Office) -> None:
    office.sheet().Rows.removeByIndex(office.first, 1)


@edit("delete all filled rows but one")
def _(office: Office) -> None:
    rows = office.filled
    office.sheet().Rows.removeByIndex(rows[0], max(1, len(rows) - 1))


@edit("delete blank rows of the table")
def _(office: Office) -> None:
    office.sheet().Rows.removeByIndex(office.filled[-1] + 1, office.pick.choice((1, 5, 30)))


@edit("delete all ready rows below the filled")
def _(office: Office) -> None:
    last = office.filled[-1]
    office.sheet().Rows.removeByIndex(last + 1, office.first + READY_ROWS - last - 1)


@edit("delete the header row")
def _(office: Office) -> None:
    office.sheet().Rows.removeByIndex(office.header, 1)


@edit("fill in another row")
def _(office: Office) -> None:
    _fill_in(office, office.filled[-1] + 1)


@edit("fill in a row below the ready ones")
def _(office: Office) -> None:
    _fill_in(office, office.first + READY_ROWS + office.pick.randint(0, 20))


@edit("fill in a row below the totals' reach")
def _(office: Office) -> None:
    _fill_in(office, office.first + 1_005)


@edit("copy a whole row below the totals' reach")
def _(office: Office) -> None:
    office.copied(office.lines(office.any_row()), office.lines(office.first + 1_002))


@edit("fill formulas down below the ready rows and fill in")
def _(office: Office) -> None:
    last = office.first + READY_ROWS - 1
    down = office.enum("FillDirection.TO_BOTTOM")
    office.sheet().getCellRangeByPosition(
        office.column("J"), last, max(_columns(office)), last + 5
    ).fillAuto(down, 1)
    _fill_in(office, last + 3)


def _columns(office: Office) -> list[int]:
    return [v for v in office.now["columns"][office.role].values() if v is not None]


def _fill_in(office: Office, row: int) -> None:
    office.at("A", row).String = office.pick.choice(TYPES)
    office.at("B", row).Value = office.pick.randint(1, 9)
    office.at("C", row).Value = office.pick.randint(1, 40)


@edit("swap two rows by cut and paste of inputs")
def _(office: Office) -> None:
    rows = office.filled
    one, other = rows[0], rows[-1]
    spare = office.first + 200
    for source, target in ((one, spare), (other, one), (spare, other)):
        address = office.at("A", target).getCellAddress()
        office.sheet().moveRange(address, office.box(source, source).getRangeAddress())


@edit("cut a row and paste it below")
def _(office: Office) -> None:
    source, target = office.any_row(), office.filled[-1] + 1
    office.select(office.lines(source))
    office.do("Cut")
    office.select(office.lines(target))
    office.do("Paste")


@edit("drag inputs of a row onto another")
def _(office: Office) -> None:
    rows = office.filled
    source, target = rows[0], rows[-1] + office.pick.randint(0, 3)
    address = office.at("A", target).getCellAddress()
    office.sheet().moveRange(address, office.box(source, source).getRangeAddress())


@edit("copy inputs of a row onto another")
def _(office: Office) -> None:
    rows = office.filled
    office.copied(office.box(rows[0], rows[0]), office.at("A", rows[-1] + 1))


@edit("copy a whole row onto another")
def _(office: Office) -> None:
    rows = office.filled
    office.copied(office.lines(rows[0]), office.lines(rows[-1] + 1))


@edit("clear the inputs of a row")
def _(office: Office) -> None:
    row = office.any_row()
    office.box(row, row).clearContents(1 | 2 | 4 | 16)


@edit("clear a whole row")
def _(office: Office) -> None:
    office.lines(office.any_row()).clearContents(1 | 2 | 4 | 16)


@edit("clear everything of a row with formats")
def _(office: Office) -> None:
    office.lines(office.any_row()).clearContents(1_023)


@edit("insert cells, shift down, in input columns")
def _(office: Office) -> None:
    row = office.any_row()
    office.sheet().insertCells(
        office.box(row, row).getRangeAddress(), office.enum("CellInsertMode.DOWN")
    )


@edit("insert a cell, shift down, in one column")
def _(office: Office) -> None:
    letter = office.pick.choice((*INPUTS, office.result_letter()))
    area = office.box(office.any_row(), office.any_row(), letter, letter)
    row = office.any_row()
    area = office.box(row, row, letter, letter)
    office.sheet().insertCells(area.getRangeAddress(), office.enum("CellInsertMode.DOWN"))


@edit("delete cells, shift up, in input columns")
def _(office: Office) -> None:
    row = office.any_row()
    office.sheet().removeRange(
        office.box(row, row).getRangeAddress(), office.enum("CellDeleteMode.UP")
    )


@edit("delete a cell, shift up, in one column")
def _(office: Office) -> None:
    letter = office.pick.choice((*INPUTS, office.result_letter()))
    row = office.any_row()
    area = office.box(row, row, letter, letter)
    office.sheet().removeRange(area.getRangeAddress(), office.enum("CellDeleteMode.UP"))


@edit("insert a cell, shift right, in a row")
def _(office: Office) -> None:
    row = office.any_row()
    letter = office.pick.choice((*INPUTS, office.result_letter()))
    area = office.box(row, row, letter, letter)
    office.sheet().insertCells(area.getRangeAddress(), office.enum("CellInsertMode.RIGHT"))


@edit("delete a cell, shift left, in a row")
def _(office: Office) -> None:
    row = office.any_row()
    letter = office.pick.choice((*INPUTS, office.result_letter()))
    area = office.box(row, row, letter, letter)
    office.sheet().removeRange(area.getRangeAddress(), office.enum("CellDeleteMode.LEFT"))


@edit("hide rows")
def _(office: Office) -> None:
    office.sheet().Rows.getByIndex(office.any_row()).IsVisible = False


@edit("filter rows by type")
def _(office: Office) -> None:
    import uno  # noqa: PLC0415

    rows = office.filled
    area = office.box(office.header, rows[-1], "A", "E")
    filters = area.createFilterDescriptor(True)
    field = office.struct("sheet.TableFilterField", Field=0, IsNumeric=False)
    field.StringValue = office.at("A", rows[0]).String
    field.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
    filters.setFilterFields((field,))
    filters.ContainsHeader = True
    area.filter(filters)


@edit("group rows in an outline and close it")
def _(office: Office) -> None:
    import uno  # noqa: PLC0415

    rows = office.filled
    address = office.box(rows[0], rows[-1]).getRangeAddress()
    kind = uno.Enum("com.sun.star.table.TableOrientation", "ROWS")
    office.sheet().group(address, kind)
    office.sheet().hideDetail(address)


@edit("subtotals by type")
def _(office: Office) -> None:
    import uno  # noqa: PLC0415

    rows = office.filled
    area = office.box(office.header, rows[-1], "A", "K")
    settings = area.createSubTotalDescriptor(True)
    column = office.struct("sheet.SubTotalColumn", Column=1)
    column.Function = uno.Enum("com.sun.star.sheet.GeneralFunction", "SUM")
    settings.addNew((column,), 0)
    area.applySubTotals(settings, True)


@edit("a subtotal right below the table")
def _(office: Office) -> None:
    row = office.first + READY_ROWS
    letter = office.pick.choice(("B", "C", "K", "M"))
    office.at(letter, row).Formula = f"=SUM({_name(office, letter, office.first)}:{_name(office, letter, row - 1)})"  # fmt: skip


@edit("a subtotal with its label two rows below the filled rows")
def _(office: Office) -> None:
    rows = office.filled
    row = rows[-1] + 2
    office.at("D", row).String = "sum"
    office.at("B", row).Formula = f"=SUM({_name(office, 'B', rows[0])}:{_name(office, 'B', rows[-1])})"  # fmt: skip


def _name(office: Office, letter: str, row: int) -> str:
    return f"{letters(office.column(letter) + 1)}{row + 1}"


@edit("a note below the table")
def _(office: Office) -> None:
    row = office.first + READY_ROWS + office.pick.choice((0, 1, 5))
    office.at(office.pick.choice("ABDK"), row).String = "checked by Kim"


@edit("a note under the header")
def _(office: Office) -> None:
    office.at("D", office.first).String = "production only"


@edit("a column of one's own beside the table")
def _(office: Office) -> None:
    column = max(_columns(office)) + 2
    sheet = office.sheet()
    sheet.getCellByPosition(column, office.header).String = "Owner"
    for row in office.filled:
        sheet.getCellByPosition(column, row).String = "team-a"


# Columns.


@edit("insert a column")
def _(office: Office) -> None:
    office.sheet().Columns.insertByIndex(office.pick.randint(0, 57), 1)


@edit("delete a column")
def _(office: Office) -> None:
    office.sheet().Columns.removeByIndex(office.pick.randint(0, 57), 1)


def _inserts(letter: str) -> Edit:
    def insert(office: Office) -> None:
        office.sheet().Columns.insertByIndex(office.column(letter), 1)

    return insert


def _deletes(letter: str) -> Edit:
    def delete(office: Office) -> None:
        office.sheet().Columns.removeByIndex(office.column(letter), 1)

    return delete


LETTERS = tuple(letters(number) for number in range(1, 59))
for _letter in LETTERS:
    edit(f"insert a column at {_letter}")(_inserts(_letter))
    edit(f"delete column {_letter}")(_deletes(_letter))


def _inserts_row(row: int) -> Edit:
    def insert(office: Office) -> None:
        office.sheet().Rows.insertByIndex(row - 1, 1)

    return insert


def _deletes_row(row: int) -> Edit:
    def delete(office: Office) -> None:
        office.sheet().Rows.removeByIndex(row - 1, 1)

    return delete


for _row in (*range(1, 28), 40, 72, 73, 100, 1_022, 1_023):
    edit(f"insert a row at {_row}")(_inserts_row(_row))
    edit(f"delete row {_row}")(_deletes_row(_row))


@edit("insert a column and fill it with notes")
def _(office: Office) -> None:
    column = office.column(office.pick.choice(("B", "C", "D", "F", "J", "K", "M")))
    sheet = office.sheet()
    sheet.Columns.insertByIndex(column, 1)
    sheet.getCellByPosition(column, office.header).String = "Owner"
    for row in range(office.first, office.first + 4):
        sheet.getCellByPosition(column, row).String = "team-a"


@edit("swap two columns by cut and paste")
def _(office: Office) -> None:
    one, other = office.pick.choice((("B", "C"), ("A", "B"), ("K", "L"), ("D", "E"), ("N", "O")))
    sheet = office.sheet()
    first, second, spare = office.column(one), office.column(other), 80
    for source, target in ((first, spare), (second, first), (spare, second)):
        address = sheet.getCellByPosition(target, office.header).getCellAddress()
        area = sheet.getCellRangeByPosition(source, office.header, source, office.first + 60)
        sheet.moveRange(address, area.getRangeAddress())


@edit("move a whole column by cut and paste")
def _(office: Office) -> None:
    sheet = office.sheet()
    source = office.column(office.pick.choice(("D", "E", "K", "J", "M", "AA")))
    target = max(_columns(office)) + 2
    address = sheet.getCellByPosition(target, 0).getCellAddress()
    sheet.moveRange(address, sheet.Columns.getByIndex(source).getRangeAddress())


@edit("swap two columns' headers")
def _(office: Office) -> None:
    one, other = office.pick.choice((("B", "C"), ("K", "M"), ("N", "O"), ("A", "D")))
    first, second = office.at(one, office.header), office.at(other, office.header)
    first.String, second.String = second.String, first.String
    office.swapped.append((one, other))


@edit("hide columns")
def _(office: Office) -> None:
    column = office.column(office.pick.choice(("B", "C", "E", "K", "AB")))
    office.sheet().Columns.getByIndex(column).IsVisible = False


@edit("show all columns")
def _(office: Office) -> None:
    office.sheet().Columns.IsVisible = True


@edit("widen columns")
def _(office: Office) -> None:
    office.sheet().Columns.getByIndex(office.column("A")).Width = 9_000


@edit("header edited")
def _(office: Office) -> None:
    office.at(office.pick.choice(("A", "B", "C", "D", "K", "M")), office.header).String = "Amount"


@edit("all headers in capitals")
def _(office: Office) -> None:
    for letter in office.now["columns"][office.role]:
        if office.now["columns"][office.role][letter] is not None:
            cell = office.at(letter, office.header)
            cell.String = cell.String.upper()


@edit("all headers translated")
def _(office: Office) -> None:
    for number, (letter, column) in enumerate(office.now["columns"][office.role].items()):
        if column is not None:
            office.at(letter, office.header).String = f"Spalte {number}"


@edit("labels above the table edited")
def _(office: Office) -> None:
    for place in ("B4", "B8", "B13", "E13"):
        cell = office.cell(place)
        address = cell.getCellAddress()
        if address.Column:
            office.sheet().getCellByPosition(address.Column - 1, address.Row).String = "Value"


# Inputs.


@edit("type another count")
def _(office: Office) -> None:
    office.at(office.pick.choice("BC"), office.any_row()).Value = office.pick.randint(0, 60)


@edit("type another type")
def _(office: Office) -> None:
    office.at("A", office.any_row()).String = office.pick.choice(TYPES)


@edit("type another setting")
def _(office: Office) -> None:
    office.setting().Value = office.pick.choice((0, 1, 2, 5, 16, 20, 24, 28))


@edit("clear a setting")
def _(office: Office) -> None:
    office.setting().String = ""


@edit("clear an input of a row")
def _(office: Office) -> None:
    office.at(office.pick.choice(INPUTS), office.any_row()).clearContents(1 | 2 | 4 | 16)


@edit("type a wrong count")
def _(office: Office) -> None:
    value = office.pick.choice(
        (-1, 1.5, 10_001, 1e9, 1e300, 100_001, "7", "x", " ", "1,000", "\uff13")
    )
    office.typed(office.at(office.pick.choice(COUNTS), office.any_row()), value)


@edit("type a wrong setting")
def _(office: Office) -> None:
    value = office.pick.choice((-1, 1.5, 1e9, "7", "x", " ", 1e-9, 15, 29))
    office.typed(office.setting(), value)


@edit("type a wrong type")
def _(office: Office) -> None:
    name = office.pick.choice(
        ("m5.larg", "m5.*", "?5.large", "m5~.large", "*", " ", "M5.LARGE", " m5.large ",
         "m5 .large", "m5.large\u00a0", "\u3000m5.large", "m5.large\u200b", "m5.large\t",
         "m5.large\n", "m5.large,c5.large", "5")
    )  # fmt: skip
    office.at("A", office.any_row()).String = name


@edit("type a number for a type")
def _(office: Office) -> None:
    office.at("A", office.any_row()).Value = 5


@edit("type TRUE for a count")
def _(office: Office) -> None:
    office.at(office.pick.choice(COUNTS), office.any_row()).Formula = "TRUE"


@edit("a date for a count")
def _(office: Office) -> None:
    cell = office.at(office.pick.choice(COUNTS), office.any_row())
    cell.Value = 45_662
    _format(office, cell, "YYYY-MM-DD")


@edit("a percentage for a count")
def _(office: Office) -> None:
    cell = office.at(office.pick.choice(COUNTS), office.any_row())
    cell.Value = 0.5
    _format(office, cell, "0%")


def _format(office: Office, cell: Any, code: str) -> None:  # noqa: ANN401
    from com.sun.star.lang import Locale  # noqa: PLC0415

    formats = office.document.NumberFormats
    locale = Locale("en", "US", "")
    key = formats.queryKey(code, locale, False)
    cell.NumberFormat = formats.addNew(code, locale) if key == -1 else key


def _formula(name: str, text: str, letters_: str = "BC") -> None:
    @edit(f"a formula in an input: {name}")
    def _(office: Office) -> None:
        row = office.any_row()
        letter = office.pick.choice(letters_)
        above = _name(office, letter, row - 1 if row > office.first else row + 1)
        office.at(letter, row).Formula = text.format(above=above)


_formula("a sum", "=2+3")
_formula("of another row", "={above}")
_formula("empty text", '=""', "ABCDE")
_formula("blank handed on", '=IF(ISBLANK($CA$1);"";$CA$1)', "ABCE")
_formula("TRUE", "=1=1")
_formula("volatile", "=INT(RAND()*0)+4")
_formula("today", "=DAY(TODAY())")
_formula("indirect", '=INDIRECT("CA2")+3')
_formula("error", "=1/0")
_formula("not available", "=NA()", "ABC")
_formula("text", '="m5."&"large"', "A")
_formula("text of a number", '=TEXT(7;"0")')
_formula("unknown function", "=NOSUCHFUNCTION(3)")
_formula("lookup of a blank cell", "=$CB$1", "ABCE")


@edit("a formula in a setting")
def _(office: Office) -> None:
    office.setting().Formula = office.pick.choice(('=""', "=1+1", "=TRUE()", "=1/0", '="3"'))


@edit("an input that follows a result of its own row")
def _(office: Office) -> None:
    row = office.any_row()
    office.at("B", row).Formula = f"={_name(office, 'K', row)}"


@edit("an input from the other calculator")
def _(office: Office) -> None:
    other = "WarmIP" if office.role == "WarmENI" else "WarmENI"
    name = office.sheet(other).Name
    office.at("B", office.any_row()).Formula = f"=$'{name}'.B{office.first + 1}"


@edit("all inputs of the second sheet from the first")
def _(office: Office) -> None:
    name = office.sheet("WarmENI").Name
    sheet = office.sheet("WarmIP")
    first = office.now["rows"]["WarmIP"]["first"]
    for row in range(first, first + 6):
        for column in range(5):
            cell = f"$'{name}'.{letters(column + 1)}{row + 1}"
            sheet.getCellByPosition(column, row).Formula = f'=IF({cell}="";"";{cell})'


@edit("an array formula in an input")
def _(office: Office) -> None:
    row = office.any_row()
    area = office.box(row, row, "B", "B")
    area.setArrayFormula("=SUM(1+{1;2})")


@edit("fill series down the counts")
def _(office: Office) -> None:
    rows = office.filled
    area = office.box(rows[0], rows[-1], "B", "B")
    area.fillAuto(office.enum("FillDirection.TO_BOTTOM"), 1)


@edit("fill down the types")
def _(office: Office) -> None:
    rows = office.filled
    office.select(office.box(rows[0], rows[-1] + 2, "A", "A"))
    office.do("FillDown")


@edit("numbers to texts")
def _(office: Office) -> None:
    for row in office.filled:
        cell = office.at("B", row)
        text = cell.String
        _format(office, cell, "@")
        cell.String = text


@edit("numbers with units")
def _(office: Office) -> None:
    cell = office.at("B", office.any_row())
    cell.String = f"{cell.String} nodes"


@edit("text to columns")
def _(office: Office) -> None:
    row = office.any_row()
    office.at("D", row).String = "web 5"
    office.at("E", row).Value = 5


@edit("find and replace a type everywhere")
def _(office: Office) -> None:
    _replace(office, "m5.large", "m5.xlarge")


@edit("find and replace a dot by a comma in the table")
def _(office: Office) -> None:
    sheet = office.sheet()
    settings = sheet.createReplaceDescriptor()
    settings.SearchString, settings.ReplaceString = ".", ","
    office.box(office.filled[0], office.filled[-1], "A", "A").replaceAll(settings)


@edit("find and replace in formulas")
def _(office: Office) -> None:
    _replace(office, "ROUNDUP", "ROUNDDOWN")


def _replace(office: Office, old: str, new: str) -> None:
    sheet = office.sheet()
    settings = sheet.createReplaceDescriptor()
    settings.SearchString, settings.ReplaceString = old, new
    sheet.replaceAll(settings)


@edit("goal seek for a count")
def _(office: Office) -> None:
    row = office.filled[0]
    target = office.at("K", row).getCellAddress()
    found = office.document.seekGoal(target, office.at("B", row).getCellAddress(), "60")
    office.at("B", row).Value = found.Result


@edit("merge inputs of two rows")
def _(office: Office) -> None:
    row = office.any_row()
    letter = office.pick.choice(INPUTS)
    office.box(row, row + 1, letter, letter).merge(True)


@edit("merge two inputs of a row")
def _(office: Office) -> None:
    row = office.any_row()
    office.box(row, row, "B", "C").merge(True)


@edit("merge the title")
def _(office: Office) -> None:
    office.sheet().getCellRangeByPosition(0, 0, 4, 0).merge(True)


@edit("paste a row transposed")
def _(office: Office) -> None:
    row = office.filled[0]
    office.copied(office.box(row, row, "A", "C"), office.at("A", row + 4), Transpose=True)


@edit("paste texts from another table")
def _(office: Office) -> None:
    row = office.filled[-1] + 1
    office.box(row, row + 1, "A", "C").setDataArray((("m5.large", "3", "10"), ("c5.large", 2, 8)))


# Results.


@edit("type over a result")
def _(office: Office) -> None:
    office.result().Value = office.pick.choice((0, 1, 42, 360))


@edit("type a text over a result")
def _(office: Office) -> None:
    office.result().String = office.pick.choice(("n/a", "OK", " ", "0"))


@edit("clear a result")
def _(office: Office) -> None:
    office.result().clearContents(1 | 2 | 4 | 16)


@edit("a result rounded by a formula of one's own")
def _(office: Office) -> None:
    cell = office.result()
    if cell.Formula.startswith("="):
        cell.Formula = f"=ROUND(({cell.Formula[1:]})*1.1;0)"


@edit("a result with the same value by another formula")
def _(office: Office) -> None:
    cell = office.result()
    if cell.Formula.startswith("="):
        cell.Formula = f"=({cell.Formula[1:]})"


@edit("a total that misses rows")
def _(office: Office) -> None:
    rows = office.filled
    first, last = _name(office, "K", rows[0]), _name(office, "K", rows[max(0, len(rows) - 2)])
    office.cell("B8").Formula = f"=SUM({first}:{last})"


@edit("a total from the header on")
def _(office: Office) -> None:
    office.cell("B8").Formula = f"=SUM({_name(office, 'K', 3)}:{_name(office, 'K', 1_021)})"


@edit("a total over whole columns")
def _(office: Office) -> None:
    letter = letters(office.column("K") + 1)
    office.cell("B8").Formula = f"=SUM({letter}{office.first + 1}:{letter}1048576)"


@edit("a subtotal for a total")
def _(office: Office) -> None:
    cell = office.cell("B8")
    cell.Formula = cell.Formula.replace("SUM(", "SUBTOTAL(9;")


@edit("a formula copied from another row")
def _(office: Office) -> None:
    letter = office.result_letter()
    rows = office.filled
    office.at(letter, rows[0]).Formula = office.at(letter, rows[-1] + 1).Formula


@edit("a column of results typed over")
def _(office: Office) -> None:
    letter = office.result_letter()
    area = office.box(office.first, office.filled[-1], letter, letter)
    area.setDataArray(area.getDataArray())


@edit("results to values")
def _(office: Office) -> None:
    last = office.first + READY_ROWS - 1
    area = office.sheet().getCellRangeByPosition(
        office.column("J"), office.first, max(_columns(office)), last
    )
    area.setDataArray(area.getDataArray())


@edit("the whole sheet to values")
def _(office: Office) -> None:
    office.select(office.sheet().getCellRangeByPosition(0, 0, 60, office.first + READY_ROWS))
    office.do("ConvertFormulaToValue")


@edit("paste special, values only")
def _(office: Office) -> None:
    letter = office.result_letter()
    area = office.box(office.first, office.filled[-1], letter, letter)
    office.copied(area, area, Flags="SVD")


@edit("paste special, add one")
def _(office: Office) -> None:
    sheet = office.sheet()
    one = sheet.getCellByPosition(90, 0)
    one.Value = 1
    letter = office.pick.choice(("B", "C", office.result_letter()))
    area = office.box(office.filled[0], office.filled[-1], letter, letter)
    office.copied(one, area, Flags="SVDF", FormulaCommand=1)


@edit("an array formula over results")
def _(office: Office) -> None:
    rows = office.filled
    m, b = (f"{_name(office, x, rows[0])}:{_name(office, x, rows[-1])}" for x in "MB")
    area = office.box(rows[0], rows[-1], "K", "K")
    area.clearContents(16)
    area.setArrayFormula(f"={m}*{b}")


@edit("an array formula over one total")
def _(office: Office) -> None:
    cell = office.cell("B8")
    text = cell.Formula
    cell.setArrayFormula(text)


@edit("swap two results by drag and drop")
def _(office: Office) -> None:
    one, other = office.pick.choice((("B8", "B9"), ("E5", "E6"), ("B10", "E4")))
    first, second = office.cell(one).getRangeAddress(), office.cell(other).getRangeAddress()
    sheet = office.sheet()
    spare = sheet.getCellByPosition(85, 3).getRangeAddress()
    for source, target in ((first, spare), (second, first), (spare, second)):
        cell = sheet.getCellByPosition(target.StartColumn, target.StartRow)
        sheet.moveRange(cell.getCellAddress(), source)


@edit("move a result by drag and drop")
def _(office: Office) -> None:
    source = office.result()
    target = office.sheet().getCellByPosition(office.pick.choice((6, 85)), 5)
    office.sheet().moveRange(target.getCellAddress(), source.getRangeAddress())


@edit("move a setting by drag and drop")
def _(office: Office) -> None:
    source = office.setting()
    target = office.sheet().getCellByPosition(6, 5)
    office.sheet().moveRange(target.getCellAddress(), source.getRangeAddress())


@edit("move the block of settings")
def _(office: Office) -> None:
    sheet = office.sheet()
    top, bottom = office.cell("B13").getCellAddress(), office.cell("B18").getCellAddress()
    area = sheet.getCellRangeByPosition(top.Column - 1, top.Row, top.Column, bottom.Row)
    target = sheet.getCellByPosition(top.Column + 5, top.Row)
    sheet.moveRange(target.getCellAddress(), area.getRangeAddress())


@edit("move the whole table down")
def _(office: Office) -> None:
    sheet = office.sheet()
    area = sheet.getCellRangeByPosition(0, office.header, max(_columns(office)), 1_021)
    target = sheet.getCellByPosition(0, office.header + 3)
    sheet.moveRange(target.getCellAddress(), area.getRangeAddress())


# Sheets.


@edit("rename a sheet")
def _(office: Office) -> None:
    role = office.pick.choice(("WarmENI", "WarmIP", "Limits", "About", "Words", "SubnetSizes"))
    office.sheet(role).Name = office.pick.choice(("Tabelle 1", "o'clock & co", "ENI", "한도"))


@edit("swap the calculators' names")
def _(office: Office) -> None:
    first, second = office.sheet("WarmENI"), office.sheet("WarmIP")
    one, other = first.Name, second.Name
    first.Name = "for a moment"
    second.Name = one
    first.Name = other


@edit("move a sheet to the front")
def _(office: Office) -> None:
    role = office.pick.choice(("WarmIP", "Limits", "About"))
    office.document.Sheets.moveByName(office.sheet(role).Name, 0)


@edit("copy a calculator")
def _(office: Office) -> None:
    where = office.pick.choice((0, 9))
    office.document.Sheets.copyByName(office.sheet().Name, "Copy of it", where)


@edit("copy a calculator and change the copy")
def _(office: Office) -> None:
    office.document.Sheets.copyByName(office.sheet().Name, "What if", 0)
    office.document.Sheets.getByName("What if").getCellByPosition(1, office.first).Value = 77


@edit("copy a calculator and delete the original")
def _(office: Office) -> None:
    name = office.sheet().Name
    office.document.Sheets.copyByName(name, "Copy of it", 9)
    office.document.Sheets.removeByName(name)
    office.successors[name] = "Copy of it"


@edit("delete a sheet")
def _(office: Office) -> None:
    role = office.pick.choice(("WarmENI", "WarmIP", "Limits", "About", "Words", "SubnetSizes"))
    office.document.Sheets.removeByName(office.sheet(role).Name)


@edit("a sheet of one's own with formulas")
def _(office: Office) -> None:
    name = office.sheet().Name
    office.document.Sheets.insertNewByName("Summary", 0)
    sheet = office.document.Sheets.getByName("Summary")
    sheet.getCellByPosition(0, 0).String = "All"
    sheet.getCellByPosition(1, 0).Formula = f"=$'{name}'.B8"


@edit("hide a sheet")
def _(office: Office) -> None:
    office.sheet(office.pick.choice(("WarmENI", "WarmIP", "Limits"))).IsVisible = False


@edit("protect a sheet with a password")
def _(office: Office) -> None:
    office.sheet().protect(PASSWORD)


# Limits, words, sizes, About.


def _limits_row(office: Office) -> int:
    """The row of a type of the plan, or of any."""
    sheet = office.sheet("Limits")
    names = [row[0] for row in sheet.getCellRangeByPosition(0, 0, 0, 1_300).getDataArray()]
    wanted = office.at("A", office.any_row()).String.strip()
    return names.index(wanted) if wanted in names else office.pick.randint(1, 90)


@edit("change limits of a type of the plan")
def _(office: Office) -> None:
    row, column = _limits_row(office), office.pick.choice((1, 2))
    cell = office.sheet("Limits").getCellByPosition(column, row)
    cell.Value += office.pick.choice((1, -1, 10))


@edit("delete limits of a type of the plan")
def _(office: Office) -> None:
    office.sheet("Limits").Rows.removeByIndex(_limits_row(office), 1)


@edit("clear limits of a type of the plan")
def _(office: Office) -> None:
    row = _limits_row(office)
    office.sheet("Limits").getCellRangeByPosition(1, row, 3, row).clearContents(7)


@edit("limits of a type of the plan as texts")
def _(office: Office) -> None:
    cell = office.sheet("Limits").getCellByPosition(office.pick.choice((1, 2)), _limits_row(office))
    cell.String = cell.String


@edit("a type's name changed on the sheet of limits")
def _(office: Office) -> None:
    cell = office.sheet("Limits").getCellByPosition(0, _limits_row(office))
    cell.String = office.pick.choice((f"{cell.String} ", cell.String.upper(), f"{cell.String}x"))


@edit("a type twice on the sheet of limits")
def _(office: Office) -> None:
    sheet, row = office.sheet("Limits"), _limits_row(office)
    name = sheet.getCellByPosition(0, row).String
    at = office.pick.choice((1, row + 1))
    sheet.Rows.insertByIndex(at, 1)
    sheet.getCellRangeByPosition(0, at, 3, at).setDataArray(((name, 2, 4, "current"),))


@edit("sheet of limits sorted by another column")
def _(office: Office) -> None:
    import uno  # noqa: PLC0415

    sheet = office.sheet("Limits")
    key = office.struct("table.TableSortField", Field=1, IsAscending=False)
    fields = uno.Any("[]com.sun.star.table.TableSortField", (key,))
    area = sheet.getCellRangeByPosition(0, 1, 10, 1_300)
    area.sort((office.struct("beans.PropertyValue", Name="SortFields", Value=fields),))


@edit("sheet of limits cut short")
def _(office: Office) -> None:
    office.sheet("Limits").Rows.removeByIndex(20, 1_500)


@edit("a title above the limits")
def _(office: Office) -> None:
    office.sheet("Limits").Rows.insertByIndex(0, 1)
    office.sheet("Limits").getCellByPosition(0, 0).String = "Limits, 2026"


@edit("a blank row under the header of limits")
def _(office: Office) -> None:
    office.sheet("Limits").Rows.insertByIndex(1, 1)


@edit("a column inserted on the sheet of limits")
def _(office: Office) -> None:
    office.sheet("Limits").Columns.insertByIndex(office.pick.choice((0, 1, 2, 3, 5)), 1)


@edit("a column deleted on the sheet of limits")
def _(office: Office) -> None:
    office.sheet("Limits").Columns.removeByIndex(office.pick.choice((0, 1, 2, 3, 5)), 1)


@edit("columns swapped on the sheet of limits")
def _(office: Office) -> None:
    sheet = office.sheet("Limits")
    area = sheet.getCellRangeByPosition(1, 0, 2, 1_300)
    area.setDataArray(tuple((b, a) for a, b in area.getDataArray()))


@edit("a new type appended to the limits")
def _(office: Office) -> None:
    sheet = office.sheet("Limits")
    names = [row[0] for row in sheet.getCellRangeByPosition(0, 0, 0, 1_300).getDataArray()]
    row = names.index("", 1)
    sheet.getCellRangeByPosition(0, row, 3, row).setDataArray((("z9.large", 3, 10, "current"),))
    office.at("A", office.any_row()).String = "z9.large"


@edit("a new type inserted among the limits")
def _(office: Office) -> None:
    sheet = office.sheet("Limits")
    sheet.Rows.insertByIndex(60, 1)
    sheet.getCellRangeByPosition(0, 60, 0, 60).getCellByPosition(0, 0).String = "z9.large"
    sheet.getCellRangeByPosition(1, 60, 3, 60).setDataArray(((3, 10, "current"),))
    office.at("A", office.any_row()).String = "z9.large"


@edit("a formula on the sheet of limits")
def _(office: Office) -> None:
    cell = office.sheet("Limits").getCellByPosition(2, _limits_row(office))
    cell.Formula = office.pick.choice((f"={cell.Value}+0", f"={cell.Value}*2", "=1/0", '=""'))


@edit("words edited")
def _(office: Office) -> None:
    sheet = office.sheet("Words")
    sheet.getCellByPosition(1, office.pick.randint(1, 20)).String = "fine"


@edit("words sorted")
def _(office: Office) -> None:
    import uno  # noqa: PLC0415

    sheet = office.sheet("Words")
    key = office.struct("table.TableSortField", Field=1, IsAscending=True)
    fields = uno.Any("[]com.sun.star.table.TableSortField", (key,))
    area = sheet.getCellRangeByPosition(0, 1, 1, 26)
    area.sort((office.struct("beans.PropertyValue", Name="SortFields", Value=fields),))


@edit("a row of words deleted")
def _(office: Office) -> None:
    office.sheet("Words").Rows.removeByIndex(office.pick.randint(1, 26), 1)


@edit("a code of words changed")
def _(office: Office) -> None:
    office.sheet("Words").getCellByPosition(0, office.pick.randint(1, 26)).Value = 999


@edit("a size changed")
def _(office: Office) -> None:
    cell = office.sheet("SubnetSizes").getCellByPosition(
        office.pick.choice((0, 1)), office.pick.randint(1, 13)
    )
    cell.Value += 1


@edit("sizes sorted and a row deleted")
def _(office: Office) -> None:
    office.sheet("SubnetSizes").Rows.removeByIndex(office.pick.randint(1, 13), 1)


@edit("facts of About changed")
def _(office: Office) -> None:
    place = office.pick.choice(("B13", "B14", "B15", "B16", "B18", "B19", "B20", "B21"))
    cell = office.cell(place, "About")
    value = office.pick.choice((5, "WarmIP", "warmeni", "", "x", "shop & co"))
    office.typed(cell, value)


@edit("a row inserted on About")
def _(office: Office) -> None:
    office.sheet("About").Rows.insertByIndex(office.pick.randint(0, 24), 1)


@edit("a row deleted on About")
def _(office: Office) -> None:
    office.sheet("About").Rows.removeByIndex(office.pick.randint(0, 24), 1)


@edit("a label of About edited")
def _(office: Office) -> None:
    at = office.cell(office.pick.choice(("B13", "B15", "B19")), "About").getCellAddress()
    office.sheet("About").getCellByPosition(0, at.Row).String = "Name"


@edit("About sorted")
def _(office: Office) -> None:
    import uno  # noqa: PLC0415

    sheet = office.sheet("About")
    key = office.struct("table.TableSortField", Field=0, IsAscending=True)
    fields = uno.Any("[]com.sun.star.table.TableSortField", (key,))
    area = sheet.getCellRangeByPosition(0, 12, 1, 23)
    area.sort((office.struct("beans.PropertyValue", Name="SortFields", Value=fields),))


# Looks, names, notes, settings of the file.


@edit("cells coloured and in bold")
def _(office: Office) -> None:
    area = office.box(office.first, office.filled[-1], "A", "E")
    area.CellBackColor = 0xFFFF00
    area.CharWeight = 150.0


@edit("another number format for results")
def _(office: Office) -> None:
    _format(office, office.cell("B8"), office.pick.choice(("0.00", "#,##0", "0E+00", "@", "0%")))


@edit("a cell style for a row")
def _(office: Office) -> None:
    row = office.any_row()
    office.box(row, row).CellStyle = "Bad" if office.pick.random() < 0.5 else "Default"


@edit("a conditional format by hand")
def _(office: Office) -> None:
    office.box(office.first, office.filled[-1], "B", "B").CharColor = 0xFF0000


@edit("a note on a result")
def _(office: Office) -> None:
    cell = office.result()
    cell.getSpreadsheet().getAnnotations().insertNew(cell.getCellAddress(), "asked on Monday")


@edit("a named range")
def _(office: Office) -> None:
    cell = office.cell("B8")
    text = cell.AbsoluteName
    office.document.NamedRanges.addNewByName("all_ips", text, cell.getCellAddress(), 0)


@edit("an input by a name")
def _(office: Office) -> None:
    cell = office.sheet().getCellByPosition(91, 2)
    cell.Value = 4
    office.document.NamedRanges.addNewByName(
        "node_count", cell.AbsoluteName, cell.getCellAddress(), 0
    )
    office.at("B", office.any_row()).Formula = "=node_count"


@edit("a total by a name")
def _(office: Office) -> None:
    first, last = _name(office, "K", office.first), _name(office, "K", office.first + 999)
    area = office.sheet().getCellRangeByName(f"{first}:{last}")
    cell = office.cell("B8")
    office.document.NamedRanges.addNewByName(
        "all_rows", area.AbsoluteName, cell.getCellAddress(), 0
    )
    cell.Formula = "=SUM(all_rows)"


@edit("validations removed")
def _(office: Office) -> None:
    area = office.box(office.first, office.first + 999, "A", "E")
    rule = area.Validation
    import uno  # noqa: PLC0415

    rule.Type = uno.Enum("com.sun.star.sheet.ValidationType", "ANY")
    area.Validation = rule


@edit("precision as shown")
def _(office: Office) -> None:
    office.document.CalcAsShown = True


@edit("iteration allowed and a circle")
def _(office: Office) -> None:
    office.document.IsIterationEnabled = True
    row = office.any_row()
    office.at("B", row).Formula = f"={_name(office, 'C', row)}-1"
    office.at("C", row).Formula = f"={_name(office, 'B', row)}+1"


@edit("case does not matter in lookups")
def _(office: Office) -> None:
    office.document.IgnoreCase = not office.document.IgnoreCase


@edit("dates from 1904")
def _(office: Office) -> None:
    office.document.NullDate = office.struct("util.Date", Day=1, Month=1, Year=1904)


@edit("a chart of one's own")
def _(office: Office) -> None:
    place = office.struct("awt.Rectangle", X=1_000, Y=30_000, Width=8_000, Height=6_000)
    area = office.box(office.first, office.filled[-1], "A", "B").getRangeAddress()
    office.sheet().Charts.addNewByName("Own", place, (area,), False, True)


@edit("opened and saved, nothing else")
def _(_office: Office) -> None:
    return


@edit("frozen elsewhere")
def _(office: Office) -> None:
    office.sheet().getCellByPosition(0, 0).CharHeight = 20
