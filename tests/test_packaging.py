"""What a user installs: the wheel holds all it needs, and works from any folder."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution as an index would have it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def test_wheel_holds_templates_samples_and_data(wheel: Path) -> None:
    """Everything that a command reads is inside, and no test."""
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {
        "eks_subnet_xlsx/_templates/plan.en.yaml",
        "eks_subnet_xlsx/_templates/plan.ko.yaml",
        "eks_subnet_xlsx/_templates/plan.schema.json",
        "eks_subnet_xlsx/_templates/words.en.toml",
        "eks_subnet_xlsx/_samples/aws-2022.yaml",
        "eks_subnet_xlsx/limits/data/generated.csv",
        "eks_subnet_xlsx/limits/data/provenance.json",
        "eks_subnet_xlsx/workbook/blank/vpc-cni/_rels/.rels",
        "eks_subnet_xlsx/workbook/blank/vpc-cni/[Content_Types].xml",
        "eks_subnet_xlsx/workbook/blank/aws-2022/[Content_Types].xml",
        "eks_subnet_xlsx/py.typed",
    } <= names
    assert not [name for name in names if name.startswith(("tests/", "tools/"))]


def test_wheel_works_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    """In a fresh environment: init, generate and show run outside the checkout."""
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = venv / "bin" / "python"
    install = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run(install, check=True)
    # The dependencies are those of this run: what is tested is our own wheel.
    site = next((venv / "lib").glob("python*/site-packages"))
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"], encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    program = str(venv / "bin" / "eks-subnet-xlsx")
    where = "import eks_subnet_xlsx; print(eks_subnet_xlsx.__file__)"
    found = subprocess.run(
        [str(python), "-c", where], cwd=work, capture_output=True, text=True, check=True
    )
    assert found.stdout.startswith(str(venv))
    for arguments in (["--version"], ["init"], ["generate", "plan.yaml", "-o", "x.xlsx"]):
        subprocess.run([program, *arguments], cwd=work, check=True, capture_output=True)
    assert sorted(path.name for path in work.iterdir()) == ["plan.yaml", "x.xlsx"]
