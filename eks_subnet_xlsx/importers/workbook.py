"""From a filled-in workbook back to a plan: the inputs alone, whatever results stand beside them.

Normalised on the way: each row of the table is a node group with pods per node, the language is
named, and a target of 0 on the sheet that has no IP target is one that is not set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import PurePath
from typing import Any

from eks_subnet_xlsx.calculation import CellValue, SheetInputs
from eks_subnet_xlsx.checks.case import WorkbookCase, build_case
from eks_subnet_xlsx.checks.inputs import check_inputs
from eks_subnet_xlsx.engine import WarmPoolSettings
from eks_subnet_xlsx.errors import ProblemError
from eks_subnet_xlsx.findings import Finding, Term, worded
from eks_subnet_xlsx.limits import LimitsCatalog, trimmed
from eks_subnet_xlsx.plan import MAX_NAME, MAX_ROWS, NodeGroup, Plan, Subnet
from eks_subnet_xlsx.words import Words
from eks_subnet_xlsx.workbook.reading.reader import SheetReading, WorkbookReading
from eks_subnet_xlsx.workbook.reading.rows import typed

_SHARED_CELLS = ("subnet_size", "other_ips", "host_network_pods", "daemonset_pods")
_UNNAMED = "cluster"


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody should know who takes over the plan; words under ``extract.<key>``."""

    key: str
    facts: dict[str, object]

    def text(self, words: Words) -> str:
        """The sentence."""
        return words.text(f"extract.{self.key}", **worded(self.facts, words))


@dataclass(frozen=True, slots=True)
class Extraction:
    """A plan, and what was decided on the way to it."""

    plan: Plan
    notes: tuple[Note, ...]


class ExtractionError(ProblemError):
    """Inputs of a workbook are no plan.

    Attributes:
        source: the file's name.
        findings: what is wrong with single inputs.
    """

    group = "extract"

    def __init__(
        self, problem: str, source: str, findings: tuple[Finding, ...] = (), **facts: object
    ) -> None:
        super().__init__(problem, source=source, **facts)
        self.source = source
        self.findings = findings

    def text(self, words: Words) -> str:
        """The sentence, and a line for each finding."""
        lines = [
            f"{found.rule} {self.source}, {found.place}: {found.message(words)}"
            for found in self.findings
        ]
        return "\n".join([super().text(words), *lines])


def extract_plan(reading: WorkbookReading, catalog: LimitsCatalog, source: str) -> Extraction:
    """The plan that a workbook's inputs make.

    Where both sheets are filled in and differ, that of the cluster's setting counts, in AWS's file
    WarmENI; the notes say so.

    Args:
        reading: what stands in the workbook.
        catalog: the limits that instance types are looked up in.
        source: the file's name, for messages, and for a cluster that has none.

    Raises:
        ExtractionError: an input that the plan needs is missing or wrong.
    """
    sheets = {sheet.calculator.name: sheet for sheet in reading.sheets}
    taken = sheets.get(reading.facts.runs_on or "", reading.sheets[0])
    other = next((sheet for sheet in reading.sheets if sheet is not taken), None)
    _refuse_wrong(build_case(reading, catalog), taken, other, source)
    inputs = taken.inputs()
    rows = [row.values() for row in taken.rows if not row.is_blank]
    if not rows:
        raise ExtractionError("no_groups", source)
    if len(rows) > MAX_ROWS:
        raise ExtractionError("too_many_groups", source, found=len(rows), maximum=MAX_ROWS)
    groups = tuple(
        NodeGroup(
            name=None if row.node_group in {None, ""} else _name(row.node_group),
            instance_type=trimmed(str(row.instance_type))[:MAX_NAME],
            nodes=_whole(row.nodes),
            pods_per_node=_whole(row.pods_per_node),
            max_pods=None if row.max_pods_set is None else _whole(row.max_pods_set),
        )
        for row in rows
    )
    subnet, subnet_notes = _subnet(reading, inputs)
    settings = {name: _settings(sheet.inputs()) for name, sheet in sheets.items()}
    today = settings[taken.calculator.name]
    plan = Plan(
        cluster=_name(reading.facts.cluster or PurePath(source).stem or _UNNAMED),
        language=reading.facts.language,
        subnet=subnet,
        host_network_pods_per_node=_count(inputs, "host_network_pods"),
        daemonset_pods_per_node=_count(inputs, "daemonset_pods"),
        warm_pool=today,
        node_groups=groups,
    )
    notes = [*_notes(reading, taken, other), *subnet_notes]
    return Extraction(_with_alternative(plan, settings, other, notes), tuple(notes))


