"""Three laws that hold for a workbook whatever was done to it.

*Truth*: recalculated by LibreOffice it shows the right figures, or `validate` names why not.
*Repair*: what `recalculate` gives back, LibreOffice recalculates to what is stored, and that is
right; or the cells are named and left. *Care*: nothing of the colleague's is lost.
"""

from __future__ import annotations

import math
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from support.cells import Cell, read_cells
from support.lint import lint
from support.office import Office, OfficeError

from eks_subnet_xlsx import WorkbookError, recalculate_workbook, validate_workbook
from eks_subnet_xlsx.calculation import CellValue, Model
from eks_subnet_xlsx.checks import WorkbookReport
from eks_subnet_xlsx.errors import EksSubnetXlsxError
from eks_subnet_xlsx.findings import Finding
from eks_subnet_xlsx.jobs.annotation import FINDINGS_SHEET, annotate_workbook
from eks_subnet_xlsx.jobs.recalculation import Recalculation
from eks_subnet_xlsx.layouts import MODELS
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.words import load_words
from laws.care import losses
from laws.tracks import LOOKUPS, Tracks, place_of
from laws.truth import Judged, Shown, Truth, Wrong, box, look, names

_NAMES_ROW = frozenset({"row_not_counted", "limits_unusable", "lookup_changed"})
_MOST = 3
"""Cells of one kind that a violation quotes."""


@dataclass(frozen=True)
class Violation:
    """A law that does not hold: which, where, what was found and expected."""

    law: str
    what: str

    def __str__(self) -> str:
        return f"{self.law}: {self.what}"


@dataclass(frozen=True)
class Case:
    """A workbook that was edited, and where its cells are."""

    data: bytes
    tracks: Tracks
    model: Model
    catalog: LimitsCatalog


