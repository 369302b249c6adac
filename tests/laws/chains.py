"""Random edits of a workbook, alone and in chains; a number says all of a chain."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from support import office_edits
from support.breaking import part_of, without_rows_below
from support.colleague import colleague_s
from support.fillings import Fillings, tenth_of
from support.office import Office, OfficeError

from eks_subnet_xlsx import build_workbook, parse_plan
from eks_subnet_xlsx.calculation import Model
from eks_subnet_xlsx.limits import LimitsCatalog, load_catalog
from laws import files
from laws.laws import Case
from laws.tracks import Tracks, at_home
from workloads.damage import parts_of

PLAN = {
    "cluster": "shop",
    "subnet": {"cidr": "10.1.0.0/21", "other_ips": 12},
    "daemonset_pods_per_node": 2,
    "warm_pool": {"warm_eni_target": 1},
    "alternative": {"warm_ip_target": 2, "minimum_ip_target": 10},
    "node_groups": [
        {"name": "web", "instance_type": "m5.large", "nodes": 3, "pods_per_node": 10},
        {"name": "api", "instance_type": "c5.xlarge", "nodes": 2, "pods_per_node": 20},
        {"name": "jobs", "instance_type": "t3.medium", "nodes": 1, "pods_per_node": 5},
        {"name": "data", "instance_type": "r5.2xlarge", "nodes": 4, "pods_per_node": 30},
        {"name": "more", "instance_type": "m5.large", "nodes": 7, "pods_per_node": 12},
    ],
}
_READY_ROWS = 5
"""With formulas below the last filled one, in workbooks that are opened fast."""

BASES = (*("en", "ko", "colleague", "aws-2022", "random", "random") * 2, "en", "full")
"""Workbooks that are edited.

All but the full one have a tenth of the types, and none of the ready rows but the first; they open
several times as fast.
"""


_ONE_SITTING = 0.75
"""Of the chains: what is done in LibreOffice is done at once, which saves opening the file."""

SINGLE = tuple(
    name
    for name in office_edits.EDITS
    if not name.startswith(
        ("insert a column at ", "delete column ", "insert a row at ", "delete row ")
    )
)
"""The edits in LibreOffice but for those at each letter and row."""

AT_EACH = tuple(name for name in office_edits.EDITS if name not in SINGLE)
ALL = (*SINGLE, *AT_EACH, *files.FILE_EDITS)


@dataclass(frozen=True)
class Chain:
    """A workbook and what is done to it: names of edits, each with a number that it chooses by."""

    base: str
    edits: tuple[tuple[str, int], ...]
    seed: int = 0

    def __str__(self) -> str:
        return json.dumps([self.base, self.seed, *self.edits], ensure_ascii=False)


def chain(seed: int) -> Chain:
    """A random chain of two to five edits."""
    pick = random.Random(f"chain {seed}")
    names = []
    for _ in range(pick.randint(2, 5)):
        kind = pick.random()
        pool: Sequence[str] = SINGLE if kind < 0.5 else tuple(files.FILE_EDITS)
        names.append(pick.choice(AT_EACH if kind > 0.9 else pool))
    if pick.random() < _ONE_SITTING:
        last = pick.choice((True, False))
        names.sort(key=lambda name: (name in office_edits.EDITS) == last)
    return Chain(pick.choice(BASES), tuple((name, pick.randint(0, 9_999)) for name in names), seed)


def alone(name: str, variant: int = 1) -> Chain:
    """One edit of the usual workbook."""
    return Chain("en", ((name, variant),), variant)


def base_case(base: str, seed: int) -> Case:
    """A workbook before it is edited."""
    model: Model = "aws-2022" if base == "aws-2022" else "vpc-cni"
    data = _base(base, seed % 50 if base == "random" else 0)
    return Case(data, at_home(model), model, _catalog(base))


@cache
def _catalog(base: str) -> LimitsCatalog:
    whole = load_catalog()
    if base == "full":
        return whole
    return tenth_of(whole, office_edits.TYPES)


@cache
def _base(base: str, seed: int) -> bytes:
    catalog = _catalog(base)
    if base == "random":
        return _short(build_workbook(Fillings(seed, load_catalog()).plan(), catalog))
    language = "ko" if base == "ko" else "en"
    model: Model = "aws-2022" if base == "aws-2022" else "vpc-cni"
    plan = parse_plan(json.dumps(PLAN), suffix=".json")
    data = build_workbook(plan, catalog, language=language, model=model)
    if base not in {"full", "all rows"}:
        data = _short(data)
    return colleague_s(data) if base == "colleague" else data


def _short(data: bytes) -> bytes:
    """The workbook without most rows that are ready to be filled in, as somebody deletes them."""
    last = {}
    for sheet in ("WarmENI", "WarmIP"):
        text = parts_of(data)[part_of(data, sheet)].decode()
        filled = [int(row) for row in re.findall(r'<c r="A(\d+)"[^>]*><is>', text)]
        last[sheet] = max(filled) + _READY_ROWS
    return without_rows_below(data, last)


def edited(office: Office, folder: Path, item: Chain) -> tuple[Case, list[str]]:
    """The workbook after all edits, and what each says of itself where it was not done."""
    case = base_case(item.base, item.seed)
    data, tracks, said = case.data, case.tracks, []
    waiting: list[tuple[str, int]] = []
    for name, variant in (*item.edits, ("", 0)):
        if name in office_edits.EDITS:
            waiting.append((name, variant))
            continue
        if waiting:
            data, tracks, notes = _in_office(office, folder, data, tracks, waiting)
            said += notes
            waiting = []
        if name:
            data, tracks, note = _in_file(data, tracks, name, variant)
            said.append(note)
    return Case(data, tracks, case.model, case.catalog), said


def _in_office(
    office: Office, folder: Path, data: bytes, tracks: Tracks, edits: list[tuple[str, int]]
) -> tuple[bytes, Tracks, list[str]]:
    source, target = folder / "edited.xlsx", folder / "saved.xlsx"
    source.write_bytes(data)
    target.unlink(missing_ok=True)
    try:
        answer = office.ask(source, tracks=tracks, edits=edits, save=str(target))
    except OfficeError as error:
        return data, tracks, [f"not done: {error}"] * len(edits)
    return target.read_bytes(), answer["tracks"], answer["said"]


def _in_file(data: bytes, tracks: Tracks, name: str, variant: int) -> tuple[bytes, Tracks, str]:
    file = files.File(data, tracks, random.Random(f"{name} {variant}"))
    try:
        files.FILE_EDITS[name](file)
    except (files.NotHereError, KeyError, ValueError, IndexError, SyntaxError) as error:
        return data, tracks, f"not done: {error!r}"
    return file.sealed(), file.tracks, ""