def _refuse_wrong(
    case: WorkbookCase, taken: SheetReading, other: SheetReading | None, source: str
) -> None:
    """Refuses errors of the sheet that is taken, and of the other one's settings."""
    settings = {
        (other.name, other.place(cell.key))
        for cell in (other.calculator.input_cells if other else ())
        if other and cell.key not in _SHARED_CELLS
    }
    wrong = tuple(
        found
        for found in check_inputs(case)
        if found.severity == "error"
        and found.key != "row_not_counted"
        and (found.sheet == taken.name or (found.sheet, found.cell) in settings)
    )
    if wrong:
        raise ExtractionError("wrong_inputs", source, wrong)


def _with_alternative(
    plan: Plan,
    settings: dict[str, WarmPoolSettings],
    other: SheetReading | None,
    notes: list[Note],
) -> Plan:
    """The plan with the other sheet's settings, where they are not what they would be anyway."""
    if other is None:
        return plan
    name = other.calculator.name
    held = settings[name]
    if _on_sheet(plan.scenario(name).settings, other) == _on_sheet(held, other):
        return plan
    if plan.runs_on == name or held.has_ip_target == plan.warm_pool.has_ip_target:
        notes.append(Note("alternative_left_out", {"sheet": other.name}))
        return plan
    return plan.model_copy(update={"alternative": held})


def _on_sheet(settings: WarmPoolSettings, sheet: SheetReading) -> list[object]:
    keys = {cell.key for cell in sheet.calculator.input_cells}
    return [
        value or (0 if key == "unmanaged_enis" else value)
        for key, value in settings.model_dump().items()
        if key in keys
    ]


def _settings(inputs: SheetInputs) -> WarmPoolSettings:
    """A sheet's settings; blank cells are variables that are not set."""
    fields: dict[str, Any] = {
        key: None if value is None else _whole(value)
        for key, value in inputs.cells.items()
        if key in WarmPoolSettings.model_fields
    }
    if fields.get("unmanaged_enis") is None:
        fields.pop("unmanaged_enis", None)
    return WarmPoolSettings(**fields)


def _subnet(reading: WorkbookReading, inputs: SheetInputs) -> tuple[Subnet, list[Note]]:
    size, others = _count(inputs, "subnet_size"), _count(inputs, "other_ips")
    text = reading.facts.subnet_cidr
    if text is None:
        return Subnet(size=size, other_ips=others), []
    try:
        network = IPv4Network(text)
    except ValueError:
        network = None
    if network is None or network.prefixlen != size:
        note = Note("cidr_left_out", {"found": text[:40], "size": str(size)})
        return Subnet(size=size, other_ips=others), [note]
    return Subnet.model_validate({"cidr": text, "other_ips": others}), []


def _notes(
    reading: WorkbookReading, taken: SheetReading, other: SheetReading | None
) -> Iterator[Note]:
    if reading.facts.runs_on != taken.calculator.name:
        yield Note("runs_on_unknown", {"sheet": taken.name})
    below = [row for row in taken.rows if not row.is_blank and not row.is_counted]
    for row in below:
        yield Note("row_taken", {"row": str(row.number), "sheet": taken.name})
    if other is None:
        return
    first, second = taken.inputs(), other.inputs()
    for key in _SHARED_CELLS:
        if first.cells.get(key) != second.cells.get(key) and key in second.cells:
            yield Note(
                "cell_differs",
                {
                    "what": Term(f"label.{key}"),
                    "sheet": taken.name,
                    "found": first.cells.get(key),
                    "other": other.name,
                    "other_found": second.cells.get(key),
                },
            )
    if _filled(taken) != _filled(other):
        yield Note("groups_differ", {"sheet": taken.name, "other": other.name})


def _filled(sheet: SheetReading) -> list[dict[str, CellValue]]:
    return [
        {key: typed(cell) for key, cell in row.inputs.items()}
        for row in sheet.rows
        if not row.is_blank
    ]


def _count(inputs: SheetInputs, key: str) -> int:
    return _whole(inputs.cells.get(key))


def _whole(value: CellValue) -> int:
    return int(value or 0)


def _name(value: CellValue) -> str:
    """A name as a plan can hold it."""
    text = "".join(character for character in str(value) if character.isprintable())
    return text[:MAX_NAME] if text.strip() else _UNNAMED