class Laws:
    """Judges edited workbooks."""

    def __init__(self, office: Office, folder: Path) -> None:
        self._office, self._folder = office, folder

    def broken(self, case: Case, *, thorough: bool = True) -> list[Violation]:
        """The laws that do not hold for a workbook.

        Args:
            case: the workbook.
            thorough: whether it is annotated and recalculated a second time, too.
        """
        try:
            return list(self._broken(case, thorough=thorough))
        except AssertionError:
            raise
        except Exception:  # noqa: BLE001 (a crash of the package is a violation like any other)
            return [Violation("crash", traceback.format_exc()[-1_500:])]

    def _broken(self, case: Case, *, thorough: bool) -> Iterator[Violation]:
        report = validate_workbook(case.data, case.catalog)
        for found in report.findings:
            if found.rule == "E191":
                yield Violation("crash", f"E191 {found.facts}")
        try:
            judged = self._judged(case.data, case)
        except OfficeError as error:
            if not any(found.severity == "error" for found in report.findings):
                yield Violation("truth", f"LibreOffice does not open it, validate does: {error}")
            return
        yield from self._truth(report, judged)
        yield from self._stored(case, report, judged)
        if any(found.family == "file" and not report.sheets for found in report.findings):
            return
        yield from self._recalculated(case, report, judged, thorough=thorough)
        if thorough:
            yield from self._annotated(case, report)

    def _judged(self, data: bytes, case: Case) -> Judged:
        path = self._folder / "judged.xlsx"
        path.write_bytes(data)
        cells, as_shown = look(self._office, path, case.tracks)
        truth = Truth(cells, case.tracks, case.model, case.catalog, as_shown=as_shown)
        judged = truth.judged()
        judged.truth, judged.as_shown = truth, as_shown
        return judged

    @staticmethod
    def _truth(report: WorkbookReport, judged: Judged) -> Iterator[Violation]:
        unnamed = [
            wrong for wrong in judged.wrong if not any(names(f, wrong) for f in report.findings)
        ]
        for text in _grouped(unnamed):
            yield Violation("truth", f"{text}; validate says {_said(report.findings)}")

    @staticmethod
    def _stored(case: Case, report: WorkbookReport, judged: Judged) -> Iterator[Violation]:
        """What stands in the file without being recalculated: right, or there is an error."""
        stored = _stored_cells(case.data, judged)
        if stored is None:
            return
        lookups = [case.tracks["sheets"][role] or "gone" for role in LOOKUPS]
        said = {found.sheet for found in report.findings if found.severity == "error"}
        wrong = [
            (shown, value)
            for shown in judged.shown
            if not _agree(value := _stored_at(stored, shown), shown.value, judged)
            and said.isdisjoint({shown.place[0], None, *lookups})
        ]
        if wrong:
            shown, value = wrong[0]
            yield Violation(
                "stored",
                f"{shown.calculator} {shown.key} at {_where(shown)}: {value!r} stored, "
                f"{shown.value!r} recalculated, {len(wrong)} in all; "
                f"validate says {_said(report.findings)}",
            )

    def _recalculated(
        self, case: Case, report: WorkbookReport, judged: Judged, *, thorough: bool
    ) -> Iterator[Violation]:
        try:
            done = recalculate_workbook(case.data, case.catalog)
        except WorkbookError as error:
            if not any(found.severity == "error" for found in report.findings):
                yield Violation("repair", f"refused without an error of validate: {error}")
            return
        except EksSubnetXlsxError as error:
            yield Violation("repair", f"refused: {error}")
            return
        after = judged
        if done.content != case.data:
            try:
                after = self._judged(done.content, case)
            except OfficeError as error:
                yield Violation("repair", f"LibreOffice does not open what is given back: {error}")
                return
            yield from self._given_back(case, done, after, thorough=thorough)
        unnamed = [w for w in after.wrong if not any(names(f, w) for f in done.left)]
        for text in _grouped(unnamed):
            yield Violation("repair", f"{text}; left: {_said(done.left)}")
        yield from self._cared_for(case, done, report, judged)

    @staticmethod
    def _given_back(
        case: Case, done: Recalculation, after: Judged, *, thorough: bool
    ) -> Iterator[Violation]:
        new = _invalid(case.data, done.content) if thorough else ()
        if new:
            yield Violation("repair", f"no valid file: {sorted(new)[:3]}")
        stored = _stored_cells(done.content, after)
        if stored is not None:
            wrong = [
                (shown, value)
                for shown in after.shown
                if not _agree(value := _stored_at(stored, shown), shown.value, after)
            ]
            roots = after.truth.roots(wrong) if after.truth else []
            said = (*done.left, *done.report.findings)
            unnamed = [
                root for root in roots if not any(names(f, root, may_change=True) for f in said)
            ]
            for text in _grouped(unnamed):
                yield Violation(
                    "repair", f"recalculated, not stored: {text}; left: {_said(done.left)}"
                )
        if thorough and recalculate_workbook(done.content, case.catalog).content != done.content:
            yield Violation("repair", "recalculated once more it is another file")

    @staticmethod
    def _cared_for(
        case: Case, done: Recalculation, report: WorkbookReport, judged: Judged
    ) -> Iterator[Violation]:
        if done.content == case.data:
            return
        results = {shown.place for shown in judged.shown}
        named = [f for f in (*done.restored, *done.left) if f.severity == "error" or f.cells]
        named += [f for f in report.findings if f in done.restored]
        columns = {
            (
                case.tracks["sheets"][calculator.name],
                case.tracks["columns"][calculator.name][letter],
            )
            for calculator in MODELS[case.model]
            for letter in (column.letter for column in calculator.derived_columns)
        }
        # A row that had few formulas left, and has all of them now, has results again.
        mended = {
            (found.sheet, row)
            for found in done.restored if found.family == "formula"
            for top, _, bottom, _ in map(box, found.cells)
            for row in range(top, bottom + 1)
        }  # fmt: skip

        def may_change(sheet: str, row: int, column: int, is_formula: bool) -> bool:
            if not is_formula:
                is_result = (sheet, row) in mended and (sheet, column) in columns
                return (sheet, row, column) in results or is_result
            return any(_names_cell(found, sheet, row, column) for found in named)

        try:
            lost = losses(case.data, done.content, may_change)
        except (KeyError, ValueError, SyntaxError) as error:
            yield Violation("care", f"not comparable: {error!r}")
            return
        for text in lost[:_MOST]:
            yield Violation("care", f"{text} ({len(lost)} in all; named {_said(done.restored)})")

    def _annotated(self, case: Case, report: WorkbookReport) -> Iterator[Violation]:
        try:
            marked = annotate_workbook(case.data, report.findings, load_words("en"))
        except WorkbookError as error:
            yield Violation("care", f"annotate refuses it: {error}")
            return
        lost = losses(case.data, marked, lambda *_: False, is_annotated=True)
        lost = [text for text in lost if not text.startswith(FINDINGS_SHEET)]
        for text in lost[:_MOST]:
            yield Violation("care", f"annotate: {text}")
        new = _invalid(case.data, marked)
        if new:
            yield Violation("care", f"annotate: no valid file: {sorted(new)[:3]}")


