"""What a run of the command imports: itself, and nothing of the other commands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PLAN = Path(__file__).parents[2] / "samples" / "plans" / "aws-2022.yaml"

_NEEDLESS = {
    "generate": {
        "checks",
        "annotation",
        "recalculation",
        "extraction",
        "difference",
        "cli.show",
        "fleet",
        "workbook.reading",
    },
    "validate": {
        "annotation",
        "recalculation",
        "extraction",
        "difference",
        "plan.reading",
        "workbook.render",
        "fleet.batch",
    },
    "show": {"annotation", "recalculation", "extraction", "difference", "fleet.table"},
    "limits": {"plan", "checks", "annotation", "recalculation", "extraction", "workbook"},
}
_WORKBOOK = Path(__file__).parents[1] / "golden" / "layout-1.en.vpc-cni.xlsx"
_ARGUMENTS = {
    "validate": ["validate", str(_WORKBOOK), "--select", "E1"],
    "generate": ["generate", str(PLAN), "-o", "out.xlsx"],
    "show": ["show", str(PLAN)],
    "limits": ["limits", "m5.large"],
}


@pytest.mark.parametrize("command", _NEEDLESS)
def test_command_imports_nothing_of_the_others(command: str, tmp_path: Path) -> None:
    """A run pays for the rooms that it uses, and for no others."""
    program = (
        "import sys; from eks_subnet_xlsx.cli import app; "
        "app(sys.argv[1:], standalone_mode=False); print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *_ARGUMENTS[command]],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported = {name.removeprefix("eks_subnet_xlsx.") for name in done.stderr.split("\n")}
    assert imported & _NEEDLESS[command] == set()