def _invalid(before: bytes, after: bytes) -> set[str]:
    """What a lint finds in a file that it did not find before."""
    try:
        new = set(lint(after))
        return new - set(lint(before)) if new else new
    except (KeyError, ValueError):
        return set()  # Spelled as no lint of ours reads it: cells without places, and so on.


def _names_cell(found: Finding, sheet: str, row: int, column: int) -> bool:
    if found.key == "type_not_in_limits" and str(found.facts["expected"]).startswith(f"{sheet}!"):
        return True  # The type gets a row where it says that formulas look it up.
    if found.sheet is not None and found.sheet != sheet:
        return False
    if not found.cells:
        return True
    for cell in found.cells:
        top, left, bottom, right = box(cell)
        if top <= row <= bottom and left <= column <= right:
            return True
        # A row that nothing counted gets its formulas back, a row of a lookup all of its cells.
        if found.key in _NAMES_ROW and top <= row <= bottom:
            return True
        # To count that row, totals above the table are lengthened.
        if found.key == "row_not_counted" and row < top:
            return True
    return False


def _grouped(wrongs: Iterable[Wrong]) -> list[str]:
    """The first of each kind, with how many there are."""
    groups: dict[tuple[str, str], list[Wrong]] = {}
    for wrong in wrongs:
        groups.setdefault((wrong.calculator, wrong.key), []).append(wrong)
    texts = [f"{group[0]} ({len(group)} cells)" for group in groups.values()]
    return texts[:_MOST]


def _said(findings: Sequence[Finding]) -> str:
    return str([f"{found.rule} {found.place}".strip() for found in findings][:8])


def _where(shown: Shown) -> str:
    return f"{shown.place[0]}!{place_of(*shown.place[1:])}"


def _stored_cells(data: bytes, judged: Judged) -> dict[str, dict[str, Cell]] | None:
    """The stored values; none where the file is spelled in a way that a plain reader cannot take."""
    try:
        return read_cells(data, tuple({shown.place[0] for shown in judged.shown}) or ("",))
    except (KeyError, ValueError, IndexError, SyntaxError):
        return None


def _stored_at(stored: dict[str, dict[str, Cell]], shown: Shown) -> CellValue:
    sheet = stored.get(shown.place[0], {})
    cell = sheet.get(place_of(*shown.place[1:]))
    if cell is not None and cell.is_error:
        return f"error {cell.value}"
    return cell.value if cell else None


def _agree(stored: CellValue, shown: CellValue, judged: Judged) -> bool:
    if stored in {None, ""} and shown in {None, ""}:
        return True
    if isinstance(stored, str) and isinstance(shown, str):
        both_errors = stored.startswith("error ") and shown.startswith("error ")
        return both_errors or stored == shown
    if isinstance(stored, int | float) and isinstance(shown, int | float):
        # Where a file calculates with what it shows, shares are rounded.
        off = 0.006 if judged.as_shown else 1e-9
        return math.isclose(stored, shown, rel_tol=1e-9, abs_tol=off)
    return False
